"""Spreadsheets of a plan: typed cells, marked tables, nothing that runs, and the same in both forms."""

import datetime as dt
import io
from decimal import Decimal
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings, strategies as st
from openpyxl import load_workbook

from csp_portal.formats.spreadsheets.xlsx import MOST_CHARACTERS
from plans.exports.registry import plan_ods as ods, plan_xlsx as xlsx
from plans.exports.tables.book import book_of
from plans.exports.tables.whole import SHAPES, tables_of
from tests.plans.exports.documents import full_document, published, small_document

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
ABOVE = 3  # title, what the table is, link to the contents


def excel(document):
    return load_workbook(io.BytesIO(xlsx(published(document))))


def excel_rows(sheet) -> list[list[object]]:
    """The values of a sheet; dates without a time."""
    rows = sheet.iter_rows(values_only=True)
    return [[cell.date() if isinstance(cell, dt.datetime) else cell for cell in row] for row in rows]


def open_document(document) -> ElementTree.Element:
    with ZipFile(io.BytesIO(ods(published(document)))) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.infolist()[0].compress_type == ZIP_STORED
        for name in archive.namelist()[1:]:
            ElementTree.fromstring(archive.read(name))
        return ElementTree.fromstring(archive.read("content.xml"))


def open_rows(sheet: ElementTree.Element) -> list[list[object]]:
    return [[open_value(cell) for cell in row.iter(f"{TABLE}table-cell")] for row in sheet.iter(f"{TABLE}table-row")]


def open_value(cell: ElementTree.Element) -> object:
    kind = cell.get(f"{OFFICE}value-type")
    if kind == "float":
        return Decimal(cell.get(f"{OFFICE}value"))
    if kind == "date":
        return dt.date.fromisoformat(cell.get(f"{OFFICE}date-value"))
    return "\n".join(map(words, cell)) if kind else None


def words(paragraph: ElementTree.Element) -> str:
    """A paragraph with its blanks and tabs."""
    said = paragraph.text or ""
    for inside in paragraph:
        blank = {f"{TEXT}s": " " * int(inside.get(f"{TEXT}c", 1)), f"{TEXT}tab": "\t"}.get(inside.tag)
        said += (words(inside) if blank is None else blank) + (inside.tail or "")
    return said


def expected(table) -> list[list[object]]:
    return [["Yes" if cell is True else "No" if cell is False else cell for cell in row] for row in table.rows]


def test_both_forms_hold_the_cells_of_every_table():
    document = full_document()
    workbook, content = excel(document), open_document(document)
    sheets = {sheet.get(f"{TABLE}name"): sheet for sheet in content.iter(f"{TABLE}table")}
    names = ["cover", "contents", "notes", *(shape.name for shape in SHAPES)]
    assert workbook.sheetnames == list(sheets) == names
    for table in (one.filled() for one in tables_of(document)):
        headings = [str(column.title) for column in table.columns]
        for rows in (excel_rows(workbook[table.name]), open_rows(sheets[table.name])):
            assert rows[ABOVE] == headings
            assert rows[ABOVE + 1 :] == expected(table)
            assert rows[0][0] == table.title


def test_every_table_is_marked_and_no_sheet_has_empty_rows_or_merged_cells():
    workbook = excel(full_document())
    for sheet in workbook.worksheets:
        assert sheet.merged_cells.ranges == set()
        assert sheet.freeze_panes is None
        assert sheet["A1"].value
        assert all(any(cell is not None for cell in row) for row in sheet.iter_rows(values_only=True))
        assert all(any(cell is not None for cell in column) for column in sheet.iter_cols(values_only=True))
        if sheet.title == "cover":
            assert not sheet.tables
            continue
        (table,) = sheet.tables.values()
        top = table.ref.split(":")[0]
        assert table.ref.split(":")[1] == f"{sheet.cell(sheet.max_row, sheet.max_column).coordinate}"
        assert [column.name for column in table.tableColumns] == [cell.value for cell in sheet[sheet[top].row]]


def test_the_open_document_marks_its_tables_too():
    content = open_document(full_document())
    ranges = {
        one.get(f"{TABLE}name"): one.get(f"{TABLE}target-range-address")
        for one in content.iter(f"{TABLE}database-range")
    }
    assert ranges["table_funding"] == "funding.A4:funding.K6"
    assert len(ranges) == len(SHAPES) + 2
    assert len(list(content.iter(f"{TABLE}table-header-rows"))) == len(ranges)


def test_the_cover_says_which_plan_it_is_and_the_contents_lead_to_every_sheet():
    document = full_document()
    document["plan"] |= {"title": "Our plan", "period_start": "2020-04-01", "period_end": "2023-03-31"}
    document["partnership"]["name"] = "Safer Anytown"
    workbook = excel(document)
    cover = [row[0] for row in excel_rows(workbook["cover"])]
    assert cover[:6] == [
        "Our plan",
        "Safer Anytown",
        "1 April 2020 to 31 March 2023",
        "Version 2, published here on 28 November 2026",
        "What changed: A new target",
        "https://portal.example/anytown/plans/2020-2023/v2/",
    ]
    contents = workbook["contents"]
    links = [cell.hyperlink.location for cell in contents["A"] if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in workbook.sheetnames[2:]]
    assert (workbook.properties.title, workbook.properties.language) == ("Our plan", "en-GB")
    notes = excel_rows(workbook["notes"])
    assert ["[c]", "Confidential: hidden so that nobody can be recognised"] in notes
    assert ["[x]", "Not available"] in notes


@pytest.mark.parametrize(
    "text", ["=1+1", "=cmd|'/c calc'!A1", "+44 20", "-2+3", "@SUM(A1)", "#N/A", "\t=1", "TRUE", "0012"]
)
def test_what_somebody_wrote_stays_a_text(text):
    document = small_document()
    document["funding"][0]["note"] = text
    cell = next(cell for row in excel(document)["funding"].iter_rows() for cell in row if cell.value == text)
    assert cell.data_type == "s"
    assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t"))
    content = open_document(document)
    (row,) = [row for sheet in content.iter(f"{TABLE}table") for row in open_rows(sheet) if text in row]
    assert f"{TABLE}formula" not in {key for cell in content.iter(f"{TABLE}table-cell") for key in cell.keys()}  # noqa: SIM118


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from(" \t\n"), min_size=1))
def test_any_text_comes_back_as_it_was(text):
    """Slow: writes and reads two files for each of 25 texts."""
    document = small_document()
    document["funding"][0]["note"] = text
    rows = [row for sheet in open_document(document).iter(f"{TABLE}table") for row in open_rows(sheet)]
    clean = text.replace("\ufffe", "").replace("\uffff", "")
    assert any(clean in row for row in rows)
    assert any(clean in row for row in excel_rows(excel(document)["funding"])) or "_x" in clean


def test_a_missing_figure_is_shorthand_and_an_exact_number_is_a_number():
    document = full_document()
    document["targets"] = [document["targets"][0] | {"value": None, "state": "suppressed", "baseline": "0.125"}]
    sheet = excel(document)["targets"]
    heading, row = list(sheet.iter_rows(values_only=True))[ABOVE : ABOVE + 2]
    said = dict(zip(heading, row, strict=True))
    assert (said["Aim"], said["Baseline"]) == ("[c]", 0.125)


def test_a_number_longer_than_excel_holds_stays_exact_as_a_text():
    document = small_document()
    document["funding"][0]["allocated"] = "1234567890123456.78"
    assert any("1234567890123456.78" in row for row in excel_rows(excel(document)["funding"]))


def test_a_text_longer_than_excel_holds_says_where_the_rest_is():
    document = full_document()
    document["priorities"][0]["why"]["markdown"] = "long " * 8000
    longest = max((str(cell) for row in excel_rows(excel(document)["priorities"]) for cell in row), key=len)
    assert len(longest) == MOST_CHARACTERS
    assert longest.endswith(" … (the text goes on in the CSV files and on the page)")


def test_the_same_text_gives_the_same_bytes():
    text = published(full_document())
    assert xlsx(text) == xlsx(text)
    assert ods(text) == ods(text)


def test_a_draft_and_a_text_for_consultation_are_called_so():
    text = published(full_document())
    said = [book_of(one).about for one in (text._replace(published_on=None), text._replace(is_consultation=True))]
    assert said == [
        "Draft of version 2, not published",
        "Version 2, a draft for consultation, published here on 28 November 2026",
    ]
