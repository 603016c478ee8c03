"""Indicators, observations and areas: published figures with the same protection as on pages."""

import datetime as dt
from typing import Annotated, Any, NamedTuple

from django.db.models import Count, F, Min, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from performance.figures.series import PublishedFigure, figures, published_rows
from performance.models import Observation
from performance.rules.figure_words import anchor_of
from plans.models import Area, Partnership
from plans.public.live import find_partnership

from .paging import Page, Paged, page_of
from .plans import PARTNERSHIP

router = Router(tags=["Figures"])


class IndicatorItem(Schema):
    """`better` says which direction is better; `observations` counts the published figures."""

    slug: str
    name: str
    unit: str
    better: str
    type: str
    observations: int
    page: str


class ObservationItem(Schema):
    """One published figure. `value` is exact and null where there is none: then `state` says why. A protected figure is
    given as pages give it. Where sources differ, each source has an item."""

    id: str
    indicator: str
    area: str
    area_name: str
    period_start: dt.date | None
    period_end: dt.date | None
    period: str
    value: str | None
    shown: str
    as_printed: str
    state: str
    qualifier: str
    unit: str
    provisional: bool
    protected: bool
    source: str
    locator: str
    page: str


class Chosen(Schema):
    indicator: str = Field("", description="The slug of an indicator")
    area: str = Field("", description="The code of an area")
    source: str = Field("", description="The slug of a source")
    since: dt.date | None = Field(None, description="Only periods that start on this day or later")
    until: dt.date | None = Field(None, description="Only periods that end on this day or earlier")


class Feature(Schema):
    """An area as RFC 7946 has it; the geometry is null where no outline was loaded."""

    type: str
    id: str
    properties: dict[str, Any]
    geometry: dict[str, Any] | None


class FeatureCollection(Schema):
    type: str
    features: list[Feature]


@router.get(PARTNERSHIP + "/indicators", response=Page[IndicatorItem])
def indicators(request: HttpRequest, partnership: str, paging: Paged) -> dict[str, Any]:
    """The indicators that a partnership has published figures for, by name."""
    owner = find_partnership(partnership)
    columns = ("indicator__slug", "indicator__name", "indicator__unit", "indicator__better", "indicator__type")
    counted = published_rows(owner).order_by().values_list(*columns).annotate(Count("pk"), first=Min("source"))
    items = [
        {
            **{"slug": slug, "name": name, "unit": unit, "better": better, "type": type_},
            "observations": count,
            "page": reverse("indicator", args=[owner.slug, slug]),
        }
        for slug, name, unit, better, type_, count, _first in sorted(counted, key=lambda row: (row[1], row[-1]))
    ]
    return page_of(request, items, lambda item: item["slug"], paging)


@router.get(PARTNERSHIP + "/observations", response=Page[ObservationItem])
def observations(
    request: HttpRequest, partnership: str, chosen: Annotated[Chosen, Query()], paging: Paged
) -> dict[str, Any]:
    """Published figures, in the order of their sources; all of them, or those chosen."""
    owner = find_partnership(partnership)
    if chosen.since and chosen.until and chosen.since > chosen.until:
        raise HttpError(400, _("since is later than until: no period starts after it ends."))
    only: dict[str, Any] = {
        "indicator__slug": chosen.indicator,
        "area__code": chosen.area,
        "source__slug": chosen.source,
        "period_start__gte": chosen.since,
        "period_end__lte": chosen.until,
    }
    listed = published_rows(owner).filter(**{name: value for name, value in only.items() if value})
    rows = _in_order(listed)
    places = [_Place(*row) for row in (rows if paging.cursor else rows[: paging.limit + 1])]
    if not places:
        _names_known(owner, chosen)
    answer = page_of(request, places, lambda place: place.id, paging)
    found = _observations(figures(owner, pk__in=[place.pk for place in answer["items"]]))
    sources = {one.source.slug: reverse("source", args=[owner.slug, one.source.slug]) for one in found}
    return answer | {"items": [_observation(sources[one.source.slug], one) for one in found]}


@router.get(PARTNERSHIP + "/areas", response=FeatureCollection)
def areas(request: HttpRequest, partnership: str) -> dict[str, Any]:
    """The areas of a partnership with their outlines, as GeoJSON (RFC 7946)."""
    owner = find_partnership(partnership)
    rows = Area.objects.filter(area_set__partnership=owner).select_related("area_set").order_by("code")
    return {"type": "FeatureCollection", "features": [_feature(owner.slug, row) for row in rows]}


def _names_known(owner: Partnership, chosen: Chosen) -> None:
    """Whether everything that was chosen has a published figure of its own. Raises HttpError 400 for a name without."""
    for name, lookup in (("indicator", "indicator__slug"), ("area", "area__code"), ("source", "source__slug")):
        value = getattr(chosen, name)
        if value and not published_rows(owner).filter(**{lookup: value}).exists():
            words = _("%(name)s: no published figure here is for “%(value)s”.")
            raise HttpError(400, words % {"name": name, "value": value[:100]})


def _observations(found: list[PublishedFigure]) -> list[PublishedFigure]:
    return [one for one in found if one.kind == "value"]


class _Place(NamedTuple):
    """Where an observation stands: enough to list all of them, of which a page shows a hundred."""

    pk: int
    source: str
    table: str | None
    row: int
    column: int

    @property
    def id(self) -> str:
        return _id_of(self.source, anchor_of(self.table, self.row, self.column))


def _in_order(observations: QuerySet[Observation]) -> QuerySet[Observation, Any]:
    """Their places, in the order in which `figures` gives them."""
    position = F("table__position").asc(nulls_last=True)
    columns = ("pk", "source__slug", "table__slug", "row", "column")
    return observations.order_by("source_id", position, "row", "column", "pk").values_list(*columns)


def _id_of(source: str, anchor: str) -> str:
    return f"{source}/{anchor}"


def _observation(source: str, one: PublishedFigure) -> dict[str, Any]:
    """A figure as readers see it, with its permanent place on the page of its source."""
    columns = ("as_printed", "shown", "state", "qualifier", "unit", "provisional", "protected", "locator")
    return {name: getattr(one, name) for name in (*columns, "period_start", "period_end")} | {
        "id": _id_of(one.source.slug, one.anchor),
        "indicator": one.indicator.slug,
        "area": one.area.code,
        "area_name": one.area.name,
        "period": str(one.period) if one.period else one.period_as_printed,
        "value": None if one.value is None else str(one.value),
        "source": one.source.slug,
        "page": f"{source}#{one.anchor}",
    }


def _feature(partnership: str, area: Area) -> dict[str, Any]:
    """An area with the days on which its set was in force."""
    together = area.area_set
    said = {
        **{"name": area.name, "kind": together.kind, "set": together.name},
        **{"starts_on": together.starts_on, "ends_on": together.ends_on},
        "page": reverse("area", args=[partnership, area.code]),
    }
    return {"type": "Feature", "id": area.code, "properties": said, "geometry": area.outline}
