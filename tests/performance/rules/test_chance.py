"""Limits and changes of counts, against published tables, exact arithmetic and another library."""

from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, strategies as st
from scipy.stats import chi2

from performance.rules.change.chance import (
    STRICT,
    USUAL,
    against_average,
    byar,
    chance_of,
    expected_limits,
    limits,
    stands_out,
)

# Exact 95 % limits of a Poisson count as published: W. Haenszel, D. Loveland and M. Sirken, J. Natl Cancer Inst. 1962.
PUBLISHED = {
    0: (0.0, 3.69),
    1: (0.0253, 5.57),
    2: (0.242, 7.22),
    3: (0.619, 8.77),
    4: (1.09, 10.24),
    5: (1.62, 11.67),
    6: (2.20, 13.06),
    7: (2.81, 14.42),
    8: (3.45, 15.76),
    9: (4.12, 17.08),
    10: (4.80, 18.39),
    20: (12.2, 30.89),
    50: (37.1, 65.9),
    100: (81.4, 121.6),
}


@pytest.mark.parametrize(("count", "published"), PUBLISHED.items())
def test_limits_are_those_of_the_published_table(count, published):
    found = limits(count)
    assert found.low == pytest.approx(published[0], rel=0.003)
    assert found.high == pytest.approx(published[1], rel=0.003)


@given(st.integers(0, 5000), st.sampled_from([USUAL, STRICT]))
def test_limits_are_near_the_exact_ones_for_every_count(count, confidence):
    rest = (1 - float(confidence)) / 2
    exact = (chi2.ppf(rest, 2 * count) / 2 if count else 0.0, chi2.ppf(1 - rest, 2 * count + 2) / 2)
    found = limits(count, confidence)
    assert (found.low, found.high) == pytest.approx(exact, rel=0.016 if count >= 10 else 1e-9)
    if confidence == USUAL:  # within 0.2 % from ten on (Public Health England, Technical Guide: Confidence Intervals)
        assert (found.low, found.high) == pytest.approx(exact, rel=0.002)


@given(st.integers(0, 3000), st.sampled_from([USUAL, STRICT]))
def test_limits_hold_the_count_and_rise_with_it(count, confidence):
    found, more = limits(count, confidence), limits(count + 1, confidence)
    assert found.low <= count <= found.high
    assert found.low < more.low
    assert found.high < more.high


def test_limits_are_exact_below_ten_and_those_of_byar_from_ten_on():
    assert limits(10) == byar(10)
    assert limits(9).low != byar(9).low
    assert [limits(count).low for count in (0, 0.5)] == [0.0, 0.0]


@pytest.mark.parametrize("confidence", [USUAL, STRICT])
@pytest.mark.parametrize("expected", [0.5, 5.0, 8.0, 20.0, 100.0, 3000.0, 1_000_000.0])
def test_the_lines_of_the_funnel_are_the_counts_whose_limit_is_the_average(expected, confidence):
    lines = expected_limits(expected, confidence)
    assert byar(lines.high, confidence).low == pytest.approx(expected)
    if byar(0, confidence).high >= expected:
        assert lines.low == 0.0
    else:
        assert byar(lines.low, confidence).high == pytest.approx(expected)


def test_no_limit_of_byar_is_below_nought():
    assert [byar(0, confidence).low for confidence in (USUAL, STRICT)] == [0.0, 0.0]
    assert byar(1).low == pytest.approx(0.01307, rel=1e-3)
    assert byar(1, STRICT).low == 0.0


def test_what_is_just_at_a_limit_does_not_stand_out():
    assert against_average(0, 0.0) == 0
    assert against_average(0, limits(0, STRICT).high) == 0


def test_two_counts_of_unequal_periods_are_compared_by_the_part_of_the_time():
    assert chance_of(0, 0, 0.25) == chance_of(5, 15, 0.25) == 1.0
    exact = [comb(8, k) * Fraction(1, 4) ** k * Fraction(3, 4) ** (8 - k) for k in range(9)]
    assert chance_of(0, 8, 0.25) == pytest.approx(float(2 * exact[0]), rel=1e-12)
    assert chance_of(4, 4, 0.25) == pytest.approx(float(2 * sum(exact[4:])), rel=1e-12)
    assert chance_of(1, 7, 0.25) == pytest.approx(float(2 * sum(exact[:2])), rel=1e-12)


def test_a_count_below_nought_is_refused():
    with pytest.raises(ValueError, match="never below 0"):
        limits(-1)


@given(st.integers(0, 120), st.integers(0, 120))
def test_the_probability_of_a_change_is_that_of_exact_arithmetic(then, now):
    both, low = then + now, min(then, now)
    tail = Fraction(sum(comb(both, k) for k in range(low + 1)), 2**both)
    assert chance_of(then, now) == pytest.approx(float(min(Fraction(1), 2 * tail)), rel=1e-9)


@given(st.integers(0, 60_000), st.integers(0, 60_000))
def test_the_direction_of_a_change_does_not_matter(then, now):
    assert chance_of(then, now) == pytest.approx(chance_of(now, then), rel=1e-6, abs=1e-12)
    assert 0 <= chance_of(then, now) <= 1


@given(st.integers(0, 5000), st.integers(0, 400), st.integers(0, 400))
def test_a_larger_change_stands_out_if_a_smaller_one_does(then, one, other):
    small, large = sorted((one, other))
    if stands_out(Decimal(then), Decimal(then + small)):
        assert stands_out(Decimal(then), Decimal(then + large))


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        (3926, 3054, True),  # serious acquisitive crime in Peterborough, −22.2 %
        (4657, 4591, False),  # violent crime, −1.4 %
        (252, 237, False),  # serious sexual offences, −6.0 %
        (424, 313, True),
        (5, 0, False),  # 2 × 1/32 = 6.25 %
        (6, 0, True),  # 2 × 1/64 = 3.1 %
        (0, 0, False),
    ],
)
def test_which_changes_stand_out(then, now, said):
    assert stands_out(Decimal(then), Decimal(now)) is said


@given(st.integers(1, 4000), st.integers(0, 5000))
def test_the_lines_of_the_funnel_are_where_an_area_begins_to_stand_out(expected, count):
    lines = expected_limits(expected)
    assert lines.low <= expected <= lines.high
    if count >= 10 and lines.low > 10:  # drawn by Byar's approximation throughout
        inside = lines.low <= count <= lines.high
        near = min(abs(count - lines.low), abs(count - lines.high)) < 1e-6
        assert near or inside == (against_average(count, expected) == 0)


def test_higher_is_said_only_beyond_the_limits():
    assert [against_average(count, 100) for count in (65, 70, 100, 134, 140)] == [-1, -1, 0, 1, 1]
    assert [against_average(count, 100) for count in (72, 130)] == [0, 0]
    assert against_average(0, 3) == 0
    assert byar(0).high == pytest.approx(3.69, rel=0.01)
