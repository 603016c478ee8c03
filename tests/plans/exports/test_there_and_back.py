"""Every source plan leaves the portal whole: its files come back cell for cell, another program reads its CSV files."""

import csv
import datetime as dt
import io
from decimal import Decimal
from zipfile import ZipFile

import pytest
from csvw import CSVW

from csp_portal.formats.csv_files import in_cell
from csp_portal.formats.spreadsheets.book import Cell
from csp_portal.formats.spreadsheets.ods import ods
from csp_portal.formats.spreadsheets.xlsx import xlsx
from performance.imports.sheets import read_sheets
from plans.editing.grid.columns import read_day
from plans.editing.offline import offline_tables, preview_workbook, read_workbook, working_book, working_csv
from plans.exports.csvw import csv_zip
from plans.exports.registry import plan_ods, plan_xlsx
from plans.exports.shape import PublishedText
from plans.exports.tables.whole import tables_of
from plans.models import Plan, PlanVersion
from tests.plans.exports.documents import published

ABOVE = 3  # lines above the headings of a sheet: title, what the table is, link to the contents


def files_of(plan: Plan, form: str) -> list[bytes]:
    """The action plan as files: a spreadsheet, or each of its tables as CSV."""
    if form == "csv":
        return [working_csv(plan, kind).encode() for kind in offline_tables()]
    return [{"xlsx": xlsx, "ods": ods}[form](working_book(plan))]


@pytest.mark.parametrize("form", ["xlsx", "ods", "csv"])
def test_the_actions_of_every_source_plan_come_back_without_a_change(demo, db, form):
    """Slow: writes and reads a spreadsheet of each source plan."""
    checked = 0
    for plan in Plan.objects.order_by("pk"):
        Plan.objects.filter(pk=plan.pk).update(state="draft")
        outcomes = [preview_workbook(plan, read_workbook(file, plan), {}, by=None) for file in files_of(plan, form)]
        sheets = [sheet for outcome in outcomes for sheet in outcome.sheets]
        counts = [(sheet.changed, sheet.new, sheet.missing, sheet.notes) for sheet in sheets]
        assert (plan.title, counts) == (plan.title, [([], [], [], [])] * 2)
        assert [outcome.wrong for outcome in outcomes] == [[]] * len(outcomes)
        checked += sum(sheet.unchanged for sheet in sheets)
    assert checked > 100


def test_another_program_finds_no_fault_in_the_csv_files_of_a_source_plan(demo, db, tmp_path):
    """Slow: every cell of six plans is read by the rules of CSV on the Web."""
    for version in PlanVersion.objects.all():
        folder = tmp_path / str(version.pk)
        with ZipFile(io.BytesIO(csv_zip(published(version.content)))) as archive:
            archive.extractall(folder)
        is_valid = CSVW(str(folder / "csv-metadata.json"), validate=True).is_valid
        assert (str(version), is_valid) == (str(version), True)


@pytest.mark.parametrize("form", ["xlsx", "ods", "csv"])
def test_the_published_tables_of_every_source_plan_come_back_cell_for_cell(demo, db, form):
    """A published text has no form to load its tables into, so that what the import reads in its files is held against
    its document. Slow: writes and reads every table of six plans."""
    checked = 0
    for version in PlanVersion.objects.all():
        read = tables_in_files(published(version.content), form)
        tables = [table if form == "csv" else table.filled() for table in tables_of(version.content)]
        assert list(read) == [table.name for table in tables]
        for table in tables:
            headings, *rows = read[table.name]
            assert headings == [str(column.title) for column in table.columns]
            others = [
                (cell, text)
                for cells, texts in zip(table.rows, rows, strict=True)
                for cell, text in zip(cells, texts, strict=True)
                if not says(text, cell, form)
            ]
            assert (str(version), table.name, others) == (str(version), table.name, [])
            checked += sum(map(len, rows))
    assert checked > 9_000


def tables_in_files(text: PublishedText, form: str) -> dict[str, list[list[str]]]:
    """The headings and rows of each table of a plan, as the import reads its files."""
    if form == "csv":
        with ZipFile(io.BytesIO(csv_zip(text))) as archive:
            files = {name[:-4]: archive.read(name) for name in archive.namelist() if name.endswith(".csv")}
        return {name: rows_of(content.decode()) for name, content in files.items()}
    make = {"xlsx": plan_xlsx, "ods": plan_ods}[form]
    sheets = [sheet for sheet in read_sheets(make(text)) if sheet.name not in ("cover", "contents", "notes")]
    return {sheet.name: sheet.rows[ABOVE:] for sheet in sheets}


def rows_of(content: str) -> list[list[str]]:
    """The rows of a CSV file with the empty cells at their ends."""
    return list(csv.reader(io.StringIO(content, newline="")))


def says(text: str, cell: Cell, form: str) -> bool:
    """Whether a cell that was read means what was written. The line end after a last paragraph is not a part of it."""
    if isinstance(cell, bool):
        return text.casefold() == ("yes" if cell else "no")
    if isinstance(cell, dt.date):
        return read_day(text) == cell
    if isinstance(cell, int | Decimal):
        return Decimal(text) == cell
    written = in_cell(cell or "") if form == "csv" else cell or ""
    return text.rstrip("\n") == written.rstrip("\n")
