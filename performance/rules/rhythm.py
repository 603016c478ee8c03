"""When the next figure of a measure is due, from how often it comes and its newest figure: pure."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from csp_portal.formats.periods import Period, months_later

MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}


@dataclass(frozen=True)
class DueRhythm:
    """How often figures come (a word of `MONTHS`), and how long after the end of a period: `lag` days, weeks or
    months."""

    frequency: str
    lag: int
    lag_unit: str

    def due_after(self, end: dt.date) -> dt.date:
        """The day on which the figure of a period that ends on `end` is due."""
        if self.lag_unit == "months":
            return months_later(end, self.lag)
        return end + dt.timedelta(days=self.lag * (7 if self.lag_unit == "weeks" else 1))


@dataclass(frozen=True)
class NextFigure:
    """The first period without a figure, and the day on which its figure is due."""

    period: Period
    due_on: dt.date

    def overdue(self, today: dt.date) -> bool:
        return today > self.due_on


def next_figure(rhythm: DueRhythm, periods: Collection[Period]) -> NextFigure | None:
    """What comes after the newest of the periods that have a figure; None where there is none to count from.

    A period of the rhythm's own length counts before any other. One that is longer than that and shorter than a year
    is the year to date and grows from its first day; a year that comes more often than once is a rolling year.
    """
    months = MONTHS[rhythm.frequency]
    newest = max((one for one in periods if one.months == months), key=lambda one: one.end, default=None) or max(
        periods, key=lambda one: one.end, default=None
    )
    if newest is None:
        return None
    grows = months < newest.months < 12 and newest.months + months <= 12
    period = Period(newest.start if grows else months_later(newest.start, months), months_later(newest.end, months))
    return NextFigure(period, rhythm.due_after(period.end))
