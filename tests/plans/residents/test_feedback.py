"""What residents write: taken in once, warned of, decided about, answered, published, and deleted on its day."""

import datetime as dt

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from csp_portal.forms import stamps
from csp_portal.forms.rate_limit import Limit
from csp_portal.models import DailySalt, SendCount
from plans.models import Change, EditConflict, Feedback, PublishedFeedback
from plans.publishing.versions import publish
from plans.residents import topics
from plans.residents.feedback import change_published, publish_feedback, refuse, take_back
from tests import builders

pytestmark = pytest.mark.django_db
WRITE = "/anytown/have-your-say/write/"
PAGE = "/anytown/have-your-say/"
NOW = builders.at(2020, 6, 1)


@pytest.fixture
def plan(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    made = builders.rich_plan(2)
    made.consultations.create(
        title="What next?", opens_on=dt.date(2020, 5, 1), closes_on=dt.date(2020, 6, 30), asked="Everybody"
    )
    publish(made, kind="final")
    return made


@pytest.fixture
def officer(plan):
    return builders.person("officer", plan.partnership, "officer")


def stamp(age: int = 60) -> str:
    return stamps.new_stamp(NOW - dt.timedelta(seconds=age))


def sent(client, **fields):
    return client.post(WRITE, {"about": "", "text": "More lamps.", "stamp": stamp()} | fields)


def test_what_was_sent_is_kept_until_its_day_and_published_by_nobody_but_an_officer(client, plan):
    answer = sent(client, about="2020-2023/priorities/1", name="Jo", email="jo@example.org")
    assert (answer.status_code, answer["Location"]) == (302, "/anytown/have-your-say/thanks/")
    kept = Feedback.objects.get()
    assert (kept.text, kept.name, kept.email, kept.priority) == ("More lamps.", "Jo", "jo@example.org", "1")
    assert (kept.about, kept.plan, kept.delete_on) == ("Priority 1: Priority 1", plan, dt.date(2021, 6, 1))
    assert "More lamps." not in client.get(PAGE).content.decode()


def test_an_answer_to_a_consultation_is_kept_for_twelve_months_after_it_closes(client, plan):
    page = client.get(f"{WRITE}?about=2020-2023/consultations/what-next").content.decode()
    assert "is deleted on 30 June 2021 at the latest" in page
    sent(client, about="2020-2023/consultations/what-next")
    assert Feedback.objects.get().delete_on == dt.date(2021, 6, 30)


@pytest.mark.parametrize(("day", "count"), [(30, 0), (1, 1)])
def test_a_consultation_is_open_from_its_first_to_its_last_day(plan, day, count):
    version = plan.versions.get()
    is_open = topics.consultations(version, dt.date(2020, 4 if day == 30 else 5, day))
    assert len(is_open) == count
    assert len(topics.consultations(version, dt.date(2020, 6, 30))) == 1
    assert topics.consultations(version, dt.date(2020, 7, 1)) == []


def test_a_draft_published_for_consultation_can_be_answered(plan):
    draft = builders.rich_plan(1, plan.partnership, slug="2023-2026")
    version = publish(draft, kind="consultation")
    assert [topic.words for topic, _one in topics.consultations(version, NOW.date())] == [
        "Consultation draft: Community Safety Plan"
    ]


def test_the_day_of_the_form_is_the_local_day_in_summer(client, plan, monkeypatch):
    late = dt.datetime(2020, 6, 30, 23, 30, tzinfo=dt.UTC)  # half past midnight of 1 July in London
    monkeypatch.setattr(timezone, "now", lambda: late)
    client.post(WRITE, {"about": "", "text": "Lamps.", "stamp": stamps.new_stamp(late - dt.timedelta(minutes=1))})
    kept = Feedback.objects.get()
    assert kept.delete_on == dt.date(2021, 7, 1)
    made = publish_feedback(kept, text="Lamps.", reply="", by=builders.person("o", plan.partnership), now=late)
    assert made.sent_on == dt.date(2020, 7, 1)
    assert "sent on 1 July 2020" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Ring 01223 334455", "a phone number"),
        ("a@b.org", "an email address"),
        ("In PE1 5DP", "a postcode"),
        ("My son Alfie was there", "a child’s name"),
    ],
)
def test_what_looks_personal_is_pointed_out_once_and_sent_all_the_same(client, plan, text, what):
    answer = sent(client, text=text)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"You wrote something that looks like {what}" in page
    assert not Feedback.objects.exists()
    mark = page.split('name="warned" value="')[1].split('"')[0]
    assert sent(client, text=f"{text} or 07700 900123", warned=mark).status_code == 422  # another text: warned anew
    assert sent(client, text=text, warned=mark).status_code == 302
    assert Feedback.objects.get().text == text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": " "}, "Enter what you want to say."),
        ({"text": "a" * 100_000}, "Enter at most 5,000 characters. This text has 100,000."),
        ({"email": "nobody"}, "Enter an email address like name@example.org, or leave it empty."),
        ({"about": "2020-2023/actions/9.9"}, "This can no longer be commented on."),
        ({"website": "http://spam.example"}, "it is there to stop automated messages"),
        ({"stamp": ""}, "This form was not complete."),
        ({"stamp": "made/1:up"}, "This form was not complete."),
    ],
)
def test_what_cannot_be_taken_is_said_in_a_sentence_and_given_back(client, plan, fields, sentence):
    answer = sent(client, **{"text": "More lamps."} | fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert fields.get("text", "More lamps.").strip() in page
    assert not Feedback.objects.exists()


def test_a_form_that_is_too_young_or_too_old_is_not_taken(client, plan):
    assert "faster than a person can type" in sent(client, stamp=stamp(1)).content.decode()
    assert "more than a day ago" in sent(client, stamp=stamp(90_000)).content.decode()
    assert not Feedback.objects.exists()


def test_a_form_that_is_shown_again_keeps_its_stamp(client, plan):
    """Whoever is warned and sends at once is not held up a second time."""
    good, old = stamp(1), stamp(90_000)
    assert f'name="stamp" value="{good}"' in sent(client, stamp=good).content.decode()
    assert f'name="stamp" value="{good}"' in sent(client, stamp=good, text="a@b.org").content.decode()
    assert f'name="stamp" value="{old}"' not in sent(client, stamp=old).content.decode()


def test_the_same_form_is_stored_once(client, plan):
    same = stamp()
    assert [sent(client, stamp=same).status_code for _time in range(3)] == [302, 302, 302]
    assert Feedback.objects.count() == 1


def test_a_hundred_posts_do_not_hurt(client, plan, django_assert_max_num_queries):
    answers = [sent(client) for _time in range(11)]
    assert [one.status_code for one in answers] == [302] * 10 + [429]
    assert "Too many messages in the last hour" in answers[-1].content.decode()
    assert "More lamps." in answers[-1].content.decode()  # nothing typed is lost
    with django_assert_max_num_queries(12):
        assert sent(client).status_code == 429
    assert {sent(client).status_code for _time in range(88)} == {429}
    assert Feedback.objects.count() == 10


def test_another_network_is_not_refused_and_no_address_is_kept(client, plan):
    for _time in range(10):
        sent(client)
    assert sent(client).status_code == 429
    client.defaults["REMOTE_ADDR"] = "203.0.113.9"
    assert sent(client).status_code == 302
    kept = [*SendCount.objects.values_list("key", flat=True), *DailySalt.objects.values_list("salt", flat=True)]
    assert not [text for text in kept if "203" in text and "113" in text and "." in text]
    assert all(len(text) == 64 for text in kept)


def test_an_hour_later_something_may_be_sent_again_and_a_day_later_every_trace_is_gone(db):
    limit = Limit("feedback", "203.0.113.0/24", 1)
    assert (limit.take(NOW), limit.take(NOW), limit.is_reached(NOW)) == (True, False, True)
    assert limit.take(NOW + dt.timedelta(hours=1))
    tomorrow = NOW + dt.timedelta(days=1)
    assert limit.take(tomorrow)
    assert list(DailySalt.objects.values_list("day", flat=True)) == [tomorrow.date()]
    assert SendCount.objects.count() == 1


def test_markup_is_shown_as_text(client, plan, officer):
    text = "<script>alert(1)</script> **bold** <b>x</b> {{ 1 }}"
    sent(client, text=text, about="2020-2023/priorities/1")
    publish_feedback(Feedback.objects.get(), text=text, reply=text, by=officer, now=NOW)
    for address in (PAGE, "/anytown/plans/2020-2023/priorities/1/"):
        page = client.get(address).content.decode()
        assert page.count("&lt;script&gt;alert(1)&lt;/script&gt; **bold** &lt;b&gt;x&lt;/b&gt; {{ 1 }}") == 2
        assert "<script>" not in page


def test_published_words_stand_with_the_reply_on_the_page_and_beside_the_priority(client, plan, officer):
    beside = "/anytown/plans/2020-2023/priorities/1/"
    assert "More lamps" not in client.get(beside).content.decode()
    one = builders.feedback(plan, priority="1")
    publish_feedback(one, text="More lamps […]", reply="They come in May.", by=officer, now=NOW)
    for address in (PAGE, beside):
        page = client.get(address).content.decode()
        assert "More lamps […]" in page
        assert "They come in May." in page
        assert "A resident" not in page
    assert "More lamps" not in client.get("/anytown/plans/2020-2023/priorities/2/").content.decode()
    published = PublishedFeedback.objects.get()
    change_published(published, text="Lamps.", reply="In June.", by=officer)
    assert "In June." in client.get(beside).content.decode()
    take_back(published, reasons="It names a shop.", by=officer)
    assert "Lamps." not in client.get(beside).content.decode() + client.get(PAGE).content.decode()
    assert Feedback.objects.get().reasons == "It names a shop."
    assert "lamps" not in " ".join(f"{c.old} {c.new}" for c in Change.objects.filter(row_kind="feedback")).lower()


def test_a_new_version_of_the_plan_keeps_what_was_said_beside_the_priority(client, plan, officer):
    publish_feedback(builders.feedback(plan, priority="1"), text="More lamps.", reply="", by=officer, now=NOW)
    plan.sections.filter(position=1).update(heading="Other words")
    publish(plan, kind="final", note="Other words")
    assert "More lamps." in client.get("/anytown/plans/2020-2023/priorities/1/").content.decode()


def test_an_officer_publishes_on_the_desk_and_the_reply_goes_to_the_resident(client, plan, officer, mailoutbox):
    one = builders.feedback(plan, priority="1")
    builders.sign_in(client, officer)
    here = f"/desk/anytown/feedback/{one.pk}/"
    assert "resident@example.org" not in client.get(here).content.decode()
    assert client.post(here, {"publish": "1", "text": " "}).status_code == 200
    assert not PublishedFeedback.objects.exists()
    answer = client.post(here, {"publish": "1", "text": "More lamps.", "reply": "In May."}, follow=True)
    assert "The reply was sent, and the address has been deleted." in answer.content.decode()
    (letter,) = mailoutbox
    assert letter.to == ["resident@example.org"]
    assert "In May." in letter.body
    assert "http://testserver/anytown/have-your-say/" in letter.body
    one.refresh_from_db()
    assert (one.email, one.decided_by) == ("", officer)


def test_an_officer_does_not_publish_and_says_why(client, plan, officer, mailoutbox):
    one = builders.feedback(plan)
    builders.sign_in(client, officer)
    here = f"/desk/anytown/feedback/{one.pk}/"
    assert "Say why it is not published." in client.post(here, {"refuse": "1", "text": "x"}).content.decode()
    client.post(here, {"refuse": "1", "text": "x", "reasons": "It names a child."})
    assert "It names a child." in mailoutbox[0].body
    assert not PublishedFeedback.objects.exists()
    assert "It names a child." not in client.get(PAGE).content.decode()


def test_a_letter_that_cannot_be_sent_keeps_the_address_and_says_so(client, plan, officer, monkeypatch):
    def fails(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(EmailBackend, "send_messages", fails)
    one = builders.feedback(plan)
    builders.sign_in(client, officer)
    answer = client.post(f"/desk/anytown/feedback/{one.pk}/", {"publish": "1", "text": "Lamps."}, follow=True)
    assert "could not be sent" in answer.content.decode()
    one.refresh_from_db()
    assert one.email == "resident@example.org"


def test_the_second_of_two_officers_is_told(client, plan, officer):
    one = builders.feedback(plan)
    refuse(one, reasons="No.", by=officer, now=NOW)
    with pytest.raises(EditConflict):
        publish_feedback(one, text="Yes.", reply="", by=officer, now=NOW)
    builders.sign_in(client, officer)
    answer = client.post(f"/desk/anytown/feedback/{one.pk}/", {"publish": "1", "text": "Yes."})
    assert "Someone has already decided about this." in answer.content.decode()


def test_what_was_sent_is_deleted_on_its_day_and_what_was_published_stays(plan, officer, capsys, monkeypatch):
    publish_feedback(builders.feedback(plan), text="Lamps.", reply="Yes.", by=officer, now=NOW)
    builders.feedback(plan, delete_on=dt.date(2021, 5, 2))
    for now, count in ((builders.at(2021, 4, 30), 0), (builders.at(2021, 5, 1), 1), (builders.at(2021, 5, 1), 0)):
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        call_command("purge_personal_data")
        assert f"Residents’ messages deleted: {count}." in capsys.readouterr().out
    assert Feedback.objects.get().delete_on == dt.date(2021, 5, 2)
    assert PublishedFeedback.objects.get().text == "Lamps."


def test_the_pages_cost_the_same_with_one_and_with_three(client, plan, officer):
    def counted(pages: list[str]) -> list[int]:
        found = []
        for address in pages:
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            found.append(len(asked))
        return found

    builders.sign_in(client, officer)
    pages = [PAGE, WRITE, "/desk/anytown/feedback/", "/desk/"]
    publish_feedback(builders.feedback(plan), text="Lamps.", reply="", by=officer, now=NOW)
    builders.feedback(plan)
    before = counted(pages)
    for _time in range(2):
        publish_feedback(builders.feedback(plan), text="Lamps.", reply="", by=officer, now=NOW)
        builders.feedback(plan)
    assert counted(pages) == before


def test_what_waits_stands_on_the_desk_home(client, plan, officer):
    builders.feedback(plan)
    builders.sign_in(client, officer)
    assert "1 resident’s message is waiting for a decision." in client.get("/desk/").content.decode()


def test_an_officer_is_shown_what_looks_personal_before_it_is_published(client, plan, officer):
    """Names with an age, and postcodes too: a resident may live there."""
    sent = builders.feedback(plan, text="John Smith, 45, of PE1 1AA shouts.")
    builders.sign_in(client, officer)
    page = client.get(f"/desk/anytown/feedback/{sent.pk}/").content.decode()
    assert "The words that are published: “John Smith, 45” looks like a name with an age." in page
    assert "The words that are published: “PE1 1AA” looks like a postcode." in page
