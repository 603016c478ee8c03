"""Progress reports as officers make them: what blocks, what is published, what changed since the last one."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from performance.figures.publishing import publish_source
from performance.models import ProgressReport
from performance.reports.content.changes_since_last import changes
from performance.reports.content.checklist import problems
from performance.reports.content.document import report_document
from performance.reports.content.money import money
from performance.reports.content.outlook import months_ahead
from performance.reports.desk.tasks import reports
from performance.reports.publishing import publish_report
from plans.documents.versions import NotPublishable
from plans.publishing.versions import publish
from tests import builders
from tests.performance.indicators.test_pages import words

WITHOUT_REASONS = "does not give the cause or the action being taken or the recovery date."


@pytest.fixture
def plan(db):
    """A published plan with one target, and figures of 2018/19 to 2020/21 that miss it."""
    plan = builders.rich_plan(1)
    town = builders.area_set(plan.partnership, ["Town"], "town", "district").areas.get()
    crime, source = builders.indicator(better="lower"), builders.source(plan.partnership)
    for year, value in ((2018, 100), (2019, 150), (2020, 200)):
        builders.observation(source, crime, town, year, value)
    plan.targets.create(
        name="Less crime",
        indicator=crime,
        area=town,
        kind="percent change",
        value=-10,
        as_printed="10%",
        baseline_start=dt.date(2018, 4, 1),
        baseline_end=dt.date(2019, 3, 31),
        baseline_value=100,
        baseline_state="value",
        due_start=dt.date(2022, 4, 1),
        due_end=dt.date(2023, 3, 31),
    )
    publish_source(source)
    publish(plan, kind="final")
    return plan


def year(plan, first: int = 2020, slug: str = "year", **fields) -> ProgressReport:
    days = {"period_start": dt.date(first, 4, 1), "period_end": dt.date(first + 1, 3, 31)}
    return builders.report(plan, slug, **days, **fields)


def test_a_report_of_a_period_without_figures_is_not_published(plan):
    report = year(plan, 2024)
    plan.targets.all().delete()
    publish(plan, kind="final", note="No targets")
    with pytest.raises(NotPublishable) as refused:
        publish_report(builders.explain(report))
    assert str(refused.value) == (
        "No published source has a figure for 2024/25: enter or import the figures, or change the period."
    )
    assert report.versions.count() == 0


def test_an_exception_without_its_reasons_blocks_the_publication(plan):
    report = year(plan)
    found = [one.sentence for one in problems(report_document(report)) if one.severity == "error"]
    assert found == [
        f"The exception “Less crime” (worse than the baseline) {WITHOUT_REASONS}",
        f"The exception “No update on 1 action” (no update) {WITHOUT_REASONS}",
    ]
    builders.explain(report)
    report.lines.filter(key="target Less crime").update(cause=" ")
    with pytest.raises(NotPublishable) as refused:
        publish_report(report)
    assert str(refused.value) == "The exception “Less crime” (worse than the baseline) does not give the cause."
    assert report.versions.count() == 0


def test_an_officer_makes_a_report_and_publishes_it(plan, client):
    owner = plan.partnership
    builders.sign_in(client, builders.person("officer", owner, "officer"))
    new = "/desk/anytown/plans/2020-2023/reports/new/"
    days = {"period_start": "2020-04-01", "period_end": "2021-03-31"}
    assert "is after" in words(client.post(new, {"title": "Year", "slug": "year", **days, "period_end": "2019-01-01"}))
    made = client.post(new, {"title": "Year", "slug": "year", **days})
    desk = "/desk/anytown/plans/2020-2023/reports/year/"
    assert made["Location"] == desk
    assert "2 errors in the checklist block publication." in words(client.get(desk))
    for key in ("target Less crime", "updates"):
        line = client.post(f"{desk}explain/", {"key": key})["Location"]
        assert client.post(f"{desk}explain/", {"key": key})["Location"] == line
        form = {"name": key, "cause": "It rained.", "action": "Umbrellas.", "back_on": "2021-06-30", "row_version": 1}
        assert client.post(line, form).status_code == 302
    assert client.post(f"{desk}explain/", {"key": "target Nothing"})["Location"] == desk
    page = client.get(desk).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    assert "Why: It rained." in words(client.get(desk))
    assert words(client.get(f"{desk}preview/")).count("It rained.") == 2
    assert client.post(f"{desk}publish/", {"seen": "old"}).status_code == 409
    assert "Send the report for approval first." in words(client.post(f"{desk}publish/", {"seen": seen}))
    assert client.post(f"{desk}send/", {"seen": seen})["Location"] == desk
    assert client.post(f"{desk}publish/", {"seen": seen})["Location"] == desk
    assert "30 June 2021" in words(Client().get("/anytown/scrutiny/year/"))
    assert "Nothing has changed since the last version." in words(client.get(desk))
    report = owner.reports.get()
    report.decisions.create(text="Note it.")
    again = {"seen": re.search(r'name="seen" value="(\w+)"', client.get(desk).content.decode())[1]}
    client.post(f"{desk}send/", again)
    assert "Say what changed" in words(client.post(f"{desk}publish/", again))
    assert client.post(f"{desk}publish/", {**again, "note": "A decision"}).status_code == 302
    assert "This is not the newest version." in words(Client().get("/anytown/scrutiny/year/v1/"))
    changed = list(owner.changes.filter(row_kind="reports").order_by("pk").values_list("kind", "row_name", "new"))
    name = "Year (Safer Anytown)"
    sent = ("changed", name, "Sent for approval")
    assert changed == [("added", name, name), sent, sent]


def test_questions_of_the_meeting_are_published_with_their_answers_and_no_others(plan, client):
    meeting = builders.recommendation(plan.partnership).committee.meetings.create(held_on=dt.date(2021, 6, 1))
    asked = {"partnership": plan.partnership, "asked_by": "A member", "asked_on": dt.date(2021, 5, 1)}
    meeting.questions.create(question="Why more?", **asked)
    meeting.questions.create(question="Who is the burglar?", visibility="members", withheld="1", **asked)
    report = builders.explain(year(plan, meeting=meeting))
    assert "1 question of a member is not answered in writing." in [
        one.sentence for one in problems(report_document(report))
    ]
    publish_report(report)
    text = words(client.get("/anytown/scrutiny/year/"))
    assert "Why more? A member, 1 May 2021 Not answered yet." in text
    assert "burglar" not in text


def test_an_action_goes_as_its_lead_says_and_only_where_readers_may_see_it(plan):
    lead = builders.asked_lead(plan)
    lead.updates.update(status="off track", happened="No cameras.", next="Buy them.")
    lead.answered_at, lead.through = lead.round.sent_at, "link"
    lead.save()
    report = year(plan)
    content = report_document(report)
    assert [(one["ref"], one["status"], one["next"]) for one in content["actions"]] == [
        ("1.1", "Off track", "Buy them.")
    ]
    behind = next(one for one in content["exceptions"] if one["what"] == "action off track")
    assert (behind["says"], behind["action"]) == ("Police: off track. No cameras.", "Buy them.")
    plan.priorities.update(visibility="members", withheld="7")
    assert [one["status"] for one in report_document(report)["actions"]] == [""]
    before = year(plan, 2018, "before")
    assert [one["status"] for one in report_document(before)["actions"]] == [""]


def test_a_late_milestone_is_an_exception_and_the_next_ones_come_ahead(plan):
    action = plan.priorities.get().actions.get()
    for letter, day, done in (("b", "2021-03-31", None), ("c", "2021-09-30", None), ("d", "2021-10-01", None),
                              ("e", "2021-03-01", "2021-03-02"), ("f", "2021-03-01", "2021-04-02")):  # fmt: skip
        builders.milestone(action, letter, due_kind="date", due_on=day, completed_on=done)
    publish(plan, kind="final", note="Milestones")
    content = report_document(year(plan))
    assert [(one["ref"], one["late"]) for one in content["steps"]] == [
        ("1.1f", True),
        ("1.1b", True),
        ("1.1c", False),
    ]
    assert content["ahead_until"] == "2021-09-30"
    assert [one["name"] for one in content["exceptions"] if one["what"] == "late milestone"] == [
        "1.1f A step",
        "1.1b A step",
    ]


def test_a_report_says_what_changed_since_the_one_before(plan):
    first = builders.explain(year(plan, 2019, "before"))
    publish_report(first)
    content = report_document(year(plan))
    assert content["since"]["slug"] == "before"
    assert content["since"]["changes"] == [
        "Less crime: was worse than the baseline with 150 (2019/20), is worse than the baseline with 200 (2020/21)."
    ]
    assert list(changes(content, content)) == []
    assert report_document(first)["since"] is None


def test_a_rate_stands_beside_the_count_where_residents_are_known(plan):
    town = plan.targets.get().area
    people = builders.source(plan.partnership, "census")
    builders.observation(people, builders.indicator("residents", unit="people"), town, 2020, 40000)
    publish_source(people)
    one = report_document(year(plan))["outcomes"][0]
    assert (one["rate_before"], one["rate"]) == (
        {"shown": "2.5", "year": 2021, "base": "residents"},
        {"shown": "5.0", "year": 2021, "base": "residents"},
    )
    assert one["trend"].startswith("More than a year ago: 200, up 50 (+33.3%)")
    assert (one["trend_word"], one["measured"]) == ("getting worse", "target")
    assert one["forecast"].startswith("No forecast: it needs at least 5 figures")


@pytest.mark.parametrize(
    ("end", "until"),
    [
        ("2007-03-31", "2007-09-30"),
        ("2011-12-31", "2012-06-30"),
        ("2011-08-31", "2012-02-29"),
        ("2011-05-15", "2011-11-15"),
    ],
)
def test_six_months_ahead(end, until):
    assert months_ahead(dt.date.fromisoformat(end)).isoformat() == until


def test_what_is_left_is_told_only_where_every_line_says_both():
    line = {"allocated": "10.50", "spent": "4"}
    assert money([line, line])["underspent"] == "13"
    half = money([line, {"allocated": "1", "spent": None}, {"allocated": None, "spent": None}])
    assert (half["allocated"], half["spent"]) == ("11.5", "4")
    assert half["underspent"] is None
    assert half["without_amount"] == 1
    assert money([])["spent"] is None


def costs(count: int, plan) -> dict[str, int]:
    """How many queries the pages of a report with so many of everything cost."""
    owner = plan.partnership
    report = year(plan, slug=f"year-{count}")
    for number in range(count):
        report.lines.create(name=f"Matter {number}", cause="So", action="Do", back_as_said="soon")
        report.decisions.create(text=f"Note {number}.")
        report.sections.create(heading=f"Part {number}", slug=f"part-{number}", position=number)
    publish_report(builders.explain(report))
    client, found = Client(), {}
    builders.sign_in(client, builders.person(f"officer {count}", owner, "officer"))
    public, desk = f"/anytown/scrutiny/{report.slug}/", report.desk_page
    theirs = f"/desk/anytown/scrutiny/reports/{report.slug}/"
    for name, address in {
        "public": public,
        "members": theirs,
        "by another test": f"{theirs}tests/band@1/",
        "brief": f"{public}v1/brief/",
        "csv": f"{public}v1/outcomes.csv",
        "desk": desk,
        "preview": f"{desk}preview/",
    }.items():
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        found[name] = len(asked)
    return found


def test_a_page_costs_the_same_with_one_row_and_with_three(plan):
    one, three = costs(1, plan), costs(3, plan)
    assert one == three
    assert (one["public"], one["brief"], one["csv"]) == (1, 1, 1)


@pytest.fixture
def kept_back(plan):
    """A report in which a section, a question and the target of a priority are for members."""
    one = plan.priorities.get()
    plan.targets.update(priority=one)
    one.visibility, one.withheld, one.title = "members", "7", "COVERT"
    one.save()
    publish(plan, kind="final", note="A priority for members")
    meeting = builders.recommendation(plan.partnership).committee.meetings.create(held_on=dt.date(2021, 6, 1))
    kept = {"visibility": "members", "withheld": "1"}
    meeting.questions.create(
        partnership=plan.partnership, asked_by="A member", asked_on=dt.date(2021, 5, 1), question="BURGLAR?", **kept
    )
    report = year(plan, meeting=meeting)
    report.sections.create(heading="RAIDS", slug="raids", body="At DAWN.", **kept)
    return report


def test_members_read_of_a_report_what_is_below_the_line_and_the_public_is_told_why(plan, kept_back, client):
    with pytest.raises(NotPublishable, match="The exception “Less crime”"):
        publish_report(kept_back)
    version = publish_report(builders.explain(kept_back, "It rained on them."))
    public = words(client.get("/anytown/scrutiny/year/"))
    for word in ("RAIDS", "DAWN", "BURGLAR", "Less crime", "It rained on them."):
        assert word not in public
        assert word not in str(version.content)
    assert "some of the text: Information about an individual (paragraph 1)" in public
    assert "some of the questions of members: Information about an individual (paragraph 1)" in public
    assert "some of the priorities: Prevention, investigation or prosecution of crime (paragraph 7)" in public
    page = "/desk/anytown/scrutiny/reports/year/"
    assert client.get(page).status_code == 302
    builders.sign_in(client, builders.person("member", plan.partnership, "scrutiny member"))
    theirs = words(client.get(page))
    for word in ("RAIDS", "At DAWN.", "BURGLAR?", "Less crime worse than the baseline", "It rained on them.", "1.1"):
        assert word in theirs
    register = client.get("/desk/anytown/scrutiny/").content.decode()
    assert f'href="{page}"' in register


def test_the_desk_asks_for_the_reasons_of_what_is_below_the_line(plan, kept_back, client):
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    desk = f"/desk/anytown/plans/{plan.slug}/reports/year/"
    assert f"The exception “Less crime” (worse than the baseline) {WITHOUT_REASONS}" in words(client.get(desk))
    line = client.post(f"{desk}explain/", {"key": "target Less crime"})["Location"]
    assert line.startswith("/desk/anytown/about/rows/report-lines/")


def test_a_report_that_keeps_nothing_back_says_so_to_members(plan, client):
    version = publish_report(builders.explain(year(plan)))
    assert (version.for_members, "withheld" in version.content) == (None, False)
    builders.sign_in(client, builders.person("member", plan.partnership, "scrutiny member"))
    assert "Nothing in this version is restricted to members" in words(
        client.get("/desk/anytown/scrutiny/reports/year/")
    )
    assert client.get("/desk/anytown/scrutiny/reports/none/").status_code == 404


def waiting(plan, today: dt.date, role: str = "officer") -> list[tuple[str, bool]]:
    person = builders.person(f"waiting {role}", plan.partnership)
    person.memberships.get_or_create(partnership=plan.partnership, role=role)
    lines = builders.read(reports(person, list(person.memberships.select_related("partnership")), today))
    return [(line.sentence, line.urgent) for line in lines]


def test_the_desk_home_says_which_drafts_wait_for_reasons_and_when_their_meeting_is(plan):
    meeting = builders.recommendation(plan.partnership).committee.meetings.create(held_on=dt.date(2021, 6, 15))
    report = year(plan, meeting=meeting)
    silent = "2 exceptions do not give their cause, action and recovery date."
    title = "The report “Report year” is not published"
    assert waiting(plan, dt.date(2021, 5, 31)) == [
        (f"{title}: {silent} Its meeting is on 15 June 2021, in 15 days.", False)
    ]
    assert waiting(plan, dt.date(2021, 6, 14)) == [
        (f"{title}: {silent} Its meeting is on 15 June 2021, in 1 day.", True)
    ]
    builders.explain(report)
    assert waiting(plan, dt.date(2021, 6, 15)) == [(f"{title}: send it for approval. Its meeting is today.", True)]
    assert waiting(plan, dt.date(2021, 6, 16)) == [
        (f"{title}: send it for approval. Its meeting was on 15 June 2021.", True)
    ]
    assert waiting(plan, dt.date(2021, 6, 16), "lead") == []
    publish_report(report)
    assert waiting(plan, dt.date(2021, 6, 16)) == []
    empty = year(plan, 2024, "no-figures")
    plan.targets.all().delete()
    publish(plan, kind="final", note="No targets")
    builders.explain(empty)
    sentence = "No published source has a figure for 2024/25: enter or import the figures, or change the period."
    assert waiting(plan, dt.date(2021, 6, 16)) == [
        (f"The report “Report no-figures” is not published: {sentence} It names no meeting.", False)
    ]


def test_the_desk_home_leads_to_the_draft(plan, client):
    report = year(plan)
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    page = client.get("/desk/").content.decode()
    assert f'<a href="{report.desk_page}">The report “Report year” is not published: 2 exceptions' in page


def test_the_scrutiny_page_says_what_is_off_track_and_why_from_the_report_of_the_latest_period(plan, client):
    publish_report(builders.explain(year(plan, 2019, "before"), "SNOW"))
    publish_report(builders.explain(year(plan), "RAIN"))
    text = words(client.get("/anytown/scrutiny/"))
    assert "What needs attention, as reported for 2020/21 worse than the baseline Less crime : 100 (2018/19)" in text
    assert "Why: RAIN Action being taken: RAIN" in text
    assert "SNOW" not in text
    assert "The whole report: Report year" in text


def test_what_needs_attention_below_the_line_is_told_to_members_alone(plan, kept_back, client):
    publish_report(builders.explain(kept_back, "RAIN ON THEM"))
    assert "RAIN ON THEM" not in words(client.get("/anytown/scrutiny/"))
    builders.sign_in(client, builders.person("member", plan.partnership, "scrutiny member"))
    text = words(client.get("/desk/anytown/scrutiny/"))
    assert "Less crime worse than the baseline RAIN ON THEM" in text


def test_a_report_without_an_address_gets_it_from_its_title(client, plan):
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    page = "/desk/anytown/plans/2020-2023/reports/new/"
    form = {"title": "Report for Q1, 2020/21", "period_start": "2020-04-01", "period_end": "2020-06-30"}
    refused = words(client.post(page, form | {"slug": "Q1 2020"}))
    assert "Address: Use only a to z, numbers and hyphens, without spaces." in refused
    client.post(page, form | {"slug": ""})
    assert plan.reports.get().slug == "report-for-q1-2020-21"
