"""Rows of the lists of indicators and of figures."""

import datetime as dt
from collections.abc import Collection, Container, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from csp_portal.formats.periods import Period
from csp_portal.tables import on_page
from performance.figures.series import PublishedFigure
from performance.models import IndicatorType, PrintedKind, Unit
from performance.rules.agreement import choose

Order = tuple[bool, Decimal | int]


def figure_href(partnership: str, figure: PublishedFigure) -> str:
    """Where the figure stands on the page of its source; where sources differ, the page that shows all of them."""
    if figure.disputed:
        return reverse("indicator", args=[partnership, figure.indicator.slug])
    return f"{reverse('source', args=[partnership, figure.source.slug])}{on_page(figure.anchor)}"


def unit_word(unit: str) -> str:
    """The word behind a number; none where the number carries its sign or needs none."""
    return "" if unit in (Unit.PERCENT, Unit.POUNDS, Unit.COUNT) else str(Unit(unit).label)


def missing_last(value: Decimal | int | None) -> Order:
    """A key that sorts numbers, and what has none behind them."""
    return (value is None, value if value is not None else 0)


def indicator_rows(
    partnership: str, found: Iterable[PublishedFigure], own: Container[str], spread: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Each indicator once: its newest figure for one of the `own` areas, else for the area with most indicators, as
    `spread` counts them; with the rank that a source prints for it."""
    found = list(found)
    ranks = {_fact(figure): figure.as_printed for figure in found if figure.kind == PrintedKind.RANK}
    said = [figure for figure in found if figure.kind == "value"]
    facts: dict[str, dict[tuple[str, str], list[PublishedFigure]]] = {}
    for figure in sorted(
        said, key=lambda one: (one.area.code in own, spread[one.area.code], *_when(one), one.source.pk)
    ):
        fact = (figure.area.code, figure.period_words)
        facts.setdefault(figure.indicator.slug, {}).setdefault(fact, []).append(figure)
    newest = {slug: choose(list(by_fact.values())[-1]) for slug, by_fact in facts.items()}
    return [
        {
            "name": _name(figure),
            "name_order": _name(figure).casefold(),
            "href": reverse("indicator", args=[partnership, slug]),
            "figure": figure.shown,
            "figure_href": figure_href(partnership, figure),
            "value_order": missing_last(figure.value),
            "period": figure.period_words,
            "period_order": _when(figure),
            "area": figure.area.name,
            "rank": ranks.get(_fact(figure), ""),
            "unit": str(Unit(figure.indicator.unit).label),
            "type": str(IndicatorType(figure.indicator.type).label),
            "source": "; ".join(one.source.title for one in figure.disputed or (figure,)),
        }
        for slug, figure in newest.items()
    ]


def observation_rows(partnership: str, found: Collection[PublishedFigure]) -> list[dict[str, Any]]:
    """The observed values among the figures as rows of a list; printed figures are left out."""
    pages = {slug: reverse("source", args=[partnership, slug]) for slug in {figure.source.slug for figure in found}}
    return [
        {
            "area": figure.area.name,
            "area_order": figure.area.name.casefold(),
            "period": figure.period_words,
            "period_order": _when(figure),
            "figure": figure.shown,
            "figure_href": f"{pages[figure.source.slug]}{on_page(figure.anchor)}",
            "value_order": missing_last(figure.value),
            "as_printed": "" if figure.protected else figure.as_printed,
            "remark": "; ".join(filter(None, [_("provisional") if figure.provisional else "", figure.note])),
            "source": figure.source.title,
            "place": figure.place,
        }
        for figure in found
        if figure.kind == "value"
    ]


def _name(figure: PublishedFigure) -> str:
    return f"{figure.indicator.code}: {figure.indicator.name}" if figure.indicator.code else figure.indicator.name


def _fact(figure: PublishedFigure) -> tuple[str, str, Period | None]:
    return (figure.indicator.slug, figure.area.code, figure.period)


def _when(figure: PublishedFigure) -> tuple[dt.date, str]:
    return (figure.period_end or dt.date.min, figure.period_as_printed)
