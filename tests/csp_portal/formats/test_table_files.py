"""A table as a spreadsheet: typed cells, marked, nothing that runs, whatever its title and headings are."""

import datetime as dt
import io
import tracemalloc
from decimal import Decimal
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from hypothesis import example, given, settings, strategies as st
from openpyxl import load_workbook

from csp_portal.formats.csv_files import csv_lines
from csp_portal.formats.spreadsheets.book import LONGEST_NAME, sheet_name
from csp_portal.formats.spreadsheets.ods import ods
from csp_portal.formats.spreadsheets.one_table import MOST_ROWS, TableFile, TooLong, book_of_table
from csp_portal.formats.spreadsheets.xlsx import xlsx
from csp_portal.pages.live_pages import NotFound
from csp_portal.pages.table_files import table_response

pytestmark = pytest.mark.anywhere

ROWS = [["Central", Decimal("4713.50"), "4,714", dt.date(2020, 3, 31)], ["=1+1", None, "c", None]]
HOSTILE = [
    "x" * 300,
    "🚓" * 40,
    "جريمة",
    '"quoted"',
    "two\nlines",
    "=SUM(A1)",
    "[a]:b/c\\d?*",
    "'",
    "",
    "History",
    "_x000D_",
]


def table(title="Crimes", columns=("Area", "Crimes", "As shown", "Counted on"), rows=ROWS) -> TableFile:
    return TableFile("crimes", title, columns, rows, "https://portal.example/a/", "Safer Anytown")


def test_both_spreadsheets_hold_typed_cells_with_a_cover_and_notes():
    book = load_workbook(io.BytesIO(table_response(table(), "xlsx").content))
    assert book.sheetnames == ["cover", "notes", "Crimes"]
    sheet = book["Crimes"]
    assert [cell.value for cell in sheet[5]] == ["Central", 4713.5, "4,714", dt.datetime(2020, 3, 31)]
    assert (sheet["A6"].value, sheet["A6"].data_type, sheet["B6"].value) == ("=1+1", "s", None)
    assert [one.ref for one in sheet.tables.values()] == ["A4:D6"]
    with ZipFile(io.BytesIO(table_response(table(), "ods").content)) as archive:
        content = archive.read("content.xml").decode()
    assert 'office:value="4713.50"' in content
    assert 'office:date-value="2020-03-31"' in content
    assert "formula" not in content


@settings(max_examples=8, deadline=None)
@given(title=st.one_of(st.sampled_from(HOSTILE), st.text(max_size=300)), other=st.sampled_from(HOSTILE))
@example("=HYPERLINK(1)", "=1")
def test_any_title_and_heading_makes_a_file_that_opens(title, other):
    """Slow: writes and reads two files for each of 8 titles."""
    hostile = table(title, (other, other, title, ""))
    book = load_workbook(io.BytesIO(xlsx(book_of_table(hostile))))
    (marked,) = book.worksheets[2].tables.values()
    names = [column.name for column in marked.tableColumns]
    assert len({name.casefold() for name in names}) == 4
    assert names == [cell.value for cell in book.worksheets[2][4]]
    assert all(cell.data_type != "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    with ZipFile(io.BytesIO(ods(book_of_table(hostile)))) as archive:
        ElementTree.fromstring(archive.read("content.xml"))


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=300)))
def test_a_name_of_a_sheet_is_one_that_every_program_takes(words):
    first = sheet_name(words)
    second = sheet_name(words, [first])
    for name in (first, second):
        assert 0 < len(name) <= LONGEST_NAME
        assert not set(name) & set("[]:*?/\\'")
        assert name.casefold() != "history"
    assert first.casefold() != second.casefold()


def test_a_spreadsheet_of_too_many_rows_is_refused_with_the_csv_beside_it():
    long = table(rows=(["a", 1, "1", None] for _ in range(MOST_ROWS + 1)))
    with pytest.raises(TooLong):
        book_of_table(long)
    long = table(rows=(["a", 1, "1", None] for _ in range(MOST_ROWS + 1)))
    with pytest.raises(NotFound, match="holds 20,000 rows") as refused:
        table_response(long, "ods", "/crimes.csv")
    assert refused.value.suggestions == [("Download as CSV", "/crimes.csv")]
    with pytest.raises(NotFound, match="not as “doc”"):
        table_response(table(), "doc")


def test_a_long_csv_is_never_in_memory_as_a_whole():
    rows = ([f"row {number}", Decimal(number), "x" * 80] for number in range(20_000))
    tracemalloc.start()
    written = sum(map(len, csv_lines(["name", "number", "text"], rows)))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert written > 1_500_000
    assert peak < 600_000
