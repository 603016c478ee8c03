"""Due dates in words: what is read, what stays words, what is refused."""

import calendar
import contextlib
import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, strategies as st

from priorities.models import Action, DueKind
from priorities.models.due_words import DueReading, ImpossibleDate, read_due

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2089, 12, 31))
LAST_DAYS_OF_QUARTERS = {1: (0, 6, 30), 2: (0, 9, 30), 3: (0, 12, 31), 4: (1, 3, 31)}


def month(year: int, number: int) -> DueReading:
    return DueReading("month", dt.date(year, number, calendar.monthrange(year, number)[1]))


@given(
    DAYS,
    st.sampled_from(
        ["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%Y-%m-%d 00:00:00", "%d %B %Y", "%d-%b-%y", "by %d %b %Y"]
        + ["%d/%m/%y", "%A %d %B %Y", "%B %d, %Y", "%dth of %B %Y", "To be completed by: %d/%m/%Y."]
    ),
)
def test_a_day_is_read_day_first_in_every_usual_form(day, form):
    assert read_due(day.strftime(form)) == DueReading("date", day)


@given(DAYS, st.sampled_from(["%B %Y", "%b-%y", "%b %Y", "%B '%y", "End of %B %Y", "by end %B, %Y", "%m/%Y"]))
def test_a_month_is_its_last_day(day, form):
    assert read_due(day.strftime(form)) == month(day.year, day.month)


@given(
    st.integers(1990, 2088), st.integers(1, 4), st.sampled_from(["Q%d %d/%02d", "Quarter %d, %d-%02d", "qtr%d %d–%02d"])
)
def test_a_quarter_is_of_the_financial_year(year, quarter, form):
    later, number, last = LAST_DAYS_OF_QUARTERS[quarter]
    assert read_due(form % (quarter, year, (year + 1) % 100)) == DueReading(
        "month", dt.date(year + later, number, last)
    )


@given(st.integers(1990, 2088), st.sampled_from(["%d/%02d", "FY %d-%02d", "by the end of %d/%02d"]))
def test_a_financial_year_ends_on_31_march(year, form):
    assert read_due(form % (year, (year + 1) % 100)) == month(year + 1, 3)


@pytest.mark.parametrize(
    ("text", "reading", "words"),
    [
        ("31/03/2028", DueReading("date", dt.date(2028, 3, 31)), "31 March 2028"),
        ("31.3.28", DueReading("date", dt.date(2028, 3, 31)), "31 March 2028"),
        ("03/04/28", DueReading("date", dt.date(2028, 4, 3)), "3 April 2028"),
        ("Mar-28", month(2028, 3), "by the end of March 2028"),
        ("Q4 2027/28", month(2028, 3), "by the end of March 2028"),
        ("27/28", month(2028, 3), "by the end of March 2028"),
        ("Quarterly", DueReading("cadence", every_months=3), "every 3 months"),
        ("monthly", DueReading("cadence", every_months=1), "every month"),
        ("annually", DueReading("cadence", every_months=12), "every 12 months"),
        ("twice a year", DueReading("quota", times=2), "2 times a year"),
        ("ongoing", DueReading(), "no date, kept as words"),
        ("continuous", DueReading(), "no date, kept as words"),
        ("tbc", DueReading(), "no date, kept as words"),
        ("Spring 2028", DueReading(), "no date, kept as words"),
        ("2027/29", DueReading(), "no date, kept as words"),
        ("June 2009 and then yearly", DueReading(), "no date, kept as words"),
    ],
)
def test_what_is_read_is_said_in_words(text, reading, words):
    assert read_due(text) == reading
    assert reading.in_words() == words


@pytest.mark.parametrize(
    "text",
    ["31 February 2028", "31/02/2028", "04/31/2028", "31/03/203", "March 203", "13/2028", "Q5 2027/28", "46843"]
    + ["2028-02-30", "every 0 months"],
)
def test_a_date_that_does_not_exist_is_refused(text):
    with pytest.raises(ImpossibleDate, match=f"There is no date “{text}”; write it like 31 March 2028"):
        read_due(text)


@pytest.mark.parametrize("text", ["11/12", "03/28", "31/03"])
def test_two_numbers_that_mean_several_things_are_refused(text):
    with pytest.raises(ImpossibleDate, match="can be read in more than one way; write the whole date"):
        read_due(text)


@given(st.text(max_size=40) | st.text(alphabet="0123456789/-.q yearmonthly", max_size=20))
def test_no_text_breaks_the_reader(text):
    with contextlib.suppress(ImpossibleDate):
        reading = read_due(text)
        assert (reading.kind in ("date", "month")) == (reading.on is not None)
        assert reading.on is None or 1990 <= reading.on.year <= 2099


def test_a_row_takes_its_date_from_its_words_where_nothing_else_was_said():
    action = Action(ref="1.1", title="Do it", due_as_printed="Q4 2027/28")
    action.clean()
    assert (action.due_kind, action.due_on) == (DueKind.MONTH, dt.date(2028, 3, 31))
    said = Action(due_as_printed="March 2028", due_kind=DueKind.CADENCE, due_every_months=1)
    said.clean()
    assert (said.due_kind, said.due_on, said.due_every_months) == (DueKind.CADENCE, None, 1)
    with pytest.raises(ValidationError) as refused:
        Action(due_as_printed="31 February 2028").clean()
    assert list(refused.value.message_dict) == ["due_as_printed"]
