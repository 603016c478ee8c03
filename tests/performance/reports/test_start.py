"""Starting a report: the desk offers the last quarter that is over, with one button."""

import datetime as dt
import re

import pytest

from performance.reports.desk.panel import quarter_to_report
from tests import builders
from tests.performance.indicators.test_pages import words

TODAY = dt.date(2026, 11, 29)


@pytest.fixture
def plan(db):
    return builders.plan(slug="2026-2029", period_start=dt.date(2026, 4, 1), period_end=dt.date(2029, 3, 31))


def test_the_last_quarter_that_is_over_is_offered_until_its_report_is_started(plan):
    offered = quarter_to_report(plan, [], TODAY)
    assert offered == {
        "period": "July to September 2026",
        "title": "Progress report, July to September 2026",
        "slug": "2026-27-q2-2026-2029",
        "period_start": "2026-07-01",
        "period_end": "2026-09-30",
    }
    days = {"period_start": dt.date(2026, 7, 1), "period_end": dt.date(2026, 9, 30)}
    assert quarter_to_report(plan, [builders.report(plan, **days)], TODAY) is None
    assert quarter_to_report(plan, [builders.report(plan, "year")], TODAY) == offered


@pytest.mark.parametrize(
    ("today", "is_offered"),
    [("2026-06-30", False), ("2026-07-01", True), ("2029-06-30", True), ("2029-07-01", False)],
)
def test_no_quarter_is_offered_in_which_the_plan_has_no_day(plan, today, is_offered):
    assert (quarter_to_report(plan, [], dt.date.fromisoformat(today)) is not None) == is_offered


def test_one_press_starts_the_report(plan, client, monkeypatch):
    monkeypatch.setattr("plans.desk.views.timezone.localdate", lambda: TODAY)
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    page = client.get("/desk/anytown/plans/2026-2029/").content.decode()
    form = page[page.index('action="/desk/anytown/plans/2026-2029/reports/new/"') :]
    form = form[: form.index("</form>")]
    assert "Start the report for July to September 2026" in form
    assert "csrfmiddlewaretoken" in form
    sent = dict(re.findall(r'name="(title|slug|period_start|period_end)" value="([^"]+)"', form))
    made = client.post("/desk/anytown/plans/2026-2029/reports/new/", sent)
    assert made["Location"] == "/desk/anytown/plans/2026-2029/reports/2026-27-q2-2026-2029/"
    assert str(plan.reports.get().period) == "Q2 2026/27"
    text = words(client.get("/desk/anytown/plans/2026-2029/"))
    assert "Start the report for" not in text
    assert "Progress report, July to September 2026" in text


def test_who_does_not_write_is_offered_nothing(plan, client, monkeypatch):
    monkeypatch.setattr("plans.desk.views.timezone.localdate", lambda: TODAY)
    builders.sign_in(client, builders.person("approver", plan.partnership, "approver"))
    assert "Start the report for" not in words(client.get("/desk/anytown/plans/2026-2029/"))
