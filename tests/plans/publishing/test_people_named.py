"""Words of officers that look like personal data are pointed out in form and checklist; nothing is refused."""

import pytest

from plans.models import Plan, Visibility
from plans.publishing.checklist.people import people_named
from tests import builders

ABOUT_SOMEBODY = "The victim John Smith, aged 45, of 12 High Street PE1 1AA called 07700 900123"


@pytest.fixture
def plan(db) -> Plan:
    return builders.rich_plan(1)


@pytest.fixture
def officer(client, plan):
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    return client


def test_the_checklist_shows_the_words_and_leads_to_their_row(officer, plan):
    section = plan.sections.get()
    plan.sections.update(body=ABOUT_SOMEBODY)
    (problem,) = people_named(plan, Visibility.MEMBERS)
    assert (problem.severity, problem.page) == ("warning", f"/desk/anytown/plans/2020-2023/rows/sections/{section.pk}/")
    assert problem.sentence == (
        "Section 1 may be about a person: “07700 900123” looks like a phone number; "
        "“12 High Street PE1 1AA” looks like a house; “John Smith, aged 45” looks like a name with an age; "
        "“John Smith, aged 45, of 12 High Street” looks like a name with an address."
    )
    assert (
        "“John Smith, aged 45” looks like a name with an age"
        in officer.get("/desk/anytown/plans/2020-2023/publish/").content.decode()
    )


def test_the_checklist_reads_every_text_of_a_plan(plan):
    """Also those of milestones, funding, surveys and terms."""
    step = plan.priorities.get().actions.get()
    step.milestones.update(note=ABOUT_SOMEBODY)
    plan.funding.update(note=ABOUT_SOMEBODY)
    plan.consultations.update(findings=ABOUT_SOMEBODY)
    plan.glossary.update(meaning=ABOUT_SOMEBODY)
    found = {problem.place.kind for problem in people_named(plan, Visibility.MEMBERS)}
    assert found == {"milestones", "funding", "consultations", "glossary"}


def test_a_lead_is_not_shown_words_that_are_withheld(plan):
    plan.sections.update(body=ABOUT_SOMEBODY, visibility="members", withheld="7")
    assert list(people_named(plan, Visibility.PUBLIC)) == []


def test_how_an_organisation_is_reached_is_no_personal_data(plan):
    plan.contacts.update(telephone="01733 747474", email="safer@council.example", address="12 High Street PE1 1AA")
    plan.sections.update(body="Call (01733) 747474 or write to safer@council.example, or 0845 456 456 4.")
    assert list(people_named(plan, Visibility.MEMBERS)) == []


def test_the_form_stores_and_points_out_what_looks_personal(officer, plan):
    section = plan.sections.get()
    page = f"/desk/anytown/plans/2020-2023/rows/sections/{section.pk}/"
    text = {"heading": "A case", "kind": "other", "body": ABOUT_SOMEBODY, "visibility": "public", "row_version": "1"}
    assert officer.post(page, text).status_code == 302
    section.refresh_from_db()
    assert section.body == ABOUT_SOMEBODY
    shown = officer.get(page).content.decode()
    assert "This may be about a person." in shown
    assert "Body: “07700 900123” looks like a phone number." in shown


def test_adding_one_after_another_points_it_out_on_the_next_form(officer, plan):
    text = {"heading": "A case", "kind": "other", "body": ABOUT_SOMEBODY, "visibility": "public", "another": "yes"}
    answer = officer.post("/desk/anytown/plans/2020-2023/sections/add/", text, follow=True).content.decode()
    assert "Body: “07700 900123” looks like a phone number." in answer


def test_a_form_about_nobody_says_nothing(officer, plan):
    page = f"/desk/anytown/plans/2020-2023/rows/contacts/{plan.contacts.get().pk}/"
    plan.contacts.update(telephone="01733 747474", email="safer@council.example")
    assert "may be about a person" not in officer.get(page).content.decode()


def test_the_plans_of_the_demonstration_raise_no_false_alarm(demo, db):
    """Their only numbers and addresses are those at which the partnerships are reached."""
    found = {plan.slug: [one.sentence for one in people_named(plan, Visibility.MEMBERS)] for plan in Plan.objects.all()}
    assert {slug: said for slug, said in found.items() if said} == {}
