"""Outside plans with dates: what points to an old one is listed and pointed to the new one in one click."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from plans.documents.document import plan_document
from plans.models import Change, Plan
from plans.publishing.checklist.checklist import problems
from plans.publishing.versions import publish
from priorities.alignment.checklist import outside_plans_in_force
from priorities.alignment.tasks import ended_plans
from priorities.models import Alignment, OutsidePlan
from tests import builders

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 29)


@pytest.fixture
def plan() -> Plan:
    """A draft with one priority of which an action serves an objective of the old police and crime plan."""
    made = builders.plan()
    priority = builders.priority(made)
    old, new = outside(made, "Crime Plan 2016", ends_on=dt.date(2019, 5, 6)), outside(made, "Crime Plan 2019")
    old.replaced_by = new
    old.save()
    aim = made.alignments.create(outside_plan=old, reference="1", text="Safer streets", priority=priority)
    made.alignments.create(outside_plan=old, reference="2", text="Help for victims")
    priority.actions.create(ref="1.1", title="Patrol the centre").objectives.add(aim)
    return made


def outside(plan: Plan, title: str, **given) -> OutsidePlan:
    return plan.partnership.outside_plans.create(title=title, **given)


def officer(client, plan: Plan):
    user = builders.person("officer", plan.partnership, "officer")
    builders.sign_in(client, user)
    return user


def page_of(one: OutsidePlan) -> str:
    return f"/desk/{one.partnership.slug}/about/rows/outside-plans/{one.pk}/what-points-to-it/"


def old_plan(plan: Plan) -> OutsidePlan:
    return OutsidePlan.objects.get(title="Crime Plan 2016", partnership=plan.partnership)


def pointed_at(plan: Plan) -> list[str]:
    return [one.outside_plan.title for one in plan.alignments.all()]


def test_what_points_to_an_ended_plan_is_listed_and_pointed_to_its_successor_in_one_click(client, plan):
    officer(client, plan)
    at = page_of(old_plan(plan))
    page = client.get(at).content.decode()
    for words in ("Safer streets", "Help for victims", "1.1: Patrol the centre", "6 May 2019",
                  "2 objectives of drafts will point to “Crime Plan 2019”."):  # fmt: skip
        assert words in page
    assert pointed_at(plan) == ["Crime Plan 2016"] * 2
    answer = client.post(at, follow=True).content.decode()
    assert "2 objectives now point to “Crime Plan 2019”." in answer
    assert pointed_at(plan) == ["Crime Plan 2019"] * 2
    assert "Nothing points to it." in answer
    changes = Change.objects.filter(row_kind="objectives", field="outside_plan").values_list("old", "new")
    assert list(changes) == [("Crime Plan 2016", "Crime Plan 2019")] * 2
    assert "Undone" in client.post(at, {"undo": "1"}, follow=True).content.decode()
    assert pointed_at(plan) == ["Crime Plan 2016"] * 2


def test_an_objective_that_was_edited_since_stops_the_undo(client, plan):
    officer(client, plan)
    at = page_of(old_plan(plan))
    client.post(at)
    Alignment.objects.filter(reference="1").update(text="Safe streets", row_version=9)
    assert "Nothing was undone" in client.post(at, {"undo": "1"}, follow=True).content.decode()
    assert pointed_at(plan) == ["Crime Plan 2019"] * 2


def test_a_plan_that_is_not_a_draft_stays_as_it_is_and_is_named(client, plan):
    officer(client, plan)
    Plan.objects.filter(pk=plan.pk).update(state="consultation")
    at = page_of(old_plan(plan))
    page = client.get(at).content.decode()
    assert "This plan is not a draft, so it stays as it is." in page
    assert "Yes, point all of them" not in page
    client.post(at)
    assert pointed_at(plan) == ["Crime Plan 2016"] * 2


def test_without_a_successor_nothing_is_pointed_anywhere(client, plan):
    officer(client, plan)
    OutsidePlan.objects.update(replaced_by=None)
    at = page_of(old_plan(plan))
    assert "Say what replaced it to point all of them to the new plan at once." in client.get(at).content.decode()
    assert "Say first what replaced “Crime Plan 2016”." in client.post(at, follow=True).content.decode()
    assert pointed_at(plan) == ["Crime Plan 2016"] * 2


def test_all_or_none_are_pointed_to_the_new_plan(client, plan):
    officer(client, plan)
    plan.alignments.create(
        outside_plan=OutsidePlan.objects.get(title="Crime Plan 2019"), reference="1", text="Safer streets",
        priority=plan.priorities.get(),
    )  # fmt: skip
    said = client.post(page_of(old_plan(plan)), follow=True).content.decode()
    assert "Nothing was changed. This objective is already listed here." in said
    assert pointed_at(plan) == ["Crime Plan 2016", "Crime Plan 2016", "Crime Plan 2019"]


def test_the_desk_home_names_plans_that_are_over_and_still_pointed_to(client, plan):
    user = officer(client, plan)
    memberships = list(user.memberships.select_related("partnership"))
    (task,) = builders.read(ended_plans(user, memberships, TODAY))
    assert task.sentence == "“Crime Plan 2016” is over, and 2 objectives of drafts still point to it."
    assert task.address == page_of(old_plan(plan))
    client.post(task.address)
    assert builders.read(ended_plans(user, memberships, TODAY)) == []


@pytest.mark.parametrize(
    ("ends_on", "replaced", "sentence"),
    [
        (dt.date(2020, 3, 31), True, "Point its objectives to “Crime Plan 2019”, which replaced it."),
        (dt.date(2020, 3, 31), False, "Say what replaced it, or remove its objectives."),
        (dt.date(2020, 4, 1), True, None),
        (None, True, None),
    ],
)
def test_the_checklist_warns_of_an_outside_plan_that_ended_before_the_plan_began(plan, ends_on, replaced, sentence):
    assert plan.period_start == dt.date(2020, 4, 1)
    later = OutsidePlan.objects.get(title="Crime Plan 2019") if replaced else None
    OutsidePlan.objects.filter(title="Crime Plan 2016").update(ends_on=ends_on, replaced_by=later)
    content = plan_document(Plan.objects.get(pk=plan.pk))
    found = list(outside_plans_in_force(content))
    if sentence is None:
        assert found == []
    else:
        words = f"“Crime Plan 2016” ended on 31 March 2020, before this plan begins. {sentence}"
        assert [(one.sentence, one.severity, one.place.kind) for one in found] == [(words, "warning", "objectives")]
        assert words in [one.sentence for one in problems(content)]


def test_readers_see_the_dates_and_the_link_of_the_outside_plan(client, plan):
    OutsidePlan.objects.filter(title="Crime Plan 2016").update(
        link="https://example.org/plan", starts_on=dt.date(2016, 5, 6)
    )
    publish(Plan.objects.get(pk=plan.pk), kind="final")
    page = " ".join(client.get("/anytown/plans/2020-2023/").content.decode().split())
    assert "Contributes to: Crime Plan 2016" in page
    assert "6 May 2016 to 6 May 2019" in page
    assert '<a href="https://example.org/plan">Read “Crime Plan 2016”</a>' in page


def test_an_objective_names_a_plan_in_one_way_or_the_other(plan):
    with pytest.raises(ValidationError, match="Choose an outside plan, or write the name of the plan or framework."):
        Alignment(plan=plan, text="To serve").full_clean()
    Alignment(plan=plan, framework="A strategy", text="To serve").full_clean()


def test_a_plan_is_not_replaced_by_one_that_it_replaces(plan):
    old, new = OutsidePlan.objects.order_by("title")
    new.replaced_by = old
    with pytest.raises(ValidationError, match="“Crime Plan 2016” is itself replaced by this plan."):
        new.full_clean()


def test_a_plan_that_is_pointed_to_cannot_be_removed(plan):
    with pytest.raises(ProtectedError):
        old_plan(plan).delete()


def test_another_partnership_has_its_own_list(client, plan):
    other = builders.partnership("elsewhere")
    builders.sign_in(client, builders.person("stranger", other, "officer"))
    assert client.get(page_of(old_plan(plan))).status_code == 404
    own = page_of(old_plan(plan)).replace("anytown", "elsewhere")
    assert client.get(own).status_code == 404
