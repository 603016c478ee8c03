"""The page of an area: what is planned there, who decides, whom to ask; and its cost."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from performance.figures.publishing import publish_source
from plans.models import Area, AreaLink, AreaSet
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
        "Priorities for the whole area, in Community Safety Plan (2020 to 2023): This plan has ended",
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
    assert "Named in" not in said
    assert "Village panel" not in said
    assert "Dark paths" not in said
    assert "To light the green." in said


def test_the_page_costs_five_queries_however_much_is_published(client, ward, django_assert_num_queries):
    with django_assert_num_queries(5 + STORING):
        client.get("/anytown/areas/anytown-barnack/")
    for number in range(3):
        publish(builders.rich_plan(3, ward, slug=f"more-{number}"), kind="final")
    with django_assert_num_queries(5 + STORING):
        client.get("/anytown/areas/anytown-barnack/")


def test_panels_of_no_particular_wards_are_told_where_none_is_named_for_the_ward(client, ward):
    ward.groups.create(name="Area committees", kind="panel", remit="Raise what worries people.")
    publish(builders.rich_plan(1, ward, slug="later", period_end=dt.date(2099, 3, 31)), kind="final")
    said = words(client.get("/anytown/areas/anytown-walton/"))
    assert "it does not say which wards each looks after. Area committees : Raise what worries people." in said
    assert "Village panel" not in said
    assert "Area committees" not in words(client.get("/anytown/areas/anytown-barnack/"))


def test_without_a_register_or_panel_nothing_is_said_of_meetings(db, client):
    owner = builders.partnership()
    builders.area_set(owner, ["Barnack"])
    publish(builders.rich_plan(1, owner), kind="final")
    said = words(client.get("/anytown/areas/anytown-barnack/"))
    assert "Who meets and decides" not in said
    assert "meeting" not in said.lower()
    assert "There are figures for the whole of Anytown" not in said


def test_councillors_are_named_while_they_are_in_office_and_the_ward_is_there(client, ward):
    wards, today = ward.area_sets.get(), timezone.localdate()
    barnack, day = wards.areas.first(), dt.timedelta(days=1)
    found = {"source": "Anytown Council’s website", "checked_on": dt.date(2026, 5, 8)}
    said = {"party": "Independent", "email": "jo.smith@anytown.example", "web": "https://anytown.example/jo-smith"}
    barnack.councillors.create(name="Jo Smith", starts_on=today, ends_on=today, **said, **found)
    barnack.councillors.create(name="Sam Gone", ends_on=today - day, **found)
    barnack.councillors.create(name="Lee Later", starts_on=today + day, **found)
    page = words(client.get("/anytown/areas/anytown-barnack/"))
    assert "Your councillors Jo Smith (Independent) · jo.smith@anytown.example · Contact page of Jo Smith" in page
    assert "Source: Anytown Council’s website, checked on 8 May 2026." in page
    assert "Sam Gone" not in page
    assert "Lee Later" not in page
    wards.ends_on = today - day
    wards.save()
    ward.bump_public_revision()
    assert "councillors" not in words(client.get("/anytown/areas/anytown-barnack/"))


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
    assert (
        "There are no published crime figures for Barnack (Ward). With other boundaries (Wards): Barnack, 2020" in said
    )
    assert "There are figures for the whole of Anytown: Performance in Anytown ." in said


def test_a_ward_without_figures_shows_the_wider_area_and_the_priorities_with_their_results(client, ward):
    districts = AreaSet.objects.create(slug="anytown-district", name="Districts", kind="district")
    district = Area.objects.create(area_set=districts, code="E06999999", name="Anytown")
    ward.areas.add(district)
    source = ward.sources.get()
    thefts = source.observations.first().indicator
    builders.observation(source, thefts, district, 2020, 18)
    builders.observation(source, thefts, district, 2021, 31)
    publish_source(source)
    builders.area_set(ward, ["Empty"], slug="empty")
    page = client.get("/anytown/areas/anytown-empty/").content.decode()
    said = words(client.get("/anytown/areas/anytown-empty/"))
    assert "Indicator Period Figure for Anytown Thefts 2021/22 31" in said
    assert "2020/21" not in said.split("The wider area")[1].split("What is planned")[0]
    assert "There are no published crime figures for Empty (Ward)." in said
    for heading in ("Figures<", "Estimates", "Similar areas", "Compared with"):
        assert heading not in page.split('id="main"')[1].split("</main>")[0]


def test_a_ward_without_figures_names_what_else_is_counted_in_the_wider_area(client, ward):
    districts = AreaSet.objects.create(slug="anytown-district", name="Districts", kind="district")
    district = Area.objects.create(area_set=districts, code="E06999999", name="Anytown")
    ward.areas.add(district)
    source = ward.sources.get()
    for name in ("Wounding", "Arson", "Burglary", "Robbery", "Damage", "Assault", "Cycles"):
        counted = builders.indicator(f"own-{name.lower()}", name=name)
        builders.observation(source, counted, district, 2020, 18)
    publish_source(source)
    builders.area_set(ward, ["Empty"], slug="empty")
    said = words(client.get("/anytown/areas/anytown-empty/")).split("The wider area")[1]
    figures, further = said.split("2 more indicators for Anytown")
    assert re.findall(r"(\w+) 2020/21 18", figures) == ["Arson", "Assault", "Burglary", "Cycles", "Damage"]
    assert further.split()[:2] == ["Robbery", "Wounding"]


def test_no_heading_or_column_is_empty(client, ward):
    page = client.get("/anytown/areas/anytown-barnack/").content.decode()
    table = page.split('id="area-figures"')[1].split("</table>")[0] if 'id="area-figures"' in page else page
    assert "Per 1,000" not in table
    assert "Compared with the average" not in table
    assert '<th scope="col" class="app-num">Change' not in table


@pytest.fixture
def redrawn(ward):
    """Barnack and Walton ended in May 2016; Walton is in one newer ward, Barnack in two."""
    older = ward.area_sets.get()
    older.starts_on, older.ends_on = dt.date(2004, 6, 10), dt.date(2016, 5, 4)
    older.save()
    newer = builders.area_set(ward, ["Fields", "Woods"], slug="newer", starts_on="2016-05-05")
    at = {area.name: area for set_ in (older, newer) for area in set_.areas.all()}
    for smaller, larger, share in (
        ("Barnack", "Woods", "0.25"),
        ("Barnack", "Fields", "0.75"),
        ("Walton", "Fields", "1"),
    ):
        AreaLink.objects.create(smaller=at[smaller], larger=at[larger], share=share, basis="best fit")
    return ward


def test_an_ended_ward_leads_to_its_successors_and_they_lead_back(client, redrawn):
    older = words(client.get("/anytown/areas/anytown-barnack/"))
    assert (
        "This ward ended in May 2016. Its area is now in Fields (75% of its residents) and Woods (25% of its residents)"
    ) in older
    assert "Shares: residents of the 2011 census in small areas" in older
    alone = words(client.get("/anytown/areas/anytown-walton/"))
    assert "This ward ended in May 2016. Its area is now in Fields ." in alone
    assert "Shares:" not in alone
    newer = client.get("/anytown/areas/anytown-fields/")
    assert "This ward began in May 2016. Its area was in Walton and Barnack (75% of that ward’s residents)." in words(
        newer
    )
    assert '<a href="/anytown/areas/anytown-walton/">Walton</a>' in newer.content.decode()


def test_a_search_says_that_a_ward_ended_and_what_it_is_in_now(client, redrawn):
    ended = "This ward ended in May 2016. Its area is now in Fields and Woods."
    Area.objects.filter(code="anytown-barnack").update(code="E05000001")
    assert ended in words(client.get("/search/?q=barnack"))
    found = words(client.get("/anytown/my-area/", {"q": "arnac"}))
    assert f"Barnack (Wards. {ended})" in found


def test_an_area_that_ended_without_a_link_says_only_that(client, ward):
    ward.area_sets.update(ends_on=dt.date(2016, 5, 4))
    said = words(client.get("/anytown/areas/anytown-barnack/"))
    assert "This ward ended in May 2016." in said
    assert "Its area is now in" not in said


def test_results_of_a_priority_are_counted(db, client):
    owner = builders.partnership()
    area = builders.area_set(owner, ["North", "South"]).areas.first()
    thefts, source, plan = builders.indicator("thefts", better="lower"), builders.source(owner), builders.plan(owner)
    priority = plan.priorities.create(ref="1", title="Theft")
    due = {"due_start": dt.date(2021, 4, 1), "due_end": dt.date(2022, 3, 31)}
    plan.targets.create(
        name="At most 60 thefts", kind="at most", value=60, indicator=thefts, area=area, priority=priority, **due
    )
    builders.observation(source, thefts, area, 2021, 50)
    publish_source(source)
    publish(plan, kind="final")
    assert "Theft 1 target has a result: 1 met." in words(client.get("/anytown/areas/anytown-south/"))
