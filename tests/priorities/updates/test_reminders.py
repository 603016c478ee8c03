"""The daily work: emails that never went out, reminders, and word to the officer. Nothing twice on one day."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from plans.models import Organisation
from priorities.models import LeadRequest, Round
from priorities.updates.reminders import remind_leads
from priorities.updates.rounds import write_to_all
from tests import builders

SENT = dt.date(2020, 7, 1)


@pytest.fixture
def round_(db) -> Round:
    """Asked on 1 July, to be answered by 20 July: police and fire have an address, health has none."""
    plan = builders.rich_plan(1)
    plan.contacts.all().delete()
    priority = plan.priorities.get()
    for number, name in ((2, "Fire"), (3, "Health")):
        builders.lead(builders.action(priority, number), name)
    made = builders.asked_lead(plan).round
    made.sent_by.email = "officer@example.org"
    made.sent_by.save()
    for name in ("Police", "Fire"):
        made.leads.filter(name=name).update(email=f"{name.lower()}@example.org")
    write_to_all(made, now=builders.at(2020, 7, 1))
    mail.outbox.clear()
    return made


def run(day: int, month: int = 7) -> list[str]:
    """What the command says on a day."""
    return [words for _sent, words in remind_leads(builders.at(2020, month, day))]


def to() -> list[str]:
    """To whom emails went since last asked."""
    addresses = [address for letter in mail.outbox for address in letter.to]
    mail.outbox.clear()
    return addresses


def answered(round_: Round, name: str) -> None:
    round_.leads.filter(name=name).update(answered_at=builders.at(2020, 7, 3), through="link")


def test_a_round_from_the_first_reminder_to_the_officer(round_):
    answered(round_, "Fire")
    sent = {}
    for day in range(1, 32):
        for _twice in range(2):
            run(day)
        if addresses := to():
            sent[day] = addresses
    assert sent == {
        8: ["police@example.org"],
        15: ["police@example.org"],
        22: ["police@example.org"],
        25: ["officer@example.org"],
    }
    police = round_.leads.get(name="Police")
    assert (police.emails_sent, police.written_on, police.escalated_on) == (
        4,
        dt.date(2020, 7, 22),
        dt.date(2020, 7, 25),
    )


def test_a_reminder_carries_a_fresh_link_and_voids_the_old_one(round_, client):
    answered(round_, "Fire")
    police = round_.leads.get(name="Police")
    old = police.links.get()
    assert run(8) == ["Police was reminded: Round 1, Community Safety Plan (Safer Anytown)."]
    (letter,) = mail.outbox
    assert letter.subject == "Reminder: how are your actions going? Round 1, Safer Anytown"
    assert letter.body.startswith("We have not had your answer yet.\n\nSafer Anytown asks Police how 1 action is going")
    (token,) = re.findall(r"^https://portal\.example/update/([\w-]{43})/$", letter.body, re.M)
    old.refresh_from_db()
    assert old.replaced_at == builders.at(2020, 7, 8)
    assert police.links.exclude(pk=old.pk).get().replaced_at is None
    assert "This link has expired." in client.get(f"/update/{token}/").content.decode()  # in the year of this test


def test_the_officer_is_told_in_one_letter_of_all_who_are_late(round_):
    run(25)
    (letter,) = mail.outbox
    assert letter.to == ["officer@example.org"]
    assert letter.subject == "3 leads have not answered: Round 1, Safer Anytown"
    page = f"https://portal.example/desk/anytown/plans/2020-2023/progress/{round_.pk}/"
    assert letter.body.split("\n") == [
        "These leads were asked how their actions are going and have not answered by 20 July 2020:",
        "",
        "Fire",
        "- 1.2 Action 1.2",
        "",
        "Health (no email address)",
        "- 1.3 Action 1.3",
        "",
        "Police",
        "- 1.1 Action 1.1",
        "",
        "Community Safety Plan, Round 1:",
        page,
        "",
        "They will get no more reminders. On this page you can send a new link, or enter what they say.",
        "",
    ]


def test_the_lead_of_the_priority_is_told_of_the_others(round_):
    priority = round_.plan.priorities.get()
    police = Organisation.objects.get(name="Police")
    priority.lead_organisations.add(police)
    sergeant = builders.person("sergeant", round_.plan.partnership, "lead", organisation=police)
    sergeant.email = "chief@police.example"
    sergeant.save()
    run(25)
    letter = mail.outbox[1]
    assert letter.to == ["chief@police.example"]
    assert "You get this email because your organisation leads the priority." in letter.body
    assert [line for line in letter.body.splitlines() if line in ("Fire", "Police")] == ["Fire"]
    assert len(mail.outbox) == 2


def test_a_closed_round_is_left_alone(round_):
    Round.objects.update(closed_at=builders.at(2020, 7, 5), closed_by=round_.sent_by)
    assert (run(8), run(25), to()) == ([], [], [])


def test_everybody_answered(round_):
    LeadRequest.objects.update(answered_at=builders.at(2020, 7, 3), through="link")
    assert (run(8), run(25), to()) == ([], [], [])


def test_a_letter_that_never_went_out_is_written(round_):
    round_.leads.filter(name="Health").update(email="health@example.org")
    assert run(2) == ["Health was emailed: Round 1, Community Safety Plan (Safer Anytown)."]
    assert mail.outbox[0].subject.startswith("How are your actions going?")
    assert run(2) == []


def test_when_the_sender_has_left_the_other_officers_are_told(round_, capsys):
    round_.sent_by.is_active = False
    round_.sent_by.save()
    call_command("remind_leads", today="2020-07-25")
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        "Round 1, Community Safety Plan (Safer Anytown): leads are late, and no officer has an email address."
    ]
    assert said.out.splitlines() == ["0 emails sent, 1 without an address."]
    other = builders.person("other", round_.plan.partnership, "officer")
    other.email = "other@example.org"
    other.save()
    run(26)
    assert to() == ["other@example.org"]


def test_what_could_not_be_sent_is_tried_again_the_next_time(round_, monkeypatch, capsys):
    def refuse(self, messages):
        raise OSError("no route")

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        for day in (8, 25):
            with pytest.raises(SystemExit):
                call_command("remind_leads", today=f"2020-07-{day:02}")
    assert "The email to Police could not be sent." in capsys.readouterr().err
    assert round_.leads.filter(escalated_on=None, emails_sent__lte=1).count() == 3
    call_command("remind_leads", today="2020-07-25")
    assert to() == ["officer@example.org"]


@pytest.mark.parametrize("works", [True, False], ids=["sent", "refused"])
def test_two_runs_at_once_tell_the_officer_once(round_, monkeypatch, works):
    """The second run comes while the email of the first is on its way."""
    real, second = EmailBackend.send_messages, []

    def send_messages(self, messages):
        with monkeypatch.context() as undone:
            undone.setattr(EmailBackend, "send_messages", real)
            second.extend(run(25))
        if not works:
            raise OSError("no route")
        return real(self, messages)

    with monkeypatch.context() as slow:
        slow.setattr(EmailBackend, "send_messages", send_messages)
        run(25)
    assert second == []
    assert to() == (["officer@example.org"] if works else [])
    run(26)
    assert to() == ([] if works else ["officer@example.org"])


def test_the_command_says_what_it_did_and_refuses_a_day_that_is_none(round_, capsys):
    call_command("remind_leads", today="2020-07-08")
    assert capsys.readouterr().out.splitlines() == [
        "Fire was reminded: Round 1, Community Safety Plan (Safer Anytown).",
        "Police was reminded: Round 1, Community Safety Plan (Safer Anytown).",
        "2 emails sent.",
    ]
    with pytest.raises(CommandError, match="“8 July” is not a date; write it like 2026-04-01."):
        call_command("remind_leads", today="8 July")


@pytest.mark.parametrize("rounds", [1, 3])
def test_a_day_without_work_costs_the_same_for_one_lead_and_for_many(db, rounds, django_assert_num_queries):
    plan = builders.plan()
    for number in range(1, rounds * 3):
        builders.lead(builders.action(builders.priority(plan, str(number))), f"Lead {number}")
    builders.asked_lead(plan, "Lead 1")
    LeadRequest.objects.update(email="lead@example.org", written_on=SENT)
    with django_assert_num_queries(5):
        assert run(2) == []
