"""A plan comes in from a Word document: by keyboard, in the narrowest window, without a script."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import WIDTHS, violations
from tests.plans.editing import word_documents

pytestmark = pytest.mark.browser

PLAN = "/desk/wordtown/plans/2020-2023/"


@pytest.fixture(scope="module")
def session(running) -> str:
    """An officer of a partnership with an empty draft."""
    running.do("""
        here = builders.partnership("wordtown")
        builders.plan(here)
        builders.person("author", here, "officer")
    """)
    return running.sessions("author")["author"]


def look(visit, page, name: str) -> None:
    """Nothing that axe finds and no sideways scroll, in both widths."""
    for width in WIDTHS:
        visit.widen(width)
        assert (name, width, violations(page)) == (name, width, [])
        assert (name, width, visit.overflow()) == (name, width, 0)
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=Path(folder) / f"word-{name}-{width}.png", full_page=True)


def test_a_whole_plan_comes_in_by_keyboard(person, session):
    visit = person(session)
    page = visit.open(PLAN)
    page.get_by_role("link", name="Bring in a Word document").press("Enter")
    page.get_by_label("Word document (.docx)").set_input_files(
        {"name": "plan.docx", "mimeType": "application/zip", "buffer": word_documents.whole_plan()}
    )
    page.get_by_role("button", name="Show what was read").press("Enter")
    expect(page.get_by_text("29 paragraphs were read.")).to_be_visible()
    expect(page.get_by_text("Left out: 1 picture")).to_be_visible()
    page.locator("summary", has_text="Its text: Resources").press("Enter")
    expect(page.get_by_role("cell", name="Grant; £5 | year")).to_be_visible()
    look(visit, page, "preview")
    page.get_by_role("button", name="Save the document").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved: 5 parts of the plan")).to_be_visible()
    look(visit, page, "stored")
    page.get_by_role("button", name="Read as actions of Priority 1: Burglary").press("Enter")
    page.get_by_role("button", name="Save all rows").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved: 2 rows")).to_be_visible()
    assert (visit.outside, visit.complaints) == ([], [])


def test_without_a_script_it_is_stored_and_undone(person, running):
    running.do("""
        here = builders.partnership("scriptless")
        builders.plan(here)
        builders.person("author without script", here, "officer")
    """)
    session = running.sessions("author without script")["author without script"]
    page = person(session, width=320, javascript=False).open("/desk/scriptless/plans/2020-2023/word-document/")
    page.get_by_label("Word document (.docx)").set_input_files(
        {"name": "plan.docx", "mimeType": "application/zip", "buffer": word_documents.whole_plan()}
    )
    page.get_by_role("button", name="Show what was read").click()
    page.get_by_label("Becomes").nth(2).select_option(label="left out")
    page.get_by_role("button", name="Save the document").click()
    expect(page.get_by_text("Saved: 4 parts of the plan")).to_be_visible()
    page.get_by_role("button", name="Undo the document").click()
    expect(page.get_by_text("What the document added has been removed.")).to_be_visible()
