"""Shaded maps of areas: every area a link that says its name, its number and its rank."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from csp_portal.formats.numbers import ordinal

from .chart import ChartColumn, Data, Drawable, Table, exact
from .legend import FILLS, MapClass, classes
from .outlines import Outlines
from .svg import frame, group, link

PATTERN = (
    '<pattern id="%s-%s" width="8" height="8" patternUnits="userSpaceOnUse">'
    '<path fill="#fff" d="M0 0h8v8H0z"/>%s</pattern>'
)
MARKS = {
    "none": '<path d="M0 8L8 0" stroke="#08161c"/>',
    "hidden": '<path d="M3 3h2v2h-2z" fill="#08161c"/>',
    "disputed": '<path d="M0 4h8" stroke="#08161c"/>',
}
LINES = ' fill-rule="evenodd" stroke="#08161c" stroke-linejoin="round"'


@dataclass(frozen=True)
class MapArea:
    """One area. `value` None means that there is no one figure, and `shown` says why, in words.

    `without`, as MARKS names it: nothing is known, readers do not see the count, or sources differ about it.
    `rank`: in words, where it is not simply that of the value.
    """

    code: str
    name: str
    value: Decimal | None
    shown: str
    href: str = ""
    rank: str = ""
    without: str = "none"


@dataclass(frozen=True)
class Choropleth(Drawable):
    """A shaded map with its legend and table. `unit` is the word behind each number: "crimes".

    The keyboard passes the areas by: a page with a map lists them too, each with its link. An area without an outline
    is in the table and in the legend only. `count`: how many areas are ranked, where that is not simply those with a
    value. `missing` says of an area without one what is missing, "no figure" unless given.
    """

    slug: str
    title: str
    sentence: str
    unit: str
    outlines: Outlines
    areas: tuple[MapArea, ...]
    count: int = 0
    source: str = ""
    source_url: str = ""
    finding: str = ""
    address: str = ""
    missing: str = ""

    opens = ""  # selecting an area leads to its page

    @property
    def caption(self) -> str:
        return f"{self.title} ({self.unit})" if self.unit else self.title

    @cached_property
    def values(self) -> tuple[Decimal, ...]:
        return tuple(area.value for area in self.areas if area.value is not None)

    @cached_property
    def legend(self) -> list[MapClass]:
        """The classes with the number of areas in each, and the areas without a value if there are any."""
        labels = {"hidden": _("hidden"), "disputed": _("sources differ"), "none": self.missing or _("no figure")}
        without = Counter(area.without for area in self.areas if area.value is None)
        return classes(self.values) + [
            MapClass(None, None, label, f"q-{mark}", without[mark]) for mark, label in labels.items() if without[mark]
        ]

    @property
    def svg(self) -> Markup:
        drawn = (self.drawn(area) for area in self.areas if area.code in self.outlines["paths"])
        viewbox = self.outlines["viewbox"]
        patterns = "".join(PATTERN % (self.slug, name, mark) for name, mark in MARKS.items())
        body = patterns + group("c-map", drawn, LINES)
        return frame(self.slug, self.heading, body, viewbox=viewbox, says=self.sentence, interactive=True)

    @property
    def table(self) -> Table:
        """Every area in words, with its rank; also those without an outline."""
        return {
            "caption": self.caption,
            "columns": [
                ChartColumn(_("Area")),
                ChartColumn(self.unit or self.title, numeric=True),
                ChartColumn(_("Rank"), numeric=True),
            ],
            "rows": [[area.name, area.shown, self.rank(area)] for area in self.areas],
        }

    @property
    def data(self) -> Data:
        """One row for each area, also those without an outline."""
        columns = [_("Area"), _("Code"), _("Value"), _("As shown"), _("Unit"), _("Rank"), _("Source")]
        facts = [(one.name, one.code, exact(one.value), one.shown, self.unit, self.rank(one)) for one in self.areas]
        return Data(columns, [[*row, self.source] for row in facts])

    def rank(self, area: MapArea) -> str:
        """As given, else the competition rank, the highest value first; empty for an area without either."""
        if area.rank or area.value is None:
            return area.rank
        return ordinal(1 + sum(other > area.value for other in self.values))

    def said(self, area: MapArea) -> str:
        """Central: 4,713 crimes, ranked 1st of 24."""
        words = f"{area.name}: {area.shown}" + (f" {self.unit}".rstrip() if area.value is not None else "")
        if not (rank := self.rank(area)):
            return words
        of = _("ranked %(rank)s of %(count)s") % {"rank": rank, "count": self.count or len(self.values)}
        return f"{words}, {of}"

    def drawn(self, area: MapArea) -> str:
        found = (one for one in self.legend if area.value is not None and one.holds(area.value))
        css = next((one.css for one in found), f"q-{area.without}")
        fill = FILLS.get(css, f"url(#{self.slug}-{css[2:]})")
        outline = escape(self.outlines["paths"][area.code])
        title = f"<title>{escape(self.said(area))}</title>"
        drawing = f'<path class="c-ward {css}" fill="{fill}" d="{outline}">{title}</path>'
        return link(area.href, drawing, in_tab_order=False)
