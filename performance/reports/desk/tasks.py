"""What this room says on the desk home: reports that were never published, and those that wait for approval."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import gettext as _, ngettext

from csp_portal.operation.reading import Reader
from performance.models import ApprovalMove, ProgressReport, ReportApproval
from plans.access.permissions import Permission, where_may
from plans.access.tasks import Task
from plans.documents.document import checksum
from plans.documents.worked_out import LongWork, worked_out
from plans.models import Membership, Partnership, User, Visibility
from plans.schemas.problems import errors

from ..approval import ApprovalState, approval_state, texts_of
from ..content.checklist import LINES, problems
from ..content.document import report_document

SOON = dt.timedelta(days=14)


def reports(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """Each draft report for those who write it: what still blocks it and when its meeting is, the nearest first."""
    owners = where_may(memberships, Permission.EDIT_PARTNERSHIP)
    texts = yield from worked_out(DRAFTS, owners, today)
    drafts = _with_moves(owners).filter(versions=None)
    found, moves = yield [drafts.order_by("meeting__held_on", "pk"), _moves(drafts)]
    for report in found:
        text = texts[report.partnership_id].get(str(report.pk), {"text": "", "blocked": ""})
        state = approval_state([one for one in moves if one.report_id == report.pk], text["text"])
        blocked = text["blocked"] or _on_its_way(state, user)
        words = {"title": report.title, "blocked": blocked, "meeting": _meeting(report, today)}
        sentence = _("The report “%(title)s” is not published: %(blocked)s. %(meeting)s") % words
        urgent = bool(report.meeting and report.meeting.held_on <= today + SOON)
        yield Task(report.partnership, sentence, report.desk_page, urgent=urgent)


def approvals(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """Each report that somebody else sent for approval and this person has not approved as it reads now."""
    owners = where_may(memberships, Permission.SIGN_OFF)
    texts = yield from worked_out(SENT, owners, today)
    sent = _waiting(owners)
    found, moves = yield [sent.order_by("moved"), _moves(sent)]
    for report in found:
        since = [one for one in moves if one.report_id == report.pk and (report.out is None or one.at > report.out)]
        state = approval_state(since, texts[report.partnership_id].get(str(report.pk), ""))
        if state.sent and user not in (state.sent.by, *(one.by for one in state.approved)):
            words = _("The report “%(title)s” is waiting for your approval.") % {"title": report.title}
            yield Task(report.partnership, words, f"{report.desk_page}#publish")


def _with_moves(owners: Iterable[int]) -> QuerySet[ProgressReport]:
    """The reports of these partnerships, with the time of their last move to approval and of their last version."""
    rows = ProgressReport.objects.filter(partnership__in=owners).select_related(
        "partnership", "plan__partnership", "source", "meeting__committee"
    )
    return rows.annotate(moved=Max("approvals__at"), out=Max("versions__published_at"))


def _waiting(owners: Iterable[int]) -> QuerySet[ProgressReport]:
    return _with_moves(owners).filter(Q(out=None) | Q(moved__gt=F("out")), moved__isnull=False)


def _moves(reports: QuerySet[ProgressReport]) -> QuerySet[ReportApproval]:
    rows = ReportApproval.objects.filter(report__in=reports.order_by().values("pk"))
    return rows.select_related("by", "report__partnership")


def _drafts(owners: list[Partnership]) -> dict[int, dict[str, dict[str, str]]]:
    """Of each draft report the checksum of its text and what is wrong with it."""
    made: dict[int, dict[str, dict[str, str]]] = {owner.pk: {} for owner in owners}
    for report in _with_moves(made).filter(versions=None):
        text = checksum(texts_of(report)) if report.moved else ""
        made[report.partnership_id][str(report.pk)] = {"text": text, "blocked": _wrong(report)}
    return made


def _sent(owners: list[Partnership]) -> dict[int, dict[str, str]]:
    """The checksum of the text of each report that was sent for approval since its last version."""
    made: dict[int, dict[str, str]] = {owner.pk: {} for owner in owners}
    for report in _waiting(made):
        made[report.partnership_id][str(report.pk)] = checksum(texts_of(report))
    return made


DRAFTS, SENT = LongWork("draft reports", _drafts), LongWork("sent reports", _sent)


def _wrong(report: ProgressReport) -> str:
    """What stops a report being published: missing explanations first, then the first error; empty where nothing."""
    wrong = errors(problems(report_document(report, Visibility.MEMBERS)))
    unexplained = sum(problem.place.kind == LINES for problem in wrong)
    if unexplained:
        words = ngettext(
            "%(num)s exception does not give its cause, action and recovery date",
            "%(num)s exceptions do not give their cause, action and recovery date",
            unexplained,
        )
        return words % {"num": unexplained}
    return wrong[0].sentence.rstrip(".") if wrong else ""


def _on_its_way(state: ApprovalState, user: User) -> str:
    """What is next for a report without errors."""
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
