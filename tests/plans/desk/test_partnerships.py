"""The site administrator adds, closes and reopens partnerships."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from csp_portal.pages.jinja2 import date
from plans.access.permissions import LEFT_WHEN_CLOSED, ROLES, Permission, permissions_of, where_may
from plans.desk import partnerships
from plans.models import Change, Partnership, Role, User
from plans.scrutiny.reminders import remind
from priorities.updates.answers import LinkState, state_of
from tests import builders

pytestmark = pytest.mark.django_db
NEW = {"name": "Safer Norwich", "kind": "community safety", "jurisdiction": "england", "slug": "norwich"}
TODAY = dt.date(2026, 11, 29)
WHEN = "29 November 2026"


@pytest.fixture
def sue(client) -> User:
    """The site administrator, signed in."""
    person = User.objects.create(username="sue", is_superuser=True)
    builders.sign_in(client, person)
    return person


@pytest.fixture
def published():
    """A partnership with a published plan, and the one that will follow it."""
    plan = builders.published_before(builders.plan())
    return plan, builders.partnership("newtown", name="Safer Newtown")


def words(response) -> str:
    return response.content.decode()


def test_a_partnership_is_added_with_its_first_administrator(client, sue):
    assert client.post("/desk/partnerships/add/", NEW)["Location"] == "/desk/norwich/people/"
    owner = Partnership.objects.get()
    assert (owner.name, owner.place, owner.closed_on) == ("Safer Norwich", "Norwich", None)
    assert [(row.user, row.role) for row in owner.memberships.all()] == [(sue, "administrator")]
    assert "Safer Norwich" in words(client.get("/desk/partnerships/"))
    assert client.get("/norwich/").status_code == 200


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"slug": "desk"}, "This address is used by the portal itself; choose another."),
        ({"slug": "anytown"}, "Partnership with this Slug already exists."),
        ({"name": "Safer Anytown"}, "Partnership with this Name already exists."),
        ({"slug": "nor wich"}, "Use only a to z, numbers and hyphens, without spaces."),
        ({"name": ""}, "Fill this in."),
    ],
)
def test_what_cannot_be_a_partnership(client, sue, given, said):
    builders.partnership()
    assert said in words(client.post("/desk/partnerships/add/", NEW | given))
    assert Partnership.objects.count() == 1


def test_the_administrator_of_a_partnership_can_do_neither(client):
    owner = builders.partnership()
    builders.sign_in(client, builders.person("ada", owner, "administrator"))
    assert "/desk/partnerships/" not in words(client.get("/desk/"))
    assert client.post("/desk/partnerships/add/", NEW).status_code == 403
    assert client.post("/desk/partnerships/anytown/close/", {"close": "yes"}).status_code == 403
    assert Partnership.objects.get().closed_on is None


def test_closing_is_confirmed_and_every_public_page_says_it(client, sue, published):
    plan, after = published
    pages = ["/anytown/", "/anytown/plans/", "/anytown/plans/before/", "/anytown/plans/before/v1/"]
    before = [client.get(page)["ETag"] for page in pages]
    assert "can still be read" in words(client.get("/desk/partnerships/anytown/close/"))
    assert Partnership.objects.get(slug="anytown").closed_on is None
    sent = {"successor": after.pk, "close": "yes"}
    assert client.post("/desk/partnerships/anytown/close/", sent)["Location"] == "/desk/partnerships/"
    for page, etag in zip(pages, before, strict=True):
        response = client.get(page, headers={"If-None-Match": etag})
        assert (page, response.status_code) == (page, 200)
        assert words(response).count(f"was closed on {date(timezone.localdate())}.") == 1
        assert 'Its successor is <a href="/newtown/">Safer Newtown</a>.' in words(response)
    assert "was closed on" not in words(client.get("/newtown/"))
    assert [row.field for row in Change.objects.filter(partnership__slug="anytown", row_kind="partnership")] == [
        "closed on"
    ]


def test_a_reopened_partnership_says_nothing_and_is_written_again(client, sue, published):
    plan, after = published
    partnerships.close(plan.partnership, after, today=TODAY, by=sue)
    assert f"Closed on {WHEN}, replaced by Safer Newtown" in words(client.get("/desk/partnerships/"))
    assert client.post("/desk/partnerships/anytown/reopen/").status_code == 302
    assert "was closed" not in words(client.get("/anytown/plans/before/"))
    owner = Partnership.objects.get(slug="anytown")
    assert (owner.closed_on, owner.successor) == (None, None)
    assert permissions_of({Role.OFFICER}, owner) == ROLES[Role.OFFICER]


@pytest.mark.parametrize("role", Role)
def test_in_a_closed_partnership_nobody_changes_anything(sue, role):
    owner = builders.partnership()
    partnerships.close(owner, None, today=TODAY, by=sue)
    owner.refresh_from_db()
    assert permissions_of({role}, owner) == ROLES[role] & {
        Permission.READ_DESK,
        Permission.READ_PROGRESS,
        Permission.READ_MEMBERS_TEXT,
        Permission.WATCH,
        Permission.MANAGE_PEOPLE,
    }
    memberships = list(builders.person("ada", owner, role).memberships.all())
    assert {p for p in Permission if where_may(memberships, p)} == ROLES[role] & LEFT_WHEN_CLOSED


def test_the_desk_of_a_closed_partnership_is_read_and_not_written(client, sue, published):
    plan, _after = published
    partnerships.close(plan.partnership, None, today=TODAY, by=sue)
    builders.sign_in(client, builders.person("olive", plan.partnership, "officer"))
    assert f"Safer Anytown was closed on {WHEN}." in words(client.get("/desk/anytown/"))
    assert client.get("/desk/anytown/plans/before/").status_code == 200
    assert client.get("/desk/anytown/new-plan/").status_code == 403
    assert client.post("/desk/anytown/about/organisations/add/", {"name": "Police"}).status_code == 403


def test_residents_and_leads_send_nothing_to_a_closed_partnership(client, sue):
    owner, after = builders.partnership(), builders.partnership("newtown", name="Safer Newtown")
    lead = builders.asked_lead(builders.rich_plan(1, owner))
    partnerships.close(owner, after, today=TODAY, by=sue)
    for page in ("/anytown/have-your-say/write/", "/anytown/subscribe/"):
        response = client.post(page)
        assert response.status_code == 404
        assert f"Safer Anytown was closed on {WHEN}. You can no longer send it anything." in words(response)
        assert 'href="/newtown/"' in words(response)
    lead.round.plan.partnership.refresh_from_db()
    link = lead.links.create(token_hash="0" * 64, expires_at=builders.at(2030, 1, 1), made_at=builders.at(2020, 1, 1))
    link.lead = lead
    assert state_of(link, builders.at(2020, 6, 1)) == LinkState.CLOSED


def test_have_your_say_of_a_closed_partnership_says_so_and_leads_to_no_form(client, sue, published):
    plan, _after = published
    assert 'href="/anytown/have-your-say/write/' in words(client.get("/anytown/have-your-say/"))
    partnerships.close(plan.partnership, None, today=TODAY, by=sue)
    page = words(client.get("/anytown/have-your-say/"))
    assert f"Safer Anytown was closed on {WHEN}, so you can no longer write to it." in page
    assert "have-your-say/write/" not in page


def test_nobody_of_a_closed_partnership_is_reminded_of_an_answer(sue, mailoutbox):
    owner = builders.partnership()
    builders.person("olive", owner, "officer", email="olive@example.org")
    builders.recommendation(owner)
    partnerships.close(owner, None, today=TODAY, by=sue)
    assert (list(remind(TODAY)), mailoutbox) == ([], [])
    partnerships.reopen(owner, by=sue)
    assert [sent for sent, _words in remind(TODAY)] == [True]


def test_what_was_scheduled_is_cancelled(sue):
    plan = builders.plan(publish_at=builders.at(2030, 1, 1), publish_by=sue)
    partnerships.close(plan.partnership, None, today=TODAY, by=sue)
    plan.refresh_from_db()
    assert (plan.publish_at, plan.publish_by) == (None, None)


@pytest.mark.parametrize("closed_on", [None, TODAY])
def test_the_database_knows_no_successor_of_an_open_partnership_and_none_that_is_the_same(closed_on):
    owner, other = builders.partnership(), builders.partnership("newtown")
    successor = owner if closed_on else other
    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.filter(pk=owner.pk).update(closed_on=closed_on, successor=successor)
