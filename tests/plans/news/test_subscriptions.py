"""Emails about what was published: started by a link, stopped with one click, sent once, and telling no stranger
whether an address is known."""

import datetime as dt
import re

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from csp_portal.forms import stamps
from plans.models import Subscription
from plans.news.digests import send_digests
from plans.news.subscriptions import followed, watch
from plans.publishing.versions import publish
from tests import builders
from tests.leaky import WORD, partnership_of_everything, plant_everywhere

pytestmark = pytest.mark.django_db
FORM = "/anytown/subscribe/"
ME = "me@example.org"


class Clock:
    def __init__(self) -> None:
        self.now = builders.at(2026, 6, 1)

    def later(self, **span) -> dt.datetime:
        self.now += dt.timedelta(**span)
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    return made


@pytest.fixture
def plan(clock):
    made = builders.rich_plan(2)
    publish(made, kind="final", at=clock.now - dt.timedelta(days=30))
    return made


def asked(client, clock, **fields):
    stamp = stamps.new_stamp(clock.now - dt.timedelta(minutes=1))
    return client.post(FORM, {"about": "", "rhythm": "daily", "email": ME, "stamp": stamp} | fields)


def link(letter, kind: str = "") -> str:
    return re.search(rf"http://testserver(/anytown/emails/[0-9a-f]{{64}}/{kind})(?:\s|$)", letter.body)[1]


def subscribed(client, clock, mailoutbox, **fields) -> Subscription:
    asked(client, clock, **fields)
    client.post(link(mailoutbox[-1]))
    mailoutbox.clear()
    return Subscription.objects.latest("pk")


def publish_words(plan, clock, words: str = "Other words") -> None:
    plan.priorities.filter(ref="1").update(why=words, why_html=f"<p>{words}</p>")
    publish(plan, kind="final", note=f"New: {words}", at=clock.now)


def test_nothing_starts_before_the_link_of_the_letter_is_pressed(client, plan, clock, mailoutbox):
    answer = asked(client, clock)
    assert (answer.status_code, answer["Location"]) == (302, "/anytown/subscribe/asked/")
    (letter,) = mailoutbox
    assert letter.to == [ME]
    clock.later(days=2)
    publish_words(plan, clock)
    assert list(send_digests(clock.now)) == []
    page = client.get(link(letter))
    assert "Start these emails?" in page.content.decode()
    assert Subscription.objects.get().confirmed_at is None  # a program that looks at links starts nothing
    assert page["Cache-Control"] == "no-store, private"
    assert "The emails have started" in client.post(link(letter)).content.decode()
    assert Subscription.objects.get().confirmed_at == clock.now


def test_a_letter_tells_what_was_published_since_and_is_sent_once(client, plan, clock, mailoutbox, capsys):
    subscribed(client, clock, mailoutbox)
    clock.later(days=1)
    call_command("send_digests")
    assert mailoutbox == []  # nothing was published
    publish_words(plan, clock)
    clock.later(minutes=1)
    call_command("send_digests")
    call_command("send_digests")
    (letter,) = mailoutbox
    assert "Community Safety Plan (2020 to 2023): version 2" in letter.body
    assert "New: Other words" in letter.body
    assert "http://testserver/anytown/plans/2020-2023/v2/" in letter.body
    assert "version 1" not in letter.body
    assert ME not in capsys.readouterr().out


def test_one_click_of_the_mail_program_stops_the_letters_without_a_page(client, plan, clock, mailoutbox):
    subscribed(client, clock, mailoutbox)
    clock.later(days=1)
    publish_words(plan, clock)
    list(send_digests(clock.now))
    headers = mailoutbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    assert "Stop these emails?" in client.get(address).content.decode()
    assert Subscription.objects.exists()
    program = Client(enforce_csrf_checks=True)
    assert program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscription.objects.exists()
    assert program.post(address).status_code == 404
    assert link(mailoutbox[0], "stop/") == address


def test_the_database_holds_no_key_of_a_link(client, plan, clock, mailoutbox):
    subscribed(client, clock, mailoutbox)
    row = Subscription.objects.get()
    for stored in (row.secret, row.stop_hash, row.confirm_hash):
        assert client.get(f"/anytown/emails/{stored}/").status_code == 404
        assert client.get(f"/anytown/emails/{stored}/stop/").status_code == 404


def test_an_address_gets_one_letter_a_day_whoever_asks_how_often(client, plan, clock, mailoutbox):
    answers = {asked(client, clock, about=key).content for key in ("", "priority 2020-2023/1", "priority 2020-2023/2")}
    answers.add(asked(client, clock, email=ME.upper()).content)
    assert (len(mailoutbox), len(answers)) == (1, 1)
    clock.later(days=1)
    asked(client, clock)
    assert len(mailoutbox) == 2
    page = client.get(link(mailoutbox[1])).content.decode()
    assert "Priority 1: Priority 1 (2020 to 2023)" in page
    client.post(link(mailoutbox[0]))
    assert Subscription.objects.filter(confirmed_at__isnull=False).count() == 3


def test_a_known_address_is_answered_like_an_unknown_one(client, plan, clock, mailoutbox):
    subscribed(client, clock, mailoutbox)
    clock.later(days=1)
    known = asked(client, clock)
    unknown = asked(client, clock, email="nobody@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert known.content == unknown.content
    assert sorted(letter.to[0] for letter in mailoutbox) == [ME, "nobody@example.org"]
    assert Subscription.objects.get(email=ME).confirmed_at is not None


def test_one_network_asks_ten_times_in_an_hour(client, plan, clock, mailoutbox):
    answers = [asked(client, clock, email=f"a{number}@example.org").status_code for number in range(12)]
    assert answers == [302] * 10 + [429] * 2
    assert len(mailoutbox) == 10


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": ""}, "Enter your email address."),
        ({"email": "me@example.org\nBcc: you@example.org"}, "Enter an email address like name@example.org."),
        ({"website": "x"}, "it is there to stop automated messages"),
        ({"stamp": "made up"}, "This form was not complete."),
        ({"about": "priority 2023-2026/1"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_taken_is_said(client, plan, clock, mailoutbox, fields, sentence):
    answer = asked(client, clock, **fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert mailoutbox == []


def test_letters_about_one_priority_tell_of_nothing_else(client, plan, clock, mailoutbox):
    subscribed(client, clock, mailoutbox, about="priority 2020-2023/2")
    clock.later(days=1)
    publish_words(plan, clock)  # of the first priority
    assert list(send_digests(clock.now)) == []
    plan.priorities.filter(ref="2").update(title="Less noise")
    publish(plan, kind="final", note="Noise", at=clock.later(hours=1))
    assert [sent for sent, _words in send_digests(clock.later(hours=1))] == [True]


def test_weekly_letters_wait_for_a_week(client, plan, clock, mailoutbox):
    subscribed(client, clock, mailoutbox, rhythm="weekly")
    clock.later(days=1)
    publish_words(plan, clock)
    assert list(send_digests(clock.now)) == []
    assert len(list(send_digests(clock.later(days=6)))) == 1


def test_a_letter_names_the_local_day_in_summer(client, plan, clock, mailoutbox):
    subscribed(client, clock, mailoutbox)
    clock.now = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)  # half past midnight of 1 July in London
    publish_words(plan, clock)
    list(send_digests(clock.later(minutes=1)))
    assert "1 July 2026: Community Safety Plan" in mailoutbox[0].body


def test_a_letter_that_was_not_sent_is_sent_the_next_time(client, plan, clock, mailoutbox, monkeypatch):
    subscribed(client, clock, mailoutbox)
    clock.later(days=1)
    publish_words(plan, clock)

    def fails(self):
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", fails)
        assert [sent for sent, _words in send_digests(clock.now)] == [False]
    assert [sent for sent, _words in send_digests(clock.now)] == [True]
    assert len(mailoutbox) == 1


def test_somebody_signed_in_watches_and_stops(client, plan, clock, mailoutbox):
    member = builders.person("member", plan.partnership, "scrutiny member")
    member.email = "member@example.org"
    member.save()
    assert client.get("/desk/anytown/watch/").status_code == 302
    builders.sign_in(client, member)
    page = client.get("/desk/anytown/watch/?about=priority+2020-2023/1").content.decode()
    assert '<option value="priority 2020-2023/1" selected>' in page
    client.post("/desk/anytown/watch/", {"about": "priority 2020-2023/1", "rhythm": "daily"})
    clock.later(days=1)
    publish_words(plan, clock)
    list(send_digests(clock.now))
    assert [letter.to for letter in mailoutbox] == [["member@example.org"]]
    builders.sign_in(client, member)  # the session of the day before has run out
    client.post("/desk/anytown/watch/", {"stop": str(Subscription.objects.get().pk)})
    assert not Subscription.objects.exists()


def test_nobody_stops_what_another_watches(client, plan, clock):
    other = builders.person("other", plan.partnership, "officer")
    row = watch(plan.partnership, "", "All", user=other, rhythm="daily", portal="http://x/", now=clock.now)
    builders.sign_in(client, builders.person("member", plan.partnership, "officer"))
    client.post("/desk/anytown/watch/", {"stop": str(row.pk)})
    assert Subscription.objects.filter(pk=row.pk).exists()


def test_who_has_left_is_not_written_to(plan, clock, mailoutbox):
    gone = builders.person("gone", plan.partnership, "officer")
    watch(plan.partnership, "", "All", user=gone, rhythm="daily", portal="http://x/", now=clock.now)
    type(gone).objects.filter(pk=gone.pk).update(is_active=False, email="gone@example.org")
    clock.later(days=1)
    publish_words(plan, clock)
    assert list(send_digests(clock.now)) == []


def test_what_nobody_confirms_is_deleted_after_a_week(client, plan, clock, capsys):
    asked(client, clock)
    clock.later(days=7)
    call_command("purge_personal_data")
    assert Subscription.objects.count() == 1
    clock.later(seconds=1)
    call_command("purge_personal_data")
    assert not Subscription.objects.exists()
    assert "Unconfirmed requests for emails deleted: 1." in capsys.readouterr().out


def test_only_what_is_published_can_be_followed(plan):
    draft = builders.rich_plan(1, plan.partnership, slug="2023-2026")
    builders.recommendation(plan.partnership)
    keys = set(followed(plan.partnership))
    assert keys == {"", "priority 2020-2023/1", "priority 2020-2023/2"}
    publish(draft, kind="final")
    assert "priority 2023-2026/1" in followed(plan.partnership)


def test_no_letter_tells_what_is_not_published(db, clock, mailoutbox):
    owner = partnership_of_everything()
    reader = builders.person("reader", owner, "officer")
    reader.email = "reader@example.org"
    reader.save()
    plan = owner.plans.get(slug="2020-2023")
    publish(plan, kind="final", at=clock.now)
    assert plant_everywhere() == []
    row = watch(owner, "", "All", user=reader, rhythm="daily", portal="http://x/", now=clock.now)
    Subscription.objects.exclude(pk=row.pk).delete()
    Subscription.objects.update(told_until=clock.now - dt.timedelta(days=2000))
    type(reader).objects.filter(pk=reader.pk).update(email="reader@example.org")
    assert [sent for sent, _words in send_digests(clock.later(minutes=1))] == [True]
    assert "version 1" in mailoutbox[0].body
    assert WORD not in mailoutbox[0].body + mailoutbox[0].subject


def test_letters_cost_the_same_queries_however_many_there_is_news_for(client, plan, clock, mailoutbox):
    subscribed(client, clock, mailoutbox)
    found = []
    for times in (1, 3):
        clock.later(days=1)
        for number in range(times):
            publish_words(plan, clock, f"Words {times} {number}")
        with CaptureQueriesContext(connection) as asked_for:
            list(send_digests(clock.now))
        found.append(len(asked_for))
    assert found[0] == found[1]


def test_letters_go_to_an_address_or_to_a_person(plan, clock):
    person = builders.person("member", plan.partnership)
    row = watch(plan.partnership, "", "All", user=person, rhythm="daily", portal="http://x/", now=clock.now)
    for wrong in ({"email": ME}, {"user": None}, {"rhythm": "hourly"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Subscription.objects.filter(pk=row.pk).update(**wrong)
