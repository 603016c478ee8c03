"""On a phone no cell of a table is cut: what stands in it is read whole, without moving the page sideways."""

import pytest

from tests.browser.test_every_page import PAGES

pytestmark = pytest.mark.browser
PHONES = (320, 375, 640)
CUT = """() => [...document.querySelectorAll('table :is(th, td)')].filter(cell => {
  if (cell.closest('thead') && getComputedStyle(cell.closest('thead')).clipPath !== 'none') return false;
  if (getComputedStyle(cell).clipPath !== 'none' || !cell.checkVisibility()) return false;
  if (cell.scrollWidth > cell.clientWidth) return true;
  const box = cell.getBoundingClientRect();
  for (let around = cell.parentElement; around; around = around.parentElement) {
    const edge = around.getBoundingClientRect();
    if (getComputedStyle(around).overflowX !== 'visible' && (box.left < edge.left - 1 || box.right > edge.right + 1))
      return true;
  }
  return box.left < 0 || box.right > innerWidth;
}).map(cell => `${cell.closest('table').id}: ${cell.textContent.trim().slice(0, 40)}`)"""
OPENED = "document.querySelectorAll('details').forEach(one => { one.open = true })"


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_no_cell_of_a_table_is_cut_on_a_phone(reader, path):
    """Every table of the page, also those folded away, at three widths. Slow: each page is opened in a browser."""
    visit = reader(PHONES[0], javascript=False)
    page = visit.open(path)
    page.evaluate(OPENED)
    for width in PHONES:
        visit.widen(width)
        assert visit.overflow() <= 0, width
        assert (width, page.evaluate(CUT)) == (width, [])


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
    visit = reader(PHONES[0], javascript=False)
    page = visit.open("/norwich/plans/2008-2011/")
    page.evaluate(
        """() => { const list = document.createElement('select');
        list.className = 'govuk-select';
        list.add(new Option('the number of recorded crimes of this kind, as the source counts them'));
        document.querySelector('td[data-label]:not(.app-wide)').replaceChildren(list); }"""
    )
    assert visit.overflow() <= 0
