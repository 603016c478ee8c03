"""Named rules: their knife edges, and what holds for all of them."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from performance.rules.targets.rule_names import RULE_NAMES, rule_name
from performance.rules.targets.similar_areas import RULE
from performance.rules.targets.status import LEVELS, RULES, Status, StatusInputs


def facts(now: str, target: str = "-20", **more) -> StatusInputs:
    return StatusInputs(Decimal(1000), Decimal(now), Decimal(target), **more)


@pytest.mark.parametrize(
    ("rule", "now", "more", "status"),
    [
        ("final-exact@1", "800", {}, Status.ON_TARGET),
        ("final-exact@1", "800.001", {}, Status.BEHIND),
        ("final-exact@1", "1000", {}, Status.BEHIND),
        ("final-exact@1", "1000.001", {}, Status.WRONG_WAY),
        ("final-exact@1", "620", {}, Status.AHEAD),
        ("final-exact@1", "620.001", {}, Status.ON_TARGET),
        ("final-rounded@1", "805", {}, Status.ON_TARGET),
        ("final-rounded@1", "805.001", {}, Status.BEHIND),
        ("final-rounded@1", "800.5", {"precision": 1}, Status.ON_TARGET),
        ("final-rounded@1", "801", {"precision": 1}, Status.BEHIND),
        ("final-rounded@1", "1004.9", {}, Status.BEHIND),
        ("trajectory@1", "850", {"elapsed": 36, "total": 48}, Status.ON_TARGET),
        ("trajectory@1", "850.001", {"elapsed": 36, "total": 48}, Status.BEHIND),
        ("trajectory@1", "800", {"elapsed": 60, "total": 48}, Status.ON_TARGET),
        ("trajectory@1", "860", {"elapsed": 35, "total": 48}, Status.BEHIND),  # 14.58 % is asked for by then
        ("trajectory@1", "854", {"elapsed": 35, "total": 48}, Status.ON_TARGET),
        ("trajectory@1", "800", {}, Status.ON_TARGET),  # at the end
        ("trajectory@1", "800.001", {}, Status.BEHIND),
        ("trajectory@1", "995", {"total": 48}, Status.ON_TARGET),  # after a month
        ("band@1", "700", {}, Status.ON_TARGET),
        ("band@1", "800", {}, Status.ON_TARGET),
        ("band@1", "800.001", {}, Status.BEHIND),
        ("band@1", "820", {}, Status.BEHIND),
        ("band@1", "840", {}, Status.BEHIND),
        ("band@1", "840.001", {}, Status.FAR_BEHIND),
        ("final-exact@1", "500", {}, Status.AHEAD),
        ("final-exact@1", "1005", {"target": "0.5"}, Status.ON_TARGET),
        ("final-exact@1", "1000", {"target": "0"}, Status.ON_TARGET),
        ("final-exact@1", "999", {"target": "0"}, Status.WRONG_WAY),
        ("final-exact@1", "2000", {"target": "0"}, Status.ON_TARGET),
        ("band@1", "1200", {"target": "20"}, Status.ON_TARGET),
        ("band@1", "1006", {"target": "0.5"}, Status.ON_TARGET),
        ("band@1", "1001", {"target": "0"}, Status.ON_TARGET),
        ("band@1", "1140", {"target": "20"}, Status.BEHIND),
        ("band@1", "1139.999", {"target": "20"}, Status.FAR_BEHIND),
        ("band@1", "5", {"target": "-100"}, Status.NOT_AVAILABLE),
    ],
)
def test_where_a_status_turns(rule, now, more, status):
    assert RULES[rule].status(facts(now, **more)) == status


ON, OFF, WRONG = Status.ON_TARGET, Status.BEHIND, Status.WRONG_WAY


@pytest.mark.parametrize(
    ("rule", "statuses"),  # of 4, 5, 6, 7 and 8, where the level is 5 and the baseline 7
    [
        ("at-most@1", [ON, ON, OFF, OFF, WRONG]),
        ("set-at-most@1", [ON, ON, OFF, OFF, WRONG]),
        ("keep-low@1", [ON, ON, OFF, OFF, WRONG]),
        ("below-baseline@1", [ON, OFF, OFF, OFF, WRONG]),
        ("keep@1", [OFF, ON, OFF, OFF, OFF]),
    ],
)
def test_where_a_level_turns(rule, statuses):
    level = {one.name: one for one in LEVELS}[rule]
    assert [level.status(Decimal(now), Decimal(5), Decimal(7)) for now in range(4, 9)] == statuses
    without = [level.status(Decimal(now), Decimal(5), None) for now in range(4, 9)]
    assert without == [OFF if one == WRONG else one for one in statuses]


@pytest.mark.parametrize("rule", ["at-least@1", "set-at-least@1", "keep-high@1", "above-baseline@1"])
def test_where_a_level_that_is_to_be_risen_to_turns(rule):
    level = {one.name: one for one in LEVELS}[rule]
    statuses = [
        WRONG,
        OFF,
        OFF,
        OFF if rule == "above-baseline@1" else ON,
        ON,
    ]  # of 2 to 6: the level 5, the baseline 3
    assert [level.status(Decimal(now), Decimal(5), Decimal(3)) for now in range(2, 7)] == statuses
    assert level.status(Decimal(2), Decimal(5), None) == OFF


def test_at_the_end_a_target_is_met_or_missed():
    good = {Status.MET, Status.AHEAD, Status.ON_TARGET}
    for status in Status:
        ended = Status.MET if status in good else status if status.css == "none" else Status.MISSED
        assert (status.good, status.at_the_end) == (status in good, ended)


@pytest.mark.parametrize("rule", ["final-exact@1", "final-rounded@1", "trajectory@1"])
def test_a_rise_that_is_wanted_is_judged_as_a_fall_that_is_wanted(rule):
    for now, mirrored in (("700", "1300"), ("790", "1210"), ("900", "1100"), ("1100", "900")):
        assert RULES[rule].status(facts(now, "-20")) == RULES[rule].status(facts(mirrored, "20"))


@pytest.mark.parametrize("rule", RULES)
def test_from_nothing_there_is_no_status(rule):
    assert RULES[rule].status(StatusInputs(Decimal(0), Decimal(5), Decimal(-20))) == Status.NOT_AVAILABLE


WORST_FIRST = [Status.WRONG_WAY, Status.FAR_BEHIND, Status.BEHIND, Status.ON_TARGET, Status.AHEAD]


@given(
    st.sampled_from(sorted(RULES)),
    st.integers(1, 100_000),
    st.integers(0, 200_000),
    st.integers(0, 200_000),
    st.integers(1, 99),
    st.integers(1, 48),
)
def test_fewer_crimes_are_never_judged_worse(rule, baseline, one, other, fall, elapsed):
    low, high = sorted((one, other))
    statuses = [
        RULES[rule].status(StatusInputs(Decimal(baseline), Decimal(now), Decimal(-fall), 0, elapsed, 48))
        for now in (high, low)
    ]
    assert WORST_FIRST.index(statuses[0]) <= WORST_FIRST.index(statuses[1])


def test_every_rule_says_its_formula_in_a_sentence():
    assert all(rule.formula.endswith(".") and rule.name == name for name, rule in RULES.items())


def test_every_status_has_a_word_and_a_shape():
    assert {status.css for status in Status} == {"ahead", "on", "behind", "wrong", "none"}


def test_every_rule_has_a_name_in_words():
    """Pages show the name; the identifier stays in data and on the methods page."""
    assert set(RULE_NAMES) == {*RULES, *(level.name for level in LEVELS), RULE}
    assert not any("@" in str(name) for name in RULE_NAMES.values())
    assert rule_name("trajectory@1") == "on course for the target"
    assert rule_name("dropped@1") == "dropped@1"
