"""What the areas of each set can be compared by, counted in the database: ten years of figures are not read for it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, Q, Value
from django.db.models.functions import Coalesce

from csp_portal.formats.periods import Period
from csp_portal.tables import PAGE_SIZE
from performance.figures.relations import Relations
from performance.figures.series import IndicatorHead, published_rows
from performance.indicators.plain_answers import of_places
from performance.indicators.target_tables import targets_of
from performance.models import Disclosure, Observation
from plans.models import Area, AreaSet, Partnership
from plans.schemas.plan import PlanDocument

from .comparisons import LARGER
from .figures import BASES, Measure, whole_of

BEHIND = Value(10**6)  # figures without a table are behind those of every table


class Measured(NamedTuple):
    """A measure, in how many areas of its set it has a figure, and whether the area asked about is one of them."""

    measure: Measure
    areas: int
    here: bool


def measured(partnership: Partnership, code: str = "") -> list[Measured]:
    """Every measure of the sets of a partnership with published figures, those of the first sources first; one query.

    `code`: of the area asked about.
    """
    head = {f"of_{name}": Max(f"indicator__{name}") for name in IndicatorHead._fields if name != "pk"}
    rows = (
        published_rows(partnership)
        .filter(period_start__isnull=False)
        .order_by()
        .values_list("area__area_set", "indicator", "period_start", "period_end")
        .annotate(
            areas=Count("area", distinct=True),
            here=Count("pk", filter=Q(area__code=code)),
            source=Min("source"),
            table=Min(Coalesce("table__position", BEHIND)),
            line=Min("row"),
            cell=Min("column"),
            **head,
        )
    )
    listed = sorted(rows, key=lambda row: row[6:10])
    return [
        Measured(Measure(IndicatorHead(indicator, *named), Period(start, end), area_set), areas, bool(here))
        for area_set, indicator, start, end, areas, here, _source, _table, _line, _cell, *named in listed
    ]


def comparable(found: Iterable[Measured]) -> list[Measure]:
    """What at least two areas of a set can be compared by, newest first, the most complete first among equals."""
    several = [one for one in found if one.areas > 1 and one.measure.indicator.type != "denominator"]
    several.sort(key=lambda one: (one.measure.period.end, one.areas, one.measure.indicator.name), reverse=True)
    return [one.measure for one in several]


def read_for_measure(measure: Measure | None) -> Q:
    """The figures that a ranking by a measure reads: of its indicator in every period, and what counts are divided
    by."""
    return Q(indicator__slug__in=[*BASES, *([measure.indicator.slug] if measure else [])])


def read_for_area(
    area: Area,
    sets: Mapping[AreaSet, Sequence[Area]],
    links: Relations,
    found: Sequence[Measured],
    plans: Iterable[PlanDocument],
    number: str | None,
) -> Q:
    """The figures that the page of an area reads: its own, those it was made from, those of the places that it is set
    beside, and of the other areas of its set those in the measures on the page `number`."""
    members = links.groups[area.code].members if area.code in links.groups else frozenset()
    made_from = {one.older for one in links.shares if one.newer == area.code}
    namesakes = {one.code for group in sets.values() for one in group if one.name == area.name}
    inside = {smaller for smaller, larger, _basis in links.links if larger == area.code}
    read = Q(area__code__in={area.code, whole_of(sets), *members, *made_from, *namesakes})
    read |= Q(area__area_set__kind__in=LARGER) | Q(indicator__slug__in=BASES)
    read |= of_places([target for plan in plans for target in targets_of(plan)], (), links.groups)
    if inside:
        protected = Observation.objects.exclude(source__disclosure=Disclosure.OPEN).filter(area__code__in=inside)
        read |= Q(area__code__in=inside, indicator__in=protected.order_by().values("indicator"))
    lower = {one.area_set for group in sets.values() for one in group if one.code in inside}
    newest = [next((one for one in comparable(found) if one.area_set == area_set.pk), None) for area_set in lower]
    beside = [*_on_page([one.measure for one in found if one.here], number), *(one for one in newest if one)]
    for area_set in {one.area_set for one in beside}:
        here = [one for one in beside if one.area_set == area_set]
        days = {one.period.end for one in here}
        read |= Q(
            area__area_set=area_set, period_end__in=days, indicator__slug__in={one.indicator.slug for one in here}
        )
    return read


def _on_page(own: Iterable[Measure], number: str | None) -> list[Measure]:
    """The measures that may stand on a page of those of an area, and the newest, which is on top of each page."""
    listed = sorted((one for one in own if one.indicator.slug not in BASES), key=_newest, reverse=True)
    shown = [_newest(one) for one in (*listed[:1], *Paginator(listed, PAGE_SIZE).get_page(number).object_list)]
    return [one for one in listed if _newest(one) == shown[0] or shown[-1] <= _newest(one) <= shown[1]]


def _newest(measure: Measure) -> tuple[dt.date, str]:
    """By which the measures of an area are in order."""
    return measure.period.end, measure.indicator.name
