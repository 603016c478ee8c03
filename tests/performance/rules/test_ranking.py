"""Competition ranking and rates."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from performance.rules.areas.ranking import closed, middle, printed_rank, rank_ranges, ranks, rate, rates_of, widest

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


def pair(low, high=None) -> tuple[Decimal, Decimal | None]:
    return Decimal(low), None if high is None else Decimal(high)


def test_a_rate_lies_between_the_ends_of_its_count_and_is_unknown_without_people():
    counts = {"own": pair(10, 20), "hidden": pair(1), "none": None, "nobody": pair(5, 5), "new": pair(5, 5)}
    people = {"own": Decimal(2000), "hidden": Decimal(500), "none": Decimal(9), "nobody": Decimal(0)}
    assert rates_of(counts, people) == {
        "own": pair(5, 10),
        "hidden": pair(2),
        "none": None,
        "nobody": None,
        "new": None,
    }


def test_the_middle_of_two_ends_and_of_one():
    assert [middle(Decimal(2), Decimal(most)) for most in (2, 5)] == [Decimal(2), Decimal("3.5")]


@given(VALUES)
def test_of_exact_counts_each_has_one_rank(values):
    bounds = {key: None if value is None else (value, value) for key, value in values.items()}
    assert rank_ranges(bounds) == {key: (rank, rank) for key, rank in ranks(values).items()}


@given(st.dictionaries(st.integers(), st.tuples(st.integers(0, 9), st.integers(0, 4), st.integers(0, 4)), max_size=8))
def test_the_rank_of_the_true_count_is_one_of_those_given(known):
    truth = {key: Decimal(least + more) for key, (least, more, _most) in known.items()}
    bounds = {key: pair(least, least + more + most) for key, (least, more, most) in known.items()}
    for key, rank in ranks(truth).items():
        first, last = rank_ranges(bounds)[key]
        assert first <= rank <= last


def test_rounded_and_hidden_counts_have_the_first_and_the_last_rank_they_may_have():
    bounds = {
        "a": pair(58, 62),
        "b": pair(13, 17),
        "c": pair(16, 16),
        "hidden": pair(1),
        "zero": pair(0, 0),
        "none": None,
    }
    assert rank_ranges(bounds) == {"a": (1, 2), "b": (2, 4), "c": (2, 4), "hidden": (1, 4), "zero": (5, 5)}
    assert closed(bounds, None) == bounds
    assert closed(bounds, Decimal(200))["hidden"] == pair(1, 113)
    limited = closed(bounds, Decimal(95))  # the others have 87 at least
    assert limited["hidden"] == pair(1, 8)
    assert rank_ranges(limited) == {"a": (1, 1), "b": (2, 3), "c": (2, 3), "hidden": (4, 4), "zero": (5, 5)}


def test_what_sources_differ_about_lies_between_the_least_and_the_most_that_they_state():
    assert widest([pair(984, 984), pair(688, 688)]) == pair(688, 984)
    assert widest([pair(13, 17), pair(20, 20)]) == pair(13, 20)
    assert widest([pair(1), pair(20, 20)]) == pair(1)
    bounds = {"north": widest([pair(688, 688), pair(984, 984)]), "south": pair(700, 700), "west": pair(400, 400)}
    assert rank_ranges(bounds) == {"north": (1, 2), "south": (1, 2), "west": (3, 3)}


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("13", (13, None)),
        ("13 of 15", (13, 15)),
        (" 1st  out of 12", (1, 12)),
        ("3rd/15", (3, 15)),
        ("first", None),
        ("13 of", None),
        ("13%", None),
    ],
)
def test_a_printed_rank_is_read_with_the_number_of_areas(text, rank):
    assert printed_rank(text) == rank
