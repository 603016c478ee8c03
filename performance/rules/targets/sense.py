"""What a target says against itself: a sign or level on the wrong side, or per cent where points may be meant. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import shown, signed
from plans.schemas.plan import PlanDocument, TargetDocument
from plans.schemas.problems import Problem, error, warning
from plans.schemas.walk import targets_of

from .judging import CHANGES, level_aimed_at, number
from .words import aim


def problems(content: PlanDocument) -> Iterator[Problem]:
    """For the checklist: an error for each target against its own direction, a warning where points may be meant."""
    for target in targets_of(content):
        if wrong := against_itself(target):
            yield error(wrong, "targets", target["name"])
        if question := points_meant(target):
            yield warning(question, "targets", target["name"])


def against_itself(target: TargetDocument) -> str:
    """What is wrong with a target, with the words that readers would see; empty where it makes sense.

    A change, level or comparison with the baseline must not go the way that is worse by the target's indicator.
    """
    if target["state"] != "value" or target["better"] not in ("lower", "higher"):
        return ""
    lower = target["better"] == "lower"
    value, baseline = number(target["value"]), number(target["baseline"])
    more = {}
    if target["kind"] in CHANGES:
        if value is None or value == 0 or (value < 0) == lower:
            return ""
        more["number"] = signed(-value)
        sentence = _("“%(name)s” would read “%(aim)s”, but %(better)s. Write %(number)s, or correct the indicator.")
    elif target["kind"] == ("above baseline" if lower else "below baseline"):
        sentence = _("“%(name)s” would read “%(aim)s”, but %(better)s. Choose the other kind of target.")
    else:
        level = level_aimed_at(target)
        if level is None or baseline is None or level == baseline or (level < baseline) == lower:
            return ""
        more["baseline"] = shown(baseline, target["unit"])
        sentence = _(
            "“%(name)s” would read “%(aim)s” from a baseline of %(baseline)s, but %(better)s. Correct the number."
        )
    better = _("lower is better") if lower else _("higher is better")
    return sentence % {"name": target["name"], "aim": aim(target), "better": better, **more}


def points_meant(target: TargetDocument) -> str:
    """Asks about a change in per cent of a percentage, with what each reading would print; empty for any other target.

    Not asked where somebody said that per cent is meant, and where points would lead below 0% or above 100%.
    """
    value, baseline = number(target["value"]), number(target["baseline"])
    if target["kind"] != "percent change" or target["unit"] != "%" or not value or target.get("per_cent_meant"):
        return ""
    in_points: TargetDocument = {**target, "kind": "points"}
    words = {"name": target["name"], "aim": aim(target), "points": aim(in_points)}
    if baseline is None:
        asked = _("“%(name)s” would read “%(aim)s”, in per cent of a percentage; in points, “%(points)s”.")
    elif not 0 <= baseline + value <= 100:
        return ""
    else:
        words |= {"then": shown(baseline, "%"), "now": _level(baseline * (1 + value / 100))}
        words["meant"] = _level(baseline + value)
        asked = _(
            "“%(name)s” would read “%(aim)s”, from %(then)s to %(now)s; in points, “%(points)s”, from %(then)s to "
            "%(meant)s."
        )
    choice = _(
        "Choose a change in percentage points, or confirm “A per cent change is intended, not percentage points”."
    )
    return f"{asked % words} {choice}"


def _level(number: Decimal) -> str:
    return shown(number.quantize(Decimal("0.01")).normalize(), "%")
