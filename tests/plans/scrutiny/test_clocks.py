"""The clocks change on 29 March and 25 October 2026: what is published, served and due keeps its day and hour."""

import datetime as dt

import pytest
from django.core.management import call_command
from hypothesis import given, strategies as st

from csp_portal.forms.local_time import NoSuchTime, in_local_time, in_words
from plans.models import Plan
from plans.publishing import transitions
from plans.scrutiny.clocks import due_on
from plans.scrutiny.document import publish_register
from tests import builders

SPRING, AUTUMN = dt.date(2026, 3, 29), dt.date(2026, 10, 25)
HERE = "/desk/anytown/plans/2020-2023/publish/schedule/"


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


@pytest.fixture
def clock(monkeypatch):
    """A function that sets the clock of the portal."""

    def set_to(now: dt.datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    return set_to


@pytest.fixture
def plan(db):
    return builders.rich_plan(1, state="approval")


@pytest.fixture
def officer(plan, client, clock):
    clock(utc(2026, 1, 10, 12))
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    return client


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-29 00:59", utc(2026, 3, 29, 0, 59)),
        ("2026-03-29 02:00", utc(2026, 3, 29, 1, 0)),
        ("2026-03-29T09:00", utc(2026, 3, 29, 8, 0)),
        ("2026-10-25 00:30", utc(2026, 10, 24, 23, 30)),
        ("2026-10-25 01:30", utc(2026, 10, 25, 0, 30)),  # the first of the two
        ("2026-10-25 02:00", utc(2026, 10, 25, 2, 0)),
        ("2026-10-25 09:00", utc(2026, 10, 25, 9, 0)),
    ],
)
def test_a_plan_is_published_at_the_hour_that_was_written(plan, officer, clock, written, moment):
    assert officer.post(HERE, {"at": written}).status_code == 302
    assert Plan.objects.get(pk=plan.pk).publish_at == moment
    clock(moment - dt.timedelta(minutes=1))
    call_command("publish_due")
    assert plan.versions.count() == 0
    clock(moment)
    call_command("publish_due")
    assert plan.versions.get().published_at == moment


@pytest.mark.parametrize("time", ["01:00", "01:30", "01:59"])
def test_an_hour_that_does_not_exist_is_refused_in_one_sentence(plan, officer, time):
    answer = officer.post(HERE, {"at": f"2026-03-29 {time}", "note": "Kept"})
    before, after = f"00{time[2:]}", f"02{time[2:]}"
    sentence = f"There is no {time} on 29 March 2026, because the clocks go forward then: choose {before} or {after}."
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert f'value="2026-03-29 {time}"' in page
    assert "Kept" in page
    assert Plan.objects.get(pk=plan.pk).publish_at is None


def test_of_an_hour_that_comes_twice_the_page_says_that_the_first_is_meant(plan, officer):
    page = officer.post(HERE, {"at": "2026-10-25 01:30"}, follow=True).content.decode()
    assert "on 25 October 2026, 01:30, the first of the two (summer time), if it has no errors" in page
    assert "Set for 25 October 2026, 01:30, the first of the two (summer time) by officer." in page
    assert in_words(utc(2026, 10, 25, 1, 30)) == "25 October 2026, 01:30, the second of the two (winter time)"
    assert in_words(utc(2026, 10, 25, 2, 30)) == "25 October 2026, 02:30"


@given(st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2040, 1, 1)))
def test_every_time_that_exists_is_read_back_as_it_was_written(written):
    try:
        at = in_local_time(written)
    except NoSuchTime:
        assert (written.month, written.weekday(), written.hour) == (3, 6, 1)
    else:
        assert at.astimezone(dt.UTC).astimezone(at.tzinfo).replace(tzinfo=None) == written
        assert transitions.when(at).startswith(f"{written.day} ")


@pytest.mark.parametrize(
    ("served", "due"),
    [
        (dt.date(2026, 3, 1), SPRING),
        (dt.date(2026, 3, 15), dt.date(2026, 4, 12)),
        (dt.date(2026, 9, 27), AUTUMN),
        (dt.date(2026, 10, 10), dt.date(2026, 11, 7)),
    ],
)
def test_28_days_are_28_days_whatever_the_clocks_do(served, due):
    assert due_on(served) == due


@pytest.mark.parametrize(
    ("served", "last_minute", "midnight"),
    [
        (dt.date(2026, 3, 15), utc(2026, 4, 12, 22, 59), utc(2026, 4, 12, 23, 0)),  # summer time
        (dt.date(2026, 3, 1), utc(2026, 3, 29, 22, 59), utc(2026, 3, 29, 23, 0)),  # the clocks changed that morning
        (dt.date(2026, 9, 27), utc(2026, 10, 25, 23, 59), utc(2026, 10, 26, 0, 0)),
        (dt.date(2026, 10, 10), utc(2026, 11, 7, 23, 59), utc(2026, 11, 8, 0, 0)),  # winter time
    ],
)
def test_an_answer_is_overdue_from_local_midnight_also_for_who_has_the_page(
    db, client, clock, served, last_minute, midnight
):
    owner = builders.partnership()
    builders.recommendation(owner, "1", served)
    publish_register(owner)
    address = "/anytown/recommendations/1/"
    clock(last_minute)
    before = client.get(address)
    assert "due today" in before.content.decode()
    clock(midnight)
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert "1 day overdue" in after.content.decode()


def test_what_was_published_after_local_midnight_in_summer_bears_that_day(plan, client, clock):
    transitions.publish(plan, kind="final", at=utc(2026, 3, 29, 23, 30))
    assert "published here on 30 March 2026" in client.get("/anytown/plans/2020-2023/").content.decode()
