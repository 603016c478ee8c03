"""Targets beside outturns: which figures count, what is said about them, and what Norwich printed in 2007."""

import datetime as dt
from decimal import Decimal

import pytest

from csp_portal.formats.periods import Period
from performance.indicators.target_tables import TargetTable, each_once
from performance.models import ReportVersion
from performance.reports.page import agreements, printed_symbols
from performance.rules.reports.quarter import figure
from performance.rules.targets.adding_up import added_up
from performance.rules.targets.judging import MeasuredTarget
from performance.rules.targets.outturns import Break, OutturnFigure, outcome
from performance.rules.targets.results import on_the_way
from performance.rules.targets.status import Status
from performance.rules.targets.trajectory import ExpectedLevel
from performance.rules.targets.words import answer

TARGET = {
    "name": "Burglary",
    "indicator": "burglary",
    "indicator_code": "",
    "area": "E07000148",
    "kind": "percent change",
    "wording": "Change from the baseline in per cent",
    "as_printed": "20%",
    "value": "-20",
    "state": "value",
    "unit": "crimes",
    "baseline_period": "2003/04",
    "baseline_start": "2003-04-01",
    "baseline_end": "2004-03-31",
    "baseline_as_printed": "1000",
    "baseline": "1000",
    "baseline_state": "value",
    "due_period": "2007/08",
    "due_start": "2007-04-01",
    "due_end": "2008-03-31",
    "better": "lower",
    "rule": "final-exact@1",
    "holder": "",
    "data_source": "",
    "note": "",
    "locator": "line 1",
}


def target(**changes):
    return TARGET | changes


def seen(year: int, value: int | str | None, source: str = "report", **changes) -> OutturnFigure:
    given = {
        "period": Period.financial_year(year),
        "value": None if value is None else Decimal(value),
        "state": "value" if value is not None else "not available",
        "shown": f"{value}" if value is not None else "not available",
        "source_slug": source,
        "source_title": source.title(),
        "anchor": f"table-{year}",
    }
    return OutturnFigure(**given | changes)


def test_only_outturns_after_the_baseline_and_up_to_the_due_date_count():
    found = outcome(target(), [seen(2008, 1), seen(2002, 2), seen(2003, 1000), seen(2007, 790), seen(2005, 900)])
    assert [entry["period"] for entry in found["outturns"]] == ["2005/06", "2007/08"]
    assert (found["change"], found["percent_change"]) == ("−210", "−21.0%")
    assert found["status"] == "met"


def test_a_month_is_not_held_against_a_year():
    month = seen(2007, 60, period=Period.of_months(2008, 3, 1))
    assert outcome(target(), [month])["status"] == "no figure yet"


def test_later_outturns_can_be_left_out():
    found = outcome(target(), [seen(2005, 900), seen(2007, 790)], on=dt.date(2007, 3, 31))
    assert [entry["shown"] for entry in found["outturns"]] == ["900"]
    assert found["status"] == "off target"


def test_another_rule_can_judge_the_same_target():
    half_way = [seen(2005, 900)]
    assert outcome(target(), half_way)["status"] == "off target"
    assert outcome(target(), half_way, rule="trajectory@1")["status"] == "on target"


def test_every_rule_gives_its_status():
    found = outcome(target(), [seen(2007, 805)])
    assert found["under"] == {
        "final-exact@1": "missed",
        "final-rounded@1": "met",
        "trajectory@1": "missed",
        "band@1": "missed",
    }


def test_the_plans_own_baseline_counts_and_leads_to_the_source_that_says_the_same():
    found = outcome(target(), [seen(2003, 1000, "report"), seen(2003, 1144, "plan"), seen(2007, 790)])
    assert (found["baseline"]["shown"], found["baseline"]["source"]) == ("1000", "report")
    assert found["note"] == (
        "Another source gives a different baseline: 1144 (Plan). With 1144 it is 1,144 → 790, −30.9%: met as well."
    )


def test_without_a_baseline_in_the_plan_two_that_differ_give_none():
    bare = target(baseline=None, baseline_state="not available")
    found = outcome(bare, [seen(2003, 1000, "report"), seen(2003, 1144, "plan"), seen(2007, 915)])
    assert (found["baseline"]["value"], found["change"]) == (None, "")
    assert found["baseline"]["shown"] == "sources differ: 1000 or 1144"
    assert found["note"] == (
        "Sources differ about 2003/04: 1000 (Report); 1144 (Plan). None of them is used to judge the target. With 1000 "
        "it is 1,000 → 915, −8.5%: missed. With 1144 it is 1,144 → 915, −20.0%: met."
    )
    own = outcome(bare, [seen(2003, 1000, "report"), seen(2003, 1144, "plan"), seen(2007, 915)], own="plan")
    assert (own["baseline"]["value"], own["change"]) == ("1144", "−229")


def test_two_sources_for_one_period_are_both_shown_and_none_counts_but_the_callers_own():
    found = outcome(target(), [seen(2007, 790, "report"), seen(2007, 990, "plan")])
    assert [(entry["value"], entry["shown"]) for entry in found["outturns"]] == [(None, "sources differ: 790 or 990")]
    assert (found["status"], found["change"]) == ("no figure yet", "")
    differ = "Sources differ about 2007/08: 790 (Report); 990 (Plan)."
    assert found["note"] == (
        f"{differ} None of them is used to judge the target. With 790 it is 1,000 → 790, −21.0%: met. With 990 it is "
        "1,000 → 990, −1.0%: missed."
    )
    report = outcome(target(), [seen(2007, 790, "report"), seen(2007, 990, "plan")], own="report")
    assert [(entry["value"], entry["source"]) for entry in report["outturns"]] == [("790", "report")]
    assert report["status"] == "met"
    assert report["note"] == (
        f"{differ} The figure from “Report” is used here. With 990 it is 1,000 → 990, −1.0%: missed."
    )


def test_a_break_between_baseline_and_outturn_is_said():
    broken = [Break(dt.date(2005, 4, 1), "New counting rules."), Break(dt.date(2010, 4, 1), "Later")]
    note = outcome(target(), [seen(2007, 790)], breaks=broken)["note"]
    assert note == (
        "Counting changed on 1 April 2005 (New counting rules): figures before and after are not of the same thing."
    )


def test_a_status_that_hangs_on_rounding_says_so():
    note = outcome(target(), [seen(2007, "800.4")])["note"]
    assert note == "The status is based on the unrounded change, −19.96% to two places."


def test_a_baseline_of_nothing_has_no_percentage():
    found = outcome(target(baseline="0"), [seen(2007, 5)])
    assert (found["change"], found["percent_change"], found["status"]) == ("+5", "n/a", "no figure yet")


def test_a_small_baseline_has_no_percentage():
    found = outcome(target(baseline="12"), [seen(2007, 9)])
    assert (found["change"], found["percent_change"]) == ("−3", "too few")
    assert found["note"] == "No percentage is given: the baseline is below 20."


def test_a_change_between_percentages_is_in_points():
    found = outcome(target(unit="%", baseline="38", kind="below baseline", value=None), [seen(2007, 23)])
    assert (found["change"], found["percent_change"], found["status"]) == ("−15 points", "in points", "met")


def test_a_figure_without_a_number_is_shown_and_not_judged():
    found = outcome(target(), [seen(2007, None)])
    assert ([entry["shown"] for entry in found["outturns"]], found["status"]) == (["not available"], "no figure yet")


@pytest.mark.parametrize(
    ("changes", "now", "aim", "status", "rule"),
    [
        ({"value": "10"}, 1120, "up 10%", "met", "final-exact@1"),
        ({"value": "10"}, 990, "up 10%", "missed", "final-exact@1"),
        ({"kind": "change", "value": "-371"}, 629, "down 371", "met", "final-exact@1"),
        ({"kind": "change", "value": "-371"}, 630, "down 371", "missed", "final-exact@1"),
        ({"kind": "at most", "value": "900"}, 900, "at most 900", "met", "at-most@1"),
        ({"kind": "at most", "value": "900"}, 950, "at most 900", "missed", "at-most@1"),
        ({"kind": "at most", "value": "900"}, 1001, "at most 900", "missed", "at-most@1"),
        ({"kind": "at least", "value": "1100"}, 1100, "at least 1,100", "met", "at-least@1"),
        ({"kind": "keep", "value": None}, 1000, "keep the level", "met", "keep-low@1"),
        ({"kind": "keep", "value": None}, 1001, "keep the level", "missed", "keep-low@1"),
        ({"kind": "keep", "value": None, "better": "higher"}, 1001, "keep the level", "met", "keep-high@1"),
        ({"kind": "keep", "value": None, "better": "neither"}, 999, "keep the level", "missed", "keep@1"),
        ({"kind": "below baseline", "value": None}, 999, "lower than the baseline", "met", "below-baseline@1"),
        (
            {"kind": "below baseline", "value": None},
            1000,
            "lower than the baseline",
            "missed",
            "below-baseline@1",
        ),
        ({"kind": "above baseline", "value": None}, 1001, "higher than the baseline", "met", "above-baseline@1"),
        (
            {"kind": "better than group", "value": None},
            900,
            "better than the average of similar areas",
            "no figure yet",
            "better-than-similar@1",
        ),
        ({"kind": "words", "value": None, "as_printed": "Do more"}, 900, "Do more", "no number set", ""),
        ({"state": "to be confirmed", "value": None}, 900, "to be confirmed", "target to be confirmed", ""),
    ],
)
def test_every_kind_of_target(changes, now, aim, status, rule):
    found = outcome(target(**changes), [seen(2007, now)])
    assert (found["target"], found["status"], found["rule"]) == (aim, status, rule)


def test_without_a_baseline_a_level_counts_in_its_due_period_only():
    bare = target(
        kind="at most", value="130", baseline=None, baseline_state="not available", baseline_start=None,
        baseline_end=None, baseline_period="",
    )  # fmt: skip
    assert outcome(bare, [seen(2006, 120)])["status"] == "no figure yet"
    assert outcome(bare, [seen(2007, 120)])["status"] == "met"


def test_the_answer_counts_every_target_once():
    outcomes = [
        outcome(target(), [seen(2007, 790)]),
        outcome(target(), [seen(2007, 1001)]),
        outcome(target(state="to be confirmed", value=None), []),
        outcome(target(), []),
        outcome(target(kind="words", value=None), []),
    ]
    assert answer(outcomes) == (
        "Of 2 targets with a figure: 1 met, 1 missed; 1 to be confirmed; 1 without a figure yet; "
        "1 in words, without a number."
    )
    assert answer(outcomes[2:]) == (
        "None of 3 targets can be judged yet: 1 to be confirmed; 1 without a figure yet; 1 in words, without a number."
    )
    assert answer([]) == ""


def test_the_symbols_norwich_printed_are_those_of_the_trajectory_rule(demo, db):
    report = ReportVersion.objects.get(report__slug="annual-report-2006-07").content
    found = agreements(report["outcomes"], printed_symbols(report["tables"]))
    assert {one.rule: (one.agrees, one.of) for one in found} == {
        "trajectory@1": (11, 11),
        "final-rounded@1": (9, 11),
        "final-exact@1": (7, 11),
        "band@1": (5, 11),
    }
    assert answer(report["outcomes"]) == (
        "Of 11 targets with a figure: 2 well ahead, 6 on target, 1 off target, 2 worse than the baseline."
    )
    assert {entry["period"] for one in report["outcomes"] for entry in one["outturns"]} == {"2005/06", "2006/07"}


def test_a_plan_and_the_reports_on_it_are_counted_once():
    one, other = outcome(target(), [seen(2007, 790)]), outcome(target(), [seen(2007, 990)])
    shared = {"slug": "", "title": "", "period": "", "href": ""}
    tables = [
        TargetTable(plan="2008", frozen=False, outcomes=[one], **shared),
        TargetTable(plan="2008", frozen=True, outcomes=[other], **shared),
        TargetTable(plan="2005", frozen=True, outcomes=[one, one], **shared),
        TargetTable(plan="2005", frozen=True, outcomes=[other], **shared),
    ]
    assert sorted(found["status"] for found in each_once(tables)) == ["met"] * 3


@pytest.mark.parametrize(
    ("changes", "year", "now", "said"),
    [
        ({}, 2007, 785, "Met by 1.5 percentage points: −21.5% in 2007/08; the target was −20%."),
        ({}, 2007, 863, "Missed by 6.3 percentage points: −13.7% in 2007/08; the target was −20%."),
        ({}, 2007, 800, "Met exactly: −20.0% in 2007/08; the target was −20%."),
        ({}, 2007, "800.4", "Missed by 0.04 percentage points: −20.0% in 2007/08; the target was −20%."),
        ({"rule": "trajectory@1"}, 2005, 890, "On course: −11.0% in 2005/06; the target is −20% by 2007/08."),
        ({"rule": "trajectory@1"}, 2005, 910, "Off course: −9.0% in 2005/06; the target is −20% by 2007/08."),
        ({}, 2005, 910, "−9.0% in 2005/06; the target is −20% by 2007/08."),
        ({"kind": "at most", "value": "900"}, 2007, 960, "Missed by 60: 960 in 2007/08; the target was at most 900."),
        ({"kind": "change", "value": "-50"}, 2007, 930, "Met by 20: −70 in 2007/08; the target was −50."),
        (
            {"kind": "below baseline", "value": None, "unit": "%", "baseline": "38"}, 2007, 23,
            "Met by 15 percentage points: 23% in 2007/08; the target was lower than the baseline.",
        ),
        ({"baseline": "12"}, 2007, 9, "Met by 0.6: 9 in 2007/08; the target was down 20%."),
        ({"kind": "words", "value": None}, 2007, 900, ""),
    ],
)  # fmt: skip
def test_a_result_says_by_how_much(changes, year, now, said):
    assert outcome(target(**changes), [seen(year, now)])["result"] == said


def test_a_provisional_result_says_so():
    found = outcome(target(), [seen(2007, 785, provisional=True)])
    assert found["result"] == "Met by 1.5 percentage points: −21.5% in 2007/08 (provisional); the target was −20%."


def test_what_is_not_due_is_not_missing():
    assert outcome(target(), [], on=dt.date(2007, 3, 31))["status"] == "not yet due"
    assert outcome(target(), [], on=dt.date(2007, 4, 1))["status"] == "no figure yet"
    assert outcome(target(), [seen(2005, 900)], on=dt.date(2007, 3, 31))["status"] == "off target"


@pytest.mark.parametrize(
    ("changes", "now", "status", "said"),
    [
        ({}, 940, "on target", "On course: 940 in 2005/06; the target is at most 900 by 2007/08."),
        ({}, 960, "off target", "Off course: 960 in 2005/06; the target is at most 900 by 2007/08."),
        ({"baseline": "800"}, 890, "on target", "On course: 890 in 2005/06; the target is at most 900 by 2007/08."),
        ({"rule": "final-exact@1"}, 940, "off target", "940 in 2005/06; the target is at most 900 by 2007/08."),
        (
            {"kind": "at least", "value": "1100"}, 1050, "on target",
            "On course: 1,050 in 2005/06; the target is at least 1,100 by 2007/08.",
        ),
    ],
)  # fmt: skip
def test_a_level_is_on_course_by_the_way_from_the_baseline(changes, now, status, said):
    """Half-way from 1,000 to at most 900: 950 is on the way, and no target asks for more than its level."""
    found = outcome(target(**{"kind": "at most", "value": "900", "rule": "trajectory@1"} | changes), [seen(2005, now)])
    assert (found["status"], found["result"]) == (status, said)


@pytest.mark.parametrize(
    ("baseline", "now", "expected"),
    [
        (1000, 700, "met"),  # −30 %, and −29.5 % at the least
        (1000, 800, "not certain"),  # 802 of 998 is −19.6 %, 798 of 1,002 is −20.4 %
        (1000, 805, "missed"),  # 803 of 1,002 is −19.9 %
        (1000, 900, "missed"),
    ],
)
def test_rounded_counts_are_judged_only_where_every_count_behind_them_is_judged_alike(baseline, now, expected):
    figures = [seen(2003, baseline, rounded_to=5), seen(2007, now, rounded_to=5)]
    judged = outcome(target(), figures)
    assert (judged["status"], judged["change"], judged["percent_change"], judged["under"]) == (expected, "", "", {})
    assert ("The rounded count does not show if the target is reached." in judged["note"]) == (
        expected == "not certain"
    )
    exact = outcome(target(), [seen(2003, baseline), seen(2007, now)])
    assert exact["status"] == ("met" if now <= 800 else "missed")


def test_the_answer_counts_what_is_not_certain():
    judged = outcome(target(), [seen(2003, 1000, rounded_to=5), seen(2007, 800, rounded_to=5)])
    assert answer([judged]) == "Of 1 target with a figure: 1 not certain, because counts are rounded."
    met = outcome(target(), [seen(2003, 1000), seen(2007, 700)])
    assert answer([judged, met]) == "Of 2 targets with a figure: 1 met; 1 not certain, because counts are rounded."


def quarters(year: int, *values: int | None, **changes) -> list[OutturnFigure]:
    """The quarters of a financial year, as one source gives them."""
    starts = [(year, 4), (year, 7), (year, 10), (year + 1, 1)]
    return [
        seen(year, value, period=Period.of_months(*start, 3), **changes)
        for start, value in zip(starts, values, strict=False)
    ]


def test_counts_of_quarters_are_added_up_to_a_baseline_and_to_the_years_after_it():
    found = outcome(target(baseline=None), [*quarters(2003, 250, 250, 250, 250), *quarters(2007, 200, 200, 200, 190)])
    assert (found["baseline"]["shown"], found["baseline"]["source"]) == ("1,000", "report")
    assert [(entry["period"], entry["shown"]) for entry in found["outturns"]] == [("2007/08", "790")]
    assert (found["percent_change"], found["status"]) == ("−21.0%", "met")
    assert found["note"].startswith("Added up from the figures for shorter periods: 2003/04, 2007/08.")


@pytest.mark.parametrize(
    "given",
    [
        quarters(2003, 250, 250, None, 250),
        quarters(2003, 250, 250, 250),
        quarters(2003, 250, 250, 250, 250, rounded_to=5),
        quarters(2003, 250, 250, 250, 250, qualifier="about"),
        [*quarters(2003, 250, 250, 250), *quarters(2003, 1, 2, 3, 250, source="other")[3:]],
        [seen(2003, None), *quarters(2003, 250, 250, 250, 250)],
    ],
    ids=["a gap", "not over", "rounded", "not exact", "two sources", "a source says there is none"],
)
def test_what_may_not_be_added_up_is_no_baseline(given):
    assert outcome(target(baseline=None), given)["baseline"]["value"] is None


def test_nothing_is_added_up_over_a_break_or_of_percentages():
    given = quarters(2003, 250, 250, 250, 250)
    changed = [Break(dt.date(2003, 10, 1), "New rules")]
    assert outcome(target(baseline=None), given, breaks=changed)["baseline"]["value"] is None
    assert outcome(target(baseline=None, unit="%"), given)["baseline"]["value"] is None


def test_quarters_are_not_added_up_from_figures_that_are_not_exact():
    quarter = Period.of_months(2020, 4, 3)
    months = [Period.of_months(2020, month, 1) for month in (4, 5, 6)]
    known = {month: seen(2020, 10, period=month) for month in months}
    assert figure(known, quarter, [], "crimes")["shown"] == "30"
    known[months[1]] = seen(2020, 10, period=months[1], qualifier="over")
    assert figure(known, quarter, [], "crimes")["shown"] == "not added up: not every figure is exact"


def test_a_target_without_a_due_period_is_said_without_one():
    found = outcome(target(due_period="", due_start=None, due_end=None), [seen(2005, 900)])
    assert found["result"] == "−10.0% in 2005/06; the target is −20%."


def test_on_the_way_a_rise_is_held_against_the_least_that_the_plan_expects():
    rise = target(kind="at least", value="1200", better="higher")
    now = MeasuredTarget(Decimal(1100), Period.financial_year(2005))
    said = [
        on_the_way(rise, status, now, ExpectedLevel(Decimal(1050)), "2005/06")
        for status in (Status.ON_TARGET, Status.BEHIND, Status.NOT_AVAILABLE)
    ]
    assert said == [
        "On course: 1,100 in 2005/06; the plan expects 1,050 or more.",
        "Off course: 1,100 in 2005/06; the plan expects 1,050 or more.",
        "",
    ]


def test_a_baseline_that_is_not_of_whole_months_is_not_added_up():
    assert list(added_up(target(baseline_start="2003-04-02", due_start=None, due_end=None), {}, [])) == []


def test_a_quarter_against_another_quarter_says_that_the_season_may_explain_it():
    spring = {"baseline_start": "2003-04-01", "baseline_end": "2003-06-30", "baseline_period": "Q1 2003/04"}
    autumn = {"due_start": "2007-10-01", "due_end": "2007-12-31", "due_period": "Q3 2007/08"}
    found = outcome(target(**spring, **autumn), [seen(2007, 900, period=Period.of_months(2007, 10, 3))])
    words = "Q1 2003/04 and Q3 2007/08 are different times of the year: the season alone may explain the difference."
    assert words in found["note"]
