"""The register of scrutiny: its clocks, what is published of it, and what is kept back."""

import csv
import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given, strategies as st

from csp_portal.formats.dates import months_after
from plans.documents.versions import NotPublishable
from plans.models import (
    Addressee,
    Committee,
    Organisation,
    Recommendation,
    ResponseDecision,
    ScrutinyVersion,
    Visibility,
)
from plans.scrutiny import clocks, tasks
from plans.scrutiny.clocks import AnswerState
from plans.scrutiny.document import publish_register, scrutiny_document
from plans.scrutiny.pages import reading
from plans.scrutiny.reminders import remind
from tests import builders
from tests.public_pages import STORING

SERVED = dt.date(2008, 11, 13)


def addressee(answered: str | None = None, served: dt.date = SERVED, carried_out: bool = False):
    progress = [{"on": "2009-02-01", "text": "Done.", "evidence": "", "carried_out": carried_out}]
    return {
        "organisation": "Police",
        "served_on": served.isoformat(),
        "answered_on": answered,
        "response": "Yes." if answered else "",
        "decision": "accepted" if answered else "",
        "reasons": "",
        "progress": progress if carried_out else [],
    }


def test_served_on_13_november_2008_is_due_on_11_december_2008():
    assert clocks.due_on(SERVED) == dt.date(2008, 12, 11)


@pytest.mark.parametrize(
    ("one", "today", "state"),
    [
        (addressee(), dt.date(2008, 12, 11), AnswerState.DUE),
        (addressee(), dt.date(2008, 12, 12), AnswerState.OVERDUE),
        (addressee("2008-12-11"), dt.date(2009, 1, 1), AnswerState.ANSWERED),
        (addressee("2008-12-12"), dt.date(2009, 1, 1), AnswerState.ANSWERED_LATE),
        (addressee("2008-12-12", carried_out=True), dt.date(2009, 3, 1), AnswerState.CARRIED_OUT),
    ],
)
def test_the_state_of_an_answer_follows_from_its_dates(one, today, state):
    assert clocks.state_of(one, today) is state


@given(st.dates(max_value=dt.date(9000, 1, 1)), st.integers(0, 400))
def test_an_open_answer_turns_overdue_on_the_29th_day_and_stays_so(served, later):
    state = clocks.state_of(addressee(served=served), served + dt.timedelta(days=later))
    assert state is (AnswerState.OVERDUE if later > 28 else AnswerState.DUE)


@given(st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(9000, 1, 1)), st.integers(0, 40))
def test_months_later_never_leaves_the_month(day, months):
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + dt.timedelta(days=1)).day == 1


def committee(*days: str, designated: bool = True):
    meetings = [
        {"held_on": day, "place": "", "about": "", "decided": "", "papers": "", "cancelled": False, "attendance": []}
        for day in days
    ]
    return {"name": "Committee", "council": "", "designated": designated, "remit": "", "meetings": meetings}


@pytest.mark.parametrize(
    ("today", "warns", "over"),
    [
        (dt.date(2009, 10, 12), False, False),
        (dt.date(2009, 10, 13), True, False),
        (dt.date(2009, 11, 13), True, False),
        (dt.date(2009, 11, 14), True, True),
    ],
)
def test_the_alarm_rings_eleven_months_after_the_last_meeting(today, warns, over):
    gap = clocks.meeting_gap([committee("2008-01-10", "2008-11-13", "2030-01-01")], today)
    assert (gap.last, gap.warns, gap.over) == (dt.date(2008, 11, 13), warns, over)
    assert gap.meet_by == dt.date(2009, 11, 13)


def test_a_cancelled_meeting_was_not_held():
    one = committee("2008-01-10", "2008-11-13")
    one["meetings"][1]["cancelled"] = True
    assert clocks.meeting_gap([one], dt.date(2008, 12, 1)).last == dt.date(2008, 1, 10)
    assert clocks.meeting_gap([committee("2008-01-10", designated=False)], dt.date(2008, 12, 1)) is None


# What the database refuses


@pytest.fixture
def register(db):
    """A committee with three recommendations: answered late, open, and one withheld."""
    partnership = builders.partnership()
    police = Organisation.objects.create(name="Police")
    council = partnership.committees.create(name="Scrutiny Committee", designated=True)
    meeting = council.meetings.create(held_on=SERVED, about="Progress")
    meeting.attendance.create(organisation=police, office="Superintendent", presence="came")
    make = partnership.recommendations.create
    late = make(ref="1", text="Publish the minutes.", committee=council, meeting=meeting)
    late.addressees.create(
        organisation=police,
        served_on=SERVED,
        answered_on=dt.date(2008, 12, 20),
        response="They are on the website.",
        decision=ResponseDecision.ACCEPTED,
    )
    make(ref="2", text="Report on thefts.", committee=council, position=1).addressees.create(
        organisation=police, served_on=SERVED
    )
    make(ref="3", text="SECRET", committee=council, position=2, visibility=Visibility.MEMBERS, withheld="7")
    return partnership


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"answered_on": dt.date(2008, 11, 12)}, "The answer is dated before the recommendation was served."),
        ({"response": ""}, "An answer has a date, a text and a decision; give all three, or none."),
        ({"decision": ResponseDecision.NOT_ACCEPTED}, "Give the reasons for what is not accepted."),
    ],
)
def test_an_impossible_answer_is_refused(register, change, sentence):
    answered = Addressee.objects.get(answered_on__isnull=False)
    for name, value in change.items():
        setattr(answered, name, value)
    with pytest.raises(ValidationError) as refused:
        answered.full_clean()
    assert sentence in refused.value.messages
    with pytest.raises(IntegrityError), transaction.atomic():
        Addressee.objects.filter(pk=answered.pk).update(**change)


def test_what_is_withheld_has_a_reason_and_what_is_public_has_none(register):
    for change in ({"withheld": ""}, {"visibility": "public"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recommendation.objects.filter(ref="3").update(**change)


# What is published


def test_the_public_reads_what_was_published_and_is_told_what_is_withheld(register, client):
    publish_register(register)
    Recommendation.objects.filter(ref="2").update(text="CHANGED LATER")
    text = client.get("/anytown/scrutiny/").content.decode()
    assert "Report on thefts." in text
    assert "CHANGED LATER" not in text
    assert "SECRET" not in text
    assert "some of the recommendations: Prevention, investigation or prosecution of crime (paragraph 7)" in text
    assert client.get("/anytown/recommendations/3/").status_code == 404
    assert b"SECRET" not in client.get("/anytown/recommendations.csv").content


def test_members_are_given_what_is_withheld(register):
    version = publish_register(register)
    assert [one["ref"] for one in version.content["recommendations"]] == ["1", "2"]
    assert [one["ref"] for one in version.for_members["recommendations"]] == ["1", "2", "3"]
    assert version.for_members["withheld"] == []


def test_a_register_is_published_again_only_when_it_changed_and_with_a_note(register):
    publish_register(register)
    with pytest.raises(NotPublishable, match="Say what changed"):
        publish_register(register)
    with pytest.raises(NotPublishable, match="Nothing has changed"):
        publish_register(register, note="Again")
    Recommendation.objects.filter(ref="3").update(text="Changed for members only")
    assert publish_register(register, note="A text for members").number == 2


def test_overdue_stands_first_and_the_answer_says_so(register):
    read = reading(scrutiny_document(register), dt.date(2008, 12, 25))
    assert [one.said["ref"] for one in read.recommendations] == ["2", "1"]
    assert read.answer == (
        "2 answers were requested: 1 overdue, 1 answered late. "
        "The crime and disorder committee last met on 13 November 2008."
    )
    assert [each.clock for one in read.recommendations for each in one.addressees] == [
        "14 days overdue",
        "answered 9 days late",
    ]


def test_the_csv_says_what_the_page_says(register, client):
    publish_register(register)
    rows = list(csv.DictReader(io.StringIO(client.get("/anytown/recommendations.csv").content.decode())))
    assert [(row["recommendation"], row["due on"], row["state"], row["days late"]) for row in rows] == [
        ("1", "2008-12-11", "Answered late", "9"),
        ("2", "2008-12-11", "Overdue", ""),
    ]
    page = client.get("/anytown/recommendations/").content.decode()
    assert "Answered late" in page
    assert "Overdue" in page


def test_a_text_that_looks_like_a_formula_is_not_one_in_the_csv(register, client):
    Recommendation.objects.filter(ref="1").update(text="=1+1")
    publish_register(register)
    assert b",'=1+1," in client.get("/anytown/recommendations.csv").content


def test_pages_cost_the_same_whatever_they_show(register, client, django_assert_num_queries):
    publish_register(register)
    costs = {"/anytown/scrutiny/": 4, "/anytown/recommendations/": 2, "/anytown/recommendations/1/": 5}
    police = Organisation.objects.get(name="Police")
    for address, count in costs.items():
        with django_assert_num_queries(count + STORING):
            client.get(address)
    council = Committee.objects.get()
    for number in range(10, 30):
        one = register.recommendations.create(ref=str(number), text="More.", committee=council)
        one.addressees.create(organisation=police, served_on=SERVED)
    publish_register(register, note="More")
    for address, count in costs.items():
        with django_assert_num_queries(count + STORING):
            client.get(address)


def test_storing_the_document_costs_the_same_for_three_rows_and_for_thirty(register, django_assert_num_queries):
    with django_assert_num_queries(12):
        scrutiny_document(register)
    council = Committee.objects.get()
    for number in range(30):
        register.recommendations.create(ref=f"more-{number}", text="More.", committee=council).addressees.create(
            organisation=Organisation.objects.get(name="Police"), served_on=SERVED
        )
    with django_assert_num_queries(12):
        scrutiny_document(register)


# The source


def test_norwich_lists_work_that_several_committees_could_look_at(demo):
    content = ScrutinyVersion.objects.get(partnership__slug="norwich").content
    assert [(one["name"], len(one["committees"])) for one in clocks.overlaps(content["subjects"])] == [
        ("Work of the Responsible Authority Partnership (RAP)", 4),
        ("Work of the County Strategic Group (Crime Reduction)", 4),
    ]
    assert clocks.gaps(content["subjects"]) == []
    assert [meeting["held_on"] for one in content["committees"] for meeting in one["meetings"]] == ["2008-11-13"]


# On the desk


def writes_to(name: str, register, role: str):
    """A person with an address for emails."""
    person = builders.person(name, register, role)
    person.email = f"{name}@example.org"
    person.save()
    return person


@pytest.fixture
def officer(register, client):
    person = writes_to("officer", register, "officer")
    builders.sign_in(client, person)
    return client


def test_an_officer_enters_a_recommendation_serves_it_and_records_a_late_answer(officer, register):
    council, police = Committee.objects.get(), Organisation.objects.get(name="Police")
    added = officer.post(
        "/desk/anytown/about/recommendations/add/",
        {"ref": "4", "text": "Meet in public.", "committee": council.pk, "visibility": "public", "withheld": ""},
    )
    assert added.status_code == 302
    one = Recommendation.objects.get(ref="4")
    here = f"/desk/anytown/about/rows/recommendations/{one.pk}/addressees/add/"
    wrong = officer.post(here, {"organisation": police.pk, "served_on": "2022-01-10", "answered_on": "2022-01-09"})
    assert "An answer has a date, a text and a decision; give all three, or none." in wrong.content.decode()
    assert "The answer is dated before the recommendation was served." in wrong.content.decode()
    assert not one.addressees.exists()
    given = {
        "organisation": police.pk,
        "served_on": "2022-01-10",
        "answered_on": "2022-02-10",
        "response": "We shall.",
        "decision": "accepted",
    }
    assert officer.post(here, given).status_code == 302
    assert officer.post("/desk/anytown/scrutiny/publish/", {}).status_code == 302
    page = officer.get("/anytown/recommendations/4/").content.decode()
    assert "answered 3 days late" in page


def test_committees_of_another_partnership_are_not_offered(officer, register):
    builders.partnership("elsewhere").committees.create(name="Not ours")
    assert b"Not ours" not in officer.get("/desk/anytown/about/recommendations/add/").content


def test_a_member_reads_what_is_withheld_and_changes_nothing(register, client):
    publish_register(register)
    builders.sign_in(client, builders.person("member", register, "scrutiny member"))
    page = client.get("/desk/anytown/scrutiny/").content.decode()
    assert "SECRET" in page
    assert "Not public" in page
    assert client.post("/desk/anytown/scrutiny/publish/").status_code == 403


def test_the_desk_says_which_answers_are_waited_for(register):
    officer = builders.person("officer", register, "officer")
    lines = builders.read(tasks.answers(officer, list(officer.memberships.all()), dt.date(2008, 12, 12)))
    assert [(line.sentence, line.urgent) for line in lines] == [
        ("Police has not answered recommendation 2: overdue since 11 December 2008.", True)
    ]
    assert builders.read(tasks.answers(officer, list(officer.memberships.all()), dt.date(2008, 12, 3))) == []
    lines = builders.read(tasks.committees(officer, list(officer.memberships.all()), dt.date(2009, 10, 13)))
    assert [line.sentence for line in lines] == [
        "Scrutiny Committee last met on 13 November 2008 and must meet within twelve months, by 13 November 2009."
    ]


def test_the_desk_tells_members_what_the_published_register_says(register):
    member = builders.person("member", register, "scrutiny member")
    mine = list(member.memberships.all())
    assert builders.read(tasks.registers(member, mine, dt.date(2008, 12, 12))) == []
    publish_register(register)
    Addressee.objects.all().delete()  # what is not published yet is not theirs to read
    assert builders.read(tasks.registers(member, mine, dt.date(2008, 12, 11)))[0].count == 0
    lines = builders.read(tasks.registers(member, mine, dt.date(2009, 11, 14)))
    assert [(line.sentence, line.count, line.urgent) for line in lines] == [
        ("1 answer to a recommendation is overdue.", 1, True),
        (
            "The committee last met on 13 November 2008 and must meet within twelve months, by 13 November 2009.",
            1,
            True,
        ),
    ]
    officer = builders.person("officer", register, "officer")
    assert builders.read(tasks.registers(officer, list(officer.memberships.all()), dt.date(2009, 11, 14))) == []


def test_the_desk_says_that_the_register_was_changed_and_not_published(officer, register):
    waits = "The scrutiny register was changed on"
    assert waits not in officer.get("/desk/").content.decode()
    row = {"name": "Burglary", "committees": [], "note": "", "locator": ""}
    assert officer.post("/desk/anytown/about/work-scrutinised/add/", row).status_code == 302
    assert f'<a href="/desk/anytown/scrutiny/publish/">{waits}' in officer.get("/desk/").content.decode()
    assert officer.post("/desk/anytown/scrutiny/publish/", {}).status_code == 302
    assert waits not in officer.get("/desk/").content.decode()


def test_members_read_the_answer_to_a_recommendation_that_has_no_public_page(register, client):
    kept = Recommendation.objects.get(ref="3").addressees.create(
        organisation=Organisation.objects.get(name="Police"),
        served_on=SERVED,
        answered_on=SERVED,
        response="DONE IN SECRET",
        decision=ResponseDecision.ACCEPTED,
    )
    kept.progress.create(on=SERVED, text="CARRIED OUT IN SECRET", carried_out=True)
    publish_register(register)
    builders.sign_in(client, builders.person("member", register, "scrutiny member"))
    page = client.get("/desk/anytown/scrutiny/").content.decode()
    assert "DONE IN SECRET" in page
    assert "CARRIED OUT IN SECRET" in page
    assert 'href="/anytown/recommendations/3/"' not in page
    assert 'href="/anytown/recommendations/1/"' in page


def test_a_letter_is_sent_once_before_and_once_after_the_last_day(register, mailoutbox):
    police = Organisation.objects.get(name="Police")
    writes_to("officer", register, "officer")
    lead = writes_to("lead", register, "lead")
    lead.memberships.update(organisation=police)
    fire = Organisation.objects.create(name="Fire")
    other = writes_to("other", register, "lead")
    other.memberships.update(organisation=fire)
    sent = []
    for day in (3, 4, 4, 5, 11, 12, 12, 20):
        list(remind(dt.date(2008, 12, day)))
        sent.append(len(mailoutbox))
    assert sent == [0, 2, 2, 2, 2, 4, 4, 4]
    assert sorted(letter.to[0] for letter in mailoutbox[:2]) == ["lead@example.org", "officer@example.org"]
    assert "The answer is due on 11 December 2008." in mailoutbox[0].body
    assert "The answer has been overdue since 11 December 2008." in mailoutbox[2].body


def test_the_overview_names_the_published_reports(demo, client):
    page = client.get("/norwich/scrutiny/").content.decode()
    assert '<a href="/norwich/scrutiny/annual-report-2006-07/">' in page
    assert page.count("Annual Report 2006/7") >= 1
