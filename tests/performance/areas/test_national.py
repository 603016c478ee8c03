"""One indicator in all partnerships: published figures of whole areas, one period, one kind of area."""

import re
from html import unescape

import pytest
from django.utils import timezone

from performance.models import SimilarGroup
from plans.models import AreaSet, Partnership
from tests import builders

PAGE = "/compare/all-crime/"


def words(client, address: str = PAGE) -> str:
    html = client.get(address).content.decode()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def cells(client, address: str = PAGE) -> list[list[str]]:
    body = re.search(r"<tbody.*?</tbody>", client.get(address).content.decode(), re.DOTALL)[0]
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    return [
        [unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]


@pytest.fixture
def crime(db):
    builders.indicator("residents", type="denominator", unit="people")
    return builders.indicator()


def town(name: str, crime, count: int | None, residents: int = 0, year: int = 2020, **fields) -> Partnership:
    """A partnership of one district with a published figure."""
    owner = builders.partnership(name.lower(), name=f"Safer {name}", place=name)
    districts, _new = AreaSet.objects.get_or_create(
        slug="districts", defaults={"name": "Districts", "kind": "district"}
    )
    owner.areas.add(district := districts.areas.create(code=f"{name.lower()}-district", name=name))
    owner.links_changed()
    owner.save()
    source = builders.source(owner, **{"disclosure": "open", "published_at": timezone.now(), **fields})
    if count is not None:
        builders.observation(source, crime, district, year, count)
    if residents:
        builders.observation(source, type(crime).objects.get(slug="residents"), district, year, residents)
    return owner


def test_the_rate_stands_first_and_what_is_missing_is_no_zero(client, crime):
    town("Aford", crime, 50, 10_000)
    town("Bford", crime, 40, 5_000)
    town("Cford", crime, None)
    town("Dford", crime, 0, 1_000)
    assert [row[:4] for row in cells(client)] == [
        ["Safer Bford", "1st", "8.0", "40"],
        ["Safer Aford", "2nd", "5.0", "50"],
        ["Safer Dford", "3rd", "0.0", "0"],
        ["Safer Cford", "not ranked", "no rate", "no figure"],
    ]
    text = words(client)
    assert "3 partnerships have published this figure for 2020/21." in text
    assert "1 has published none, which does not mean that it is zero." in text


def test_drafts_other_periods_and_hidden_counts_stay_away(client, crime):
    town("Aford", crime, 50)
    town("Bford", crime, 60)
    town("Draft", crime, 777, published_at=None)
    town("Early", crime, 666, year=2015)
    town("Small", crime, 3, disclosure="protected")
    found = {row[0]: row[-1] for row in cells(client)}
    assert found["Safer Draft"] == found["Safer Early"] == "no figure"
    assert found["Safer Small"] != "3"
    assert "777" not in words(client)
    assert "666" in words(client, f"{PAGE}?period=2015-04-01_2016-03-31")


def test_similar_areas_are_marked_for_the_partnership_that_asks(client, crime):
    asking, near = town("Aford", crime, 50), town("Bford", crime, 60)
    town("Cford", crime, 70)
    group = SimilarGroup.objects.create(area=asking.areas.get(), name="Near", starts_on="2020-01-01")
    group.members.set([near.areas.get()])
    asking.bump_public_revision()
    marks = {row[0]: row[-1] for row in cells(client, f"{PAGE}?like=aford")}
    assert marks == {"Safer Aford": "this partnership", "Safer Bford": "yes", "Safer Cford": "no"}
    assert "1 partnership here is in the published group of areas similar to Aford." in words(
        client, f"{PAGE}?like=aford"
    )
    assert 'href="/compare/all-crime/?like=aford"' in client.get("/aford/performance/all-crime/").content.decode()


def test_areas_of_unlike_kinds_are_not_ranked_together(client, crime):
    town("Aford", crime, 50)
    county = builders.partnership("shire", name="Safer Shire", place="Shire")
    source = builders.source(county, disclosure="open", published_at=timezone.now())
    builders.observation(source, crime, county.whole, 2020, 900)
    alone = "one place by itself has no rank"
    assert (alone, cells(client)) == (alone, [["Safer Aford", "50"]])
    assert (alone, cells(client, f"{PAGE}?kind=other")) == (alone, [["Safer Shire", "900"]])


def test_three_cost_as_many_queries_as_one(client, crime, django_assert_max_num_queries):
    for number in range(3):
        town(f"T{number}", crime, number)
        with django_assert_max_num_queries(12):
            assert client.get(PAGE).status_code == 200


def test_what_nobody_published_is_not_there(client, crime):
    assert client.get(PAGE).status_code == 404
    assert "No partnership has published a figure" in words(client, "/compare/")
    town("Aford", crime, 50)
    assert 'href="/compare/all-crime/"' in client.get("/compare/").content.decode()
