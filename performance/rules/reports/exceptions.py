"""What a committee must look at first, worked out from the report itself: pure, so that it can be done under any rule.

Exceptions are: targets that are behind or moving the wrong way, milestones late at the end of the period, actions that
their lead calls behind, actions about which nobody said anything, targets without a figure or still to be confirmed,
and what the officer adds.
"""

import datetime as dt
from collections.abc import Iterator
from typing import cast

from django.utils.translation import gettext as _, ngettext

from performance.rules.periods import day
from performance.rules.targets.status import RULES, Status

from .types import ActionLineDocument, ExceptionDocument, LineDocument, ReportDocument, ReportOutcome, StepDocument

WORST = (Status.WRONG_WAY, Status.FAR_BEHIND, Status.BEHIND)
UNKNOWN = (Status.NOT_AVAILABLE, Status.TO_BE_CONFIRMED)


def exceptions(content: ReportDocument) -> list[ExceptionDocument]:
    """The exceptions of a report, the worst first, each with what its line says of cause, action and date."""
    said = {line["key"]: line for line in content["lines"] if line["key"]}
    outcomes = content["outcomes"]
    found = [
        *(_of_target(one) for status in WORST for one in outcomes if one["status"] == status),
        *(_of_step(one) for one in content["steps"] if one["late"]),
        *(_of_action(one) for one in content["actions"] if one["css"] == "behind"),
        *_silence(content["actions"]),
        *(_of_target(one) for status in UNKNOWN for one in outcomes if one["status"] == status),
        *(_own(one) for one in content["lines"] if not one["key"]),
    ]
    return [_explained(one, said.get(one["key"])) for one in found]


def under(content: ReportDocument, rule: str) -> ReportDocument:
    """The same report judged by `rule`; targets that name a level in place of a change keep their own."""
    outcomes = [
        cast(
            ReportOutcome,
            one
            if rule not in one["under"]
            else {
                **one,
                "status": one["under"][rule],
                "status_css": Status(one["under"][rule]).css,
                "result": "",
                "rule": rule,
                "formula": RULES[rule].formula,
            },
        )
        for one in content["outcomes"]
    ]
    judged = cast(ReportDocument, {**content, "outcomes": outcomes})
    judged["exceptions"] = exceptions(judged)
    return judged


def latest(one: ReportOutcome) -> str:
    """The last outturn, or that sources differ about it, with its period: "811 (2006/07)"."""
    measured = [entry for entry in one["outturns"] if entry["value"] is not None or not entry["source"]]
    return f"{measured[-1]['shown']} ({measured[-1]['period']})" if measured else _("no figure")


def _facts(one: ReportOutcome) -> str:
    """The figures of a target in one sentence, count, change and per cent together."""
    aim = _("Aim: %(aim)s by %(due)s.") if one["due"] else _("Aim: %(aim)s.")
    if one["status"] == Status.TO_BE_CONFIRMED:
        aim = _("The aim for %(due)s is to be confirmed.") if one["due"] else _("The aim is to be confirmed.")
    words = aim % {"aim": one["target"], "due": one["due"]}
    if not one["change"]:
        baseline = one["baseline"]["shown"]
        before = _("Baseline: %(baseline)s. ") % {"baseline": baseline} if baseline else ""
        now = latest(one)
        return _("%(before)sOutturn: %(now)s. %(aim)s") % {"before": before, "now": now, "aim": words}
    start = f"{one['baseline']['shown']} ({one['baseline']['period']})"
    return f"{start} → {latest(one)}: {_change(one)}. {words}"


def _change(one: ReportOutcome) -> str:
    return one["change"] if one["unit"] == "%" else f"{one['change']} ({one['percent_change']})"


def _of_target(one: ReportOutcome) -> ExceptionDocument:
    return _made(one["key"], one["name"], one["status"], one["status_css"], _facts(one), one["indicator"])


def _of_step(one: StepDocument) -> ExceptionDocument:
    words, name = {"day": day(dt.date.fromisoformat(one["due_on"]))}, f"{one['ref']} {one['text']}"
    says = _("Due on %(day)s, and not completed when the period ended.") % words
    return _made(f"milestone {name}"[:400], name, _("late milestone"), "behind", says)


def _of_action(one: ActionLineDocument) -> ExceptionDocument:
    says = _("%(lead)s says: behind. %(happened)s") % {"lead": one["lead"], "happened": one["happened"]}
    key = f"action {one['ref']} {one['lead']}"[:400]
    made = _made(key, f"{one['ref']} {one['title']}", _("action behind"), "behind", says.strip())
    made["action"] = one["next"]
    return made


def _silence(actions: list[ActionLineDocument]) -> Iterator[ExceptionDocument]:
    """All actions about which nobody said anything are one exception."""
    silent = list(dict.fromkeys(one["ref"] for one in actions if not one["status"]))
    if silent:
        words = ngettext("No update on %(num)s action", "No update on %(num)s actions", len(silent))
        says = _("Nobody said how they go in this period: %(refs)s.") % {"refs": ", ".join(silent)}
        yield _made("updates", words % {"num": len(silent)}, _("no update"), "none", says)


def _own(line: LineDocument) -> ExceptionDocument:
    return cast(
        ExceptionDocument,
        {**line, "what": _("to note"), "css": "behind", "indicator": "", "says": line["commentary"]},
    )


def _made(key: str, name: str, what: str, css: str, says: str, indicator: str = "") -> ExceptionDocument:
    """An exception with no commentary yet; `css` is the status style and `says` the figures or words behind it."""
    return {
        "key": key,
        "name": name,
        "what": what,
        "css": css,
        "indicator": indicator,
        "says": says,
        "commentary": "",
        "cause": "",
        "action": "",
        "back_on": None,
        "back_as_said": "",
        "locator": "",
    }


def _explained(one: ExceptionDocument, line: LineDocument | None) -> ExceptionDocument:
    if line is None:
        return one
    said = {key: line[key] for key in ("commentary", "cause", "back_on", "back_as_said", "locator")}
    return cast(ExceptionDocument, {**one, **said, "action": line["action"] or one["action"]})
