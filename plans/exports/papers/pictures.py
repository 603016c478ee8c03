"""Charts and maps on paper: drawn as vectors, with words in their place for those who do not see them."""

from base64 import b64encode
from dataclasses import replace
from typing import NamedTuple

from csp_portal.charts import Chart, Drawable
from csp_portal.charts.files import svg_picture
from plans.public.charts import pictures
from plans.schemas.plan import PlanDocument

WIDE = 800  # units of a drawing across the whole paper: its letters are as large as those of the text


class Picture(NamedTuple):
    """A chart or map on paper: its title and its sentence, what is read aloud in its place, its address as data, and
    its source. `is_wide`: drawn for the whole width of the paper."""

    title: str
    sentence: str
    words: str
    address: str
    source: str
    is_wide: bool = False


def picture(one: Drawable) -> Picture:
    is_wide = isinstance(one, Chart) and one.kind != "line"
    if isinstance(one, Chart) and is_wide:
        one = replace(one, width=WIDE)
    address = f"data:image/svg+xml;base64,{b64encode(svg_picture(one).encode()).decode()}"
    return Picture(
        one.finding or one.title, one.sentence, f"{one.caption}. {one.sentence}", address, one.source, is_wide
    )


def of_tables(content: PlanDocument) -> dict[str, list[Picture]]:
    """For each table of a plan that asks for them: its map, which a document has where it may be shown, and chart."""
    drawn = pictures(content, "", {})
    return {name: [picture(one[kind]) for kind in ("map", "chart") if one[kind]] for name, one in drawn.items()}
