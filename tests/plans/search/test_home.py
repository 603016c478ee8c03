"""The first page: right with no partnership, with a few, and with all of England and Wales."""

import re
from html import unescape

import pytest

from plans.models import Area, AreaSet, Partnership
from plans.places.your_place.lists import place_lists, region_of
from plans.publishing.versions import publish
from plans.search.home import FEW
from tests import builders
from tests.public_pages import STORING

SIZE = 20_000  # bytes


def words(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text.split('id="main">', 1)[1])).split())


@pytest.fixture
def many(db) -> list[Partnership]:
    """A partnership in every district, and as many as there are in England and Wales."""
    districts = AreaSet.objects.create(slug="districts", name="Districts", kind="district")
    owners = []
    for number, district in enumerate(place_lists().districts.values()):
        owner = builders.partnership(f"town-{number}", name=f"Safer {district.name} Partnership")
        owner.areas.add(Area.objects.create(area_set=districts, code=district.code, name=district.name))
        owners.append(owner)
    return owners + [builders.partnership(f"other-{number}") for number in range(12)]


def test_many_partnerships_are_listed_by_region_with_the_newest_publications(many, client):
    """Slow: makes 330 partnerships."""
    for owner in many[:7]:
        publish(builders.plan(owner), kind="final")
    home = client.get("/")
    assert len(home.content) <= SIZE
    said = words(home)
    assert "the plans of 330 partnerships" in said
    assert "London (33)" in said
    assert "Wales (22)" in said
    assert "Other places (12)" in said
    assert said.count("Community Safety Plan (2020 to 2023)") == 5
    listed = client.get("/partnerships/").text
    assert listed.index("East Midlands</h2>") < listed.index("Safer Amber Valley Partnership")
    assert listed.count('<li><a href="/town-') == 318


@pytest.mark.parametrize("count", [1, 3, FEW + 1])
def test_the_first_page_costs_three_queries(db, client, django_assert_max_num_queries, count):
    for number in range(count):
        publish(builders.plan(builders.partnership(f"town-{number}")), kind="final")
    with django_assert_max_num_queries(3 + STORING):
        assert client.get("/").status_code == 200


def test_a_few_partnerships_are_shown_with_their_plans(db, client):
    publish(builders.plan(), kind="final")
    builders.partnership("closed", closed_on="2020-01-01")
    said = words(client.get("/"))
    assert "Safer Anytown Anytown · Community Safety Partnership Community Safety Plan (2020 to 2023)" in said
    assert "Safer Closed" not in said


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("E07000148", "East of England"),  # Norwich
        ("E10000020", "East of England"),  # Norfolk
        ("E06000012", "Yorkshire and the Humber"),  # North East Lincolnshire
        ("W06000015", "Wales"),  # Cardiff
        ("E09000001", "London"),  # City of London
        ("anything", ""),
    ],
)
def test_the_region_of_a_place(code, region):
    assert region_of(code) == region


def test_every_district_lies_in_one_of_ten_regions():
    assert len({region_of(code) for code in place_lists().districts}) == 10
    assert "" not in {region_of(code) for code in place_lists().districts}
