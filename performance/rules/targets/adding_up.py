"""A figure for a longer period, added up from the quarters or months that it is made of. Pure.

What happens and is counted is added up: never percentages, rates or people, who may be counted in two quarters. Nothing
is added up where a part is missing, rounded, not exact or from another source, or where counting changed in between.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from csp_portal.formats.numbers import shown
from csp_portal.formats.periods import Period, months_later
from plans.schemas.plan import TargetDocument

from .judging import span

if TYPE_CHECKING:
    from .outturns import OutturnFigure

ADDED_UP = ("crimes", "incidents")
MOST_PERIODS = 12


def added_up(
    target: TargetDocument, known: "Mapping[Period, OutturnFigure]", breaks: Iterable[dt.date]
) -> "Iterator[OutturnFigure]":
    """The figures for the baseline, the due period and those of equal length between them that no source gives.

    `known`: the figure that counts in each period; `breaks`: the days from which counting is different.
    """
    days = list(breaks)
    for period in _wanted(target) if target["unit"] in ADDED_UP else ():
        if period not in known and (found := _sum(known, period, days)):
            yield found


def _wanted(target: TargetDocument) -> list[Period]:
    """The baseline and due periods of a target, and those as long as the baseline between them."""
    baseline, due = span(target, "baseline"), span(target, "due")
    found = [one for one in (baseline, due) if one]
    if baseline and due:
        for step in range(1, MOST_PERIODS):
            start = months_later(baseline.start, step * baseline.months)
            between = Period.of_months(start.year, start.month, baseline.months)
            if between.end <= due.end:
                found.append(between)
    return list(dict.fromkeys(found))


def _sum(known: "Mapping[Period, OutturnFigure]", period: Period, breaks: list[dt.date]) -> "OutturnFigure | None":
    """The sum of the parts of a period as a figure; None where it may not be added up."""
    if period != Period.of_months(period.start.year, period.start.month, period.months):
        return None
    figures = [known.get(one) for one in parts_of(known, period)]
    whole = [one for one in figures if one and one.value is not None and one.rounded_to == 1 and not one.qualifier]
    is_one_thing = len({one.source_slug for one in whole}) == 1
    if not whole or len(whole) < len(figures) or not is_one_thing:
        return None
    if any(period.start < day <= period.end for day in breaks):
        return None
    total = sum((one.value or Decimal(0) for one in whole), Decimal(0))
    provisional = any(one.provisional for one in whole)
    return replace(whole[-1], period=period, value=total, shown=shown(total), provisional=provisional)


def parts_of(known: "Mapping[Period, OutturnFigure]", period: Period) -> list[Period]:
    """The quarters, else the months, that a period is made of: of what is known the most."""
    lengths = [[*_split(period, length)] for length in (3, 1) if period.months > length]
    return max(lengths, key=lambda parts: sum(one in known for one in parts) / len(parts), default=[])


def _split(period: Period, months: int) -> list[Period]:
    starts = [months_later(period.start, step) for step in range(0, period.months, months)]
    return [Period.of_months(start.year, start.month, months) for start in starts]
