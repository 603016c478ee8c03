"""What the demonstration says of itself: where its words come from, and what nobody published."""

import datetime as dt
from html import unescape

from django.utils import timezone
from django.utils.html import strip_tags

from performance.demo import dated
from performance.models import PaperName, ReportVersion
from performance.reports.papers import published_text, report_paper
from plans.exports.papers.paper import sheet
from plans.models import Edition, Partnership, PlanVersion, ScrutinyVersion, YouSaidVersion
from plans.scrutiny import clocks
from plans.scrutiny.clocks import AnswerState
from tests import builders
from tests.performance.indicators.test_pages import rows


def test_every_source_plan_says_at_its_top_what_is_printed_and_what_is_summarised(demo, db, client):
    versions = PlanVersion.objects.select_related("plan__partnership")
    notes = {f"{one.plan.partnership.slug}/{one.plan.slug}": one.content["plan"]["text_note"] for one in versions}
    assert len(notes) == 6
    for address, note in notes.items():
        assert note.startswith("Demonstration: figures as printed; text summarised from the source. ")
        partnership, slug = address.split("/")
        for page in ("", "v1/", "priorities/1/"):
            top, _heading, _rest = client.get(f"/{partnership}/plans/{slug}/{page}").text.partition("<h1")
            assert note in unescape(strip_tags(top))


def test_reports_and_editions_of_the_demonstration_say_who_wrote_them(demo, db, client):
    notes = {one.report.slug: one.content["report"]["text_note"] for one in ReportVersion.objects.all()}
    assert notes == {
        "annual-report-2006-07": "Demonstration: figures as printed; text summarised from the source. The Safer "
        "Norwich Partnership published the report itself as appendix 1 of the scrutiny briefing of 13 November 2008.",
        "committee-report-2015-16": "Demonstration: figures as printed; text summarised from the source. The Safer "
        "Peterborough Partnership wrote the report for the Strong and Supportive Communities Scrutiny Committee before "
        "March 2016; it prints no date.",
        "quarter-3-2011-12": "Demonstration: an example. No such report was published; this one is made from what the "
        "Community Safety Plan: 2012/2013 update says of the quarter.",
    }
    for version in ReportVersion.objects.all():
        for name in PaperName:
            paper = sheet(report_paper(published_text(version), name))
            assert paper.index(notes[version.report.slug]) < paper.index("<h1")
            assert 'content: "Demonstration – ' in paper
    (edition,) = Edition.objects.all()
    assert edition.body.startswith("Demonstration: an example. The Safer Norwich Partnership published no easy read.")
    assert "We are" not in edition.body


def test_the_demonstration_shows_a_whole_cycle_of_scrutiny_marked_as_an_example(demo, db, client):
    content = ScrutinyVersion.objects.get(partnership__slug="peterborough").content
    today = timezone.localdate()
    states = {one["ref"]: clocks.worst(one, today) for one in content["recommendations"]}
    assert states == {"1": AnswerState.CARRIED_OUT, "2": AnswerState.ANSWERED_LATE, "3": AnswerState.OVERDUE}
    (first,) = content["recommendations"][0]["addressees"]
    assert clocks.state_of({**first, "progress": []}, today) == AnswerState.ANSWERED
    assert first["progress"][-1]["evidence"] == "https://www.example.org/repeat-victims"
    made_up = next(one for one in content["committees"] if one["name"].startswith("Example: "))
    assert [bool(one["decided"]) for one in made_up["meetings"]] == [True, True, False]
    texts = [one["text"] for one in content["recommendations"]]
    texts += [one["matter"] for one in content["referrals"]] + [one["question"] for one in content["questions"]]
    assert len(texts) == 5
    assert all(text.startswith("Example: ") for text in texts)
    bodies = {each["organisation"] for one in content["recommendations"] for each in one["addressees"]}
    assert bodies == {"Example: council", "Example: police force", "Example: fire and rescue service"}
    page = client.get("/peterborough/scrutiny/").text
    assert "Everything marked “Example” was made up for this demonstration" in page
    assert '<a href="/peterborough/scrutiny/committee-report-2015-16/">' in page
    assert "<li>Approval: Full Council (After the Scrutiny Committee)</li>" in page
    said = YouSaidVersion.objects.get(partnership__slug="peterborough").content["entries"]
    assert [(one["decided"], one["because"] != "") for one in said] == [("will", True), ("did not", True)]


def test_days_of_an_example_count_from_the_day_of_loading():
    content = {"on": "today-3", "key": ["anytown/Committee/today+40", "today", "no date today-x"]}
    assert dated(content, dt.date(2026, 3, 2)) == {
        "on": "2026-02-27",
        "key": ["anytown/Committee/2026-04-11", "today", "no date today-x"],
    }


def test_members_read_one_line_for_each_matter_before_the_register(demo, db, client):
    norwich = Partnership.objects.get(slug="norwich")
    builders.sign_in(client, builders.person("reads", norwich, "scrutiny member"))
    page = client.get("/desk/norwich/scrutiny/")
    lines = rows(page, "attention-table")
    assert [line[0] for line in lines][0] == "Cycle Theft"
    assert [len(line) for line in lines] == [6] * len(lines)
    places = [page.text.index(one) for one in ("v1/brief/", 'id="attention-table"', 'id="appendices"', 'id="held"')]
    assert places == sorted(places)
    peterborough = Partnership.objects.get(slug="peterborough")
    builders.sign_in(client, builders.person("reads-too", peterborough, "scrutiny member"))
    answers = rows(client.get("/desk/peterborough/scrutiny/"), "answers-table")
    assert [line[2] for line in answers] == [
        "Example: fire and rescue service",
        "Example: police force",
        "Example: council",
    ]
