"""Wards of the demonstration: who lives there, the rates that this gives, and what the plan says."""

import datetime as dt

import pytest

from performance.figures.publishing import publish_source
from plans.models import Area, Partnership
from tests import builders
from tests.performance.indicators.test_pages import rows, words


@pytest.mark.parametrize(
    ("address", "people"),
    [
        ("/peterborough/areas/E05010807/", "14,258"),
        ("/cambridge/areas/E05002709/", "7,226"),
        ("/south-cambridgeshire/areas/E05011287/", "10,544"),
        ("/norwich/areas/E05012906/", "9,755"),
    ],
)
def test_wards_of_the_source_plans_have_residents_of_2020(demo, db, client, address, people):
    assert f"Residents {people} (30 June 2020)" in words(client.get(address))


def test_peterborough_has_rates_on_its_wards_since_2016(demo, db, client):
    source = builders.source(Partnership.objects.get(slug="peterborough"), "later")
    thefts = builders.indicator("later-thefts")
    for area in Area.objects.filter(code__in=("E05010805", "E05010807")):
        builders.observation(source, thefts, area, 2021, 100, period_start=dt.date(2020, 1, 1))
    publish_source(source)
    page = client.get("/peterborough/areas/?measure=later-thefts")
    assert [row[:4] for row in rows(page, "list")][:2] == [
        ["Barnack", "1st", "100", "31.4"],
        ["Central", "2nd", "100", "7.0"],
    ]
    assert "Per 1,000 residents (2020)" in words(page)


def test_each_priority_stands_with_what_came_of_its_targets(client, demo, db):
    said = words(client.get("/south-cambridgeshire/areas/E05011299/"))
    assert "No results for the targets have been published." in said
    tbc = words(client.get("/norwich/areas/E05012906/"))
    assert tbc.count("The targets are still to be confirmed.") == 4
