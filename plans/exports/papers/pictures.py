"""Charts and maps on paper: drawn as vectors, with words in their place for those who do not see them."""

from base64 import b64encode
from typing import NamedTuple

from csp_portal.charts import Drawable
from csp_portal.charts.files import svg_picture
from plans.public.charts import pictures
from plans.schemas.plan import PlanDocument


class Picture(NamedTuple):
    """A chart or map on paper: its title and its sentence, what is read aloud in its place, its address as data, and
    its source."""

    title: str
    sentence: str
    words: str
    address: str
    source: str


def picture(one: Drawable) -> Picture:
    address = f"data:image/svg+xml;base64,{b64encode(svg_picture(one).encode()).decode()}"
    return Picture(one.finding or one.title, one.sentence, f"{one.caption}. {one.sentence}", address, one.source)


def of_tables(content: PlanDocument) -> dict[str, list[Picture]]:
    """For each table of a plan that asks for them: its map, which a document has where it may be shown, and chart."""
    drawn = pictures(content, "", {})
    return {name: [picture(one[kind]) for kind in ("map", "chart") if one[kind]] for name, one in drawn.items()}
