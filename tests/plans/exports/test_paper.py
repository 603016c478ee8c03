"""A plan on paper: all of it, readable aloud, with its contents; a summary of two sides; a draft marked as one."""

import re

import page as pdf_rules
import pytest
from pypdfium2 import PdfDocument

from csp_portal.formats.markdown import below
from plans.documents.document import plan_document
from plans.exports.papers import plan_paper
from plans.exports.papers.columns import widths
from plans.exports.papers.paper import FITS, on_paper, sheet
from plans.models import PlanVersion
from tests import builders
from tests.plans.exports.documents import full_document, published

PLAN = "/south-cambridgeshire/plans/2009-2012/v1/"
TAG = re.compile(r"<[^>]*>")


def sides(content: bytes) -> list[str]:
    texts = [side.get_textpage().get_text_range() for side in PdfDocument(content)]
    return [" ".join(text.replace("\ufffe", "-").split()) for text in texts]


def bookmarks(content: bytes) -> list[tuple[int, str]]:
    return [(one.level, one.get_title()) for one in PdfDocument(content).get_toc()]


@pytest.mark.anywhere
def test_the_whole_plan_and_its_summary_can_be_read_aloud(demo, db, client, tmp_path):
    """Slow: draws a plan of sixteen sides and its summary, and judges both by the rules of PDF/UA."""
    for name in ("plan.pdf", "summary.pdf"):
        file = tmp_path / name
        file.write_bytes(client.get(PLAN + name).content)
        found = pdf_rules.validate_pdf(str(file), profile=pdf_rules.ValidationProfile.PDF_UA_1)
        assert (name, [str(one) for one in found.failures]) == (name, [])
    plan, summary = sides((tmp_path / "plan.pdf").read_bytes()), sides((tmp_path / "summary.pdf").read_bytes())
    assert len(summary) == 2
    document = PlanVersion.objects.get(plan__partnership__slug="south-cambridgeshire").content
    whole = "".join("".join(plan).split())
    for priority in document["priorities"]:
        for action in priority["actions"]:
            assert "".join(action["title"].split()) in whole
    foot = "Version 1, a draft for consultation, published here on"
    assert all(foot in side and f"Page {number} / {len(plan)}" in side for number, side in enumerate(plan, 1))
    assert "South Cambridgeshire Crime & Disorder Reduction Partnership" in plan[0]
    assert f"{PLAN}" in plan[0].replace(" ", "")
    titles = [title for _level, title in bookmarks((tmp_path / "plan.pdf").read_bytes())]
    assert titles[0] == document["plan"]["title"]
    assert [f"Priority {one['ref']}: {one['title']}" for one in document["priorities"]] == [
        title for title in titles if title.startswith("Priority ")
    ]


@pytest.mark.long
@pytest.mark.anywhere
def test_every_source_plan_and_its_summary_can_be_read_aloud(demo, db, tmp_path):
    for version in PlanVersion.objects.all():
        for make in (plan_paper.plan_pdf, plan_paper.summary_pdf):
            file = tmp_path / "plan.pdf"
            file.write_bytes(make(published(version.content)))
            found = pdf_rules.validate_pdf(str(file), profile=pdf_rules.ValidationProfile.PDF_UA_1)
            assert (str(version), make.__name__, [str(one) for one in found.failures]) == (
                str(version),
                make.__name__,
                [],
            )


def test_the_sums_on_paper_are_those_of_the_page(demo, db, client):
    version = PlanVersion.objects.get(plan__partnership__slug="norwich")
    page = TAG.sub(" ", client.get("/norwich/plans/2008-2011/").content.decode())
    paper = TAG.sub(" ", sheet(plan_paper.plan_paper(published(version.content))))
    summary = TAG.sub(" ", sheet(plan_paper.summary_paper(published(version.content), FITS[0], FITS[0])))
    total = re.search(r"Total \(our calculation\).*?(£[\d,.]+)", page, re.S)[1]
    assert total == "£170,867"
    assert total in paper
    assert total in summary


def test_a_draft_says_so_on_every_side_and_a_version_does_not(db):
    content = plan_document(builders.rich_plan(1))
    draft, version = (sheet(plan_paper.plan_paper(published(content, **day))) for day in ({"day": None}, {}))
    assert ("Draft%3C/text%3E" in draft, "Draft%3C/text%3E" in version) == (True, False)
    assert "Draft of version 2, not published" in draft
    assert ("portal.example" in draft, "portal.example" in version) == (False, True)


def test_a_text_for_consultation_says_that_it_is_not_the_plan(db):
    text = published(plan_document(builders.rich_plan(1)))
    words = "not the agreed plan"
    said = [
        words in " ".join(sheet(plan_paper.plan_paper(text._replace(is_consultation=one))).split())
        for one in (True, False)
    ]
    assert said == [True, False]


def test_every_entry_of_the_contents_leads_to_a_place_that_is_there_once(db):
    html = sheet(plan_paper.plan_paper(published(full_document())))
    led = re.findall(r'href="#([^"]+)"', html)
    places = re.findall(r'\bid="([^"]+)"', html)
    assert led
    assert [place for place in led if places.count(place) != 1] == []


def test_a_section_with_the_name_of_a_part_has_a_place_of_its_own(db, client):
    plan = builders.rich_plan(1)
    plan.sections.create(slug="funding", heading="How it is paid for", kind="other", body="By all.", position=9)
    html = sheet(plan_paper.plan_paper(published(plan_document(plan))))
    assert 'id="section-funding">How it is paid for' in html
    assert html.count('id="funding"') == 1


def test_a_summary_says_a_list_of_aims_as_one_line():
    priority = full_document()["priorities"][0]
    priority["aim"]["html"] = "<p>We want:</p>\n<ul>\n<li>fewer thefts</li>\n<li>more &amp; better lamps</li>\n</ul>"
    assert plan_paper.in_short(priority) == "We want: fewer thefts; more & better lamps"
    priority["aim"]["html"], priority["why"]["html"] = "", "<p>It <em>hurts</em>.</p>"
    assert plan_paper.in_short(priority) == "It hurts."


def test_an_old_number_carries_the_current_one_on_paper_as_on_the_page(demo, db):
    version = PlanVersion.objects.get(plan__partnership__slug="peterborough", number=1, plan__slug="2011-2014")
    paper = sheet(plan_paper.plan_paper(published(version.content)))
    assert re.search(r"0845 30 30 900.{0,40}08 08 16 89 111", TAG.sub("", paper))


def test_a_summary_of_far_too_much_has_two_sides_and_says_how_much_more_there_is(db):
    """Slow: a very long summary is laid out again and again until it fits."""
    content = plan_document(builders.rich_plan(1))
    content["priorities"] = [{**content["priorities"][0], "ref": str(n), "title": "Long " * 30} for n in range(60)]
    (target,) = [{**full_document()["targets"][0], "name": "Target " * 20, "state": "value"}]
    content["targets"] = [target] * 90
    first, second = sides(plan_paper.summary_pdf(published(content)))
    assert len(re.findall(r"and \d+ more, in the whole plan", f"{first} {second}")) >= 2


def test_a_draft_is_on_paper_for_those_who_may_read_it(db, client):
    """Who may is in the table of permissions."""
    plan = builders.rich_plan(1)
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    page = client.get("/desk/anytown/plans/2020-2023/preview/").content.decode()
    address = "/desk/anytown/plans/2020-2023/preview/draft.pdf"
    assert f'<a href="{address}">this draft (PDF)</a>' in page
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="anytown-2020-2023-draft.pdf"'
    assert "Draft of version 1, not published" in sides(answer.content)[0]


@pytest.mark.anywhere
def test_words_that_are_only_heard_are_not_printed():
    heading = '<h4>Why is this a priority?<span class="govuk-visually-hidden"> (priority 1)</span></h4>'
    label = '<p><label class="app govuk-visually-hidden" for="a">Error:</label> Kept</p>'
    assert on_paper(heading + label) == "<h4>Why is this a priority?</h4><p> Kept</p>"


@pytest.mark.anywhere
def test_a_long_text_gets_the_room_of_columns_that_are_mostly_empty():
    """A lead named once takes a part of the width, not what its name needs on one line."""
    rows = [
        [f"1.{n}", "Milestones of an action " * 8, "" if n else "The strategic group of the county"] for n in range(9)
    ]
    number, action, lead = widths(rows, 10_000)
    assert number + action + lead == 10_000
    assert action > 3 * lead


@pytest.mark.anywhere
def test_headings_in_a_text_are_below_the_one_it_stands_under():
    assert below("<h3>Scheme</h3><p>h3</p><h4>Hub</h4>", "h4") == "<h5>Scheme</h5><p>h3</p><h6>Hub</h6>"
    assert below("<h3>Scheme</h3>", "h2") == "<h3>Scheme</h3>"


def test_a_side_has_no_total_of_nothing_and_no_column_without_a_figure(db):
    content = full_document()
    content["funding"] = [{**content["funding"][0], "allocated": None, "spent": None, "in_words": "County funding"}]
    content["grants"], table = [], content["tables"][0]
    blank = {**table["rows"][0]["cells"][0], "text": "", "value": None, "state": "not available"}
    content["tables"] = [
        {
            **table,
            "columns": ["2008/09", "2009/10"],
            "rows": [{**row, "cells": [row["cells"][0], blank]} for row in table["rows"]],
        }
    ]
    paper = sheet(plan_paper.plan_paper(published(content)))
    assert "Total (our calculation)" not in paper
    assert "No figures are available for: 2009/10." in paper
    assert not re.search(r"<th[^>]*>2009/10", paper)
