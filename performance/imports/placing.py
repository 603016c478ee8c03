"""Which indicator and which area a figure of a file means."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet

from performance.models import Indicator, PrintedKind
from performance.rules.values import WrongUnit, in_unit
from plans.models import Area, AreaSet, Partnership

from .figures import CellError, ParsedFigure

KINDS = ("value", *PrintedKind.values)
MOST_ASKED = 1_000  # names in one question to the database


@dataclass(frozen=True, slots=True)
class PlacedFigure:
    """A figure of a file with the indicator and the area it means."""

    figure: ParsedFigure
    indicator: Indicator
    area: Area


def place(
    figures: Sequence[ParsedFigure], areas: QuerySet[Area], *, first_among: AreaSet | None = None
) -> tuple[list[PlacedFigure], list[CellError]]:
    """Every figure placed or refused. `first_among`: the set that is meant where several have an area of one name. All
    that is wrong with a figure is said at once; one that was refused already is not placed."""
    indicators = _meant(Indicator.objects.all(), "slug", (figure.indicator for figure in figures))
    names = {figure.area for figure in figures}
    inside = _meant(areas.filter(area_set=first_among), "code", names) if first_among else {}
    found = _meant(areas, "code", names) | inside
    placed: list[PlacedFigure] = []
    refused: list[CellError] = []
    for figure in figures:
        indicator, area = indicators.get(figure.indicator), found.get(figure.area)
        row, column = figure.place
        if indicator is None:
            refused.append(_unknown("indicator", figure.indicator, figure))
        if area is None and (figure.area or not figure.refused):
            refused.append(_unknown("area", figure.area, figure))
        known_kind = figure.kind in KINDS
        if not known_kind:
            accepted = ", ".join(KINDS)
            refused.append(CellError(row, "kind", figure.kind, f"the kind must be one of: {accepted}", accepted))
        if indicator is not None:
            try:
                fitting = _in_unit(figure, indicator)
            except WrongUnit as problem:
                refused.append(CellError(row, column, figure.as_printed, str(problem), problem.accepted))
            else:
                if area is not None and known_kind and not figure.refused:
                    placed.append(PlacedFigure(fitting, indicator, area))
    return placed, refused


def _unknown(what: str, missing: str, figure: ParsedFigure) -> CellError:
    why = f"there is no {what} “{missing}”" if missing else f"the row names no {what}"
    return CellError(figure.place[0], figure.cell or what, missing, why, f"a name or code of an {what} that we have")


def _in_unit(figure: ParsedFigure, indicator: Indicator) -> ParsedFigure:
    """The figure as its indicator counts; what a document worked out has a unit of its own. Raises WrongUnit."""
    if figure.kind != "value":
        return figure
    value = in_unit(figure.value, indicator.unit)
    return figure if value is figure.value else replace(figure, value=value)


def areas_of(partnership: Partnership) -> QuerySet[Area]:
    """The areas that a partnership may have figures of: its own, those of partnerships below it, and shared ones."""
    shared = Q(area_set__partnership__isnull=True) & (~Q(area_set__slug=Area.WHOLE) | Q(pk=partnership.whole_id))
    own = Q(area_set__partnership=partnership) | Q(area_set__partnership__parent=partnership)
    return Area.objects.filter(own | shared).defer("outline")


def _meant(queryset: QuerySet[Any], key: str, names: Iterable[str]) -> dict[str, Any]:
    """The rows that `names` mean: by key, else by name or alias when that is unmistakable.

    All rows are read only where a name is no key: a portal has thousands of areas, and most files name them by code.
    """
    asked = set(names) - {""}
    few = len(asked) <= MOST_ASKED
    by_key = {getattr(row, key): row for row in (queryset.filter(**{f"{key}__in": asked}) if few else queryset)}
    if asked <= by_key.keys():
        return {name: by_key[name] for name in asked}
    rows = list(queryset)
    by_name: dict[str, list[Any]] = {}
    for row in rows:
        for name in {one.casefold() for one in (row.name, *row.aliases)}:
            by_name.setdefault(name, []).append(row)
    found = {}
    for name in asked:
        called = [by_key[name]] if name in by_key else by_name.get(name.casefold(), [])
        if len(called) == 1:
            found[name] = called[0]
    return found
