"""The chart of one indicator in one area over time: figures with their limits, breaks, target and the way to it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from csp_portal.charts import Chart, Series
from csp_portal.formats.numbers import rounded, shown
from performance.figures.series import AreaHead
from performance.models import Indicator
from performance.rules.change.chart_limits import limits_of
from performance.rules.periods import Period
from performance.rules.targets.judging import level_aimed_at, level_on_the_way
from performance.rules.targets.words import aim
from plans.schemas.plan import TargetDocument


@dataclass(frozen=True)
class TrendPoint:
    """The figure of a period; without one, `shown` says why."""

    period: Period
    value: Decimal | None
    shown: str


def trend_chart(
    partnership: str,
    indicator: Indicator,
    area: AreaHead,
    points: Sequence[TrendPoint],
    *,
    breaks: Sequence[tuple[dt.date, str]],
    targets: Sequence[TargetDocument],
    sentence: str,
) -> Chart:
    """A line over three periods or more, else bars. `targets` are those for this indicator and area."""
    line = len(points) > 2
    only = [target for target in targets if level_aimed_at(target) is not None]
    target = only[0] if len(only) == 1 else None
    values = tuple(point.value for point in points)
    own = Series(area.name, values, tuple(point.shown for point in points), limits_of(values, indicator.unit))
    way = _way(target, indicator, points) if target and line else None
    return Chart(
        slug="chart",
        title=_("%(indicator)s, %(area)s") % {"indicator": indicator.name, "area": area.name},
        sentence=sentence,
        unit=indicator.get_unit_display(),
        labels=tuple(str(point.period) for point in points),
        series=(own, way) if way else (own,),
        kind="line" if line else "bars",
        plotly_url=reverse("indicator-chart", args=[partnership, indicator.slug]),
        breaks=tuple(_breaks(points, breaks)) if line else (),
        target=level_aimed_at(target) if target else None,
        target_text=_aim(target) if target else "",
        label_heading=_("Period"),
        limits_text=_("95% limits"),
    )


def _aim(target: TargetDocument) -> str:
    return _("Target: %(words)s, %(due)s") % {"words": aim(target), "due": target["due_period"]}


def _way(target: TargetDocument, indicator: Indicator, points: Sequence[TrendPoint]) -> Series | None:
    """The straight way from the baseline to the target, at those periods that lie on it; None for fewer than two."""
    levels = [level_on_the_way(target, point.period.end) for point in points]
    if sum(level is not None for level in levels) < 2:
        return None
    unit = indicator.unit if indicator.unit in ("%", "£") else ""
    words = ("" if level is None else shown(rounded(level, 1), unit) for level in levels)
    name = _("Way from the baseline (%(period)s) to the target") % {"period": target["baseline_period"]}
    return Series(name, tuple(levels), tuple(words), guide=True)


def _breaks(points: Sequence[TrendPoint], breaks: Sequence[tuple[dt.date, str]]) -> Iterator[tuple[str, str]]:
    for starts_on, reason in breaks:
        earlier = [point.period for point in points if point.period.end < starts_on]
        if earlier and earlier[-1] != points[-1].period:
            yield str(earlier[-1]), reason
