"""Which figures of its measures a partnership waits for, and of which area."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from csp_portal.formats.periods import Period, in_months
from performance.figures.places import main_place, own_places
from performance.figures.series import AreaHead
from performance.models import Observation, PartnershipMeasure
from performance.rules.rhythm import NextFigure, next_figure
from plans.models import Area, Partnership

from .due import SOON, with_next_figures

MOST_PERIODS = 4  # of one measure; earlier ones were given up


@dataclass(frozen=True)
class WantedFigure:
    """A figure of one measure that is due by a day."""

    measure: PartnershipMeasure
    period: Period
    due_on: dt.date
    area: Area

    def __str__(self) -> str:
        return f"{self.measure.indicator.name}, {in_months(self.period)}"


def wanted_figures(
    partnership: Partnership, measures: QuerySet[PartnershipMeasure], today: dt.date
) -> list[WantedFigure]:
    """The figures of periods that are over, due by now or within 30 days, by measure; five queries.

    Each is wanted for the place that the pages of the partnership speak of, among those that have figures of it.
    """
    expected = {measure: first for measure, first in with_next_figures(measures) if first}
    areas = _areas(partnership, {measure.indicator_id for measure in expected})
    return [
        WantedFigure(measure, one.period, one.due_on, areas[measure.indicator_id])
        for measure, first in expected.items()
        if measure.indicator_id in areas
        for one in _due(measure, first, today)
    ]


def _due(measure: PartnershipMeasure, first: NextFigure | None, today: dt.date) -> list[NextFigure]:
    """The newest periods whose figure is due, the oldest first."""
    found: list[NextFigure] = []
    assert measure.rhythm is not None
    while first and first.period.end < today and first.due_on <= today + SOON:
        found.append(first)
        first = next_figure(measure.rhythm, [first.period])
    return found[-MOST_PERIODS:]


def _areas(partnership: Partnership, indicators: Collection[int]) -> dict[int, Area]:
    """The area that each indicator is followed for; three queries."""
    columns = [f"area__{name}" for name in ("code", "name", "area_set", "area_set__kind")]
    said = Observation.objects.filter(indicator__in=indicators, source__partnership=partnership)
    known: dict[int, dict[AreaHead, int]] = defaultdict(dict)
    for indicator, area, *head in said.order_by().values_list("indicator", "area", *columns).distinct():
        known[indicator][AreaHead(*head)] = area
    own = own_places(partnership)
    chosen = {one: heads[head] for one, heads in known.items() if (head := main_place(heads, own))}
    areas = Area.objects.defer("outline").in_bulk(set(chosen.values()))
    return {indicator: areas[area] for indicator, area in chosen.items()}
