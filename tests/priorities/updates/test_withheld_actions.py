"""Leads may not read what is withheld from the public: a round does not ask them about it, and the officer answers."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.utils import timezone

from plans.models import Organisation, Plan, User
from priorities.models import LeadRequest
from priorities.updates.emails import send_request
from priorities.updates.reminders import remind_leads
from tests import builders
from tests.priorities.updates.test_rounds import HERE, lead_page, send

SECRET = "2.1 Raid a house"


@pytest.fixture
def plan(db) -> Plan:
    """The police lead an action for everybody and one of a priority that is withheld; the fire service one of these."""
    made = builders.plan()
    builders.lead(builders.action(builders.priority(made, "1"), 1), "Police")
    hidden = builders.priority(made, "2")
    action = hidden.actions.create(ref="2.1", title="Raid a house")
    builders.lead(action, "Police")
    builders.lead(hidden.actions.create(ref="2.2", title="Break a door", position=1), "Fire")
    made.priorities.filter(ref="2").update(visibility="members", withheld="7")
    return made


@pytest.fixture
def officer(plan, client):
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    return client


def link_of(email) -> str:
    return re.search(r"/update/[\w-]{43}/", email.body)[0]


def test_the_officer_is_shown_before_sending_what_leads_are_not_asked_about(officer, plan):
    page = officer.get(f"{HERE}ask/").content.decode()
    assert "Leads are not asked about these actions" in page
    assert "withheld from the public: 2.1, 2.2. Enter what you know about them yourself" in page
    assert re.findall(r'<label class="govuk-label" for="id_address-\w+"><b>([^<]+)', page) == ["Police"]


def test_a_lead_is_emailed_and_asked_only_about_what_it_may_read(officer, plan, client):
    send(officer, Police="police@example.org")
    (email,) = mail.outbox
    assert "how 1 action is going" in email.body
    assert "Raid" not in email.body
    client.logout()
    page = client.get(link_of(email)).content.decode()
    assert "How is your action going?" in page
    assert "Raid" not in page
    police = LeadRequest.objects.get(name="Police")
    public = police.updates.get(name__startswith="1.1")
    said = {f"action-{one.pk}-status": "on track" for one in police.updates.all()}
    thanks = client.post(link_of(email), said).content.decode()
    assert "Thank you" in thanks
    assert "On track" in thanks
    assert "Not answered" not in thanks
    assert "Raid" not in thanks
    public.refresh_from_db()
    assert (public.status, police.updates.get(name=SECRET).status) == ("on track", "")


def test_a_lead_who_is_signed_in_sees_the_same(officer, plan, client):
    send(officer, Police="police@example.org")
    police = LeadRequest.objects.get(name="Police")
    person = builders.person("chief", plan.partnership, "lead", organisation=police.organisation)
    builders.sign_in(client, person)
    assert "Police is asked about 1 action" in client.get("/desk/").content.decode()
    answer = f"{lead_page(police)}answer/"
    assert "Raid" not in client.get(answer).content.decode()
    public, secret = police.updates.get(name__startswith="1.1"), police.updates.get(name=SECRET)
    said = {f"action-{one.pk}-status": "on track" for one in (public, secret)}
    assert client.post(answer, said | {"seen": ""}).status_code == 302
    secret.refresh_from_db()
    assert secret.status == ""


def test_the_officer_answers_about_what_is_withheld(officer, plan):
    send(officer, Police="police@example.org")
    fire, police = LeadRequest.objects.get(name="Fire"), LeadRequest.objects.get(name="Police")
    assert (fire.email, fire.emails_sent) == ("", 0)
    assert "For you to answer" in officer.get(f"{HERE}{fire.round_id}/").content.decode()
    page = officer.get(lead_page(police)).content.decode()
    assert "The lead cannot see these actions" in page
    assert SECRET in page
    assert "Send the email" not in officer.get(lead_page(fire)).content.decode()
    said = {f"action-{one.pk}-status": "on track" for one in fire.updates.all()}
    assert officer.post(f"{lead_page(fire)}answer/", said | {"seen": ""}).status_code == 302
    assert fire.updates.get().status == "on track"


def test_nothing_is_sent_to_a_lead_whose_actions_are_all_withheld(officer, plan):
    send(officer, Police="police@example.org")
    fire = LeadRequest.objects.get(name="Fire")
    posted = {"email": "fire@example.org", "emails": "0"}
    page = officer.post(f"{lead_page(fire)}send/", posted, follow=True).content.decode()
    assert "Nothing was sent: leads cannot read any of these actions." in page
    assert [email.to for email in mail.outbox] == [["police@example.org"]]


def test_an_action_withheld_after_the_email_is_no_longer_asked_about(officer, plan, client):
    plan.priorities.update(visibility="public", withheld="")
    send(officer, Police="police@example.org", Fire="fire@example.org")
    (fire,) = [email for email in mail.outbox if email.to == ["fire@example.org"]]
    plan.priorities.filter(ref="2").update(visibility="members", withheld="7")
    client.logout()
    shut = client.get(link_of(fire))
    assert shut.status_code == 410
    assert (
        "The partnership no longer asks you about these actions. You do not need to do anything."
        in shut.content.decode()
    )
    asked = LeadRequest.objects.get(name="Fire")
    assert not send_request(asked, now=timezone.now(), reminder=True)


def test_the_lead_of_a_priority_is_not_emailed_late_actions_that_are_withheld(officer, plan):
    council = Organisation.objects.create(name="Council")
    builders.person("chief", plan.partnership, "lead", organisation=council)
    for name in ("chief", "officer"):
        User.objects.filter(username=name).update(email=f"{name}@example.org")
    for priority in plan.priorities.all():
        priority.lead_organisations.add(council)
    send(officer, Police="police@example.org")
    mail.outbox.clear()
    list(remind_leads(timezone.now() + dt.timedelta(days=30)))
    bodies = {email.to[0]: email.body for email in mail.outbox}
    assert "1.1 Action 1.1" in bodies["chief@example.org"]
    assert "Raid" not in bodies["chief@example.org"]
    assert "Fire" not in bodies["chief@example.org"]
    assert SECRET in bodies["officer@example.org"]
