"""Round numbers for axes and legends, and how wide a text is."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from textwrap import wrap

FONT_SIZE = 14
NARROW = frozenset("ijlftrI.,:;'|!()[]/- ")
WIDE = frozenset("mwMW%@")


def nice_step(span: Decimal, parts: int) -> Decimal:
    """The smallest of 1, 2, 5 × a power of ten that covers `span` in at most `parts` steps."""
    if span <= 0:
        return Decimal(1)
    exponent = (span / parts).adjusted()
    steps = (Decimal(digit).scaleb(exponent) for digit in (1, 2, 5, 10, 20))
    return next(step for step in steps if step * parts >= span)


def ticks(low: Decimal, high: Decimal, parts: int) -> list[Decimal]:
    """Multiples of a nice step, the first at or below `low` and the last at or above `high`."""
    step = nice_step(high - low, parts)
    first = int((low / step).to_integral_value(ROUND_FLOOR))
    last = int((high / step).to_integral_value(ROUND_CEILING))
    return [step * count for count in range(first, max(last, first + 1) + 1)]


def extent(values: Iterable[Decimal | None]) -> tuple[Decimal, Decimal]:
    """Lowest and highest value, stretched to include zero; 0 to 1 when there is nothing to show."""
    present = [value for value in values if value is not None]
    low, high = min(present, default=Decimal(0)), max(present, default=Decimal(0))
    if low == high == 0:
        return Decimal(0), Decimal(1)
    return min(low, Decimal(0)), max(high, Decimal(0))


def number_text(value: Decimal) -> str:
    """A number of an axis or legend, with commas: 1,000 or 2.5."""
    return f"{value.normalize():,f}"


def text_width(text: str) -> int:
    """Width of an Arial text, estimated a little on the wide side, in the units of the drawing."""
    ems = (0.3 if sign in NARROW else 0.88 if sign in WIDE else 0.7 if sign.isupper() else 0.56 for sign in text)
    return round(FONT_SIZE * sum(ems))


def wrapped(text: str, room: int) -> list[str]:
    """The text cut into lines that fit into `room`; never empty."""
    return wrap(text, max(4, int(room / (FONT_SIZE * 0.54)))) or [""]


@dataclass(frozen=True)
class Scale:
    """Turns a value into a place between two ends of a drawing."""

    low: Decimal
    high: Decimal
    start: int
    end: int

    def at(self, value: Decimal) -> int:
        return self.start + round(float((value - self.low) / (self.high - self.low)) * (self.end - self.start))
