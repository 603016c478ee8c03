"""The link in an email: it works once and for a time, looking changes nothing, and of two answers one is stored."""

import datetime as dt
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from csp_portal.security import hash_of
from priorities.models import LeadRequest, UpdateLink
from priorities.updates import emails
from priorities.updates.answers import LeadAnswer, LinkShut, LinkState, answer_by_link, find_link
from priorities.updates.emails import send_request
from priorities.updates.rounds import close
from tests import builders
from tests.priorities.updates import at_once


@pytest.fixture
def plan(db):
    made = builders.rich_plan(1)
    builders.lead(builders.action(made.priorities.get(), 2))
    made.contacts.all().delete()
    made.contacts.create(office="Community Safety Office", telephone="01234 567890")
    return made


@pytest.fixture
def lead(plan) -> LeadRequest:
    return asked(plan)


def asked(plan, **fields) -> LeadRequest:
    """The police are asked today."""
    now = timezone.now()
    return builders.asked_lead(plan, now=now, answer_by=timezone.localdate(now) + dt.timedelta(days=10), **fields)


def letter(lead: LeadRequest, now: dt.datetime | None = None) -> str:
    """Writes to the lead. The address of the page behind the link."""
    lead.email = "police@example.org"
    lead.save(update_fields=["email"])
    lead.refresh_from_db()
    assert send_request(lead, now=now or timezone.now())
    (link,) = re.findall(r"^https://portal\.example(/update/[\w-]{43}/)$", mail.outbox[-1].body, re.M)
    return link


def answer(lead: LeadRequest, *statuses: str, happened="Patrols", **extra) -> dict[str, str]:
    """The form filled in, a status for each action; an empty one leaves the action out."""
    posted = dict(extra)
    for update, status in zip(lead.updates.all(), statuses, strict=True):
        prefix = f"action-{update.pk}"
        posted |= {f"{prefix}-happened": happened, f"{prefix}-next": ""}
        posted |= {f"{prefix}-status": status} if status else {}
    return posted


def stored(lead: LeadRequest) -> list[tuple[str, str, str, bool]]:
    return list(lead.updates.values_list("status", "happened", "next", "unchanged"))


NOTHING = [("", "", "", False)] * 2
TOLD = [("on track", "Patrols", "", False), ("complete", "Patrols", "", False)]


def test_a_lead_answers_once(lead, client):
    link = letter(lead)
    page = client.get(link)
    assert page.status_code == 200
    for words in ("How are your 2 actions going?", "1.1 Action 1.1", "1.1a A step", "1.2 Action 1.2", "01234 567890"):
        assert words in page.content.decode()
    response = client.post(link, answer(lead, "on track", "complete"))
    assert response.status_code == 200
    assert "Thank you: your answer has been saved" in response.content.decode()
    assert stored(lead) == TOLD
    lead.refresh_from_db()
    assert (lead.through, lead.answered_by) == ("link", None)
    for again in (client.get(link), client.post(link, answer(lead, "off track", "complete", happened="SECOND"))):
        assert again.status_code == 410
        assert "The answer has already been saved" in again.content.decode()
    assert "SECOND" in again.content.decode()
    assert stored(lead) == TOLD


def test_looking_changes_nothing(lead, client):
    """A mail scanner opens every link, some of them many times."""
    link = letter(lead)
    for look in (client.get, client.head, client.options):
        with CaptureQueriesContext(connection) as asked_for:
            look(link)
        assert [query for query in asked_for if not query["sql"].startswith("SELECT")] == []
    assert client.get(link).status_code == 200
    assert stored(lead) == NOTHING


@pytest.mark.parametrize(
    "link", ["/update/x/", f"/update/{'x' * 43}/", "/update/%F0%9F%98%80%00/", f"/update/{'y' * 900}/"]
)
def test_a_link_that_never_was(db, client, link):
    response = client.get(link)
    assert response.status_code == 404
    assert "We do not recognise this link" in response.content.decode()
    assert client.post(link).status_code == 404


def test_a_shortened_link_is_not_known(lead, client):
    link = letter(lead)
    assert client.get(link[:-2] + "/").status_code == 404


def test_the_hash_in_the_database_opens_nothing(lead, client):
    letter(lead)
    assert client.get(f"/update/{UpdateLink.objects.get().token_hash}/").status_code == 404


def test_a_replaced_link(lead, client):
    old = letter(lead)
    letter(lead)
    response = client.post(old, answer(lead, "on track", "complete", happened="TYPED"))
    assert response.status_code == 410
    assert "A newer email with a newer link was sent to you." in response.content.decode()
    assert "TYPED" in response.content.decode()
    assert "Community Safety Office" in response.content.decode()
    assert stored(lead) == NOTHING


def test_a_link_lasts_two_weeks_after_the_day_by_which_to_answer(lead, client):
    link = letter(lead)
    last = lead.round.answer_by + dt.timedelta(days=14)
    expires = timezone.localtime(UpdateLink.objects.get().expires_at)
    assert (expires.date(), expires.time()) == (last + dt.timedelta(days=1), dt.time())
    UpdateLink.objects.update(made_at=builders.at(2020, 1, 1), expires_at=timezone.now())
    response = client.post(link, answer(lead, "on track", "complete", happened="TYPED"))
    assert response.status_code == 410
    assert "This link has expired." in response.content.decode()
    assert "ask for a new link" in response.content.decode()
    assert "TYPED" in response.content.decode()
    assert stored(lead) == NOTHING


def test_a_link_of_a_late_letter_lasts_two_weeks(lead):
    letter(lead, now=timezone.now() + dt.timedelta(days=30))
    link = UpdateLink.objects.get()
    assert dt.timedelta(days=14) < link.expires_at - link.made_at < dt.timedelta(days=15, hours=2)


def test_a_link_of_a_closed_round(lead, client):
    link = letter(lead)
    close(lead.round, by=lead.round.sent_by, now=timezone.now())
    response = client.post(link, answer(lead, "on track", "complete"))
    assert response.status_code == 410
    assert "The partnership has closed this round" in response.content.decode()
    assert stored(lead) == NOTHING


def test_the_token_leaks_nowhere(lead, client):
    link = letter(lead)
    for response in (client.get(link), client.post(link), client.get("/update/x/")):
        assert response["Cache-Control"] == "no-store, private"
        assert response["Referrer-Policy"] == "strict-origin"
        assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()
        assert link.split("/")[2] not in response.content.decode()


def test_every_token_is_new_and_long(lead):
    links = {letter(lead) for _again in range(5)}
    assert len(links) == 5
    assert emails.TOKEN_BYTES >= 32
    assert {hash_of(link.split("/")[2]) for link in links} == set(
        UpdateLink.objects.values_list("token_hash", flat=True)
    )


class TestMistakes:
    def test_an_action_left_out_is_named_and_nothing_typed_is_lost(self, lead, client):
        link = letter(lead)
        response = client.post(link, answer(lead, "on track", "", happened="Many <words>"))
        page = response.content.decode()
        assert response.status_code == 422
        assert "1.2: Say how this action is going." in page
        assert page.count("Many &lt;words&gt;</textarea>") == 2
        assert re.search(r'value="on track" checked', page)
        assert stored(lead) == NOTHING
        assert client.post(link, answer(lead, "on track", "complete")).status_code == 200

    def test_an_action_that_is_behind_says_what_is_needed(self, lead, client):
        response = client.post(letter(lead), answer(lead, "off track", "complete"))
        assert (
            "1.1: This action is at risk or off track: say what is next or what is needed." in response.content.decode()
        )
        assert stored(lead) == NOTHING

    @pytest.mark.parametrize("status", ["ON TRACK", "made up"])
    def test_a_word_nobody_knows(self, lead, client, status):
        assert client.post(letter(lead), answer(lead, status, "complete")).status_code == 422
        assert stored(lead) == NOTHING

    def test_a_text_that_is_too_long_is_shown_again(self, lead, client):
        response = client.post(letter(lead), answer(lead, "on track", "complete", happened="x" * 5001))
        assert response.status_code == 422
        assert "x" * 5001 in response.content.decode()

    def test_the_first_time_nothing_can_be_unchanged(self, lead, client):
        page = client.get(link := letter(lead)).content.decode()
        assert "No change" not in page
        assert client.post(link, {"all-unchanged": "1"}).status_code == 422
        assert stored(lead) == NOTHING

    def test_a_form_of_another_lead_answers_nothing(self, plan, lead, client):
        builders.lead(builders.action(plan.priorities.get(), 3), "Fire")
        other = builders.asked_lead(type(plan).objects.get(pk=plan.pk), "Fire")
        assert client.post(letter(lead), answer(other, "complete")).status_code == 422
        assert stored(other) == [("", "", "", False)]


class TestNoChange:
    @pytest.fixture
    def second(self, plan, lead, client) -> LeadRequest:
        """The police answered the first round and are asked again."""
        client.post(letter(lead), answer(lead, "on track", "not started", happened="Line one\r\nline two"))
        type(lead.round).objects.update(sent_at=builders.at(2020, 7, 1))
        return asked(plan)

    def test_the_last_answer_is_filled_in(self, second, client):
        page = client.get(letter(second)).content.decode()
        assert page.count("Line one\nline two</textarea>") == 2
        assert re.findall(r'value="([\w ]+)" checked', page) == ["on track", "not started"]
        assert "Your last answer, Round 1: On track." in page

    def test_one_click_for_all(self, second, client):
        page = client.post(letter(second), {"all-unchanged": "1"})
        assert page.status_code == 200
        expected = [("on track", "Line one\nline two", "", True), ("not started", "Line one\nline two", "", True)]
        assert stored(second) == expected

    def test_one_tick_for_one_action(self, second, client):
        first, other = second.updates.all()
        posted = {f"action-{first.pk}-unchanged": "on", f"action-{other.pk}-status": "complete"}
        assert client.post(letter(second), posted).status_code == 200
        assert stored(second) == [("on track", "Line one\nline two", "", True), ("complete", "", "", False)]

    def test_what_is_sent_as_it_was_filled_in_is_no_change(self, second, client):
        client.post(letter(second), answer(second, "on track", "complete", happened="Line one\r\nline two"))
        assert [unchanged for *_words, unchanged in stored(second)] == [True, False]

    @pytest.mark.parametrize("how", ["one", "all"])
    def test_new_words_beside_a_tick_are_not_thrown_away(self, second, client, how):
        first = second.updates.first()
        tick = {"all-unchanged": "1"} if how == "all" else {f"action-{first.pk}-unchanged": "on"}
        posted = answer(second, "on track", "not started", happened="NEWS")
        response = client.post(letter(second), posted | tick)
        assert response.status_code == 422
        assert "1.1: You ticked this and wrote something new." in response.content.decode()
        assert "NEWS</textarea>" in response.content.decode()
        assert stored(second) == NOTHING

    def test_a_new_action_must_be_answered(self, plan, second, client):
        builders.lead(builders.action(plan.priorities.get(), 3))
        type(second.round).objects.filter(pk=second.round_id).update(sent_at=builders.at(2020, 10, 1))
        third = asked(type(plan).objects.get(pk=plan.pk))
        link = letter(third)
        assert "all-unchanged" not in client.get(link).content.decode()
        assert client.post(link, {"all-unchanged": "1"}).status_code == 422

    def test_the_words_of_another_lead_are_not_filled_in(self, plan, second, client):
        builders.lead(plan.priorities.get().actions.first(), "Fire")
        fire = builders.asked_lead(type(plan).objects.get(pk=plan.pk), "Fire", now=timezone.now())
        assert "Line one" not in client.get(letter(fire)).content.decode()


@pytest.mark.parametrize("actions", [1, 3, 30])
def test_the_page_costs_the_same_for_one_action_and_for_thirty(db, client, actions, django_assert_num_queries):
    plan = builders.plan()
    for number in range(1, actions + 1):
        builders.lead(builders.action(builders.priority(plan, str(number))))
    link = letter(asked(plan))
    with django_assert_num_queries(7):
        assert client.get(link).status_code == 200


def test_a_browser_may_send_the_form_without_an_account(lead):
    """The cookie of the form is enough: the page needs no session."""
    client, link = Client(enforce_csrf_checks=True), letter(lead)
    page = client.get(link)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]
    assert set(page.cookies) == {"csrftoken"}
    posted = answer(lead, "on track", "complete")
    assert client.post(link, posted).status_code == 403
    assert client.post(link, posted | {"csrfmiddlewaretoken": token}).status_code == 200


def test_an_answer_that_was_overtaken_is_not_stored(lead):
    """Two opened the page and both saw an open link; the second to send finds it used."""
    link = letter(lead)
    first, second = (find_link(link.split("/")[2]) for _reader in range(2))
    words = {update.pk: LeadAnswer("on track", "First") for update in lead.updates.all()}
    answer_by_link(first, words, now=timezone.now())
    with pytest.raises(LinkShut) as shut:
        answer_by_link(second, {pk: LeadAnswer("complete", "Second") for pk in words}, now=timezone.now())
    assert shut.value.state == LinkState.USED
    assert stored(lead) == [("on track", "First", "", False)] * 2


ONE_WINS = ["200", "410", "410", "410", "the winner is stored"]
ONE_WRITES = ["False", "False", "False", "True", "1 email", "1 link"]


@pytest.mark.django_db(transaction=True)
def test_of_several_at_the_same_time_exactly_one_is_stored_and_one_writes(tmp_path):
    """With real connections: those of PostgreSQL, or those to a file where the tests' own SQLite is in memory.

    Slow: starts a process with a database of its own.
    """
    if connection.vendor == "postgresql":
        assert (at_once.answers(), at_once.emails_sent()) == (ONE_WINS, ONE_WRITES)
        return
    done = subprocess.run(
        [sys.executable, "-m", "tests.priorities.updates.at_once"],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {
            "DATABASE_URL": f"sqlite:///{tmp_path}/portal.sqlite3",
            "DEBUG": "1",  # pages are drawn without collected static files
            "DJANGO_SETTINGS_MODULE": "csp_portal.settings",
        },
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.splitlines() == ["; ".join(ONE_WINS), "; ".join(ONE_WRITES)], done.stderr
