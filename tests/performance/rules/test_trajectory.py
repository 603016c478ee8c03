"""Values that a plan sets on the way to a target: what an outturn is held against, and what is said of it."""

from decimal import Decimal

import pytest

from csp_portal.formats.periods import Period
from performance.rules.targets.judging import level_in
from performance.rules.targets.outturns import outcome
from performance.rules.targets.trajectory import ExpectedLevel, WayPoint, expected_level
from tests.performance.rules.test_outturns import seen, target

YEAR = Period.financial_year


def quarter(year: int, number: int) -> Period:
    return Period.of_months(year + (number == 4), number * 3 + 1 if number < 4 else 1, 3)


def point(period: Period, value: str) -> dict:
    return {"period": str(period), "start": str(period.start), "end": str(period.end), "value": value}


def with_values(*points: tuple[Period, str], **changes) -> dict:
    """A fall from 1,000 in 2003/04 to 800 in 2007/08, with values on the way."""
    return target(**{"rule": "trajectory@1"} | changes) | {"trajectory": [point(*one) for one in points]}


def judged(aim: dict, *figures) -> tuple[str, str]:
    found = outcome(aim, list(figures))
    return found["status"], found["rule"]


@pytest.mark.parametrize(
    ("period", "level"),
    [
        (YEAR(2004), 990),  # set
        (YEAR(2005), 945),  # half way from 990 to 900
        (YEAR(2006), 900),  # set
        (YEAR(2003), None),  # the baseline itself
        (quarter(2005, 1), None),  # of another length than all that is known
    ],
)
def test_an_expected_level_is_the_set_one_or_lies_between_the_nearest_two(period, level):
    values = [WayPoint(YEAR(2006), Decimal(900)), WayPoint(YEAR(2004), Decimal(990))]
    ends = [WayPoint(YEAR(2003), Decimal(1000)), WayPoint(YEAR(2007), Decimal(800))]
    found = expected_level(values, ends, period)
    assert (found and found.value) == level


def test_nothing_is_expected_where_the_plan_sets_nothing_or_nothing_is_known_on_one_side():
    first, last = WayPoint(YEAR(2003), Decimal(1000)), WayPoint(YEAR(2007), Decimal(800))
    middle = WayPoint(YEAR(2005), Decimal(850))
    assert expected_level([], [first, last], YEAR(2005)) is None
    assert expected_level([middle], [first], YEAR(2006)) is None
    assert expected_level([middle], [last], YEAR(2004)) is None
    assert expected_level([middle], [first, last], YEAR(2004)) == ExpectedLevel(Decimal(925), (first, middle))
    assert expected_level([middle], [first, last], YEAR(2005)) == ExpectedLevel(Decimal(850))


def test_a_quarter_says_nothing_of_a_year():
    first, last = WayPoint(YEAR(2003), Decimal(1000)), WayPoint(YEAR(2007), Decimal(800))
    spring = WayPoint(quarter(2005, 1), Decimal(240))
    assert expected_level([spring], [first, last], YEAR(2005)) is None
    level = ExpectedLevel(Decimal(900), (first, last))
    assert expected_level([first, last], [spring], YEAR(2005)) == level


@pytest.mark.parametrize(
    ("unit", "as_set", "between"), [("%", "12.25%", "12.3%"), ("£", "£12.25", "£12.3"), ("crimes", "12.25", "12.3")]
)
def test_a_set_level_is_shown_as_it_was_entered_and_one_between_two_to_one_place(unit, as_set, between):
    ends = WayPoint(YEAR(2003), Decimal("10.50")), WayPoint(YEAR(2005), Decimal(14))
    mark = unit if unit == "%" else ""
    money = "£" if unit == "£" else ""
    assert ExpectedLevel(Decimal("12.25")).words(YEAR(2004), unit) == (
        f"Judged against the plan's value for 2004/05: {as_set}."
    )
    assert ExpectedLevel(Decimal("12.25"), ends).words(YEAR(2004), unit) == (
        f"The plan sets no value for 2004/05: judged against {between}, on the straight line from {money}10.5{mark} "
        f"(2003/04) to {money}14{mark} (2005/06)."
    )


def test_a_set_value_takes_the_place_of_the_straight_line():
    assert judged(target(rule="trajectory@1"), seen(2005, 940)) == ("off target", "trajectory@1")  # the line is at 900
    assert judged(with_values((YEAR(2005), "940")), seen(2005, 940)) == ("on target", "set-at-most@1")
    assert judged(with_values((YEAR(2005), "939")), seen(2005, 940)) == ("off target", "set-at-most@1")
    assert judged(with_values((YEAR(2005), "939")), seen(2005, 1001)) == ("worse than the baseline", "set-at-most@1")


def test_the_note_says_which_value_was_used():
    found = outcome(with_values((YEAR(2005), "940")), [seen(2005, 940)])
    assert found["note"] == "Judged against the plan's value for 2005/06: 940."
    assert found["result"] == "On course: −6.0% in 2005/06; the target is −20% by 2007/08."
    found = outcome(with_values((YEAR(2004), "990")), [seen(2006, 863)])
    assert found["note"] == (
        "The plan sets no value for 2006/07: judged against 863.3, on the straight line from 990 (2004/05) to 800 "
        "(2007/08)."
    )
    assert found["status"] == "on target"
    assert outcome(with_values((YEAR(2004), "990")), [seen(2006, 864)])["status"] == "off target"


def test_the_due_period_is_judged_by_the_target_itself():
    assert judged(with_values((YEAR(2006), "700")), seen(2006, 790), seen(2007, 790)) == ("met", "trajectory@1")


def test_a_rule_that_looks_at_no_way_looks_at_no_values_on_it():
    aim = with_values((YEAR(2005), "940"), rule="final-exact@1")
    found = outcome(aim, [seen(2005, 940)])
    assert (found["status"], found["rule"]) == ("off target", "final-exact@1")
    assert found["note"] == ""


def test_every_other_rule_can_still_be_tried():
    found = outcome(with_values((YEAR(2005), "940")), [seen(2005, 940)])
    assert found["under"] == {
        "final-exact@1": "off target",
        "final-rounded@1": "off target",
        "band@1": "well off target",
        "set-at-most@1": "on target",
    }
    tried = outcome(with_values((YEAR(2005), "940")), [seen(2005, 940)], rule="final-exact@1")
    assert (tried["status"], tried["rule"], tried["note"]) == ("off target", "final-exact@1", "")


def test_a_quarter_is_judged_by_the_value_for_it_and_never_against_the_year():
    aim = with_values((quarter(2006, 1), "240"), (quarter(2006, 2), "220"))
    half = [seen(2006, 241, period=quarter(2006, 1)), seen(2006, 220, period=quarter(2006, 2))]
    found = outcome(aim, half)
    assert (found["status"], found["rule"]) == ("on target", "set-at-most@1")
    assert found["result"] == "On course: 220 in Q2 2006/07; the plan expects 220 or less."
    assert found["note"] == "Judged against the plan's value for Q2 2006/07: 220."
    assert (found["change"], found["percent_change"], found["achieved"]) == ("", "", None)
    assert found["under"] == {"set-at-most@1": "on target"}
    first = outcome(aim, half[:1])
    assert first["result"] == "Off course: 241 in Q1 2006/07; the plan expects 240 or less."
    assert first["status"] == "off target"


def test_a_quarter_between_two_set_ones_is_on_the_line_between_them_and_one_after_them_is_not_judged():
    aim = with_values((quarter(2005, 1), "260"), (quarter(2005, 3), "240"))
    found = outcome(aim, [seen(2005, 250, period=quarter(2005, 2)), seen(2006, 999, period=quarter(2006, 1))])
    assert [one["period"] for one in found["outturns"]] == ["Q2 2005/06"]
    assert found["status"] == "on target"
    assert found["note"] == (
        "The plan sets no value for Q2 2005/06: judged against 250, on the straight line from 260 (Q1 2005/06) to 240 "
        "(Q3 2005/06)."
    )


def test_the_last_quarter_does_not_decide_the_target_and_the_year_counts_before_it():
    aim = with_values((quarter(2007, 4), "190"))
    last = seen(2007, 180, period=quarter(2007, 4))
    assert judged(aim, last) == ("on target", "set-at-most@1")
    assert judged(aim, last, seen(2007, 801)) == ("missed", "trajectory@1")


def test_a_target_for_more_is_reached_from_its_value_on():
    aim = with_values((YEAR(2005), "1040"), value="20", better="higher")
    assert judged(aim, seen(2005, 1040)) == ("on target", "set-at-least@1")
    assert judged(aim, seen(2005, 1039)) == ("off target", "set-at-least@1")
    at_least = with_values((YEAR(2005), "50"), kind="at least", value="60", unit="%", better="higher", baseline="40")
    assert judged(at_least, seen(2005, 50)) == ("on target", "set-at-least@1")
    assert judged(at_least, seen(2005, 49)) == ("off target", "set-at-least@1")


def test_a_rounded_figure_that_may_be_on_either_side_of_the_value_is_not_certain():
    near = outcome(with_values((YEAR(2005), "942")), [seen(2005, 940, rounded_to=5)])
    assert near["status"] == "not certain"
    assert outcome(with_values((YEAR(2005), "943")), [seen(2005, 940, rounded_to=5)])["status"] == "on target"


def test_sources_that_differ_about_a_quarter_judge_nothing_and_each_is_held_against_the_value():
    aim = with_values((quarter(2006, 1), "240"))
    found = outcome(
        aim, [seen(2006, 239, "one", period=quarter(2006, 1)), seen(2006, 241, "two", period=quarter(2006, 1))]
    )
    assert found["status"] == "no figure yet"
    assert [(one["words"], one["status"]) for one in found["others"]] == [
        ("239, with 240 set", "on target"),
        ("241, with 240 set", "off target"),
    ]


def test_the_level_that_is_drawn_is_the_set_one_else_the_straight_line_for_periods_of_the_targets_length():
    aim = with_values((YEAR(2005), "940"))
    assert [level_in(aim, YEAR(year)) for year in range(2002, 2009)] == [None, 1000, 970, 940, 870, 800, None]
    assert level_in(target(), YEAR(2005)) == 900
    assert level_in(target(), quarter(2005, 1)) is None
    assert level_in(with_values((quarter(2005, 1), "240")), quarter(2005, 1)) == 240
