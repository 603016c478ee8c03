"""What a change in a count would be worth: a saving, a cost, or nothing that can be said."""

from decimal import Decimal

import pytest

from csp_portal.formats.periods import Period
from performance.rules.change.seasons import FigurePair
from performance.rules.change.words import FigureChange
from performance.rules.change.worth import CostOfOne, basis, worth

BURGLARY = CostOfOne(Decimal("5930.00"), "2015/16", "Home Office Research Report 99")


def change(then, now, unit="crimes", broken="") -> FigureChange:
    years = Period.financial_year(2024), Period.financial_year(2025)
    return FigureChange(FigurePair(Decimal(then), Decimal(now), *years, broken), unit, "lower")


@pytest.mark.parametrize(
    ("then", "now", "sentence"),
    [
        (400, 300, "100 fewer crimes than a year ago would be a saving of £593,000."),
        (300, 400, "100 more crimes than a year ago would be an extra cost of £593,000."),
        (3054, 2054, "1,000 fewer crimes than a year ago would be a saving of £5,930,000."),
        (400, 390, "No value is worked out: there is no statistically significant change from a year ago."),
        (400, 400, "No value is worked out: there is no statistically significant change from a year ago."),
    ],
)
def test_a_saving_a_cost_and_no_value_where_it_may_be_chance(then, now, sentence):
    assert worth(change(then, now), BURGLARY, "crimes") == sentence


def test_a_range_is_given_where_the_estimate_has_one():
    cost = CostOfOne(Decimal("866.50"), "2003", "Somebody", Decimal(800), Decimal(950))
    assert worth(change(400, 300), cost, "crimes") == (
        "100 fewer crimes than a year ago would be a saving of £86,650 (from £80,000 to £95,000)."
    )
    assert worth(change(300, 400), cost, "crimes") == (
        "100 more crimes than a year ago would be an extra cost of £86,650 (from £80,000 to £95,000)."
    )


@pytest.mark.parametrize("ends", [(Decimal(800), None), (None, Decimal(950))])
def test_an_end_alone_is_no_range(ends):
    cost = CostOfOne(Decimal("866.50"), "2003", "Somebody", *ends)
    assert worth(change(400, 300), cost, "crimes") == ("100 fewer crimes than a year ago would be a saving of £86,650.")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"broken": "a new system"}, "No value is worked out: counting changed in between (a new system)."),
        ({"unit": "%"}, "No value is worked out: this is not a count."),
    ],
)
def test_what_is_not_the_same_count_is_worth_nothing_that_can_be_said(given, sentence):
    assert worth(change(400, 300, **given), BURGLARY, "crimes") == sentence


def test_the_basis_names_cost_prices_and_who_estimated_it():
    assert basis(BURGLARY) == (
        "This is an estimate of the cost to society: the change in the count × £5,930 for each, in prices of 2015/16 "
        "(Home Office Research Report 99). Nobody has this money in a budget, and what caused the change is not known."
    )
