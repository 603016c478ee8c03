"""The same chart for plotly.js: bar and scatter traces only, so that its basic bundle can draw it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from .lines.timeline import position, positions, runs
from .scale import extent
from .svg import BLUE, INK, QUIET

if TYPE_CHECKING:
    from .chart import Chart, Series

KILOBYTES = 329  # of the bundle as browsers load it
Limits = tuple[Decimal, Decimal] | None
LOOK = {
    "template": "none",
    "font": {"family": "Arial, Helvetica, sans-serif", "size": 14, "color": INK},
    "margin": {"l": 40, "r": 40, "t": 40, "b": 40},
    "hoverlabel": {"align": "left"},
    "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0},
}
SOLID = {"color": BLUE, "line": {"color": BLUE, "width": 1}}
HATCHED = {**SOLID, "pattern": {"shape": "/", "fgcolor": BLUE, "bgcolor": "#fff"}}
OUTLINED = {"color": "#fff", "line": {"color": BLUE, "width": 1}}
MARKERS = {1: (SOLID,), 2: (OUTLINED, SOLID), 3: (OUTLINED, HATCHED, SOLID)}
LINES = (
    {"color": BLUE, "dash": "solid", "symbol": "circle"},
    {"color": QUIET, "dash": "dash", "symbol": "square"},
    {"color": QUIET, "dash": "dot", "symbol": "diamond"},
    {"color": QUIET, "dash": "dashdot", "symbol": "triangle-up"},
)
BAR_GAP = 0.2
MOST_TEXTS = 12  # numbers beside points; more would run into each other
CONFIG = {"responsive": True, "displaylogo": False}


def figure(chart: Chart) -> dict[str, Any]:
    """The chart as plotly.js takes it. Labels without dates are at 0, 1, 2 …, so equal ones stay apart."""
    return checked(line_traces(chart) if chart.kind == "line" else bar_traces(chart), layout(chart))


def checked(traces: Iterable[dict[str, Any]], layout: dict[str, Any]) -> dict[str, Any]:
    """Data, layout and config, ready for JSON. Raises ValueError for what plotly does not know."""
    import plotly.graph_objects as go

    drawn = go.Figure(data=list(traces), layout=LOOK | layout)
    return {**json.loads(drawn.to_json()), "config": CONFIG}


def number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def words(text: str, width: int = 26) -> str:
    """Text in lines of at most `width` letters, safe in plotly, which takes some HTML for itself."""
    return "<br>".join(escape(part, quote=False) for part in wrap(text, width)) or " "


def hover(chart: Chart, one: Series) -> list[str]:
    pairs = zip(chart.labels, one.shown, strict=True)
    return [f"{words(label)}<br>{words(one.name)}: {words(shown)}" for label, shown in pairs]


def bar_traces(chart: Chart) -> list[dict[str, Any]]:
    """One trace a series, the labels downwards; of a bullet chart the bars, and the targets as ticks."""
    rows = list(range(len(chart.labels)))
    drawn = chart.series[:1] if chart.kind == "bullet" else chart.series
    traces: list[dict[str, Any]] = [
        {
            "type": "bar",
            "orientation": "h",
            "name": words(one.name),
            "x": [number(value) for value in one.values],
            "y": rows,
            "text": [words(shown) for shown in one.shown],
            "textposition": "none" if chart.kind == "bullet" or one.limits else "outside",
            "cliponaxis": False,
            "hovertext": hover(chart, one),
            "hovertemplate": "%{hovertext}<extra></extra>",
            "marker": marker,
            **error_bars("error_x", one.values, one.limits),
        }
        for one, marker in zip(drawn, MARKERS[len(drawn)], strict=True)
    ]
    return [*traces, target_trace(chart, rows)] if chart.kind == "bullet" else traces


def goals(chart: Chart) -> list[float | None]:
    own = chart.series[1].values if len(chart.series) == 2 else [chart.target] * len(chart.labels)
    return [number(value) for value in own]


def target_trace(chart: Chart, rows: list[int]) -> dict[str, Any]:
    """The targets of a bullet chart: its second series, or one target for all labels."""
    own = chart.series[1] if len(chart.series) == 2 else None
    return {
        "type": "scatter",
        "mode": "markers",
        "name": words(own.name if own else chart.target_text),
        "x": goals(chart),
        "y": rows,
        "hovertext": hover(chart, own) if own else [words(chart.target_text)] * len(rows),
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {"symbol": "line-ns", "size": 24, "line": {"color": INK, "width": 3}},
    }


def line_traces(chart: Chart) -> list[dict[str, Any]]:
    """One trace a series; a point without a number between two figures keeps apart what no line may join."""
    where, traces = positions(chart), []
    for one, look in zip(chart.series, LINES, strict=False):
        ends = {run[-1] for run in runs(chart, one)}
        points: list[tuple[float, Decimal | None, str, Limits]] = []
        for at, told in enumerate(hover(chart, one)):
            if points and at - 1 in ends and one.values[at] is not None:
                points.append(((where[at - 1] + where[at]) / 2, None, "", None))
            points.append((where[at], one.values[at], told, one.limits[at] if one.limits else None))
        x, values, told_all, limits = zip(*points, strict=True) if points else ((), (), (), ())
        traces.append(
            {
                "type": "scatter",
                "mode": "lines" if one.guide else "lines+markers",
                "name": words(one.name),
                "x": list(x),
                "y": [number(value) for value in values],
                **error_bars("error_y", values, limits),
                "connectgaps": one.guide,
                "hovertext": list(told_all),
                "hovertemplate": "%{hovertext}<extra></extra>",
                "line": {"color": look["color"], "dash": look["dash"], "width": 2},
                "marker": {"color": look["color"], "symbol": look["symbol"], "size": 8},
            }
        )
    return traces


def error_bars(axis: str, values: Sequence[Decimal | None], limits: Sequence[Limits]) -> dict[str, Any]:
    """The limits of each value, as distances from it."""
    if not any(limits):
        return {}
    pairs = list(zip(values, limits, strict=True))
    above = [float(pair[1] - value) if pair and value is not None else 0 for value, pair in pairs]
    below = [float(value - pair[0]) if pair and value is not None else 0 for value, pair in pairs]
    return {axis: {"type": "data", "symmetric": False, "array": above, "arrayminus": below, "color": INK}}


def layout(chart: Chart) -> dict[str, Any]:
    """Axes, height and marked lines; bars lie, so their labels are on the y axis and their numbers on the x axis."""
    upright = chart.kind == "line"
    where = positions(chart)
    shown = readable_ticks(where) if upright else list(range(len(where)))
    low, high = (float(end) for end in extent([*(v for one in chart.series for v in one.reach), chart.target]))
    room = (high - low) / 5
    beyond = room if upright else room * 3  # texts at the left of negative bars, and of gaps beside them
    names = {
        "tickmode": "array",
        "tickvals": [where[at] for at in shown] if upright else shown,
        "ticktext": [words(chart.labels[at], 12 if upright else 26) for at in shown],
        "automargin": True,
        "zeroline": False,
        **({"tickangle": 0, "tickfont": {"size": 12}} if upright else {"autorange": "reversed"}),
    }
    values = {
        "title": {"text": words(chart.unit)},
        "range": [low - (low < 0) * beyond, high + (beyond if high == 0 else room)],
        "nticks": 5,
        "tickformat": ",",
        "tickangle": 0,
        "zeroline": True,
        "zerolinecolor": INK,
        "gridcolor": "#b1b4b6",
        "automargin": True,
    }
    return {
        "height": 400 if upright else 140 + row_height(chart) * len(chart.labels),
        "bargap": BAR_GAP,
        "showlegend": len(chart.series) > 1 or chart.kind == "bullet",
        "xaxis": names if upright else values,
        "yaxis": values if upright else names,
        **marked_lines(chart, "h" if upright else "v"),
    }


def readable_ticks(where: list[float]) -> list[int]:
    """Those labels of a line that can be read side by side: plotly would write every one that it is given."""
    apart = (where[-1] - where[0]) / 6 if where else 0
    chosen: list[int] = []
    for at in reversed(range(len(where))):
        if not chosen or where[chosen[-1]] - where[at] >= apart:
            chosen.append(at)
    return chosen


def row_height(chart: Chart) -> int:
    """Pixels for each label of a bar chart: enough for its bars and for the lines of the longest label."""
    bars = len(chart.series) if chart.kind == "pairs" else 1
    lines = max((words(label).count("<br>") + 1 for label in chart.labels), default=1)
    return max(26 * bars, 18 * lines + 8)


def marked_lines(chart: Chart, target_runs: str) -> dict[str, Any]:
    """The target and the breaks as lines with their words, and the texts that stand beside no bar end."""
    lines: list[tuple[str, float, str]] = []
    if chart.target is not None and chart.kind != "bullet":
        lines.append((target_runs, float(chart.target), chart.target_text))
    lines += [("v", position(day), reason) for day, reason in chart.breaks if chart.kind == "line"]
    shapes, notes = [], []
    for way, at, told in lines:
        if way == "h":
            ends = {"xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": at, "y1": at}
            # at the left, since the way to a target ends at the right
            place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "y", "y": at, "yanchor": "top"}
        else:
            ends = {"yref": "paper", "y0": 0, "y1": 1, "xref": "x", "x0": at, "x1": at}
            place = {"yref": "paper", "y": 0, "x": at, "xref": "x", "yanchor": "bottom"}
        shapes.append({"type": "line", "line": {"color": INK, "dash": "dot"}} | ends)
        notes.append({"text": words(told), "showarrow": False, "bgcolor": "#fff"} | place)
    for x, y, told in standing_texts(chart):
        notes.append({"text": words(told), "showarrow": False, "xanchor": "left", "xshift": 3, "x": x, "y": y})
    shapes += ranges(chart)
    notes += point_texts(chart)
    return {"shapes": shapes, "annotations": notes}


def ranges(chart: Chart) -> Iterator[dict[str, Any]]:
    """Where sources differ, a line from the lowest figure to the highest, as in the picture."""
    look = {"type": "line", "line": {"color": INK, "width": 4}, "xref": "x", "yref": "y"}
    for at, one in enumerate(chart.series):
        for where, pair in zip(
            positions(chart) if chart.kind == "line" else range(len(chart.labels)), one.ranges, strict=False
        ):
            low, high = (float(end) for end in pair or (0, 0))
            if pair and chart.kind == "line":
                yield look | {"x0": where, "x1": where, "y0": low, "y1": high}
            elif pair:
                row = where + beside(chart, at)
                yield look | {"x0": low, "x1": high, "y0": row, "y1": row}


def beside(chart: Chart, at: int) -> float:
    """How far the bar of one of several series lies from the middle of its label."""
    return ((at + 0.5) / len(chart.series) - 0.5) * (1 - BAR_GAP)


def point_texts(chart: Chart) -> Iterator[dict[str, Any]]:
    """The number of every point of a single line above its limits, and what stands where sources differ."""
    told = [one for one in chart.series if not one.guide]
    if chart.kind != "line" or len(told) > 1 or len(chart.labels) > MOST_TEXTS:
        return
    one = told[0]
    for at, (x, value) in enumerate(zip(positions(chart), one.values, strict=True)):
        limits = one.limits[at] if one.limits else None
        pair = one.ranges[at] if one.ranges else None
        top = pair[1] if pair else value if value is None else limits[1] if limits else value
        if top is not None:
            place = {"x": x, "y": float(top), "yanchor": "bottom", "yshift": 6}
            yield {"text": words(one.shown[at], 14), "showarrow": False, "bgcolor": "#fff"} | place


def standing_texts(chart: Chart) -> Iterator[tuple[float, float, str]]:
    """Place and words of each gap among bars, of each number with limits, and of each number of a bullet: behind bar
    and target."""
    if chart.kind == "bullet":
        one = chart.series[0]
        for row, (value, goal, shown) in enumerate(zip(one.values, goals(chart), one.shown, strict=True)):
            yield max(0, number(value) or 0, goal or 0), row, shown
    elif chart.kind != "line":
        for at, one in enumerate(chart.series):
            aside = beside(chart, at)
            for row, (value, shown) in enumerate(zip(one.values, one.shown, strict=True)):
                if value is None:
                    yield 0, row + aside, shown
                elif one.limits:  # beyond them, for a number at the end of its bar would be struck through
                    yield float(max(value, *(one.limits[row] or ()))), row + aside, shown
