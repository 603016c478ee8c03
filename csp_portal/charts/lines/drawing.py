"""Lines over periods, measured from zero, with gaps, breaks and a target. ChartWords stand beside what they name."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from ..scale import Scale, extent, number_text, text_width, ticks, wrapped
from ..svg import BLUE, BOLD, GREY, INK, LINE, PAPER, QUIET, WIDTH, frame, ground, group, path, text
from .axis import Across, period_labels, standing_apart
from .places import FreeSpace, Point, TextBlock
from .timeline import position, positions, runs

if TYPE_CHECKING:
    from ..chart import Chart, Series

PLOT_HEIGHT, LABEL_ROOM, HEADROOM = 190, 84, 28
COLOURS = (BLUE, QUIET, QUIET, QUIET)
DASHES = ("", ' stroke-dasharray="7 3"', ' stroke-dasharray="2 3"', ' stroke-dasharray="9 3 2 3"')
MARKS = ("m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "m-3.5-3.5h7v7h-7z", "m0-5l5 5-5 5-5-5z", "m0-5l5 9h-10z")
RANGE = f'fill="none" stroke="{INK}" stroke-width="2"'
TARGET = f'fill="none" stroke="{INK}" stroke-width="2" stroke-dasharray="4 4"'
BREAK = f'fill="none" stroke="{INK}" stroke-dasharray="1 3"'


def draw(chart: Chart) -> Markup:
    """The picture: axes, breaks, target, limits, lines, words beside them, periods, notes, in the order of drawing."""
    low, high = extent([*(value for one in chart.series for value in one.reach), chart.target])
    steps = ticks(low, high, 5)
    upper = HEADROOM + (LINE if chart.unit else 0)
    down = Scale(steps[0], steps[-1], upper + PLOT_HEIGHT, upper)
    left = max(text_width(number_text(step)) for step in steps) + 8
    ends = end_names(chart)
    right = WIDTH - max((text_width(words) + 12 for words in ends.values()), default=0)
    labels = [wrapped(label, LABEL_ROOM) for label in chart.labels]
    widest = max((text_width(words) for label in labels for words in label), default=0)
    across = Across(positions(chart), left, right, widest)
    places = across.places
    below, bottom = period_labels(labels, places, down.start + (4 if low == 0 else 18))
    words = ChartWords(chart, places, (left, right), down)
    notes, end = written_notes(words.notes, bottom + 6)
    body = [
        group("c-label", [text(0, 14, chart.unit)] if chart.unit else []),
        path("c-grid", [f"M{left} {down.at(step)}H{right}" for step in steps], f'stroke="{GREY}"'),
        group("c-label", [text(left - 6, down.at(step) + 5, number_text(step), "end") for step in steps]),
        path("c-axis", [f"M{left} {down.at(Decimal(0))}H{right}"], f'stroke="{INK}"'),
        *drawn_breaks(chart, across, down),
        path("c-target", [f"M{left} {down.at(chart.target)}H{right}"] if chart.target is not None else [], TARGET),
        *(drawn_limits(one, at, places, down) for at, one in enumerate(chart.series)),
        *(drawn_ranges(one, chart, places, down) for one in chart.series),
        *(drawn_line(chart, at, places, down) for at in range(len(chart.series))),
        written("c-value", words.values, BOLD),
        written("c-label", words.labels),
        group("c-label", named_ends(chart, ends, places, down)),
        below,
        notes,
    ]
    viewbox = f"0 0 {WIDTH} {end}"
    return frame(chart.slug, chart.heading, "".join(body), viewbox=viewbox, says=chart.sentence)


def stroke(at: int, drawing: list[str], guide: bool = False) -> str:
    colour = QUIET if guide else COLOURS[at]
    return path("c-line", drawing, f'fill="none" stroke="{colour}" stroke-width="2"{DASHES[at]}')


def drawn_limits(one: Series, number: int, places: list[int], down: Scale) -> str:
    """A broad line through each point, from its lower to its upper limit."""
    pairs = zip(places, one.limits, strict=False)
    drawing = [f"M{x} {down.at(pair[1])}V{down.at(pair[0])}" for x, pair in pairs if pair]
    return path("c-limits", drawing, f'fill="none" stroke="{COLOURS[number]}" stroke-width="5" stroke-opacity=".45"')


def drawn_ranges(one: Series, chart: Chart, places: list[int], down: Scale) -> str:
    """Where sources differ, a line with ends from the lowest figure to the highest: none of them is taken."""
    parts = []
    for x, pair, label, words in zip(places, one.ranges, chart.labels, one.shown, strict=False):
        if pair:
            low, high = down.at(pair[0]), down.at(pair[1])
            caps = "".join(f"M{x - 4} {y}h8" for y in (high, low))
            title = f"<title>{escape(f'{label}: {words}')}</title>"
            parts.append(f'<path class="c-range" {RANGE} d="M{x} {high}V{low}{caps}">{title}</path>')
    return "".join(parts)


def drawn_line(chart: Chart, number: int, places: list[int], down: Scale) -> str:
    """The line of one series, and a mark with its number at each period that has one."""
    one = chart.series[number]
    points = {at: (places[at], down.at(value)) for at, value in enumerate(one.values) if value is not None}
    name = f"{one.name}, " if len(chart.series) > 1 else ""
    drawing = ["M" + "L".join(f"{points[at][0]} {points[at][1]}" for at in run) for run in runs(chart, one)]
    told = {at: f"{name}{chart.labels[at]}: {one.shown[at]}" for at in points if not one.guide}
    marks = [
        f'<path fill="{COLOURS[number]}" d="M{points[at][0]} {points[at][1]}{MARKS[number]}">'
        f"<title>{escape(words)}</title></path>"
        for at, words in told.items()
    ]
    return stroke(number, drawing, one.guide) + "".join(marks)


def drawn_breaks(chart: Chart, across: Across, down: Scale) -> Iterator[str]:
    """A lettered line at the day from which things were counted in another way."""
    places = [across.at(position(day)) for day, _reason in chart.breaks]
    yield path("c-break", [f"M{x} {down.end - 4}V{down.start}" for x in places], BREAK)
    letters = [text(x, down.end - 8, letter(at)) for at, x in enumerate(places)]
    yield group("c-label", letters, ' text-anchor="middle"')


def letter(at: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at % 26]


def end_names(chart: Chart) -> dict[int, str]:
    """What stands at the end of each line where there are several: its name and its newest figure."""
    told = [at for at, one in enumerate(chart.series) if not one.guide]
    return {at: f"{chart.series[at].name}, {_newest(chart.series[at])}" for at in told} if len(told) > 1 else {}


def _newest(one: Series) -> str:
    return next(
        (words for value, words in zip(one.values[::-1], one.shown[::-1], strict=True) if value is not None), ""
    )


def named_ends(chart: Chart, ends: dict[int, str], places: list[int], down: Scale) -> Iterator[str]:
    """The names at the ends of several lines, in the order of their heights and one below the other."""
    found = []
    for number, words in ends.items():
        values = chart.series[number].values
        if known := [(places[at], value) for at, value in enumerate(values) if value is not None]:
            found.append((down.at(known[-1][1]) + 5, known[-1][0], words))
    last = 0
    for y, x, words in sorted(found):
        last = max(y, last + LINE)
        yield text(x + 10, last, words)


class ChartWords:
    """What is written in the drawing of a chart: the numbers of a single line and the words beside lines and ranges;
    what has no room there is among the `notes` below it."""

    def __init__(self, chart: Chart, places: list[int], sides: tuple[int, int], down: Scale) -> None:
        """Numbers have the first choice of place, then what is said of ranges, the target and its path."""
        self.chart, self.places, self.down, self.sides = chart, places, down, sides
        told = [one for one in chart.series if not one.guide]
        self.values: list[TextBlock] = []
        self.labels: list[TextBlock] = []
        self.notes = [f"{letter(at)}: {reason}" for at, (_day, reason) in enumerate(chart.breaks)]
        self.space = FreeSpace((sides[0], down.end - HEADROOM + 2, WIDTH, down.start), list(self._drawn()))
        for one in told:
            self._mark(one)
        if len(told) == 1:
            self._write_values(told[0])
        for one in told:
            self._explain_gaps(one)
        self._name_target()
        for one in chart.series:
            self._name_guide(one)
        if any(one.limits for one in told):
            self.notes.append(_("Broad bars through the points: %(limits)s") % {"limits": chart.limits_text})

    def _point(self, one: Series, at: int) -> Point:
        return self.places[at], self.down.at(one.values[at] or Decimal(0))

    def _drawn(self) -> Iterator[tuple[Point, Point]]:
        """The lines, ranges and limits, the target, and twice the axis, which words must not cover."""
        levels = [Decimal(0), Decimal(0)] + ([self.chart.target] if self.chart.target is not None else [])
        for level in levels:
            yield (self.sides[0], self.down.at(level)), (self.sides[1], self.down.at(level))
        for one in self.chart.series:
            for run in runs(self.chart, one):
                yield from ((self._point(one, here), self._point(one, there)) for here, there in pairwise(run))
            for pairs in (one.limits, one.ranges):
                for x, pair in zip(self.places, pairs, strict=False):
                    if pair:
                        yield (x, self.down.at(pair[0])), (x, self.down.at(pair[1]))

    def _mark(self, one: Series) -> None:
        for at, value in enumerate(one.values):
            if value is not None:
                self.space.mark(self._point(one, at))

    def _write_values(self, one: Series) -> None:
        """The numbers above or below their points, clear of lines and limits; where they would run into each other,
        those of the ends and what has room between."""
        points = [at for at, value in enumerate(one.values) if value is not None]
        halves = [text_width(one.shown[at]) / 2 for at in points]
        for chosen in standing_apart([self.places[at] for at in points], halves):
            at = points[chosen]
            if placed := self.space.write([one.shown[at]], [(self.places[at], y) for y in self._heights(one, at)]):
                self.values.append(placed)

    def _heights(self, one: Series, at: int) -> list[int]:
        """Base lines for the number of a point: on the outer side of its neighbours first."""
        value = one.values[at] or Decimal(0)
        low, high = (one.limits[at] if one.limits else None) or (value, value)
        around = [other for other in one.values[max(0, at - 1) : at + 2] if other is not None]
        above, below = self.down.at(max(high, value)) - 9, self.down.at(min(low, value)) + 20
        choices = [above, below] if value >= sum(around) / len(around) else [below, above]
        if self.chart.target is None:
            return choices
        target = self.down.at(self.chart.target)
        return [*choices, min(above, target - 5), max(below, target + 16)]

    def _explain_gaps(self, one: Series) -> None:
        """Why a period has no mark: at its range where sources differ and there is room, else below the picture."""
        gaps: dict[str, list[str]] = {}
        for at, (label, value, words) in enumerate(zip(self.chart.labels, one.values, one.shown, strict=True)):
            if value is None and words and not self._write_range(one, at, words):
                gaps.setdefault(words, []).append(label)
        self.notes += [f"{', '.join(labels)}: {words}" for words, labels in gaps.items()]

    def _write_range(self, one: Series, at: int, words: str) -> bool:
        """Write at a range what sources say: above it, below, or beside; whether there was room."""
        pair = one.ranges[at] if one.ranges else None
        if pair is None:
            return False
        lines = wrapped(words, 110)
        low, high = self.down.at(pair[0]), self.down.at(pair[1])
        half = max(map(text_width, lines)) / 2
        middle = (low + high) / 2 - LINE * (len(lines) - 2) / 2
        beside = [(self.places[at] + way * (half + 8), middle) for way in (1, -1)]
        heights = [(self.places[at], high - 8 - LINE * (len(lines) - 1)), (self.places[at], low + 18)]
        placed = self.space.write(lines, [*heights, *beside], most=0)
        self.labels += [placed] if placed else []
        return placed is not None

    def _name_target(self) -> None:
        if self.chart.target is None:
            return
        y = self.down.at(self.chart.target)
        steps = [self.sides[0] + (self.sides[1] - self.sides[0]) * part / 8 for part in (8, 0, 7, 6, 5, 4, 3, 2, 1)]
        self._name(self.chart.target_text, [(x, height) for x in steps for height in (y - 6, y + 17)], _("Dotted line"))

    def _name_guide(self, one: Series) -> None:
        """The name of a guide beside it: above or below, from its middle outwards."""
        run = next(iter(runs(self.chart, one)), []) if one.guide else []
        half = text_width(one.label or one.name) / 2
        places = []
        for here, there in pairwise(run):
            (x, y), (last, bottom) = self._point(one, here), self._point(one, there)
            slope = (bottom - y) / (last - x) if last > x else 0.0
            for part in (3, 2, 4, 1, 5):
                at = x + (last - x) * part / 6
                height, aside = y + slope * (at - x), abs(slope) * half
                places += [(at, height - 6 - aside), (at, height + 16 + aside)]
        if run:
            self._name(one.label or one.name, places, _("Dashed grey line"))

    def _name(self, words: str, places: list[Point], line: str) -> None:
        placed = self.space.write([words], places, most=0)
        self.labels += [placed] if placed else []
        self.notes += [] if placed else [f"{line}: {words}"]


def written(css: str, placed: list[TextBlock], attributes: str = "") -> str:
    """ChartWords on white, each centred at its place."""
    texts = [one for words in placed for one in words.texts]
    grounds = path("c-ground", [ground(*one, "middle") for one in texts], f'fill="{PAPER}"')
    return grounds + group(css, [text(*one) for one in texts], f' text-anchor="middle"{attributes}')


def written_notes(notes: list[str], y: int) -> tuple[str, int]:
    """The notes below the picture, and where they end."""
    lines = [words for note in notes for words in wrapped(note, WIDTH)]
    parts = [text(0, y + LINE * (at + 1), words) for at, words in enumerate(lines)]
    return group("c-label", parts), y + LINE * len(lines) + 6
