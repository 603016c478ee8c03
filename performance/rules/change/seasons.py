"""Which periods may be compared: crime has seasons, a quarter stands beside the same quarter of a year ago. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _, ngettext

from csp_portal.formats.dates import months_after
from csp_portal.formats.periods import Period, day
from performance.rules.method import Method

YEAR = 12


@dataclass(frozen=True)
class FigurePair:
    """A figure and the earlier one it may be compared with. `broken` says why the two are not quite the same thing."""

    then: Decimal
    now: Decimal
    since: Period
    period: Period
    broken: str = ""

    @property
    def ago(self) -> str:
        """When the earlier one was: "a year ago", or its period where it is not whole years back."""
        months = (self.period.end.year - self.since.end.year) * YEAR + self.period.end.month - self.since.end.month
        if months % YEAR or self.since.start.day != 1:
            return _("in %(period)s") % {"period": self.since}
        years = months // YEAR
        return ngettext("a year ago", "%(num)s years ago", years) % {"num": years}


def alike(one: Period, other: Period) -> bool:
    """Whether two periods may be compared: as long as each other, and the same months or whole years."""
    if one.months != other.months or not (_whole(one) and _whole(other)):
        return _days(one) == _days(other) and one.months == other.months
    return one.months % YEAR == 0 or one.start.month == other.start.month


def season_note(one: Period | None, other: Period | None) -> str:
    """What is wrong with comparing two periods, in a sentence; empty where nothing is."""
    if one is None or other is None or alike(one, other):
        return ""
    words = {"one": one, "other": other}
    if one.months != other.months:
        return _("%(one)s and %(other)s are not equally long, so they cannot be compared.") % words
    return (
        _("%(one)s and %(other)s are different times of the year: the season alone may explain the difference.") % words
    )


def earlier(period: Period, others: Iterable[Period]) -> Period | None:
    """The latest one before `period`, without overlap, that it may be compared with."""
    return max((one for one in others if one.end < period.start and alike(one, period)), default=None)


def pair(
    series: Mapping[Period, Decimal | None], period: Period, breaks: Iterable[tuple[dt.date, str]] = ()
) -> FigurePair | None:
    """A figure and the latest earlier one to compare it with, else None. `breaks`: when and why counting changed."""
    known = {one: value for one, value in series.items() if value is not None}
    since = earlier(period, known)
    if since is None or period not in known:
        return None
    return FigurePair(known[since], known[period], since, period, between_words(since, period, breaks))


def between_words(since: Period, period: Period, breaks: Iterable[tuple[dt.date, str]]) -> str:
    """When and why counting changed between two periods, or within one of them after its first day."""
    between = [_("from %(day)s: %(reason)s") % {"day": day(on), "reason": reason.rstrip(".")} for on, reason in breaks
               if since.end < on <= period.end or since.start < on <= since.end]  # fmt: skip
    return "; ".join(between)


def why_not(series: Mapping[Period, Decimal | None], period: Period) -> str:
    """Why a figure is not compared, though there are earlier ones as long as it; empty where there are none."""
    known = [one for one, value in series.items() if value is not None and one.end < period.start]
    if series.get(period) is None or not any(one.months == period.months for one in known) or earlier(period, known):
        return ""
    return _(
        "No change is given: the earlier figures are for other times of the year, and the season alone may explain a "
        "difference."
    )


def rolling_years(series: Mapping[Period, Decimal | None]) -> dict[Period, Decimal]:
    """Sums over twelve months, one ending with each month or quarter that has a full year behind it."""
    found: dict[Period, Decimal] = {}
    for length in (1, 3):
        known = {one.start: (one, value) for one, value in series.items() if one.months == length and _whole(one)}
        for last, _value in known.values():
            parts = [known.get(months_after(last.start, -length * step)) for step in range(YEAR // length)]
            values = [part[1] for part in parts if part is not None and part[1] is not None]
            if len(values) == YEAR // length:
                found[Period(months_after(last.start, length - YEAR), last.end)] = sum(values, Decimal(0))
        if found:
            break
    return found


def _whole(period: Period) -> bool:
    """Whether it is made of whole months."""
    return period.start.day == 1 and (period.end + dt.timedelta(days=1)).day == 1


def _days(period: Period) -> tuple[int, int, int, int]:
    return (period.start.month, period.start.day, period.end.month, period.end.day)


METHOD = Method(
    slug="seasons",
    title="Which periods are compared",
    words=(
        "Crime has seasons. A month or a quarter is compared with the same month or quarter of an earlier "
        "year, a year with the latest earlier year that does not overlap it; months and quarters are also "
        "added up to years that end with each of them. Periods of different length or season are not "
        "compared; where a document does so, a sentence says it. Where the way of counting changed in "
        "between, a sentence says that, too."
    ),
    formula=(
        "Two periods may be compared when they are equally long and either whole years or the same months. A rolling "
        "year is the sum of 12 months or 4 quarters that follow each other; none is made where one is missing."
    ),
)
