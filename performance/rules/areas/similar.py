"""A district among similar ones, and beside its police force and its country: pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from performance.rules.method import Method

from .ranking import Bounds, middle, rank_ranges


@dataclass(frozen=True)
class SimilarRank:
    """Rank 1 is the highest; `last` is another rank where the order is not certain: counts are rounded or hidden, or
    sources differ about one.

    `mean` includes the area itself, and is None where a rate is hidden. `missing`: similar areas without a figure.
    `disputed`: areas about which sources differ; they are ranked, but not in the mean.
    """

    rank: int
    last: int
    of: int
    mean: Decimal | None
    missing: int
    disputed: int = 0


def rank_among_similar(
    own: str, members: frozenset[str], rates: Mapping[str, Bounds | None], disputed: Collection[str] = ()
) -> SimilarRank | None:
    """Where an area stands in its group; None where it or every other area of the group has no figure."""
    group = members | {own}
    known = {code: pair for code in sorted(group) if (pair := rates.get(code)) is not None}
    if own not in known or len(known) < 2:
        return None
    agreed = [pair for code, pair in known.items() if code not in disputed]
    middles = [middle(least, most) for least, most in agreed if most is not None]
    mean = sum(middles, Decimal(0)) / len(agreed) if len(middles) == len(agreed) > 1 else None
    return SimilarRank(*rank_ranges(known)[own], len(known), mean, len(group) - len(known), len(known) - len(agreed))


METHOD = Method(
    slug="similar",
    title="Similar areas",
    words=(
        "A district can be compared with those that are most like it in people, homes and work. The group is "
        "the one published last, with its date; if one district is in another’s group, the reverse need not "
        "be true. How many of the group have a figure is shown next to the rank."
    ),
    formula=(
        "Rate = count ÷ residents × 1,000. The mean of the group is the sum of the rates ÷ their number, the own "
        "district included, those about which sources differ left out. Rank 1 has the highest rate; equal rates share "
        "a rank and the next is left out."
    ),
    source="Groups: Office for National Statistics, statistical nearest neighbours, 1 October 2025 (the 15 nearest).",
)
