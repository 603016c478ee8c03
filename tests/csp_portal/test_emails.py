"""Every kind of email with a mailbox that fails: the others get theirs once, and what failed is sent next time."""

import datetime as dt
from collections.abc import Callable
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from csp_portal.emails import claim, forget_sent, release, send_email
from csp_portal.models import SentEmail
from plans.models import Feedback, Partnership, Recommendation, Subscription
from plans.news.digests import send_digests
from plans.news.subscriptions import ConfirmationNotSent, ask
from plans.publishing.versions import publish
from plans.scrutiny.reminders import remind
from priorities.models import LeadRequest
from priorities.updates import emails as requests
from priorities.updates.reminders import remind_leads
from tests import builders

BROKEN = "officer@broken.example"
FIRST, NEXT = dt.date(2020, 8, 3), dt.date(2020, 8, 4)


@pytest.fixture
def mailbox(monkeypatch) -> Callable[[bool], None]:
    """Says whether the mailbox of the second partnership takes emails. It does not, at first."""
    real, state = EmailBackend.send_messages, {"works": False}

    def send_messages(self, messages):
        if not state["works"] and any("broken" in address for one in messages for address in one.to):
            raise OSError("mailbox full")
        return real(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
    return lambda works: state.update(works=works)


@pytest.fixture
def three(db) -> list[Partnership]:
    """Three partnerships, each with an officer; the mailbox of the second one's officer fails."""
    owners = [builders.partnership(slug) for slug in ("ashby", "broken", "corby")]
    for owner in owners:
        officer = builders.person(f"officer of {owner.slug}", owner, "officer")
        officer.email = f"officer@{owner.slug}.example"
        officer.save()
    return owners


def sent_to() -> list[str]:
    """Who was emailed since last asked."""
    addresses = sorted(address for one in mail.outbox for address in one.to)
    mail.outbox.clear()
    return addresses


def scrutiny_reminders(owners: list[Partnership]) -> Callable[[dt.date], object]:
    for owner in owners:
        builders.recommendation(owner, served_on=dt.date(2020, 1, 10))
    return lambda today: list(remind(today))


def digests(owners: list[Partnership]) -> Callable[[dt.date], object]:
    for owner in owners:
        Subscription.objects.create(
            partnership=owner,
            words="Everything",
            email=f"officer@{owner.slug}.example",
            rhythm="daily",
            portal="https://portal.example/",
            secret="0" * 31 + owner.slug[0],
            confirm_hash=owner.slug.rjust(64, "0"),
            stop_hash=owner.slug.rjust(64, "1"),
            asked_at=builders.at(2020, 7, 1),
            confirmed_at=builders.at(2020, 7, 1),
            told_until=builders.at(2020, 7, 1),
        )
        publish(builders.rich_plan(1, owner), kind="consultation", at=builders.at(2020, 7, 20))
    return lambda today: list(send_digests(builders.at(today.year, today.month, today.day)))


def asked(owners: list[Partnership], sent: bool) -> None:
    for owner in owners:
        officer = builders.person(f"officer of {owner.slug}", owner)
        lead = builders.asked_lead(builders.rich_plan(1, owner), by=officer)
        LeadRequest.objects.filter(pk=lead.pk).update(email=f"officer@{owner.slug}.example")
    if sent:
        LeadRequest.objects.update(emails_sent=1, written_on=dt.date(2020, 7, 1))
    LeadRequest.objects.filter(email="").delete()


def first_requests(owners: list[Partnership]) -> Callable[[dt.date], object]:
    asked(owners, sent=False)
    return lambda today: list(remind_leads(builders.at(2020, 7, today.day)))


def reminders_to_leads(owners: list[Partnership]) -> Callable[[dt.date], object]:
    asked(owners, sent=True)
    return lambda today: list(remind_leads(builders.at(2020, 7, today.day + 5)))


def escalations(owners: list[Partnership]) -> Callable[[dt.date], object]:
    asked(owners, sent=True)
    LeadRequest.objects.update(emails_sent=9, written_on=dt.date(2020, 8, 1))
    return lambda today: list(remind_leads(builders.at(today.year, today.month, today.day)))


@pytest.mark.parametrize(
    "kind",
    [scrutiny_reminders, digests, first_requests, reminders_to_leads, escalations],
    ids=lambda kind: kind.__name__,
)
def test_one_failing_mailbox_stops_and_repeats_nobody(three, mailbox, kind):
    run = kind(three)
    run(FIRST)
    assert sent_to() == ["officer@ashby.example", "officer@corby.example"]
    run(FIRST)
    assert sent_to() == []
    mailbox(True)
    run(NEXT)
    assert sent_to() == [BROKEN]
    run(NEXT)
    assert sent_to() == []


def test_two_officers_of_one_partnership_are_emailed_each_by_themselves(three, mailbox):
    """The answer is one; its email to the first officer is not repeated because the second one's failed."""
    run = scrutiny_reminders(three[1:2])
    second = builders.person("second", three[1], "officer")
    second.email = "second@ashby.example"
    second.save()
    run(FIRST)
    assert sent_to() == ["second@ashby.example"]
    mailbox(True)
    run(NEXT)
    assert sent_to() == [BROKEN]


def test_the_command_says_how_it_went(three, mailbox, capsys):
    for owner in three:
        builders.recommendation(owner, served_on=dt.date(2020, 1, 10))
    with pytest.raises(SystemExit):
        call_command("remind_scrutiny")
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "Emailed about 1 answer: Safer Ashby.",
        "Emailed about 1 answer: Safer Corby.",
        "2 emails sent, 1 could not be sent and will be tried again tomorrow.",
    ]
    assert "could not be sent and will be tried again: Safer Broken." in said.err


def test_a_confirmation_that_fails_is_said_to_the_reader_and_comes_the_next_day(three, mailbox):
    def confirm(day: int) -> list[str]:
        failed = []
        for owner in three:
            given = {"email": f"officer@{owner.slug}.example", "rhythm": "daily", "portal": "https://portal.example/"}
            try:
                ask(owner, "", "Everything", **given, now=builders.at(2020, 8, day))
            except ConfirmationNotSent as problem:
                failed.append(f"{owner.slug}: {problem}")
        return failed

    assert confirm(3) == ["broken: The email could not be sent. Try again tomorrow."]
    assert sent_to() == ["officer@ashby.example", "officer@corby.example"]
    mailbox(True)
    confirm(3)
    assert sent_to() == []
    confirm(4)
    assert BROKEN in sent_to()


def test_what_an_officer_sends_fails_alone_and_can_be_sent_again(three, mailbox):
    """A request to one lead, sent by hand: the officer sees that it failed, and presses again."""
    asked(three, sent=False)
    failed = []
    for lead in LeadRequest.objects.select_related("round__plan__partnership", "round__sent_by"):
        try:
            requests.send_request(lead, now=builders.at(2020, 7, 2))
        except requests.NotSent:
            failed.append(lead.email)
    assert (sent_to(), failed) == (["officer@ashby.example", "officer@corby.example"], [BROKEN])


def test_a_new_password_is_answered_the_same_whether_the_email_went_out_or_not(three, mailbox):
    answers = {
        address: Client().post("/desk/password/forgotten/", {"email": address})["Location"]
        for address in ("officer@ashby.example", BROKEN, "nobody@example.org")
    }
    assert set(answers.values()) == {"/desk/password/emailed/"}
    assert sent_to() == ["officer@ashby.example"]
    mailbox(True)
    Client().post("/desk/password/forgotten/", {"email": BROKEN})
    assert sent_to() == [BROKEN]


def test_a_reply_that_fails_is_sent_again_by_the_officer_and_no_other_twice(three, mailbox):
    pages = {}
    for owner in three:
        one = builders.feedback(builders.rich_plan(1, owner), email=f"resident@{owner.slug}.example")
        client = Client()
        builders.sign_in(client, builders.person(f"officer of {owner.slug}", owner))
        pages[client] = f"/desk/{owner.slug}/feedback/{one.pk}/"
        client.post(pages[client], {"publish": "1", "text": "Lamps.", "reply": "In May."})
    assert sent_to() == ["resident@ashby.example", "resident@corby.example"]
    assert [one.email for one in Feedback.objects.exclude(email="")] == ["resident@broken.example"]
    mailbox(True)
    for _again in range(2):
        for client, page in pages.items():
            client.post(page, {"send": "1"})
    (email,) = mail.outbox
    assert "In May." in email.body
    assert sent_to() == ["resident@broken.example"]
    assert not Feedback.objects.exclude(email="").exists()


def test_a_role_is_given_all_the_same_and_the_link_is_asked_for_again(three, mailbox):
    for owner in three:
        client = Client()
        builders.sign_in(client, builders.person(f"administrator of {owner.slug}", owner, "administrator"))
        given = {"email": f"new@{owner.slug}.example", "first_name": "New", "last_name": "Person", "role": "officer"}
        client.post(f"/desk/{owner.slug}/people/", given)
    assert sent_to() == ["new@ashby.example", "new@corby.example"]
    mailbox(True)
    Client().post("/desk/password/forgotten/", {"email": "new@broken.example"})
    assert sent_to() == ["new@broken.example"]


def test_a_failure_is_logged_without_the_address(db, monkeypatch, caplog):
    def refuse(self, messages):
        raise SMTPRecipientsRefused({BROKEN: (550, b"unknown")})

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    assert not send_email(BROKEN, "Words", "access/forgotten_subject.txt", {})
    assert "SMTPRecipientsRefused" in caplog.text
    assert BROKEN not in caplog.text


def test_nothing_is_sent_inside_a_transaction(db):
    with pytest.raises(RuntimeError, match="inside a transaction"), transaction.atomic():
        send_email("a@example.org", "Words", "scrutiny/reminder_email.txt", {})


def test_a_purpose_is_claimed_once_for_each_address(db):
    assert claim("a@example.org", ["one", "two"]) == ["one", "two"]
    assert claim("A@example.org", ["two", "three"]) == ["three"]
    assert claim("b@example.org", ["one"]) == ["one"]
    release("a@example.org", ["one"])
    assert claim("a@example.org", ["one"]) == ["one"]
    assert not any("example" in row.address_hash for row in SentEmail.objects.all())


def test_it_is_forgotten_after_a_year_that_an_email_was_sent(db):
    claim("a@example.org", ["answer 1 overdue", "answer 2 overdue", "lead 3 late"])
    SentEmail.objects.update(at=builders.at(2020, 1, 1))
    SentEmail.objects.filter(purpose="lead 3 late").update(at=builders.at(2020, 1, 2))
    assert forget_sent(builders.at(2020, 12, 31), still_due=["answer 2 overdue"]) == 0
    assert forget_sent(builders.at(2021, 1, 1), still_due=["answer 2 overdue"]) == 1
    assert [row.purpose for row in SentEmail.objects.all()] == ["answer 2 overdue", "lead 3 late"]


def test_an_answer_that_is_overdue_for_years_is_not_emailed_about_again(three, mailbox, capsys):
    mailbox(True)
    run = scrutiny_reminders(three)
    run(FIRST)
    assert len(sent_to()) == 3
    Recommendation.objects.filter(partnership=three[0]).delete()
    SentEmail.objects.update(at=builders.at(2020, 8, 3))
    call_command("purge_personal_data")  # in the year of this test
    assert "Records of sent emails deleted: 1." in capsys.readouterr().out
    run(NEXT)
    assert sent_to() == []
