"""When two figures agree: each says where the true value can lie, by its precision and by words such as “over”."""

from collections.abc import Iterable
from decimal import Decimal

from csp_portal.formats.numbers import rounded
from performance.figures.series import PublishedFigure

Interval = tuple[Decimal, Decimal]
_NO_END = Decimal("Infinity")
_FROM = ("more than", "at least", "over", "or more", "plus")
_TO = ("up to", "no more than", "within", "under")
_NEARLY = ("nearly", "almost")
_ABOUT = ("in the region of", "approximately", "around", "about")
ABOUT = Decimal("0.1")  # “around 65,000” is taken to allow a tenth either way


def interval(figure: PublishedFigure) -> Interval:
    """Between which ends, both left out, the value of a figure can lie. “Over” a fall is a greater fall."""
    value = figure.value or Decimal(0)
    half = Decimal(5).scaleb(-figure.decimals - 1)
    size, slack = abs(value), abs(value) * ABOUT
    low, high = size - half, size + half
    if figure.qualifier in _FROM:
        high = _NO_END
    elif figure.qualifier in _TO:
        low = -_NO_END
    elif figure.qualifier in _NEARLY:
        low -= slack
    elif figure.qualifier in _ABOUT:
        low, high = low - slack, high + slack
    return (-high, -low) if value < 0 else (low, high)


def agree(figures: Iterable[PublishedFigure]) -> bool:
    """Whether one value fits all of them."""
    ends = [interval(one) for one in figures]
    return max(low for low, _high in ends) < min(high for _low, high in ends)


def fits(figure: PublishedFigure, number: Decimal) -> bool:
    """Whether a number, rounded half up to the printed precision, is the printed one."""
    if figure.qualifier:
        low, high = interval(figure)
        return low < number < high
    return rounded(number, figure.decimals) == figure.value
