"""Actions and milestones that are late or due soon, and how the status of an action is shown."""

import datetime as dt
import re
from html import unescape

import pytest

from plans.documents.document import plan_document
from plans.models import Plan, Visibility
from priorities.updates import tasks
from priorities.updates.pages import steps_due
from priorities.updates.progress import MilestoneTiming
from tests import builders


@pytest.mark.parametrize(
    ("today", "how"),
    [
        (dt.date(2010, 2, 1), None),
        (dt.date(2010, 3, 31), MilestoneTiming.SOON),
        (dt.date(2010, 4, 1), MilestoneTiming.LATE),
        (dt.date(2010, 6, 30), MilestoneTiming.LATE),
    ],
)
def test_action_5_1_of_south_cambridgeshire_is_late_from_1_april_2010(demo, db, today, how):
    """Due “March 2010”. Loads the demonstration once."""
    plan = Plan.objects.get(partnership__slug="south-cambridgeshire")
    found = {step.ref: timing for step, timing in steps_due(plan, Visibility.MEMBERS, today)}
    assert found.get("5.1") is how


@pytest.fixture
def action(db):
    priority = builders.priority(builders.plan())
    return builders.action(priority, due_kind="date", due_on=dt.date(2021, 3, 31))


def said(action, today: dt.date) -> list[tuple[str, bool]]:
    partnership = action.priority.plan.partnership
    officer = builders.person("officer", partnership, "officer")
    memberships = list(officer.memberships.select_related("partnership"))
    return [(task.sentence, task.urgent) for task in builders.read(tasks.late_steps(officer, memberships, today))]


def test_a_late_action_is_a_task_of_the_officer_and_a_complete_one_is_not(action):
    builders.milestone(action, due_kind="date", due_on=dt.date(2021, 4, 20))
    assert said(action, dt.date(2021, 4, 1)) == [
        ("1 action or milestone of “Community Safety Plan” is late.", True),
        ("1 action or milestone of “Community Safety Plan” is due within 30 days.", False),
    ]
    action.status, action.status_on = "complete", dt.date(2021, 4, 2)
    action.clean()
    action.save()
    assert said(action, dt.date(2021, 4, 21)) == [("1 action or milestone of “Community Safety Plan” is late.", True)]
    assert said(action, dt.date(2024, 4, 21)) == []  # over a year after the period of the plan


def test_readers_see_the_status_as_a_word_with_shape_and_day(action, client):
    builders.action(action.priority, 2)
    action.status, action.status_on, action.status_comment = "at risk", dt.date(2020, 7, 1), "No van"
    action.outcome, action.cost = "Fewer burglaries", 1500
    action.save()
    builders.sign_in(client, builders.person("officer", action.priority.plan.partnership, "officer"))
    page = unescape(client.get("/desk/anytown/plans/2020-2023/preview/").content.decode())
    table = page.split('id="action-1.1"')[1].split("</table>")[0]
    assert re.search(r'app-status--behind"><svg.*?</svg>At risk</span><p class="app-extras">1 July 2020</p>', table)
    assert "No van" in table
    assert "Outcome: Fewer burglaries" in table
    assert "Cost: £1,500" in table
    assert "Not reported" in table.split('id="action-1.2"')[1]


def test_a_plan_on_which_nobody_reported_shows_no_status(action):
    made = plan_document(action.priority.plan)["priorities"][0]["actions"][0]
    assert {name for name in made if "status" in name} == set()
    assert "outcome" not in made
