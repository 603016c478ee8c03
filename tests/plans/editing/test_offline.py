"""Actions in a spreadsheet that is worked on offline: what comes back is shown, chosen between, stored and undone."""

import datetime as dt
import html
import io
import re

import pytest
from openpyxl import load_workbook

from csp_portal.formats.spreadsheets.ods import ods
from csp_portal.formats.spreadsheets.xlsx import xlsx
from plans.editing.offline import working_book
from plans.editing.save import save_row
from plans.editing.tables import editable_tables
from plans.models import Plan
from priorities.models import Action, Milestone
from tests import builders

pytestmark = pytest.mark.django_db

PAGE = "/desk/anytown/plans/2020-2023/spreadsheet/"
MARK = "Row in the portal (do not change)"
DUE = "Due"


@pytest.fixture
def plan() -> Plan:
    """Two actions; the first has two milestones and a lead."""
    made = builders.plan()
    priority = builders.priority(made)
    first = builders.action(priority, due_as_printed="31/03/2021", due_kind="date", due_on=dt.date(2021, 3, 31))
    builders.lead(first)
    for letter in "ab":
        builders.milestone(first, letter)
    builders.action(priority, 2)
    return made


@pytest.fixture
def desk(client, plan):
    client.force_login(builders.person("officer", plan.partnership, "officer"))
    return client


class Sheets:
    """The spreadsheet as an officer has it open."""

    def __init__(self, content: bytes):
        self.book = load_workbook(io.BytesIO(content))

    def columns(self, name):
        return {cell.value: cell.column for cell in self.book[name][2]}

    def set(self, name, line, **cells):
        for heading, value in cells.items():
            self.book[name].cell(line, self.columns(name)[heading], value)

    def content(self):
        written = io.BytesIO()
        self.book.save(written)
        return written.getvalue()


@pytest.fixture
def sheets(desk) -> Sheets:
    return Sheets(desk.get(f"{PAGE}actions.xlsx").content)


def words(answer) -> str:
    text = re.sub(r"(?s)<textarea.*?</textarea>|<[^>]+>", " ", answer.content.decode())
    return " ".join(html.unescape(text).split())


def load(desk, content: bytes):
    file = io.BytesIO(content)
    file.name = "actions.xlsx"
    return desk.post(PAGE, {"file": file})


def save(desk, shown, **chosen):
    held = re.search(r'(?s)name="workbook" hidden>(.*?)</textarea>', shown.content.decode())[1]
    return desk.post(PAGE, {"workbook": held, "save": "yes", **chosen}, follow=True)


def edit(row, **values):
    kind = next(one for one in editable_tables().values() if one.model is type(row))
    return save_row(kind, row, values, seen=row.row_version, by=None)


def test_a_spreadsheet_that_nobody_changed_changes_nothing(desk, plan, sheets):
    action = sheets.columns("actions")
    assert sheets.book["actions"].cell(3, action[DUE]).value == dt.datetime(2021, 3, 31)
    rules = {
        str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheets.book["actions"].data_validations.dataValidation
    }
    letter = sheets.book["actions"].cell(3, action["Status"]).coordinate
    column = rules[letter].split("!$")[1].split("$")[0]
    assert "On track" in [cell.value for cell in sheets.book["choices"][column]]
    for content in (sheets.content(), ods(working_book(plan))):
        assert "The spreadsheet says the same as the portal. There is nothing to save." in words(load(desk, content))


def test_one_table_goes_out_as_csv_and_comes_back_alone(desk, plan):
    for ref, title in (("1.3", "=1+1"), ("1.4", "\u22125 per cent, “or more”; a\u00e9\U0001f6b2"), ("1.5", '-2"x"')):
        builders.action(plan.priorities.get(), ref[2:], title=title)
    content = desk.get(f"{PAGE}actions.csv").content
    same = words(load(desk, content))
    assert "The spreadsheet says the same as the portal." in same
    assert "5 rows unchanged" in same
    assert "Milestones" not in same
    from_excel = content.decode("utf-8-sig").replace(",", ";").replace("Action 1.1", "Light the streets")
    shown = words(load(desk, from_excel.encode("cp1252", "replace")))
    assert "1.1 Action 1.1 Title Action 1.1 Light the streets the spreadsheet’s text" in shown
    assert desk.get(f"{PAGE}funding.csv").status_code == desk.get(f"{PAGE}milestones.xlsx").status_code == 404


def test_what_was_changed_and_added_is_shown_then_saved_and_undone_together(desk, plan, sheets):
    sheets.set("actions", 3, Title="Light the streets", **{DUE: "1 May 2021"})
    sheets.set("actions", 5, Priority="Priority 1: Priority 1", Ref="1.3", Title="Walk", Leads="Police; Fire")
    sheets.set("milestones", 5, Action="1.3 Walk", Ref="1.3a", Text="Find a way")
    shown = load(desk, sheets.content())
    said = words(shown)
    assert "1 row changed · 1 row added · 1 row unchanged · 0 rows missing" in said
    assert "Title Action 1.1 Light the streets the spreadsheet’s text" in said
    assert "Priority: Priority 1: Priority 1 · Ref: 1.3 · Title: Walk · Leads: Police; Fire" in said
    assert Action.objects.count() == 2
    assert "Saved: 1 row changed, 2 rows added." in words(save(desk, shown))
    first, _second, third = Action.objects.all()
    assert (first.title, first.due_on, first.due_as_printed) == ("Light the streets", dt.date(2021, 5, 1), "1 May 2021")
    assert [part.as_printed for part in third.parts.all()] == ["Police", "Fire"]
    assert [step.text for step in third.milestones.all()] == ["Find a way"]
    assert "What the spreadsheet changed was undone." in words(desk.post(PAGE, {"undo": "yes"}, follow=True))
    assert [action.title for action in Action.objects.all()] == ["Action 1.1", "Action 1.2"]


def test_a_cell_that_both_changed_waits_for_a_choice_and_others_are_merged(desk, plan, sheets):
    action = Action.objects.get(ref="1.1")
    edit(edit(action, title="In the portal"), note="Only in the portal")
    sheets.set("actions", 3, Title="In the sheet", Outcome="Only in the sheet")
    shown = load(desk, sheets.content())
    assert "Changed in both places : 1.1 In the portal, Title" in words(shown)
    unchosen = save(desk, shown)
    assert "Choose which text to keep in the cell that was changed in both places." in words(unchosen)
    (mine, theirs) = (
        re.search(rf'name="(keep-[^"]+)" value="({side}[^"]+)"', shown.content.decode()) for side in ("sheet", "portal")
    )
    edit(Action.objects.get(ref="1.1"), title="Again in the portal")
    assert "Choose which text" in words(save(desk, shown, **{mine[1]: mine[2]}))  # of a text that was not shown
    again = load(desk, sheets.content())
    (theirs,) = re.findall(rf'name="{mine[1]}" value="(portal[^"]+)"', again.content.decode())
    assert "Saved: 1 row changed." in words(save(desk, again, **{mine[1]: theirs}))
    action.refresh_from_db()
    assert (action.title, action.note, action.outcome) == (
        "Again in the portal",
        "Only in the portal",
        "Only in the sheet",
    )


def test_a_row_that_is_missing_stays_unless_it_is_ticked_and_an_undo_puts_it_back(desk, plan, sheets):
    sheets.book["actions"].delete_rows(3)
    sheets.book["milestones"].delete_rows(3, 2)
    added = builders.action(plan.priorities.get(), 4)  # not in the sheet, because it is newer
    shown = load(desk, sheets.content())
    page = shown.content.decode()
    action = Action.objects.get(ref="1.1")
    assert f"Remove {action}" in page
    assert str(added) not in page
    assert "Nothing was changed." in words(save(desk, shown))
    assert Action.objects.count() == 3
    saved = save(desk, shown, **{f"remove-actions-{action.pk}": "yes"})
    assert "Saved: 1 row removed." in words(saved)
    assert Milestone.objects.count() == 0
    desk.post(PAGE, {"undo": "yes"})
    back = Action.objects.get(ref="1.1")
    assert (back.pk, back.parts.count(), back.milestones.count(), back.due_on) == (action.pk, 1, 2, action.due_on)


def test_rows_in_another_order_are_the_same_and_another_number_is_said(desk, plan, sheets):
    sheet = sheets.book["actions"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=4)]
    for line, row in enumerate(reversed(rows), 3):
        for column, value in enumerate(row, 1):
            sheet.cell(line, column, value)
    sheets.set("actions", 3, Ref="1.9")
    said = words(load(desk, sheets.content()))
    assert "0 rows changed · 0 rows added · 2 rows unchanged · 0 rows missing" in said
    assert "Row 3: “1.2 Action 1.2” is numbered 1.9 in the sheet. It stays 1.2; use “Renumber” to change it." in said


def test_a_copied_row_is_new_a_row_without_its_mark_is_known_by_its_number_and_a_removed_one_stays_away(desk, sheets):
    sheet = sheets.book["actions"]
    for column in range(1, sheet.max_column + 1):
        sheet.cell(5, column, sheet.cell(3, column).value)
    sheets.set("actions", 5, Ref="1.7", Title="A copy")
    sheets.set("actions", 4, Title="Changed")
    sheet.cell(4, sheets.columns("actions")[MARK]).value = None
    shown = load(desk, sheets.content())
    assert "1 row changed · 1 row added" in words(shown)
    assert "Changed in both places : 1.2 Action 1.2, Title" in words(shown)  # nothing says what it was
    Action.objects.get(ref="1.1").delete()
    assert "action 1.1 was removed from the portal after you downloaded the sheet" in words(
        load(desk, sheets.content())
    )


def test_a_cell_that_cannot_be_read_is_named_and_nothing_is_saved(desk, sheets):
    sheets.set("actions", 3, Status="nearly", Title="Else")
    shown = load(desk, sheets.content())
    assert "Sheet “actions”, row 3: Status: “nearly” is not recognised." in words(shown)
    assert "Nothing was saved" in words(save(desk, shown))
    assert Action.objects.get(ref="1.1").title == "Action 1.1"


def test_a_formula_is_read_as_its_value_or_refused(desk, sheets):
    sheets.set("actions", 3, Title='=CONCATENATE("a","b")')
    assert "the formula has no stored result" in words(load(desk, sheets.content()))


def test_a_spreadsheet_of_another_plan_and_any_other_file_are_refused_in_one_sentence(desk, plan, sheets):
    other = builders.plan(plan.partnership, "2023-2026")
    sentence = "This spreadsheet is of another plan (anytown, 2023-2026), not of this one."
    for content in (xlsx(working_book(other)), desk.get(f"{PAGE.replace('2020-2023', other.slug)}actions.csv").content):
        assert sentence in words(load(desk, content))
    del sheets.book["about"]
    assert "This is not a spreadsheet of a plan" in words(load(desk, sheets.content()))
    assert "Choose the spreadsheet first." in words(desk.post(PAGE, {}))
    assert "Choose the file again." in words(desk.post(PAGE, {"workbook": "no"}))


def test_a_plan_that_is_locked_is_not_changed(desk, plan, sheets):
    Plan.objects.update(state="approval")
    sheets.set("actions", 3, Title="Else")
    assert "its text is locked" in words(load(desk, sheets.content()))
