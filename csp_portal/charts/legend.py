"""Classes of a shaded map: together they hold every value, and no value twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise

from django.utils.translation import gettext as _
from markupsafe import Markup

from .scale import nice_step, number_text

MOST = 6
MARKS = {
    "q-none": '<path d="M1 8l7-7M1 15L15 1M9 15L23 1M16 15l7-7" stroke="#08161c"/>',
    "q-hidden": '<path d="M3 3h2v2h-2zm8 0h2v2h-2zm8 0h2v2h-2zM7 10h2v2h-2zm8 0h2v2h-2z" fill="#08161c"/>',
    "q-disputed": '<path d="M1 5h22M1 11h22" stroke="#08161c"/>',
}
FILLS = {"q0": "#ebf5f9", "q1": "#bfdce7", "q2": "#90c4d6", "q3": "#63aac2", "q4": "#3b90ab", "q5": "#19758f"}


@dataclass(frozen=True)
class MapClass:
    """Values from `lower` up to, not including, `upper`; both are None for the areas without a figure."""

    lower: Decimal | None
    upper: Decimal | None
    label: str
    css: str
    count: int

    def holds(self, value: Decimal) -> bool:
        return self.lower is not None and self.upper is not None and self.lower <= value < self.upper

    @property
    def swatch(self) -> Markup:
        """A small picture of the shade, for a legend; its meaning stands in the label beside it."""
        hatch = "" if self.css in FILLS else MARKS[self.css]
        return Markup(
            '<svg class="c-swatch" aria-hidden="true" width="24" height="16" viewBox="0 0 24 16">'
            f'<rect class="c-ward {self.css}" x="1" y="1" width="22" height="14" '
            f'fill="{FILLS.get(self.css, "#fff")}" stroke="#08161c"/>{hatch}</svg>'
        )


def classes(values: Sequence[Decimal]) -> list[MapClass]:
    """At most six classes that hold all `values`, the lowest first; none for no values.

    Of equal steps and of steps of 1, 2, 5 times a power of ten, the division whose fullest class is smallest is taken;
    counts start at 0.
    """
    if not values:
        return []
    bounds = division_of(values)
    whole = all(number == number.to_integral_value() for number in [*values, *bounds])
    last = len(bounds) - 2
    made = []
    for at, (lower, upper) in enumerate(pairwise(bounds)):
        css = f"q{at * 5 // last if last else 2}"
        count = sum(lower <= value < upper for value in values)
        made.append(MapClass(lower, upper, label_of(lower, upper, whole), css, count))
    return made


def division_of(values: Sequence[Decimal]) -> list[Decimal]:
    return min(divisions(values), key=lambda division: fullest(values, division))


def division_words(given: Sequence[Decimal | None]) -> str:
    """How the classes were chosen, for those who read the legend; empty where there are not two."""
    values = [value for value in given if value is not None]
    bounds = division_of(values) if values else []
    if len(bounds) < 3:
        return ""
    if len({upper - lower for lower, upper in pairwise(bounds)}) == 1:
        return _("The classes are equally wide; the legend says how many areas are in each.")
    return _(
        "The classes widen towards the high end, so that few areas share one; the legend says how many are in each."
    )


def divisions(values: Sequence[Decimal]) -> list[list[Decimal]]:
    """The ways to divide the values, each as rising bounds, the last one above every value."""
    low, high = min(values), max(values)
    whole = all(value == value.to_integral_value() for value in values)
    near = equal_steps(low, high, whole)
    if low < 0:
        return [near]
    growing = [growing_steps(low, high, whole)] if high > 0 else []
    if not whole:
        return [near, *growing]
    return [equal_steps(Decimal(0), high, whole), *growing, [Decimal(0), *near[1:]]]


def equal_steps(low: Decimal, high: Decimal, whole: bool) -> list[Decimal]:
    step = nice_step(high - low, MOST - 1)
    if whole:
        step = max(step, Decimal(1))
    first, last = (int((end / step).to_integral_value(ROUND_FLOOR)) for end in (low, high))
    return [step * count for count in range(first, last + 2)]


def growing_steps(low: Decimal, high: Decimal, whole: bool) -> list[Decimal]:
    """Bounds of 1, 2, 5, 10, 20, 50 …, for values of very different size; the first class starts at 0."""
    size = high.adjusted()
    ladder = [Decimal(digit).scaleb(power) for power in range(size - 2, size + 2) for digit in (1, 2, 5)]
    top = next(at for at, step in enumerate(ladder) if step > high)
    steps = [step for step in ladder[top - MOST + 1 : top + 1] if step >= 1 or not whole]
    return [Decimal(0), *(step for step in steps if step > low)]


def fullest(values: Sequence[Decimal], bounds: Sequence[Decimal]) -> int:
    return max(sum(lower <= value < upper for value in values) for lower, upper in pairwise(bounds))


def label_of(lower: Decimal, upper: Decimal, whole: bool) -> str:
    if whole and upper - 1 == lower:
        return number_text(lower)
    words = _("%(lower)s to %(upper)s") if whole else _("%(lower)s to under %(upper)s")
    return words % {"lower": number_text(lower), "upper": number_text(upper - 1 if whole else upper)}
