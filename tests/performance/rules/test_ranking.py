"""Competition ranking and rates."""

from decimal import Decimal

from hypothesis import given, strategies as st

from performance.rules.areas.ranking import ranks, rate

VALUES = st.dictionaries(st.text(min_size=1, max_size=3), st.none() | st.integers(0, 30).map(Decimal), max_size=12)


def test_equal_values_share_a_rank_and_the_next_is_left_out():
    values = {"a": Decimal(5), "b": Decimal(9), "c": Decimal(5), "d": Decimal(1), "e": None}
    assert ranks(values) == {"b": 1, "a": 2, "c": 2, "d": 4}
    assert ranks(values, highest_first=False) == {"d": 1, "a": 2, "c": 2, "b": 4}


@given(VALUES, st.randoms())
def test_the_order_of_the_areas_does_not_matter(values, random):
    shuffled = list(values.items())
    random.shuffle(shuffled)
    assert ranks(dict(shuffled)) == ranks(values)


@given(VALUES)
def test_a_rank_is_one_more_than_the_number_of_higher_values(values):
    known = {key: value for key, value in values.items() if value is not None}
    assert ranks(values) == {key: 1 + sum(other > value for other in known.values()) for key, value in known.items()}


def test_a_rate_is_a_count_for_each_thousand():
    assert rate(Decimal(4713), Decimal(12013)) == Decimal(4713) / Decimal(12013) * 1000
    assert rate(None, Decimal(10)) is None
    assert rate(Decimal(5), None) is None
    assert rate(Decimal(5), Decimal(0)) is None
