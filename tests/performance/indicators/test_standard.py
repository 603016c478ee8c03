"""The list of standard indicators, and the page on which a partnership ticks those it uses."""

import pytest

from performance.imports.formats.home_office import crime_types
from performance.imports.formats.ons_table_c2 import INDICATORS
from performance.imports.formats.police_types import CRIME_TYPES
from performance.indicators.standard.lists import add_standard, standard_indicators
from performance.models import Indicator
from plans.models import Change
from tests import builders

pytestmark = pytest.mark.django_db
PAGE = "/desk/anytown/figures/indicators/"


def listed() -> dict[str, dict]:
    return {one.slug: one.record for group in standard_indicators().values() for one in group}


def test_the_list_holds_what_files_are_read_into():
    slugs = set(listed())
    assert {one.indicator for one in CRIME_TYPES} <= slugs
    assert set(crime_types().values()) <= slugs
    assert set(INDICATORS.values()) <= slugs
    assert {"first-time-entrants", "hate-crime", "killed-or-seriously-injured", "drug-treatment-progress"} <= slugs


def test_all_of_the_list_can_be_stored_and_says_unit_direction_and_source():
    assert (
        add_standard(listed()) == Indicator.objects.count() == len(listed()) + 1
    )  # BCS comparator crime, of which two
    assert {row.unit for row in Indicator.objects.all()} == {"crimes", "incidents", "people", "households", "%"}
    assert all("unit" in record for record in listed().values())
    without = {slug for slug, record in listed().items() if "data_source" not in record}
    assert without == {"killed-or-seriously-injured"}
    assert add_standard(listed()) == 0


def test_an_indicator_comes_with_the_total_that_it_is_a_part_of():
    assert add_standard(["recorded-residential-burglary"]) == 4
    assert Indicator.objects.get(slug="recorded-burglary").part_of.part_of.slug == "recorded-crime"


def test_ticks_are_stored_and_shown_and_taken_away(client):
    here = builders.partnership()
    builders.sign_in(client, builders.person("officer", here, "officer"))
    assert "checked" not in client.get(PAGE).content.decode().split("<form")[-1]
    shown = client.post(PAGE, {"use": ["hate-crime", "police-uk-robbery", "made-up"]}, follow=True).content.decode()
    assert "Saved: 2 ticked, 0 no longer ticked." in shown
    assert 'value="hate-crime" checked' in shown
    assert set(here.indicators_used.values_list("slug", flat=True)) == {"hate-crime", "police-uk-robbery"}
    client.post(PAGE, {"use": ["hate-crime"]})
    assert set(here.indicators_used.values_list("slug", flat=True)) == {"hate-crime"}
    assert Indicator.objects.filter(slug="police-uk-robbery").exists()  # others may use it
    assert Change.objects.filter(row_kind="standard-indicators").count() == 3
