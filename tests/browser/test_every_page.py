"""What must hold on every type of public page: accessible, narrow, quiet, alone."""

import os
import re
from pathlib import Path

import pytest

from tests.browser.accessibility import WIDTHS, violations

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

PAGES = {
    "home": "/",
    "partnership": "/peterborough/",
    "plans": "/peterborough/plans/",
    "plan": "/norwich/plans/2008-2011/",
    "plan-with-map": "/peterborough/plans/2011-2014/",
    "plan-with-actions": "/south-cambridgeshire/plans/2009-2012/",
    "consultation-draft": "/peterborough/plans/2016-2019/",
    "county-agreement": "/norfolk/plans/2008-2011/",
    "version": "/cambridge/plans/2011-2014/v1/",
    "priority": "/south-cambridgeshire/plans/2009-2012/priorities/2/",
    "priority-of-a-version": "/norwich/plans/2008-2011/v1/priorities/2/",
    "performance": "/norwich/performance/",
    "performance-to-be-confirmed": "/cambridge/performance/",
    "indicator": "/norwich/performance/cycle-theft/",
    "embedded-chart": "/norwich/performance/cycle-theft/chart.html",
    "embedded-targets": "/norwich/performance/cycle-theft/targets.html",
    "embedded-targets-of-a-plan": "/norwich/plans/2008-2011/v1/targets.html",
    "embedded-targets-of-a-report": "/norwich/scrutiny/annual-report-2006-07/v1/targets.html",
    "embedded-table": "/norwich/plans/2008-2011/tables/bcs-outturn.html",
    "embedded-map": "/peterborough/areas/chart.html?chart=map",
    "ranking": "/peterborough/areas/",
    "areas-without-figures": "/norwich/areas/",
    "area": "/peterborough/areas/E05002183/",
    "source": "/norwich/sources/partnership-plan-2008-2011/",
    "report": "/norwich/scrutiny/annual-report-2006-07/",
    "report-of-a-quarter": "/cambridge/scrutiny/quarter-3-2011-12/v1/",
    "brief": "/norwich/scrutiny/annual-report-2006-07/v1/brief/",
    "cover-report": "/cambridge/scrutiny/quarter-3-2011-12/v1/cover/",
    "scrutiny": "/norwich/scrutiny/",
    "scrutiny-with-a-whole-cycle": "/peterborough/scrutiny/",
    "recommendations": "/norwich/recommendations/",
    "have-your-say": "/peterborough/have-your-say/",
    "subscription-asked": "/norwich/subscribe/asked/",
    "calendar": "/norwich/calendar/",
    "you-said": "/norwich/you-said/",
    "feedback-thanks": "/norwich/have-your-say/thanks/",
    "fact-register": "/norwich/fact-register/",
    "fact-register-with-nothing": "/norfolk/fact-register/",
    "all-partnerships": "/partnerships/",
    "compared": "/compare/",
    "compared-by-an-indicator": "/compare/domestic-burglary/",
    "search": "/search/?q=burglary",
    "search-with-nothing": "/search/?q=helicopter",
    "glossary": "/glossary/",
    "data": "/data/",
    "methods": "/data/methods/",
    "accessibility": "/accessibility/",
    "help": "/help/",
    "guide": "/desk/help/approvers/",
    "edition": "/norwich/plans/2008-2011/v1/editions/en-easy-read/",
    "earlier-plan": "/peterborough/plans/2016-2019/compared-with/2011-2014/",
    "privacy": "/privacy/",
    "cookies": "/cookies/",
    "duties": "/norwich/duties/",
    "my-area": "/my-area/?q=PE1",
    "my-area-of": "/peterborough/my-area/?q=central",
}


def words_of(page) -> list[str]:
    """What a page says below its head, without what only a script can offer."""
    said = page.locator("main").text_content()
    return re.sub(r"Zoom (in|and)[^()]*\(loads \d+ kB\)|Or press Shift three times\.", "", said).split()


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_is_accessible_fits_asks_nobody_else_and_reads_the_same_without_javascript(reader, path):
    """Opened once with scripts, at most four requests, and looked at in both widths; and once without, where no cell
    of a table is cut at three widths, also of those folded away. Slow: axe takes a second a page.
    """
    visit, plain = reader(WIDTHS[0]), reader(PHONES[0], javascript=False)
    page, plain_page = visit.open(path), plain.open(path)
    assert words_of(page) == words_of(plain_page)
    plain_page.evaluate(OPENED)
    for width in PHONES:
        plain.widen(width)
        assert plain.overflow() <= 0, width
        assert (width, plain_page.evaluate(CUT)) == (width, [])
    for width in WIDTHS:
        visit.widen(width)
        assert visit.overflow() <= 0, width
        assert (width, violations(page)) == (width, [])
    assert page.locator("h1").count() == 1
    assert len([address for address in visit.asked if not address.startswith("data:")]) <= 4
    assert visit.outside == []
    assert visit.complaints == []
    assert visit.context.cookies() == []


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("document.querySelector('label').remove()", "label"),
        ("document.querySelector('main p').style.color = '#ccc'", "color-contrast"),
        ("document.querySelector('main a').textContent = ''", "link-name"),
        ("document.documentElement.lang = ''", "html-has-lang"),
        ("document.querySelector('main').setAttribute('role', 'nothing')", "aria-roles"),
    ],
)
def test_a_fault_is_found_on_a_page_of_which_all_else_was_found_right(reader, fault, rule):
    page = reader().open("/")
    assert violations(page) == []
    page.evaluate(fault)
    assert rule in [name for name, _elements in violations(page)]


SHOWN = {
    "home": "home",
    "search": "search",
    "plan": "plan-with-map",
    "priority": "priority",
    "performance": "performance",
    "indicator": "indicator",
    "ranking": "ranking",
    "area": "area",
    "scrutiny": "scrutiny-with-a-whole-cycle",
    "report": "report",
}


@pytest.mark.long
@pytest.mark.parametrize("name", SHOWN)
def test_screenshots(reader, tmp_path, name):
    """Pictures of the main pages on a phone and on a screen; `make screenshots` keeps them in docs/screenshots/.

    Slow: two long pictures.
    """
    visit = reader(375)
    page = visit.open(PAGES[SHOWN[name]])
    for width in (375, 1280):
        visit.widen(width)
        height = min(page.evaluate("document.documentElement.scrollHeight"), 3600)
        folder = Path(os.environ.get("SCREENSHOTS", tmp_path)) / "docs" / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}-{width}.png"
        page.screenshot(path=path, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
        assert path.stat().st_size > 10_000
