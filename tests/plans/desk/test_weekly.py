"""The weekly email about tasks: the same as the desk home, once a week, to those who want it."""

import datetime as dt

import pytest

from plans.desk.weekly import send_weekly, tasks_of
from tests import builders

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 30)


@pytest.fixture
def officer():
    """Somebody with one task: a plan without a priority."""
    plan = builders.plan()
    return builders.person("officer", plan.partnership, "officer", email="officer@example.org")


def test_a_person_is_emailed_what_their_desk_home_lists(client, officer, mailoutbox, settings):
    settings.PORTAL_URL = "https://portal.example.org/"
    sentences = [task.sentence for task in tasks_of(officer, MONDAY)]
    assert [sent for sent, _sentence in send_weekly(MONDAY)] == [True]
    (email,) = mailoutbox
    assert email.to == ["officer@example.org"]
    assert sentences
    for sentence in sentences:
        assert sentence in email.body
    client.force_login(officer)
    assert all(sentence in client.get("/desk/").content.decode() for sentence in sentences)
    assert "https://portal.example.org/desk/anytown/plans/2020-2023/publish/" in email.body


def test_nobody_is_emailed_twice_in_a_week(officer, mailoutbox):
    for day in (0, 3, 6):
        list(send_weekly(MONDAY + dt.timedelta(days=day)))
    assert len(mailoutbox) == 1
    list(send_weekly(MONDAY + dt.timedelta(days=7)))
    assert len(mailoutbox) == 2


def test_an_email_that_failed_is_sent_by_the_next_run(officer, mailoutbox, monkeypatch):
    monkeypatch.setattr("plans.desk.weekly.send_email", lambda *args, **kwargs: False)
    assert [sent for sent, _sentence in send_weekly(MONDAY)] == [False]
    monkeypatch.undo()
    assert [sent for sent, _sentence in send_weekly(MONDAY)] == [True]


def test_people_without_tasks_address_or_wish_are_not_emailed(client, officer, mailoutbox):
    builders.person("idle", builders.partnership("elsewhere"), "officer", email="idle@example.org")
    client.force_login(officer)
    page = client.post("/desk/account/weekly-email/", follow=True).content.decode()
    assert "You will no longer get your tasks by email." in page
    assert list(send_weekly(MONDAY)) == []
    client.post("/desk/account/weekly-email/", {"on": "yes"})
    assert len(list(send_weekly(MONDAY))) == 1
    officer.email = ""
    officer.save()
    assert list(send_weekly(MONDAY + dt.timedelta(days=7))) == []
