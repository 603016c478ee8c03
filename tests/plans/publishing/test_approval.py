"""Approval: who is asked, what they can say, who hears of it, and that nobody publishes alone unless agreed."""

import datetime as dt

import pytest
from django.utils import timezone

from plans.documents.document import checksum, plan_document
from plans.documents.versions import NotPublishable
from plans.editing.comments import open_comments
from plans.models import Organisation, Plan, Visibility
from plans.publishing import emails, transitions
from plans.publishing.transitions import TransitionError, make_transition
from plans.publishing.versions import publish
from tests import builders
from tests.plans.publishing.test_transitions import sign_in_twice

pytestmark = pytest.mark.django_db
HERE = "/desk/anytown/plans/2020-2023/publish/"


@pytest.fixture
def plan():
    return builders.rich_plan(1, builders.partnership(one_person_may_publish=False), slug="2020-2023")


@pytest.fixture
def officer(plan):
    return builders.person("officer", plan.partnership, "officer", email="officer@example.org")


@pytest.fixture
def approver(plan):
    return builders.person(
        "approver",
        plan.partnership,
        "approver",
        email="chair@example.org",
        first_name="Chris",
        last_name="Chair",
    )


def text_of(plan) -> str:
    return checksum(plan_document(Plan.objects.get(pk=plan.pk)))


def sent(client, officer) -> None:
    client.force_login(officer)
    client.post(HERE + "submit/", {"note": "For the board"})


def test_one_person_cannot_send_and_publish_a_plan(plan, officer):
    plan = make_transition(plan, "submit", by=officer)
    with pytest.raises(TransitionError, match="A second person has to approve or publish this text"):
        make_transition(plan, "publish", by=officer)
    assert plan.versions.count() == 0


def test_a_second_officer_can_publish_what_the_first_sent(plan, officer):
    plan = make_transition(plan, "submit", by=officer)
    make_transition(plan, "publish", by=builders.person("second", plan.partnership, "officer"))
    assert plan.versions.count() == 1


def test_the_officer_publishes_what_an_approver_approved_but_no_other_text(plan, officer, approver):
    plan = make_transition(plan, "submit", by=officer)
    transitions.sign_off(plan, None, by=approver, seen=text_of(plan))
    plan = make_transition(plan, "return", by=officer)
    plan.priorities.update(title="A new wording")
    plan = make_transition(plan, "submit", by=officer)
    with pytest.raises(TransitionError, match="A second person"):
        make_transition(plan, "publish", by=officer)
    transitions.sign_off(plan, None, by=approver, seen=text_of(plan))
    make_transition(plan, "publish", by=officer)
    assert plan.versions.count() == 1


def test_where_the_settings_say_so_one_person_is_enough_and_the_page_says_it(client, plan, officer):
    client.force_login(officer)
    assert "Two people take part in publishing:" in client.get(HERE).content.decode()
    plan.partnership.one_person_may_publish = True
    plan.partnership.save()
    assert "One person can publish alone:" in client.get(HERE).content.decode()
    plan = make_transition(plan, "submit", by=officer)
    make_transition(plan, "publish", by=officer)
    assert plan.versions.count() == 1


def test_who_is_asked_gets_an_email_with_a_link_and_the_page_names_them(client, plan, officer, approver, mailoutbox):
    builders.person("other", builders.partnership("elsewhere"), "approver", email="other@example.org")
    sent(client, officer)
    (email,) = mailoutbox
    assert (email.to, email.subject) == (["chair@example.org"], "Please approve: Community Safety Plan")
    assert f"http://testserver{HERE}" in email.body
    assert "For the board" in email.body
    assert "Asked to approve: Chris Chair." in client.get(HERE).content.decode()


def test_an_approver_without_an_address_is_named_to_the_officer(client, plan, officer, approver, mailoutbox):
    approver.email = ""
    approver.save()
    client.force_login(officer)
    html = client.post(HERE + "submit/", follow=True).content.decode()
    assert "Sent for approval." in html
    assert "Chris Chair has no email address; tell them yourself." in html
    assert mailoutbox == []


def test_where_organisations_sign_only_their_approvers_and_those_without_one_are_asked(plan, approver):
    council, police = Organisation.objects.create(name="Council"), Organisation.objects.get(name="Police")
    builders.person("police", plan.partnership, "approver", organisation=police)
    signer = builders.person("council", plan.partnership, "approver", organisation=council)
    plan.signatories.set([council])
    assert set(transitions.approvers_of(plan)) == {signer, approver}


def test_an_approver_approves_and_the_officer_hears_of_it(client, plan, officer, approver, mailoutbox):
    sent(client, officer)
    sign_in_twice(client, approver)
    assert "“Community Safety Plan” needs your approval." in client.get("/desk/").content.decode()
    assert "Approve this text" in client.get(HERE).content.decode()
    answer = client.post(HERE + "sign-off/", {"organisation": "", "seen": text_of(plan), "note": "Good"}, follow=True)
    assert "Approved for Safer Anytown." in answer.content.decode()
    assert "needs your approval" not in client.get("/desk/").content.decode()
    assert client.post(HERE + "sign-off/", {"organisation": "", "seen": text_of(plan)}).status_code == 409
    assert (mailoutbox[-1].to, mailoutbox[-1].subject) == (["officer@example.org"], "Approved: Community Safety Plan")
    client.force_login(officer)
    html = client.get(HERE).content.decode()
    assert "Chris Chair" in html
    assert "chair@example.org" not in html
    assert "is ready and approved: it can be published" in client.get("/desk/").content.decode()


def test_sent_back_with_a_reason_the_plan_is_a_draft_and_the_reason_a_comment(
    client, plan, officer, approver, mailoutbox
):
    sent(client, officer)
    sign_in_twice(client, approver)
    assert client.post(HERE + "send-back/", {"note": " "}).status_code == 409
    assert client.post(HERE + "send-back/", {"note": "The target is too low."}).status_code == 302
    plan.refresh_from_db()
    assert plan.state == "draft"
    assert [(one.text, one.by) for one in open_comments(plan, Visibility.MEMBERS)] == [
        ("The target is too low.", approver)
    ]
    email = mailoutbox[-1]
    assert (email.to, email.subject) == (["officer@example.org"], "Sent back: Community Safety Plan")
    assert "The target is too low." in email.body
    client.force_login(officer)
    assert "1 comment on “Community Safety Plan” has not been dealt with." in client.get("/desk/").content.decode()


def test_an_officer_cannot_approve_and_an_approver_cannot_publish(client, plan, officer, approver):
    sent(client, officer)
    assert client.post(HERE + "sign-off/", {"organisation": "", "seen": text_of(plan)}).status_code == 403
    assert client.post(HERE + "send-back/", {"note": "No"}).status_code == 403
    sign_in_twice(client, approver)
    assert client.post(HERE + "publish/", {"seen": text_of(plan)}).status_code == 403


def test_after_publication_the_page_shows_the_public_address(client, plan, officer):
    plan = make_transition(plan, "submit", by=officer)
    make_transition(plan, "publish", by=builders.person("second", plan.partnership, "officer"))
    client.force_login(officer)
    assert "http://testserver/anytown/plans/2020-2023/" in client.get(HERE).content.decode()


def test_an_email_that_does_not_leave_is_said(plan, approver, monkeypatch):
    monkeypatch.setattr(emails, "send_email", lambda *args: False)
    about = emails.ApprovalEmail(**dict.fromkeys(emails.ApprovalEmail.__annotations__, "x"))
    sentence = emails.report_decision(approver, about, approved=True)
    assert sentence == "The email to Chris Chair could not be sent; tell them yourself."


def test_a_plan_that_cannot_be_published_stays_and_says_why(plan, officer, monkeypatch):
    def refuse(*args, **kwargs):
        raise NotPublishable("It would give a hidden count away.")

    monkeypatch.setattr(transitions, "_carry_out", refuse)
    with pytest.raises(TransitionError, match="It would give a hidden count away"):
        make_transition(plan, "submit", by=officer)
    assert Plan.objects.get(pk=plan.pk).state == "draft"


def test_a_second_version_is_not_planned_without_a_note(plan, officer):
    plan = make_transition(plan, "submit", by=officer)
    second = builders.person("second", plan.partnership, "officer")
    publish(plan, kind="consultation")
    Plan.objects.filter(pk=plan.pk).update(state="approval")
    with pytest.raises(TransitionError, match="Say what changed since the last version"):
        transitions.schedule(Plan.objects.get(pk=plan.pk), timezone.now() + dt.timedelta(hours=1), by=second)
