"""What targets aim at and where they stand, in words."""

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _, ngettext

from csp_portal.formats.numbers import shown
from plans.schemas.plan import OutcomeDocument, TargetDocument

from .judging import CHANGES, NUMBERS, number
from .status import Status


def aim(target: TargetDocument) -> str:
    """What is aimed at, in few words: "down 21%", "at most 130", or the plan's own words."""
    kind, unit, value = target["kind"], target["unit"], number(target["value"])
    if target["state"] != "value":
        return target["state"]
    if value is None:
        fixed = {
            "keep": _("keep the level"),
            "below baseline": _("lower than the baseline"),
            "above baseline": _("higher than the baseline"),
            "better than group": _("better than the average of similar areas"),
        }
        return fixed.get(kind) or target["as_printed"] or _("in words only")
    if kind in CHANGES:
        words = shown(abs(value), "%" if kind == "percent change" else unit)
        if kind in NUMBERS and unit == "%":
            words = _("%(number)s points") % {"number": shown(abs(value))}
        return (_("up %(number)s") if value > 0 else _("down %(number)s")) % {"number": words}
    patterns = {"at most": _("at most %(number)s"), "at least": _("at least %(number)s"), "keep": _("keep %(number)s")}
    return patterns.get(kind, "%(number)s") % {"number": shown(value, unit)}


def sentence(target: TargetDocument, measure: str, place: str) -> str:
    """A target as one sentence, from its fields and the names of its measure and area: "Reduce domestic burglary by 10%
    from 2024/25 by 2027/28". Empty where there is nothing to say in one: words alone, or a number that is not there."""
    unit, value, kind = target["unit"], number(target["value"]), target["kind"]
    words = {"measure": _inside(measure, place), "number": "", "level": _("its level at the baseline")}
    if target["state"] == "to be confirmed":
        return _("The target for %(measure)s is to be confirmed") % words
    if target["state"] != "value":
        return ""
    start = ""
    if target["baseline_period"]:
        words["baseline"] = target["baseline_period"]
        words["level"] = _("its level in %(baseline)s") % words
        start = _(" from %(baseline)s") % words
    if kind in CHANGES and value:
        words["number"] = shown(abs(value), "%" if kind == "percent change" else unit if unit == "£" else "")
        if kind == "points":
            points = ngettext(
                "%(number)s percentage point", "%(number)s percentage points", 1 if abs(value) == 1 else 2
            )
            words["number"] = points % words
        pattern = _("Increase %(measure)s by %(number)s") if value > 0 else _("Reduce %(measure)s by %(number)s")
        return pattern % words + start + _by(target)
    if kind in CHANGES or kind == "keep":
        if kind == "keep" and value is not None:
            words["level"] = shown(value, unit)
        elif kind in CHANGES and value is None:
            return ""
        return _("Keep %(measure)s at %(level)s") % words + _by(target)
    if kind in ("at most", "at least"):
        if value is None:
            return ""
        words["number"] = shown(value, unit)
        level = (
            _("Bring %(measure)s to %(number)s or less")
            if kind == "at most"
            else _("Bring %(measure)s to %(number)s or more")
        )
        return level % words + _by(target)
    patterns = {
        "below baseline": _("Bring %(measure)s below %(level)s"),
        "above baseline": _("Bring %(measure)s above %(level)s"),
        "better than group": _("Do better on %(measure)s than the average of similar areas"),
    }
    return patterns[kind] % words + _by(target) if kind in patterns else ""


def _by(target: TargetDocument) -> str:
    return _(" by %(due)s") % {"due": target["due_period"]} if target["due_period"] else ""


def _inside(name: str, place: str) -> str:
    """A name inside a sentence: without its capital, unless it begins with an abbreviation or the name of the area."""
    first = name.split(" ")[0]
    kept = first in place.split(" ") or (len(first) > 1 and not first[1:].islower())
    return name if kept else name[:1].lower() + name[1:]


def answer(outcomes: Sequence[OutcomeDocument]) -> str:
    """How many targets stand where, in one sentence; empty where there are none."""
    if not outcomes:
        return ""
    counts = Counter(Status(one["status"]) for one in outcomes)
    judged = {kind: counts[kind] for kind in Status if kind.css != "none" and counts[kind]}
    others = {
        Status.TO_BE_CONFIRMED: _("to be confirmed"),
        Status.NOT_AVAILABLE: _("without a figure yet"),
        Status.NOT_CERTAIN: _("not certain, because counts are rounded"),
        Status.NOT_DUE: _("not yet due"),
        Status.NOT_SET: _("in words, without a number"),
    }
    rest = [f"{counts[kind]} {words}" for kind, words in others.items() if counts[kind]]
    if not judged and not counts[Status.NOT_CERTAIN]:
        many = ngettext(
            "The only target cannot be judged yet", "None of %(num)s targets can be judged yet", len(outcomes)
        )
        return f"{many % {'num': len(outcomes)}}: {'; '.join(rest)}."
    total = sum(judged.values()) + counts[Status.NOT_CERTAIN]
    many = ngettext("Of %(num)s target with a figure", "Of %(num)s targets with a figure", total) % {"num": total}
    words = [", ".join(f"{count} {_(kind.value)}" for kind, count in judged.items())] if judged else []
    return f"{many}: {'; '.join([*words, *rest])}."
