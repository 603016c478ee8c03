"""Every public page is drawn once for each state of what is public, and answered from the store until that changes."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from csp_portal.models import StoredPage
from plans.models import Partnership
from plans.public import live
from plans.publishing.versions import publish
from tests import builders
from tests.public_pages import STORING


@pytest.fixture
def town(db) -> Partnership:
    """A partnership with 60 figures of two wards in one source."""
    owner = builders.partnership()
    wards = builders.area_set(owner, ["North", "South"])
    source = builders.source(owner, published_at=timezone.now())
    crime = builders.indicator("all-crime")
    for year in range(1990, 2020):
        for area in wards.areas.all():
            builders.observation(source, crime, area, year, year, row=2 * year + area.position)
    return owner


def stored() -> set[str]:
    return set(StoredPage.objects.values_list("path", flat=True))


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/glossary/",
        "/data/plan.schema.json",
        "/robots.txt",
        "/anytown/",
        "/anytown/?lang=cy",
        "/anytown/performance/?sort=-name",
        "/anytown/areas/?measure=all-crime&period=2010-04-01_2011-03-31&sort=-rank",
        "/anytown/areas/chart.json?measure=all-crime",
        "/anytown/recommendations.csv",
        "/anytown/my-area/",
    ],
)
def test_the_second_reader_costs_one_query(town, client, address):
    first = client.get(address)
    assert queries(client, address) == 1
    second = client.get(address)
    assert (second.content, second["Content-Type"]) == (first.content, first["Content-Type"])
    assert second.get("Content-Disposition") == first.get("Content-Disposition")
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.head(address)["ETag"] == first["ETag"]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("/anytown/?utm_source=news&fbclid=1", "/anytown/"),
        ("/anytown/?lang=en", "/anytown/"),
        ("/anytown/performance/?sort=name&lang=cy", "/anytown/performance/?lang=cy&sort=name"),
        ("/anytown/performance/all-crime/?page=1", "/anytown/performance/all-crime/"),
        ("/anytown/performance/all-crime/?page=999", "/anytown/performance/all-crime/?page=2"),
        ("/anytown/areas/?period=any", "/anytown/areas/"),
        ("/anytown/areas/chart.json?chart=any", "/anytown/areas/chart.json"),
        ("/anytown/areas/?measure=all-crime&period=", "/anytown/areas/?measure=all-crime"),
    ],
)
def test_a_page_is_kept_once_however_it_is_asked_for(town, client, asked, kept):
    assert client.get(asked).content == client.get(kept).content
    assert stored() == {kept}


@pytest.mark.parametrize(
    "address",
    [
        "/my-area/?q=North+or+so",
        "/anytown/my-area/?q=",
        "/search/?q=crime",
        "/anytown/performance/?sort=no-such-column",
        "/anytown/have-your-say/write/",
        "/anytown/subscribe/",
        "/anytown/areas/?measure=nonsense",
        "/nowhere/",
    ],
)
def test_what_was_typed_forms_and_refusals_are_not_kept(town, client, address):
    client.get(address)
    assert stored() == set()


def test_a_file_with_the_address_of_the_portal_is_kept_for_those_who_use_that_address(town, client, settings):
    assert "http://testserver/anytown/" in client.get("/anytown/feed/").text
    assert stored() == set()
    settings.PORTAL_URL = "http://testserver"
    client.get("/anytown/feed/")
    assert stored() == {"/anytown/feed/"}
    assert queries(client, "/anytown/feed/") == 1
    assert "http://127.0.0.1/anytown/" in client.get("/anytown/feed/", headers={"Host": "127.0.0.1"}).text


def test_a_page_is_drawn_again_on_the_next_day_in_london(town, client, monkeypatch):
    town.key_dates.create(title="Budget bids", month=7, day=1, lead="Finance")
    midnight = dt.datetime(2026, 6, 30, 23, tzinfo=dt.UTC)
    monkeypatch.setattr(timezone, "now", lambda: midnight - dt.timedelta(minutes=1))
    client.get("/anytown/calendar/")
    assert StoredPage.objects.get().good_until == dt.date(2026, 6, 30)
    assert queries(client, "/anytown/calendar/") == 1
    monkeypatch.setattr(timezone, "now", lambda: midnight)
    assert queries(client, "/anytown/calendar/") > STORING
    assert StoredPage.objects.get().good_until == dt.date(2026, 7, 1)


def test_a_page_that_was_drawn_while_somebody_published_is_not_taken_for_a_current_one(town, client, monkeypatch):
    """The publication is stored after the partnership was read, and before the page is stored."""
    find = live.find_partnership

    def find_and_be_overtaken(slug):
        owner = find(slug)
        if Partnership.objects.filter(name="Renamed").count() == 0:
            Partnership.objects.update(name="Renamed")
            owner.bump_public_revision()
        return owner

    monkeypatch.setattr(live, "find_partnership", find_and_be_overtaken)
    assert "Renamed" not in client.get("/anytown/calendar/").text
    assert stored() == {"/anytown/calendar/"}
    assert "Renamed" in client.get("/anytown/calendar/").text
    assert queries(client, "/anytown/calendar/") == 1


def test_pages_of_all_change_with_those_of_one_and_with_a_new_partnership(town, client):
    builders.partnership("elsewhere")
    for address in ("/", "/elsewhere/"):
        client.get(address)
    publish(builders.plan(town), kind="final")
    assert queries(client, "/elsewhere/") == 1
    assert "Community Safety Plan" in client.get("/").text
    builders.partnership("third", name="A third partnership")
    assert "A third partnership" in client.get("/").text


def test_pages_of_those_below_a_partnership_and_of_those_it_succeeds_change_with_it(town, client):
    old = builders.partnership("old", closed_on="2020-01-01", successor=town)
    below = builders.partnership("below", parent=town, agreed_parent=town)
    for one in (old, below):
        assert town.name in client.get(f"/{one.slug}/").text
    Partnership.objects.filter(pk=town.pk).update(name="Renamed")
    town.bump_public_revision()
    for one in (old, below):
        assert "Renamed" in client.get(f"/{one.slug}/").text
