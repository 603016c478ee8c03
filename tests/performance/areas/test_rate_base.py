"""Rates by residents or households, as each indicator asks for."""

from decimal import Decimal

import pytest
from django.utils import timezone

from csp_portal.formats.periods import Period
from performance.models import Indicator
from performance.reports.content.outcomes import NO_RATE, _rate
from plans.models import Partnership
from tests import builders
from tests.performance.indicators.test_pages import words
from tests.public_pages import STORING

YEAR = Period.financial_year(2010)


@pytest.fixture
def burglaries(db) -> Indicator:
    """Four wards with twice as many residents as households; in the last many people live in each home."""
    owner = builders.partnership()
    wards = builders.area_set(owner, ["North", "East", "South", "West"])
    source = builders.source(owner, published_at=timezone.now())
    residents = builders.indicator("residents", unit="people", type="denominator")
    households = builders.indicator("households", unit="households", type="denominator")
    burglary = builders.indicator("domestic-burglary", name="Domestic burglary", unit="crimes")
    for area, people, homes, count in zip(
        wards.areas.order_by("position"),
        (2000, 2000, 2000, 8000),
        (1000, 1000, 1000, 1000),
        (40, 40, 40, 80),
        strict=True,
    ):
        builders.observation(source, residents, area, 2010, people)
        builders.observation(source, households, area, 2010, homes)
        builders.observation(source, burglary, area, 2010, count)
    return burglary


def by_households(burglary: Indicator) -> None:
    burglary.rate_base = "households"
    burglary.save()


def test_an_indicator_is_compared_by_residents_unless_it_asks_for_households(burglaries, client):
    assert "They are compared per 1,000 residents, counted in 2011." in words(client.get("/anytown/areas/"))
    assert (
        "80 crimes (domestic burglary), ranked 4th of 4 wards by rate, 10.0 per 1,000 residents in 2011, "
        "significantly lower" in words(client.get("/anytown/areas/anytown-west/"))
    )


def test_domestic_burglary_is_compared_by_households(burglaries, client, django_assert_max_num_queries):
    by_households(burglaries)
    with django_assert_max_num_queries(5 + STORING):
        page = client.get("/anytown/areas/?chart=funnel")
    assert "They are compared per 1,000 households, counted in 2011." in words(page)
    assert "The average is 50.0 per 1,000 households." in words(page)
    said = words(client.get("/anytown/areas/anytown-west/"))
    assert (
        "80 crimes (domestic burglary), ranked 1st of 4 wards by rate, 80.0 per 1,000 households in 2011, significantly"
        in said
    )
    assert "significantly higher than the average" in said


def test_where_households_are_not_counted_residents_are_taken_and_said(burglaries, client):
    by_households(burglaries)
    Indicator.objects.get(slug="households").observations.all().delete()
    assert "They are compared per 1,000 residents, counted in 2011." in words(client.get("/anytown/areas/"))


def test_an_officer_chooses_it_at_the_desk(burglaries, client):
    owner = Partnership.objects.get()
    burglaries.partnership = owner
    burglaries.save()
    builders.sign_in(client, builders.person("officer", owner, "officer"))
    page = client.get(f"/desk/anytown/about/rows/indicators/{burglaries.pk}/").content.decode()
    assert "Rates are per 1,000" in page


def test_the_rate_of_a_report_names_what_it_is_divided_by():
    households, residents = {YEAR: Decimal(1000)}, {YEAR: Decimal(2000)}
    both = {"households": households, "residents": residents}
    assert _rate(Decimal(40), YEAR, both) == {"shown": "40.0", "year": 2011, "base": "households"}
    assert _rate(Decimal(40), YEAR, both | {"households": {}}) == {"shown": "20.0", "year": 2011, "base": "residents"}
    assert _rate(Decimal(40), YEAR, {}) == NO_RATE
