"""The desk in a browser: two people at once, and rows from a spreadsheet."""

import os

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import violations

pytestmark = pytest.mark.browser

PLAN = "/desk/twotown/plans/2020-2023/"


@pytest.fixture(scope="module")
def sessions(running) -> dict[str, str]:
    """Two officers of a partnership with a plan of three milestones."""
    running.do("""
        here = builders.partnership("twotown")
        builders.rich_plan(3, here)
        builders.person("first", here, "officer"), builders.person("second", here, "officer")
    """)
    return running.sessions("first", "second")


@pytest.fixture
def officers(person, sessions):
    """A function that puts the two officers in front of a browser each."""

    def make(javascript: bool):
        return [person(session, javascript=javascript) for session in sessions.values()]

    return make


def open_milestone(visit, number: int = 1):
    """A milestone of the plan, on its own page."""
    page = visit.open(f"{PLAN}priorities/")
    for name in (f"Priority {number}: Priority {number}", f"{number}.1 Action {number}.1", f"{number}.1a A step"):
        page.get_by_role("link", name=name).first.click()
    return page


def text(page):
    return page.get_by_label("Text", exact=True)


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_two_officers_edit_the_same_milestone_and_neither_text_is_lost(officers, javascript):
    mine, theirs = (open_milestone(officer) for officer in officers(javascript))
    text(mine).fill("A step by the first officer.")
    text(theirs).fill("A step by the second officer.")
    save(mine)
    expect(mine.get_by_role("status")).to_contain_text("Saved")
    save(theirs)
    expect(theirs.get_by_role("alert")).to_contain_text("Someone else saved this first. Your text is not lost.")
    expect(theirs.get_by_role("alert")).to_contain_text("first saved it")
    expect(theirs.locator("#conflict")).to_contain_text("A step by the first officer.")
    expect(theirs.locator("#conflict")).to_contain_text("A step by the second officer.")
    expect(text(theirs)).to_have_value("A step by the second officer.")
    mine.reload()
    expect(text(mine)).to_have_value("A step by the first officer.")
    text(theirs).fill("A step that both officers agreed.")
    save(theirs)
    expect(theirs.get_by_role("status")).to_contain_text("Saved")
    mine.reload()
    expect(text(mine)).to_have_value("A step that both officers agreed.")
    theirs.get_by_role("link", name="History of this milestone").click()
    expect(theirs.locator("main")).to_contain_text("A step by the first officer.")


@pytest.mark.parametrize("javascript", [True, pytest.param(False, marks=pytest.mark.long)])
def test_two_officers_edit_two_milestones_and_both_are_saved(officers, javascript):
    mine, theirs = (
        open_milestone(officer, number) for officer, number in zip(officers(javascript), (2, 3), strict=True)
    )
    text(mine).fill(f"A step in the second action, {javascript}.")
    text(theirs).fill(f"A step in the third action, {javascript}.")
    save(mine)
    save(theirs)
    for page, words in ((mine, "second"), (theirs, "third")):
        expect(page.get_by_role("status")).to_contain_text("Saved")
        page.reload()
        expect(text(page)).to_have_value(f"A step in the {words} action, {javascript}.")


def test_rows_from_a_spreadsheet_are_looked_at_and_then_saved(person, sessions):
    page = person(sessions["first"]).open(f"{PLAN}funding/paste/")
    block = "Fund\tPurpose\tAmount\nCommunity fund\tYouth club\t£1,200\nCommunity fund\tLighting\tin kind"
    page.get_by_label("Copy the cells").fill(block)
    page.get_by_role("button", name="Show how it was read").click()
    expect(page.get_by_label("Row 1, Allocated")).to_have_value("£1,200")
    page.get_by_label("Row 2, Purpose").fill("Street lighting")
    page.get_by_role("button", name="Save all rows").click()
    expect(page.get_by_role("status")).to_contain_text("Saved: 2 rows")
    page.get_by_role("link", name="See the funding").click()
    expect(page.locator("main")).to_contain_text("Community fund: Street lighting")


@pytest.mark.parametrize("width", [375, pytest.param(1280, marks=pytest.mark.long)])
def test_a_table_with_foreign_headings_is_asked_about_and_undone(person, sessions, width):
    visit = person(sessions["first"], width)
    page = visit.open(f"{PLAN}priorities/")
    page.get_by_role("link", name="Priority 3: Priority 3").first.click()
    page.get_by_role("link", name="Paste actions from a spreadsheet").click()
    block = "Actieplan 2027-2030\nNr\tActie\tTrekker\tStand\tKlaar\n3.8\tLight the path\tHighways\tR\t31.3.28\n"
    page.get_by_label("Copy the cells").fill(f"{block}3.9\tMark bicycles\tPolice\tG\tQ4 2027/28")
    page.get_by_role("button", name="Show how it was read").click()
    expect(page.locator("main")).to_contain_text("Not read, because it is above the headings: Actieplan 2027-2030")
    expect(page.get_by_role("button", name="Save all rows")).to_have_count(0)
    for heading, label in {"Nr": "Number", "Actie": "Action", "Trekker": "Lead", "Stand": "not used"}.items():
        page.get_by_label(f"Read as: {heading}", exact=True).select_option(label=label)
    page.get_by_role("button", name="Read with these columns").click()
    page.get_by_label("Read as: Klaar").select_option(label="Due")
    picture(page, f"columns-{width}")
    assert visit.overflow() <= 0
    page.get_by_role("button", name="Read with these columns").click()
    expect(page.locator("#cells")).to_contain_text("read as: by the end of March 2028")
    expect(page.locator("#cells")).to_contain_text("new action: 3.9 Mark bicycles")
    picture(page, f"rows-{width}")
    assert visit.overflow() <= 0
    assert violations(page) == []
    page.get_by_role("button", name="Save all rows").click()
    expect(page.get_by_role("status")).to_contain_text("Saved: 2 rows")
    picture(page, f"stored-{width}")
    page.get_by_role("button", name="Undo this paste").click()
    expect(page.get_by_role("status")).to_contain_text("The paste was undone.")
    assert visit.complaints == []


def picture(page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/paste-{name}.png", full_page=True)
