"""Where periods stand in time, and which of them a line may join."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..chart import Chart, Series

DAYS_IN_YEAR = 365.25


def positions(chart: Chart) -> list[float]:
    """Where the labels stand: the middle of each period in years; without dates 0, 1, 2 and so on."""
    if not chart.days:
        return [float(at) for at in range(len(chart.labels))]
    return [(position(start) + position(end + dt.timedelta(days=1))) / 2 for start, end in chart.days]


def position(day: dt.date) -> float:
    """The beginning of a day, in years."""
    return day.toordinal() / DAYS_IN_YEAR


def runs(chart: Chart, one: Series) -> Iterator[list[int]]:
    """The places of neighbouring figures that one line may join: it stops at a gap and where counting changes.

    With dates only periods that follow each other to the day are neighbours: neither years apart nor periods that
    overlap. A guide is a way to go by and is not interrupted.
    """
    run: list[int] = []
    for at, value in enumerate(one.values):
        if value is None and one.guide:
            continue
        if run and (value is None or not (one.guide or _adjoin(chart, run[-1], at))):
            yield run
            run = []
        if value is not None:
            run.append(at)
    if run:
        yield run


def _adjoin(chart: Chart, before: int, after: int) -> bool:
    if not chart.days:
        return after == before + 1
    (start, end), (following, last) = chart.days[before], chart.days[after]
    is_next = following == end + dt.timedelta(days=1)
    return is_next and not any(start < day <= last for day, _reason in chart.breaks)
