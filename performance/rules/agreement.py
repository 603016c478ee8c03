"""One fact, one figure: when figures agree, and what counts where several sources state the same fact. Pure.

Each figure says where the true value can lie, by its precision and by words such as “over”. Figures agree where one
value fits all of them. Where they do not, no page takes one of them: the fact has no value and says “sources differ”.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Protocol, Self, TypeVar

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import places, rounded

Interval = tuple[Decimal, Decimal]
_NO_END = Decimal("Infinity")
_FROM = ("more than", "at least", "over", "or more", "plus")
_TO = ("up to", "no more than", "within", "under")
_NEARLY = ("nearly", "almost")
_ABOUT = ("in the region of", "approximately", "around", "about")
ABOUT = Decimal("0.1")  # “around 65,000” is taken to allow a tenth either way


class Stated(Protocol):
    """A figure as a source states it. Its value has the places after the point with which it is printed."""

    @property
    def value(self) -> Decimal | None: ...

    @property
    def qualifier(self) -> str: ...

    @property
    def shown(self) -> str: ...

    @property
    def rounded_to(self) -> int: ...

    def in_dispute(self, figures: Sequence[Any]) -> Self:
        """The same fact without a value, because sources state these different figures for it."""
        ...


Figure = TypeVar("Figure", bound=Stated)


def interval(figure: Stated) -> Interval:
    """Between which ends, both left out, the value of a figure can lie. “Over” a fall is a greater fall."""
    value = _value(figure)
    half = max(Decimal(5).scaleb(-places(value) - 1), Decimal(figure.rounded_to) / 2 if figure.rounded_to > 1 else 0)
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


def agree(figures: Iterable[Stated]) -> bool:
    """Whether one value fits all of them."""
    ends = [interval(one) for one in figures]
    return max(low for low, _high in ends) < min(high for _low, high in ends)


def fits(figure: Stated, number: Decimal) -> bool:
    """Whether a number, rounded half up to the printed precision, is the printed one."""
    if figure.qualifier:
        low, high = interval(figure)
        return low < number < high
    return rounded(number, places(_value(figure))) == figure.value


def choose(figures: Sequence[Figure]) -> Figure:
    """The figure that counts of those that sources state for one fact: the most exact one, if all agree.

    Where they differ the figure that is returned has no value, and shows “sources differ: 688 or 984”.
    """
    if len(figures) == 1:
        return figures[0]
    known = [one for one in figures if one.value is not None]
    if len(known) > 1 and not agree(known):
        return known[0].in_dispute(known)
    return max(known or figures[:1], key=lambda one: (not one.qualifier, -one.rounded_to, places(_value(one))))


def _value(figure: Stated) -> Decimal:
    return Decimal(0) if figure.value is None else figure.value  # a zero keeps its places: 0.00


def dispute_words(figures: Iterable[Stated]) -> str:
    """What stands in place of a figure about which sources differ."""
    words = dict.fromkeys(one.shown for one in figures)
    return _("sources differ: %(figures)s") % {"figures": _(" or ").join(words)}
