"""Bad input: one sentence that says what is wrong and where, and nothing half stored."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from plans.documents.document import plan_document
from plans.models import Change
from plans.publishing.checklist.checklist import problems
from tests import builders

pytestmark = pytest.mark.django_db
HERE = "/desk/anytown/plans/2020-2023/"
ABOUT = "/desk/anytown/about/"
HUGE = "x" * 2_000_000
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def plan(client):
    made = builders.rich_plan(1)
    client.force_login(builders.person("officer", made.partnership, "officer"))
    return made


def said(response) -> list[str]:
    """The lines of "There is a problem"."""
    summary = unescape(response.content.decode()).split("govuk-error-summary__list")[1].split("</ul>")[0]
    return [re.sub(r"<[^>]*>", "", line) for line in re.findall(r"<li>(.*?)</li>", summary)]


def page(kind: str, row) -> str:
    return f"{HERE}rows/{kind}/{row.pk}/"


@pytest.mark.parametrize(
    ("address", "sent", "sentences"),
    [
        (
            f"{HERE}members/add/",
            {"starts_on": "2021-01-01", "ends_on": "2020-01-01", "statutory_class": "invitee"},
            ["“Starts on” is after “Ends on”."],
        ),
        (
            f"{HERE}members/add/",
            {"starts_on": "yesterday", "statutory_class": "invitee"},
            ["Starts on: Enter a valid date."],
        ),
        (
            f"{HERE}consultations/add/",
            {"title": "Survey", "opens_on": "2021-01-01", "closes_on": "2020-01-01"},
            ["“Opens on” is after “Closes on”."],
        ),
        (
            f"{HERE}funding/add/",
            {"fund": "F", "purpose": "P", "visibility": "public"},
            ["Give an amount, or the words used in its place."],
        ),
        (f"{HERE}contacts/add/", {"email": "nobody"}, ["Email: Enter a valid email address."]),
        (
            f"{HERE}contacts/add/",
            {"telephone": "01", "organisation": ""},
            ["Give a name, an office or an organisation."],
        ),
        (
            f"{HERE}sections/add/",
            {"heading": "Long", "kind": "other", "visibility": "public", "body": HUGE},
            ["Body: This text has 2,000,000 characters; at most 50,000 fit here. Split it, or shorten it."],
        ),
        (
            f"{HERE}glossary/add/",
            {"term": "Ward", "meaning": "An area", "aliases": HUGE},
            ["Aliases: This text has 2,000,000 characters; at most 50,000 fit here. Split it, or shorten it."],
        ),
        (
            f"{HERE}sections/add/",
            {"heading": HUGE, "kind": "other", "visibility": "public"},
            ["Heading: Ensure this value has at most 200 characters (it has 2000000)."],
        ),
        (
            f"{ABOUT}area-sets/add/",
            {"name": "Wards", "kind": "ward", "starts_on": "2021-01-01", "ends_on": "2020-01-01"},
            ["“Starts on” is after “Ends on”."],
        ),
        (
            f"{ABOUT}area-sets/add/",
            {"name": "Wards", "kind": "planet"},
            ["Kind: Select a valid choice. planet is not one of the available choices."],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_one_sentence_says_what_and_where_and_nothing_is_stored(client, plan, address, sent, sentences):
    """Takes up to a second: the form is sent to the desk and its page is drawn."""
    fire = plan.partnership.organisations_kept.create(name="Fire service")
    before = plan_document(type(plan).objects.get(pk=plan.pk))
    response = client.post(address, {"organisation": fire.pk} | sent)
    assert response.status_code == 200
    assert said(response) == sentences
    assert plan_document(type(plan).objects.get(pk=plan.pk)) == before
    assert not plan.partnership.area_sets.exists()
    assert not Change.objects.exists()


def test_two_actions_of_a_priority_with_one_reference(client, plan):
    above = plan.priorities.get()
    sent = {"ref": "1.1", "title": "Again", "due_kind": "none"}
    response = client.post(f"{HERE}rows/priorities/{above.pk}/actions/add/", sent)
    assert said(response) == ["This priority already has an action with this reference."]
    assert above.actions.count() == 1


def test_two_actions_of_a_plan_with_one_reference_are_stored_and_block_its_publication(client, plan):
    """Some plans number the actions of each priority from 1, so they can be written down; nobody can link to them."""
    other = builders.priority(plan, "2")
    sent = {"ref": "1.1", "title": "Again", "due_kind": "none"}
    assert client.post(f"{HERE}rows/priorities/{other.pk}/actions/add/", sent).status_code == 302
    found = [problem.sentence for problem in problems(plan_document(plan)) if problem.severity == "error"]
    assert found == ["2 actions have the reference 1.1: a link to it would lead to only one of them."]


def test_a_member_without_dates_is_stored_and_asked_about(client, plan):
    """The dates of a seat may be unknown: plans print members without them. The checklist asks for them."""
    fire = plan.partnership.organisations_kept.create(name="Fire service")
    sent = {"organisation": fire.pk, "statutory_class": "responsible"}
    assert client.post(f"{HERE}members/add/", sent).status_code == 302
    asked = [problem.sentence for problem in problems(plan_document(plan)) if problem.place.kind == "members"]
    assert "1 member has no dates: readers cannot tell how long it has belonged to the partnership." in asked


def test_an_end_before_a_start_in_the_head_of_a_plan(client, plan):
    sent = {
        "title": "Changed",
        "kind": "partnership plan",
        "period_start": "2023-04-01",
        "period_end": "2020-03-31",
        "row_version": "1",
    }
    assert said(client.post(page("plan", plan), sent)) == ["“Period start” is after “Period end”."]
    plan.refresh_from_db()
    assert (plan.title, plan.row_version) == ("Community Safety Plan", 1)


def test_a_request_that_is_too_large_is_answered_with_a_page(client, plan):
    section = plan.sections.get()
    response = client.post(page("sections", section), {"body": HUGE * 2, "row_version": "1"})
    html = response.content.decode()
    assert response.status_code == 413
    assert "What was sent is larger than 2.6 megabytes. Send it in parts." in html
    assert "Nothing was saved." in html
    section.refresh_from_db()
    assert section.row_version == 1


def test_a_form_of_too_many_fields_is_answered_with_a_page(client, plan):
    response = client.post(page("sections", plan.sections.get()), {f"field-{n}": "" for n in range(6001)})
    assert response.status_code == 413
    assert "The form has more than 6000 fields. Send it in parts." in response.content.decode()


def test_a_note_that_nobody_would_read_is_refused(client, plan):
    response = client.post(f"{HERE}publish/withdraw/", {"note": "x" * 5001})
    assert response.status_code == 409
    assert "The note has 5,001 characters; at most 5,000 fit here." in response.content.decode()


def test_script_is_shown_as_text_and_never_runs(client, plan):
    section, priority = plan.sections.get(), plan.priorities.get()
    seen = {"visibility": "public", "row_version": "1"}
    sent = {"heading": SCRIPT, "kind": "other", "body": f"Before {SCRIPT} after"}
    assert client.post(page("sections", section), sent | seen).status_code == 302
    sent = {"title": SCRIPT, "why": f'<img src=x onerror="alert(1)">{SCRIPT}', "decision": "new"}
    assert client.post(page("priorities", priority), sent | seen).status_code == 302
    link = {"organisation": "", "email": "", "office": SCRIPT, "web": "javascript:alert(1)"}
    assert client.post(f"{HERE}contacts/add/", link).status_code == 302
    shown = [HERE, f"{HERE}preview/", f"{HERE}history/", f"{HERE}sections/", page("sections", section), "/desk/"]
    for address in [*shown, f"{HERE}publish/", f"{HERE}renumber/"]:
        html = client.get(address).content.decode()
        assert not re.search(r"<script(?![^>]* src=)", html), address
        assert not re.search(r"<[^>]*\son\w+=", html), address
        assert 'href="javascript:' not in html, address
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in client.get(f"{HERE}preview/").content.decode()


def test_a_file_where_a_text_belongs_is_no_text(client, plan):
    section = plan.sections.get()
    sent = {"body": SimpleUploadedFile("plan.txt", b"words"), "row_version": "1"}
    assert said(client.post(page("sections", section), sent))[0] == "Heading: Fill this in."
    section.refresh_from_db()
    assert section.body == "Words."
