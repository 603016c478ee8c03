"""Where a series will stand at the end of the year, with its band, from at least five figures. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from django.utils.translation import gettext as _

from csp_portal.formats.dates import months_after
from csp_portal.formats.numbers import shown
from csp_portal.formats.periods import Period
from performance.rules.method import Method

from .seasons import YEAR, alike

FEWEST = 5
# Two-sided 95 % points of Student's t for 3 to 12 degrees of freedom; beyond, that of the normal distribution is near.
T95 = {3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228, 11: 2.201, 12: 2.179}
Z95 = 1.96


@dataclass(frozen=True)
class Forecast:
    """What a period will bring if things go on as they are, and the band that holds it in 19 cases of 20."""

    period: Period
    value: Decimal
    low: Decimal
    high: Decimal
    method: str

    @property
    def words(self) -> str:
        return _("Forecast for %(period)s if things continue as they are: %(value)s, most likely between %(low)s and "
"%(high)s (%(method)s).") % {
            "period": self.period, "value": shown(self.value, decimals=0), "low": shown(self.low, decimals=0),
            "high": shown(self.high, decimals=0), "method": self.method,
        }  # fmt: skip


def forecast(series: Mapping[Period, Decimal | None], breaks: Iterable[dt.date] = ()) -> Forecast | str:
    """The forecast of a series of counts of equally long periods, or a sentence that says why there is none.

    Years: the straight line through all figures since the last break in counting, for the next year. Months and
    quarters: to the end of the financial year that the latest one is in, from the same months of the year before.
    """
    known = _since_last_break({one: value for one, value in series.items() if value is not None}, breaks)
    if len(known) < FEWEST:
        words = {"fewest": FEWEST, "count": len(known)}
        return (
            _("No forecast: it needs at least %(fewest)s figures counted in the same way, and there are %(count)s.")
            % words
        )
    periods = sorted(known)
    if periods[0].months == YEAR:
        if not all(alike(one, periods[0]) and one.start.month == periods[0].start.month for one in periods):
            return _("No forecast: the figures are for years that begin in different months.")
        return _next_year(known, periods)
    return _year_end(known, periods[-1])


def _since_last_break(known: dict[Period, Decimal], breaks: Iterable[dt.date]) -> dict[Period, Decimal]:
    last = max(breaks, default=dt.date.min)
    return {one: value for one, value in known.items() if one.start >= last}


def _next_year(known: Mapping[Period, Decimal], periods: list[Period]) -> Forecast:
    """Least squares, with the prediction interval of a single new observation."""
    years = [one.start.year for one in periods]
    values = [float(known[one]) for one in periods]
    count, at = len(years), years[-1] + 1
    middle, mean = sum(years) / count, sum(values) / count
    spread = sum((year - middle) ** 2 for year in years)
    slope = sum((year - middle) * (value - mean) for year, value in zip(years, values, strict=True)) / spread
    rest = sum((value - mean - slope * (year - middle)) ** 2 for year, value in zip(years, values, strict=True))
    error = sqrt(rest / (count - 2)) * sqrt(1 + 1 / count + (at - middle) ** 2 / spread)
    reach = T95.get(count - 2, Z95) * error
    last = periods[-1]
    period = Period.of_months(last.start.year + 1, last.start.month, YEAR)
    return _made(
        period, mean + slope * (at - middle), reach, _("straight line through %(count)s years") % {"count": count}
    )


def _year_end(known: Mapping[Period, Decimal], last: Period) -> Forecast | str:
    """This year so far, and for the rest the same months of last year × this year so far ÷ last year up to here."""
    length = last.months
    first = last.end.year if last.end.month >= 4 else last.end.year - 1
    year = Period.financial_year(first)
    starts = [months_after(year.start, months) for months in range(0, YEAR, length)]
    parts = [Period.of_months(start.year, start.month, length) for start in starts]
    if last not in parts or YEAR % length:
        return _("No forecast: the periods do not make up financial years.")
    passed, to_come = parts[: parts.index(last) + 1], parts[parts.index(last) + 1 :]
    before = {one: Period.of_months(one.start.year - 1, one.start.month, length) for one in parts}
    if any(one not in known for one in passed) or any(one not in known for one in before.values()):
        return _("No forecast: it needs every figure of this year so far and of the year before.")
    if not to_come:
        return _("No forecast: the year is complete.")
    so_far = float(sum(known[one] for one in passed))
    then_so_far, then_rest = (float(sum(known[before[one]] for one in some)) for some in (passed, to_come))
    if not (so_far and then_so_far and then_rest):
        return _("No forecast: there are too few cases.")
    rest = then_rest * so_far / then_so_far
    error = sqrt(rest + rest**2 * (1 / then_rest + 1 / so_far + 1 / then_so_far))
    method = _("this year so far, and the rest of last year in the same proportion")
    return _made(year, so_far + rest, Z95 * error, method)


def _made(period: Period, value: float, reach: float, method: str) -> Forecast:
    low, middle, high = (Decimal(str(round(max(0.0, one), 4))) for one in (value - reach, value, value + reach))
    return Forecast(period, middle, low, high, method)


METHOD = Method(
    slug="forecast",
    title="Forecast to the end of the year",
    words=(
        f"Made for counts, from at least {FEWEST} figures that were counted in the same way; with fewer, a sentence "
        "says that there is none. It says what follows if things go on as they are, not what a plan will change."
    ),
    formula=(
        "Years: the straight line of least squares through all years since the last break; band: ± t × s × "
        "√(1 + 1/n + (x − x̄)²/Σ(xᵢ − x̄)²), where s is the standard error around the line and t the 95% point of "
        "Student’s distribution with n − 2 degrees of freedom. Months and quarters: this year so far (A) + the rest of "
        "last year (C) × A ÷ last year up to the same month (B); band: ± 1.96 × √(R + R² (1/A + 1/B + 1/C)), where R "
        "is what is still to come. No end of a band is below 0."
    ),
    source="NIST/SEMATECH e-Handbook of Statistical Methods, section 4.5.1.2 (a single new observation); the second "
    "band adds up the Poisson variances of its four counts.",
)
