"""A chart never travels alone: one value holds its numbers, words, picture, table and figure."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypedDict

from django.utils.translation import gettext as _
from markupsafe import Markup

from csp_portal.formats.numbers import shown, trimmed
from csp_portal.formats.spreadsheets.book import Cell

from . import bars, plotly_figure
from .legend import MapClass
from .lines import drawing
from .svg import WIDTH

Kind = Literal["bars", "pairs", "line", "bullet"]
FEWEST_TO_ZOOM = 8  # a shorter series is read at a glance
SERIES_ALLOWED = {"bars": (1, 1), "pairs": (2, 3), "line": (1, 4), "bullet": (1, 2)}
SLUG = re.compile(r"[A-Za-z][\w-]*")


class ChartColumn(NamedTuple):
    text: str
    numeric: bool = False


class Data(NamedTuple):
    """What a chart draws, row by row: exact numbers beside the words that readers see."""

    columns: list[str]
    rows: list[list[Cell]]


class Table(TypedDict):
    caption: str
    columns: list[ChartColumn]
    rows: list[list[str]]


@dataclass(frozen=True)
class Series:
    """Numbers in the order of the labels. `shown` is what people read: "3,054", or the words of a gap.

    A gap without words is where the series has nothing to say. `limits` are the lower and upper limit of each value;
    `ranges` the lowest and highest figure where sources differ and there is no value. A `guide` is a line to go by,
    such as the way to a target: it has no marks. `label` is its name in the drawing, where that is shorter.
    `origins`: for each value its source and the place there.
    """

    name: str
    values: tuple[Decimal | None, ...]
    shown: tuple[str, ...]
    limits: tuple[tuple[Decimal, Decimal] | None, ...] = ()
    ranges: tuple[tuple[Decimal, Decimal] | None, ...] = ()
    guide: bool = False
    label: str = ""
    origins: tuple[tuple[str, str], ...] = ()

    @property
    def reach(self) -> list[Decimal]:
        """Everything that a drawing must have room for."""
        ends = [end for pair in (*self.limits, *self.ranges) if pair for end in pair]
        return [*(value for value in self.values if value is not None), *ends]


class Drawable:
    """What a page needs to know of any chart, map or plot. `finding` is what it shows, in a sentence without a full
    stop: it heads the picture. `address` leads to its figure as JSON; its files are beside that."""

    slug: str
    title: str
    sentence: str
    finding: str
    address: str
    source: str
    source_url: str
    width: int = WIDTH

    @property
    def legend(self) -> list[MapClass]:
        """The classes of a map."""
        return []

    @property
    def caption(self) -> str:
        """What is drawn and in which unit."""
        raise NotImplementedError

    @property
    def svg(self) -> Markup:
        raise NotImplementedError

    @property
    def table(self) -> Table:
        raise NotImplementedError

    @property
    def data(self) -> Data:
        raise NotImplementedError

    @property
    def heading(self) -> str:
        return self.finding or self.caption

    def figure(self) -> dict[str, Any]:
        """The same as plotly.js takes it: data, layout and config; empty where there is none."""
        return {}

    def file(self, ending: str) -> str:
        """Where the chart is as svg, png or csv."""
        return self.address.replace(".json", f".{ending}", 1)


@dataclass(frozen=True)
class Chart(Drawable):
    """One chart. `slug` is unique on its page; `unit` is the word for what is counted.

    bars: one series, a bar a label. pairs: two or three series side by side, the earliest first. line: one to four
    series over periods; `days` are the first and last day of each, so that time is drawn to scale, and `breaks` the
    days from which things were counted in another way, with the reason. bullet: a bar and a target tick; the targets
    are `target`, or the second series where every label has its own. Bars and lines are always measured from zero.
    `width`: of bars as drawn, beside which letters keep their size.
    """

    slug: str
    title: str
    sentence: str
    unit: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    kind: Kind
    source: str = ""
    source_url: str = ""
    finding: str = ""
    address: str = ""
    links: tuple[str, ...] = ()
    days: tuple[tuple[dt.date, dt.date], ...] = ()
    breaks: tuple[tuple[dt.date, str], ...] = ()
    target: Decimal | None = None
    target_text: str = ""
    label_heading: str = ""
    limits_text: str = ""
    width: int = WIDTH

    def __post_init__(self) -> None:
        """Raises ValueError when the parts do not fit together."""
        fewest, most = SERIES_ALLOWED[self.kind]
        if not SLUG.fullmatch(self.slug):
            raise ValueError(f"{self.slug!r} cannot be part of an id")
        if not fewest <= len(self.series) <= most:
            raise ValueError(f"a chart of kind {self.kind} has {fewest} to {most} series")
        if any({len(one.values), len(one.shown)} != {len(self.labels)} for one in self.series):
            raise ValueError("every series has one value and one text for each label")
        for given in (self.days, *(one.limits for one in self.series), *(one.ranges for one in self.series)):
            if given and len(given) != len(self.labels):
                raise ValueError("days, limits and ranges are given for every label or for none")
        if any(one.limits for one in self.series) and not self.limits_text:
            raise ValueError("limits need their words")
        if self.links and len(self.links) != len(self.labels):
            raise ValueError("links are given for every label or for none")
        if self.target is not None and not self.target_text:
            raise ValueError("a target needs its words")
        if self.breaks and not self.days:
            raise ValueError("a break needs the days of the periods")

    @property
    def caption(self) -> str:
        return f"{self.title} ({self.unit})" if self.unit else self.title

    @property
    def svg(self) -> Markup:
        return drawing.draw(self) if self.kind == "line" else bars.draw(self)

    @cached_property
    def table(self) -> Table:
        """The same numbers as a table; the caption has the target, where there is one for all."""
        columns: list[tuple[str, tuple[str, ...]]] = []
        for one in self.series:
            columns.append((one.name, one.shown))
            if one.limits:
                columns.append((self.limits_text, tuple(limits_shown(pair) for pair in one.limits)))
        headings = [ChartColumn(name, numeric=True) for name, _cells in columns]
        return {
            "caption": f"{self.caption}. {self.target_text}" if self.target_text else self.caption,
            "columns": [ChartColumn(self.label_heading or _("Name")), *headings],
            "rows": [list(row) for row in zip(self._noted_labels, *(cells for _name, cells in columns), strict=True)],
        }

    @property
    def _noted_labels(self) -> list[str]:
        """The labels; the first period that is counted in another way says so."""
        noted, left = [], sorted(self.breaks)
        for at, label in enumerate(self.labels):
            while left and left[0][0] <= self.days[at][1]:
                day, reason = left.pop(0)
                words = {"label": label, "day": f"{day:%-d %B %Y}", "reason": reason}
                label = _("%(label)s (counted differently from %(day)s: %(reason)s)") % words
            noted.append(label)
        return noted

    @property
    def opens(self) -> str:
        """What the interactive chart adds, for its button; empty where it adds nothing or would hide that sources
        differ."""
        if not self.address or len(self.labels) < FEWEST_TO_ZOOM or any(any(one.ranges) for one in self.series):
            return ""
        words = _("Zoom in (loads %(size)s kB)") if self.kind == "line" else _("Zoom and compare (loads %(size)s kB)")
        return words % {"size": plotly_figure.KILOBYTES}

    @property
    def data(self) -> Data:
        """One row for each label and series."""
        columns = [self.label_heading or _("Name"), _("Series"), _("Value"), _("As shown"), _("State")]
        columns += [_("Lower limit"), _("Upper limit"), _("Lowest in the sources"), _("Highest in the sources")]
        return Data([*columns, _("Unit"), _("Source"), _("Place in the source")], list(self._data_rows()))

    def _data_rows(self) -> Iterator[list[Cell]]:
        """For each label and series the number, its words, limits and range, and where they are from."""
        for at, label in enumerate(self._noted_labels):
            for one in self.series:
                value, limits = one.values[at], one.limits[at] if one.limits else None
                span = one.ranges[at] if one.ranges else None
                state = _("sources differ") if span else _("value") if value is not None else _("no value")
                source, place = one.origins[at] if one.origins else (self.source, "")
                ends = [exact(end) for pair in (limits, span) for end in pair or (None, None)]
                yield [label, one.name, exact(value), one.shown[at], state, *ends, self.unit, source, place]

    def figure(self) -> dict[str, Any]:
        return plotly_figure.figure(self)


def exact(value: Decimal | None) -> Decimal | None:
    """A number as programs read it."""
    return None if value is None else trimmed(value)


def limits_shown(pair: tuple[Decimal, Decimal] | None) -> str:
    """Both limits as people read them: "2,947 – 3,164"."""
    return " – ".join(shown(end) for end in pair) if pair else ""
