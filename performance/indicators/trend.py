"""The chart of one indicator in one area over time: figures with their limits, breaks, target and the way to it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from csp_portal.charts import Chart, Series
from csp_portal.formats.numbers import rounded, shown
from csp_portal.formats.periods import Period
from performance.figures.series import AreaHead
from performance.models import Indicator
from performance.rules.change.chart_limits import limits_of
from performance.rules.targets.judging import (
    expected,
    level_aimed_at,
    level_in,
    measured_by,
    number,
    set_periods,
    span,
)
from performance.rules.targets.words import aim
from plans.schemas.plan import TargetDocument


@dataclass(frozen=True)
class TrendPoint:
    """The figure of a period; without one, `shown` says why. `readings` are the figures of sources that differ;
    `origin` names the sources and the places in them."""

    period: Period
    value: Decimal | None
    shown: str
    readings: tuple[Decimal, ...] = ()
    origin: tuple[str, str] = ("", "")

    @property
    def range(self) -> tuple[Decimal, Decimal] | None:
        return (min(self.readings), max(self.readings)) if self.value is None and self.readings else None


def trend_chart(
    partnership: str,
    indicator: Indicator,
    area: AreaHead,
    points: Sequence[TrendPoint],
    *,
    breaks: Sequence[tuple[dt.date, str]],
    targets: Sequence[TargetDocument],
    sentence: str,
    finding: str,
) -> Chart | None:
    """A line over three periods or more, on the way to a target, or where sources differ; else bars.

    `targets` are those for this indicator and area; of those measured in periods as long as these, or with values on
    the way for them, the one that is due last is drawn, with the way to it from its baseline. The periods of both are
    on the chart also where they have no figure. None for fewer than two figures: a sentence says one.
    """
    months = points[0].period.months if points else 0
    target = max((one for one in targets if _is_drawn(one, months)), key=_due, default=None)
    level = level_aimed_at(target) if target and _is_measured_in(target, months) else None
    drawable = sum(point.value is not None or point.range is not None for point in points)
    if drawable < 2:
        return None
    with_ends = _with_ends(points, target) if target else points
    way = _way(target, indicator, with_ends) if target else None
    points = with_ends if way else points
    values = tuple(point.value for point in points)
    ranges = tuple(point.range for point in points)
    line = bool(len(points) > 2 or way or any(ranges))
    own = Series(
        area.name,
        values,
        tuple(point.shown for point in points),
        limits_of(values, indicator.unit),
        ranges if any(ranges) else (),
        origins=tuple(point.origin for point in points),
    )
    drawn = (points[0].period.start, points[-1].period.end)
    return Chart(
        slug="chart",
        title=_("%(indicator)s, %(area)s") % {"indicator": indicator.name, "area": area.name},
        sentence=sentence,
        finding=finding,
        unit=indicator.get_unit_display(),
        labels=tuple(str(point.period) for point in points),
        series=(own, way) if way else (own,),
        kind="line" if line else "bars",
        source=_sources(points),
        address=reverse("indicator-chart", args=[partnership, indicator.slug, "json"]),
        days=tuple((point.period.start, point.period.end) for point in points),
        breaks=tuple(sorted(one for one in breaks if drawn[0] < one[0] <= drawn[1])),
        target=level,
        target_text=_aim(target) if target and level is not None else "",
        label_heading=_("Period"),
        limits_text=_("95% limits"),
    )


def _sources(points: Sequence[TrendPoint]) -> str:
    """The titles of all sources of the points, each once."""
    titles = (title for point in points if point.origin[0] for title in point.origin[0].split("; "))
    return "; ".join(dict.fromkeys(titles))


def _is_measured_in(target: TargetDocument, months: int) -> bool:
    measure = measured_by(target)
    return measure is None or measure.months == months


def _is_drawn(target: TargetDocument, months: int) -> bool:
    """Whether a target has a level, and figures of periods so long are measured by it or on the way to it."""
    if level_aimed_at(target) is None:
        return False
    return _is_measured_in(target, months) or any(one.months == months for one in set_periods(target))


def _due(target: TargetDocument) -> str:
    return target["due_end"] or ""


def _with_ends(points: Sequence[TrendPoint], target: TargetDocument) -> list[TrendPoint]:
    """The points with the baseline period before them, the periods for which values are set, and the period in which
    the target is due after them.

    Only a period as long as these that overlaps none of the series is added; nothing is said of it but the way to the
    target.
    """
    found = list(points)
    ends = [span(target, "baseline"), span(target, "due")] if target["baseline"] is not None else []
    for period in (*ends, *set_periods(target)):
        if period is None or period.months != points[0].period.months:
            continue
        if all(period.end < one.period.start or one.period.end < period.start for one in found):
            found.append(TrendPoint(period, None, ""))
    return sorted(found, key=lambda one: one.period)


def _aim(target: TargetDocument) -> str:
    return _("Target: %(words)s, %(due)s") % {"words": aim(target), "due": target["due_period"]}


def _way(target: TargetDocument, indicator: Indicator, points: Sequence[TrendPoint]) -> Series | None:
    """The values that the plan sets on the way to the target or, where it sets none, the straight way there from the
    baseline, at those periods that lie on it; None for fewer than two."""
    levels = [level_in(target, point.period) for point in points]
    if sum(level is not None for level in levels) < 2:
        return None
    unit = indicator.unit if indicator.unit in ("%", "£") else ""
    words = ("" if level is None else shown(rounded(level, 1), unit) for level in levels)
    label = _("Path to the target")
    name = _("Path from the baseline (%(period)s) to the target") % {"period": target["baseline_period"]}
    if any(expected(target, number(target["baseline"]), point.period) for point in points):
        name = label = _("Values set by the plan")
    return Series(name, tuple(levels), tuple(words), guide=True, label=label)
