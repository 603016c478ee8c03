"""Every address and what it answers to whom, as two tables: what everybody may read, and the desk.

A new address must be added, or a test fails.
"""

from typing import NamedTuple

import pytest
from django.urls import URLPattern, get_resolver

from plans.models import Role
from plans.permissions import ROLES, Permission
from tests import builders

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
    ("version-changes", "/norwich/plans/2008-2011/v1/changes/", 200, 405),
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
    "/norwich/plans/2008-2011/v2/changes/",
    "/norwich/plans/2008-2011/v1/changes/?with=2",
    "/norwich/plans/2008-2011/v1/charts/none.json",
    "/norwich/plans/2008-2011/priorities/99/",
    "/norwich/performance/none/",
    "/norwich/performance/none/chart.json",
    "/norwich/areas/E05002183/",  # a ward of another partnership
    "/norwich/sources/none/",
    "/norwich/scrutiny/none/",
]


EVERYBODY = "everybody"
SIGNED_IN = "signed in"


class Desk(NamedTuple):
    """An address of the desk: who may open it, and what it answers to those who may. POST brings an empty form."""

    name: str
    address: str
    who: Permission | str
    get: int
    post: int
    other: dict[str, tuple[int, int]] = {}  # who gets another answer than the rule says


PLAN = "/desk/anytown/plans/2020-2023/"
PROVED = dict.fromkeys(("administrator", "approver"), (302, 302))
NOT_PROVED = dict.fromkeys(("officer", "elsewhere", "lead", "scrutiny member"), (403, 403))
DESK_ROUTES = [
    Desk("sign-in", "/desk/sign-in/", EVERYBODY, 200, 200),
    Desk("sign-out", "/desk/sign-out/", EVERYBODY, 405, 302),
    Desk("forgotten-password", "/desk/password/forgotten/", EVERYBODY, 200, 200),
    Desk("password-letter", "/desk/password/letter/", EVERYBODY, 200, 405),
    Desk("set-password", "/desk/password/MQ/made-up/", EVERYBODY, 200, 200),
    Desk("change-password", "/desk/password/change/", SIGNED_IN, 200, 200),
    Desk("account", "/desk/account/", SIGNED_IN, 200, 405),
    Desk("second-factor", "/desk/second-factor/", SIGNED_IN, 200, 200, PROVED),
    Desk("recovery-codes", "/desk/second-factor/recovery-codes/", SIGNED_IN, 405, 200, NOT_PROVED),
    Desk("second-factor-off", "/desk/second-factor/off/", SIGNED_IN, 200, 200, NOT_PROVED),
    Desk("roles", "/desk/help/roles/", SIGNED_IN, 200, 405),
    Desk("people", "/desk/anytown/people/", Permission.MANAGE_PEOPLE, 200, 200),
    Desk("take-role", "/desk/anytown/people/{membership}/", Permission.MANAGE_PEOPLE, 200, 302),
    Desk("desk", "/desk/", SIGNED_IN, 200, 405),
    Desk("desk-partnership", "/desk/anytown/", Permission.READ_DESK, 200, 405),
    Desk("desk-new-plan", "/desk/anytown/new-plan/", Permission.EDIT_PLAN, 200, 200),
    Desk("desk-plan", PLAN, Permission.READ_DESK, 200, 405),
    Desk("desk-preview", PLAN + "preview/", Permission.READ_DESK, 200, 405),
    Desk("desk-history", PLAN + "history/", Permission.READ_DESK, 200, 405),
    Desk("desk-rows", PLAN + "sections/", Permission.READ_DESK, 200, 405),
    Desk("desk-add", PLAN + "sections/add/", Permission.EDIT_PLAN, 200, 200),
    Desk("desk-paste", PLAN + "funding/paste/", Permission.EDIT_PLAN, 200, 200),
    Desk("desk-row", PLAN + "rows/sections/{section}/", Permission.EDIT_PLAN, 200, 200),
    Desk("desk-bring-back", PLAN + "history/{change}/", Permission.EDIT_PLAN, 200, 302),
    Desk("desk-comments", PLAN + "rows/sections/{section}/comments/", Permission.COMMENT, 200, 200),
    Desk("desk-move", PLAN + "rows/sections/{section}/move/", Permission.EDIT_PLAN, 405, 302),
    Desk("desk-remove", PLAN + "rows/sections/{section}/remove/", Permission.EDIT_PLAN, 200, 302),
    Desk("desk-add-below", PLAN + "rows/priorities/{priority}/actions/add/", Permission.EDIT_PLAN, 200, 200),
    Desk("desk-paste-below", PLAN + "rows/priorities/{priority}/actions/paste/", Permission.EDIT_PLAN, 200, 200),
    Desk("desk-moves", PLAN + "publish/", Permission.READ_DESK, 200, 405),
    Desk("desk-sign-off", PLAN + "publish/sign-off/", Permission.SIGN_OFF, 405, 409),
    Desk("desk-signatories", PLAN + "publish/signatories/", Permission.PUBLISH, 405, 302),
    Desk("desk-schedule", PLAN + "publish/schedule/", Permission.PUBLISH, 405, 422),
    Desk("desk-make-move", PLAN + "publish/withdraw/", Permission.PUBLISH, 409, 409),
    Desk("roll-forward", PLAN + "roll-forward/", Permission.EDIT_PLAN, 200, 200),
    Desk("rolled-forward", PLAN + "rolled-forward/", Permission.READ_DESK, 200, 405),
]
READERS = ["anonymous", "elsewhere", *Role]  # elsewhere: an officer of another partnership


def expected(route: Desk, reader: str) -> tuple[int, int]:
    """What a reader gets for GET and POST: asked to sign in, not there, not allowed, or what the table says."""
    if reader != "anonymous" and reader in route.other:
        refusal = route.other[reader]
    elif route.who == EVERYBODY or (route.who == SIGNED_IN and reader != "anonymous"):
        return route.get, route.post
    elif reader == "anonymous":
        refusal = (302, 302)
    elif reader == "elsewhere":
        refusal = (404, 404)
    elif route.who not in ROLES[Role(reader)]:
        refusal = (403, 403)
    else:
        return route.get, route.post
    return (
        405 if route.get == 405 else refusal[0],
        405 if route.post == 405 else refusal[1],
    )


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("route", DESK_ROUTES, ids=lambda route: route.name)
def test_who_may_do_what_on_the_desk(db, client, route, reader):
    plan = builders.rich_plan(1, rolled_report={"rows": []})
    member = builders.person("member", plan.partnership, "scrutiny member").memberships.get()
    if reader != "anonymous":
        where = plan.partnership if reader != "elsewhere" else builders.partnership("elsewhere")
        role = reader if reader != "elsewhere" else "officer"
        builders.sign_in(client, builders.person("reader", where, role))
    change = plan.changes.create(
        partnership=plan.partnership,
        kind="changed",
        row_kind="sections",
        row_id=plan.sections.get().pk,
        row_name="Section 1",
        field="heading",
        old="Before",
    )
    rows = {
        "change": change.pk,
        "membership": member.pk,
        "section": plan.sections.get().pk,
        "priority": plan.priorities.get().pk,
    }
    address = route.address.format(**rows)
    assert (client.get(address).status_code, client.post(address).status_code) == expected(route, reader)


@pytest.mark.parametrize("address", ["/desk/nowhere/", "/desk/nowhere/people/", "/desk/nowhere/plans/2020-2023/"])
def test_an_unknown_partnership_is_not_there(db, client, address):
    builders.sign_in(client, builders.person("reader", builders.partnership(), "administrator"))
    assert client.get(address).status_code == 404


def names(patterns) -> set[str]:
    found = set()
    for pattern in patterns:
        found |= {pattern.name} if isinstance(pattern, URLPattern) else names(pattern.url_patterns)
    return found


def test_every_address_is_in_the_table():
    assert names(get_resolver().url_patterns) == {name for name, *_rest in [*ROUTES, *DESK_ROUTES]}


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
