"""The trend of an indicator, areas against the average, and targets beside outturns as charts."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given, strategies as st

from performance.reports.page import bullet
from performance.rules.areas.average import AverageComparison, compare_with_average
from performance.rules.change.chart_limits import limits_of
from performance.rules.targets.judging import level_on_the_way
from performance.rules.targets.status import RULES, Status, StatusInputs
from plans.public.charts import table_chart
from plans.publishing.versions import publish
from tests import builders

COUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3000).map(Decimal), min_size=3)


def target(**fields) -> dict:
    return {
        "kind": "percent change", "value": "-20", "baseline": "1000", "baseline_start": "2009-04-01",
        "baseline_end": "2010-03-31", "due_start": "2013-04-01", "due_end": "2014-03-31",
    } | fields  # fmt: skip


def test_the_way_to_a_target_is_straight_and_the_trajectory_rule_turns_on_it():
    levels = [level_on_the_way(target(), dt.date(year, 3, 31)) for year in range(2009, 2016)]
    assert levels == [None, 1000, 950, 900, 850, 800, None]
    for elapsed, level in ((12, levels[2]), (24, levels[3]), (36, levels[4])):
        rule = RULES["trajectory@1"]
        assert rule.status(StatusInputs(Decimal(1000), level, Decimal(-20), 0, elapsed, 48)) == Status.ON_TARGET
        assert rule.status(StatusInputs(Decimal(1000), level + 1, Decimal(-20), 0, elapsed, 48)) == Status.BEHIND


def test_there_is_no_way_without_a_baseline_or_dates():
    assert level_on_the_way(target(baseline=None), dt.date(2011, 3, 31)) is None
    assert level_on_the_way(target(due_end=None, due_start=None), dt.date(2011, 3, 31)) is None


def sure(counts):
    """Counts that are exact: the least and the most that each can be are the same."""
    return {code: None if count is None else (count, count) for code, count in counts.items()}


@given(COUNTS, st.integers(1, 9))
def test_with_equal_rates_no_area_is_higher_or_lower(counts, people):
    found = compare_with_average(sure(counts), {code: count * people * 10 for code, count in counts.items()})
    assert {one.verdict for one in found.values()} <= {0}


@given(COUNTS)
def test_areas_that_are_higher_are_above_the_average_and_those_lower_below(counts):
    bases = dict.fromkeys(counts, Decimal(10_000))
    found = compare_with_average(sure(counts), bases)
    assert set(found) == set(counts)
    for code, one in found.items():
        rate = counts[code] / bases[code] * 1000
        assert one.verdict == 0 or (one.verdict > 0) == (rate > one.average)


def test_an_area_differs_from_the_average_only_if_it_does_for_all_that_its_figure_can_stand_for():
    bases = dict.fromkeys("abcd", Decimal(10_000))
    counts = sure({"a": Decimal(100), "b": Decimal(100), "c": Decimal(160)})
    wide = counts | {"d": (Decimal(1), Decimal(40))}
    found = compare_with_average(wide, bases)
    assert {code: one.verdict for code, one in found.items()} == {"a": 0, "b": 0, "c": 1, "d": -1}
    assert found["a"].average == (Decimal(361) + 400) / 2 / 40
    assert compare_with_average(counts | {"d": (Decimal(1), Decimal(110))}, bases)["d"].verdict == 0
    assert compare_with_average(counts | {"d": (Decimal(1), None)}, bases) == {}


def test_no_crime_is_a_count_and_less_than_none_is_not():
    bases = dict.fromkeys("abcd", Decimal(1000))
    found = compare_with_average(sure({"a": Decimal(0), "b": Decimal(100), "c": Decimal(200), "d": Decimal(-1)}), bases)
    assert {code: (one.verdict, one.average) for code, one in found.items()} == {
        "a": (-1, 100),
        "b": (0, 100),
        "c": (1, 100),
    }
    rounded = dict.fromkeys("abc", (Decimal(10), Decimal(11)))
    assert compare_with_average(rounded | {"d": (Decimal(0), Decimal(0))}, bases)["d"].verdict == -1


def test_an_area_is_higher_lower_or_not_different():
    words = [AverageComparison(verdict, Decimal(1)).words for verdict in (1, 0, -1)]
    assert words == ["higher", "no significant difference", "lower"]


def test_two_areas_are_not_set_against_their_average():
    counts = {"a": Decimal(5), "b": Decimal(500), "c": None}
    assert compare_with_average(sure(counts), dict.fromkeys("abc", Decimal(1000))) == {}


def test_only_counts_have_limits():
    assert limits_of([Decimal(100), None, Decimal(0)], "crimes") == ((81, 122), None, (0, 4))
    assert limits_of([Decimal(23)], "%") == ()


def indicator_with_a_target(client, years: range, counts) -> dict:
    plan = builders.plan(slug="2008-2012", period_start=dt.date(2008, 4, 1), period_end=dt.date(2012, 3, 31))
    town = builders.area_set(plan.partnership, ["Town"], slug="town", kind="district").areas.get()
    crime = builders.indicator("thefts", better="lower")
    source = builders.source(plan.partnership, published_at=timezone.now())
    for year, count in zip(years, counts, strict=True):
        builders.observation(source, crime, town, year, count)
    plan.targets.create(
        name="Thefts", indicator=crime, area=town, kind="percent change", value=-20, rule="trajectory@1",
        baseline_start=dt.date(2008, 4, 1), baseline_end=dt.date(2009, 3, 31), baseline_value=counts[0],
        baseline_state="value", due_start=dt.date(2012, 4, 1), due_end=dt.date(2013, 3, 31),
    )  # fmt: skip
    crime.breaks.create(starts_on=dt.date(2010, 4, 1), reason="Counted anew")
    publish(plan, kind="final")
    return client.get("/anytown/performance/thefts/chart.json").json()


def test_the_trend_has_limits_target_way_and_break(db, client):
    drawn = indicator_with_a_target(client, range(2008, 2012), [400, 380, 300, 310])
    own, way = drawn["data"]
    assert own["y"] == [400, 380, None, 300, 310, None]
    assert own["error_y"]["array"][0] == 41  # 441 − 400, by Byar's approximation
    assert way["y"] == [400, 380, 360, 340, 320]
    assert {shape["y0"] for shape in drawn["layout"]["shapes"] if shape["x0"] == 0} == {320}
    page = client.get("/anytown/performance/thefts/").content.decode()
    assert "No significant change from a year ago: 310 crimes, up 10 (+3.3%)." in page
    assert "No forecast: it needs at least 5 figures counted in the same way, and there are 2." in page


def test_a_comparison_across_a_break_is_said_on_the_page(db, client):
    indicator_with_a_target(client, range(2008, 2011), [400, 380, 200])
    page = client.get("/anytown/performance/thefts/").content.decode()
    assert (
        "Counting changed in between (from 1 April 2010: Counted anew), so the two do not measure the same thing."
        in page
    )


def test_quarters_are_compared_with_the_year_before_and_added_up(db, client):
    owner = builders.partnership()
    town = builders.area_set(owner, ["Town"], slug="town", kind="district").areas.get()
    crime, source = builders.indicator("thefts"), builders.source(owner, published_at=timezone.now())
    for at, count in enumerate([100, 90, 80, 200, 160, 50, 81, 150, 98, 90]):
        start = dt.date(2010 + (3 + at * 3) // 12, (3 + at * 3) % 12 + 1, 1)
        end = (start + dt.timedelta(days=95)).replace(day=1) - dt.timedelta(days=1)
        builders.observation(source, crime, town, 0 + start.year, count, period_start=start, period_end=end)
    page = client.get("/anytown/performance/thefts/").content.decode()
    assert (
        "Town, Q2 2012/13. More than a year ago: 90 crimes, up 40 (+80.0%), a statistically significant change." in page
    )
    assert "Twelve months, October 2011 to September 2012: No significant change from a year ago: 419" not in page
    assert "Twelve months, October 2011 to September 2012: Fewer than a year ago: 419 crimes, down 71 (−14.5%)" in page
    assert "Forecast for 2012/13 if things continue as they are: 395" in page


@pytest.mark.parametrize(("count", "drawn"), [(1, False), (2, True)])
def test_outturns_against_targets_are_drawn_for_two_and_more(count, drawn):
    one = {"name": "Thefts", "achieved": "-15.2", "aimed": "-20", "status": "off target"}
    older = {"name": "Older", "status": "on target"}
    found = bullet([one] * count + [older], "2006/07")
    assert (found is not None) is drawn
    if found:
        assert found.table["rows"] == [["Thefts", "−15.2%", "−20.0%"]] * 2
        assert "0 are met or on target" in found.sentence
        assert found.finding == "0 of 2 targets are met or on target"


def figures_of(years: dict[int, int | None], *, again: dict[int, int] | None = None):
    """Thefts in a town as one source gives them, and for some years as another does."""
    owner = builders.partnership()
    town = builders.area_set(owner, ["Town"], slug="town", kind="district").areas.get()
    crime = builders.indicator("thefts", better="lower")
    for number, counts in (("one", years), ("two", again or {})):
        source = builders.source(owner, number, published_at=timezone.now())
        for year, count in counts.items():
            builders.observation(source, crime, town, year, count)
    return owner, crime, town


def test_an_indicator_without_a_number_has_no_chart(db, client):
    figures_of({2008: None, 2009: None})
    assert "app-chart" not in client.get("/anytown/performance/thefts/").content.decode()
    assert client.get("/anytown/performance/thefts/chart.json").status_code == 404


def test_years_apart_and_sources_that_differ_are_drawn_as_they_are(db, client):
    figures_of({2003: 688, 2005: 915, 2006: 811, 2024: 700}, again={2003: 984})
    page = client.get("/anytown/performance/thefts/").content.decode()
    assert page.count('class="c-range"') == 1
    assert "<title>2003/04: sources differ: 688 or 984</title>" in page
    assert "Thefts: no significant change" not in page  # 2024/25 is compared with 2006/07
    assert "Source: One; Two</p>" in page
    assert (
        '<p class="app-chart__title">Thefts fell 13.7% from 2006/07 to 2024/25; sources differ about 2003/04</p>'
        in page
    )
    drawn = client.get("/anytown/performance/thefts/chart.json").json()
    assert drawn["data"][0]["y"] == [None, 915, 811, None, 700]
    x = [at for at, y in zip(drawn["data"][0]["x"], drawn["data"][0]["y"], strict=True) if y is not None]
    assert [round(at - x[0]) for at in x] == [0, 1, 19]
    texts = [note["text"] for note in drawn["layout"]["annotations"]]
    assert {"915", "811", "700"} <= set(texts)


def test_of_several_targets_the_one_due_last_is_drawn_to_the_year_in_which_it_is_due(db, client):
    owner, crime, town = figures_of({2008: 400, 2009: 380})
    plan = builders.plan(owner)
    for first, due, value in ((2006, 2009, -5), (2008, 2013, -20)):
        plan.targets.create(
            name=f"By {due}", indicator=crime, area=town, kind="percent change", value=value,
            baseline_start=dt.date(first, 4, 1), baseline_end=dt.date(first + 1, 3, 31), baseline_value=400,
            baseline_state="value", due_start=dt.date(due, 4, 1), due_end=dt.date(due + 1, 3, 31),
        )  # fmt: skip
    publish(plan, kind="final")
    own, way = client.get("/anytown/performance/thefts/chart.json").json()["data"]
    assert (own["y"], way["y"]) == ([400, 380, None], [400, 384, 320])
    page = client.get("/anytown/performance/thefts/").content.decode()
    assert "Target: down 20%, 2013/14" in page
    assert "2013/14" in page


def test_a_table_without_a_number_has_no_chart():
    cell = {"kind": "value", "value": None, "state": "not available", "figure": ""}
    table = {
        "rows": [{"total": False, "label": "A", "cells": [cell]}],
        "chart": "bars", "slug": "t", "title": "T", "columns": ["2010/11"], "source": "s",
    }  # fmt: skip
    assert table_chart(table, "anytown", "/", {}) is None


def test_a_partnership_notes_for_itself_that_a_shared_indicator_is_counted_differently(db, client):
    """At the desk; the pages of others stay as they are."""
    owner, crime, _town = figures_of({2008: 400, 2009: 380, 2010: 200, 2011: 190})
    elsewhere = builders.partnership("elsewhere")
    there = builders.area_set(elsewhere, ["Village"], slug="village", kind="district").areas.get()
    source = builders.source(elsewhere, "theirs", published_at=timezone.now())
    for year in range(2008, 2012):
        builders.observation(source, crime, there, year, 100)
    builders.sign_in(client, builders.person("officer", owner, "officer"))
    noted = {"indicator": crime.pk, "starts_on": "2010-10-01", "reason": "Counted by another system"}
    assert client.post("/desk/anytown/about/changes-in-counting/add/", noted).status_code == 302
    page = client.get("/anytown/performance/thefts/").content.decode()
    assert "2010/11 (counted differently from 1 October 2010: Counted by another system)" in page
    assert client.get("/anytown/performance/thefts/chart.json").json()["data"][0]["y"] == [
        400,
        380,
        None,
        200,
        None,
        190,
    ]
    assert "Counted by another system" not in client.get("/elsewhere/performance/thefts/").content.decode()


def test_a_single_figure_has_a_sentence_in_place_of_a_chart(db, client):
    figures_of({2008: 400})
    page = client.get("/anytown/performance/thefts/").content.decode()
    assert "There is only one figure so far." in page
    assert "app-chart" not in page
