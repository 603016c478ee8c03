"""Harm: counts weighted by type, ranges where a count is hidden or rounded, and which indicators count the same."""

from decimal import Decimal

import pytest

from performance.rules.harm import above, harm_words, related, together, weighted

pytestmark = pytest.mark.anywhere
TOTALS = {1: 2, 2: 3, 3: None, 4: 3}


def test_a_count_times_its_weight_also_where_it_is_a_range_or_hidden():
    assert weighted((Decimal(3), Decimal(5)), Decimal("2.5")) == (Decimal("7.5"), Decimal("12.5"))
    assert weighted((Decimal(1), None), Decimal(2)) == (Decimal(2), None)


def test_one_hidden_count_hides_the_most_of_all_and_leaves_the_least():
    assert together([(Decimal(1), Decimal(2)), (Decimal(3), Decimal(4))]) == (4, 6)
    assert together([(Decimal(1), None), (Decimal(3), Decimal(4))]) == (4, None)
    assert together([]) == (0, 0)
    assert together([(Decimal(1), Decimal(2))] * 300) == (300, 600)


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (Decimal("1824.5"), Decimal("1824.5"), "1,825"),
        (Decimal("1824.4"), Decimal("1824.4"), "1,824"),
        (Decimal(1800), Decimal(2050), "1,800 to 2,050"),
        (Decimal(900), Decimal(1000), "900 to 1,000"),
        (Decimal("7.1"), Decimal("7.4"), "7"),
        (Decimal(0), None, "hidden"),
    ],
)
def test_harm_is_said_in_whole_units_half_up(least, most, words):
    assert harm_words((least, most)) == words


def test_a_total_is_above_all_of_which_it_is_made_and_a_circle_ends():
    assert (above(1, TOTALS), above(2, TOTALS), above(3, TOTALS), above(9, TOTALS)) == ({2, 3}, {3}, set(), set())
    assert above(1, {1: 2, 2: 1}) == {1, 2}


def test_what_counts_the_same_crimes_is_a_part_a_whole_or_a_variant():
    pairs = [(1, 3), (3, 1), (1, 1), (1, 4), (2, 4), (4, 2)]
    assert [related(*pair, TOTALS) for pair in pairs] == [True, True, True, False, False, False]
    assert related(1, 4, TOTALS, {4: 1})
    assert related(5, 6, TOTALS, {5: 7, 6: 7})
    assert related(1500, 1600, {}, {1500: 1700, 1600: int("1700")})
    assert not related(5, 6, TOTALS, {5: 7, 6: 8})
