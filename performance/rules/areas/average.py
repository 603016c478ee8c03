"""Areas against the average of all, by residents or households: higher or lower only where it is not chance. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from performance.rules.change.chance import against_average

FEWEST_AREAS = 3


@dataclass(frozen=True)
class AverageComparison:
    """One area: 1 above the average, −1 below it, 0 where it does not stand out. `average` is for each 1,000."""

    verdict: int
    average: Decimal

    @property
    def words(self) -> str:
        return {1: _("higher"), -1: _("lower")}.get(self.verdict, _("no clear difference"))


def compare_with_average(
    counts: Mapping[str, Decimal | None], bases: Mapping[str, Decimal | None]
) -> dict[str, AverageComparison]:
    """Each area that has a count and something to divide by, against the average of these; empty for fewer than three.

    The average is all counts ÷ all people, not the mean of the rates, and includes the area itself.
    """
    known = {
        code: (count, base)
        for code, count in counts.items()
        if count is not None and count >= 0 and (base := bases.get(code))
    }
    if len(known) < FEWEST_AREAS:
        return {}
    counted = sum((count for count, _base in known.values()), Decimal(0))
    average = counted / sum((base for _count, base in known.values()), Decimal(0))
    return {
        code: AverageComparison(against_average(int(count), float(average * base)), average * 1000)
        for code, (count, base) in known.items()
    }
