"""Periods as the sources and published files write them."""

import datetime as dt

import pytest
from hypothesis import example, given, strategies as st

from csp_portal.formats.periods import NotAPeriod, Period, parse

READ = [  # as written, first day, last day, as we write it
    ("2007/08", "2007-04-01", "2008-03-31", "2007/08"),
    ("07/08", "2007-04-01", "2008-03-31", "2007/08"),
    ("2008/9", "2008-04-01", "2009-03-31", "2008/09"),
    ("2008–9", "2008-04-01", "2009-03-31", "2008/09"),
    ("2009-10", "2009-04-01", "2010-03-31", "2009/10"),
    ("2014-15", "2014-04-01", "2015-03-31", "2014/15"),
    ("2012/2013", "2012-04-01", "2013-03-31", "2012/13"),
    ("1999/00", "1999-04-01", "2000-03-31", "1999/00"),
    ("Financial Year 2017/18", "2017-04-01", "2018-03-31", "2017/18"),
    ("April 2009 to March 2010", "2009-04-01", "2010-03-31", "2009/10"),
    ("April 2009 - March 2010", "2009-04-01", "2010-03-31", "2009/10"),
    ("year ending June 2025", "2024-07-01", "2025-06-30", "July 2024 to June 2025"),
    ("the past year to October 2011", "2010-11-01", "2011-10-31", "November 2010 to October 2011"),
    ("September 2007 to August 2008", "2007-09-01", "2008-08-31", "September 2007 to August 2008"),
    ("February to June 2007", "2007-02-01", "2007-06-30", "February 2007 to June 2007"),
    ("January – December 2015", "2015-01-01", "2015-12-31", "2015"),
    ("2014", "2014-01-01", "2014-12-31", "2014"),
    ("April 2011", "2011-04-01", "2011-04-30", "April 2011"),
    ("Sept 2011", "2011-09-01", "2011-09-30", "September 2011"),
    ("2018-10", "2018-10-01", "2018-10-31", "October 2018"),
    ("Q2 2015/16", "2015-07-01", "2015-09-30", "Q2 2015/16"),
    ("Quarter 4, 2015/16", "2016-01-01", "2016-03-31", "Q4 2015/16"),
    ("Financial Year 2017/18 and Quarter 1", "2017-04-01", "2017-06-30", "Q1 2017/18"),
    ("mid-2020", "2020-06-30", "2020-06-30", "30 June 2020"),
    ("202307", "2023-07-01", "2023-07-31", "July 2023"),
    ("Apr-11", "2011-04-01", "2011-04-30", "April 2011"),
    ("Apr-09 to Mar-10", "2009-04-01", "2010-03-31", "2009/10"),
    ("2017-11 to 2018-10", "2017-11-01", "2018-10-31", "November 2017 to October 2018"),
    ("2009/10 to 2011/12", "2009-04-01", "2012-03-31", "April 2009 to March 2012"),
    ("year ended March 2016", "2015-04-01", "2016-03-31", "2015/16"),
    ("April to September 2026, year to date", "2026-04-01", "2026-09-30", "April 2026 to September 2026"),
    ("Q2 2026/27 YTD", "2026-04-01", "2026-09-30", "April 2026 to September 2026"),
    ("Year to date: February 2027", "2026-04-01", "2027-02-28", "April 2026 to February 2027"),
    ("January to June 2026 (cumulative)", "2026-01-01", "2026-06-30", "January 2026 to June 2026"),
    ("27 March 2011", "2011-03-27", "2011-03-27", "27 March 2011"),
    ("1 May to 3 June 2009", "2009-05-01", "2009-06-03", "1 May 2009 to 3 June 2009"),
]


@pytest.mark.parametrize(("text", "start", "end", "written"), READ)
def test_what_is_read(text, start, end, written):
    period = parse(text)
    assert (str(period.start), str(period.end), str(period)) == (start, end, written)


@pytest.mark.parametrize(
    "text",
    [
        "2007/09",
        "2026/27 year to date",
        "year to date",
        "2007/2009",
        "",
        "last six months",
        "since October 2014",
        "Q5 2015/16",
        "31 February 2011",
        "2018-13",
    ],
)
def test_what_is_refused_is_told_with_what_would_be_taken(text):
    with pytest.raises(NotAPeriod, match="write a period such as 2007/08"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("last six months", "it has no fixed start and end"),
        ("since October 2014", "it has no fixed start and end"),
        ("Q1 2017", "the year of a quarter needs both its years"),
        ("2009-10 to 2010-11", "it may mean months or financial years; write the months as words"),
        ("2011/12 to 2009/10", "it ends before it starts"),
        ("2017-13 to 2018-11", "13 is not a month"),
        ("year ending March 1900", "it does not lie between 1900 and 2099"),
    ],
)
def test_what_could_mean_two_things_is_refused_with_the_reason(text, why):
    with pytest.raises(NotAPeriod, match=f"is not a period: {why}; write"):
        parse(text)


def test_a_long_text_is_cut_in_its_refusal():
    with pytest.raises(NotAPeriod, match=f"“{'x' * 60}…” is not a period"):
        parse("x" * 100_000)


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(NotAPeriod, match="it ends before it starts"):
        parse("March 2010 to April 2009")
    with pytest.raises(ValueError, match="cannot end"):
        Period(dt.date(2010, 1, 2), dt.date(2010, 1, 1))


PARTS = st.sampled_from(
    [
        "2007",
        "07",
        "1900",
        "2099",
        "00",
        "/",
        "-",
        " to ",
        "April",
        "sept",
        "31",
        "1st",
        "Q",
        "4",
        "year ending ",
        " ",
        "٢٠٠٧",
        "12",
        "'",
        "and quarter ",
    ]
)


@given(st.text() | st.lists(PARTS, max_size=7).map("".join))
@example("2099-00")
@example("1899/00")
@example("year ending March 1900")
@example("2098/99 to 2099/00")
@example("31 april 2011")
def test_no_text_raises_anything_but_its_own_error(text):
    try:
        period = parse(text)
    except NotAPeriod:
        return
    assert parse(str(period)) == period


DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2098, 12, 31))


@given(DAYS, DAYS)
def test_every_period_is_read_back_as_it_is_written(one, other):
    period = Period(*sorted((one, other)))
    assert parse(str(period)) == period


@given(st.integers(1900, 2097), st.integers(1, 12), st.integers(1, 24))
def test_whole_months_are_read_back_as_they_are_written(year, month, months):
    period = Period.of_months(year, month, months)
    assert period.months == months
    assert parse(str(period)) == period
