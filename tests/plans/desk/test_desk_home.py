"""The desk home: what waits, my plans and what blocks their next move, for each role its own."""

import datetime as dt
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from csp_portal.formats.periods import Period
from plans.desk import my_plans
from plans.documents.document import checksum, plan_document, plan_documents
from plans.editing.comments import comment
from plans.editing.tables import editable_tables
from plans.models import Organisation
from plans.publishing.versions import store_sign_off
from tests import builders

pytestmark = pytest.mark.django_db


def home(client, *, person=None) -> str:
    if person:
        builders.sign_in(client, person)
    return unescape(re.sub(r"\s+", " ", client.get("/desk/").content.decode()))


def waits(html: str) -> list[tuple[str, str]]:
    """The lines of "What waits for me": sentence and address."""
    part = html.split('id="waiting"')[1].split("</ul>")[0]
    return [(words, address) for address, words in re.findall(r'<li>.*?<a href="([^"]*)">(.*?)</a>', part)]


@pytest.fixture
def plan():
    return builders.plan()


@pytest.fixture
def officer(plan):
    return builders.person("officer", plan.partnership, "officer")


def test_an_error_of_the_checklist_leads_to_the_place_where_it_is_mended(client, plan, officer):
    page = home(client, person=officer)
    here = "/desk/anytown/plans/2020-2023/"
    assert waits(page) == [
        (
            "1 error in the checklist of “Community Safety Plan” blocks its next step.",
            f"{here}publish/#checklist",
        )
    ]
    assert "One error blocks the next step (Open consultation or Send for approval):" in page
    assert f'The plan has no priorities. <a href="{here}priorities/">Fix this' in page


def test_an_error_in_a_row_leads_to_that_row(client, plan, officer):
    section = plan.sections.create(heading="Why", slug="why", body="See action 9.9.")
    builders.priority(plan)
    page = home(client, person=officer)
    assert f'<a href="/desk/anytown/plans/2020-2023/rows/sections/{section.pk}/">Fix this' in page


def test_of_many_errors_three_are_named(client, plan, officer):
    builders.priority(plan)
    for number in range(5):
        plan.sections.create(heading=f"S{number}", slug=f"s{number}", body=f"See action 9.{number}.")
    page = home(client, person=officer)
    assert page.count("Fix this") == 3
    assert 'publish/#checklist">2 more' in page


def test_a_clean_plan_says_that_nothing_blocks_it(client, plan, officer):
    builders.priority(plan)
    page = home(client, person=officer)
    assert "You have no tasks." in page
    assert "Nothing blocks the next step:" in page


def test_only_who_may_sign_sees_the_missing_signature_and_sees_it_until_it_is_there(client, officer, plan):
    builders.priority(plan)
    council, police = Organisation.objects.create(name="Council"), Organisation.objects.create(name="Police")
    plan.signatories.set([council, police])
    plan.state = "approval"
    plan.save()
    signer = builders.person("signer", plan.partnership, "approver", organisation=council)
    line = "“Community Safety Plan” is ready for approval: it still needs to be signed by Council."
    page = "/desk/anytown/plans/2020-2023/publish/#sign-offs"
    assert waits(home(client, person=signer)) == [(line, page)]
    assert "Still to sign before it can be published: Council, Police." in home(client, person=officer)
    text = checksum(plan_document(plan))
    store_sign_off(plan, council, text=text, by=signer)
    assert "You have no tasks." in home(client, person=signer)
    store_sign_off(plan, police, text=text, by=signer)
    assert [words for words, _ in waits(home(client, person=officer))] == [
        "“Community Safety Plan” is ready and approved: it can be published."
    ]
    plan.contacts.create(office="An edit voids every signature")
    plan.partnership.bump_public_revision()
    assert waits(home(client, person=signer)) == [(line, page)]


def test_comments_publications_and_people_who_never_came(client, plan):
    builders.priority(plan)
    plan.state, plan.publish_at = "approval", timezone.now() + dt.timedelta(days=3)
    plan.publish_by = boss = builders.person("boss", plan.partnership, "administrator", "officer")
    plan.save()
    remark = comment(editable_tables()["priorities"], plan.priorities.get(), "Too long", by=boss)
    builders.person("new", plan.partnership, "lead", "approver")
    day = timezone.localtime(plan.publish_at).strftime("%H:%M")
    found = waits(home(client, person=boss))
    assert len(found) == 3
    assert re.fullmatch(rf"“Community Safety Plan” is due to be published on .*, {day}\.", found[0][0])
    assert found[1:] == [
        (
            "1 comment on “Community Safety Plan” has not been dealt with.",
            "/desk/anytown/plans/2020-2023/comments/",
        ),
        ("1 person has a role and has never signed in.", "/desk/anytown/people/"),
    ]
    listed = client.get(found[1][1]).content.decode()
    assert "Too long" in listed
    assert f"rows/priorities/{remark.row_id}/comments/" in listed


def test_a_publication_that_did_not_happen_is_overdue(client, plan, officer):
    plan.state, plan.publish_at, plan.publish_by = "approval", timezone.now() - dt.timedelta(days=2), officer
    plan.save()
    page = home(client, person=officer)
    assert "was not: see what is blocking it." in waits(page)[0][0]
    assert 'Overdue</strong> <a href="/desk/anytown/plans/2020-2023/publish/">' in page


def test_targets_without_number_or_baseline_wait_for_the_officer(client, plan, officer):
    area = builders.area_set(plan.partnership, ["North"]).areas.get()
    crime = builders.indicator()
    common = {"priority": builders.priority(plan), "area": area, "indicator": crime}
    year = {"baseline_start": dt.date(2019, 4, 1), "baseline_end": dt.date(2020, 3, 31)}
    plan.targets.create(name="To be confirmed", kind="at most", state="to be confirmed", **common)
    plan.targets.create(name="No baseline", kind="percent change", value=-5, **year, **common)
    assert [words for words, _ in waits(home(client, person=officer))] == [
        "1 target of “Community Safety Plan” is still to be confirmed.",
        "1 target of “Community Safety Plan” has no baseline to be judged from.",
    ]
    left = ["1 target of “Community Safety Plan” is still to be confirmed."]
    source = builders.source(plan.partnership)
    for number, month in enumerate((4, 7, 10, 13)):
        assert [words for words, _ in waits(home(client, person=officer))] != left, number
        quarter = Period.of_months(2019 + month // 13, (month - 1) % 12 + 1, 3)
        days = {"period_start": quarter.start, "period_end": quarter.end}
        builders.observation(source, crime, area, 2019, 50, column=number, **days)
    assert [words for words, _ in waits(home(client, person=officer))] == left
    source.observations.all().delete()
    builders.observation(source, crime, area, 2019, 200)
    assert [words for words, _ in waits(home(client, person=officer))] == left


def test_each_role_sees_its_own(client, plan, officer):
    plan.contacts.create(office="Anyone")
    elsewhere = builders.person("elsewhere", builders.partnership("elsewhere"), "officer")
    pages = {
        role: home(client, person=builders.person(role.replace(" ", "-"), plan.partnership, role))
        for role in ("lead", "approver", "scrutiny member")
    }
    assert "Fix this" not in pages["lead"]
    assert all(("The plan has no priorities." in pages[role]) for role in ("lead", "approver"))
    assert "Community Safety Plan" not in pages["scrutiny member"]  # a draft is not theirs to read
    assert '<a href="/anytown/">Safer Anytown</a> (Scrutiny member)' in pages["scrutiny member"]
    stranger = home(client, person=elsewhere)
    assert "Community Safety Plan" not in stranger
    assert "No plan is being worked on." in stranger


def test_somebody_without_a_role_is_told_whom_to_ask(client):
    page = home(client, person=builders.User.objects.create(username="nobody"))
    assert "You have no role in a partnership yet." in page


def test_the_text_of_several_plans_is_the_text_of_each(plan):
    other = builders.rich_plan(2, plan.partnership, slug="2023-2026")
    both = plan_documents([plan, other])
    assert both == [plan_document(type(plan).objects.get(pk=one.pk)) for one in (plan, other)]


def test_the_desk_home_costs_the_same_for_one_plan_three_and_ten(client):
    partnership = builders.partnership()
    officer = builders.person("officer", partnership, "officer", "administrator")
    builders.sign_in(client, officer)
    costs, made = {}, 0
    for plans in (1, 3, 10):
        for number in range(made, plans):
            one = builders.rich_plan(2, partnership, slug=f"plan-{number}")
            one.sections.create(heading="Why", slug="why", body="See action 9.9 and see priority 9.")
            comment(editable_tables()["sections"], one.sections.first(), "Which?", by=officer)
            partnership.members.create(organisation=Organisation.objects.create(name=f"Body {number}"))
            partnership.groups.create(name=f"Group {number}", kind="board")
        made = plans
        client.get("/desk/")  # the checklists are worked out, and kept
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/desk/").content.decode().count("the next step") == plans
        costs[plans] = len(queries)
    assert costs[1] == costs[3] == costs[10]
    assert costs[10] <= 15


def test_plans_nearest_to_publication_stand_first(plan, officer):
    for slug, state in (("2023-2026", "approval"), ("2026-2029", "consultation"), ("2029-2032", "published")):
        builders.plan(plan.partnership, slug=slug, state=state)
    mine = list(officer.memberships.select_related("partnership"))
    found = builders.read(my_plans.standings(mine, dt.date(2021, 1, 1)))
    assert [standing.plan.state for standing in found] == ["approval", "consultation", "draft"]


def test_a_preview_says_that_nothing_of_it_is_published(client, plan, officer):
    builders.sign_in(client, officer)
    page = client.get("/desk/anytown/plans/2020-2023/preview/").content.decode()
    assert "<b>Preview.</b> This is how readers would see the plan if it were published now." in page
    assert "1, not published" in page
    assert '<a href="/desk/anytown/plans/2020-2023/">Back to the desk</a>' in page
    assert not plan.versions.exists()
