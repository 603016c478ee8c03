"""What an assessment recommends becomes a priority of the plan that is being drafted."""

import datetime as dt

import pytest
from django.urls import reverse

from plans.models import Plan, Visibility
from plans.rollforward.copying import roll_forward
from priorities.assessment.next_priorities import draft_after, make_priority, recommended
from priorities.models import Issue
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    """A published plan with two priorities and an assessment of three issues."""
    made = builders.plan(state="published")
    first = builders.priority(made, "1", title="Burglary")
    builders.priority(made, "2", title="Arson")
    made.issues.create(name="Burglary", recommendation="kept", priority=first, position=0)
    made.issues.create(
        name="Fraud", finding="It **rises**.", recommendation="new", recommendation_reason="Losses doubled.", position=1
    )
    made.issues.create(name="Graffiti", recommendation="dropped", position=2)
    return made


@pytest.fixture
def officer(client, plan):
    user = builders.person("officer", plan.partnership, "officer")
    builders.sign_in(client, user)
    return user


def rolled(plan: Plan, slug: str = "next", **choices) -> Plan:
    head = {"period_start": dt.date(2023, 4, 1), "period_end": dt.date(2026, 3, 31), "slug": slug, "title": "Next plan"}
    return roll_forward(Plan.objects.get(pk=plan.pk), **head, choices=choices, by=None)[0]


def address(name: str, plan: Plan, *more) -> str:
    return reverse(name, args=[plan.partnership.slug, plan.slug, *more])


def made_of(plan: Plan, name: str) -> Issue:
    return plan.issues.get(name=name)


def test_the_draft_is_the_plan_rolled_from_this_one_else_this_one_while_it_is_drafted(plan):
    assert draft_after(plan) is None
    new = rolled(plan)
    assert draft_after(plan) == new
    assert draft_after(new) == new


def test_what_can_be_made_a_priority(plan):
    said = [(one.issue.name, one.priority and one.priority.ref, one.can_be_made)
            for one in recommended(plan, rolled(plan), Visibility.MEMBERS)]  # fmt: skip
    assert said == [("Burglary", "1", False), ("Fraud", None, True), ("Graffiti", None, False)]
    assert not any(one.can_be_made for one in recommended(plan, None, Visibility.MEMBERS))


def test_a_priority_is_made_in_the_draft_with_its_decision_and_belongs_to_the_issue(plan, client, officer):
    new = rolled(plan)
    fraud = made_of(plan, "Fraud")
    for _time in range(2):  # the second finds it made
        assert client.post(address("issue-to-priority", plan, fraud.pk)).status_code == 302
    made = new.priorities.get(title="Fraud")
    assert (made.ref, made.decision, made.decision_reason, made.why) == ("3", "new", "Losses doubled.", "It **rises**.")
    assert made_of(new, "Fraud").priority == made
    assert plan.priorities.count() == 2
    assert set(new.changes.filter(by=officer).values_list("row_kind", "kind")) == {
        ("priorities", "added"), ("issues", "changed"),
    }  # fmt: skip


def test_an_issue_that_came_after_rolling_forward_is_copied_into_the_draft(plan, officer):
    new = rolled(plan)
    late = plan.issues.create(name="Knives", recommendation="new")
    made = make_priority(late, new, by=officer)
    assert (made_of(new, "Knives").priority, made_of(new, "Knives").copied_from) == (made, late)


def test_a_withheld_issue_becomes_a_withheld_priority(plan, officer):
    new = rolled(plan)
    Issue.objects.filter(name="Fraud").update(visibility="members", withheld="7")
    made = make_priority(made_of(plan, "Fraud"), new, by=officer)
    assert (made.visibility, made.withheld) == ("members", "7")


@pytest.mark.parametrize(
    ("name", "words"), [("Graffiti", "is not recommended as a priority"), ("Fraud", "No plan is being drafted")]
)
def test_nothing_is_made_of_what_is_not_recommended_or_without_a_draft(plan, client, officer, name, words):
    if name == "Graffiti":
        rolled(plan)
    answer = client.post(address("issue-to-priority", plan, made_of(plan, name).pk), follow=True)
    assert words in answer.content.decode()
    assert not Plan.objects.filter(priorities__title__in=["Graffiti", "Fraud"]).exists()


def test_an_issue_of_another_plan_is_not_found_here(plan, client, officer):
    other = builders.plan(plan.partnership, "other").issues.create(name="Knives", recommendation="new")
    assert client.post(address("issue-to-priority", plan, other.pk)).status_code == 404


def test_the_page_offers_a_button_where_a_priority_can_be_made(plan, client, officer):
    assert "Make it a priority" not in client.get(address("assessment", plan)).content.decode()
    rolled(plan)
    words = client.get(address("assessment", plan)).content.decode()
    assert words.count("Make it a priority") == 1
    assert f'action="{address("issue-to-priority", plan, made_of(plan, "Fraud").pk)}"' in words


def test_rolling_forward_shows_what_is_recommended_beside_the_priority(plan, client, officer):
    words = client.get(address("roll-forward", plan)).content.decode()
    beside = words.split("</legend>")[1].split("<select")[0]
    assert "The assessment recommends for “Burglary”: kept." in beside
    after = words.split("Recommended, with no priority yet")[1]
    assert "The assessment recommends for “Fraud”: new. Losses doubled." in after
    assert "The assessment recommends for “Graffiti”: dropped." in after


def test_a_plan_without_recommendations_says_nothing_of_them(client):
    plan = builders.plan()
    builders.priority(plan)
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    assert "assessment recommends" not in client.get(address("roll-forward", plan)).content.decode()
