"""The interface for programs: the same facts as on pages, in pages of a list, with faults that say what to do."""

import csv
import json
from importlib import import_module
from io import StringIO

import pytest
from django.core.cache.backends.locmem import LocMemCache

from plans.models import Plan
from plans.publishing.versions import publish, withdraw
from tests import builders

API = "/api/v1"


@pytest.fixture
def published(db) -> Plan:
    plan = builders.rich_plan(3, builders.partnership())
    publish(plan, kind="final")
    return plan


def items(client, address: str) -> list[dict]:
    answer = client.get(API + address)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_every_answer_can_be_read_by_other_sites_and_asked_for_again(published, client):
    answer = client.get(f"{API}/partnerships")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in answer["Vary"].split(", ")  # a longer answer is compressed too, and says so
    again = client.get(f"{API}/partnerships", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_kept_answer_is_that_of_its_form_and_of_what_is_published_now(published, client, django_assert_num_queries):
    address = f"{API}/partnerships/anytown/plans"
    table = {"Accept": "text/csv"}
    first, as_table = client.get(address), client.get(address, headers=table)
    with django_assert_num_queries(1):
        again = client.get(address)
    assert (again.content, again["ETag"], again["Access-Control-Allow-Origin"]) == (first.content, first["ETag"], "*")
    assert set(again["Vary"].split(", ")) == {"Accept", "Accept-Encoding"}
    assert client.get(address, headers=table).content == as_table.content != first.content
    publish(builders.plan(published.partnership, slug="2030-2033"), kind="final")
    assert {one["plan"] for one in client.get(address).json()["items"]} == {published.slug, "2030-2033"}


def test_a_plan_is_the_published_text_of_its_newest_version(published, client):
    plan = f"/partnerships/anytown/plans/{published.slug}"
    published.priorities.filter(ref="1").update(title="Written since")
    (listed,) = items(client, "/partnerships/anytown/plans")
    assert (listed["number"], listed["kind"]) == (1, "final")
    whole = client.get(f"{API}{plan}/versions/1").json()
    assert whole == json.loads(client.get(f"{listed['page']}plan.json").content)
    titles = [one["priority"]["title"] for one in items(client, f"{plan}/priorities")]
    assert "Written since" not in titles
    assert titles == [one["title"] for one in whole["priorities"]]
    actions = items(client, f"{plan}/actions")
    assert [one["action"] for one in actions] == [a for p in whole["priorities"] for a in p["actions"]]
    milestones = items(client, f"{plan}/milestones")
    assert [one["milestone"] for one in milestones] == [m for one in actions for m in one["action"]["milestones"]]


def test_a_withdrawn_plan_is_no_longer_given(published, client):
    withdraw(published, "Printed by mistake")
    assert items(client, "/partnerships/anytown/plans") == []
    assert client.get(f"{API}/partnerships/anytown/plans/{published.slug}/versions/1").status_code == 404


def test_a_list_is_read_to_its_end_by_the_addresses_it_gives(db, client):
    for number in range(7):
        builders.partnership(f"town-{number}")
    read, address = [], f"{API}/partnerships?limit=3"
    while address:
        page = client.get(address).json()
        assert len(page["items"]) <= 3
        read += [one["slug"] for one in page["items"]]
        if len(read) == 3:
            builders.partnership("a-town-added-meanwhile")
        address = page["next"]
    assert [slug for slug in read if slug.startswith("town-")] == [f"town-{number}" for number in range(7)]
    assert "a-town-added-meanwhile" not in read


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/partnerships/nowhere", 404, "There is no partnership at the address “nowhere”."),
        ("/partnerships?cursor=eA", 400, "Start again without a cursor."),
        ("/partnerships?cursor=%C3%A9", 400, "Start again without a cursor."),
        ("/partnerships?limit=0", 400, "limit: Input should be greater than or equal to 1"),
        ("/partnerships/anytown/observations?since=yesterday", 400, "since: Input should be a valid date"),
        ("/partnerships/anytown/observations?since=2020-01-02&until=2020-01-01", 400, "since is later than until"),
        ("/partnerships/anytown/observations?area=E99", 400, "area: no published figure here is for “E99”."),
        ("/partnerships/anytown/observations?area=E%00", 400, "area holds a character that no name has (NUL)."),
        ("/partnerships/anytown/observations?indicators=x", 400, "There is no filter “indicators” at this address."),
        ("/partnerships/anytown/areas?limit=2", 400, "It takes: none."),
        ("/partnerships/anytown/plans/none/versions/1", 404, "no published plan or version"),
        ("/search?q=" + "x" * 101, 400, "q: String should have at most 100 characters"),
    ],
)
def test_a_fault_says_what_was_wrong(db, client, address, status, words):
    builders.partnership()
    answer = client.get(API + address)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json; charset=utf-8")
    assert answer["Access-Control-Allow-Origin"] == "*"
    said = answer.json()
    assert said["status"] == status
    assert words in said["detail"]


def test_nothing_is_written_by_it(db, client):
    for method in (client.post, client.put, client.delete):
        assert method(f"{API}/partnerships").status_code == 405


def test_more_requests_than_a_person_makes_are_refused_for_a_while(db, client, monkeypatch):
    throttle = import_module("performance.api.urls").api.throttle[0]  # its addresses need those of the portal first
    monkeypatch.setattr(throttle, "num_requests", 2)
    monkeypatch.setattr(throttle, "cache", LocMemCache("", {}))
    answers = [client.get(f"{API}/partnerships") for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60


def test_figures_are_those_of_the_sources_exact_and_as_printed(demo, db, client):
    found = items(client, "/partnerships/norwich/observations?indicator=cycle-theft&limit=500")
    told = {(one["period"], one["value"], one["source"]) for one in found if one["area_name"] == "Norwich"}
    assert ("2003/04", "688", "annual-report-2006-07") in told
    assert ("2003/04", "984", "partnership-plan-2008-2011") in told
    only = items(client, "/partnerships/norwich/observations?indicator=cycle-theft&since=2007-04-01")
    assert {one["period"] for one in only} == {"2007/08"}
    assert {one["page"].split("#")[0] for one in only} == {"/norwich/sources/partnership-plan-2008-2011/"}
    counted = {one["slug"]: one["observations"] for one in items(client, "/partnerships/norwich/indicators?limit=500")}
    assert counted["cycle-theft"] == len(found)


def test_a_list_is_a_table_for_those_who_ask_for_csv(demo, db, client):
    answer = client.get(
        f"{API}/partnerships/norwich/observations?indicator=cycle-theft", headers={"Accept": "text/csv"}
    )
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(StringIO(answer.content.decode())))
    assert {"indicator", "value", "as_printed", "period", "source"} <= set(rows[0])
    assert ("2007/08", "831") in {(row["period"], row["value"]) for row in rows}
    actions = client.get(
        f"{API}/partnerships/south-cambridgeshire/plans/2009-2012/actions", headers={"Accept": "text/csv"}
    )
    columns = actions.content.decode().splitlines()[0].split(",")
    assert {"plan", "version", "priority_ref", "action_ref", "action_title", "action_due_on"} <= set(columns)
    assert "action_milestones" not in columns  # a list of its own


def test_areas_are_geojson(demo, db, client):
    said = client.get(f"{API}/partnerships/peterborough/areas").json()
    assert said["type"] == "FeatureCollection"
    central = next(one for one in said["features"] if one["id"] == "E05002183")
    assert central["type"] == "Feature"
    assert central["geometry"]["type"] in ("Polygon", "MultiPolygon")


def test_reports_recommendations_and_the_search(demo, db, client):
    assert "annual-report-2006-07" in [one["slug"] for one in items(client, "/partnerships/norwich/reports")]
    assert [one["ref"] for one in items(client, "/partnerships/peterborough/recommendations")]
    found = items(client, "/search?q=cycle+theft&partnership=norwich")
    assert "/norwich/performance/cycle-theft/" in [one["page"] for one in found]


def test_its_description_names_every_address(db, client):
    said = client.get(f"{API}/openapi.json").json()
    assert said["openapi"] == "3.1.0"
    assert f"{API}/partnerships/{{partnership}}/observations" in said["paths"]
    assert all(set(path) == {"get"} for path in said["paths"].values())


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_what_is_listed(db, client, count, django_assert_max_num_queries):
    owner = builders.partnership()
    for number in range(count):
        publish(builders.plan(owner, slug=f"plan-{number}"), kind="final")
    for what in ("plans", "reports", "observations", "recommendations", "areas"):
        with django_assert_max_num_queries(3):
            client.get(f"{API}/partnerships/anytown/{what}?limit=100")


def test_its_page_names_every_address_and_is_led_to_from_the_data(db, client):
    assert 'href="/api/v1/"' in client.get("/data/").text
    page = client.get("/api/v1/").text
    assert all(f"<code>{address}</code>" in page for address in client.get(f"{API}/openapi.json").json()["paths"])


def test_observations_are_in_the_order_of_their_sources_whatever_these_are_called(db, client):
    owner = builders.partnership()
    (ward,) = builders.area_set(owner, ["a"]).areas.all()
    crime, now = builders.indicator(), builders.at(2021, 1, 1)
    for name in ("Written first", "A later one"):
        said_by = builders.source(owner, name.lower().replace(" ", "-"), title=name, published_at=now)
        for row in range(2):
            builders.observation(said_by, crime, ward, 2012 - row, row, row=row)
    ids = [f"{source}/text-{row}" for source in ("written-first", "a-later-one") for row in (1, 2)]
    address = "/partnerships/anytown/observations"
    assert [one["id"] for one in items(client, address)] == ids
    read, following = [], f"{API}{address}?limit=3"
    while following:
        answer = client.get(following).json()
        read += [one["id"] for one in answer["items"]]
        following = answer["next"]
    assert read == ids
