"""Which periods may be compared, rolling years, and forecasts."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from csp_portal.formats.dates import months_after
from csp_portal.formats.periods import Period, parse
from performance.rules.change.forecast import T95, Forecast, forecast
from performance.rules.change.seasons import (
    FigurePair,
    alike,
    between_words,
    earlier,
    pair,
    rolling_years,
    season_note,
    why_not,
)

Q = {text: parse(text) for text in ("Q1 2014/15", "Q4 2014/15", "Q1 2015/16", "Q2 2015/16")}


def months(first: str, values: list[int], length: int = 1) -> dict[Period, Decimal]:
    start = parse(first).start
    return {
        Period.of_months(
            start.year + (start.month - 1 + step * length) // 12, (start.month - 1 + step * length) % 12 + 1, length
        ): Decimal(value)
        for step, value in enumerate(values)
    }


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        ("Q1 2014/15", "Q1 2015/16", True),
        ("Q1 2015/16", "Q2 2015/16", False),
        ("April 2011", "October 2011", False),
        ("April 2011", "April 2010", True),
        ("2009/10", "2010/11", True),
        ("2009/10", "2011", True),
        ("2009/10", "Q1 2010/11", False),
        ("1 May 2010 to 7 May 2010", "1 May 2011 to 7 May 2011", True),
        ("1 May 2010 to 7 May 2010", "8 May 2010 to 14 May 2010", False),
        ("1 May 2010 to 7 May 2010", "1 May 2011 to 8 May 2011", False),
        ("1 May 2010 to 7 May 2010", "2 May 2011 to 7 May 2011", False),
        ("1 May 2010 to 7 May 2010", "1 June 2011 to 7 June 2011", False),
        ("1 May 2010 to 30 May 2010", "May 2011", False),
        ("2 May 2010 to 31 May 2010", "May 2011", False),
        ("2 May 2010 to 1 May 2011", "2 May 2011 to 1 May 2013", False),
        ("2 May 2010 to 1 May 2012", "2 May 2012 to 1 May 2013", False),
        ("Q1 2010/11", "2009/10", False),
        ("2 May 2010 to 1 May 2011", "2 May 2011 to 1 May 2012", True),
        ("April 2009 to March 2011", "January 2012 to December 2013", True),
    ],
)
def test_only_like_periods_may_be_compared(one, other, may):
    assert alike(parse(one), parse(other)) is may
    assert bool(season_note(parse(one), parse(other))) is not may


def test_what_is_wrong_with_a_comparison_is_said_in_a_sentence():
    assert season_note(parse("2009/10"), Q["Q1 2014/15"]) == (
        "2009/10 and Q1 2014/15 are not equally long, so they cannot be compared."
    )
    assert season_note(Q["Q1 2014/15"], parse("2009/10")) == (
        "Q1 2014/15 and 2009/10 are not equally long, so they cannot be compared."
    )
    assert season_note(Q["Q1 2015/16"], Q["Q2 2015/16"]) == (
        "Q1 2015/16 and Q2 2015/16 are different times of the year: the season alone may explain the difference."
    )
    assert season_note(None, Q["Q1 2015/16"]) == season_note(Q["Q1 2015/16"], None) == ""


@pytest.mark.parametrize(
    ("since", "period", "ago"),
    [
        ("2009/10", "2010/11", "a year ago"),
        ("2008/09", "2010/11", "2 years ago"),
        ("December 2009", "December 2010", "a year ago"),
        ("2009", "2010/11", "in 2009"),
        ("2009/10", "2011", "in 2009/10"),
        ("2009/10", "August 2010 to July 2011", "in 2009/10"),
        ("1 May 2010 to 7 May 2010", "1 May 2011 to 7 May 2011", "a year ago"),
        ("8 May 2010 to 14 May 2010", "8 May 2011 to 14 May 2011", "in 8 May 2010 to 14 May 2010"),
    ],
)
def test_when_an_earlier_figure_was(since, period, ago):
    assert FigurePair(Decimal(1), Decimal(2), parse(since), parse(period)).ago == ago


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        ("2008-03-01", False),
        ("2008-04-01", False),  # the first day of the earlier one: all of it was counted so
        ("2008-04-02", True),
        ("2009-03-31", True),
        ("2009-10-01", True),  # between the two
        ("2010-04-01", True),
        ("2011-03-31", True),
        ("2011-04-01", False),
    ],
)
def test_a_break_counts_from_the_second_day_of_the_earlier_period_to_the_last_of_the_later(on, counts):
    since, period, day = parse("2008/09"), parse("2010/11"), dt.date.fromisoformat(on)
    assert bool(between_words(since, period, [(day, "New rules.")])) is counts


def test_several_breaks_are_said_one_after_the_other():
    breaks = [(dt.date(2010, 4, 1), "New rules."), (dt.date(2010, 10, 1), "New system")]
    assert between_words(parse("2009/10"), parse("2010/11"), breaks) == (
        "from 1 April 2010: New rules; from 1 October 2010: New system"
    )


def test_a_quarter_is_set_beside_the_same_quarter_and_not_the_one_before():
    series = {Q["Q1 2014/15"]: Decimal(90), Q["Q4 2014/15"]: Decimal(50), Q["Q1 2015/16"]: Decimal(80)}
    found = pair(series, Q["Q1 2015/16"])
    assert (found.then, found.now, found.ago) == (Decimal(90), Decimal(80), "a year ago")
    assert pair(series, Q["Q4 2014/15"]) is None
    assert "other times of the year" in why_not(series, Q["Q4 2014/15"])
    assert why_not(series, Q["Q1 2014/15"]) == ""


def test_a_year_is_not_set_beside_one_that_overlaps_it():
    calendar, financial = parse("2010"), parse("2010/11")
    assert earlier(financial, [calendar]) is None
    assert earlier(financial, [calendar, parse("2009")]) == parse("2009")
    shared_day = [Period(dt.date(year, 5, 1), dt.date(year + 1, 5, 1)) for year in (2010, 2011)]
    assert earlier(shared_day[1], shared_day) is None
    assert why_not(dict.fromkeys(shared_day, Decimal(1)), shared_day[1]) == ""
    found = pair({parse("2009"): Decimal(1), financial: Decimal(2)}, financial)
    assert found.ago == "in 2009"


def test_a_comparison_across_a_break_says_so():
    series = {parse("2009/10"): Decimal(9), parse("2010/11"): Decimal(8)}
    found = pair(
        series, parse("2010/11"), [(dt.date(2010, 4, 1), "New counting rules."), (dt.date(2012, 1, 1), "Later")]
    )
    assert found.broken == "from 1 April 2010: New counting rules"


def test_a_figure_is_set_beside_the_latest_one_that_is_known():
    series = {parse("2008/09"): Decimal(9), parse("2009/10"): None, parse("2010/11"): Decimal(8)}
    found = pair(series, parse("2010/11"))
    assert (found.then, found.ago) == (Decimal(9), "2 years ago")
    assert pair(series, parse("2009/10")) is None
    assert why_not(series, parse("2009/10")) == ""


@given(st.lists(st.integers(0, 500), min_size=0, max_size=30), st.sampled_from([1, 3]))
def test_rolling_years_are_sums_of_whole_years(values, length):
    series = months("July 2012" if length == 1 else "July 2012 to September 2012", values, length)
    found = rolling_years(series)
    count = 12 // length
    assert len(found) == max(0, len(values) - count + 1)
    for at, period in enumerate(sorted(found)):
        assert period.months == 12
        assert found[period] == sum(values[at : at + count])


def test_a_rolling_year_is_made_of_whole_months_and_of_quarters_only_where_there_are_no_months():
    year, quarters = months("April 2012", [1] * 12), months("April 2012 to June 2012", [5] * 8, 3)
    assert rolling_years(year | quarters) == {parse("2012/13"): Decimal(12)}
    assert rolling_years(months("April 2012", [1] * 11) | quarters)[parse("2012/13")] == 20
    part = {Period(dt.date(2013, 3, 1), dt.date(2013, 3, 30)): Decimal(1)}
    assert rolling_years(months("April 2012", [1] * 11) | part) == {}


def test_no_reason_is_given_where_nothing_earlier_is_as_long():
    series = {parse("2012/13"): Decimal(9), Q["Q1 2014/15"]: Decimal(9), Q["Q4 2014/15"]: Decimal(5)}
    assert why_not(series, Q["Q1 2014/15"]) == ""
    assert why_not(series, Q["Q4 2014/15"]) == (
        "No change is given: the earlier figures are for other times of the year, and the season alone may explain a "
        "difference."
    )
    assert why_not({Q["Q1 2014/15"]: Decimal(1), parse("2015/16"): Decimal(2)}, parse("2015/16")) == ""
    assert why_not(series | {Q["Q4 2014/15"]: None}, Q["Q4 2014/15"]) == ""
    assert why_not({**series, Q["Q1 2014/15"]: None}, Q["Q4 2014/15"]) == ""
    assert why_not({Q["Q1 2014/15"]: Decimal(1), Q["Q1 2015/16"]: Decimal(2)}, Q["Q1 2015/16"]) == ""


def test_no_rolling_year_is_made_over_a_gap():
    series = months("April 2012", list(range(1, 25)))
    series[parse("January 2013")] = None
    assert [str(one) for one in sorted(rolling_years(series))] == [
        "February 2013 to January 2014",
        "March 2013 to February 2014",
        "2013/14",
    ]


@given(st.lists(st.integers(0, 9999).map(Decimal), min_size=5, max_size=14))
def test_the_forecast_of_years_is_a_straight_line_with_a_band(values):
    found = forecast({Period.financial_year(2000 + at): value for at, value in enumerate(values)})
    assert isinstance(found, Forecast)
    assert found.period == Period.financial_year(2000 + len(values))
    assert 0 <= found.low <= found.value <= found.high


def test_the_forecast_of_a_straight_line_goes_on_straight():
    line = {Period.financial_year(2000 + at): Decimal(100 - 10 * at) for at in range(6)}
    found = forecast(line)
    assert (found.low, found.value, found.high) == (Decimal(40), Decimal(40), Decimal(40))


def test_the_band_is_that_of_a_worked_example():
    """Five points about a line: slope 0.6, s² = 2.4 / 3, at x = 6: s × √(1 + 1/5 + 9/10) × 3.182."""
    values = [2, 4, 5, 4, 5]
    found = forecast({Period.financial_year(2001 + at): Decimal(value) for at, value in enumerate(values)})
    assert found.value == pytest.approx(Decimal("5.8"))
    assert float(found.high - found.value) == pytest.approx(T95[3] * (0.8 * 2.1) ** 0.5, abs=1e-3)


def test_with_fewer_than_five_figures_there_is_none_and_a_sentence_says_so():
    four = {Period.financial_year(2000 + at): Decimal(9) for at in range(4)}
    refusal = "No forecast: it needs at least 5 figures counted in the same way, and there are %s."
    assert forecast(four) == refusal % 4
    six = {Period.financial_year(2000 + at): Decimal(9) for at in range(6)}
    assert forecast(six, [dt.date(2003, 4, 1)]) == refusal % 3
    assert isinstance(forecast(six, [dt.date(2001, 4, 1)]), Forecast)


def test_what_is_no_series_of_years_or_parts_of_years_has_none():
    calendar = {Period.of_months(2000 + at, 1, 12): Decimal(9) for at in range(4)}
    mixed = forecast(calendar | {Period.financial_year(2010): Decimal(9)})
    assert mixed == "No forecast: the figures are for years that begin in different months."
    odd = {Period.of_months(2020 + at, month, 3): Decimal(9) for at in range(2) for month in (2, 5, 8)}
    assert forecast(odd) == "No forecast: the periods do not make up financial years."
    starts = [months_after(dt.date(2020, 4, 1), 3 * at) for at in range(8)]
    complete = {Period.of_months(day.year, day.month, 3): Decimal(9) for day in starts}
    assert forecast(complete) == "No forecast: the year is complete."
    nothing = dict.fromkeys(sorted(complete)[:-1], Decimal(0))
    assert forecast(nothing) == "No forecast: there are too few cases."
    gap = {one: value for place, (one, value) in enumerate(sorted(complete.items())) if place not in (1, 7)}
    assert forecast(gap) == "No forecast: it needs every figure of this year so far and of the year before."


def test_a_forecast_is_said_with_its_band():
    line = {Period.financial_year(2000 + at): Decimal(100 - 10 * at) for at in range(6)}
    assert forecast(line).words == (
        "Forecast for 2006/07 if things continue as they are: 40, most likely between 40 and 40 (straight line through "
        "6 years)."
    )


def test_the_forecast_of_quarters_keeps_the_season():
    series = months("April 2012 to June 2012", [10, 20, 30, 40, 20, 40], 3)
    found = forecast(series)
    assert (found.period, found.value) == (Period.financial_year(2013), Decimal(200))
    assert found.low < 200 < found.high
    assert forecast(months("April 2012 to June 2012", [10, 20, 30, 40, 20, 40, 60, 80], 3)) == (
        "No forecast: the year is complete."
    )


def test_a_forecast_of_quarters_needs_the_whole_year_before():
    series = months("July 2012 to September 2012", [20, 30, 40, 20, 40], 3)
    assert forecast(series) == "No forecast: it needs every figure of this year so far and of the year before."
