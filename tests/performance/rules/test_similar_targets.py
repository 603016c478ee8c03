"""Targets to be better than the average of similar areas: judged by rates, from groups that the desk keeps."""

import datetime as dt
import re
from decimal import Decimal
from html import unescape

import pytest
from django.core.exceptions import ValidationError

from csp_portal.formats.periods import Period
from performance.figures.publishing import publish_source
from performance.indicators.plain_answers import say
from performance.models import SimilarGroup
from performance.rules.targets.outturns import outcome
from performance.rules.targets.similar_areas import GroupAverage, averages
from plans.documents.document import plan_document
from plans.models import Area
from plans.publishing.versions import publish
from tests import builders
from tests.performance.indicators.test_pages import rows
from tests.performance.rules.test_outturns import seen, target
from tests.public_pages import STORING

YEAR = Period.financial_year(2007)


def group(own: int, mean: int) -> dict[Period, GroupAverage]:
    return {YEAR: GroupAverage(Decimal(own), Decimal(mean), 3, 1, "per 1,000 residents")}


@pytest.mark.parametrize(
    ("better", "own", "status"),
    [("lower", 49, "met"), ("lower", 50, "missed"), ("higher", 51, "met"), ("neither", 49, "no figure yet")],
)
def test_the_side_of_the_average_decides(better, own, status):
    asked = target(kind="better than group", value=None, better=better)
    found = outcome(asked, [seen(2007, 900)], similar=group(own, 50))
    assert (found["status"], found["rule"]) == (status, "better-than-similar@1")
    assert found["result"] == (
        f"{own}.0 per 1,000 residents in 2007/08; the mean of 3 similar areas, this one included, is 50.0 per 1,000 "
        "residents. 1 similar area has no figure."
    )


def test_before_the_due_period_it_is_on_target_or_off_target():
    asked = target(kind="better than group", value=None, due_start="2009-04-01", due_end="2010-03-31")
    assert outcome(asked, [seen(2007, 900)], similar=group(49, 50))["status"] == "on target"
    assert outcome(asked, [seen(2007, 900)], similar=group(51, 50))["status"] == "off target"
    assert outcome(asked, [seen(2007, 900)])["status"] == "no figure yet"


def test_counts_are_compared_as_rates_and_percentages_as_they_are():
    counts = {"own": {YEAR: Decimal(200)}, "a": {YEAR: Decimal(100)}, "b": {YEAR: None}}
    people = {"own": {YEAR: Decimal(10_000)}, "a": {YEAR: Decimal(2_000)}, "b": {YEAR: Decimal(5_000)}}
    found = averages("own", frozenset("ab"), counts, [("per 1,000", people)])
    assert found == {YEAR: GroupAverage(Decimal(20), Decimal(35), 2, 1, "per 1,000")}
    assert averages("own", frozenset("ab"), counts, [])[YEAR].mean == 150
    assert averages("own", frozenset("b"), counts, []) == {}


@pytest.fixture
def town(db):
    """A plan that wants fewer thefts for each 1,000 residents than two similar towns: 40 in Town, 60 and 50 there."""
    made = builders.plan()
    owner = made.partnership
    districts = builders.area_set(owner, ["Town", "Watford", "Worthing"], "districts", "district").areas
    town = districts.get(name="Town")
    owner.areas.add(town)
    thefts, people = builders.indicator("thefts", better="lower"), builders.indicator("residents", unit="people")
    said = builders.source(owner)
    for name, count, residents in (("Town", 400, 10_000), ("Watford", 300, 5_000), ("Worthing", 1_000, 20_000)):
        builders.observation(said, thefts, districts.get(name=name), 2021, count)
        builders.observation(said, people, districts.get(name=name), 2021, residents)
    publish_source(said)
    made.targets.create(
        name="Fewer thefts than elsewhere",
        indicator=thefts,
        area=town,
        kind="better than group",
        due_start=dt.date(2021, 4, 1),
        due_end=dt.date(2022, 3, 31),
    )
    kept = owner.similar_groups_kept.create(name="Neighbours", area=town, starts_on=dt.date(2020, 10, 1))
    kept.members.set(districts.exclude(name="Town"))
    publish(made, kind="final")
    return made


WORDS = (
    "40.0 per 1,000 residents in 2021/22; the mean of 3 similar areas, this one included, is 50.0 per 1,000 residents."
)


def test_pages_and_answers_judge_it(town, client):
    for address in ("/anytown/performance/", "/anytown/performance/thefts/"):
        assert rows(client.get(address), "plan-2020-2023")[0][1] == f"met {WORDS}"
    assert say(plan_document(town))[""].startswith(
        f"1 target has a result: 1 met. Fewer thefts than elsewhere: {WORDS}"
    )


@pytest.mark.parametrize("address", ["/anytown/performance/", "/anytown/performance/thefts/"])
def test_such_a_target_costs_a_page_no_further_query(town, client, address, django_assert_num_queries):
    with django_assert_num_queries((7 if address.endswith("/performance/") else 4) + STORING):
        assert "40.0 per 1,000 residents" in client.get(address).content.decode()


def test_residents_are_no_figures_of_the_indicator(town, client):
    page = client.get("/anytown/performance/thefts/").content.decode()
    assert ">400<" in page
    assert "10,000" not in page


def test_without_a_group_there_is_nothing_to_judge_by(town, client):
    SimilarGroup.objects.update(ends_on=dt.date(2021, 1, 1))
    town.partnership.bump_public_revision()
    assert rows(client.get("/anytown/performance/"), "plan-2020-2023")[0][1].startswith("no figure yet")


def test_the_desk_keeps_groups_of_the_partnerships_own_area(town, client):
    owner = town.partnership
    builders.sign_in(client, builders.person("officer", owner, "officer"))
    districts = {one.name: one for one in owner.area_sets.get().areas.all()}
    given = {"area": districts["Town"].pk, "name": "Neighbours", "starts_on": "2025-10-01", "licence": "OGL v3.0"}
    new = "/desk/anytown/about/similar-areas/add/"
    assert "Leave out Town itself." in client.post(new, given | {"members": "Town"}).content.decode()
    assert client.post(new, given | {"members": "worthing"}).status_code == 302
    stored = SimilarGroup.objects.get(starts_on=dt.date(2025, 10, 1))
    assert (stored.partnership, [one.name for one in stored.members.all()]) == (owner, ["Worthing"])
    stored.area = districts["Watford"]
    with pytest.raises(ValidationError, match="Choose the partnership’s own area: Town."):
        stored.full_clean()


@pytest.fixture
def officer(town, client):
    builders.sign_in(client, builders.person("officer", town.partnership, "officer"))
    return client


NEW = "/desk/anytown/about/similar-areas/add/"


def typed_group(town, members: str) -> dict[str, object]:
    area = town.partnership.areas.get()
    return {"area": area.pk, "name": "Neighbours", "starts_on": "2025-10-01", "members": members}


def test_similar_areas_are_typed_matched_and_shown_back(town, officer):
    districts = {one.name: one for one in town.partnership.area_sets.get().areas.all()}
    typed = f" watford \n\n{districts['Worthing'].code}\nE07000223  Adur\nw06000015 Cardiff\nWatford"
    saved = officer.post(NEW, typed_group(town, typed), follow=True).content.decode()
    worthing, watford = districts["Worthing"].code, districts["Watford"].code
    assert "E07000223 Adur\nW06000015 Cardiff" in saved
    assert f"{worthing} Worthing" in saved
    assert f"{watford} Watford" in saved
    stored = SimilarGroup.objects.get(starts_on=dt.date(2025, 10, 1))
    assert {one.name for one in stored.members.all()} == {"Watford", "Worthing", "Adur", "Cardiff"}
    adur = Area.objects.get(code="E07000223")
    assert (adur.area_set.slug, adur.area_set.kind, adur.area_set.partnership) == ("districts", "district", None)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Watfort", "This portal does not have “Watfort”. Did you mean Watford?"),
        ("Llandudno", "This portal does not have “Llandudno”. Give the ONS code and the name"),
        ("E07000223", "This portal does not have E07000223 yet. Give its name too, such as E07000148 Norwich."),
        ("E05000001 Adur", "This portal does not have “E05000001 Adur”. Give the ONS code and the name"),
        ("W06000015 Adur\nE07000223 Adur", "This set already has an area of this name."),
    ],
)
def test_a_line_that_names_no_area_is_said_and_nothing_is_stored(town, officer, typed, sentence):
    before = Area.objects.count()
    response = officer.post(NEW, typed_group(town, typed))
    assert sentence in unescape(response.content.decode())
    assert Area.objects.count() == before


def test_a_code_with_the_name_of_another_area_is_said(town, officer):
    watford = town.partnership.area_sets.get().areas.get(name="Watford")
    response = officer.post(NEW, typed_group(town, f"{watford.code} Worthing"))
    assert f"{watford.code} is Watford. Correct the code or the name." in unescape(response.content.decode())


def test_only_the_partnerships_own_area_is_offered_as_the_one_they_are_like(town, officer):
    page = officer.get(NEW).content.decode()
    assert re.findall(r'<option value="\d+"[^>]*>([^<]+)', page) == ["Town"]
