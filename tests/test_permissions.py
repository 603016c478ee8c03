"""Every address and what it answers to a reader who is not signed in, as one table. A new address must be added."""

import pytest
from django.urls import URLPattern, get_resolver

ROUTES = [  # name, address, status of GET, status of POST
    ("healthz", "/healthz", 200, 405),
    ("home", "/", 200, 405),
    ("glossary", "/glossary/", 200, 405),
    ("data", "/data/", 200, 405),
    ("plan-schema", "/data/plan.schema.json", 200, 405),
    ("accessibility", "/accessibility/", 200, 405),
    ("partnership", "/norwich/", 200, 405),
    ("plans", "/norwich/plans/", 200, 405),
    ("plan", "/norwich/plans/2008-2011/", 200, 405),
    ("priority", "/norwich/plans/2008-2011/priorities/1/", 200, 405),
    ("version", "/norwich/plans/2008-2011/v1/", 200, 405),
    ("plan-json", "/norwich/plans/2008-2011/v1/plan.json", 200, 405),
    ("version-chart", "/norwich/plans/2008-2011/v1/charts/bcs-outturn.json", 200, 405),
    ("performance", "/norwich/performance/", 200, 405),
    ("indicator", "/norwich/performance/cycle-theft/", 200, 405),
    ("indicator-chart", "/norwich/performance/cycle-theft/chart.json", 200, 405),
    ("areas", "/peterborough/areas/", 200, 405),
    ("areas-chart", "/peterborough/areas/chart.json", 200, 405),
    ("area", "/peterborough/areas/E05002183/", 200, 405),
    ("source", "/norwich/sources/partnership-plan-2008-2011/", 200, 405),
    ("report", "/norwich/scrutiny/annual-report-2006-07/", 200, 405),
]

NOT_THERE = [
    "/nowhere/",
    "/nowhere/performance/",
    "/nowhere/areas/",
    "/norwich/plans/1999-2002/",
    "/norwich/plans/2005-2008/",  # a plan that is not published is as if it were not there
    "/norwich/plans/2008-2011/v2/",
    "/norwich/plans/2008-2011/v0/",
    "/norwich/plans/2008-2011/v1/charts/none.json",
    "/norwich/plans/2008-2011/priorities/99/",
    "/norwich/performance/none/",
    "/norwich/performance/none/chart.json",
    "/norwich/areas/E05002183/",  # a ward of another partnership
    "/norwich/sources/none/",
    "/norwich/scrutiny/none/",
]


def names(patterns) -> set[str]:
    found = set()
    for pattern in patterns:
        found |= {pattern.name} if isinstance(pattern, URLPattern) else names(pattern.url_patterns)
    return found


def test_every_address_is_in_the_table():
    assert names(get_resolver().url_patterns) == {name for name, *_rest in ROUTES}


@pytest.mark.parametrize(("name", "address", "get", "post"), ROUTES, ids=[route[0] for route in ROUTES])
def test_what_a_reader_may_do(demo, db, client, name, address, get, post):
    assert (client.get(address).status_code, client.post(address).status_code) == (get, post)


@pytest.mark.parametrize("address", NOT_THERE)
def test_what_is_not_there_is_said_with_what_there_is(demo, db, client, address):
    response = client.get(address)
    page = response.content.decode()
    assert response.status_code == 404
    assert "Page not found" in page
    assert "You may have meant" in page


@pytest.mark.parametrize("address", [route[1] for route in ROUTES])
def test_no_public_answer_sets_a_cookie_or_depends_on_one(demo, db, client, address):
    response = client.get(address)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")


@pytest.mark.parametrize("address", [route[1] for route in ROUTES if route[0] != "healthz"])
def test_a_reader_who_has_the_page_is_told_so_at_the_cost_of_one_query(
    demo, db, client, address, django_assert_max_num_queries
):
    etag = client.get(address)["ETag"]
    with django_assert_max_num_queries(1):
        response = client.get(address, headers={"If-None-Match": etag})
    assert (response.status_code, response.content) == (304, b"")
