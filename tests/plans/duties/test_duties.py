"""Which duties a plan answers, the statutory year, and to whom plans were sent."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError

from plans.documents.document import plan_document
from plans.duties import tasks
from plans.duties.page import DutiesPage
from plans.publishing.checklist import checklist
from plans.publishing.versions import publish
from plans.schemas import duties
from plans.schemas.duties import Duty, DutyStep
from plans.scrutiny.document import publish_register
from tests import builders
from tests.performance.indicators.test_pages import words
from tests.public_pages import STORING


def plan_with(*marks: list[str], **fields):
    made = builders.plan(**fields)
    for number, marked in enumerate(marks, 1):
        builders.priority(made, str(number), duties=marked, why="Because.")
    return made


RECENT = {"period_start": dt.date(2024, 4, 1), "period_end": dt.date(2027, 3, 31)}


@pytest.mark.parametrize(
    ("marks", "fields", "gaps"),
    [
        ([["crime and disorder"], ["substance misuse", "re-offending"]], {}, {"prevent", "case review"}),
        ([["crime and disorder"]], {}, {"substance misuse", "re-offending", "prevent", "case review"}),
        ([list(Duty.values)], RECENT, set()),
        ([[]], RECENT, set(Duty.values) - {"violence wales"}),
    ],
)
def test_gaps_are_the_duties_in_force_that_no_priority_answers(db, marks, fields, gaps):
    fields = fields or {"period_start": dt.date(2016, 4, 1), "period_end": dt.date(2019, 3, 31)}
    assert set(duties.gaps(plan_document(plan_with(*marks, **fields)))) == gaps


def test_a_duty_that_came_after_the_plan_is_no_gap(db):
    old = plan_with(["crime and disorder"], period_start=dt.date(2005, 4, 1), period_end=dt.date(2008, 3, 31))
    stands = {line.duty: line.coverage.value for line in duties.matrix(plan_document(old))}
    assert stands[Duty.CRIME] == "addressed"
    assert stands[Duty.SUBSTANCES] == "gap"
    assert stands[Duty.REOFFENDING] == stands[Duty.VIOLENCE] == stands[Duty.PREVENT] == "came later"


def test_wales_has_its_own_list(db):
    owner = builders.partnership(jurisdiction="wales")
    listed = {line.duty for line in duties.matrix(plan_document(plan_with([], owner=owner, **RECENT)))}
    assert Duty.VIOLENCE_WALES in listed
    assert Duty.DOMESTIC_ABUSE not in listed
    laws = {due.law for due in duties.statutory_year(dt.date(2026, 4, 1), "wales", {})}
    assert "S.I. 2007/3076 (Wales)" in laws
    assert not any("2007/1830" in law for law in laws)


def test_the_checklist_warns_of_strategies_that_nothing_answers(db):
    said = checklist.problems(plan_document(plan_with(["crime and disorder"], **RECENT)))
    found = [one.sentence for one in said if one.sentence.startswith("No priority addresses")]
    assert len(found) == 3
    assert {one.severity for one in said if one.sentence in found} == {"warning"}


@pytest.mark.parametrize(
    ("day", "start"), [((2026, 3, 31), 2025), ((2026, 4, 1), 2026), ((2026, 12, 31), 2026), ((2027, 1, 1), 2026)]
)
def test_a_day_lies_in_its_financial_year(day, start):
    assert duties.year_of(dt.date(*day)) == dt.date(start, 4, 1)


def test_a_step_is_done_late_or_to_do():
    year = {
        due.step: due for due in duties.statutory_year(dt.date(2026, 4, 1), "england", {"plan": dt.date(2026, 5, 1)})
    }
    assert set(year) == set(DutyStep)
    today = dt.date(2027, 2, 1)
    stands = {step: year[step].state(today) for step in (DutyStep.PLAN, DutyStep.ASSESSMENT, DutyStep.MEETING)}
    assert stands == {DutyStep.PLAN: "done", DutyStep.ASSESSMENT: "late", DutyStep.MEETING: "to do"}
    assert {due.on for due in year.values()} == {dt.date(2027, 1, 31), dt.date(2027, 3, 31)}


@pytest.fixture
def published(db):
    made = plan_with(["crime and disorder"], period_start=dt.date(2020, 4, 1), period_end=dt.date(2030, 3, 31))
    publish(made, kind="final", at=builders.at(2026, 5, 1))
    return made


def lines(user, day):
    return builders.read(tasks.not_sent(user, list(user.memberships.select_related("partnership")), day))


@pytest.mark.parametrize(("day", "count"), [(dt.date(2026, 5, 14), 0), (dt.date(2026, 5, 15), 1)])
def test_after_14_days_the_desk_asks_whether_a_copy_was_sent(published, day, count):
    officer = builders.person("officer", published.partnership, "officer")
    assert len(lines(officer, day)) == count
    assert lines(builders.person("lead", published.partnership, "lead"), day) == []


def test_a_recorded_copy_ends_the_reminder_and_a_newer_version_begins_it_anew(published):
    officer, owner = builders.person("officer", published.partnership, "officer"), published.partnership
    day = dt.date(2026, 12, 1)
    sent = {"plan": published, "version": 1, "sent_on": dt.date(2026, 5, 3)}
    owner.sent_copies.create(recipient="county", name="County", **sent)
    assert "“Community Safety Plan” was published on 1 May 2026" in lines(officer, day)[0].sentence
    owner.sent_copies.create(recipient="policing body", name="Office of the commissioner", **sent)
    assert lines(officer, day) == []
    published.title = "Amended plan"
    published.save()
    publish(published, kind="final", note="Amended", at=builders.at(2026, 6, 1))
    assert "“Amended plan” was published on 1 June 2026" in lines(officer, day)[0].sentence


def test_a_copy_names_a_published_version_and_days_that_can_be(published):
    owner = published.partnership
    given = {"plan": published, "recipient": "county", "name": "County"}
    for version, day, field in [(2, dt.date(2026, 6, 1), "version"), (1, dt.date(2026, 4, 1), "sent_on")]:
        with pytest.raises(ValidationError) as refused:
            owner.sent_copies.model(partnership=owner, version=version, sent_on=day, **given).full_clean()
        assert list(refused.value.message_dict) == [field]


def test_the_page_shows_duties_the_year_copies_and_the_body_in_office(published, client, django_assert_max_num_queries):
    owner = published.partnership
    owner.sent_copies.create(
        plan=published,
        version=1,
        recipient="policing body",
        name="Office",
        sent_on=dt.date(2026, 5, 3),
        receipt="Letter",
    )
    owner.oversight_bodies.create(name="Police authority of Anyshire", kind="authority", ends_on=dt.date(2012, 11, 21))
    owner.oversight_bodies.create(
        name="Commissioner for Anyshire", kind="commissioner", starts_on=dt.date(2012, 11, 22)
    )
    owner.bump_public_revision()
    with django_assert_max_num_queries(4 + STORING):
        response = client.get("/anytown/duties/")
    said = words(response)
    assert "duties are not addressed by any priority in the newest final plan." in said
    assert "addressed 1 Priority 1 Crime and Disorder Act 1998, section 6(1)(a)" in said
    assert "Office (policing body)" in said
    assert "Letter" in said
    assert "<b>Commissioner for Anyshire</b>" in response.content.decode()
    calendar = client.get("/anytown/duties/year.ics")
    assert calendar["Content-Type"] == "text/calendar; charset=utf-8"
    text = calendar.content.decode()
    assert text.count("BEGIN:VEVENT") == 2 * len(DutyStep)
    assert len(set(re.findall(r"UID:.*", text))) == 2 * len(DutyStep)
    assert "SUMMARY:Revise the partnership plan" in text


def test_nothing_published_is_said(db, client):
    builders.partnership()
    said = words(client.get("/anytown/duties/"))
    assert "No final plan is published here" in said
    assert "No copies of a plan are recorded as sent." in said
    assert "No policing body is recorded." in said


@pytest.mark.parametrize(("end", "said"), [(dt.date(2023, 3, 31), True), (dt.date(2099, 3, 31), False)])
def test_a_plan_that_has_ended_is_called_so_and_is_no_revision_of_this_year(db, client, end, said):
    publish(plan_with(["crime and disorder"], period_start=dt.date(2020, 4, 1), period_end=end), kind="final")
    page = words(client.get("/anytown/duties/"))
    assert ("That plan ended on 31 March 2023. There is no newer final plan on this site." in page) is said
    assert bool(re.search(r"Revise the partnership plan 31 March \d+ done", page)) is not said


def test_every_day_on_which_a_duty_began_says_by_what():
    assert [duty for duty in Duty if bool(duty.law.since) != bool(duty.law.order)] == []


def test_the_committee_has_met_when_the_published_register_says_so(published, client):
    owner = published.partnership
    builders.recommendation(owner).committee.meetings.create(held_on=dt.date(2026, 5, 12))
    owner.committees.get().meetings.create(held_on=dt.date(2026, 6, 12), cancelled=True)
    done = {due.step: due.done_on for due in DutiesPage.read(owner, dt.date(2026, 7, 1)).year}
    assert (done[DutyStep.SCRUTINY], done[DutyStep.PLAN]) == (None, dt.date(2026, 5, 1))
    publish_register(owner)
    done = {due.step: due.done_on for due in DutiesPage.read(owner, dt.date(2026, 7, 1)).year}
    assert done[DutyStep.SCRUTINY] == dt.date(2026, 5, 12)
    done = {due.step: due.done_on for due in DutiesPage.read(owner, dt.date(2027, 4, 1)).year}
    assert done[DutyStep.SCRUTINY] is None


def test_a_plan_published_after_local_midnight_belongs_to_the_new_year(db):
    plan = plan_with([], period_start=dt.date(2020, 4, 1), period_end=dt.date(2030, 3, 31))
    publish(plan, kind="final", at=dt.datetime(2026, 3, 31, 23, 30, tzinfo=dt.UTC))  # 00:30 on 1 April in summer time
    done = {due.step: due.done_on for due in DutiesPage.read(plan.partnership, dt.date(2026, 4, 2)).year}
    assert done[DutyStep.PLAN] == dt.date(2026, 4, 1)
    copy = plan.partnership.sent_copies.model(
        partnership=plan.partnership, plan=plan, version=1, recipient="policing body", name="Office",
        sent_on=dt.date(2026, 3, 31),
    )  # fmt: skip
    with pytest.raises(ValidationError, match="This version was published later, on 1 April 2026."):
        copy.full_clean()


def test_a_gap_that_a_priority_below_the_line_may_fill_is_called_so(published, client):
    assert "may address what looks like a gap" not in words(client.get("/anytown/duties/"))
    published.priorities.update(visibility="members", withheld="7")
    publish(published, kind="final", note="For members")
    assert "they may address what looks like a gap here." in words(client.get("/anytown/duties/"))
