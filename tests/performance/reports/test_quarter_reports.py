"""A report on a quarter: each measure in it, beside the quarter before, a year before and the year to date."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.test import Client

from csp_portal.formats.periods import Period, QuarterPeriods, last_quarter
from performance.figures.publishing import publish_source
from performance.reports.content.document import report_document
from performance.reports.layout import counted
from performance.reports.publishing import publish_report
from performance.rules.reports.quarter import quarter_figures
from performance.rules.reports.upgrade import upgraded
from performance.rules.targets.outturns import Break, OutturnFigure
from plans.publishing.versions import publish
from tests import builders

# Two financial years of quarters, from April 2019.
CRIMES = (100, 110, 120, 130, 90, 70, 125, 128)
PER_CENT = (40, 41, 42, 43, 44, 45, 46, 47)


def quarter_of(number: int) -> Period:
    """The quarters from April 2019, counted from 0."""
    return Period.of_months(2019 + (3 + 3 * number) // 12, (3 + 3 * number) % 12 + 1, 3)


@pytest.fixture
def plan(db):
    """A published plan with a yearly target, and figures of eight quarters of crimes and of a percentage."""
    plan = builders.rich_plan(1)
    town = builders.area_set(plan.partnership, ["Town"], "town", "district").areas.get()
    source = builders.source(plan.partnership)
    crime = builders.indicator(better="lower")
    safe = builders.indicator("feel-safe", unit="%", better="higher")
    for number in range(8):
        period = quarter_of(number)
        days = {"period_start": period.start, "period_end": period.end}
        builders.observation(source, crime, town, 2019, CRIMES[number], **days)
        builders.observation(source, safe, town, 2019, PER_CENT[number], **days, unit="%")
    plan.targets.create(
        name="Less crime",
        indicator=crime,
        area=town,
        kind="percent change",
        value=-10,
        as_printed="10%",
        baseline_start=dt.date(2019, 4, 1),
        baseline_end=dt.date(2020, 3, 31),
        baseline_value=460,
        baseline_state="value",
        due_start=dt.date(2021, 4, 1),
        due_end=dt.date(2022, 3, 31),
    )
    publish_source(source)
    publish(plan, kind="final")
    return plan


def report_of(plan, number: int, **fields):
    period = quarter_of(number)
    days = {"period_start": period.start, "period_end": period.end}
    return builders.report(plan, f"quarter-{number}", **days, **fields)


def shown(line) -> list[str]:
    return [line[name]["shown"] for name in ("this", "last", "year_before", "year_to_date")]


def figures(values: dict[Period, int | None], **fields) -> list[OutturnFigure]:
    return [
        OutturnFigure(period, None if value is None else Decimal(value), "value", str(value), "src", "Source", "f1",
                      **fields)
        for period, value in values.items()
    ]  # fmt: skip


def crimes(values: dict[Period, int | None], number: int = 6, breaks=(), unit: str = "crimes", **fields):
    periods = QuarterPeriods.of(quarter_of(number))
    return quarter_figures(figures(values, **fields), periods, breaks, unit, "lower")


QUARTERS = {quarter_of(number): value for number, value in enumerate(CRIMES)}


def test_the_periods_beside_a_quarter():
    periods = QuarterPeriods.of(Period.of_months(2021, 1, 3))
    assert [str(one) for one in (periods.this, periods.last, periods.year_before, periods.year_to_date)] == [
        "Q4 2020/21",
        "Q3 2020/21",
        "Q4 2019/20",
        "2020/21",
    ]
    assert str(QuarterPeriods.of(quarter_of(6)).year_to_date) == "April 2020 to December 2020"
    assert str(QuarterPeriods.of(quarter_of(4)).last) == "Q4 2019/20"
    assert QuarterPeriods.of(Period.of_months(2021, 2, 3)) is None
    assert QuarterPeriods.of(Period.financial_year(2020)) is None


@pytest.mark.parametrize(
    ("today", "last"),
    [
        ("2026-11-29", "Q2 2026/27"),
        ("2026-10-01", "Q2 2026/27"),
        ("2026-09-30", "Q1 2026/27"),
        ("2027-01-01", "Q3 2026/27"),
        ("2027-04-01", "Q4 2026/27"),
    ],
)
def test_the_last_quarter_that_is_over(today, last):
    assert str(last_quarter(dt.date.fromisoformat(today))) == last


def test_each_measure_of_the_quarter_with_exact_numbers(plan):
    crime, safe = report_document(report_of(plan, 6))["quarter"]
    assert shown(crime) == ["125", "70", "120", "285"]
    assert [crime[name]["period"] for name in ("this", "last", "year_before", "year_to_date")] == [
        "Q3 2020/21",
        "Q2 2020/21",
        "Q3 2019/20",
        "April 2020 to December 2020",
    ]
    assert crime["change"] == "No significant change from a year ago: 125, up 5 (+4.2%)."
    assert crime["change_word"] == "no significant change"
    assert (crime["target"], crime["due"], crime["status"]) == ("down 10%", "2021/22", "not yet due")
    assert shown(safe) == ["46%", "45%", "42%", "not available"]
    assert (safe["target"], safe["status"]) == ("", "")
    assert safe["change"] == "Higher than a year ago: 46%, up 4 points."


def test_a_significant_change_of_the_quarter_is_called_one(plan):
    crime, _safe = report_document(report_of(plan, 5))["quarter"]
    assert shown(crime) == ["70", "90", "110", "160"]
    said = "Fewer than a year ago: 70, down 40 (−36.4%), a statistically significant change."
    assert (crime["change"], crime["change_word"]) == (said, "improving")


def test_the_last_quarter_of_a_year_is_beside_the_whole_year(plan):
    crime, _safe = report_document(report_of(plan, 7))["quarter"]
    assert shown(crime) == ["128", "125", "130", "413"]
    assert crime["year_to_date"]["period"] == "2020/21"


def test_a_missing_quarter_is_words_and_never_zero():
    without = {period: value for period, value in QUARTERS.items() if period != quarter_of(5)}
    found = crimes(without)
    assert found["last"] == {
        "period": "Q2 2020/21",
        "shown": "not available",
        "value": None,
        "source": "",
        "figure": "",
        "provisional": False,
    }
    assert found["year_to_date"]["shown"] == "not added up: no agreed figure for Q2 2020/21"
    assert found["year_to_date"]["value"] is None


def test_months_make_a_quarter_and_the_year_to_date():
    months = {Period.of_months(2020, month, 1): month for month in range(4, 13)}
    found = crimes(months)
    assert (found["this"]["shown"], found["last"]["shown"], found["year_to_date"]["shown"]) == ("33", "24", "72")
    assert (found["year_before"]["shown"], found["change"]) == ("not available", "")


def test_only_crimes_and_incidents_are_added_up():
    for unit in ("%", "people", "households", "£", "per 1,000"):
        assert crimes(QUARTERS, unit=unit)["year_to_date"]["shown"] == "not available", unit
    given = QUARTERS | {Period(dt.date(2020, 4, 1), dt.date(2020, 12, 31)): 45}
    assert crimes(given, unit="%")["year_to_date"]["shown"] == "45"


def test_the_year_to_date_of_a_source_counts_before_a_sum():
    given = QUARTERS | {Period(dt.date(2020, 4, 1), dt.date(2020, 12, 31)): 290}
    assert crimes(given)["year_to_date"]["shown"] == "290"


def test_breaks_are_not_added_across_and_are_said_with_the_change():
    found = crimes(QUARTERS, breaks=[Break(dt.date(2020, 7, 1), "New rules.")])
    assert found["year_to_date"]["shown"] == "not added up: counting changed on 1 July 2020"
    assert found["change"] == (
        "No significant change from a year ago: 125, up 5 (+4.2%). Counting changed in between "
        "(from 1 July 2020: New rules), so the two do not measure the same thing."
    )


def test_rounded_counts_are_neither_added_up_nor_compared():
    found = crimes(QUARTERS, rounded_to=5)
    assert found["year_to_date"]["shown"] == "not added up: the counts are rounded to protect people"
    assert found["change"] == "The count is rounded to protect people, so no change is worked out from it."
    assert found["change_word"] == ""


def test_the_direction_of_the_quarter_counts():
    fewer = QUARTERS | {quarter_of(6): 60}
    assert crimes(fewer)["change_word"] == "improving"
    assert crimes(fewer, direction="higher")["change_word"] == "getting worse"


def test_a_disputed_quarter_has_no_value_and_no_change():
    other = OutturnFigure(quarter_of(6), Decimal(200), "value", "200", "other", "Other", "f9")
    periods = QuarterPeriods.of(quarter_of(6))
    found = quarter_figures([*figures(QUARTERS), other], periods, [], "crimes", "lower")
    assert (found["this"]["shown"], found["this"]["value"]) == ("sources differ: 125 or 200", None)
    assert found["year_to_date"]["shown"] == "not added up: no agreed figure for Q3 2020/21"
    assert (found["change"], found["change_word"]) == ("", "")


def test_a_report_on_a_year_has_no_quarter_and_an_older_one_still_reads(plan):
    year = builders.report(plan, "year", period_start=dt.date(2020, 4, 1), period_end=dt.date(2021, 3, 31))
    assert report_document(year)["quarter"] == []
    older = dict(report_document(report_of(plan, 6))) | {"schema": 3}
    del older["quarter"]
    assert upgraded(older)["quarter"] == []
    assert upgraded(older)["outcomes"] == older["outcomes"]


def test_page_paper_and_csv_show_the_quarter(plan):
    publish_report(builders.explain(report_of(plan, 6)))
    here = f"/{plan.partnership.slug}/scrutiny/quarter-6/"
    client = Client()
    for page in (here, f"{here}v1/brief/"):
        text = client.get(page).content.decode()
        assert "285" in text, page
        assert 'data-label="Same quarter last year, Q3 2019/20"' in text, page
    rows = list(csv.DictReader(io.StringIO(client.get(f"{here}v1/outcomes.csv").content.decode())))
    crime = next(row for row in rows if row["name"] == "Less crime")
    names = ("quarter", "last quarter", "same quarter last year", "year to date")
    assert [crime[name] for name in names] == ["125", "70", "120", "285"]
    safe = next(row for row in rows if row["kind"] == "quarter")
    assert [safe[name] for name in names] == ["46", "45", "42", "not available"]


def test_a_measure_with_a_target_is_not_counted_as_another_beside_it():
    figures = [{"indicator": "burglary"}, {"indicator": "theft"}]
    content = {"outcomes": [{"indicator": "burglary"}], "figures": figures}
    assert counted(content) == "This report covers 1 target and 1 other measure."
    assert counted(content | {"figures": content["figures"][:1]}) == "This report covers 1 target."
