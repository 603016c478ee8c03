"""Competition ranking: equal values share a rank, and the next rank is skipped."""

import re
from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from typing import TypeVar

from performance.rules.method import Method

Key = TypeVar("Key", bound=Hashable)
# The least and the most that a figure can stand for; None for a most that is not known.
Bounds = tuple[Decimal, Decimal | None]

# A percentage of fewer than this says more about chance than about change, and is not shown.
FEWEST_FOR_PERCENT = 20
_PRINTED = re.compile(r"(\d{1,4})(?:st|nd|rd|th)?(?: ?(?:out of|of|/) ?(\d{1,4}))?", re.IGNORECASE)


def printed_rank(text: str) -> tuple[int, int | None] | None:
    """The rank of a cell such as “13”, “13 of 15” or “13th out of 15”, and of how many; None for other words."""
    match = _PRINTED.fullmatch(" ".join(text.split()))
    return (int(match[1]), int(match[2]) if match[2] else None) if match else None


def ranks(values: Mapping[Key, Decimal | None], *, highest_first: bool = True) -> dict[Key, int]:
    """Rank 1 goes to the highest value (or the lowest). What has no value has no rank."""
    known = {key: value for key, value in values.items() if value is not None}
    ordered = sorted(known.values(), reverse=highest_first)
    first_place: dict[Decimal, int] = {}
    for place, value in enumerate(ordered, start=1):
        first_place.setdefault(value, place)
    return {key: first_place[value] for key, value in known.items()}


def rank_ranges(bounds: Mapping[Key, Bounds | None]) -> dict[Key, tuple[int, int]]:
    """The first and the last rank that each may have, the highest first; both are the same where the order is certain.

    What has bounds is counted, also where it is hidden; the least and the most are what the figure can stand for.
    """
    known = {key: pair for key, pair in bounds.items() if pair is not None}
    found = {}
    for key, (low, high) in known.items():
        others = [pair for other, pair in known.items() if other != key]
        first = 1 + sum(high is not None and least > high for least, _most in others)
        found[key] = first, 1 + sum(most is None or most > low for _least, most in others)
    return found


def closed(bounds: Mapping[Key, Bounds | None], together: Decimal | None) -> dict[Key, Bounds | None]:
    """The same, where a hidden count can be at most what the others leave of the most they can all be `together`."""
    if together is None:
        return dict(bounds)
    least = sum((pair[0] for pair in bounds.values() if pair), Decimal(0))
    return {
        key: (pair[0], max(pair[0], together - least + pair[0])) if pair and pair[1] is None else pair
        for key, pair in bounds.items()
    }


def widest(bounds: Iterable[Bounds]) -> Bounds:
    """From the least to the most of several; there must be one of them at least."""
    pairs = list(bounds)
    ends = [most for _least, most in pairs if most is not None]
    return min(least for least, _most in pairs), max(ends) if len(ends) == len(pairs) else None


def middle(least: Decimal, most: Decimal) -> Decimal:
    return least if least == most else (least + most) / 2


def rate(count: Decimal | None, base: Decimal | None, per: int = 1000) -> Decimal | None:
    """`count` for each `per` of `base`, unrounded; None where either is missing or the base is 0."""
    if count is None or not base:
        return None
    return count / base * per


def rates_of(bounds: Mapping[Key, Bounds | None], bases: Mapping[Key, Decimal]) -> dict[Key, Bounds | None]:
    """Between which ends each rate per 1,000 lies; None where the count or what it is divided by is not known.

    Made from what readers may know of a count, so that ranks by rate say no more of a hidden one than ranks by count.
    """
    found: dict[Key, Bounds | None] = {}
    for key, pair in bounds.items():
        least = rate(pair[0], bases.get(key)) if pair else None
        found[key] = (least, rate(pair[1], bases[key])) if pair and least is not None else None
    return found


RATES = Method(
    slug="rates",
    title="Rates and ranks",
    words=(
        "A count shows where most was recorded. A rate shows how much for every 1,000 people or households, "
        "and names the year in which they were counted: the count nearest to the period. A rate is not the "
        "risk to a person: people are harmed where they work, shop or go out, too. Areas with the same "
        "figure share a rank. Areas are ranked by rate where it is known what to divide by, and by count where the "
        "reader chooses that or it is not."
    ),
    formula=(
        "Rate = count ÷ residents (or households) × 1,000, worked out exactly and shown to one place, half "
        "up. Rank = 1 + the number of areas with a higher rate or count. Where counts are rounded or hidden, or "
        "sources differ about one, all areas are counted, and an area is given the first and the last rank "
        "it may have with the counts the figures can mean."
    ),
)
