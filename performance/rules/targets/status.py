"""Status rules: named, versioned, and printed beside each status. All judge the same facts, so any can be tried."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from csp_portal.formats.numbers import percent_change, rounded


class Status(StrEnum):
    """The word a reader sees; `css` names the shape and the colour that go with it."""

    MET = "met"
    AHEAD = "well ahead"
    ON_TARGET = "on target"
    BEHIND = "off target"
    FAR_BEHIND = "well off target"
    WRONG_WAY = "worse than the baseline"
    MISSED = "missed"
    TO_BE_CONFIRMED = "target to be confirmed"
    NOT_DUE = "not yet due"
    NOT_SET = "no number set"
    NOT_AVAILABLE = "no figure yet"
    NOT_CERTAIN = "not certain"

    @property
    def css(self) -> str:
        """The shape and colour in which the word is shown."""
        return {
            Status.MET: "on",
            Status.AHEAD: "ahead",
            Status.ON_TARGET: "on",
            Status.BEHIND: "behind",
            Status.FAR_BEHIND: "wrong",
            Status.WRONG_WAY: "wrong",
            Status.MISSED: "wrong",
        }.get(self, "none")

    @property
    def good(self) -> bool:
        """Whether a target is met or on its way."""
        return self in (Status.MET, Status.AHEAD, Status.ON_TARGET)

    @property
    def at_the_end(self) -> "Status":
        """What it is called once the figure of the due period is there: met or missed."""
        if self.css == "none":
            return self
        return Status.MET if self.good else Status.MISSED


@dataclass(frozen=True)
class StatusInputs:
    """What a rule may look at.

    `target` is the change asked for in per cent of the baseline, signed (−21 asks for a fall of 21 %), given to
    `precision` places. `elapsed` of `total` months have passed since the baseline.
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


@dataclass(frozen=True)
class StatusRule:
    """For a target that is a change: a status from the facts, by the formula that stands beside it."""

    name: str
    formula: str
    status: Callable[[StatusInputs], Status]


def _towards(change: Decimal, target: Decimal) -> Decimal:
    """The change in the direction of the target: positive is towards it."""
    return change if target >= 0 else -change


# Norwich's report of 2006/07 gives its double smile from 1.95 and its single one up to 1.24 times the target.
AHEAD = Decimal("1.9")
BAND = Decimal(5)  # per cent of the level aimed at, within which an outturn is not well behind
_AHEAD_WORDS = f"Well ahead from {AHEAD} times the target."


def _judge(achieved: Decimal | None, needed: Decimal, target: Decimal) -> Status:
    """The status for a change `achieved` and the change `needed` by now, in per cent of the baseline."""
    if achieved is None:
        return Status.NOT_AVAILABLE
    progress = _towards(achieved, target)
    if progress >= AHEAD * abs(target) and target:
        return Status.AHEAD
    if progress >= abs(needed):
        return Status.ON_TARGET
    return Status.WRONG_WAY if progress < 0 else Status.BEHIND


def _final_exact(facts: StatusInputs) -> Status:
    return _judge(facts.achieved, facts.target, facts.target)


def _final_rounded(facts: StatusInputs) -> Status:
    achieved = facts.achieved
    return _judge(None if achieved is None else rounded(achieved, facts.precision), facts.target, facts.target)


def _trajectory(facts: StatusInputs) -> Status:
    return _judge(facts.achieved, facts.target * min(facts.elapsed, facts.total) / facts.total, facts.target)


def _band(facts: StatusInputs) -> Status:
    """By the distance from the level aimed at, in per cent of it. Not available where that level is 0."""
    aim = facts.baseline * (1 + facts.target / 100)
    if aim == 0:
        return Status.NOT_AVAILABLE
    shortfall = (facts.now - aim) / aim * (-100 if facts.target >= 0 else 100)
    if shortfall <= 0:
        return Status.ON_TARGET
    return Status.BEHIND if shortfall <= BAND else Status.FAR_BEHIND


_RULES = (
    StatusRule(
        "final-exact@1",
        f"On target when the unrounded change since the baseline reaches the target. {_AHEAD_WORDS}",
        _final_exact,
    ),
    StatusRule(
        "final-rounded@1",
        "On target when the change since the baseline, rounded half up to the precision of the target, reaches it. "
        f"{_AHEAD_WORDS}",
        _final_rounded,
    ),
    StatusRule(
        "trajectory@1",
        "On target when the unrounded change so far is at least the target × months passed ÷ months from baseline to "
        f"due date. {_AHEAD_WORDS}",
        _trajectory,
    ),
    StatusRule(
        "band@1",
        f"On target when the level aimed at is met; off target within {BAND}% of that level; well off target beyond.",
        _band,
    ),
)
RULES = {rule.name: rule for rule in _RULES}
DEFAULT = "trajectory@1"


@dataclass(frozen=True)
class Level:
    """For a target that is a level. `falls`: which way is towards it; None where any move is away from it."""

    name: str
    formula: str
    reached: Callable[[Decimal, Decimal], bool]
    falls: bool | None

    def status(self, now: Decimal, level: Decimal, baseline: Decimal | None) -> Status:
        if self.reached(now, level):
            return Status.ON_TARGET
        if baseline is None or self.falls is None:
            return Status.BEHIND
        return Status.WRONG_WAY if (now > baseline if self.falls else now < baseline) else Status.BEHIND


_WAY = "before the due period, when it is on the straight way there from the baseline."
AT_MOST = Level("at-most@1", f"On target when the outturn is at most the target; {_WAY}", operator.le, True)
AT_LEAST = Level("at-least@1", f"On target when the outturn is at least the target; {_WAY}", operator.ge, False)
BELOW_BASELINE = Level("below-baseline@1", "On target when the outturn is lower than the baseline.", operator.lt, True)
ABOVE_BASELINE = Level(
    "above-baseline@1", "On target when the outturn is higher than the baseline.", operator.gt, False
)
KEEP = {
    "lower": Level("keep-low@1", "On target when the outturn is no higher than the level to keep.", operator.le, True),
    "higher": Level(
        "keep-high@1", "On target when the outturn is no lower than the level to keep.", operator.ge, False
    ),
    "neither": Level("keep@1", "On target when the outturn is the level to keep.", operator.eq, None),
}
_SET = "the value that the plan sets for the period; between two set values, the straight line from one to the other."
SET_AT_MOST = Level("set-at-most@1", f"On target when the outturn is at most {_SET}", operator.le, True)
SET_AT_LEAST = Level("set-at-least@1", f"On target when the outturn is at least {_SET}", operator.ge, False)
SET_RULES = (SET_AT_MOST.name, SET_AT_LEAST.name)
LEVELS = (AT_MOST, AT_LEAST, BELOW_BASELINE, ABOVE_BASELINE, *KEEP.values(), SET_AT_MOST, SET_AT_LEAST)
