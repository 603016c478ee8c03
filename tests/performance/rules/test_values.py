"""Figures as the sources and published files write them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import example, given, strategies as st

from performance.rules.values import MOST_DIGITS, MOST_PLACES, NotAValue, State, Value, parse, shown, with_qualifier

READ = [  # as written, number, unit, qualifier
    ("3,926", "3926", "", ""),
    ("13310", "13310", "", ""),
    ("67,942 ", "67942", "", ""),
    ("- 22.2%", "-22.2", "%", ""),
    ("-15%", "-15", "%", ""),
    ("−15%", "-15", "%", ""),
    ("18%", "18", "%", ""),
    ("Down 22%", "-22", "%", ""),
    ("10 per cent", "10", "%", ""),
    ("10 percent", "10", "%", ""),
    ("0.4%", "0.4", "%", ""),
    ("£1,212,428", "1212428", "£", ""),
    ("£7,442.41", "7442.41", "£", ""),
    ("£0.5million", "500000", "£", ""),
    ("£33.4 million", "33400000", "£", ""),
    (r"\pounds 2,500", "2500", "£", ""),
    ("1.2345678 million", "1234567.8", "", ""),
    ("around 6%", "6", "%", "around"),
    ("over 18", "18", "", "over"),
    ("nearly 400", "400", "", "nearly"),
    ("almost 50", "50", "", "almost"),
    ("more than 65 per cent", "65", "%", "more than"),
    ("Approximately 2,200", "2200", "", "approximately"),
    ("up to 50 per cent", "50", "%", "up to"),
    ("At least 60%", "60", "%", "at least"),
    ("in the region of £65,000", "65000", "£", "in the region of"),
    ("20 or more", "20", "", "or more"),
    ("0", "0", "", ""),
    ("£5m", "5000000", "£", ""),
    ("1.2345674 million", "1234567.4", "", ""),
]


@pytest.mark.parametrize(("text", "number", "unit", "qualifier"), READ)
def test_what_is_read(text, number, unit, qualifier):
    value = parse(text)
    assert (value.state, value.number, value.unit, value.qualifier) == (State.VALUE, Decimal(number), unit, qualifier)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("tbc", State.TO_BE_CONFIRMED),
        ("To be confirmed", State.TO_BE_CONFIRMED),
        ("To be finalised", State.TO_BE_CONFIRMED),
        ("", State.NOT_AVAILABLE),
        ("..", State.NOT_AVAILABLE),
        ("[x]", State.SUPPRESSED),
        ("*", State.SUPPRESSED),
        ("n/a", State.NOT_APPLICABLE),
        ("c", State.SUPPRESSED),
        ("<5", State.SUPPRESSED),
        ("fewer than 5", State.SUPPRESSED),
        (":", State.NOT_AVAILABLE),
        ("[z]", State.NOT_APPLICABLE),
        ("not yet published", State.NOT_PUBLISHED),
        ("not yet published, because the survey is late", State.NOT_PUBLISHED),
        ("n/c", State.NOT_COLLECTED),
        ("Not collected: paused since May", State.NOT_COLLECTED),
    ],
)
def test_a_missing_figure_is_never_a_zero(text, state):
    assert parse(text) == Value(state)


@pytest.mark.parametrize(
    "text",
    [
        "County-wide funding",
        "eight",
        "12 34",
        "1,23",
        "£5%",
        "3.12345",
        "1" * 15,
        "9" * 400 + " million",
        "5m",
        f"1.{30 * '0'}1 million",
        "1.234,5",
        "(12)",
        "NA",
        "#REF!",
        "1e5",
        "x" * 100_000,
    ],
)
def test_what_is_refused_is_told_with_what_would_be_taken(text):
    with pytest.raises(NotAValue, match="is not a figure; write a number such as 3,926"):
        parse(text)


@given(st.text() | st.from_regex(r"[-+]? ?£? ?[0-9,.]{1,40} ?(million|m|thousand)? ?(%|per cent)?", fullmatch=True))
@example("١٢")
@example("-0")
def test_no_text_raises_anything_but_its_own_error(text):
    with suppress(NotAValue):
        value = parse(text)
        assert parse(str(value)) == value


NUMBERS = st.decimals(
    min_value=-(10**MOST_DIGITS) + 1, max_value=10**MOST_DIGITS - 1, allow_nan=False, allow_infinity=False, places=2
)


@given(NUMBERS, st.sampled_from(["", "%", "£"]), st.sampled_from(["", "over", "around", "or more"]))
def test_what_is_shown_is_read_back(number, unit, qualifier):
    value = Value(State.VALUE, number, unit, qualifier)
    words = shown(value.number, value.unit, value.decimals)
    text = f"{words} {qualifier}" if qualifier == "or more" else f"{qualifier} {words}"
    assert parse(text) == value


@pytest.mark.parametrize("state", [state for state in State if state != State.VALUE])
def test_the_word_of_a_state_is_read_back(state):
    assert parse(shown(None, state=state)) == Value(state)


@pytest.mark.parametrize(
    ("qualifier", "words"), [("", "5"), ("over", "over 5"), ("or more", "5 or more"), ("fewer", "5 fewer")]
)
def test_a_qualifier_stands_where_it_is_read(qualifier, words):
    assert with_qualifier("5", qualifier) == words
    assert str(Value(State.VALUE, Decimal(5), "", qualifier)) == words


def test_what_is_missing_has_no_places():
    assert [parse(text).decimals for text in ("n/a", "5", "5.0")] == [0, 0, 1]


def test_places_beyond_what_is_stored_are_refused():
    assert parse("0." + "1" * MOST_PLACES).decimals == MOST_PLACES
