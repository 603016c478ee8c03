"""Wards, the larger areas they make, and how their figures compare: pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import percent_change, signed
from csp_portal.formats.periods import Period
from performance.rules.change.chance import stands_out
from performance.rules.change.seasons import pair

from .ranking import FEWEST_FOR_PERCENT


@dataclass(frozen=True)
class MatchingAreas:
    """Areas of two sets that cover the same ground: three wards and one sector, or one ward and two sectors."""

    smaller: tuple[str, ...]
    larger: tuple[str, ...]
    smaller_sum: Decimal | None
    larger_sum: Decimal | None

    @property
    def agrees(self) -> bool | None:
        """Whether both sums are the same; None where one of them is not known."""
        if self.smaller_sum is None or self.larger_sum is None:
            return None
        return self.smaller_sum == self.larger_sum


def reconcile(
    smaller: Mapping[str, Decimal | None], larger: Mapping[str, Decimal | None], links: Iterable[tuple[str, str]]
) -> list[MatchingAreas]:
    """The smallest groups of both sets that no link leaves, in the order of `larger`, with both sums.

    A link joins an area of one set with one of the other, in either direction; other links are passed over. A sum is
    None where one of its figures is missing. Areas without a link stand in no group.
    """
    near: dict[str, set[str]] = {}
    for one, other in links:
        if (one in smaller and other in larger) or (one in larger and other in smaller):
            near.setdefault(one, set()).add(other)
            near.setdefault(other, set()).add(one)
    groups: list[MatchingAreas] = []
    placed: set[str] = set()
    for start in larger:
        if start not in near or start in placed:
            continue
        joined, waiting = {start}, [start]
        while waiting:
            found = near[waiting.pop()] - joined
            joined |= found
            waiting += found
        placed |= joined
        below = tuple(code for code in smaller if code in joined)
        above = tuple(code for code in larger if code in joined)
        groups.append(MatchingAreas(below, above, total(smaller[c] for c in below), total(larger[c] for c in above)))
    return groups


def total(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum, or None where there is nothing to add or a figure is missing."""
    found = list(values)
    known = [value for value in found if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(found) else None


@dataclass(frozen=True)
class Movement:
    """From one period to a later one."""

    then: Decimal
    now: Decimal
    since: Period
    counted: bool = True

    @property
    def change(self) -> Decimal:
        return self.now - self.then

    @property
    def clear(self) -> bool:
        """Whether it is called a change: counts only when they stand out from chance."""
        return stands_out(self.then, self.now) if self.counted else self.change != 0

    @property
    def words(self) -> str:
        """The change, with its per cent unless it starts from too few, or that none is significant."""
        percent = percent_change(self.then, self.now)
        words = signed(self.change)
        if percent is not None and self.then >= FEWEST_FOR_PERCENT:
            words = f"{words} ({signed(percent, '%', 1)})"
        return words if self.clear else _("no significant change: %(change)s") % {"change": words}


def movement(series: Mapping[Period, Decimal | None], period: Period, *, counted: bool = True) -> Movement | None:
    """From the latest earlier period that `period` may be compared with; None where there is none with a figure."""
    found = pair(series, period)
    return Movement(found.then, found.now, found.since, counted) if found else None


def together(movements: Iterable[Movement | None]) -> Movement | None:
    """Several areas as one; None where one has no earlier figure or they do not start from the same period."""
    found = list(movements)
    known = [one for one in found if one is not None]
    if not known or len(known) < len(found) or len({one.since for one in known}) > 1:
        return None
    then, now = sum((one.then for one in known), Decimal(0)), sum((one.now for one in known), Decimal(0))
    return Movement(then, now, known[0].since, known[0].counted)


def denominator(series: Mapping[Period, Decimal | None], period: Period) -> tuple[Decimal, int] | None:
    """The count of people or households taken nearest to a period, and its year."""
    known: Sequence[tuple[int, int, Decimal]] = sorted(
        (abs((one.end - period.end).days), one.end.year, value) for one, value in series.items() if value is not None
    )
    return (known[0][2], known[0][1]) if known else None
