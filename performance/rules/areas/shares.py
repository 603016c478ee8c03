"""Figures of older areas estimated for newer ones from shares: the part of its residents that is now in each. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from performance.rules.method import Method

# Shares are given to six places, so those of one area add up to 1 within this.
NEAR = Decimal("0.0001")


@dataclass(frozen=True)
class Share:
    """The part of an older area that is now in a newer one, and what that was worked out from."""

    older: str
    newer: str
    share: Decimal
    basis: str = ""


@dataclass(frozen=True)
class Estimate:
    """What a newer area would have had, and from which older areas. `exact` where each of these lies in it wholly."""

    value: Decimal
    made_from: tuple[str, ...]
    exact: bool


def estimates(counts: Mapping[str, Decimal | None], shares: Iterable[Share]) -> dict[str, Estimate]:
    """Each newer area for which every older area that it takes part of has a count.

    Older areas whose shares do not add up to 1 are passed over, and with them every newer area they reach: part of
    them lies nobody knows where.
    """
    listed = list(shares)
    together: dict[str, Decimal] = defaultdict(Decimal)
    for one in listed:
        together[one.older] += one.share
    reached: dict[str, list[Share]] = defaultdict(list)
    for one in listed:
        reached[one.newer].append(one)
    found = {}
    for newer, parts in reached.items():
        known = [(one, count) for one in parts if (count := counts.get(one.older)) is not None]
        if len(known) < len(parts) or any(abs(together[one.older] - 1) > NEAR for one in parts):
            continue
        value = sum((one.share * count for one, count in known), Decimal(0))
        found[newer] = Estimate(value, tuple(one.older for one in parts), all(one.share == 1 for one in parts))
    return found


METHOD = Method(
    slug="shares",
    title="Earlier wards on newer ones",
    words=(
        "When ward boundaries are redrawn, figures of the earlier wards can be shown on the newer ones as "
        "estimates from population shares. They are marked as estimates everywhere, never ranked, and never "
        "saved next to what a source prints. Crime is not spread like residents, so an estimate can be far "
        "off where a ward is divided."
    ),
    formula=(
        "Estimate = sum of (count of the earlier ward × share of its residents who live in the newer ward). "
        "None is given where an earlier count is missing or its shares do not add up to 1."
    ),
    source="Shares: residents of the small areas of the census, each placed in a ward by the best-fit look-up of the "
    "Office for National Statistics.",
)
