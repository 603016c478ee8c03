"""Which rule judges a target, and what it says: pure."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from csp_portal.formats.dates import months_between
from csp_portal.formats.numbers import places, rounded
from csp_portal.formats.periods import Period
from plans.schemas.plan import TargetDocument, WayPointDocument

from . import status
from .status import Level, Status, StatusInputs
from .trajectory import ExpectedLevel, WayPoint, expected_level

NUMBERS = ("change", "points")  # of the unit; points between percentages
CHANGES = ("percent change", *NUMBERS)


@dataclass(frozen=True)
class MeasuredTarget:
    """The latest outturn and its period."""

    value: Decimal
    period: Period

    @property
    def end(self) -> dt.date:
        return self.period.end


@dataclass(frozen=True)
class Judgement:
    """A status with the rule that gave it; no rule where there is nothing to judge."""

    status: Status
    rule: str = ""
    formula: str = ""


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def span(target: TargetDocument, which: str) -> Period | None:
    """A target's "baseline" or "due" period."""
    start, end = target[f"{which}_start"], target[f"{which}_end"]  # type: ignore[literal-required]
    return Period(dt.date.fromisoformat(start), dt.date.fromisoformat(end)) if start and end else None


def has_own_way(target: TargetDocument, rule: str) -> bool:
    """Whether values on the way are set for a target and the rule judges it by the way there."""
    by_way = (target["kind"] in CHANGES and rule == status.DEFAULT) or (
        target["kind"] in ("at most", "at least") and target["rule"] == status.DEFAULT
    )
    return by_way and bool(target.get("trajectory"))


def measured_by(target: TargetDocument) -> Period | None:
    """The period whose length the figures of a target have: that of its baseline, else the one it is due in."""
    return span(target, "baseline") or span(target, "due")


def is_stage(target: TargetDocument, period: Period) -> bool:
    """Whether a period is of another length than those the target is measured by, such as a quarter of its year."""
    measure = measured_by(target)
    return measure is not None and period.months != measure.months


def expected(
    target: TargetDocument, baseline: Decimal | None, period: Period, rule: str = status.DEFAULT
) -> ExpectedLevel | None:
    """What the plan expects in a period on the way, by the values that it sets; None where it sets none that count, and
    for the due period, in which the target itself counts."""
    start, due, level = span(target, "baseline"), span(target, "due"), level_aimed_at(target, baseline)
    if not has_own_way(target, rule) or period == due:
        return None
    ends = [(start, baseline), (due, level)]
    points = [WayPoint(_period(one), Decimal(one["value"])) for one in target["trajectory"]]
    return expected_level(points, [WayPoint(when, value) for when, value in ends if when and value is not None], period)


def falls(target: TargetDocument) -> bool:
    """Whether a target, or the value set on the way to it, is reached by a lower outturn."""
    value = number(target["value"])
    if target["kind"] in CHANGES and value:
        return value < 0
    return target["kind"] == "at most" or (target["kind"] in CHANGES and target["better"] == "lower")


def set_periods(target: TargetDocument) -> list[Period]:
    """The periods for which the plan sets a value on the way."""
    return [_period(one) for one in target.get("trajectory", [])]


def level_in(target: TargetDocument, period: Period) -> Decimal | None:
    """What is aimed at in a period: the baseline in its own, the target when it is due, between them what is expected.
    None outside the way, and for periods of another length without values of their own."""
    baseline = number(target["baseline"])
    if aim := expected(target, baseline, period):
        return aim.value
    return None if is_stage(target, period) else level_on_the_way(target, period.end)


def _period(point: WayPointDocument) -> Period:
    return Period(dt.date.fromisoformat(point["start"]), dt.date.fromisoformat(point["end"]))


def _on_own_way(target: TargetDocument, baseline: Decimal | None, now: MeasuredTarget, rule: str) -> Judgement | None:
    """The status by the value that the plan expects for the period of the outturn; None where it expects none."""
    aim = expected(target, baseline, now.period, rule)
    if aim is None:
        return None
    chosen = status.SET_AT_MOST if falls(target) else status.SET_AT_LEAST
    start = None if is_stage(target, now.period) else baseline
    return Judgement(chosen.status(now.value, aim.value, start), chosen.name, chosen.formula)


def judge(
    target: TargetDocument,
    baseline: Decimal | None,
    now: MeasuredTarget | None,
    rule: str,
    on: dt.date | None = None,
) -> Judgement:
    """The status of a target by a rule for changes, or, where it names a level, by holding the outturn against it.

    With the outturn of the due period it is met or missed; without any, and before that period begins, not yet due.
    """
    if target["state"] == "to be confirmed":
        return Judgement(Status.TO_BE_CONFIRMED)
    if target["kind"] == "words":
        return Judgement(Status.NOT_SET)
    due = span(target, "due")
    if now is None and on and due and due.start > on:
        return Judgement(Status.NOT_DUE)
    if target["state"] == "value" and now and (judged := _on_own_way(target, baseline, now, rule)):
        return judged
    if level_rule := _level_rule(target):
        level = baseline if target["value"] is None else number(target["value"])
        found = Status.NOT_AVAILABLE
        if target["state"] == "value" and now is not None and level is not None:
            found = level_rule.status(now.value, _level_by_then(target, level, baseline, now.end), baseline)
        return Judgement(_said(found, target, now), level_rule.name, level_rule.formula)
    if target["kind"] not in CHANGES:
        return Judgement(Status.NOT_AVAILABLE)
    chosen = status.RULES[rule]
    facts = _facts(target, baseline, now)
    found = _said(chosen.status(facts), target, now) if facts else Status.NOT_AVAILABLE
    return Judgement(found, chosen.name, chosen.formula)


def is_certain(
    target: TargetDocument, baseline: Decimal | None, now: MeasuredTarget, rule: str, away: tuple[Decimal, Decimal]
) -> bool:
    """Whether all counts that rounded figures can be rounded from are judged alike. `away`: how far from the baseline
    and from the outturn the counts may be. A rule gives its statuses in the order of the counts, so the ends tell."""
    starts = {None} if baseline is None else {max(baseline - away[0], Decimal(0)), baseline + away[0]}
    ends = {max(now.value - away[1], Decimal(0)), now.value + away[1]}
    judged = {judge(target, start, replace(now, value=end), rule).status for start in starts for end in ends}
    return len(judged) == 1


def _level_by_then(target: TargetDocument, level: Decimal, baseline: Decimal | None, end: dt.date) -> Decimal:
    """The level that an outturn is held against: that of the target or, before it is due, that of the straight way
    from the baseline to it, where that is easier. The way counts for no target that names another rule."""
    start, due = span(target, "baseline"), span(target, "due")
    if target["kind"] not in ("at most", "at least") or target["rule"] != status.DEFAULT:
        return level
    if baseline is None or start is None or due is None or not start.end <= end < due.end:
        return level
    way = baseline + (level - baseline) * months_between(start.end, end) / months_between(start.end, due.end)
    return max(level, way) if target["kind"] == "at most" else min(level, way)


def is_final(target: TargetDocument, now: MeasuredTarget | None) -> bool:
    """Whether the outturn is that of the due period, so that the target is met or missed for good."""
    due = span(target, "due")
    return bool(due and now and now.end == due.end and not is_stage(target, now.period))


def _said(found: Status, target: TargetDocument, now: MeasuredTarget | None) -> Status:
    return found.at_the_end if is_final(target, now) else found


def under_every_rule(target: TargetDocument, baseline: Decimal | None, now: MeasuredTarget | None) -> dict[str, str]:
    """The status by every rule that can judge the target; empty where there is nothing to judge by. Values on the way
    take the place of the straight line."""
    own = judge(target, baseline, now, status.DEFAULT)
    if now and is_stage(target, now.period):
        return {own.rule: own.status.value} if own.rule else {}
    if target["kind"] in CHANGES:
        facts = _facts(target, baseline, now)
        rules = status.RULES.items() if facts else ()
        found = {name: _said(rule.status(facts), target, now).value for name, rule in rules}  # type: ignore[arg-type]
        if found and own.rule != status.DEFAULT:
            del found[status.DEFAULT]
            found[own.rule] = own.status.value
        return found
    return {own.rule: own.status.value} if own.rule and now else {}


def hidden_by_rounding(
    target: TargetDocument, baseline: Decimal | None, now: MeasuredTarget | None, rule: str
) -> Decimal | None:
    """The unrounded change in per cent, where the change as shown, to one place, would be judged otherwise."""
    facts = _facts(target, baseline, now) if rule in status.RULES else None
    if facts is None or facts.achieved is None:
        return None
    as_shown = facts.baseline * (1 + rounded(facts.achieved, 1) / 100)
    shown, exact = (_said(status.RULES[rule].status(one), target, now) for one in (replace(facts, now=as_shown), facts))
    return None if shown == exact else facts.achieved


def level_aimed_at(target: TargetDocument, known: Decimal | None = None) -> Decimal | None:
    """The level that meets the target, else None. `known`: the baseline of a source, where the plan prints none."""
    value, baseline = number(target["value"]), number(target["baseline"])
    baseline = known if baseline is None else baseline
    if target["kind"] in ("at most", "at least", "keep"):
        return value
    if value is None or baseline is None:
        return None
    if target["kind"] == "percent change":
        return baseline * (1 + value / 100)
    return baseline + value if target["kind"] in NUMBERS else None


def level_on_the_way(target: TargetDocument, end: dt.date) -> Decimal | None:
    """The level that a straight way from the baseline to the target has at the end of a period on it, else None.

    It is the level that the rule trajectory@1 asks for: baseline + (level aimed at − baseline) × months passed ÷ months
    from baseline to due date.
    """
    start, due = span(target, "baseline"), span(target, "due")
    baseline, aim = number(target["baseline"]), level_aimed_at(target)
    if start is None or due is None or baseline is None or aim is None or not start.end <= end <= due.end > start.end:
        return None
    return baseline + (aim - baseline) * months_between(start.end, end) / months_between(start.end, due.end)


def _level_rule(target: TargetDocument) -> Level | None:
    """The rule for a target that is a level to keep or reach; None for any other kind."""
    if target["kind"] == "keep":
        return status.KEEP[target["better"]]
    return {
        "at most": status.AT_MOST,
        "at least": status.AT_LEAST,
        "below baseline": status.BELOW_BASELINE,
        "above baseline": status.ABOVE_BASELINE,
    }.get(target["kind"])


def _facts(target: TargetDocument, baseline: Decimal | None, now: MeasuredTarget | None) -> StatusInputs | None:
    """What a rule may look at; a change in numbers is turned into its per cent of the baseline."""
    value = number(target["value"])
    if now is None or not baseline or value is None:
        return None
    elapsed = total = 1
    start, due = span(target, "baseline"), span(target, "due")
    if start and due and due.end > start.end:
        elapsed, total = months_between(start.end, now.end), months_between(start.end, due.end)
    if target["kind"] in NUMBERS:
        return StatusInputs(baseline, now.value, value / baseline * 100, 10, elapsed, total)
    return StatusInputs(baseline, now.value, value, places(value), elapsed, total)
