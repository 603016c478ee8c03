"""When figures of several sources agree, and what counts where they state the same fact."""

from decimal import Decimal

import pytest

from performance.rules.agreement import agree, choose, dispute_words, fits, interval
from tests.performance.rules.test_outturns import seen

pytestmark = pytest.mark.anywhere


def said(value: str, qualifier: str = "", **more):
    return seen(2005, value, qualifier=qualifier, **more)


@pytest.mark.parametrize(
    ("figure", "low", "high"),
    [
        (said("688"), "687.5", "688.5"),
        (said("1.20"), "1.195", "1.205"),
        (said("-22"), "-22.5", "-21.5"),
        (said("100", rounded_to=5), "97.5", "102.5"),
        (said("6000", "over"), "5999.5", "Infinity"),
        (said("-10", "over"), "-Infinity", "-9.5"),
        (said("20", "up to"), "-Infinity", "20.5"),
        (said("100", "nearly"), "89.5", "100.5"),
        (said("65000", "around"), "58499.5", "71500.5"),
        (said(None), "-0.5", "0.5"),
    ],
)
def test_where_the_true_value_of_a_figure_can_lie(figure, low, high):
    assert interval(figure) == (Decimal(low), Decimal(high))


def test_figures_agree_where_one_value_fits_all_of_them():
    assert agree([said("688"), said("688.4"), said("600", "over")])
    assert not agree([said("688"), said("689")])
    assert not agree([said("688"), said("700", "over")])


@pytest.mark.parametrize(
    ("figure", "number", "fitting"),
    [
        (said("22.2"), "22.249", True),
        (said("22.2"), "22.25", False),
        (said("22", "about"), "24", True),
        (said("22", "about"), "24.7", False),
        (said("22", "about"), "19.3", False),
    ],
)
def test_a_number_fits_a_printed_one_to_its_precision(figure, number, fitting):
    assert fits(figure, Decimal(number)) is fitting


def test_the_most_exact_of_agreeing_figures_counts():
    exact, rounded, about = said("12.4"), said("12"), said("12.41", "about")
    assert choose([about, rounded, exact]) is exact
    assert choose([about]) is about
    assert choose([said("10", rounded_to=5), exact]) is exact
    nothing = said(None)
    assert choose([nothing, rounded]) is rounded
    assert choose([nothing, said(None)]) is nothing


def test_where_sources_differ_the_fact_has_no_value():
    found = choose([said("688"), said("984"), said("984")])
    assert (found.value, found.shown) == (None, "sources differ: 688 or 984")
    assert dispute_words([said("688"), said("984"), said("688")]) == found.shown
