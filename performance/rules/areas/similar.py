"""A district among similar ones, and beside its police force and its country: pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from performance.rules.method import Method

from .ranking import ranks


@dataclass(frozen=True)
class SimilarRank:
    """Rank 1 is the highest. `mean` includes the area itself; `missing` counts similar areas without a figure."""

    rank: int
    of: int
    mean: Decimal
    missing: int


def rank_among_similar(own: str, members: frozenset[str], rates: Mapping[str, Decimal | None]) -> SimilarRank | None:
    """Where an area stands in its group; None where it or every other area of the group has no figure."""
    group = members | {own}
    known = {code: rate for code in group if (rate := rates.get(code)) is not None}
    if own not in known or len(known) < 2:
        return None
    mean = sum(known.values(), Decimal(0)) / len(known)
    return SimilarRank(ranks(known)[own], len(known), mean, len(group) - len(known))


METHOD = Method(
    slug="similar",
    title="Similar areas",
    words=(
        "A district can be set beside those that are most like it in people, homes and work. The group is the one that "
        "was published last, with its date; that one district is in the group of another does not make it so the "
        "other way round. How many of the group have a figure is said beside the rank."
    ),
    formula=(
        "Rate = count ÷ residents × 1,000. The mean of the group is the sum of the rates ÷ their number, the own "
        "district included. Rank 1 has the highest rate; equal rates share a rank and the next is left out."
    ),
    source="Groups: Office for National Statistics, statistical nearest neighbours, 1 October 2025 (the 15 nearest).",
)
