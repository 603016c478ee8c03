"""A small picture of a target: where it began, the way to what is aimed at, and the outturns. No text inside."""

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup, escape

from .svg import BLUE, INK, PAPER

WIDTH, HEIGHT, EDGE = 132, 44, 7
Point = tuple[int, Decimal]  # when, in days or months; and how much


def target_way(words: str, baseline: Point, aim: Point, outturns: Sequence[Point]) -> Markup:
    """An SVG that `words` describe to those who do not see it. The scale runs from the lowest to the highest value."""
    points = [baseline, aim, *outturns]
    first, last = min(when for when, _much in points), max(when for when, _much in points)
    low, high = min(much for _when, much in points), max(much for _when, much in points)

    def place(point: Point) -> tuple[float, float]:
        across = (point[0] - first) / ((last - first) or 1)
        down = float((high - point[1]) / (high - low)) if high > low else 0.5
        return round(EDGE + across * (WIDTH - 2 * EDGE), 1), round(EDGE + down * (HEIGHT - 2 * EDGE), 1)

    (x, y), (goal_x, goal_y) = place(baseline), place(aim)
    line = " ".join(f"{a} {b}" for a, b in map(place, [baseline, *outturns]))
    end_x, end_y = place(outturns[-1])
    return Markup(
        f'<svg class="app-way" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(words)}">'
        f'<path d="M{x} {y}L{goal_x} {goal_y}" stroke="{INK}" stroke-width="1.5" stroke-dasharray="3 3" fill="none"/>'
        f'<path d="M{goal_x - 6} {goal_y}h12" stroke="{INK}" stroke-width="3"/>'
        f'<path d="M{line}" stroke="{BLUE}" stroke-width="2" fill="none"/>'
        f'<circle cx="{x}" cy="{y}" r="4" fill="{PAPER}" stroke="{INK}" stroke-width="2"/>'
        f'<circle cx="{end_x}" cy="{end_y}" r="4.5" fill="{BLUE}"/></svg>'
    )
