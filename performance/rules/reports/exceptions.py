"""What a committee must look at first, worked out from the report itself: pure, so that it can be done under any rule.

Exceptions come in groups: performance (targets missed or off target, and any figure that is clearly worse), actions
(late actions and milestones, and what is reported at risk or off track), judgements that depend on a disputed figure,
missing data, and what the officer adds.
"""

import datetime as dt
from collections.abc import Iterator
from typing import cast

from django.utils.translation import gettext as _, ngettext

from csp_portal.formats.periods import day
from performance.rules.targets.status import RULES, Status

from .target_exceptions import disputed, explained, made, missing, off_target, worsened_trackers
from .types import (
    ActionLineDocument,
    ExceptionDocument,
    LineDocument,
    ReportDocument,
    ReportOutcome,
    StepDocument,
)

DONE = "ahead"  # the style of an action that is reported complete
IN_TROUBLE = ("behind", "wrong")  # the styles of at risk and off track


def exceptions(content: ReportDocument) -> list[ExceptionDocument]:
    """The exceptions of a report, the worst first, each with what its line says of cause, action and date."""
    said = {line["key"]: line for line in content["lines"] if line["key"]}
    outcomes = content["outcomes"]
    done = {one["ref"] for one in content["actions"] if one["css"] == DONE}
    found = [
        *off_target(outcomes),
        *worsened_trackers(content["figures"]),
        *(_of_step(one) for one in content["steps"] if one["late"] and not (_is_action(one) and one["ref"] in done)),
        *(_of_action(one) for one in content["actions"] if one["css"] in IN_TROUBLE),
        *disputed(outcomes),
        *missing(outcomes),
        *_silence(content["actions"]),
        *(_own(one) for one in content["lines"] if not one["key"]),
    ]
    return [explained(one, said.get(one["key"])) for one in found]


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


def _is_action(one: StepDocument) -> bool:
    return one.get("kind") == "action"


def _of_step(one: StepDocument) -> ExceptionDocument:
    says = _("Due on %(day)s, and not completed by the end of the period.") % {
        "day": day(dt.date.fromisoformat(one["due_on"]))
    }
    kind, what = ("late action", _("late action")) if _is_action(one) else ("milestone", _("late milestone"))
    name = f"{one['ref']} {one['text']}"
    return made(f"{kind} {name}"[:400], "actions", name, what, "behind", says)


def _of_action(one: ActionLineDocument) -> ExceptionDocument:
    status = one["status"].lower()
    lead = f"{one['lead']}: " if one["lead"] else ""
    says = f"{lead}{status}. {one['happened']}"
    what = _("action %(status)s") % {"status": status}
    name, key = f"{one['ref']} {one['title']}", f"action {one['ref']} {one['lead']}"[:400]
    return {**made(key, "actions", name, what, one["css"], says.strip()), "action": one["next"]}


def _silence(actions: list[ActionLineDocument]) -> Iterator[ExceptionDocument]:
    """All actions about which nobody said anything are one exception."""
    silent = list(dict.fromkeys(one["ref"] for one in actions if not one["status"]))
    if silent:
        words = ngettext("No update on %(num)s action", "No update on %(num)s actions", len(silent))
        says = _("No progress reported in this period: %(refs)s.") % {"refs": ", ".join(silent)}
        yield made("updates", "missing", words % {"num": len(silent)}, _("no update"), "none", says)


def _own(line: LineDocument) -> ExceptionDocument:
    return cast(
        ExceptionDocument,
        {**line, "group": "noted", "what": _("to note"), "css": "behind", "indicator": "", "says": line["commentary"]},
    )
