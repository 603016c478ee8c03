"""The desk in a browser: two people at once, and rows from a spreadsheet."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PLAN = "/desk/peterborough/plans/2016-2019/"


@pytest.fixture
def officer(reader, running):
    """A function that makes officers who are signed in."""

    def make(width: int = 1280, javascript: bool = True):
        visit = reader(width, javascript)
        page = visit.open("/desk/sign-in/")
        page.get_by_label("User name or e-mail").fill("officer")
        page.get_by_label("Password").fill(running.passwords["officer"])
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Your desk")
        return visit

    return make


def open_first(visit, heading: str):
    """The first section of the plan, on its own page; the plan is a draft then."""
    page = visit.open(f"{PLAN}publish/")
    back = page.get_by_role("button", name="Return to draft")
    if back.count():
        back.click()
    page = visit.open(f"{PLAN}sections/")
    page.get_by_role("link", name=heading, exact=True).click()
    return page


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_two_officers_edit_the_same_section_and_neither_text_is_lost(officer, javascript):
    first, second = officer(javascript=javascript), officer(javascript=javascript)
    mine, theirs = open_first(first, "Scrutiny report: purpose"), open_first(second, "Scrutiny report: purpose")
    mine.get_by_label("Body").fill("What the first officer wrote.")
    theirs.get_by_label("Body").fill("What the second officer wrote.")
    mine.get_by_role("button", name="Save").click()
    expect(mine.get_by_role("status")).to_contain_text("Saved")
    theirs.get_by_role("button", name="Save").click()
    expect(theirs.get_by_role("alert")).to_contain_text("Somebody else saved this first. Nothing of yours is lost.")
    expect(theirs.locator("#conflict")).to_contain_text("What the first officer wrote.")
    expect(theirs.get_by_label("Body")).to_have_value("What the second officer wrote.")
    theirs.get_by_label("Body").fill("What both officers agreed.")
    theirs.get_by_role("button", name="Save").click()
    expect(theirs.get_by_role("status")).to_contain_text("Saved")
    expect(theirs.get_by_label("Body")).to_have_value("What both officers agreed.")


def test_rows_from_a_spreadsheet_are_looked_at_and_then_saved(officer):
    visit = officer()
    open_first(visit, "Scrutiny report: purpose")
    page = visit.open(f"{PLAN}funding/paste/")
    block = "Fund\tPurpose\tAmount\nCommunity fund\tYouth club\t£1,200\nCommunity fund\tLighting\tin kind"
    page.get_by_label("Copy the cells").fill(block)
    page.get_by_role("button", name="Show what was understood").click()
    expect(page.get_by_label("Row 1, Amount")).to_have_value("£1,200")
    page.get_by_label("Row 2, Purpose").fill("Street lighting")
    page.get_by_role("button", name="Save all rows").click()
    expect(page.get_by_role("status")).to_contain_text("Stored: 2 funding")
    expect(page.locator("main")).to_contain_text("Community fund: Street lighting")
