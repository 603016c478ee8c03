"""What this room says on the desk home: reports that were never published, and those that wait for approval."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import F, Max, Q
from django.utils.translation import gettext as _, ngettext

from performance.models import ApprovalMove, ProgressReport
from plans.access.permissions import Permission, where_may
from plans.access.tasks import Task
from plans.documents.document import checksum
from plans.models import Membership, User, Visibility
from plans.schemas.problems import errors

from ..approval import ApprovalState, state_of, texts_of
from ..content.checklist import LINES, problems
from ..content.document import report_document

SOON = dt.timedelta(days=14)


def reports(user: User, memberships: list[Membership], today: dt.date) -> Iterator[Task]:
    """Each draft report for those who write it: what still blocks it and when its meeting is, the nearest first."""
    owners = where_may(memberships, Permission.EDIT_PARTNERSHIP)
    drafts = ProgressReport.objects.filter(partnership__in=owners, versions=None).select_related(
        "partnership", "plan__partnership", "source", "meeting__committee"
    )
    for report in drafts.order_by("meeting__held_on", "pk"):
        words = {"title": report.title, "blocked": _blocked(report, user), "meeting": _meeting(report, today)}
        sentence = _("The report “%(title)s” is not published: %(blocked)s. %(meeting)s") % words
        urgent = bool(report.meeting and report.meeting.held_on <= today + SOON)
        yield Task(report.partnership, sentence, report.desk_page, urgent=urgent)


def approvals(user: User, memberships: list[Membership], today: dt.date) -> Iterator[Task]:
    """Each report that somebody else sent for approval and this person has not approved as it reads now."""
    owners = where_may(memberships, Permission.SIGN_OFF)
    reports = ProgressReport.objects.filter(partnership__in=owners).select_related(
        "partnership", "plan__partnership", "source", "meeting__committee"
    )
    moved = reports.annotate(moved=Max("approvals__at"), out=Max("versions__published_at"))
    for report in moved.filter(Q(out=None) | Q(moved__gt=F("out")), moved__isnull=False).order_by("moved"):
        state = state_of(report, checksum(texts_of(report)))
        if state.sent and user not in (state.sent.by, *(one.by for one in state.approved)):
            words = _("The report “%(title)s” is waiting for your approval.") % {"title": report.title}
            yield Task(report.partnership, words, f"{report.desk_page}#publish")


def _blocked(report: ProgressReport, user: User) -> str:
    """What stops a report being published: missing explanations first, then the first error, then its approval."""
    wrong = errors(problems(report_document(report, Visibility.MEMBERS)))
    unexplained = sum(problem.place.kind == LINES for problem in wrong)
    if unexplained:
        words = ngettext(
            "%(num)s exception does not give its cause, action and recovery date",
            "%(num)s exceptions do not give their cause, action and recovery date",
            unexplained,
        )
        return words % {"num": unexplained}
    if wrong:
        return wrong[0].sentence.rstrip(".")
    return _on_its_way(report, user)


def _on_its_way(report: ProgressReport, user: User) -> str:
    """What is next for a report without errors."""
    state = state_of(report, checksum(texts_of(report))) if report.approvals.exists() else ApprovalState()
    if state.sent:
        return _("it is waiting for approval") if state.missing_person(user) else _("it is ready to be published")
    if state.before and state.before.move == ApprovalMove.SENT_BACK:
        words = {"name": state.before.by, "reason": state.before.note.rstrip(".")}
        return _("%(name)s has sent it back: %(reason)s") % words
    return _("send it for approval")


def _meeting(report: ProgressReport, today: dt.date) -> str:
    """When the meeting of a report is or was, and how many days away."""
    if report.meeting is None:
        return _("It names no meeting.")
    held_on = report.meeting.held_on
    words = {"day": f"{held_on:%-d %B %Y}", "num": (held_on - today).days}
    if held_on < today:
        return _("Its meeting was on %(day)s.") % words
    if held_on == today:
        return _("Its meeting is today.")
    return ngettext(
        "Its meeting is on %(day)s, in %(num)s day.", "Its meeting is on %(day)s, in %(num)s days.", words["num"]
    ) % words  # fmt: skip
