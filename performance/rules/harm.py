"""Counts of crime weighted by how much harm one crime of each type does. Pure.

A count × the weight of its type, added up over types. Every total follows from figures that readers have already: a
hidden count hides its total, and a rounded or disputed one makes it a range. How such weights are made: Sherman,
Neyroud and Neyroud, The Cambridge Crime Harm Index, Policing 10 (2016), pages 171 to 183; Office for National
Statistics, Research outputs: developing a Crime Severity Score for England and Wales, 29 November 2016.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import shown
from performance.rules.areas.ranking import Bounds


def weighted(count: Bounds, weight: Decimal) -> Bounds:
    """The least and the most harm of what a count can stand for, in the unit of the weight."""
    least, most = count
    return least * weight, None if most is None else most * weight


def together(parts: Iterable[Bounds]) -> Bounds:
    """The harm of several types; without a most where one of them has none, because its count is hidden."""
    pairs = list(parts)
    ends = [most for _least, most in pairs if most is not None]
    least = sum((least for least, _most in pairs), Decimal(0))
    return least, sum(ends, Decimal(0)) if len(ends) == len(pairs) else None


def harm_words(harm: Bounds) -> str:
    """Harm to the nearest whole unit, half up: "1,825", "1,800 to 2,050", or that it is hidden."""
    least, most = harm
    if most is None:
        return _("hidden")
    low, high = shown(least, decimals=0), shown(most, decimals=0)
    return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def above(indicator: int, totals: Mapping[int, int | None]) -> set[int]:
    """All the totals that an indicator is a part of. `totals`: what each is part of."""
    found: set[int] = set()
    total = totals.get(indicator)
    while total is not None and total not in found:
        found.add(total)
        total = totals.get(total)
    return found


def related(
    first: int, second: int, totals: Mapping[int, int | None], variants: Mapping[int, int] | None = None
) -> bool:
    """Whether two indicators count some of the same crimes: one is part of the other, or a variant of the same."""
    of = variants or {}
    return (
        second in above(first, totals)
        or first in above(second, totals)
        or of.get(first, first) == of.get(second, second)
    )
