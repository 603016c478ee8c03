"""Measures: a task when a figure is overdue, and what readers see of them."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from performance.figures.publishing import publish_source
from performance.indicators.measures.due import overdue
from performance.models import PartnershipMeasure
from plans.models import Organisation
from tests import builders
from tests.performance.indicators.test_pages import words

TODAY = dt.date(2026, 11, 29)
QUARTER = {"period_start": dt.date(2026, 4, 1), "period_end": dt.date(2026, 6, 30)}
WORDS = {"good": "Fewer than last year.", "why": "Homes should be safe."}


@pytest.fixture
def measure(db):
    """Burglary, shared by all, with a figure for April to June 2026, due 46 days after each quarter."""
    owner = builders.partnership()
    town = builders.area_set(owner, ["Town"]).areas.get()
    burglary = builders.indicator("burglary")
    builders.observation(builders.source(owner), burglary, town, 2026, 40, **QUARTER)
    police = Organisation.objects.create(name="Anyshire Police")
    return owner.measures.create(
        indicator=burglary, frequency="quarterly", lag=46, lag_unit="days", provider=police, **WORDS
    )


def tasks(owner):
    officer = builders.person("officer", owner, "officer")
    return [
        (one.sentence, one.address) for one in builders.read(overdue(officer, list(officer.memberships.all()), TODAY))
    ]


SENTENCE = "“Burglary” has no figure for July to September 2026; due 15 November 2026."


def test_an_overdue_figure_is_a_task_until_it_is_there(measure):
    owner = measure.partnership
    assert tasks(owner) == [(SENTENCE, "/desk/anytown/figures/enter/")]
    first = measure.indicator.observations.get()
    later = {"period_start": dt.date(2026, 7, 1), "period_end": dt.date(2026, 9, 30)}
    waiting = builders.observation(
        first.source, measure.indicator, first.area, 2026, None, state="to be confirmed", **later
    )
    assert tasks(owner) == [(SENTENCE, "/desk/anytown/figures/enter/")]
    waiting.state, waiting.value = "value", 38
    waiting.save()
    assert tasks(owner) == []


def test_other_partnerships_and_measures_without_a_rhythm_are_no_tasks(measure):
    assert tasks(builders.partnership("elsewhere")) == []
    measure.frequency = "other"
    measure.save()
    assert tasks(measure.partnership) == []


def test_many_measures_cost_as_many_queries_as_one(measure, django_assert_num_queries):
    officer = builders.person("officer", measure.partnership, "officer")
    first = measure.indicator.observations.get()
    for number in range(5):
        other = builders.indicator(f"other-{number}")
        builders.observation(first.source, other, first.area, 2026, 1, **QUARTER)
        measure.partnership.measures.create(indicator=other, frequency="monthly", lag=0)
    memberships = list(officer.memberships.select_related("partnership"))
    with django_assert_num_queries(1):
        assert len(builders.read(overdue(officer, memberships, TODAY))) == 6


def test_a_rhythm_without_a_lag_is_refused(measure):
    measure.lag = None
    with pytest.raises(ValidationError, match="Say how long after the end of the period the figure is published"):
        measure.full_clean()


def test_readers_see_it_on_the_page_of_the_indicator_and_the_performance_page(client, measure):
    first = measure.indicator.observations.get()
    publish_source(first.source)
    page = words(client.get("/anytown/performance/burglary/"))
    assert (
        "How often Quarterly, 46 days after the end of the period Next figure July to September 2026, due 15 November "
        "2026 Provided by Anyshire Police Why it matters Homes should be safe. What good looks like Fewer than last "
        "year."
    ) in page
    page = words(client.get("/anytown/performance/"))
    assert "Burglary Homes should be safe. What good looks like: Fewer than last year." in page


def test_the_desk_lists_what_is_due(client, measure):
    builders.sign_in(client, builders.person("officer", measure.partnership, "officer"))
    page = words(client.get("/desk/anytown/figures/import/"))
    assert (
        "Burglary Quarterly, 46 days after the end of the period July to September 2026, due 15 November 2026" in page
    )
    form = {"indicator": measure.indicator_id, "frequency": "monthly", "lag": "2", "lag_unit": "months"}
    rows = "/desk/anytown/about/rows/measures/"
    assert client.get(f"{rows}{measure.pk}/").status_code == 200
    client.post(f"{rows}{measure.pk}/", form | {"row_version": "1"})
    assert (PartnershipMeasure.objects.get().frequency, PartnershipMeasure.objects.get().lag) == ("monthly", 2)


def test_a_year_to_date_is_compared_with_the_same_months_and_stays_out_of_the_chart(client, measure):
    first = measure.indicator.observations.get()
    for start, end, value in [
        ("2025-10-01", "2025-12-31", 47),
        ("2026-01-01", "2026-03-31", 50),
        ("2025-04-01", "2025-09-30", 100),
        ("2026-04-01", "2026-09-30", 60),
    ]:
        span = {"period_start": dt.date.fromisoformat(start), "period_end": dt.date.fromisoformat(end)}
        builders.observation(first.source, measure.indicator, first.area, 2026, value, **span)
    publish_source(first.source)
    page = words(client.get("/anytown/performance/burglary/"))
    assert "Year to date, April to September 2026: Fewer than a year ago: 60 crimes, down 40 (−40.0%)" in page
    drawn = client.get("/anytown/performance/burglary/chart.json").content.decode()
    assert "Q4 2025/26" in drawn
    assert "September" not in drawn
