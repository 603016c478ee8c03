"""Horizontal bars from zero: rankings, baseline against outturn, outturn against target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from markupsafe import Markup

from .scale import Scale, extent, number_text, text_width, ticks, wrapped
from .svg import BLUE, BOLD, GREY, INK, LINE, PAPER, Swatch, frame, ground, group, key, link, path, text

if TYPE_CHECKING:
    from .chart import Chart, Series

THICK, GAP = 15, 8
LABEL_BESIDE = Fraction(3, 8)  # of the width, for the longest label that is beside its bars
LOOKS = {
    "now": ("c-bar c-bar--now", f'fill="{BLUE}" stroke="{BLUE}"'),
    "then": ("c-bar c-bar--then", f'fill="{PAPER}" stroke="{BLUE}"'),
}
TARGET = f'stroke="{INK}" stroke-width="3" fill="none"'
RANGE = f'fill="none" stroke="{INK}" stroke-width="2"'
WHISKER = f'stroke="{INK}" stroke-width="1.5" fill="none"'
HATCH = (
    f'<pattern id="%s-hatch" width="5" height="5" patternUnits="userSpaceOnUse">'
    f'<path d="M0 5L5 0" stroke="{BLUE}" stroke-width="1.5"/></pattern>'
)


@dataclass(frozen=True)
class Row:
    """One label and where it stands; `texts` are printed at the ends of its bars."""

    label: list[str]
    href: str
    values: list[Decimal | None]
    texts: list[str]
    goal: Decimal | None
    limits: tuple[Decimal, Decimal] | None
    ranges: list[tuple[Decimal, Decimal] | None]
    label_y: int
    bar_y: int
    beside_label: str = ""  # both numbers of a bullet, at the right end of the line above its bar

    @property
    def height(self) -> int:
        return THICK * len(self.values) - 2

    @property
    def ends(self) -> list[tuple[Decimal | None, str]]:
        return list(zip(self.values, self.texts, strict=True))


def draw(chart: Chart) -> Markup:
    """The picture: key, grid, labels, bars, limits, axis, targets and numbers, in the order of drawing.

    Labels are beside the bars where the longest has room there, else above them. A bullet with its own targets has its
    label and numbers above, so that its bar has the whole width.
    """
    widest = max(map(text_width, chart.labels), default=0)
    beside = widest <= chart.width * LABEL_BESIDE and not own_goals(chart)
    whole_target = chart.target if chart.kind != "bullet" else None
    top, start = key(key_entries(chart), chart.width)
    first = start + (LINE if whole_target is not None else 0)
    rows = list(placed_rows(chart, first, beside))
    bottom = rows[-1].bar_y + rows[-1].height + GAP if rows else first
    scale = measured(chart, rows, left=widest + 8 if beside else 2)
    steps = axis_steps(scale)
    unit_beside = beside and text_width(chart.unit) <= widest
    below = bottom + (20 if unit_beside or not chart.unit else 37)
    notes = [words for note in notes_below(chart) for words in wrapped(note, chart.width)]
    body = [
        HATCH % chart.slug if len(looks(chart)) == 3 else "",
        top,
        path("c-grid", runs_down(rows, [scale.at(step) for step in steps], beside), f'stroke="{GREY}"'),
        group("c-label", [labelled(row, widest if beside else 0) for row in rows]),
        *drawn_bars(chart, rows, scale),
        *drawn_limits(rows, scale),
        *drawn_ranges(rows, scale),
        path("c-axis", runs_down(rows, [scale.at(Decimal(0))], beside), f'stroke="{INK}"'),
        path("c-target", [tick(row, scale, row.goal) for row in rows if row.goal is not None], TARGET),
        *(named_target(chart, scale.at(whole_target), first, bottom) if whole_target is not None else ()),
        path("c-ground", [ground(*end) for row in rows for end in end_texts(row, scale)], f'fill="{PAPER}"'),
        group(
            "c-value",
            [text(*end) for row in rows for end in [*end_texts(row, scale), *numbers_above(chart, row)]],
            BOLD,
        ),
        group("c-label", axis_texts(chart, steps, scale, bottom + 14), ' text-anchor="middle"'),
        group("c-label", [unit_text(chart, bottom + 14, widest if unit_beside else 0)]),
        group("c-label", [text(0, below + LINE * at + 14, words) for at, words in enumerate(notes)]),
    ]
    viewbox, said = f"0 0 {chart.width} {below + (LINE * len(notes) + 4 if notes else 0)}", chart.sentence
    return frame(chart.slug, chart.heading, "".join(body), viewbox=viewbox, says=said, interactive=any(chart.links))


def looks(chart: Chart) -> list[tuple[str, str]]:
    """Class and fill of each bar of a row: the earliest an outline, the latest solid, one between hatched."""
    between = ("c-bar--between", f'fill="url(#{chart.slug}-hatch)" stroke="{BLUE}"')
    count = 1 if chart.kind == "bullet" else len(chart.series)
    return {1: [LOOKS["now"]], 2: [LOOKS["then"], LOOKS["now"]]}.get(count, [LOOKS["then"], between, LOOKS["now"]])


def key_entries(chart: Chart) -> list[tuple[Swatch, str]]:
    """What the key explains: which bar is which where each label has several."""

    def swatch(css: str, fill: str) -> Swatch:
        return lambda x, y: path(css, [f"M{x + 1} {y + 1}h16v12h-16z"], fill)

    drawn = [(swatch(*look), one.name) for look, one in zip(looks(chart), chart.series, strict=False)]
    return drawn if len(drawn) > 1 else []


def notes_below(chart: Chart) -> list[str]:
    """What the lines across the bars are, where no word beside them says it."""
    notes = []
    if any(one.limits for one in chart.series):
        notes.append(_("Lines at the ends of bars: %(limits)s") % {"limits": chart.limits_text})
    if chart.kind == "bullet" and chart.target is not None:
        notes.append(_("Upright line: %(target)s") % {"target": chart.target_text})
    return notes


def named_target(chart: Chart, x: int, top: int, bottom: int) -> Iterator[str]:
    """A line down all bars with its name above."""
    yield path("c-target", [f"M{x} {top}v{bottom - top}"], TARGET)
    half = text_width(chart.target_text) // 2 + 1
    middle = min(max(x, half), chart.width - half)
    yield group("c-label", [text(middle, top - 4, chart.target_text, "middle")])


def placed_rows(chart: Chart, y: int, beside: bool) -> Iterator[Row]:
    """The labels from the top down, each with its numbers, from `y` on."""
    goals = own_goals(chart)
    drawn = chart.series[: len(looks(chart))]
    for at, label in enumerate(chart.labels):
        numbers = _beside_target(drawn[0].shown[at], goals.shown[at]) if goals else ""
        lines = [label] if beside else wrapped(label, chart.width - (text_width(numbers) + 12 if numbers else 0))
        above = 0 if beside else LINE * len(lines) + 2
        texts = [one.shown[at] for one in drawn]
        row = Row(
            label=lines,
            href=chart.links[at] if chart.links else "",
            values=[one.values[at] for one in drawn],
            texts=[""] if goals else texts,
            limits=drawn[0].limits[at] if len(drawn) == 1 and drawn[0].limits else None,
            ranges=[one.ranges[at] if one.ranges else None for one in drawn],
            goal=goals.values[at] if goals else chart.target if chart.kind == "bullet" else None,
            label_y=y + THICK * len(drawn) // 2 + 4 if beside else y + 13,
            bar_y=y + above,
            beside_label=numbers,
        )
        yield row
        y = row.bar_y + row.height + GAP + 2


def _beside_target(outturn: str, target: str) -> str:
    return _("%(outturn)s, target %(target)s") % {"outturn": outturn, "target": target}


def own_goals(chart: Chart) -> Series | None:
    """The targets of a bullet chart that has one for each label."""
    return chart.series[1] if chart.kind == "bullet" and len(chart.series) == 2 else None


def measured(chart: Chart, rows: list[Row], left: int) -> Scale:
    """The longest scale that leaves room for the texts beyond the ends of the bars."""
    low, high = extent([*(value for one in chart.series for value in one.reach), chart.target])
    below = [text_width(words) + 6 for row in rows for value, words in row.ends if value is not None and value < 0]
    start = left + max(below, default=0)
    end = chart.width - 6
    for row in rows:
        for (value, words), pair in zip(row.ends, row.ranges, strict=True):
            beyond = [ends[1] for ends in (row.limits, pair) if ends]
            furthest = max(Decimal(0), value or Decimal(0), row.goal or Decimal(0), *beyond)
            share = float((furthest - low) / (high - low))
            if share and (value is None or value >= 0):
                end = min(end, start + int((chart.width - 6 - text_width(words) - start) / share))
    return Scale(low, high, start, max(end, start + 1))


def runs_down(rows: list[Row], places: list[int], beside: bool) -> Iterator[str]:
    """Lines down the whole chart, or only behind the bars where labels stand between them."""
    runs = [(row.bar_y - 2, row.height + 4) for row in rows]
    if beside and runs:
        runs = [(runs[0][0], runs[-1][0] + runs[-1][1] + 4 - runs[0][0])]
    return (f"M{x} {y}v{length}" for x in places for y, length in runs)


def axis_steps(scale: Scale) -> list[Decimal]:
    widest = max(text_width(number_text(Decimal(round(end)))) for end in (scale.low, scale.high))
    parts = max(1, (scale.end - scale.start) // (widest + 24))
    return [step for step in ticks(scale.low, scale.high, parts) if scale.low <= step <= scale.high]


def axis_texts(chart: Chart, steps: list[Decimal], scale: Scale, y: int) -> Iterator[str]:
    for step in steps:
        words = number_text(step)
        half = text_width(words) // 2 + 1
        yield text(min(max(scale.at(step), half), chart.width - half), y, words)


def unit_text(chart: Chart, y: int, beside: int) -> str:
    """The unit at the end of the column of labels, or below the axis where it has no room there."""
    if not chart.unit:
        return ""
    return text(beside, y, chart.unit, "end") if beside else text(chart.width, y + 17, chart.unit, "end")


def labelled(row: Row, right: int) -> str:
    lines = [text(right, row.label_y + LINE * at, words, "end" if right else "") for at, words in enumerate(row.label)]
    return link(row.href, "".join(lines))


def drawn_bars(chart: Chart, rows: list[Row], scale: Scale) -> Iterator[str]:
    """One path for each kind of bar. A number too small to see is one unit long; zero has no bar."""
    zero = scale.at(Decimal(0))
    for at, (css, fill) in enumerate(looks(chart)):
        bars = []
        for row in rows:
            if value := row.values[at]:
                length = scale.at(value) - zero or (1 if value > 0 else -1)
                bars.append(f"M{zero} {row.bar_y + THICK * at}h{length}v{THICK - 2}h{-length}z")
        yield path(css, bars, fill)


def drawn_limits(rows: list[Row], scale: Scale) -> Iterator[str]:
    """A line with ends from the lower to the upper limit of each bar, on a pale ground so that it shows on the bar."""
    drawing = []
    for row in rows:
        if row.limits:
            low, high = (scale.at(end) for end in row.limits)
            y = row.bar_y + (THICK - 2) // 2
            drawing.append(f"M{low} {y}H{high}M{low} {y - 4}v8M{high} {y - 4}v8")
    yield path("c-limits-ground", drawing, f'fill="none" stroke="{PAPER}" stroke-width="3.5"')
    yield path("c-limits", drawing, WHISKER)


def drawn_ranges(rows: list[Row], scale: Scale) -> Iterator[str]:
    """Where sources differ about a bar, a line with ends from the lowest figure to the highest."""
    drawing = []
    for row in rows:
        for at, pair in enumerate(row.ranges):
            if pair:
                low, high = (scale.at(end) for end in pair)
                y = row.bar_y + THICK * at + (THICK - 2) // 2
                drawing.append(f"M{low} {y}H{high}M{low} {y - 4}v8M{high} {y - 4}v8")
    yield path("c-range-ground", drawing, f'fill="none" stroke="{PAPER}" stroke-width="5"')
    yield path("c-range", drawing, RANGE)


def tick(row: Row, scale: Scale, goal: Decimal) -> str:
    return f"M{scale.at(goal)} {row.bar_y - 3}v{row.height + 6}"


def end_texts(row: Row, scale: Scale) -> Iterator[tuple[int, int, str, str]]:
    """The shown text beyond the end of each bar, or at zero where there is no value: its place, words and anchor."""
    for at, (value, words) in enumerate(row.ends):
        if not words:
            continue
        y = row.bar_y + THICK * at + 12
        known = (Decimal(0), value, row.goal, *(row.limits or ()), *(row.ranges[at] or ()))
        ends = [scale.at(end) for end in known if end is not None]
        if value is not None and value < 0:
            yield min(ends) - 4, y, words, "end"
        else:
            yield max(ends) + 4, y, words, ""


def numbers_above(chart: Chart, row: Row) -> Iterator[tuple[int, int, str, str]]:
    """The numbers of a bullet at the right end of its first line of words: place, words and anchor."""
    if row.beside_label:
        yield chart.width, row.label_y, row.beside_label, "end"
