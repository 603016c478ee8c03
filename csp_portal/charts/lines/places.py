"""Where words have room in a drawing: of several places the one that covers least."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..scale import text_width
from ..svg import LINE

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom
ABOVE, BELOW = 12, 3  # how far letters reach from their base line
BESIDE = 4  # kept free at both ends of words
OVER_TEXT = 3  # covering words or leaving the drawing is as bad as crossing three lines


@dataclass(frozen=True)
class TextBlock:
    """Lines of words, each centred at `x`; `y` is the base line of the first."""

    lines: list[str]
    x: float
    y: float

    @property
    def texts(self) -> list[tuple[float, float, str]]:
        return [(self.x, self.y + LINE * at, words) for at, words in enumerate(self.lines)]


@dataclass
class FreeSpace:
    """A drawing within `bounds`, with its lines and with the boxes of what is written and marked in it."""

    bounds: Box
    lines: list[tuple[Point, Point]]
    boxes: list[Box] = field(default_factory=list)

    def mark(self, point: Point, size: float = 5) -> None:
        x, y = point
        self.boxes.append((x - size, y - size, x + size, y + size))

    def write(self, lines: list[str], places: Iterable[Point], most: int | None = None) -> TextBlock | None:
        """The words at the place among these that covers least, the first of equals; None if it covers more than
        `most`. Each place is the middle of the words and the base line of the first."""
        half = max(map(text_width, lines)) / 2
        found: tuple[int, Point, Box] | None = None
        for x, y in places:
            x = min(max(x, self.bounds[0] + half), self.bounds[2] - half)
            box = (x - half - BESIDE, y - ABOVE, x + half + BESIDE, y + LINE * (len(lines) - 1) + BELOW)
            covered = self._covered(box)
            if found is None or covered < found[0]:
                found = covered, (x, y), box
            if not covered:
                break
        if found is None or (most is not None and found[0] > most):
            return None
        self.boxes.append(found[2])
        return TextBlock(lines, *found[1])

    def _covered(self, box: Box) -> int:
        left, top, right, bottom = box
        outside = top < self.bounds[1] or bottom > self.bounds[3]
        texts = sum(a < right and left < c and b < bottom and top < d for a, b, c, d in self.boxes)
        return OVER_TEXT * (outside + texts) + sum(_runs_through(*line, box) for line in self.lines)


def _runs_through(start: Point, end: Point, box: Box) -> bool:
    """Whether a straight line passes through a box."""
    (x, y), (last_x, last_y) = sorted((start, end))
    first, last = max(x, box[0]), min(last_x, box[2])
    if first > last:
        return False
    slope = (last_y - y) / (last_x - x) if last_x > x else 0.0
    heights = [y + slope * (at - x) for at in (first, last)] if last_x > x else [y, last_y]
    return min(heights) <= box[3] and max(heights) >= box[1]
