"""What people come for, step by step."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_resident_finds_how_their_ward_compares(reader, javascript):
    page = reader(320, javascript).open("/")
    page.get_by_role("link", name="Areas of Peterborough").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Peterborough")
    page.locator("table").get_by_role("link", name="Orton with Hampton").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Orton with Hampton")
    expect(page.locator("main")).to_contain_text("1,063")
    expect(page.locator("main")).to_contain_text("14th of 24 by rate")
    expect(page.get_by_role("link", name="South East", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Ortons with Hampton")).to_be_visible()


def test_a_resident_sorts_the_wards_with_plain_links(reader):
    page = reader(javascript=False).open("/peterborough/areas/")
    page.get_by_role("link", name=re.compile("^Ward")).first.click()
    first_row = page.locator("table").first.locator("tbody tr").first
    expect(first_row).to_contain_text("Barnack")
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)


def test_a_scrutiny_member_follows_a_figure_to_its_source_in_one_click(reader):
    page = reader().open("/norwich/performance/")
    page.get_by_role("link", name="10445").first.click()
    expect(page).to_have_url(re.compile(r"/norwich/sources/[\w-]+/#[\w-]+$"))
    expect(page.locator(":target")).to_contain_text("10445")


def test_a_reader_moves_by_keyboard_alone(reader):
    page = reader().open("/norwich/plans/2008-2011/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))


def test_an_action_leads_to_the_action_it_refers_to_and_back(reader):
    page = reader().open("/south-cambridgeshire/plans/2009-2012/#action-4.2")
    page.locator("#action-4\\.2").get_by_role("link", name="action 2.1").click()
    expect(page.locator(":target")).to_contain_text("Address prolific offenders")
    page.locator("#action-2\\.1").get_by_role("link", name="action 5.2").click()
    expect(page.locator(":target")).to_contain_text("Address known vehicle crime offenders")


def test_a_chart_opens_when_it_is_asked_for_and_not_before(reader):
    visit = reader()
    page = visit.open("/norwich/plans/2008-2011/")
    assert not [address for address in visit.asked if "plotly" in address]
    page.get_by_text("Tables: show all").click()
    page.get_by_role("button", name=re.compile("^Zoom and compare")).first.click()
    expect(page.locator(".js-plotly-plot .bars path").first).to_be_visible(timeout=20_000)
    assert [address for address in visit.asked if "plotly-basic" in address]
    assert (visit.outside, visit.complaints) == ([], [])


def test_a_wrong_address_says_what_there_is(reader, portal):
    page = reader().page
    response = page.goto(f"{portal}/norwich/plans/1999-2002/")
    assert response.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    page.locator("main").get_by_role("link", name=re.compile("2008 to 2011")).click()
    expect(page).to_have_url(f"{portal}/norwich/plans/2008-2011/")


def test_a_plan_prints_without_cut_tables(reader):
    visit = reader(1280)
    page = visit.open("/norwich/plans/2008-2011/")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 900})  # A4 without its margins
    assert visit.overflow() <= 0
    expect(page.locator(".app-sections")).to_be_hidden()
