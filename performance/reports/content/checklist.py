"""What stands between a progress report and its publication: the checklist of plans, for reports.

Each rule is a function from the document to what it finds; RULES is the list of them. The reference of a place is the
key of an exception.
"""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _, ngettext

from performance.rules.reports.types import ReportDocument
from performance.rules.targets.status import Status
from plans.documents.figure_references import broken_in
from plans.schemas.problems import Problem, ProblemPlace

LINES = "report-lines"
NOT_WANTED = (Status.NOT_DUE, Status.NOT_SET, Status.TO_BE_CONFIRMED)


def problems(content: ReportDocument) -> list[Problem]:
    """Everything that is wrong with a report, errors first."""
    found = [problem for rule in RULES for problem in rule(content)]
    return sorted(found, key=lambda problem: problem.severity != "error")


def figures_of_the_period(content: ReportDocument) -> Iterator[Problem]:
    """An outturn of a target or another figure of a published source that belongs to the period.

    Where nothing is due yet a report without figures is only asked about.
    """
    period = content["report"]["period"]
    judged = any(one["of_period"] for one in content["outcomes"])
    other = any(one["entry"]["value"] is not None for one in content["figures"])
    of_quarter = any(one["this"]["value"] is not None for one in content["quarter"])
    if not judged and not other and not of_quarter:
        words = _("No published source has a figure for %(period)s: enter or import the figures, or change the period.")
        early = bool(content["outcomes"]) and all(one["status"] in NOT_WANTED for one in content["outcomes"])
        yield Problem("warning" if early else "error", words % {"period": period}, ProblemPlace("reports"))


def figures_lead_somewhere(content: ReportDocument) -> Iterator[Problem]:
    """Every figure that a section names can be printed."""
    for section in content["sections"]:
        for name in broken_in(section):
            words = _("The text refers to a figure that cannot be shown: %(name)s.") % {"name": name}
            yield Problem("error", words, ProblemPlace("report-sections", section["slug"]))


def exceptions_explained(content: ReportDocument) -> Iterator[Problem]:
    """Each exception says why it is one, what is done, and until when; a disputed figure has no such day."""
    for one in content["exceptions"]:
        parts = {_("the cause"): one["cause"], _("the action being taken"): one["action"]}
        if one["group"] != "disputed":
            parts[_("the recovery date")] = one["back_on"] or one["back_as_said"]
        missing = [name for name, said in parts.items() if not (said or "").strip()]
        if missing:
            words = {"name": one["name"], "what": _(one["what"]), "missing": _(" or ").join(missing)}
            sentence = _("The exception “%(name)s” (%(what)s) does not give %(missing)s.") % words
            yield Problem("error", sentence, ProblemPlace(LINES, one["key"] or one["name"]))


def meeting_named(content: ReportDocument) -> Iterator[Problem]:
    if not content["report"]["meeting_on"]:
        yield Problem("warning", _("The report names no meeting of a committee."), ProblemPlace("reports"))


def decisions_wanted(content: ReportDocument) -> Iterator[Problem]:
    if not content["decisions"]:
        words = _("The report does not say what decisions are needed.")
        yield Problem("warning", words, ProblemPlace("reports"))


def questions_answered(content: ReportDocument) -> Iterator[Problem]:
    """A warning if members' questions have no written answer yet."""
    open_ones = sum(not one["answered_on"] for one in content["questions"])
    if open_ones:
        words = ngettext(
            "%(num)s question of a member is not answered in writing.",
            "%(num)s questions of members are not answered in writing.",
            open_ones,
        )
        yield Problem("warning", words % {"num": open_ones}, ProblemPlace("member-questions"))


RULES: list[Callable[[ReportDocument], Iterator[Problem]]] = [
    figures_of_the_period,
    figures_lead_somewhere,
    exceptions_explained,
    meeting_named,
    decisions_wanted,
    questions_answered,
]
