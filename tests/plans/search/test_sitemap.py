"""What machines are told of the portal: which pages there are, and what each is about."""

import json
import re

from django.conf import settings

from csp_portal.models import Demonstration
from plans.publishing.versions import publish
from tests import builders

PORTAL = settings.PORTAL_URL.rstrip("/")


def locations(client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    found = re.findall("<loc>(.*?)</loc>", answer.text)
    assert all(location.startswith(f"{PORTAL}/") for location in found)
    return [location.removeprefix(PORTAL) for location in found]


def linked_data(client, address: str) -> dict:
    page = client.get(address).text
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])


def test_search_engines_leave_the_desk_alone_and_are_told_of_the_pages(db, client):
    said = client.get("/robots.txt").text.splitlines()
    assert "Disallow: /desk/" in said
    assert "Disallow: /" not in said
    assert said[-1] == f"Sitemap: {PORTAL}/sitemap.xml"


def test_a_demonstration_is_not_for_search_engines(db, client):
    Demonstration.objects.create()
    assert client.get("/robots.txt").text.split() == ["User-agent:", "*", "Disallow:", "/"]


def test_what_the_maps_list_is_there(demo, db, client):
    """Reads every tenth page that search engines would be told of. Slow: some seventy pages."""
    maps = locations(client, "/sitemap.xml")
    slugs = ["cambridge", "norfolk", "norwich", "peterborough", "south-cambridgeshire"]
    assert maps == ["/sitemap-pages.xml", *(f"/sitemap-of-{slug}.xml" for slug in slugs)]
    listed = [address for one in maps for address in locations(client, one)]
    assert len(listed) == len(set(listed)) > 300
    assert "/norwich/plans/2008-2011/priorities/2/" in listed
    assert "/norwich/performance/cycle-theft/" in listed
    wrong = [address for address in listed[::10] if client.get(address).status_code != 200]
    assert wrong == []


def test_a_plan_enters_the_map_when_it_is_published_and_not_before(db, client):
    plan = builders.plan(builders.partnership("anytown"))
    address = f"/anytown/plans/{plan.slug}/"
    assert address not in locations(client, "/sitemap-of-anytown.xml")
    publish(plan, kind="final")
    assert address in locations(client, "/sitemap-of-anytown.xml")


def test_a_partnership_is_described_as_a_service_in_its_place(db, client):
    owner = builders.partnership("anytown", name="Safer Anytown </script> Partnership", place="Anytown")
    said = linked_data(client, "/anytown/")
    assert said["@type"] == "GovernmentService"
    assert said["name"] == owner.name
    assert said["url"] == f"{PORTAL}/anytown/"
    assert said["areaServed"]["name"] == "Anytown"


def test_a_page_shared_elsewhere_brings_its_title_and_its_answer(db, client):
    builders.partnership("anytown", name="Safer Anytown Partnership")
    page = client.get("/anytown/").text
    assert '<meta property="og:title" content="Safer Anytown Partnership' in page
    assert 'content="Safer Anytown Partnership has not published a plan here yet."' in page
    assert f'<meta property="og:url" content="{PORTAL}/anytown/">' in page
