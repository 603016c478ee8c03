"""What each role may do, said a second time: who changes the table of permissions has to mean it."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from plans.access.permissions import (
    ROLES,
    SECOND_FACTOR,
    Permission,
    audience_of,
    permissions_of,
    roles_in,
    site_permissions,
    where_may,
)
from plans.models import Membership, Partnership, Role, User, Visibility

OFFICER = (
    "read desk, comment, read progress, watch, read members' text, edit plan, edit partnership, update progress, "
    "send rounds, load figures, publish, answer residents"
)
MAY = {
    Role.ADMINISTRATOR: f"{OFFICER}, manage people",
    Role.OFFICER: OFFICER,
    Role.LEAD: "read desk, comment, read progress, watch, update progress",
    Role.APPROVER: "read desk, comment, read progress, watch, read members' text, sign off",
    Role.SCRUTINY_MEMBER: "read progress, watch, read members' text, ask questions",
}
CLOSED = {
    Role.ADMINISTRATOR: "read desk, read progress, watch, read members' text, manage people",
    Role.OFFICER: "read desk, read progress, watch, read members' text",
    Role.LEAD: "read desk, read progress, watch",
    Role.APPROVER: "read desk, read progress, watch, read members' text",
    Role.SCRUTINY_MEMBER: "read progress, watch, read members' text",
}


def said(words: str) -> set[str]:
    return set(words.split(", "))


@pytest.mark.anywhere
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_exactly_this(role):
    assert set(ROLES[role]) == said(MAY[role])
    assert set(permissions_of({role}, Partnership())) == said(MAY[role])
    assert set(permissions_of({role}, Partnership(closed_on=dt.date(2026, 4, 1)))) == said(CLOSED[role])


@pytest.mark.anywhere
def test_two_roles_may_do_what_either_may_and_a_stranger_nothing():
    both = permissions_of({Role.LEAD, Role.SCRUTINY_MEMBER}, Partnership())
    assert set(both) == said(MAY[Role.LEAD]) | said(MAY[Role.SCRUTINY_MEMBER])
    assert permissions_of(set(), Partnership()) == frozenset()
    assert audience_of(both) == Visibility.MEMBERS
    assert audience_of(both - {Permission.READ_MEMBERS_TEXT}) == Visibility.PUBLIC
    assert {Role.ADMINISTRATOR, Role.APPROVER} == SECOND_FACTOR


@pytest.mark.anywhere
def test_who_administers_the_site_has_no_other_permission_by_that():
    assert set(site_permissions(User(is_superuser=True))) == {"manage partnerships"}
    assert site_permissions(User()) == frozenset()


@pytest.mark.anywhere
def test_a_permission_holds_where_one_of_the_roles_gives_it():
    here, closed = Partnership(pk=1), Partnership(pk=2, closed_on=dt.date(2026, 4, 1))
    rows = [Membership(partnership=here, role="lead"), Membership(partnership=closed, role="officer")]
    assert where_may(rows, Permission.READ_DESK) == {1: here, 2: closed}
    assert where_may(rows, Permission.UPDATE_PROGRESS) == {1: here}
    assert where_may(rows, Permission.PUBLISH) == {}


def test_roles_are_those_in_this_partnership(db):
    here, there = (Partnership.objects.create(slug=slug, name=slug) for slug in ("anytown", "elsewhere"))
    user = User.objects.create(username="officer")
    for partnership, role in ((here, "officer"), (here, "approver"), (there, "lead")):
        Membership.objects.create(user=user, partnership=partnership, role=role)
    assert roles_in(user, here) == {Role.OFFICER, Role.APPROVER}
    assert roles_in(user, there) == {Role.LEAD}
    assert roles_in(AnonymousUser(), here) == set()
