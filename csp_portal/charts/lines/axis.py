"""The axis of time: where each period stands and which of its labels have room."""

from ..scale import text_width
from ..svg import LINE, group, text

GAP = 7


class Across:
    """Places of the periods to scale between two sides, with room at the right for half of the latest label."""

    def __init__(self, positions: list[float], left: int, right: int, widest: int) -> None:
        count = len(positions)
        margin = max(widest / 2, (right - left) / max(count, 1) / 2)
        before = (right - left - margin) / max(count - 0.5, 0.5) / 2
        self.start, self.room = left + before, right - left - margin - before
        self.low, self.high = (positions[0], positions[-1]) if positions else (0.0, 0.0)
        self.left, self.right = left, right
        self.places = [self.at(one) for one in positions]

    def at(self, position: float) -> int:
        """The place of a position in time, within the drawing."""
        share = (position - self.low) / (self.high - self.low) if self.high > self.low else 0.0
        return round(min(max(self.start + share * self.room, self.left), self.right - 5))


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
