"""Which figures can be those of an indicator in a unit: a count is whole, and neither money nor a share."""

from decimal import Decimal

import pytest

from performance.rules.values import COUNTED, NotAValue, WrongUnit, in_unit, parse

pytestmark = pytest.mark.anywhere


@pytest.mark.parametrize(
    ("written", "unit", "number"),
    [
        ("1,234", "crimes", "1234"),
        ("0", "crimes", "0"),
        ("12.0", "crimes", "12"),
        ("12.0000", "crimes", "12"),
        ("1000.000", "crimes", "1000"),
        ("1234.000", "crimes", "1234"),
        ("12.5", "rate", "12.5"),
        ("4.100", "rate", "4.100"),
        ("-3", "rate", "-3"),
        ("£12.50", "£", "12.50"),
        ("12%", "%", "12"),
        ("12", "%", "12"),
        ("12", "£", "12"),
    ],
)
def test_a_figure_that_fits_is_taken_as_it_was_written(written, unit, number):
    value = in_unit(parse(written), unit)
    assert (value.number, str(value.number)) == (Decimal(number), number)


@pytest.mark.parametrize(
    ("written", "unit", "why"),
    [
        ("£12", "crimes", "a count has no £"),
        ("12%", "people", "a count has no %"),
        ("-1", "crimes", "a count cannot be negative"),
        ("4.100", "crimes", "it is not clear what the point is for, and a count is a whole number"),
        ("999.000", "crimes", "it is not clear what the point is for, and a count is a whole number"),
        ("4.5", "crimes", "a count is a whole number"),
        ("4.51", "households", "a count is a whole number"),
        ("£12", "%", "the figure is in pounds, and the indicator is not"),
        ("£12", "rate", "the figure is in pounds, and the indicator is not"),
        ("12%", "£", "the figure is a percentage, and the indicator is not"),
        ("12%", "rate", "the figure is a percentage, and the indicator is not"),
    ],
)
def test_a_figure_that_does_not_fit_is_refused_with_the_reason(written, unit, why):
    with pytest.raises(WrongUnit) as problem:
        in_unit(parse(written), unit)
    assert str(problem.value) == why
    assert problem.value.accepted


@pytest.mark.parametrize("unit", [*COUNTED, "%", "£", "rate"])
def test_a_word_for_a_missing_figure_fits_every_unit(unit):
    missing = parse("n/a")
    assert missing.number is None
    assert in_unit(missing, unit) == missing


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("3 thousand", "3000"),
        ("2 million", "2000000"),
        ("9" * 14, "9" * 14),
        ("1.2345", "1.2345"),
        ("0" * 24 + "5", "5"),
    ],
)
def test_the_largest_and_the_finest_figures_are_read(written, number):
    assert str(parse(written).number) == number


@pytest.mark.parametrize(
    "written", ["9" * 15, "1.23456", "1" * 26, "0" * 25 + "5", "9" * 14 + " million", "9" * 25 + " million"]
)
def test_a_larger_or_finer_one_is_refused(written):
    with pytest.raises(NotAValue):
        parse(written)


@pytest.mark.parametrize(("length", "repeated"), [(59, "x" * 59), (60, "x" * 60), (61, "x" * 60 + "…")])
def test_a_refusal_repeats_sixty_characters_of_what_was_written(length, repeated):
    with pytest.raises(NotAValue, match=f"^“{repeated}” is not a figure"):
        parse("x" * length)
