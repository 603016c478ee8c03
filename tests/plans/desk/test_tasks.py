"""What waits for a person on the desk home."""

import datetime as dt

import pytest

from plans.access import tasks
from plans.access.permissions import Permission, where_may
from plans.access.tasks import Task
from tests import builders

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)


def test_rooms_contribute_what_waits_and_urgent_lines_stand_first(monkeypatch):
    here = builders.partnership()
    asked = []

    def updates(user, memberships, today):
        asked.append((user, memberships, today))
        yield Task(here, "3 updates are open.", "/a/", 3)
        yield Task(here, "None.", "/b/", 0)

    def late(user, memberships, today):
        yield Task(here, "1 update is late.", "/c/", urgent=True)

    monkeypatch.setattr(tasks, "contributed", {"TASKS": (updates, late)}.get)
    person = builders.person("lead", here, "lead")
    mine = list(person.memberships.all())
    found = tasks.in_order(
        [line for reader in tasks.task_readers(person, mine, TODAY) for line in builders.read(reader)]
    )
    assert [line.sentence for line in found] == ["1 update is late.", "3 updates are open."]
    assert asked == [(person, mine, TODAY)]


def test_where_somebody_may_do_something():
    here, there = builders.partnership(), builders.partnership("elsewhere")
    person = builders.person("both", here, "officer", "approver")
    builders.person("both", there, "lead")
    mine = list(person.memberships.select_related("partnership"))
    assert where_may(mine, Permission.EDIT_PLAN) == {here.pk: here}
    assert where_may(mine, Permission.READ_DESK) == {here.pk: here, there.pk: there}
    assert where_may(mine, Permission.MANAGE_PEOPLE) == {}
