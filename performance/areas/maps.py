"""Maps of areas from their outlines."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from markupsafe import Markup

from csp_portal.charts import Choropleth, MapArea, project
from csp_portal.charts.legend import FILLS, division_words
from csp_portal.charts.svg import frame, path
from plans.models import Area

from .figures import AreaFigure

LOCATOR_WIDTH = 240


def area_map(
    partnership: str, title: str, sentence: str, unit: str, rows: Sequence[AreaFigure], query: str
) -> Choropleth | None:
    """The areas shaded by what they are ranked by, each a link; None without outlines. `query` asks for them."""
    outlined = {row.area.code: row.area.outline for row in rows if row.area.outline}
    if not outlined:
        return None
    return Choropleth(
        slug="map",
        title=title,
        sentence=f"{sentence} {division_words([row.ranked_value for row in rows])}".strip(),
        unit=unit,
        outlines=project(outlined),
        areas=tuple(
            MapArea(
                row.area.code,
                row.area.name,
                row.ranked_value,
                row.ranked_shown,
                reverse("area", args=[partnership, row.area.code]),
                rank=row.rank_words,
                without=_without(row),
            )
            for row in rows
        ),
        count=rows[0].of,
        address=f"{reverse('areas-chart', args=[partnership, 'json'])}?{query}{'&' if query else ''}chart=map",
        source=rows[0].area.area_set.attribution.removeprefix("Source: "),
    )


def _without(row: AreaFigure) -> str:
    """Why an area has no value, as the map marks it."""
    if row.disputed:
        return "disputed"
    return "hidden" if row.figure and row.figure.hidden else "none"


def locator_map(areas: Iterable[Area], marked: set[str], title: str) -> Markup | None:
    """A small map of a set of areas with some of them marked; None where none of those has an outline."""
    outlined = {area.code: area.outline for area in areas if area.outline}
    if not marked & set(outlined):
        return None
    outlines = project(outlined, LOCATOR_WIDTH)
    others = [drawing for code, drawing in outlines["paths"].items() if code not in marked]
    chosen = [drawing for code, drawing in outlines["paths"].items() if code in marked]
    body = path("c-ward q0", others, f'fill="{FILLS["q0"]}" stroke="#505a5f"')
    body += path("c-ward q5", chosen, f'fill="{FILLS["q5"]}" stroke="#505a5f"')
    return frame("locator", title, body, viewbox=outlines["viewbox"])
