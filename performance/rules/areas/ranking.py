"""Competition ranking: equal values share a rank, and the next rank is skipped."""

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import TypeVar

from performance.rules.method import Method

Key = TypeVar("Key", bound=Hashable)

# A percentage of fewer than this says more about chance than about change, and is not shown.
FEWEST_FOR_PERCENT = 20


def ranks(values: Mapping[Key, Decimal | None], *, highest_first: bool = True) -> dict[Key, int]:
    """Rank 1 goes to the highest value (or the lowest). What has no value has no rank."""
    known = {key: value for key, value in values.items() if value is not None}
    ordered = sorted(known.values(), reverse=highest_first)
    first_place: dict[Decimal, int] = {}
    for place, value in enumerate(ordered, start=1):
        first_place.setdefault(value, place)
    return {key: first_place[value] for key, value in known.items()}


def rate(count: Decimal | None, base: Decimal | None, per: int = 1000) -> Decimal | None:
    """`count` for each `per` of `base`, unrounded; None where either is missing or the base is 0."""
    if count is None or not base:
        return None
    return count / base * per


RATES = Method(
    slug="rates",
    title="Rates and ranks",
    words=(
        "A count says where most was recorded. A rate says how much for each 1,000 people or households, and names the "
        "year in which they were counted: the count taken nearest to the period. A rate is not the risk of a person: "
        "people are harmed where they work, shop or go out, too. Areas with the same figure share a rank."
    ),
    formula=(
        "Rate = count ÷ residents (or households) × 1,000, worked out exactly and shown to one place, half up. Rank = "
        "1 + the number of areas with a higher figure."
    ),
)
