"""The desk of a plan of 200 rows and more: few queries, small pages, whatever is listed or edited."""

import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.models import Section
from priorities.models import Action, Milestone
from tests import builders

pytestmark = pytest.mark.django_db
HERE = "/desk/anytown/plans/2020-2023/"
ROWS = 200


@pytest.fixture
def plan():
    """200 actions, 150 of them of one priority, 200 milestones, 100 of them of one action, and 200 sections."""
    made = builders.plan()
    one, two = builders.priority(made, "1"), builders.priority(made, "2")
    words = "Work with schools, landlords and the police on what residents of the ward said matters most, number"
    actions = Action.objects.bulk_create(
        Action(priority=one if n < 150 else two, ref=f"{1 if n < 150 else 2}.{n}", title=f"{words} {n}", position=n)
        for n in range(ROWS)
    )
    Milestone.objects.bulk_create(
        Milestone(action=actions[0 if n < 100 else n], ref=f"{n}", text=f"{words} {n}", position=n) for n in range(ROWS)
    )
    Section.objects.bulk_create(
        Section(plan=made, heading=f"Section {n}: {words}", slug=f"s{n}", body=f"{words} {n}. " * 3, position=n)
        for n in range(ROWS)
    )
    return made


def pages(plan) -> dict[str, str]:
    one = plan.priorities.get(ref="1")
    many_steps = one.actions.first()
    return {
        "the plan": HERE,
        "the longest list": f"{HERE}sections/",
        "a section": f"{HERE}rows/sections/{plan.sections.first().pk}/",
        "a priority with 150 actions": f"{HERE}rows/priorities/{one.pk}/",
        "an action with 100 milestones": f"{HERE}rows/actions/{many_steps.pk}/",
        "a milestone": f"{HERE}rows/milestones/{many_steps.milestones.first().pk}/",
        "the history": f"{HERE}history/",
    }


def test_every_page_of_a_large_plan_is_quick_and_small(client, plan):
    client.force_login(builders.person("officer", plan.partnership, "officer"))
    costs = {}
    for name, address in pages(plan).items():
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert response.status_code == 200
        costs[name] = len(queries), len(gzip.compress(response.content, 6))
    assert {name: cost for name, cost in costs.items() if cost[0] > 29 or cost[1] > 60_000} == {}
