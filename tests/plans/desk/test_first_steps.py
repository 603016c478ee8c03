"""The first steps of a new partnership on the desk home, until its first plan is published."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance.models import Target
from plans.desk.first_steps import first_steps
from plans.models import Organisation
from tests import builders

pytestmark = pytest.mark.django_db
PLAN = "/desk/anytown/plans/2020-2023/"
STEPS = [
    ("Invite people: officers, approvers, scrutiny members", "/desk/anytown/people/"),
    ("Say which place it covers: district, wards and codes", "/desk/anytown/place/"),
    ("Add the members: the authorities that must or may take part", "/desk/anytown/about/standing-members/"),
    ("Start the plan: its title and period", "/desk/anytown/new-plan/"),
    ("Set the priorities", f"{PLAN}priorities/"),
    ("Choose the indicators you will use", "/desk/anytown/figures/indicators/"),
    ("Set the targets, each for an indicator", f"{PLAN}targets/"),
    ("List the actions, each with its lead, below its priority", f"{PLAN}priorities/"),
    ("Consult: publish the draft for comment", f"{PLAN}publish/"),
    ("Publish the plan", f"{PLAN}publish/"),
]


def steps_of(person) -> list[tuple[str, str, bool]]:
    ((_owner, steps),) = builders.read(first_steps(list(person.memberships.select_related("partnership"))))
    return [(str(step.words), step.page, step.is_done) for step in steps]


def done(person) -> list[int]:
    return [number for number, (_words, _page, is_done) in enumerate(steps_of(person), 1) if is_done]


@pytest.fixture
def ada():
    return builders.person("ada", builders.partnership(), "administrator")


def test_each_step_is_done_when_its_rows_are_there(ada):
    owner = ada.memberships.get().partnership
    assert done(ada) == []
    builders.person("olive", owner, "officer")
    assert done(ada) == [1]
    builders.area_set(owner, ["North"])
    assert done(ada) == [1, 2]
    police = Organisation.objects.create(name="Police")
    owner.members.create(organisation=police, position=1)
    assert done(ada) == [1, 2, 3]
    plan = builders.plan(owner)
    assert done(ada) == [1, 2, 3, 4]
    priority = builders.priority(plan)
    assert done(ada) == [1, 2, 3, 4, 5]
    builders.action(priority)
    assert done(ada) == [1, 2, 3, 4, 5, 8]
    owner.indicators_used.add(builders.indicator("burglary"))
    assert done(ada) == [1, 2, 3, 4, 5, 6, 8]
    assert not Target.objects.exists()
    publish(plan, "consultation")
    assert done(ada) == [1, 2, 3, 4, 5, 6, 8, 9]


def publish(plan, kind: str) -> None:
    plan.versions.create(kind=kind, number=1, content={}, checksum="0" * 64, published_at=builders.at(2020, 1, 1))


def test_every_step_leads_to_where_it_is_done_once_there_is_a_plan(ada):
    owner = ada.memberships.get().partnership
    without_a_plan = [page if number < 4 or number == 5 else "" for number, (_words, page) in enumerate(STEPS)]
    assert [page for _words, page, _done in steps_of(ada)] == without_a_plan
    builders.plan(owner)
    assert [(words, page) for words, page, _done in steps_of(ada)] == STEPS


def test_the_desk_home_shows_them_until_a_plan_is_published(client, ada):
    plan = builders.plan(ada.memberships.get().partnership)
    builders.sign_in(client, ada)
    page = unescape(client.get("/desk/").content.decode())
    part = page.split("First steps for Safer Anytown</h2>")[1].split("</ol>")[0]
    assert re.findall(r'<a href="(.*?)">(.*?)</a>', part) == [(address, words) for words, address in STEPS]
    assert part.count(">Done<") == 1
    for _words, address in STEPS:
        assert client.get(address).status_code == 200
    publish(plan, "final")
    assert "First steps" not in client.get("/desk/").content.decode()


def test_who_may_not_invite_people_reads_that_step_without_a_link(ada):
    owner = ada.memberships.get().partnership
    assert steps_of(builders.person("olive", owner, "officer"))[0] == (STEPS[0][0], "", True)


@pytest.mark.parametrize("role", ["lead", "approver", "scrutiny member"])
def test_who_does_not_write_plans_sees_none(ada, role):
    person = builders.person("lee", ada.memberships.get().partnership, role)
    assert builders.read(first_steps(list(person.memberships.select_related("partnership")))) == []


def test_they_cost_the_same_for_any_number_of_partnerships(ada):
    costs = []
    for number in range(3):
        builders.plan(builders.person("ada", owner := builders.partnership(f"town-{number}"), "officer") and owner)
        rows = list(ada.memberships.select_related("partnership"))
        with CaptureQueriesContext(connection) as asked:
            assert len(builders.read(first_steps(rows))) == number + 2
        costs.append(len(asked))
    assert costs == [1, 1, 1]


def test_a_plan_without_an_address_takes_the_years_of_its_period(client, ada):
    builders.sign_in(client, ada)
    sent = {"title": "The plan", "kind": "partnership plan", "period_start": "2027-04-01", "period_end": "2030-03-31"}
    assert client.post("/desk/anytown/new-plan/", sent).url == "/desk/anytown/plans/2027-2030/"
    again = client.post("/desk/anytown/new-plan/", sent)
    assert again.status_code == 200
    assert ada.memberships.get().partnership.plans.count() == 1


def test_a_step_without_a_page_says_why(client):
    client.force_login(builders.person("olive", builders.partnership(), "officer"))
    text = " ".join(re.sub(r"<[^>]+>", " ", client.get("/desk/").content.decode()).split())
    assert "Invite people: officers, approvers, scrutiny members (an administrator does this)" in text
    assert "Set the priorities (once the plan is started)" in text
    assert "Start the plan: its title and period Set" in text
