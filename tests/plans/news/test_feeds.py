"""Feeds and the calendar tell what was published, under names that stay, on the local day, and nothing else."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from performance.figures.publishing import publish_source
from performance.models import ProgressReport
from plans.documents.document import checksum
from plans.news.days import exact_day
from plans.publishing.versions import publish
from plans.residents.feedback import publish_feedback
from plans.residents.you_said import publish_you_said
from plans.scrutiny.document import publish_register
from tests import builders

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
SUMMER = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)  # half past midnight of 1 July in London


@pytest.fixture
def plan():
    made = builders.rich_plan(2)
    publish(made, kind="final", at=builders.at(2026, 5, 1))
    return made


def entries(client, address: str, **headers) -> list[dict[str, str]]:
    response = client.get(address, **headers)
    assert response["Content-Type"].startswith("application/atom+xml")
    return [
        {part.tag.removeprefix(ATOM): part.get("href") or part.text or "" for part in entry}
        for entry in ElementTree.fromstring(response.content).iter(f"{ATOM}entry")
    ]


def test_everything_that_is_published_is_in_the_feed_the_newest_first(client, plan):
    owner, officer = plan.partnership, builders.person("officer", plan.partnership, "officer")
    publish_source(builders.source(owner), builders.at(2026, 5, 2))
    builders.recommendation(owner)
    publish_register(owner, at=builders.at(2026, 5, 3))
    publish_feedback(builders.feedback(plan), text="Lamps.", reply="", by=officer, now=builders.at(2026, 5, 4))
    owner.you_said.create(said="Lamps", heard_from="other", decided="did", what="set up lamps.", plan=plan)
    publish_you_said(owner, at=builders.at(2026, 5, 5))
    report = ProgressReport.objects.create(
        partnership=owner,
        plan=plan,
        slug="report-1",
        title="A title that is written anew",
        period_start=plan.period_start,
        period_end=plan.period_end,
    )
    said = {"report": {"title": "Annual report", "slug": "report-1", "period": "2020 to 2023"}}
    at = builders.at(2026, 5, 6)
    report.versions.create(kind="final", number=1, content=said, checksum=checksum(said), published_at=at)
    titles = [one["title"] for one in entries(client, "/anytown/feed/")]
    assert titles == [
        "Progress report: Annual report (2020 to 2023), version 1",
        "You said, we did: version 1",
        "A resident’s comment about: Community Safety Plan",
        "Scrutiny register: version 1",
        "Figures: Crime figures",
        "Community Safety Plan (2020 to 2023): version 1",
    ]


def test_an_entry_keeps_its_name_wherever_the_portal_stands(client, plan, settings):
    settings.ALLOWED_HOSTS = ["*"]
    here = entries(client, "/anytown/feed/")
    there = entries(client, "/anytown/feed/", headers={"host": "plans.example"})
    assert [one["id"] for one in here] == [one["id"] for one in there]
    assert here[0]["id"].startswith("urn:uuid:")
    assert there[0]["link"] == "http://plans.example/anytown/plans/2020-2023/v1/"
    plan.sections.filter(position=1).update(heading="Other words")
    publish(plan, kind="final", note="Other words")
    now = entries(client, "/anytown/feed/")
    assert [one["id"] for one in now][1:] == [one["id"] for one in here]


def test_what_is_published_in_summer_has_the_local_day(client, plan):
    plan.sections.filter(position=1).update(heading="Other words")
    publish(plan, kind="final", note="Other words", at=SUMMER)
    newest = entries(client, "/anytown/feed/")[0]
    assert (newest["published"], newest["updated"]) == ("2026-07-01T00:30:00+01:00",) * 2
    publish_source(builders.source(plan.partnership), SUMMER)
    assert "Published on 1 July 2026." in [one.get("summary") for one in entries(client, "/anytown/feed/")]


def test_a_priority_has_the_versions_that_say_something_new_of_it(client, plan):
    feed = "/anytown/plans/2020-2023/priorities/{}/feed/"
    officer = builders.person("officer", plan.partnership, "officer")
    plan.priorities.filter(ref="1").update(title="Less noise")
    publish(plan, kind="final", note="Noise", at=builders.at(2026, 6, 1))
    publish_feedback(
        builders.feedback(plan, priority="1"), text="Lamps.", reply="", by=officer, now=builders.at(2026, 6, 2)
    )
    assert [one["title"] for one in entries(client, feed.format(1))] == [
        "A resident’s comment about: Priority 1",
        "Community Safety Plan (2020 to 2023): version 2",
        "Community Safety Plan (2020 to 2023): version 1",
    ]
    assert [one["title"] for one in entries(client, feed.format(2))] == [
        "Community Safety Plan (2020 to 2023): version 1"
    ]


def test_an_area_has_the_figures_that_count_it(client, plan):
    owner = plan.partnership
    north, _south = builders.area_set(owner, ["North", "South"]).areas.all()
    said_by = builders.source(owner)
    builders.observation(said_by, builders.indicator(), north, 2020, 5)
    assert entries(client, "/anytown/areas/anytown-north/feed/") == []
    publish_source(said_by)
    assert [one["title"] for one in entries(client, "/anytown/areas/anytown-north/feed/")] == ["Figures: Crime figures"]
    assert entries(client, "/anytown/areas/anytown-south/feed/") == []
    empty = [client.get("/anytown/areas/anytown-south/feed/").content for _time in range(2)]
    assert empty[0] == empty[1]


def test_a_draft_is_in_no_feed_and_in_no_calendar(client, plan):
    draft = builders.rich_plan(1, plan.partnership, slug="2023-2026", title="Secret")
    draft.calendar.create(kind="event", when="1 July 2026", task="Secret task")
    builders.source(plan.partnership, title="Secret figures")
    committee = plan.partnership.committees.create(name="Secret committee")
    committee.meetings.create(held_on=dt.date(2026, 7, 1))
    for address in ("/anytown/feed/", "/anytown/calendar/", "/anytown/calendar.ics"):
        assert "Secret" not in client.get(address).content.decode()
    assert client.get("/anytown/plans/2023-2026/priorities/1/feed/").status_code == 404


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("13 November 2008", dt.date(2008, 11, 13)),
        ("Thursday 13th November 2008", dt.date(2008, 11, 13)),
        ("March 2016", None),
        ("during 2008", None),
        ("January 25th", None),
        ("31 June 2008", None),
        ("13 and 14 November 2008", None),
        ("end of January 2012", None),
    ],
)
def test_only_what_names_one_day_is_a_day(words, day):
    assert exact_day(words) == day


def test_meetings_dates_of_the_plan_and_consultations_stand_in_the_calendar(client, plan, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: SUMMER)
    owner = plan.partnership
    committee = owner.committees.create(name="Scrutiny Committee")
    committee.meetings.create(held_on=dt.date(2026, 7, 1), place="Town hall", about="The plan; its costs, too")
    committee.meetings.create(held_on=dt.date(2026, 6, 1), cancelled=True)
    publish_register(owner, at=SUMMER)
    plan.calendar.create(kind="event", when="13 November 2026", task="Open day", position=9)
    plan.consultations.create(title="What next?", closes_on=dt.date(2026, 8, 1))
    publish(plan, kind="final", note="Days", at=SUMMER)
    page = client.get("/anytown/calendar/").content.decode()
    assert "3 upcoming dates." in page  # 1 July is today in London, not yet in Greenwich
    assert page.index("1 July 2026") < page.index("1 August 2026") < page.index("13 November 2026")
    assert page.index("13 November 2026") < page.index("1 June 2026")
    response = client.get("/anytown/calendar.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    text = response.content.replace(b"\r\n ", b"").decode()
    assert text.count("BEGIN:VEVENT") == 4
    assert "DTSTART;VALUE=DATE:20260701" in text
    assert "DTSTAMP:20260630T233000Z" in text
    assert "LOCATION:Town hall" in text
    assert "DESCRIPTION:The plan\\; its costs\\, too" in text
    assert text.count("STATUS:CANCELLED") == 1
    assert "URL:http://testserver/anytown/scrutiny/" in text


def test_feeds_and_calendar_cost_the_same_with_one_and_with_three(client, plan):
    owner, officer = plan.partnership, builders.person("officer", plan.partnership, "officer")
    north, _south = builders.area_set(owner, ["North", "South"]).areas.all()
    crime = builders.indicator()

    def publish_more(number: int) -> None:
        said_by = builders.source(owner, f"figures-{number}")
        builders.observation(said_by, crime, north, 2020, 5)
        publish_source(said_by)
        publish_feedback(
            builders.feedback(plan, priority="1"), text="Lamps.", reply="", by=officer, now=builders.at(2026, 6, 2)
        )
        builders.recommendation(owner, str(number))
        owner.committees.get().meetings.create(held_on=dt.date(2026, 7, number))
        publish_register(owner, note="More")
        plan.sections.filter(position=1).update(heading=f"Words {number}")
        publish(plan, kind="final", note="Other words")

    def queries() -> list[int]:
        found = []
        for address in (
            *("/anytown/feed/", "/anytown/plans/2020-2023/priorities/1/feed/", "/anytown/areas/anytown-north/feed/"),
            *("/anytown/calendar/", "/anytown/calendar.ics"),
        ):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            found.append(len(asked))
        return found

    publish_more(1)
    before = queries()
    publish_more(2)
    publish_more(3)
    assert queries() == before
