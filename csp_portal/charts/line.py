"""Lines over periods, measured from zero, with gaps, breaks and a target line."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from .scale import Scale, extent, number_text, text_width, ticks, wrapped
from .svg import BLUE, GREY, INK, LINE, WIDTH, Swatch, frame, group, key, path, text

if TYPE_CHECKING:
    from .chart import Chart, Series

PLOT_HEIGHT, LABEL_ROOM = 190, 84
COLOURS = (BLUE, "#801650", "#28a197", "#3d3d3d")
DASHES = ("", ' stroke-dasharray="7 3"', ' stroke-dasharray="2 3"', ' stroke-dasharray="9 3 2 3"')
MARKS = ("m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "m-3.5-3.5h7v7h-7z", "m0-5l5 5-5 5-5-5z", "m0-5l5 9h-10z")
CROSS = "m-4-4l8 8m0-8l-8 8"
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
    places = spread(len(labels), left, widest)
    below, bottom = period_labels(labels, places, widest, down.start + (4 if low == 0 else 18))
    notes, end = written_notes(chart, bottom + 6)
    body = [
        top,
        group("c-label", [text(0, start + 12, chart.unit)] if chart.unit else []),
        path("c-grid", [f"M{left} {down.at(step)}H{WIDTH}" for step in steps], f'stroke="{GREY}"'),
        group("c-label", [text(left - 6, down.at(step) + 5, number_text(step), "end") for step in steps]),
        path("c-axis", [f"M{left} {down.at(Decimal(0))}H{WIDTH}"], f'stroke="{INK}"'),
        *drawn_breaks(chart, places, down),
        path("c-target", [f"M{left} {down.at(chart.target)}H{WIDTH}"] if chart.target is not None else [], TARGET),
        *(drawn_limits(one, at, places, down) for at, one in enumerate(chart.series)),
        *(drawn_line(chart, at, places, down) for at in range(len(chart.series))),
        group("c-value", printed_values(chart, places, left, down), ' text-anchor="middle"'),
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


def mark(at: int, x: int, y: int, words: str = "") -> str:
    title = f"<title>{escape(words)}</title>" if words else ""
    return f'<path fill="{COLOURS[at]}" d="M{x} {y}{MARKS[at]}">{title}</path>'


def pieces(one: Series, chart: Chart) -> Iterator[list[int]]:
    """Runs of neighbouring periods that a line may join: it stops at a gap and at a break."""
    broken_after = {label for label, _ in chart.breaks}
    run: list[int] = []
    for at, value in enumerate(one.values):
        if value is not None:
            run.append(at)
        if run and (value is None or chart.labels[at] in broken_after):
            yield run
            run = []
    if run:
        yield run


def drawn_line(chart: Chart, number: int, places: list[int], down: Scale) -> str:
    """The line of one series, a mark with its number at each period and a cross at each gap."""
    one = chart.series[number]
    heights = [down.at(Decimal(0) if value is None else value) for value in one.values]
    runs = ["M" + "L".join(f"{places[at]} {heights[at]}" for at in run) for run in pieces(one, chart)]
    name = f"{one.name}, " if len(chart.series) > 1 else ""
    parts = [stroke(number, runs)]
    for at, (x, y, label, words) in enumerate(zip(places, heights, chart.labels, one.shown, strict=True)):
        told = f"{name}{label}: {words}"
        if one.guide or (one.values[at] is None and not words):
            continue
        if one.values[at] is None:
            title = f"<title>{escape(told)}</title>"
            parts.append(f'<path fill="none" stroke="{INK}" stroke-width="2" d="M{x} {y}{CROSS}">{title}</path>')
        else:
            parts.append(mark(number, x, y, told))
    return "".join(parts)


def drawn_breaks(chart: Chart, places: list[int], down: Scale) -> Iterator[str]:
    """A lettered line half way between the period of the break and the next one, or at the right edge."""
    following = [*places[1:], WIDTH]
    at_labels = [chart.labels.index(label) for label, _ in chart.breaks]
    middles = [(places[at] + following[at]) // 2 for at in at_labels]
    yield path("c-break", [f"M{x} {down.end - 4}V{down.start}" for x in middles], BREAK)
    letters = [text(x, down.end - 8, letter(at)) for at, x in enumerate(middles)]
    yield group("c-label", letters, ' text-anchor="middle"')


def letter(at: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at % 26]


def spread(count: int, left: int, widest: int) -> list[int]:
    """Places of the periods, with room at the right for half of the latest label."""
    margin = max(widest / 2, (WIDTH - left) / max(count, 1) / 2)
    slot = (WIDTH - left - margin) / (count - 0.5)
    return [round(left + slot * (at + 0.5)) for at in range(count)]


def period_labels(labels: list[list[str]], places: list[int], widest: int, y: int) -> tuple[str, int]:
    """As many labels as can stand side by side: always the latest, and every so many before it."""
    slot = places[1] - places[0] if len(places) > 1 else WIDTH
    shown = range(len(labels) - 1, -1, -ceil((widest + 7) / max(slot, 1)))
    parts = [
        text(max(places[at], text_width(words) // 2), y + LINE * (row + 1), words)
        for at in reversed(shown)
        for row, words in enumerate(labels[at])
    ]
    height = LINE * max((len(labels[at]) for at in shown), default=0)
    return group("c-label", parts, ' text-anchor="middle"'), y + height


def printed_values(chart: Chart, places: list[int], left: int, down: Scale) -> Iterator[str]:
    """The numbers beside the points of a single line, above a peak and below a valley.

    Where they would run into each other, only the first and the latest are printed.
    """
    told = [one for one in chart.series if not one.guide]
    if len(told) > 1:
        return
    one = told[0]
    points = [(at, value) for at, value in enumerate(one.values) if value is not None]
    widest = max((text_width(one.shown[at]) for at, _ in points), default=0)
    if len(points) > 1 and places[1] - places[0] < widest + 4:
        points = [points[0], points[-1]]
    for at, value in points:
        around = [other for other in one.values[max(0, at - 1) : at + 2] if other is not None]
        y = down.at(value) + 20
        if value >= sum(around) / len(around) or (value >= 0 and y > down.at(Decimal(0))):
            y -= 29
        half = text_width(one.shown[at]) // 2
        yield text(min(max(places[at], left + half), WIDTH - half), y, one.shown[at])


def written_notes(chart: Chart, y: int) -> tuple[str, int]:
    """What the letters of the breaks and the crosses of the gaps mean."""
    notes = [f"{letter(at)}: {reason}" for at, (_, reason) in enumerate(chart.breaks)]
    gaps: dict[str, list[str]] = {}
    for one in chart.series:
        for label, value, words in zip(chart.labels, one.values, one.shown, strict=True):
            if value is None and words and label not in gaps.setdefault(words, []):
                gaps[words].append(label)
    notes += [f"× {words}: {', '.join(labels)}" for words, labels in gaps.items()]
    lines = [words for note in notes for words in wrapped(note, WIDTH)]
    parts = [text(0, y + LINE * (at + 1), words) for at, words in enumerate(lines)]
    return group("c-label", parts), y + LINE * len(lines) + 6
