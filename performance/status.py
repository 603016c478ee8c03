"""Status rules: named, versioned, and printed beside every status they made.

Every rule answers the same question from the same facts, so that a page can be recomputed under another rule.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from csp_portal.numbers import percent_change, rounded


class Status(StrEnum):
    """The word a reader sees. `shape` keeps the meaning when colour is lost."""

    AHEAD = "well ahead"
    ON_TARGET = "on target"
    BEHIND = "behind target"
    WRONG_WAY = "moving the wrong way"
    TO_BE_CONFIRMED = "target to be confirmed"
    NOT_SET = "no target set"
    NOT_AVAILABLE = "no figure yet"

    @property
    def css(self) -> str:
        return {
            Status.AHEAD: "ahead",
            Status.ON_TARGET: "on",
            Status.BEHIND: "behind",
            Status.WRONG_WAY: "wrong",
        }.get(self, "none")


@dataclass(frozen=True)
class Facts:
    """What a rule may look at.

    `target` is the change asked for in per cent of the baseline, signed (−21 asks for a fall of 21 %), given to
    `precision` places. `elapsed` of `total` periods have passed since the baseline.
    """

    baseline: Decimal
    now: Decimal
    target: Decimal
    precision: int = 0
    elapsed: int = 1
    total: int = 1

    @property
    def achieved(self) -> Decimal | None:
        """The change so far in per cent of the baseline, unrounded; None where the baseline is 0."""
        return percent_change(self.baseline, self.now)


class Rule(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def formula(self) -> str: ...
    def status(self, facts: Facts) -> Status: ...


def _towards(change: Decimal, target: Decimal) -> Decimal:
    """The change in the direction of the target: positive is towards it."""
    return change if target >= 0 else -change


def _judge(achieved: Decimal | None, needed: Decimal, target: Decimal, ahead: Decimal | None = None) -> Status:
    if achieved is None:
        return Status.NOT_AVAILABLE
    progress, wanted = _towards(achieved, target), abs(needed)
    if ahead is not None and progress >= ahead * abs(target):
        return Status.AHEAD
    if progress >= wanted:
        return Status.ON_TARGET
    return Status.WRONG_WAY if progress < 0 else Status.BEHIND


@dataclass(frozen=True)
class FinalExact:
    name: str = "final-exact@1"
    formula: str = "On target when the unrounded change since the baseline reaches the target."

    def status(self, facts: Facts) -> Status:
        return _judge(facts.achieved, facts.target, facts.target)


@dataclass(frozen=True)
class FinalRounded:
    name: str = "final-rounded@1"
    formula: str = (
        "On target when the change since the baseline, rounded half up to the precision of the target, reaches it."
    )

    def status(self, facts: Facts) -> Status:
        achieved = facts.achieved
        return _judge(None if achieved is None else rounded(achieved, facts.precision), facts.target, facts.target)


@dataclass(frozen=True)
class Trajectory:
    name: str = "trajectory@1"
    ahead: Decimal = Decimal("1.9")

    @property
    def formula(self) -> str:
        return (
            "On target when the change so far is at least the target × elapsed ÷ total periods; "
            f"well ahead from {self.ahead} times the whole target."
        )

    def status(self, facts: Facts) -> Status:
        needed = facts.target * min(facts.elapsed, facts.total) / facts.total
        return _judge(facts.achieved, needed, facts.target, self.ahead)


@dataclass(frozen=True)
class Band:
    """Green when met, amber within `band` per cent of the level aimed at, red beyond."""

    name: str = "band@1"
    band: Decimal = Decimal(5)

    @property
    def formula(self) -> str:
        return (
            "On target when the level aimed at is met; behind target within "
            f"{self.band} % of that level; moving the wrong way beyond."
        )

    def status(self, facts: Facts) -> Status:
        aim = facts.baseline * (1 + facts.target / 100)
        if aim == 0:
            return Status.NOT_AVAILABLE
        shortfall = (facts.now - aim) / aim * 100
        if facts.target >= 0:
            shortfall = -shortfall
        if shortfall <= 0:
            return Status.ON_TARGET
        return Status.BEHIND if shortfall <= self.band else Status.WRONG_WAY


RULES: dict[str, Rule] = {rule.name: rule for rule in (FinalExact(), FinalRounded(), Trajectory(), Band())}
DEFAULT = "final-exact@1"
