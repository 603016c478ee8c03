"""Of which place the pages of a partnership speak: its own area, never another one that has more figures."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

from django.db.models import BooleanField, Max, Q, Value
from django.utils import timezone

from performance.models import Disclosure, IndicatorType, Observation, Printed
from plans.models import AreaKind, Partnership

from .series import AreaHead

# Kinds of whole places, from the smaller to the larger; an indicator of parts alone has no series of its own.
WHOLE = ("district", "county", "force", "country", "other")


def own_places(partnership: Partnership) -> dict[str, str]:
    """The codes of the partnership's own areas, with their kinds; one query."""
    return dict(partnership.areas.values_list("code", "area_set__kind"))


def speaks_for(area: AreaHead, own: Mapping[str, str]) -> bool:
    """Whether an area is the partnership's own, or a larger place than it. Without own areas every whole place is.

    A place of no other kind always is: the area “whole partnership”, which may have figures from before the partnership
    chose its own areas, is one.
    """
    if not own:
        return area.area_set__kind in WHOLE
    largest = max((WHOLE.index(kind) for kind in own.values() if kind in WHOLE), default=-1)
    return area.code in own or area.area_set__kind in (*WHOLE[largest + 1 :], AreaKind.OTHER)


def main_place(areas: Iterable[AreaHead], own: Mapping[str, str]) -> AreaHead | None:
    """The area to speak of among those that have figures: the largest of the partnership's own, which is the whole of
    it, else the smallest larger place."""

    def size(area: AreaHead) -> int:
        return WHOLE.index(area.area_set__kind) if area.area_set__kind in WHOLE else len(WHOLE)

    known = [area for area in areas if speaks_for(area, own)]
    mine = [area for area in known if area.code in own and area.area_set__kind in WHOLE]
    return max(mine, key=size) if mine else min(known, key=lambda one: (one.code not in own, size(one)), default=None)


class Extent(NamedTuple):
    """That a published source gives figures of an indicator in an area, up to a day; `observed`: not worked out."""

    source: str
    disclosure: str
    area: str
    indicator: str
    type: str
    observed: bool
    until: dt.date | None


class Extents:
    """What the published sources of a partnership give figures of: some hundred rows for ten years of them."""

    def __init__(self, partnership: Partnership) -> None:
        """One query."""
        only = {"source__partnership": partnership, "source__published_at__lte": timezone.now()}
        columns = ("source__slug", "source__disclosure", "area__code", "indicator__slug", "indicator__type", "observed")
        rows = [
            model.objects.filter(**only)
            .order_by()
            .annotate(observed=Value(model is Observation, BooleanField()))
            .values_list(*columns)
            .annotate(until=Max("period_end"))
            for model in (Observation, Printed)
        ]
        self.rows = [Extent(*row) for row in rows[0].union(rows[1], all=True)]
        self.observed = {(one.area, one.indicator) for one in self.rows if one.observed}
        # How many indicators each area has observed figures of.
        self.spread = Counter(area for area, _indicator in self.observed)

    @property
    def protected(self) -> bool:
        """Whether small counts of any source are hidden."""
        return any(one.disclosure != Disclosure.OPEN for one in self.rows)

    @property
    def background(self) -> set[str]:
        """The sources that only count people or households."""
        types: dict[str, set[str]] = defaultdict(set)
        for one in self.rows:
            types[one.source].add(one.type)
        return {source for source, found in types.items() if found == {IndicatorType.DENOMINATOR}}

    def newest_elsewhere(self, own: Container[str]) -> Q:
        """The newest figures of each indicator that none of the `own` areas has, in the areas with most indicators."""
        at_home = {indicator for area, indicator in self.observed if area in own}
        ends: dict[dt.date | None, set[str]] = defaultdict(set)
        elsewhere: dict[str, list[Extent]] = defaultdict(list)
        for one in self.rows:
            if one.observed and one.indicator not in at_home:
                elsewhere[one.indicator].append(one)
        for indicator, rows in elsewhere.items():
            most = max(self.spread[one.area] for one in rows)
            days = [one.until for one in rows if self.spread[one.area] == most and one.until]
            ends[max(days, default=None)].add(indicator)
        found = Q(pk__in=())
        for end, indicators in ends.items():
            of_day = Q(period_end=end) if end else Q(period_end__isnull=True)
            found |= of_day & Q(indicator__slug__in=indicators)
        return found
