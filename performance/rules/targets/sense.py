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
    better = _("lower is better") if lower else _("higher is better")
    words = {"name": target["name"], "aim": aim(target), "better": better}
    value, baseline = number(target["value"]), number(target["baseline"])
    if target["kind"] in CHANGES:
        if value is None or value == 0 or (value < 0) == lower:
            return ""
        words["number"] = signed(-value)
        return _("“%(name)s” would read “%(aim)s”, but %(better)s. Write %(number)s, or correct the indicator.") % words
    if target["kind"] == ("above baseline" if lower else "below baseline"):
        return _("“%(name)s” would read “%(aim)s”, but %(better)s. Choose the other kind of target.") % words
    level = level_aimed_at(target)
    if level is None or baseline is None or level == baseline or (level < baseline) == lower:
        return ""
    words["baseline"] = shown(baseline, target["unit"])
    sentence = _("“%(name)s” would read “%(aim)s” from a baseline of %(baseline)s, but %(better)s. Correct the number.")
    return sentence % words


def points_meant(target: TargetDocument) -> str:
    """Asks about a change in per cent of a percentage; empty for any other target."""
    value, baseline = number(target["value"]), number(target["baseline"])
    if target["kind"] != "percent change" or target["unit"] != "%" or value is None:
        return ""
    words = {"name": target["name"], "aim": aim(target)}
    if baseline is None:
        return _("“%(name)s” would read “%(aim)s”, in per cent of a percentage. Are points meant?") % words
    words |= {"then": shown(baseline, "%"), "now": _level(baseline * (1 + value / 100))}
    words["meant"] = _level(baseline + value)
    sentence = _("“%(name)s” would read “%(aim)s”: from %(then)s to %(now)s. Are points meant, to %(meant)s?")
    return sentence % words


def _level(number: Decimal) -> str:
    return shown(number.quantize(Decimal("0.01")).normalize(), "%")
