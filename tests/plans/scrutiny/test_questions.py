"""Members send a question: for a published meeting, into the register, with an email to officers."""

import datetime as dt

import pytest
from django.utils import timezone

from plans.models import Change, MemberQuestion
from plans.scrutiny.document import publish_register
from plans.scrutiny.questions import meetings_to_ask
from tests import builders

TODAY = dt.date(2026, 11, 29)
PAGE = "/desk/anytown/scrutiny/question/"


@pytest.fixture
def committee(db):
    made = builders.partnership().committees.create(name="Scrutiny Committee", designated=True)
    made.meetings.create(held_on=dt.date(2026, 3, 1))
    return made


def asked_for(committee) -> list[dt.date]:
    return [one.held_on for one in meetings_to_ask(committee.partnership, TODAY)]


def test_a_question_is_for_a_coming_meeting_that_is_published_or_the_last_one(committee):
    assert asked_for(committee) == []
    publish_register(committee.partnership)
    assert asked_for(committee) == [dt.date(2026, 3, 1)]
    committee.meetings.create(held_on=TODAY)
    committee.meetings.create(held_on=dt.date(2027, 1, 1), cancelled=True)
    assert asked_for(committee) == [dt.date(2026, 3, 1)]
    publish_register(committee.partnership, note="Meetings")
    assert asked_for(committee) == [TODAY]


def test_a_member_sends_a_question_and_officers_are_emailed(committee, client, mailoutbox):
    here = committee.partnership
    publish_register(here)
    for role in ("officer", "administrator", "lead"):
        person = builders.person(role, here, role)
        person.email = f"{role}@example.org"
        person.save()
    member = builders.person("member", here, "scrutiny member")
    builders.sign_in(client, member)
    assert 'href="/desk/anytown/scrutiny/question/"' in client.get("/desk/anytown/scrutiny/").text
    meeting = committee.meetings.get()
    answer = client.post(PAGE, {"question": "Why is “A & B” late?", "meeting": meeting.pk}, follow=True)
    assert "Your question was sent. 2 officers were emailed." in answer.text
    asked = MemberQuestion.objects.get()
    assert (asked.asked_by, asked.asked_on, asked.meeting, asked.question) == (
        "Member of the committee",
        timezone.localdate(),
        meeting,
        "Why is “A & B” late?",
    )
    assert sorted(one.to[0] for one in mailoutbox) == ["administrator@example.org", "officer@example.org"]
    assert "asks for the meeting of 1 March 2026:\n\nWhy is “A & B” late?" in mailoutbox[0].body
    assert f"http://testserver/desk/anytown/about/rows/member-questions/{asked.pk}/" in mailoutbox[0].body
    assert Change.objects.get(row_kind="member-questions").by == member
    assert "A & B" not in client.get("/anytown/scrutiny/").text


def test_an_empty_question_or_a_meeting_of_another_partnership_is_refused(committee, client):
    publish_register(committee.partnership)
    other = builders.partnership("elsewhere").committees.create(name="Other").meetings.create(held_on=TODAY)
    builders.sign_in(client, builders.person("member", committee.partnership, "scrutiny member"))
    page = client.post(PAGE, {"question": "", "meeting": other.pk}).text
    assert "Write your question." in page
    assert "Choose a meeting from the list." in page
    assert MemberQuestion.objects.count() == 0


def test_officers_ask_nothing_as_members(committee, client):
    builders.sign_in(client, builders.person("officer", committee.partnership, "officer"))
    assert client.get(PAGE).status_code == 403
