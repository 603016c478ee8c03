"""A district among similar ones, and beside its police force and its country: pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from performance.rules.method import Method

from .ranking import Bounds, middle, rank_ranges


@dataclass(frozen=True)
class SimilarRank:
    """Rank 1 is the highest; `last` is another rank where counts are rounded or hidden: the order is not certain then.

    `mean` includes the area itself, and is None where a rate is hidden. `missing`: similar areas without a figure.
    """

    rank: int
    last: int
    of: int
    mean: Decimal | None
    missing: int


def rank_among_similar(own: str, members: frozenset[str], rates: Mapping[str, Bounds | None]) -> SimilarRank | None:
    """Where an area stands in its group; None where it or every other area of the group has no figure."""
    group = members | {own}
    known = {code: pair for code in sorted(group) if (pair := rates.get(code)) is not None}
    if own not in known or len(known) < 2:
        return None
    middles = [middle(least, most) for least, most in known.values() if most is not None]
    mean = sum(middles, Decimal(0)) / len(known) if len(middles) == len(known) else None
    return SimilarRank(*rank_ranges(known)[own], len(known), mean, len(group) - len(known))


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
