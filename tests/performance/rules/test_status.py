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
        ("band@1", "800", {}, Status.ON_TARGET),
        ("band@1", "840", {}, Status.BEHIND),
        ("band@1", "840.001", {}, Status.FAR_BEHIND),
    ],
)
def test_where_a_status_turns(rule, now, more, status):
    assert RULES[rule].status(facts(now, **more)) == status


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
