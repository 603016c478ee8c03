"""What belongs together is linked on both sides: plans, priorities, actions, indicators, reports, recommendations and
areas."""

import re
from collections import Counter

import pytest

from performance.figures.related import of_figures
from performance.figures.relations import areas
from performance.figures.series import figures
from plans.documents.related import RelatedPages, related_pages
from plans.models import Partnership, SearchKind
from tests.public_pages import ALIKE, Read, walked

pytestmark = pytest.mark.anywhere
PARTNERSHIPS = ("cambridge", "norfolk", "norwich", "peterborough", "south-cambridgeshire")
KINDS = {
    (SearchKind.INDICATOR, SearchKind.PLAN),
    (SearchKind.INDICATOR, SearchKind.PRIORITY),
    (SearchKind.INDICATOR, SearchKind.REPORT),
    (SearchKind.REPORT, SearchKind.PLAN),
    (SearchKind.REPORT, SearchKind.PRIORITY),
    (SearchKind.REPORT, SearchKind.RECOMMENDATION),
    (SearchKind.RECOMMENDATION, SearchKind.PLAN),
    (SearchKind.RECOMMENDATION, SearchKind.PRIORITY),
    (SearchKind.AREA, SearchKind.PLAN),
    (SearchKind.AREA, SearchKind.PRIORITY),
    (SearchKind.PLAN, SearchKind.PLAN),
}


def links_of(page: str) -> set[str]:
    """The addresses that the text of a page leads to."""
    text = page.partition("<main")[2].partition("</main>")[0]
    return {address.partition("#")[0] for address in re.findall(r'href="(/[^"?]*)', text)}


@pytest.fixture(scope="module")
def pages(demo, tmp_path_factory, django_db_blocker) -> dict[str, Read]:
    """Every page of the source plans that links lead to."""
    with django_db_blocker.unblock():
        return {address: one for address, one in walked(tmp_path_factory).items() if one.html}


def unlinked(pages, pairs) -> list[tuple[str, str]]:
    """From a page to one that belongs to it and that it does not lead to."""
    found, read = [], {}
    for one, other in pairs:
        for here, there in ((one, other), (other, one)):
            page, wanted = here.address.partition("#")[0], there.address.partition("#")[0]
            if page not in pages and ALIKE.search(page):
                continue
            if page not in read:
                assert pages[page].status == 200, page
                read[page] = links_of(pages[page].html)
            if wanted not in read[page] and wanted != page:
                found.append((page, wanted))
    return found


def test_every_pair_of_the_documents_is_linked_on_both_sides(pages, db):
    kinds: Counter[tuple[SearchKind, SearchKind]] = Counter()
    for slug in PARTNERSHIPS:
        pairs = related_pages(slug).pairs
        kinds.update((one.kind, other.kind) for one, other in pairs)
        assert unlinked(pages, pairs) == []
    assert set(kinds) >= KINDS


def test_an_indicator_and_each_area_that_it_has_figures_of_are_linked_on_both_sides(pages, db):
    norwich = Partnership.objects.get(slug="norwich")
    with_page = {area.code for area in areas(norwich)}
    pairs = list(of_figures("norwich", [one for one in figures(norwich) if one.area.code in with_page]))
    assert len(pairs) > 40
    assert unlinked(pages, pairs) == []


def test_a_page_costs_the_same_however_much_belongs_together(demo, db, django_assert_num_queries):
    for slug in PARTNERSHIPS:
        with django_assert_num_queries(3):
            assert related_pages(slug).pairs


def test_a_burglary_target_leads_to_its_priority_and_the_priority_to_it(demo, db, client):
    page = client.get("/south-cambridgeshire/plans/2009-2012/priorities/4/").text
    assert "/south-cambridgeshire/performance/south-cambs-burglary-rate/" in links_of(page)
    counted = client.get("/south-cambridgeshire/performance/south-cambs-burglary-rate/").text
    assert ">Priority 4: Reducing burglary (2009 to 2012)</a>" in counted.partition('id="planned"')[2]


def test_a_recommendation_leads_to_what_it_is_about_and_to_the_report_of_its_meeting(demo, db, client):
    page = client.get("/peterborough/recommendations/1/").text
    related = page.partition('id="related"')[2].partition("</section>")[0]
    assert re.findall(r'href="([^"]*)"', related) == [
        "/peterborough/plans/2016-2019/priorities/2/",
        "/peterborough/scrutiny/committee-report-2015-16/",
        "/peterborough/plans/2016-2019/",
    ]
    meeting = re.search(r'href="/peterborough/scrutiny/#(meeting-[^"]*)"', page)[1]
    listed = client.get("/peterborough/scrutiny/").text.partition(f'id="{meeting}"')[2].partition("</li>")[0]
    assert 'href="/peterborough/recommendations/1/"' in listed


TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)


def empty_columns(page: str) -> list[str]:
    """The headings of the columns of a page that have no content in any row of their table."""
    found = []
    for table in TABLE.findall(page):
        head, *rows = [CELL.findall(row) for row in ROW.findall(table)]
        rows = [row for row in rows if len(row) == len(head)]
        found += [
            heading
            for number, heading in enumerate(head)
            if rows and not any(re.sub(r"<(?!svg|input)[^>]*>|\s", "", row[number]) for row in rows)
        ]
    return found


def test_every_page_but_the_first_has_a_way_back_and_no_table_a_column_without_content(pages):
    drawn = {
        address: one.html
        for address, one in pages.items()
        if one.status == 200 and not address.endswith(".html")  # parts of pages, shown in a frame of another site
    }
    assert [address for address, html in drawn.items() if 'class="govuk-breadcrumbs"' not in html] == ["/"]
    assert {address: empty for address, html in drawn.items() if (empty := empty_columns(html))} == {}
    assert len(drawn) > 450


def test_what_belongs_together_is_read_from_both_sides_and_an_action_on_the_page_of_its_priority():
    from plans.documents.related import PublicThing

    priority = PublicThing(SearchKind.PRIORITY, "1 Burglary", "/a/priorities/1/")
    action = PublicThing(SearchKind.ACTION, "1.1 Locks", "/a/priorities/1/#action-1.1")
    report = PublicThing(SearchKind.REPORT, "Annual report", "/a/report/")
    pages = RelatedPages([(report, action), (report, priority), (action, priority), (report, action)])
    assert pages.of("/a/priorities/1/") == [("Progress reports", [report])]
    assert pages.of("/a/report/") == [("Priorities", [priority]), ("Actions", [action])]
    assert pages.of("/a/report/", but=(SearchKind.ACTION,)) == [("Priorities", [priority])]
    assert pages.of("/a/") == []
