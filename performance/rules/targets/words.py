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
        many = ngettext("The only target has no figure yet", "None of %(num)s targets has a figure yet", len(outcomes))
        return f"{many % {'num': len(outcomes)}}: {'; '.join(rest)}."
    total = sum(judged.values()) + counts[Status.NOT_CERTAIN]
    many = ngettext("Of %(num)s target with a figure", "Of %(num)s targets with a figure", total) % {"num": total}
    words = [", ".join(f"{count} {_(kind.value)}" for kind, count in judged.items())] if judged else []
    return f"{many}: {'; '.join([*words, *rest])}."
