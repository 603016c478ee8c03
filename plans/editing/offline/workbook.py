"""The rows of a plan as sheets to work on. Each row carries its mark: which row of the portal it is, its version, and
what each cell meant, so that what was changed here and what was changed there can be told apart."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from csp_portal.contributions import contributed
from csp_portal.formats.csv_files import csv_text
from csp_portal.formats.spreadsheets.book import Book, Cell, SheetLink, Worksheet
from plans.editing.grid import GridColumn, grid_columns, stored_rows
from plans.editing.grid.rows import cells_of
from plans.editing.tables import EditableTable, editable_tables
from plans.models import Plan

from .cells import digest, meaning, written

ABOUT = "about"
SPARE = 200  # empty rows in which words can be chosen


def offline_tables() -> list[EditableTable]:
    """The tables of the spreadsheet, owners before what belongs to them. OFFLINE_TABLES are their slugs."""
    return [editable_tables()[slug] for slug in contributed("OFFLINE_TABLES")]


def working_book(plan: Plan) -> Book:
    """A sheet that says how to use it, then one for each table. Some queries for each table."""
    tables = [_sheet(kind, plan) for kind in offline_tables()]
    title = _("Actions of %(plan)s, to work on") % {"plan": plan.title}
    return Book(title, plan.partnership.name, title, [_about(plan, title), *tables])


def working_csv(plan: Plan, kind: EditableTable) -> str:
    """One of these tables as CSV, below the line that says which plan it is. It begins with the mark by which Excel
    knows what its letters are."""
    sheet = _sheet(kind, plan)
    rows: list[list[Any]] = [sheet.headings, *sheet.rows]
    return "\ufeff" + csv_text([stamp(plan, [kind])], rows)


def _about(plan: Plan, title: str) -> Worksheet:
    """What may be changed and how, and last which plan it is and which rows it had."""
    moment = date_format(timezone.localtime(), "j F Y, H:i")
    tables = " · ".join(kind.heading_of_several for kind in offline_tables())
    lines: list[str | SheetLink] = [
        plan.partnership.name,
        _("Downloaded on %(moment)s") % {"moment": moment},
        _("Sheets: %(tables)s. Change cells, add rows at the end, and sort rows as you like.") % {"tables": tables},
        _("Save the file and load it on the page where you downloaded it. You see what changes before it is saved."),
        _("Leave the column “%(mark)s” as it is. It says which row this is. In new rows it is empty.")
        % {"mark": mark_heading()},
        _("The number of a row that is in the portal, and what it belongs to, can only be changed in the portal."),
        _("Put semicolons between several names in a cell. Write dates like 31 March 2028."),
        _("A row that you delete here stays in the portal, unless you tick it for removal when you load the file."),
        stamp(plan, offline_tables()),
    ]  # fmt: skip
    return Worksheet(ABOUT, title, lines, [], [])


def stamp(plan: Plan, kinds: Sequence[EditableTable]) -> str:
    """Which plan a spreadsheet is of, which tables it has, and the newest row of each when it was made."""
    newest = " ".join(f"{kind.slug}:{_newest(kind, plan)}" for kind in kinds)
    return f"plan:{plan.pk} {plan.partnership.slug}/{plan.slug} {newest}"


def _newest(kind: EditableTable, plan: Plan) -> int:
    return kind.rows_of(plan).aggregate(last=Max("pk"))["last"] or 0


def mark_heading() -> str:
    return _("Row in the portal (do not change)")


def _sheet(kind: EditableTable, plan: Plan) -> Worksheet:
    """The rows of one table with their marks; columns of known words offer them."""
    columns = grid_columns(kind, plan)
    rows: list[list[Cell | SheetLink]] = [_row(kind, row, columns) for row in stored_rows(kind, plan)]
    choices = {
        number: list(column.words.values())
        for number, column in enumerate(columns)
        if column.words and not column.several
    }
    headings = [*(column.label for column in columns), mark_heading()]
    return Worksheet(kind.slug, kind.heading_of_several, [], headings, rows, choices, SPARE)


def _row(kind: EditableTable, row: Any, columns: Sequence[GridColumn]) -> list[Cell | SheetLink]:
    cells = cells_of(row, columns)
    marks = "".join(digest(meaning(column, cells[column.name])) for column in columns)
    mark = f"{kind.slug}:{row.pk}:v{row.row_version}:{marks}"
    return [*(written(column, cells[column.name]) for column in columns), mark]
