"""Places in an order, in words."""

import pytest
from django.utils import translation

from csp_portal.formats.numbers import ordinal, ordinal_range


@pytest.mark.parametrize(
    ("numbers", "ending"),
    [
        ((1, 21, 31, 101, 1001), "st"),
        ((2, 22, 32, 102), "nd"),
        ((3, 23, 33, 103), "rd"),
        ((4, 9, 10, 11, 12, 13, 14, 20, 24, 30, 100, 111, 112, 113, 211), "th"),
    ],
)
def test_an_ordinal_has_the_ending_of_its_number(numbers, ending):
    assert [ordinal(number) for number in numbers] == [f"{number}{ending}" for number in numbers]


def test_a_range_names_both_ends_and_a_sure_place_one():
    assert ordinal_range(2, 9) == "2nd to 9th"
    assert ordinal_range(11, 21) == "11th to 21st"
    assert ordinal_range(3, 3) == "3rd"


def test_in_welsh_the_english_words_stand_until_they_are_translated():
    with translation.override("cy"):
        assert ordinal_range(2, 9) == "2nd to 9th"
