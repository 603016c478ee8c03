"""Old looks old: what ended says so on its day, drafts close, and replaced numbers carry the current ones."""

import datetime as dt

import pytest
from django.utils import timezone

from csp_portal.models import StoredPage
from plans.exports.plan_files import forms_of
from plans.models import VersionKind
from plans.public.help import with_current
from plans.publishing.versions import publish
from plans.residents.topics import consultations
from tests import builders

PLAN = "/anytown/plans/2020-2023/"
ENDED = "This plan ended in March 2023."


@pytest.fixture
def on_day(monkeypatch):
    """Sets the day for the portal."""

    def move(year: int, month: int, day: int) -> None:
        monkeypatch.setattr(
            timezone, "localdate", lambda *value: value[0].date() if value else dt.date(year, month, day)
        )

    return move


def make_files(version) -> None:
    """Every file of the version, and no stored page that was drawn before."""
    for name in forms_of(version):
        version.files.create(name=name, content=b"%PDF")
    StoredPage.objects.all().delete()


@pytest.mark.parametrize("below", ["", "v1/", "priorities/1/"])
def test_a_stored_page_says_from_the_day_after_its_end_that_the_plan_ended(db, drawn_ahead, client, on_day, below):
    on_day(2023, 3, 1)
    version = publish(builders.priority(builders.plan()).plan, kind=VersionKind.FINAL)
    lists_files = "priorities" not in below
    assert StoredPage.objects.get(path=PLAN + below).good_until == dt.date(2023, 3, 1 if lists_files else 31)
    make_files(version)
    client.get(PLAN + below)
    assert StoredPage.objects.get(path=PLAN + below).good_until == dt.date(2023, 3, 31)
    on_day(2023, 3, 31)
    last_day = client.get(PLAN + below)
    assert ENDED not in last_day.text
    on_day(2023, 4, 1)
    after = client.get(PLAN + below, headers={"If-None-Match": last_day["ETag"]})
    assert after.status_code == 200
    assert f"{ENDED}</b>\nThere is no newer plan on this site." in after.text
    assert StoredPage.objects.get(path=PLAN + below).good_until is None
    assert client.get(PLAN + below, headers={"If-None-Match": after["ETag"]}).status_code == 304


@pytest.mark.parametrize("below", ["", "v1/"])
def test_an_ended_plan_leads_to_the_newest_of_its_kind(db, client, on_day, below):
    on_day(2024, 1, 1)
    old = builders.plan()
    publish(old, kind=VersionKind.FINAL)
    for year, title in ((2023, "Second plan"), (2026, "Third plan")):
        period = {"period_start": dt.date(year, 4, 1), "period_end": dt.date(year + 3, 3, 31)}
        publish(builders.plan(old.partnership, f"{year}", title=title, **period), kind=VersionKind.FINAL)
    page = client.get(PLAN + below).text
    assert 'The newest plan on this site: <a href="/anytown/plans/2026/">Third plan</a>,\n2026 to 2029.' in page


def test_a_draft_closes_with_its_last_consultation_or_with_its_period(db, client, on_day):
    on_day(2020, 1, 1)
    plan = builders.plan()
    version = publish(plan, kind=VersionKind.CONSULTATION)
    assert "Have your say</a></p></div>" in client.get(PLAN).text
    assert [topic.key for topic, _said in consultations(version, dt.date(2023, 3, 31))] == ["2020-2023/draft"]
    assert consultations(version, dt.date(2023, 4, 1)) == []
    on_day(2023, 4, 1)
    assert "The consultation has closed." in client.get(PLAN).text
    on_day(2020, 1, 2)
    plan.consultations.create(title="Survey", closes_on=dt.date(2020, 2, 1))
    make_files(publish(plan, kind=VersionKind.CONSULTATION, note="Dated"))
    client.get(PLAN)
    assert StoredPage.objects.get(path=PLAN).good_until == dt.date(2020, 2, 1)
    on_day(2020, 2, 2)
    assert "The consultation has closed." in client.get(PLAN).text


def test_what_was_replaced_carries_the_current_one_once_and_never_inside_a_tag():
    page = with_current(
        '<h1 title="0845 30 30 900">Call 0845 30 30 900</h1><p>0845 30 30 900</p>'
        "<textarea>Norfolk Police Authority</textarea><p>Norfolk Police Authority</p>"
    )
    assert page == (
        '<h1 title="0845 30 30 900">Call 0845 30 30 900 <span class="app-now">[now: Victim Support’s Supportline is '
        "08 08 16 89 111; www.victimsupport.org.uk]</span></h1><p>0845 30 30 900</p>"
        "<textarea>Norfolk Police Authority</textarea><p>Norfolk Police Authority "
        '<span class="app-now">[since 22 November 2012: replaced by the police and crime commissioner; '
        "Police Reform and Social Responsibility Act 2011]</span></p>"
    )


@pytest.mark.parametrize("address", ["/accessibility/", "/privacy/"])
def test_the_contact_is_a_setting_of_whoever_runs_the_portal(db, client, settings, address):
    assert "This portal names no contact yet." in client.get(address).text
    settings.PORTAL_CONTACT = "Anytown Council, web@anytown.gov.uk"
    assert "<b>Anytown Council, web@anytown.gov.uk</b>" in client.get(address).text


def test_what_took_the_place_of_a_link_is_said_after_the_link():
    page = with_current('<p><a href="/x">See www.scambs.gov.uk/old or www.scamb.gov.uk</a></p>')
    assert '<span class="app-now">' not in page.partition("</a>")[0]


def test_a_consultation_draft_is_not_counted_as_a_published_plan(db, client):
    publish(builders.priority(builders.plan(title="Draft")).plan, kind=VersionKind.CONSULTATION)
    page = client.get("/anytown/").text
    assert "Safer Anytown has not published a plan here yet. The plan for 2020 to 2023 can be read as a" in page
