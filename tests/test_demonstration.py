"""What the demonstration says of itself: where its words come from, and what nobody published."""

from html import unescape

from performance.models import PaperName, ReportVersion
from performance.reports.papers import _html
from plans.models import Edition, PlanVersion


def test_every_source_plan_says_at_its_top_what_is_printed_and_what_is_summarised(demo, db, client):
    versions = PlanVersion.objects.select_related("plan__partnership")
    notes = {f"{one.plan.partnership.slug}/{one.plan.slug}": one.content["plan"]["text_note"] for one in versions}
    assert len(notes) == 6
    for address, note in notes.items():
        assert note.startswith("Demonstration: figures as printed; text summarised from the source. ")
        partnership, slug = address.split("/")
        for page in ("", "v1/", "priorities/1/"):
            text = unescape(client.get(f"/{partnership}/plans/{slug}/{page}").text)
            assert text.index(note) < text.index("<h1")


def test_reports_and_editions_of_the_demonstration_say_who_wrote_them(demo, db, client):
    notes = {one.report.slug: one.content["report"]["text_note"] for one in ReportVersion.objects.all()}
    assert notes == {
        "annual-report-2006-07": "Demonstration: figures as printed; text summarised from the source. The Safer "
        "Norwich Partnership published the report itself as appendix 1 of the scrutiny briefing of 13 November 2008.",
        "quarter-3-2011-12": "Demonstration: an example. No such report was published; this one is made from what the "
        "Community Safety Plan: 2012/2013 update says of the quarter.",
    }
    for version in ReportVersion.objects.all():
        for name in PaperName:
            paper = _html(version, name)
            assert paper.index(notes[version.report.slug]) < paper.index("<h1")
            assert 'content: "Demonstration – ' in paper
    (edition,) = Edition.objects.all()
    assert edition.body.startswith("Demonstration: an example. The Safer Norwich Partnership published no easy read.")
    assert "We are" not in edition.body
