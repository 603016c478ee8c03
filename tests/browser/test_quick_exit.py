"""Somebody who must not be seen reading a page about abuse leaves it at once, by pointer or keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import WIDTHS, violations

pytestmark = pytest.mark.browser
PAGE = "/cambridge/plans/2011-2014/priorities/3/"
AWAY = "https://www.bbc.co.uk/weather"


def test_without_javascript_it_is_a_link(reader):
    visit = reader(320, javascript=False)
    page = visit.open(PAGE)
    expect(page.get_by_role("link", name="Leave this page")).to_have_attribute("href", AWAY)
    expect(page.get_by_role("link", name="0808 2000 247")).to_be_visible()
    assert visit.overflow() <= 0


@pytest.mark.parametrize("way", ["click", "Escape", "Shift Shift Shift"])
def test_with_javascript_the_page_is_emptied_and_its_name_and_address_are_replaced(reader, way):
    page = reader().open(PAGE)
    asked = []

    def stay(route):  # an answer without content leaves the emptied page as it is, to be looked at
        asked.append(route.request.url)
        route.fulfill(status=204)

    page.route(AWAY, stay)
    page.evaluate("window.went = []; history.replaceState = (...given) => window.went.push(given[2])")
    if way == "click":
        page.get_by_role("link", name="Leave this page").click(no_wait_after=True)
    else:
        for key in way.split():
            page.keyboard.press(key)
    page.wait_for_timeout(500)
    assert asked == [AWAY]
    assert page.title() == "Weather"
    assert page.locator("body *").count() == 0
    assert page.evaluate("window.went")[-1] == "/"


def test_two_times_shift_and_typing_in_capitals_does_not_leave(reader):
    visit = reader()
    page = visit.open(PAGE)
    for key in ("Shift", "Shift", "a", "Shift", "Shift"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert visit.outside == []


def test_the_button_is_named_reached_first_in_the_page_and_accessible(reader):
    visit = reader(WIDTHS[0])
    page = visit.open(PAGE)
    for width in WIDTHS:
        visit.widen(width)
        assert violations(page) == []
        assert visit.overflow() <= 0


def test_pages_about_other_things_have_no_such_button(reader):
    page = reader().open("/cambridge/plans/2011-2014/priorities/1/")
    expect(page.locator("[data-exit]")).to_have_count(0)
    page.keyboard.press("Escape")
    assert page.url.endswith("/priorities/1/")


COVERED = """() => [...document.querySelectorAll('main a[href^="#"], main a[href*="#"]')].filter(link => {
  if (link.pathname !== location.pathname || link.hash.length < 2) return false;
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!heading) return true;
  location.hash = link.hash;
  const box = heading.getBoundingClientRect();
  return [...document.body.querySelectorAll('*')].some(one => {
    if (!['fixed', 'sticky'].includes(getComputedStyle(one).position) || !one.checkVisibility()) return false;
    if (one.contains(heading) || heading.contains(one)) return false;
    const over = one.getBoundingClientRect();
    return over.left < box.right && over.right > box.left && over.top < box.bottom && over.bottom > box.top;
  });
}).map(link => link.hash)"""


@pytest.mark.parametrize("path", [PAGE, "/norwich/plans/2008-2011/", "/cambridge/plans/2011-2014/v1/", "/help/"])
def test_nothing_covers_what_a_link_within_the_page_leads_to(reader, path):
    """Follows every link within a page in both widths. Slow: a long plan has two hundred of them."""
    visit = reader(WIDTHS[0])
    page = visit.open(path)
    assert page.locator('main a[href^="#"]').count() > 0
    for width in (375, 1280):
        visit.widen(width)
        assert (width, page.evaluate(COVERED)) == (width, [])


def test_the_button_stays_where_it_is_and_phones_are_not_told_of_a_key(reader):
    visit = reader(375)
    page = visit.open(PAGE)
    hint = page.get_by_text("Or press Shift three times.")
    expect(hint).to_be_hidden()
    page.evaluate("scrollTo(0, 2000)")
    expect(page.get_by_role("link", name="Leave this page")).not_to_be_in_viewport()
    visit.widen(1280)
    expect(hint).to_be_visible()
