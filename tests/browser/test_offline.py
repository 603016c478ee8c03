"""An officer works on the actions in a spreadsheet while a colleague changes one of them in the portal."""

import io
import os
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.accessibility import WIDTHS, violations

pytestmark = pytest.mark.browser

PLAN = "/desk/sheettown/plans/2020-2023/"


def changed_offline(content: bytes) -> bytes:
    """The spreadsheet with a new title in its first action and a new second action in place of the old."""
    book = load_workbook(io.BytesIO(content))
    sheet = book["actions"]
    sheet.cell(3, 3, "Light every street")
    sheet.cell(4, 2, "1.9")
    sheet.cell(4, 3, "Paint the wall")
    sheet.cell(4, sheet.max_column).value = None
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_one_conflict_is_shown_with_both_texts_and_decided(person, running):
    """Slow: two visits, each in two widths."""
    running.do("""
        here = builders.partnership("sheettown")
        priority = builders.priority(builders.plan(here))
        builders.action(priority)
        builders.action(priority, 2)
        builders.person("offline", here, "officer")
    """)
    visit = person(running.sessions("offline")["offline"])
    page = visit.open(PLAN)
    page.get_by_role("link", name="Work on the actions in a spreadsheet").press("Enter")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the spreadsheet (XLSX)").click()
    running.do("""
        from plans.editing.save import save_row
        from plans.editing.tables import editable_tables
        from priorities.models import Action
        action = Action.objects.get(ref="1.1", priority__plan__partnership__slug="sheettown")
        save_row(editable_tables()["actions"], action, {"title": "Light the square"}, seen=1, by=None)
    """)
    content = changed_offline(Path(download.value.path()).read_bytes())
    file = {"name": "actions.xlsx", "mimeType": "application/zip", "buffer": content}
    page.get_by_label("The spreadsheet you worked on").set_input_files(file)
    page.get_by_role("button", name="Show what changes").press("Enter")
    row = page.get_by_role("row").filter(has_text="Changed in both places")
    expect(row).to_contain_text("Light the square")
    expect(row).to_contain_text("Light every street")
    expect(page.get_by_label("Remove 1.2 Action 1.2")).not_to_be_checked()
    for width in WIDTHS:
        visit.widen(width)
        assert (width, violations(page), visit.overflow()) == (width, [], 0)
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=Path(folder) / f"offline-{width}.png", full_page=True)
    page.get_by_role("button", name="Save these changes").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Choose which text to keep")
    page.get_by_label("the spreadsheet’s text").check()
    page.get_by_label("Remove 1.2 Action 1.2").check()
    page.get_by_role("button", name="Save these changes").press("Enter")
    expect(page.get_by_role("status").filter(has_text="1 row changed, 1 row added, 1 row removed")).to_be_visible()
    page.get_by_role("button", name="Undo the spreadsheet").press("Enter")
    expect(page.get_by_text("What the spreadsheet changed was undone.")).to_be_visible()
    assert (visit.outside, visit.complaints) == ([], [])
