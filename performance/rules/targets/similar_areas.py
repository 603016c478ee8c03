"""Targets to be better than the average of similar areas: what that average is, and what it says. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _, ngettext

from csp_portal.formats.numbers import shown
from csp_portal.formats.periods import Period
from performance.rules.areas.ranking import rate
from performance.rules.areas.wards import denominator
from plans.schemas.plan import TargetDocument

from .judging import Judgement
from .status import Status

RULE = "better-than-similar@1"
FORMULA = (
    "On target when the figure (of counts, the rate) is better than the mean of the similar areas that have one for "
    "the same period. To be better than the mean with or without the own area is the same."
)
Series = Mapping[Period, Decimal | None]


class GroupAverage(NamedTuple):
    """The area and the mean of its group in one period, in `unit`; `of` areas have a figure, itself included."""

    own: Decimal
    mean: Decimal
    of: int
    missing: int
    unit: str


def averages(
    own: str, members: frozenset[str], figures: Mapping[str, Series], bases: Sequence[tuple[str, Mapping[str, Series]]]
) -> dict[Period, GroupAverage]:
    """The average of the group in each period in which it and the area have figures.

    `figures` are those of the indicator, by area. `bases` are what counts are divided by, each with its unit, the
    one to take first; without any the figures are compared as they are.
    """
    found = {}
    for period in figures.get(own, {}):
        there = {code: figures.get(code, {}).get(period) for code in members | {own}}
        for unit, base in bases or [("", {})]:
            rates = {code: _rate(there[code], base.get(code, {}), period) for code in there} if bases else there
            known = {code: value for code, value in rates.items() if value is not None}
            if own in known and len(known) > 1:
                mean = sum(known.values(), Decimal(0)) / len(known)
                found[period] = GroupAverage(known[own], mean, len(known), len(there) - len(known), unit)
                break
    return found


def _rate(count: Decimal | None, base: Series, period: Period) -> Decimal | None:
    counted = denominator(base, period)
    return rate(count, counted[0]) if counted else None


def judge_against(average: GroupAverage | None, target: TargetDocument, *, final: bool) -> Judgement:
    """Whether the area is better than its group; not available without an average or a better direction."""
    if average is None or target["better"] not in ("lower", "higher"):
        return Judgement(Status.NOT_AVAILABLE, RULE, FORMULA)
    better = average.own < average.mean if target["better"] == "lower" else average.own > average.mean
    found = Status.ON_TARGET if better else Status.BEHIND
    return Judgement(found.at_the_end if final else found, RULE, FORMULA)


def against_in_words(average: GroupAverage, period: str) -> str:
    """ "58.6 per 1,000 residents in 2024/25; the mean of 3 areas, this one included, is 49.7." """
    words = {
        "own": _in_unit(average.own, average.unit),
        "mean": _in_unit(average.mean, average.unit),
        "num": average.of,
        "period": period,
        "missing": average.missing,
    }
    said = _("%(own)s in %(period)s; the mean of %(num)s similar areas, this one included, is %(mean)s.") % words
    if not average.missing:
        return said
    without = ngettext(
        "%(num)s similar area has no figure.", "%(num)s similar areas have no figure.", average.missing
    ) % {"num": average.missing}
    return f"{said} {without}"


def _in_unit(number: Decimal, unit: str) -> str:
    return shown(number, unit, 1) if unit in ("%", "") else f"{shown(number, decimals=1)} {unit}"
