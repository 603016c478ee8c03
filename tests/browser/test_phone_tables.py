"""On a phone a table is rows one below the other: each cell keeps its heading, and nothing is wider than the page."""

import pytest

pytestmark = pytest.mark.browser


def test_a_cell_keeps_its_heading_and_role_on_a_phone(reader):
    page = reader(375).open("/norwich/plans/2008-2011/")
    table = page.get_by_role("table", name="Action plan 2008/09")
    row = table.get_by_role("row").filter(has_text="£31,000").first
    assert row.get_by_role("rowheader").count() == 1
    cell = row.get_by_role("cell", name="£31,000")
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Allocated"'
    assert table.get_by_role("columnheader").all_text_contents()[0] == "Purpose"


def test_a_list_to_choose_from_fits_its_cell_on_a_phone(reader):
    """As on the page that asks what the columns of a table of figures hold."""
    visit = reader(320, javascript=False)
    page = visit.open("/norwich/plans/2008-2011/")
    page.evaluate(
        """() => { const list = document.createElement('select');
        list.className = 'govuk-select';
        list.add(new Option('the number of recorded crimes of this kind, as the source counts them'));
        document.querySelector('td[data-label]:not(.app-wide)').replaceChildren(list); }"""
    )
    assert visit.overflow() <= 0
