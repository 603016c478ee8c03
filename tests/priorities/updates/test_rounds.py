"""A round on the desk: sent, looked at, written again, entered by an officer, closed."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from csp_portal.security import hash_of
from plans.editing import save
from plans.editing.tables import editable_tables
from plans.models import Organisation, Plan
from plans.publishing.versions import publish
from priorities.models import Action, LeadRequest, Round, UpdateLink
from priorities.updates.emails import who_to_contact
from tests import builders

HERE = "/desk/anytown/plans/2020-2023/progress/"
LINK = re.compile(r"http://testserver/update/([\w-]{43})/$", re.M)


@pytest.fixture
def plan(db):
    made = builders.rich_plan(1)
    builders.lead(builders.action(made.priorities.get(), 2), "Fire")
    return made


@pytest.fixture
def officer(plan, client):
    person = builders.person("officer", plan.partnership, "officer")
    builders.sign_in(client, person)
    return client


def terms(**changes) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "label": "Q1 2020/21",
        "period_start": "2020-04-01",
        "period_end": "2020-06-30",
        "answer_by": str(today + dt.timedelta(days=10)),
        "remind_days": "7",
        "escalate_days": "5",
    } | changes


def addresses(page: str) -> dict[str, str]:
    """The name of the address field of each lead."""
    found = re.findall(r'<label class="govuk-label" for="id_(address-\w+)"><b>([^<]+)', page)
    return {name: field for field, name in found}


def send(officer, changes=(), **emails):
    fields = addresses(officer.get(f"{HERE}ask/").content.decode())
    posted = terms(**dict(changes)) | {fields[name]: email for name, email in emails.items()}
    return officer.post(f"{HERE}ask/", posted)


def test_a_round_is_sent_to_those_who_have_an_address(officer, plan):
    response = send(officer, Police="police@example.org")
    made = Round.objects.get()
    assert response["Location"] == f"{HERE}{made.pk}/"
    assert (made.sent_by.username, made.portal) == ("officer", "http://testserver/")
    assert list(made.leads.values_list("name", "email", "emails_sent")) == [
        ("Fire", "", 0),
        ("Police", "police@example.org", 1),
    ]
    page = officer.get(response["Location"]).content.decode()
    assert "1 email was sent. 1 lead has no address." in page
    assert "Nobody to ask" in page
    assert [letter.to for letter in mail.outbox] == [["police@example.org"]]


def test_the_letter_names_the_actions_and_carries_one_link_of_which_only_the_hash_is_stored(officer, plan):
    plan.contacts.all().delete()
    plan.contacts.create(name="Ann Officer", telephone="01234 567890", email="ann@example.org")
    send(officer, Police="police@example.org")
    letter = mail.outbox[0]
    (token,) = LINK.findall(letter.body)
    day = (timezone.localdate() + dt.timedelta(days=10)).strftime("%-d %B %Y")
    until = (timezone.localdate() + dt.timedelta(days=24)).strftime("%-d %B %Y")
    assert letter.subject == "How are your actions going? Q1 2020/21, Safer Anytown"
    assert letter.body.split("\n") == [
        "Safer Anytown asks Police how 1 action is going: Q1 2020/21.",
        "",
        f"Please answer by {day}. You do not need an account, and if nothing has changed it takes one click:",
        f"http://testserver/update/{token}/",
        "",
        "Community Safety Plan",
        "- 1.1 Action 1.1",
        "",
        f"The link works once, until {until}. A newer email cancels it.",
        "Questions: Ann Officer, 01234 567890, ann@example.org",
        "",
    ]
    link = UpdateLink.objects.get()
    assert link.token_hash == hash_of(token)
    stored = [str(value) for row in (link, link.lead, link.lead.round) for value in vars(row).values()]
    assert not any(token in value for value in stored)


@pytest.mark.parametrize(
    ("contacts", "officer", "asked"),
    [
        ([("Office", ""), ("Desk", "desk@example.org")], "officer@example.org", ("Desk", "desk@example.org")),
        ([("Office", "")], "officer@example.org", ("", "officer@example.org")),
        ([("Office", "")], "", ("Office", "")),
        ([], "", ("", "")),
    ],
)
def test_whom_to_ask_about_a_round(plan, contacts, officer, asked):
    plan.contacts.all().delete()
    for office, email in contacts:
        plan.contacts.create(office=office, email=email)
    made = builders.asked_lead(plan).round
    made.sent_by.email = officer
    assert tuple(who_to_contact(made).values()) == asked


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"label": ""}, "Name of the period: Fill this in."),
        ({"answer_by": "2020-01-01"}, "Answer by: This day has passed; enter today or a later day."),
        ({"period_end": "2020-01-01"}, "“First day of the period” is after “Last day of the period”."),
        ({"remind_days": "0"}, "There must be at least one day between two emails."),
    ],
)
def test_a_round_that_makes_no_sense_is_not_sent_and_nothing_typed_is_lost(officer, plan, changes, sentence):
    response = send(officer, changes, Police="police@example.org")
    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page
    assert 'value="police@example.org"' in page
    assert (Round.objects.count(), mail.outbox) == (0, [])


def test_somebody_must_have_an_address(officer, plan):
    assert "Give an address for at least one lead." in send(officer).content.decode()
    assert Round.objects.count() == 0


def test_pressing_twice_sends_once(officer, plan):
    send(officer, Police="police@example.org")
    again = send(officer, Police="police@example.org")
    assert "already asked for a period of this name" in again.content.decode()
    assert (Round.objects.count(), len(mail.outbox)) == (1, 1)


def test_a_plan_whose_actions_nobody_leads_says_so(officer, plan):
    for action in plan.priorities.get().actions.all():
        action.parts.all().delete()
    page = officer.get(f"{HERE}ask/").content.decode()
    assert "No action of this plan has a lead yet, so there is nobody to ask." in page
    assert "1.2 Action 1.2" in officer.get(HERE).content.decode()
    officer.post(f"{HERE}ask/", terms())
    assert Round.objects.count() == 0


def test_a_letter_that_cannot_be_sent_is_said_and_can_be_sent_again(officer, plan, monkeypatch):
    def refuse(self, messages):
        raise OSError("no route")

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        page = officer.get(send(officer, Police="police@example.org")["Location"]).content.decode()
    assert "The email to Police could not be sent." in page
    assert "Not emailed" in page
    lead = LeadRequest.objects.get(name="Police")
    assert (lead.emails_sent, lead.written_on, UpdateLink.objects.count()) == (0, None, 0)
    write_again(officer, lead, "police@example.org")
    assert len(mail.outbox) == 1


def lead_page(lead: LeadRequest) -> str:
    return f"{HERE}{lead.round_id}/leads/{lead.pk}/"


def write_again(officer, lead: LeadRequest, email: str, letters: int | None = None):
    posted = {"email": email, "emails": lead.emails_sent if letters is None else letters}
    return officer.post(f"{lead_page(lead)}send/", posted, follow=True)


def test_an_address_is_given_later(officer, plan):
    send(officer, Police="police@example.org")
    fire = LeadRequest.objects.get(name="Fire")
    assert "Nobody to ask" in officer.get(lead_page(fire)).content.decode()
    page = write_again(officer, fire, "fire@example.org").content.decode()
    assert "Sent to fire@example.org." in page
    assert mail.outbox[-1].to == ["fire@example.org"]
    change = plan.changes.get(field="e-mail address")
    assert (change.row_name, change.old, change.new) == ("Q1 2020/21, Fire", "", "fire@example.org")
    assert addresses(officer.get(f"{HERE}ask/").content.decode()).keys() == {"Fire", "Police"}
    assert 'value="fire@example.org"' in officer.get(f"{HERE}ask/").content.decode()


def test_a_new_letter_makes_the_old_link_void_and_pressing_twice_sends_one(officer, plan, client):
    send(officer, Police="police@example.org")
    police = LeadRequest.objects.get(name="Police")
    write_again(officer, police, "police@example.org")
    page = write_again(officer, police, "police@example.org").content.decode()
    assert "Nothing was sent: an email or an answer came first." in page
    old, new = (LINK.findall(letter.body)[0] for letter in mail.outbox)
    assert client.get(f"/update/{old}/").status_code == 410
    assert client.get(f"/update/{new}/").status_code == 200


def test_a_wrong_address_is_said(officer, plan):
    send(officer, Police="police@example.org")
    response = write_again(officer, LeadRequest.objects.get(name="Fire"), "fire at example")
    assert response.status_code == 422
    assert 'value="fire at example"' in response.content.decode()
    assert len(mail.outbox) == 1


def said(lead: LeadRequest, status="off track", next="A van", **extra) -> dict[str, str]:
    update = lead.updates.get()
    prefix = f"action-{update.pk}"
    return {f"{prefix}-status": status, f"{prefix}-happened": "Words", f"{prefix}-next": next, "seen": ""} | extra


def test_an_officer_enters_what_a_lead_said_and_corrects_it(officer, plan):
    send(officer, Police="police@example.org")
    police = LeadRequest.objects.get(name="Police")
    officer.post(f"{lead_page(police)}answer/", said(police))
    police.refresh_from_db()
    assert (police.through, police.answered_by.username) == ("officer", "officer")
    page = officer.get(HERE).content.decode()
    assert "Off track: 1" in page
    assert "A van" in page
    seen = police.answered_at.isoformat()
    officer.post(f"{lead_page(police)}answer/", said(police, "complete", "", seen=seen))
    assert police.updates.get().status == "complete"
    corrected = plan.changes.filter(row_kind="round", row_name="Q1 2020/21, answer of Police")
    assert {(one.field, one.old, one.new) for one in corrected} == {
        ("1.1 Action 1.1: status", "off track", "complete"),
        ("1.1 Action 1.1: next", "A van", ""),
    }
    whole = plan.priorities.get()
    hidden = {"visibility": "members", "withheld": "7"}
    save.save_row(editable_tables()["priorities"], whole, hidden, seen=whole.row_version, by=police.answered_by)
    assert {one.visibility for one in corrected.all()} == {"members"}


def test_an_answer_that_came_meanwhile_is_not_overwritten_and_nothing_typed_is_lost(officer, plan):
    send(officer, Police="police@example.org")
    police = LeadRequest.objects.get(name="Police")
    officer.post(f"{lead_page(police)}answer/", said(police, "complete"))
    response = officer.post(f"{lead_page(police)}answer/", said(police, "off track", "Told by telephone"))
    assert response.status_code == 409
    assert "An answer was saved while you were writing." in response.content.decode()
    assert "Told by telephone" in response.content.decode()
    assert police.updates.get().status == "complete"


def test_a_closed_round_takes_no_answer_and_sends_no_letter(officer, plan, client):
    send(officer, Police="police@example.org")
    police = LeadRequest.objects.get(name="Police")
    officer.post(f"{HERE}{police.round_id}/close/")
    officer.post(f"{HERE}{police.round_id}/close/")
    assert plan.changes.filter(row_kind="round", field="closed").count() == 1
    assert officer.post(f"{lead_page(police)}answer/", said(police)).status_code == 409
    write_again(officer, police, "police@example.org")
    assert len(mail.outbox) == 1
    (token,) = LINK.findall(mail.outbox[0].body)
    assert "has closed this round" in client.get(f"/update/{token}/").content.decode()
    assert police.updates.get().status == ""


class TestLeadsWithAnAccount:
    @pytest.fixture
    def lead(self, plan):
        return builders.asked_lead(plan, answer_by=timezone.localdate() - dt.timedelta(days=1))

    @pytest.fixture
    def sergeant(self, plan, client):
        police = Organisation.objects.get(name="Police")
        builders.sign_in(client, builders.person("sergeant", plan.partnership, "lead", organisation=police))
        return client

    def test_a_lead_is_led_from_the_desk_to_the_questions_and_answers_them(self, lead, sergeant):
        page = sergeant.get("/desk/").content.decode()
        assert "Police is asked about 1 action: Round 1, answer by" in page
        assert f'href="{lead_page(lead)}answer/"' in page
        sergeant.post(f"{lead_page(lead)}answer/", said(lead))
        lead.refresh_from_db()
        assert (lead.through, lead.answered_by.username) == ("account", "sergeant")
        assert "Police is asked" not in sergeant.get("/desk/").content.decode()

    def test_nobody_answers_for_another_organisation(self, lead, sergeant):
        fire = lead.round.leads.get(name="Fire")
        assert sergeant.post(f"{lead_page(fire)}answer/", said(fire)).status_code == 403
        fire.refresh_from_db()
        assert fire.answered_at is None

    def test_an_officer_is_told_on_the_desk_of_answers_that_are_late(self, lead, officer):
        page = officer.get("/desk/").content.decode()
        assert "2 leads have not answered: Round 1." in page


class TestScrutinyMembers:
    @pytest.fixture
    def member(self, plan, client):
        builders.sign_in(client, builders.person("member", plan.partnership, "scrutiny member"))
        return client

    @pytest.fixture
    def lead(self, plan):
        lead = builders.asked_lead(plan)
        lead.email = "police@example.org"
        lead.answered_at, lead.through = builders.at(2020, 7, 3), "link"
        lead.save()
        lead.updates.update(status="on track", happened="PATROLS")
        return lead

    def test_they_read_the_progress_of_a_published_plan_and_change_nothing(self, plan, lead, member):
        assert member.get(HERE).status_code == 404
        publish(plan, kind="final")
        pages = [HERE, lead_page(lead), f"{HERE}{lead.round_id}/", f"{HERE}actions/{lead.updates.get().action_id}/"]
        for address in pages:
            page = member.get(address).content.decode()
            assert "police@example.org" not in page, address
            assert "<form" not in page, address
            assert "PATROLS" in page or address == f"{HERE}{lead.round_id}/", address
        assert "1 lead has answered how the actions are going: Round 1." in member.get("/desk/").content.decode()

    def test_what_is_withheld_from_the_public_is_shown_to_members(self, plan, lead, member):
        publish(plan, kind="final")
        plan.priorities.update(visibility="members", withheld="7")
        assert "PATROLS" in member.get(HERE).content.decode()
        assert "PATROLS" in member.get(lead_page(lead)).content.decode()
        assert member.get(f"{HERE}actions/{lead.updates.get().action_id}/").status_code == 200


def test_answers_outlive_their_action_and_are_in_no_published_text(plan, officer):
    lead = builders.asked_lead(plan)
    lead.answered_at, lead.through = builders.at(2020, 7, 3), "link"
    lead.save()
    lead.updates.update(status="on track", happened="PATROLS")
    version = publish(plan, kind="final")
    assert "PATROLS" not in str(version.content)
    lead.updates.get().action.delete()
    assert "1.1 Action 1.1" in officer.get(lead_page(lead)).content.decode()
    assert "PATROLS" not in officer.get(HERE).content.decode()


@pytest.mark.parametrize("leads", [1, 3, 30])
def test_pages_cost_the_same_for_one_lead_and_for_thirty(db, client, leads, django_assert_num_queries):
    plan = builders.plan()
    priority = builders.priority(plan)
    for number in range(1, leads + 1):
        builders.lead(builders.action(priority, number), f"Lead {number}")
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    asked = builders.asked_lead(plan, "Lead 1")
    LeadRequest.objects.update(answered_at=builders.at(2020, 7, 3), through="link")
    for lead in LeadRequest.objects.all():
        lead.updates.update(status="on track")
    counts = {HERE: 15, f"{HERE}ask/": 17, f"{HERE}{asked.round_id}/": 12, "/desk/anytown/plans/2020-2023/": 12}
    for address, count in counts.items():
        with django_assert_num_queries(count):
            assert client.get(address).status_code == 200


def test_the_plan_page_of_the_desk_shows_where_the_newest_round_stands(plan, officer):
    page = "/desk/anytown/plans/2020-2023/"
    assert (
        "The leads of this plan have not yet been asked how their actions are going."
        in officer.get(page).content.decode()
    )
    lead = builders.asked_lead(plan)
    lead.answered_at, lead.through = builders.at(2020, 7, 3), "link"
    lead.save()
    lead.updates.update(status="off track", next="A van")
    html = officer.get(page).content.decode()
    assert '<h2 class="govuk-heading-l" id="progress">Progress</h2>' in html
    assert "Round 1</a>: 1 of 2 leads have answered, answers due 20 July 2020." in html
    assert "Overdue answers" in html
    assert "Off track: 1" in html
    builders.asked_lead(Plan.objects.get(pk=plan.pk), now=builders.at(2020, 10, 1))
    assert "Round 2</a>: 0 of 2 leads have answered" in officer.get(page).content.decode()


def test_the_form_of_a_round_begins_with_a_day_two_weeks_from_now(officer, plan):
    day = timezone.localdate() + dt.timedelta(days=14)
    assert f'name="answer_by" value="{day.isoformat()}"' in officer.get(f"{HERE}ask/").content.decode()


def test_milestones_that_are_late_stand_on_the_page(plan, officer):
    step = plan.priorities.get().actions.first().milestones.get()
    step.due_kind, step.due_on = "date", dt.date(2020, 6, 1)
    step.save()
    page = officer.get(HERE).content.decode()
    assert "Actions and milestones that are late or due within 30 days" in page
    assert "1 June 2020" in page


def test_a_round_of_another_plan_is_not_there(plan, officer):
    other = builders.plan(plan.partnership, "2023-2026")
    builders.lead(builders.action(builders.priority(other)))
    lead = builders.asked_lead(Plan.objects.get(pk=other.pk))
    assert officer.get(f"{HERE}{lead.round_id}/").status_code == 404
    assert officer.get(lead_page(lead)).status_code == 404


def test_what_a_lead_answers_becomes_the_status_of_the_action_and_the_worst_of_two_leads_counts(officer, plan):
    """Two rounds of questions with their answers go through the whole desk."""
    action = Action.objects.get(ref="1.1")
    builders.lead(action, "Fire")
    send(officer, Police="police@example.org")
    police, fire = (LeadRequest.objects.get(name=name) for name in ("Police", "Fire"))
    officer.post(f"{lead_page(police)}answer/", said(police, "off track"))
    action.refresh_from_db()
    assert (action.status, action.status_comment, action.status_on) == ("off track", "Words", timezone.localdate())
    one = fire.updates.get(action=action)
    fields = {f"action-{each.pk}-status": "complete" for each in fire.updates.all()}
    officer.post(f"{lead_page(fire)}answer/", fields | {"seen": ""})
    action.refresh_from_db()
    assert one.action_id == action.pk
    assert action.status == "off track"
    police.refresh_from_db()
    officer.post(f"{lead_page(police)}answer/", said(police, "complete", "", seen=police.answered_at.isoformat()))
    action.refresh_from_db()
    assert (action.status, action.completed_on) == ("complete", timezone.localdate())
    history = plan.changes.filter(row_kind="actions", row_id=action.pk, field="status").order_by("pk")
    assert [(change.old, change.new) for change in history] == [("", "Off track"), ("Off track", "Complete")]
