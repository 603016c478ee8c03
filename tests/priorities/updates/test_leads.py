"""Who leads what, and where they can be written to."""

import pytest

from plans.models import Organisation, Plan
from priorities.models import Part
from priorities.updates.leads import leads_of, with_addresses
from tests import builders


def led(plan) -> dict[str, list[tuple[str, list[str]]]]:
    return {
        lead.name: [(one.action.ref, [step.split(" ")[0] for step in one.steps]) for one in lead.actions]
        for lead in leads_of(plan)[0]
    }


def test_the_leads_of_south_cambridgeshire(demo, db):
    plan = Plan.objects.get(partnership__slug="south-cambridgeshire", slug="2009-2012")
    asked = led(plan)
    assert len(asked) == 19
    assert sum(len(actions) for actions in asked.values()) == 47
    assert leads_of(plan)[1] == []
    assert [ref for ref, _steps in asked["Cambridgeshire Constabulary"]] == [
        *("1.1", "1.5", "2.1", "2.2", "2.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3")
    ]
    assert asked["Cambridgeshire Fire and Rescue Service"][0] == ("1.5", ["1.5f"])
    assert asked["SCDC Health & Environmental Services"][2] == ("1.5", ["1.5a", "1.5b", "1.5c"])
    assert asked["SCDC Licensing"] == [("1.6", ["1.6a", "1.6b", "1.6c", "1.6d", "1.6e", "1.6f"])]


def test_leads_known_only_by_words_and_actions_that_nobody_leads(demo, db):
    plan = Plan.objects.get(partnership__slug="norfolk", slug="2008-2011")
    leads, led_by_nobody = leads_of(plan)
    assert [lead.name for lead in leads if lead.organisation is None] == [
        "A Steering Group to oversee this work on behalf of CSG, possibly working through a County PPO Co-ordinator",
        "Norfolk Domestic Violence Reduction Co-ordinator, reports through to a Steering Group which oversees this"
        " work on behalf of CSG.",
        "Practitioner sub group to steer?",
    ]
    assert [action.ref for action in led_by_nobody][:6] == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6"]


@pytest.mark.parametrize("actions", [1, 3])
def test_leads_are_found_in_the_same_number_of_queries(db, actions, django_assert_num_queries):
    plan = builders.plan()
    for number in range(1, actions + 1):
        action = builders.action(builders.priority(plan, str(number)))
        builders.lead(action, f"Lead {number}")
        step = builders.milestone(action)
        part = Part.objects.create(milestone=step, as_printed="Fire")
        part.organisations.add(Organisation.objects.get_or_create(name="Fire")[0])
    fresh = Plan.objects.select_related("partnership").get(pk=plan.pk)
    with django_assert_num_queries(7):
        leads, _nobody = leads_of(fresh)
    assert len(leads) == actions + 1
    with django_assert_num_queries(3):
        with_addresses(fresh, leads)


def test_a_partner_is_not_asked(db):
    plan = builders.rich_plan(1)
    Part.objects.create(action=plan.priorities.get().actions.get(), role="partner", as_printed="Fire")
    assert list(led(plan)) == ["Police"]


class TestAddresses:
    @pytest.fixture
    def plan(self, db):
        return builders.rich_plan(1)

    def address(self, plan) -> str:
        return with_addresses(plan, leads_of(Plan.objects.get(pk=plan.pk))[0])[0].email

    def test_nobody_is_known(self, plan):
        assert self.address(plan) == ""

    def test_the_contact_of_the_plan_at_the_organisation(self, plan):
        plan.contacts.create(organisation="police", email="desk@police.example")
        assert self.address(plan) == "desk@police.example"

    def test_a_person_who_leads_for_the_organisation_comes_first(self, plan):
        plan.contacts.create(organisation="Police", email="desk@police.example")
        police = Organisation.objects.get(name="Police")
        sergeant = builders.person("sergeant", plan.partnership, "lead", organisation=police)
        sergeant.email = "sergeant@police.example"
        sergeant.save()
        assert self.address(plan) == "sergeant@police.example"
        sergeant.is_active = False
        sergeant.save()
        assert self.address(plan) == "desk@police.example"

    def test_the_role_in_another_partnership_says_nothing(self, plan):
        police = Organisation.objects.get(name="Police")
        sergeant = builders.person("sergeant", builders.partnership("elsewhere"), "lead", organisation=police)
        sergeant.email = "sergeant@police.example"
        sergeant.save()
        assert self.address(plan) == ""

    def test_the_address_of_the_last_round_comes_before_all(self, plan):
        plan.contacts.create(organisation="Police", email="desk@police.example")
        builders.asked_lead(plan)
        plan.rounds.get().leads.update(email="inspector@police.example")
        assert self.address(plan) == "inspector@police.example"
