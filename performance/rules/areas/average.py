"""Areas against the average of all, by residents or households: higher or lower only where it is not chance. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from performance.rules.change.chance import against_average

from .ranking import Bounds, middle

FEWEST_AREAS = 3


@dataclass(frozen=True)
class AverageComparison:
    """One area: 1 above the average, −1 below it, 0 where it does not stand out. `average` is for each 1,000."""

    verdict: int
    average: Decimal

    @property
    def words(self) -> str:
        return {1: _("higher"), -1: _("lower")}.get(self.verdict, _("no significant difference"))


def compare_with_average(
    counts: Mapping[str, Bounds | None], bases: Mapping[str, Decimal | None]
) -> dict[str, AverageComparison]:
    """Each area that has a count and something to divide by, against the average of these; empty for fewer than three.

    The average is all counts ÷ all people, not the mean of the rates, and includes the area itself. Where counts are
    rounded or hidden it is in the middle of what it can be, and an area differs only if it does for all that they can
    stand for; empty where a count has no upper end.
    """
    known = {code: (pair, base) for code, pair in counts.items() if pair and pair[0] >= 0 and (base := bases.get(code))}
    if len(known) < FEWEST_AREAS or any(most is None for (_least, most), _base in known.values()):
        return {}
    people = sum((base for _pair, base in known.values()), Decimal(0))
    lowest = sum((least for (least, _most), _base in known.values()), Decimal(0)) / people
    highest = sum((most or Decimal(0) for (_least, most), _base in known.values()), Decimal(0)) / people
    average = middle(lowest, highest) * 1000
    return {
        code: AverageComparison(_verdict(pair, float(lowest * base), float(highest * base)), average)
        for code, (pair, base) in known.items()
    }


def _verdict(count: Bounds, lowest: float, highest: float) -> int:
    """What holds for the least count at the highest average, and for the most at the lowest."""
    least, most = count
    found = against_average(int(least), highest)
    if (least, lowest) == (most, highest):
        return found
    return found if found == against_average(int(most or 0), lowest) else 0
