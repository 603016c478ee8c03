"""Lines over periods, measured from zero, with gaps, breaks and a target line."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from .scale import Scale, extent, number_text, text_width, ticks, wrapped
from .svg import BLUE, GREY, INK, LINE, PAPER, WIDTH, Swatch, frame, group, key, path, text
from .timeline import position, positions, runs

if TYPE_CHECKING:
    from .chart import Chart, Series

PLOT_HEIGHT, LABEL_ROOM, GAP = 190, 84, 7
COLOURS = (BLUE, "#801650", "#28a197", "#3d3d3d")
DASHES = ("", ' stroke-dasharray="7 3"', ' stroke-dasharray="2 3"', ' stroke-dasharray="9 3 2 3"')
MARKS = ("m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "m-3.5-3.5h7v7h-7z", "m0-5l5 5-5 5-5-5z", "m0-5l5 9h-10z")
RANGE = f'fill="none" stroke="{INK}" stroke-width="2"'
TARGET = f'fill="none" stroke="{INK}" stroke-width="2" stroke-dasharray="4 4"'
BREAK = f'fill="none" stroke="{INK}" stroke-dasharray="1 3"'


def draw(chart: Chart) -> Markup:
    """The picture: key, axes, breaks, target, limits, lines, numbers, periods and notes, in the order of drawing."""
    low, high = extent([*(value for one in chart.series for value in one.reach), chart.target])
    steps = ticks(low, high, 5)
    top, start = key(key_entries(chart))
    upper = start + (LINE if chart.unit else 0) + 12
    down = Scale(steps[0], steps[-1], upper + PLOT_HEIGHT, upper)
    left = max(text_width(number_text(step)) for step in steps) + 8
    labels = [wrapped(label, LABEL_ROOM) for label in chart.labels]
    widest = max((text_width(words) for label in labels for words in label), default=0)
    across = Across(positions(chart), left, widest)
    places = across.places
    below, bottom = period_labels(labels, places, down.start + (4 if low == 0 else 18))
    notes, end = written_notes(chart, bottom + 6)
    body = [
        top,
        group("c-label", [text(0, start + 12, chart.unit)] if chart.unit else []),
        path("c-grid", [f"M{left} {down.at(step)}H{WIDTH}" for step in steps], f'stroke="{GREY}"'),
        group("c-label", [text(left - 6, down.at(step) + 5, number_text(step), "end") for step in steps]),
        path("c-axis", [f"M{left} {down.at(Decimal(0))}H{WIDTH}"], f'stroke="{INK}"'),
        *drawn_breaks(chart, across, down),
        path("c-target", [f"M{left} {down.at(chart.target)}H{WIDTH}"] if chart.target is not None else [], TARGET),
        *(drawn_limits(one, at, places, down) for at, one in enumerate(chart.series)),
        *(drawn_ranges(one, chart, places, down) for one in chart.series),
        *(drawn_line(chart, at, places, down) for at in range(len(chart.series))),
        printed_values(chart, places, left, down),
        below,
        notes,
    ]
    return frame(chart.slug, chart.caption, "".join(body), viewbox=f"0 0 {WIDTH} {end}")


def key_entries(chart: Chart) -> list[tuple[Swatch, str]]:
    """What the key explains: the series where there are several, the limits and the target."""

    def swatch(at: int) -> Swatch:
        marks = not chart.series[at].guide
        return lambda x, y: stroke(at, [f"M{x} {y + 7}h20"]) + (mark(at, x + 10, y + 7) if marks else "")

    def limits_swatch(x: int, y: int) -> str:
        return whiskers(0, [f"M{x + 10} {y + 1}v12"])

    entries = [(swatch(at), one.name) for at, one in enumerate(chart.series)] if len(chart.series) > 1 else []
    if any(one.limits for one in chart.series):
        entries.append((limits_swatch, chart.limits_text))
    if any(pair for one in chart.series for pair in one.ranges):
        entries.append(
            (
                lambda x, y: path("c-range", [f"M{x + 10} {y + 1}v12", caps(x + 10, y + 1, y + 13)], RANGE),
                _("Sources differ"),
            )
        )
    if chart.target is None:
        return entries
    return [*entries, (lambda x, y: path("c-target", [f"M{x} {y + 7}h20"], TARGET), chart.target_text)]


def stroke(at: int, drawing: list[str]) -> str:
    return path("c-line", drawing, f'fill="none" stroke="{COLOURS[at]}" stroke-width="2"{DASHES[at]}')


def whiskers(at: int, drawing: list[str]) -> str:
    return path("c-limits", drawing, f'fill="none" stroke="{COLOURS[at]}" stroke-width="5" stroke-opacity=".45"')


def drawn_limits(one: Series, number: int, places: list[int], down: Scale) -> str:
    """A broad line through each point, from its lower to its upper limit."""
    pairs = zip(places, one.limits, strict=False)
    return whiskers(number, [f"M{x} {down.at(pair[1])}V{down.at(pair[0])}" for x, pair in pairs if pair])


def caps(x: int, *ends: int) -> str:
    return "".join(f"M{x - 4} {y}h8" for y in ends)


def drawn_ranges(one: Series, chart: Chart, places: list[int], down: Scale) -> str:
    """Where sources differ, a line with ends from the lowest figure to the highest: none of them is taken."""
    parts = []
    for x, pair, label, words in zip(places, one.ranges, chart.labels, one.shown, strict=False):
        if pair:
            low, high = down.at(pair[0]), down.at(pair[1])
            title = f"<title>{escape(f'{label}: {words}')}</title>"
            parts.append(f'<path class="c-range" {RANGE} d="M{x} {high}V{low}{caps(x, high, low)}">{title}</path>')
    return "".join(parts)


def mark(at: int, x: int, y: int, words: str = "") -> str:
    title = f"<title>{escape(words)}</title>" if words else ""
    return f'<path fill="{COLOURS[at]}" d="M{x} {y}{MARKS[at]}">{title}</path>'


def drawn_line(chart: Chart, number: int, places: list[int], down: Scale) -> str:
    """The line of one series, and a mark with its number at each period that has one."""
    one = chart.series[number]
    points = {at: (places[at], down.at(value)) for at, value in enumerate(one.values) if value is not None}
    name = f"{one.name}, " if len(chart.series) > 1 else ""
    drawing = ["M" + "L".join(f"{points[at][0]} {points[at][1]}" for at in run) for run in runs(chart, one)]
    told = {at: f"{name}{chart.labels[at]}: {one.shown[at]}" for at in points if not one.guide}
    return stroke(number, drawing) + "".join(mark(number, *points[at], words) for at, words in told.items())


def drawn_breaks(chart: Chart, across: Across, down: Scale) -> Iterator[str]:
    """A lettered line at the day from which things were counted in another way."""
    places = [across.at(position(day)) for day, _reason in chart.breaks]
    yield path("c-break", [f"M{x} {down.end - 4}V{down.start}" for x in places], BREAK)
    letters = [text(x, down.end - 8, letter(at)) for at, x in enumerate(places)]
    yield group("c-label", letters, ' text-anchor="middle"')


def letter(at: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at % 26]


class Across:
    """Places of the periods to scale, with room at the right for half of the latest label."""

    def __init__(self, positions: list[float], left: int, widest: int) -> None:
        count = len(positions)
        margin = max(widest / 2, (WIDTH - left) / max(count, 1) / 2)
        before = (WIDTH - left - margin) / max(count - 0.5, 0.5) / 2
        self.start, self.room = left + before, WIDTH - left - margin - before
        self.low, self.high = (positions[0], positions[-1]) if positions else (0.0, 0.0)
        self.left = left
        self.places = [self.at(one) for one in positions]

    def at(self, position: float) -> int:
        """The place of a position in time, within the drawing."""
        share = (position - self.low) / (self.high - self.low) if self.high > self.low else 0.0
        return round(min(max(self.start + share * self.room, self.left), WIDTH - 5))


def period_labels(labels: list[list[str]], places: list[int], y: int) -> tuple[str, int]:
    """As many labels as can stand side by side: always the latest, then each before it that has room."""
    halves = [max(map(text_width, label)) / 2 for label in labels]
    chosen = standing_apart(places, halves)
    parts = [
        text(max(places[at], text_width(words) // 2), y + LINE * (row + 1), words)
        for at in chosen
        for row, words in enumerate(labels[at])
    ]
    height = LINE * max((len(labels[at]) for at in chosen), default=0)
    return group("c-label", parts, ' text-anchor="middle"'), y + height


def standing_apart(places: list[int], halves: list[float]) -> list[int]:
    """Of texts with these middles and half widths the latest, the first, and from the latest back each that touches
    none taken; in their order."""
    taken: dict[int, tuple[float, float]] = {}
    latest = len(places) - 1
    for at in dict.fromkeys([latest, 0, *range(latest, 0, -1)]) if places else ():
        middle = max(places[at], halves[at])
        begin, end = middle - halves[at] - GAP, middle + halves[at]
        if all(end <= other[0] or begin >= other[1] for other in taken.values()):
            taken[at] = begin, end
    return sorted(taken)


def printed_values(chart: Chart, places: list[int], left: int, down: Scale) -> str:
    """The numbers of a single line on white, each above or below its point where it crosses no line and no limits.

    Where they would run into each other, only those of the ends and what has room between are printed.
    """
    told = [one for one in chart.series if not one.guide]
    if len(told) > 1:
        return ""
    one = told[0]
    points = [at for at, value in enumerate(one.values) if value is not None]
    halves = [text_width(one.shown[at]) / 2 for at in points]
    grounds, numbers = [], []
    for chosen in standing_apart([places[at] for at in points], halves):
        at, half = points[chosen], round(halves[chosen])
        x = min(max(places[at], left + half), WIDTH - half)
        y = clear_height(chart, one, at, (x - half, x + half), places, down)
        grounds.append(f"M{x - half} {y - 12}h{2 * half}v14h-{2 * half}z")
        numbers.append(text(x, y, one.shown[at]))
    return path("c-ground", grounds, f'fill="{PAPER}"') + group("c-value", numbers, ' text-anchor="middle"')


def clear_height(chart: Chart, one: Series, at: int, span: tuple[int, int], places: list[int], down: Scale) -> int:
    """The base line of the number of a point: of the places above and below its limits that which crosses least."""
    value = one.values[at] or Decimal(0)
    low, high = (one.limits[at] if one.limits else None) or (value, value)
    around = [other for other in one.values[max(0, at - 1) : at + 2] if other is not None]
    above, below = down.at(max(high, value)) - 9, down.at(min(low, value)) + 20
    choices = [above, below] if value >= sum(around) / len(around) else [below, above]
    if chart.target is not None:
        choices += [min(above, down.at(chart.target) - 5), max(below, down.at(chart.target) + 16)]
    crossed = [_crossed(chart, y, span, places, down) for y in choices]
    return choices[crossed.index(min(crossed))]


def _crossed(chart: Chart, y: int, span: tuple[int, int], places: list[int], down: Scale) -> int:
    """How many lines run through a text of this base line and width; beyond the axes counts as well."""
    top, bottom = y - 12, y + 3
    found = int(chart.target is not None and top <= down.at(chart.target) <= bottom)
    found += 2 * (top < down.end - 30) + 2 * (top < down.at(Decimal(0)) < bottom) + 2 * (bottom > down.start)
    for one in chart.series:
        for run in runs(chart, one):
            for here, there in pairwise(run):
                ends = [(places[n], down.at(one.values[n] or Decimal(0))) for n in (here, there)]
                found += _runs_through(ends[0], ends[1], span, (top, bottom))
    return found


def _runs_through(start: tuple[int, int], end: tuple[int, int], span: tuple[int, int], box: tuple[int, int]) -> bool:
    """Whether a straight line passes through the box between two heights and over a span of places."""
    first, last = max(start[0], span[0]), min(end[0], span[1])
    if first > last or start[0] == end[0]:
        return False
    slope = (end[1] - start[1]) / (end[0] - start[0])
    heights = [start[1] + slope * (x - start[0]) for x in (first, last)]
    return min(heights) <= box[1] and max(heights) >= box[0]


def written_notes(chart: Chart, y: int) -> tuple[str, int]:
    """What the letters of the breaks mean, and why some periods have no mark."""
    notes = [f"{letter(at)}: {reason}" for at, (_day, reason) in enumerate(chart.breaks)]
    gaps: dict[str, list[str]] = {}
    for one in chart.series:
        for label, value, words in zip(chart.labels, one.values, one.shown, strict=True):
            if value is None and words and label not in gaps.setdefault(words, []):
                gaps[words].append(label)
    notes += [f"{', '.join(labels)}: {words}" for words, labels in gaps.items()]
    lines = [words for note in notes for words in wrapped(note, WIDTH)]
    parts = [text(0, y + LINE * (at + 1), words) for at, words in enumerate(lines)]
    return group("c-label", parts), y + LINE * len(lines) + 6
