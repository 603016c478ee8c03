"""The values that a plan sets on the way to a target, and what is expected in a period between two of them: pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.dates import months_between
from csp_portal.formats.numbers import rounded, shown, trimmed
from csp_portal.formats.periods import Period


@dataclass(frozen=True)
class WayPoint:
    """A level that is known for a period: the baseline, a value that the plan sets, or the target itself."""

    period: Period
    value: Decimal


@dataclass(frozen=True)
class ExpectedLevel:
    """What is expected in a period. `between`: the two known levels, where the plan sets none for the period itself."""

    value: Decimal
    between: tuple[WayPoint, WayPoint] | None = None

    def shown(self, unit: str) -> str:
        """A set value as it was entered; one between two others to at most one decimal place."""
        value = self.value if self.between is None else trimmed(rounded(self.value, 1))
        return shown(value, unit if unit in ("%", "£") else "")

    def words(self, period: Period, unit: str) -> str:
        """Which value an outturn was held against, in a sentence."""
        said = {"period": period, "level": self.shown(unit)}
        if self.between is None:
            return _("Judged against the plan's value for %(period)s: %(level)s.") % said
        unit = unit if unit in ("%", "£") else ""
        first, last = self.between
        said |= {"first": shown(trimmed(first.value), unit), "last": shown(trimmed(last.value), unit)}
        said |= {"since": first.period, "until": last.period}
        return (
            _(
                "The plan sets no value for %(period)s: judged against %(level)s, on the straight line from %(first)s "
                "(%(since)s) to %(last)s (%(until)s)."
            )
            % said
        )


def expected_level(set_values: Sequence[WayPoint], ends: Sequence[WayPoint], period: Period) -> ExpectedLevel | None:
    """What is expected in a period: the value set for it, else that of the straight line between the nearest known
    levels, by months. None where the plan sets no value for a period of this length, or nothing is known on one side.

    `ends`: the baseline and the target. Only levels of periods as long as this one count.
    """
    values = [one for one in set_values if one.period.months == period.months]
    for one in values:
        if one.period == period:
            return ExpectedLevel(one.value)
    known = [*values, *(one for one in ends if one.period.months == period.months)]
    before = max((one for one in known if one.period.end < period.end), key=_end, default=None)
    after = min((one for one in known if one.period.end > period.end), key=_end, default=None)
    if not values or before is None or after is None or not months_between(before.period.end, after.period.end):
        return None
    share = Decimal(months_between(before.period.end, period.end)) / months_between(before.period.end, after.period.end)
    return ExpectedLevel(before.value + (after.value - before.value) * share, (before, after))


def _end(point: WayPoint) -> dt.date:
    return point.period.end
