"""What this room says on the desk home of progress reports that were never published."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _, ngettext

from performance.models import ProgressReport
from plans.access.permissions import Permission, where_may
from plans.access.tasks import Task
from plans.models import Membership, User, Visibility
from plans.schemas.problems import errors

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
        words = {"title": report.title, "blocked": _blocked(report), "meeting": _meeting(report, today)}
        sentence = _("The report “%(title)s” is not published: %(blocked)s. %(meeting)s") % words
        urgent = bool(report.meeting and report.meeting.held_on <= today + SOON)
        yield Task(report.partnership, sentence, report.desk_page, urgent=urgent)


def _blocked(report: ProgressReport) -> str:
    """What stops a report being published: missing explanations first, then the first error."""
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
    return _("nothing is blocking it")


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
