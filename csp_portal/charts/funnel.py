"""Funnel plots: a rate against the size of what it is counted in, with the limits of chance around the average."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup, escape as escaped

from csp_portal.formats.numbers import rounded

from .chart import ChartColumn, Data, Drawable, Table, exact
from .plotly_figure import KILOBYTES, checked
from .scale import Scale, number_text, text_width, ticks
from .svg import BLUE, BOLD, GREY, INK, LINE, PAPER, WIDTH, Swatch, frame, group, key, link, path, text

HEIGHT, MOST_NAMES = 240, 6
EXACT_PLACES = 6  # of a rate, which may never end
AVERAGE = f'stroke="{INK}" stroke-width="2" fill="none"'
HALO = f' stroke="{PAPER}" stroke-width="3" paint-order="stroke"'
DASHES = ("", ' stroke-dasharray="5 3"')


@dataclass(frozen=True)
class FunnelPoint:
    """One area: how large it is, its rate, the words of both, and whether it stands out (1 above, −1 below, else 0)."""

    name: str
    size: Decimal
    rate: Decimal
    size_shown: str
    rate_shown: str
    verdict: str
    stands_out: int
    href: str = ""


@dataclass(frozen=True)
class FunnelLimits:
    """Two lines that hold what does not stand out: at each size the lowest and the highest rate."""

    name: str
    lines: tuple[tuple[Decimal, Decimal, Decimal], ...]


@dataclass(frozen=True)
class Funnel(Drawable):
    """A funnel plot with its table. The widest band comes first; `verdict_heading` heads what is said of each point."""

    slug: str
    title: str
    sentence: str
    size_unit: str
    rate_unit: str
    points: tuple[FunnelPoint, ...]
    average: Decimal
    average_text: str
    bands: tuple[FunnelLimits, ...]
    name_heading: str
    verdict_heading: str
    finding: str = ""
    address: str = ""
    source: str = ""
    source_url: str = ""

    @property
    def caption(self) -> str:
        return f"{self.title} ({self.rate_unit})"

    @property
    def table(self) -> Table:
        """The points in words, and what is said of each."""
        return {
            "caption": f"{self.caption}. {self.average_text}",
            "columns": [
                ChartColumn(self.name_heading),
                ChartColumn(self.size_unit, numeric=True),
                ChartColumn(self.rate_unit, numeric=True),
                ChartColumn(self.verdict_heading),
            ],
            "rows": [[one.name, one.size_shown, one.rate_shown, one.verdict] for one in self.points],
        }

    @property
    def svg(self) -> Markup:
        """The picture: key, grid, limits, average, points and names, in the order of drawing."""
        across, down, start, left = self._scales()
        sizes, rates = ticks(across.low, across.high, 4), ticks(down.low, down.high, 5)
        body = [
            key(self._entries())[0],
            group("c-label", [text(0, start + 12, self.rate_unit)]),
            path("c-grid", [f"M{left} {down.at(step)}H{WIDTH}" for step in rates], f'stroke="{GREY}"'),
            group("c-label", [text(left - 6, down.at(step) + 5, number_text(step), "end") for step in rates]),
            *(_band(at, one, across, down) for at, one in enumerate(self.bands)),
            path("c-axis", [f"M{left} {down.start}H{WIDTH}"], f'stroke="{INK}"'),
            path("c-target", [f"M{left} {down.at(self.average)}H{WIDTH}"], AVERAGE),
            *(_point(one, across, down) for one in self.points),
            group("c-value", _names(self.points, across, down, left), BOLD + HALO),
            group("c-label", _sizes(sizes, across, down.start + 18), ' text-anchor="middle"'),
            group("c-label", [text(WIDTH, down.start + 36, self.size_unit, "end")]),
        ]
        viewbox, interactive = f"0 0 {WIDTH} {down.start + 42}", any(one.href for one in self.points)
        return frame(
            self.slug, self.heading, "".join(body), viewbox=viewbox, says=self.sentence, interactive=interactive
        )

    def _scales(self) -> tuple[Scale, Scale, int, int]:
        """The scale of sizes and that of rates, where the key ends, and the left edge of the plot."""
        _key, start = key(self._entries())
        top = max(
            [one.rate for one in self.points] + [high for band in self.bands for _size, _least, high in band.lines]
        )
        steps = ticks(Decimal(0), top, 5)
        left = max(text_width(number_text(step)) for step in steps) + 8
        upper = start + LINE + 12
        widest = ticks(Decimal(0), max(one.size for one in self.points), 4)[-1]
        across = Scale(Decimal(0), widest, left, WIDTH - 8)
        return across, Scale(steps[0], steps[-1], upper + HEIGHT, upper), start, left

    def _entries(self) -> list[tuple[Swatch, str]]:
        named = [(_swatch(DASHES[at]), one.name) for at, one in enumerate(self.bands)]
        return [(_swatch('stroke-width="2"'), self.average_text), *named]

    @property
    def opens(self) -> str:
        """What the interactive plot adds, for its button."""
        return _("Zoom in and name every area (loads %(size)s kB)") % {"size": KILOBYTES} if self.address else ""

    @property
    def data(self) -> Data:
        """One row for each area."""
        columns = [self.name_heading, self.size_unit, self.rate_unit, _("As shown"), self.verdict_heading, _("Source")]
        facts = [
            (one.name, exact(one.size), exact(rounded(one.rate, EXACT_PLACES)), one.rate_shown, one.verdict)
            for one in self.points
        ]
        return Data(columns, [[*row, self.source] for row in facts])

    def figure(self) -> dict[str, Any]:
        return checked(self._traces(), self._layout())

    def _traces(self) -> Iterator[dict[str, Any]]:
        """The lower and the upper line of each band, which the legend names once, and the points."""
        for at, band in enumerate(self.bands):
            line = {"color": INK, "width": 1, "dash": "dash" if at else "solid"}
            for low in (True, False):
                yield {
                    "type": "scatter",
                    "mode": "lines",
                    "name": escape(band.name),
                    "showlegend": low,
                    "hoverinfo": "skip",
                    "x": [float(one[0]) for one in band.lines],
                    "y": [float(one[1] if low else one[2]) for one in band.lines],
                    "line": line,
                }
        yield {
            "type": "scatter",
            "mode": "markers",
            "name": escape(self.name_heading),
            "x": [float(one.size) for one in self.points],
            "y": [float(one.rate) for one in self.points],
            "hovertext": [escape(_told(one)) for one in self.points],
            "hovertemplate": "%{hovertext}<extra></extra>",
            "marker": {
                "size": 10,
                "symbol": ["circle" if one.stands_out else "circle-open" for one in self.points],
                "color": BLUE,
            },
        }

    def _layout(self) -> dict[str, Any]:
        """Both axes from zero, and the average as a line across."""
        axis = {"rangemode": "tozero", "tickformat": ",", "gridcolor": GREY, "automargin": True}
        line = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "line": {"color": INK, "width": 2}}
        return {
            "height": 420,
            "xaxis": {**axis, "title": {"text": escape(self.size_unit)}},
            "yaxis": {**axis, "title": {"text": escape(self.rate_unit)}},
            "shapes": [{**line, "y0": float(self.average), "y1": float(self.average)}],
        }


def _swatch(look: str) -> Swatch:
    return lambda x, y: path("c-line", [f"M{x} {y + 7}h20"], f'fill="none" stroke="{INK}" {look}')


def _band(at: int, band: FunnelLimits, across: Scale, down: Scale) -> str:
    lows = [f"{across.at(size)} {down.at(low)}" for size, low, _high in band.lines]
    highs = [f"{across.at(size)} {down.at(high)}" for size, _low, high in band.lines]
    return path("c-line", [f"M{'L'.join(lows)}M{'L'.join(highs)}"], f'fill="none" stroke="{INK}"{DASHES[at]}')


def _told(one: FunnelPoint) -> str:
    return f"{one.name}: {one.rate_shown} ({one.size_shown}), {one.verdict}"


def _point(one: FunnelPoint, across: Scale, down: Scale) -> str:
    """Filled where it stands out, an outline where it does not."""
    fill = BLUE if one.stands_out else PAPER
    circle = (
        f'<circle cx="{across.at(one.size)}" cy="{down.at(one.rate)}" r="4.5" fill="{fill}" stroke="{BLUE}" '
        f'stroke-width="1.5"><title>{escaped(_told(one))}</title></circle>'
    )
    return link(one.href, circle)


def _names(points: tuple[FunnelPoint, ...], across: Scale, down: Scale, left: int) -> Iterator[str]:
    """The names of the points furthest from the middle that stand out, where they do not run into each other."""
    taken: list[tuple[int, int, int, int]] = []
    outer = sorted((one for one in points if one.stands_out), key=lambda one: -one.rate)
    chosen = [*outer[: MOST_NAMES - 2], *outer[-2:]] if len(outer) > MOST_NAMES else outer
    for one in chosen:
        x, y, width = across.at(one.size), down.at(one.rate), text_width(one.name)
        before = x + 8 + width > WIDTH
        start = x - 8 - width if before else x + 8
        box = (start, y - 8, start + width, y + 8)
        if start >= left and not any(_meet(box, other) for other in taken):
            taken.append(box)
            yield text(start, y + 5, one.name)


def _meet(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _sizes(steps: list[Decimal], across: Scale, y: int) -> Iterator[str]:
    for step in steps:
        words = number_text(step)
        yield text(min(across.at(step), WIDTH - text_width(words) // 2), y, words)
