"""All tasks of a partnership: by partner organisation and by person, late ones first, at a constant cost."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plans.models import Organisation
from tests import builders
from tests.performance.indicators.test_pages import words

pytestmark = pytest.mark.django_db

PAGE = "/desk/anytown/tasks/"


def day(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def said(date: dt.date) -> str:
    return f"{date:%-d %B %Y}"


@pytest.fixture
def plan():
    """The police lead a late action and a milestone that is due soon; the fire service one that is due soon."""
    made = builders.plan(period_end=day(300), state="approval")
    priority = builders.priority(made)
    for number, (name, date) in enumerate([("Police", day(-3)), ("Fire", day(9)), ("Nobody", day(90))], start=1):
        builders.lead(builders.action(priority, number, due_on=date, due_kind="date"), name)
    late = priority.actions.get(ref="1.1")
    builders.milestone(late, "a", due_on=day(5), due_kind="date")
    builders.action(priority, 4, due_on=day(2), due_kind="date")
    made.signatories.add(Organisation.objects.get(name="Fire"))
    return made


@pytest.fixture
def officer(client, plan):
    client.force_login(builders.person("officer", plan.partnership, "officer"))
    return client


def test_organisations_with_late_tasks_stand_first_and_each_with_its_people(officer, plan):
    builders.person("sam", plan.partnership, "lead", organisation=Organisation.objects.get(name="Police"))
    page = words(officer.get(PAGE))
    assert "All tasks of Safer Anytown" in page
    assert (
        f"Police 2 tasks, 1 late. Who acts for it: sam Late 1.1 Action 1.1 was due on {said(day(-3))}. "
        f"1.1a A step is due on {said(day(5))}. Fire 2 tasks 1.2 Action 1.2 is due on {said(day(9))}. "
        f"Approve “Community Safety Plan”. No organisation named 1 task 1.4 Action 1.4 is due on {said(day(2))}."
    ) in page
    assert "Tasks by person" in page
    assert "sam Police 2 tasks, 1 late" in page
    assert "Action 1.3" not in page


def test_one_partner_or_one_person_is_shown_alone(officer, plan):
    sam = builders.person("sam", plan.partnership, "lead", organisation=Organisation.objects.get(name="Police"))
    page = words(officer.get(PAGE, {"partner": "Fire"}))
    assert "Tasks of Fire" in page
    assert "Action 1.1" not in page
    page = words(officer.get(PAGE, {"person": sam.pk}))
    assert "Tasks of sam" in page
    assert "Police 2 tasks, 1 late Late 1.1 Action 1.1 was due" in page
    assert "Action 1.2" not in page
    for unknown in ({"person": "999999"}, {"person": "x"}, {"partner": "Nowhere"}):
        assert "All tasks of Safer Anytown" in words(officer.get(PAGE, unknown))


def test_answers_and_figures_are_tasks_of_who_owes_them(officer, plan):
    builders.asked_lead(plan, "Police", answer_by=day(-1))
    owner = plan.partnership
    town = builders.area_set(owner, ["Town"], "districts", "district").areas.get()
    burglary = builders.indicator("burglary")
    builders.observation(builders.source(owner), burglary, town, 2020, 4)
    owner.measures.create(indicator=burglary, frequency="yearly", lag=0, provider=Organisation.objects.get(name="Fire"))
    assert f"Answer for Round 1 by {said(day(-1))}." in words(officer.get(PAGE, {"partner": "Police"}))
    page = words(officer.get(PAGE, {"partner": "Fire"}))
    assert "Figure of “Burglary” for 2021/22 was due on 31 March 2022." in page


def test_the_desk_of_a_person_is_shown_of_this_partnership_alone(officer, plan):
    sam = builders.person("sam", plan.partnership, "officer")
    elsewhere = builders.plan(builders.partnership("elsewhere"), title="Of others")
    builders.person("sam", elsewhere.partnership, "officer")
    for made in (plan, elsewhere):
        made.comments.create(row_kind="actions", row_id=1, row_name="1.1", text="Really?", by=sam)
    page = words(officer.get(PAGE, {"person": sam.pk}))
    assert "On the desk of sam" in page
    assert "1 comment on “Community Safety Plan” has not been dealt with." in page
    assert "Of others" not in page


def test_people_of_another_partnership_and_those_without_the_permission_see_nothing(officer, plan, client):
    stranger = builders.person("stranger", builders.partnership("elsewhere"), "officer")
    assert "stranger" not in words(officer.get(PAGE))
    assert "All tasks of Safer Anytown" in words(officer.get(PAGE, {"person": stranger.pk}))
    client.force_login(stranger)
    assert client.get(PAGE).status_code == 404
    client.force_login(builders.person("sam", plan.partnership, "lead"))
    assert client.get(PAGE).status_code == 403


def test_many_tasks_and_people_cost_as_many_queries_as_few(officer, plan):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(PAGE).status_code == 200
        return len(queries)

    police = Organisation.objects.get(name="Police")
    builders.person("sam", plan.partnership, "lead", organisation=police)
    few = cost()
    for number in range(5, 9):
        builders.lead(builders.action(plan.priorities.get(), number, due_on=day(1), due_kind="date"), f"Lead {number}")
        builders.person(f"sam-{number}", plan.partnership, "lead", organisation=police)
    assert cost() == few


def test_the_desk_home_links_to_it(officer):
    assert f'href="{PAGE}"' in officer.get("/desk/").content.decode()
