"""What a change is called."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from csp_portal.formats.periods import Period, parse
from performance.rules.change.chance import chance_of
from performance.rules.change.seasons import pair
from performance.rules.change.words import COUNTED, Direction, FigureChange, direction

THEN, NOW = Period.financial_year(2009), Period.financial_year(2010)


def change(then: str, now: str, unit: str = "crimes", better: str = "lower", **more) -> FigureChange:
    return FigureChange(pair({THEN: Decimal(then), NOW: Decimal(now)}, NOW, **more), unit, better)


@pytest.mark.parametrize(
    ("one", "figure", "said"),
    [
        (
            change("3926", "3054"),
            "3,054",
            "Fewer than a year ago: 3,054, down 872 (−22.2%), a statistically significant change.",
        ),
        (change("252", "237"), "237", "No significant change from a year ago: 237, down 15 (−6.0%)."),
        (change("6", "19"), "19", "More than a year ago: 19, up 13, a statistically significant change."),
        (change("7", "7"), "7", "The same as a year ago: 7."),
        (change("38", "23", "%"), "23%", "Lower than a year ago: 23%, down 15 points."),
        (change("20", "60"), "60", "More than a year ago: 60, up 40 (+200.0%), a statistically significant change."),
        (change("0", "5", "days"), "5", "Higher than a year ago: 5, up 5."),
        (change("100", "150", "£"), "£150", "Higher than a year ago: £150, up £50 (+50.0%)."),
    ],
)
def test_the_sentence_of_a_change(one, figure, said):
    assert one.sentence(figure) == said


def test_a_change_across_a_break_says_so():
    one = change("3926", "3054", breaks=[(dt.date(2010, 4, 1), "New rules")])
    assert one.sentence("3,054").endswith(
        "Counting changed in between (from 1 April 2010: New rules), so the two do not measure the same thing."
    )


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (change("3926", "3054"), "Robbery fell 22.2% from 2009/10 to 2010/11"),
        (change("3054", "3926"), "Robbery rose 28.6% from 2009/10 to 2010/11"),
        (change("6", "19"), "Robbery rose by 13 from 2009/10 to 2010/11"),
        (change("252", "237"), "Robbery: no significant change from 2009/10 to 2010/11"),
        (change("7", "7"), "Robbery: the same in 2010/11 as in 2009/10"),
        (change("38", "23", "%"), "Robbery fell 15 points from 2009/10 to 2010/11"),
        (change("0", "150", "£"), "Robbery rose by £150 from 2009/10 to 2010/11"),
        (change("0", "5", "days"), "Robbery rose by 5 from 2009/10 to 2010/11"),
        (change("38", "38.0", "%"), "Robbery: the same in 2010/11 as in 2009/10"),
        (
            change("3926", "3054", breaks=[(dt.date(2010, 4, 1), "New rules")]),
            "Robbery fell 22.2% from 2009/10 to 2010/11, but counting changed in between",
        ),
    ],
)
def test_the_title_of_a_chart_says_the_change(one, said):
    assert one.finding("Robbery") == said


def test_each_direction_has_a_verdict():
    assert [one.verdict for one in Direction] == ["Better", "Worse", "More", "Less", "About the same"]


@pytest.mark.parametrize(
    ("then", "now", "better", "way"),
    [
        ("3926", "3054", "lower", Direction.BETTER),
        ("3926", "3054", "higher", Direction.WORSE),
        ("3926", "3054", "neither", Direction.DOWN),
        ("3054", "3926", "neither", Direction.UP),
        ("3054", "3926", "lower", Direction.WORSE),
        ("3054", "3926", "higher", Direction.BETTER),
        ("252", "237", "lower", Direction.SAME),
    ],
)
def test_the_direction_goes_by_what_is_better(then, now, better, way):
    assert change(then, now, better=better).direction == way


def test_what_is_as_high_as_before_goes_nowhere():
    assert direction(Decimal("38"), Decimal("38.0"), clear=True, better="lower") == Direction.SAME
    same = change("38", "38.0", "%")
    assert (same.clear, same.direction) == (False, Direction.SAME)
    assert same.sentence("38%") == "The same as a year ago: 38%."


@pytest.mark.parametrize(
    ("then", "now", "unit", "difference"),
    [
        ("5", "6", "days", "up 1 (+20.0%)"),
        ("1.5", "1.0", "rate", "down 0.5 (−33.3%)"),
        ("40", "39.5", "%", "down 0.5 points"),
        ("40", "40.5", "%", "up 0.5 points"),
        ("19", "40", "crimes", "up 21"),
        ("20", "40", "crimes", "up 20 (+100.0%)"),
        ("0", "40", "£", "up £40"),
        ("200", "150.50", "£", "down £49.50 (−24.8%)"),
    ],
)
def test_a_difference_is_said_with_its_direction_and_its_unit(then, now, unit, difference):
    assert change(then, now, unit).difference == difference


@given(st.integers(0, 9999), st.integers(0, 9999), st.sampled_from(COUNTED))
def test_counts_are_never_said_to_differ_by_chance(then, now, unit):
    found = change(str(then), str(now), unit).sentence("x")
    assert ("a statistically significant change" in found) is (chance_of(then, now) <= 0.05)
    assert ("%" in found) is (then >= 20 and then != now)


def test_a_period_that_is_not_whole_years_back_is_named():
    found = pair({parse("2009"): Decimal(90), NOW: Decimal(10)}, NOW)
    assert FigureChange(found, "crimes").sentence("10").startswith("Fewer than in 2009: 10")
