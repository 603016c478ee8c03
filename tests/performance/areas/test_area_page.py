"""The page of an area: what is planned there, who decides, whom to ask; and its cost."""

import datetime as dt

import pytest
from django.utils import timezone

from performance.figures.publishing import publish_source
from plans.publishing.versions import publish
from plans.scrutiny.document import publish_register
from tests import builders
from tests.performance.indicators.test_pages import words
from tests.public_pages import STORING


@pytest.fixture
def ward(db):
    """A ward with figures, named by an action and a panel, with a meeting, a referral and an office."""
    owner = builders.partnership()
    wards = builders.area_set(owner, ["Barnack", "Walton"])
    plan = builders.rich_plan(1, owner)
    step = plan.priorities.get().actions.get()
    step.title = "Lights in Barnack"
    step.save()
    owner.groups.create(name="Village panel", kind="panel", remit="Barnack ward.", frequency="quarterly")
    builders.recommendation(owner)
    committee = owner.committees.get()
    committee.meetings.create(held_on=dt.date(2022, 2, 1), about="Crime", decided="To light the green.")
    committee.meetings.create(held_on=timezone.localdate() + dt.timedelta(9), about="Lights again")
    barnack = wards.areas.first()
    owner.referrals.create(
        committee=committee, member="Cllr Lamp", matter="Dark paths", referred_on=dt.date(2022, 1, 3), area=barnack
    )
    source, thefts = builders.source(owner), builders.indicator("thefts")
    for area in wards.areas.all():
        builders.observation(source, thefts, area, 2020, 9)
    publish_source(source)
    publish(plan, kind="final")
    publish_register(owner)
    return owner


def test_the_page_says_what_is_planned_who_decides_and_whom_to_ask(client, ward):
    said = words(client.get("/anytown/areas/anytown-barnack/"))
    for part in (
        "Named in: Community Safety Plan (2020 to 2023) 1.1 Lights in Barnack “Lights in Barnack”",
        "The priorities of the whole plan, Community Safety Plan (2020 to 2023), also apply here: This plan has ended",
        "Village panel , meets quarterly: Barnack ward.",
        "Next meetings of scrutiny committees",
        "Lights again",
        "1 February 2022 : Scrutiny Committee. Crime Decided: To light the green.",
        "Matters about this area referred to the committee 3 January 2022 , Cllr Lamp: Dark paths",
        "In an emergency call 999.",
        "Office 1",
        "We do not know how many people live in each",
    ):
        assert part in said


def test_another_ward_is_not_told_of_it(client, ward):
    said = words(client.get("/anytown/areas/anytown-walton/"))
    assert "No published plan mentions Walton." in said
    assert "Village panel" not in said
    assert "Dark paths" not in said
    assert "To light the green." in said


def test_the_page_costs_four_queries_however_much_is_published(client, ward, django_assert_num_queries):
    with django_assert_num_queries(4 + STORING):
        client.get("/anytown/areas/anytown-barnack/")
    for number in range(3):
        publish(builders.rich_plan(3, ward, slug=f"more-{number}"), kind="final")
    with django_assert_num_queries(4 + STORING):
        client.get("/anytown/areas/anytown-barnack/")


def test_panels_of_no_particular_wards_are_told_where_none_is_named_for_the_ward(client, ward):
    ward.groups.create(name="Area committees", kind="panel", remit="Raise what worries people.")
    publish(builders.rich_plan(1, ward, slug="later", period_end=dt.date(2099, 3, 31)), kind="final")
    said = words(client.get("/anytown/areas/anytown-walton/"))
    assert "it does not say which wards each looks after. Area committees : Raise what worries people." in said
    assert "Village panel" not in said
    assert "Area committees" not in words(client.get("/anytown/areas/anytown-barnack/"))


def test_without_a_register_the_page_says_that_no_meeting_is_published(db, client):
    owner = builders.partnership()
    builders.area_set(owner, ["Barnack"])
    publish(builders.rich_plan(1, owner), kind="final")
    said = words(client.get("/anytown/areas/anytown-barnack/"))
    assert "No meeting dates or decisions have been published for Anytown." in said
    assert "There are figures for the whole of Anytown" not in said


def test_an_address_that_names_a_person_is_not_given(db, client):
    owner = builders.partnership()
    builders.area_set(owner, ["Barnack"])
    plan = builders.plan(owner)
    plan.contacts.create(office="Safety team", name="Jo Smith", email="jo.smith@example.org", telephone="01234 567")
    plan.contacts.create(office="Front desk", email="desk@example.org")
    publish(plan, kind="final")
    page = client.get("/anytown/areas/anytown-barnack/").content.decode()
    assert "Safety team" in page
    assert "01234 567" in page
    assert "jo.smith" not in page
    assert "desk@example.org" in page


def test_a_ward_without_figures_leads_to_the_one_of_the_same_name_that_has_them(client, ward):
    later = builders.area_set(ward, ["New-Barnack"], slug="new-wards")
    later.areas.update(name="Barnack")
    said = words(client.get("/anytown/areas/anytown-new-barnack/"))
    assert "There are figures for areas of the same name with other boundaries: Barnack (Wards) ." in said
    assert "There are no published figures for Barnack (Ward). With other boundaries (Wards): Barnack, 2020" in said
    assert "There are figures for the whole of Anytown: Performance in Anytown ." in said
