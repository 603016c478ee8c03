"""What a reader sees of a workbook: numbers as they are shown, hidden parts named, merged headings spread."""

import datetime as dt
import io
from contextlib import suppress
from decimal import Decimal
from zipfile import ZipFile

import pytest
from hypothesis import given, strategies as st

from performance.imports.sheets import CannotRead, Sheet, column_name, column_number, read_sheets
from performance.imports.sheets.cells import too_long, too_many_cells, too_many_columns, too_many_rows
from performance.imports.sheets.number_formats import NotShown, shown_date, shown_number
from performance.imports.sheets.tables import visible_tables
from tests.performance.imports.tables.making import (
    OLD_WARDS,
    TABLE,
    html,
    load,
    ods,
    ods_of,
    ods_table,
    rows_of,
    table,
    xlsx,
)

ROWS = rows_of(TABLE)
SHOWN = [  # held, number format, shown
    (3926, "General", "3926"),
    (3926, "#,##0", "3,926"),
    (0.1 + 0.2, "General", "0.3"),
    (12.5, "0.0", "12.5"),
    (12.345, "0.00", "12.35"),
    (-0.222, "0.0%", "−22.2%"),
    (0.1249, "0%", "12%"),
    (1234.5, '"£"#,##0.00', "£1,234.50"),
    (1234.5, "[$£-809]#,##0.00", "£1,234.50"),
    (-5, "#,##0;[Red]-#,##0", "−5"),
    (-5, "#,##0;(#,##0)", "−5"),
    (0, '#,##0;-#,##0;"-"', "0"),
    (0, r'_-* #,##0_-;\-* #,##0_-;_-* "-"??_-;_-@_-', "0"),
    (0, r'_-£* #,##0.00_-;\-£* #,##0.00_-;_-£* "-"??_-;_-@_-', "£0.00"),
    (-5.5, r'_-£* #,##0.00_-;\-£* #,##0.00_-;_-£* "-"??_-;_-@_-', "−£5.50"),
    (7, "@", "7"),
    (7, "0_);(0)", "7"),
    (2.50, "0.##", "2.5"),
    (1.2, "0.0#", "1.2"),
    (3, "00.0", "3.0"),
    (10**14, "0", "100,000,000,000,000"),
    (100.0, "General", "100"),
    (10**15, "General", "1000000000000000"),
    (5, "", "5"),
    (5, "0;-0.0;0.00", "5"),  # positive; negative; zero
    (-5, "0;-0.0;0.00", "−5.0"),
    (0, "0;-0.0;0.00", "0.00"),
    (0, '0.0;-0;"-"', "0.0"),
    (0, "0;0", "0"),
    (5, "0;0", "5"),
    (0.5, "0.0;0.0", "0.5"),
    (5, "0;-0;;", "5"),
    (-0.5, "0%;-0.0%", "−50.0%"),
    (-1234, r"#,##0;\-#,##0", "−1,234"),
    (-1234, r"#,##0;\(#,##0\)", "−1,234"),
    (-5, '"£"0;[Red]"-£"0', "−£5"),
    (-0.5, '0.0;"-"0.0', "−0.5"),
    (5, "0;", "5"),
    (-5, r"General;[Red]\-General", "-5"),
    (-5, "[$£-809]0;-[$£-809]0", "−£5"),
]
HIDDEN = [
    (5, ";;;"),
    (12000, "#,##0,"),
    (0.5, "# ?/?"),
    (5, "0.0E+00"),
    (5, '0" dozen"'),
    (-5, "0;0"),
    (5, "[$€]0"),
    (5, "[>3]0;0.0"),
    (5, ";0"),
    (-0.5, "0.0;0.0"),
    (-5, "[$£-809]0;[$£-809]0"),  # the minus belongs to the name of a country
    (5, '"-"0'),
    (5, '0" ; "'),
    (0, '"-"0'),
    (0.5, '"-"0.0'),
]


@pytest.mark.parametrize(("held", "number_format", "shown"), SHOWN)
def test_a_number_is_read_as_it_is_shown(held, number_format, shown):
    assert shown_number(held, number_format) == shown


@pytest.mark.parametrize(("held", "number_format"), HIDDEN)
def test_a_format_that_shows_something_else_than_the_number_is_refused(held, number_format):
    with pytest.raises(NotShown):
        shown_number(held, number_format)


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [("mmm-yy", "April 2011"), ("dd/mm/yyyy", "1 April 2011"), ("yyyy", "2011"), ("[$-809]mmmm yyyy", "April 2011")],
)
def test_a_date_is_read_as_a_period(number_format, shown):
    assert shown_date(dt.datetime(2011, 4, 1), number_format) == shown


@given(st.integers(-(10**13), 10**13), st.sampled_from(["General", "0", "#,##0", "#,##0.00", "@"]))
def test_whole_numbers_are_read_as_they_are(number, number_format):
    shown = shown_number(number, number_format)
    assert Decimal(shown.replace(",", "").replace("−", "-")) == number


@given(st.integers(0, 702 * 20))
def test_columns_are_called_as_a_spreadsheet_calls_them(number):
    assert column_number(column_name(number)) == number
    assert (column_name(0), column_name(25), column_name(26), column_name(702)) == ("A", "Z", "AA", "AAA")


@pytest.mark.parametrize(("letters", "column"), [("A", 0), ("b", 1), ("AZ", 51), ("XFD", 16383)])
def test_a_column_is_found_by_its_letters(letters, column):
    assert column_number(letters) == column


@pytest.mark.parametrize("letters", ["", "ABCD", "1", "A1", "É", "-"])
def test_what_is_no_column_is_refused(letters):
    with pytest.raises(ValueError, match=f"^“{letters}” is not a column; write a letter such as B$"):
        column_number(letters)


def test_rows_are_made_as_long_as_the_longest_and_empty_ends_are_left_out():
    sheet = Sheet(rows=[["Ward"], [], ["Barnack", "3", " ", ""], ["Central", "4"], ["", " "], []]).even_out()
    assert sheet.rows == [["Ward", ""], ["", ""], ["Barnack", "3"], ["Central", "4"]]
    assert (sheet.cut, sheet.width) == ({0: 1, 1: 0}, 2)
    assert (sheet.hidden, sheet.joined, sheet.problems) == (False, (), {})
    empty = Sheet(rows=[["", " "], []]).even_out()
    assert (empty.rows, empty.width, empty.cut) == ([], 0, {})


@pytest.mark.parametrize(
    ("refused", "place", "why"),
    [
        (too_long(5, 27, "less"), (6, "AB"), "the cell has more than 20,000 characters"),
        (too_many_rows(), (50_001, "A"), "the table has more than 50,000 rows"),
        (too_many_columns(3), (4, "GS"), "the row has more than 200 columns"),
        (too_many_cells(), (1, "A"), "the workbook has more than 150,000 cells"),
    ],
    ids=["characters", "rows", "columns", "cells"],
)
def test_what_is_too_large_is_refused_where_it_begins_to_be(refused, place, why):
    assert (refused.row, refused.column) == place
    assert str(refused) == f"row {place[0]}, column {place[1]}: {why}"


def number(value: int, attributes: str = "", inside: str = "") -> str:
    """A cell of an OpenDocument file with more than its number."""
    opening = f'<table:table-cell {attributes} office:value-type="float" office:value="{value}">'
    return f"{opening}{inside}<text:p>{value}</text:p></table:table-cell>"


def hide(book):
    sheet = book.active
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("Old").append(["Ward", "Burglary 2012/13"])
    book["Old"].append(["Central", 1])
    book["Old"].sheet_state = "hidden"


def test_hidden_rows_columns_and_sheets_are_named_and_not_read(tmp_path):
    _, reading = load(xlsx(ROWS, hide), tmp_path)
    assert [(one.area, one.as_printed) for one in reading.figures] == [("E05002169", "3"), ("E05002172", "50")]
    assert [(one.row, one.column, one.value, one.why) for one in reading.skipped] == [
        (1, "A", "Old", "the sheet is hidden, and hidden sheets are not read"),
        (1, "C", "", "the column is hidden, and hidden columns are not read"),
        (3, "A", "Bretton North, 10, 12", "the row is hidden in the file, and hidden rows are not read"),
    ]


def test_the_first_row_below_the_headings_may_be_hidden(tmp_path):
    def hide_first(book):
        book.active.row_dimensions[2].hidden = True

    _, reading = load(xlsx(ROWS, hide_first), tmp_path)
    assert reading.refused == []
    assert [one.area for one in reading.figures] == ["E05002170", "E05002170", "E05002172", "E05002172"]
    assert [(one.row, one.value) for one in reading.skipped] == [(2, "Barnack, 3, 4")]


def test_hidden_parts_of_an_opendocument_file_are_named_and_not_read(tmp_path):
    styles = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    old = ods_table(ROWS, "Old").replace("<table:table ", '<table:table table:style-name="h" ', 1)
    new = ods_table(ROWS, row_attributes={2: 'table:visibility="collapse"'}).replace(
        "<table:table-row",
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/><table:table-row',
        1,
    )
    _, reading = load(ods_of(old + new, styles=styles), tmp_path, name="wards.ods")
    assert [(one.area, one.as_printed) for one in reading.figures] == [("E05002169", "3"), ("E05002172", "50")]
    assert [(one.row, one.column, one.value) for one in reading.skipped] == [
        (1, "A", "Old"),
        (1, "C", ""),
        (3, "A", "Bretton North, 10, 12"),
    ]


def test_a_merged_heading_stands_over_its_columns():
    def merge(book):
        book.active.merge_cells("A1:D1")
        book.active.merge_cells("B2:C2")

    rows = [
        ["Crime in our wards, from the police", None, None, None],
        ["Ward", "Burglary", None, "Robbery"],
        [None, "2013/14", "2014/15", "2014/15"],
        ["Barnack", 3, 4, 5],
        ["Central", 50, 60, 70],
    ]
    assert [(one.indicator, str(one.period), one.as_printed) for one in table(xlsx(rows, merge)).figures[:3]] == [
        ("Burglary", "2013/14", "3"),
        ("Burglary", "2014/15", "4"),
        ("Robbery", "2014/15", "5"),
    ]


def test_a_formula_is_read_by_its_stored_result():
    formula = 'table:formula="of:=[.B2]+1"'
    reading = table(ods([["Ward", "Burglary 2013/14"], ["Barnack", number(4, formula)]]))
    assert [one.as_printed for one in reading.figures] == ["4"]


def test_what_the_cell_holds_beside_what_it_shows_is_noted():
    def as_shown(book):
        book.active["B2"] = 12.3456789
        book.active["B2"].number_format = "0.0"

    figure = table(xlsx(ROWS, as_shown)).figures[0]
    assert (figure.as_printed, str(figure.value), figure.note) == (
        "12.3",
        "12.3",
        "shown rounded; the file holds 12.3456789",
    )


def test_months_as_dates_in_the_headings():
    rows = [["Ward", "Crime type", dt.datetime(2018, 10, 1), dt.datetime(2018, 11, 1)], ["Barnack", "Burglary", 3, 4]]

    def months(book):
        book.active["C1"].number_format = book.active["D1"].number_format = "mmm-yy"

    assert [(str(one.period), one.as_printed) for one in table(xlsx(rows, months)).figures] == [
        ("October 2018", "3"),
        ("November 2018", "4"),
    ]


def test_comments_and_repeats_of_an_opendocument_file():
    note = number(3, "", "<office:annotation><text:p>Check!</text:p></office:annotation>")
    twice = number(4, 'table:number-columns-repeated="2"')
    content = ods(
        [["Ward", "Burglary 2012/13", "Burglary 2013/14", "Burglary 2014/15"], ["Barnack", note, twice], [None]],
        row_attributes={2: 'table:number-rows-repeated="1048000"'},
    )
    (sheet,) = read_sheets(content)
    assert sheet.rows[1:] == [["Barnack", "3", "4", "4"]]
    assert [one.as_printed for one in table(content).figures] == ["3", "4", "4"]


@pytest.mark.parametrize(
    "content",
    [
        TABLE.replace(",", ";"),
        TABLE.replace(",", "\t"),
        TABLE.replace(",", "|"),
        TABLE.replace("\n", "\r\n"),
        TABLE.replace("\n", "\r"),
        "\ufeff" + TABLE,
        TABLE.encode("utf-16"),
        TABLE.replace("Ward", "Ward – name").encode("cp1252"),
        xlsx(ROWS),
        ods(ROWS),
        html(ROWS),
    ],
    ids=["semicolons", "tabs", "bars", "CRLF", "CR", "BOM", "UTF-16", "Windows-1252", "xlsx", "ods", "html"],
)
def test_the_same_table_in_every_kind_of_file(content, tmp_path):
    _, reading = load(content.encode() if isinstance(content, str) else content, tmp_path, OLD_WARDS, "wards.bin")
    assert [(one.area, str(one.period), str(one.value)) for one in reading.figures] == [
        ("E05002169", "2013/14", "3"),
        ("E05002169", "2014/15", "4"),
        ("E05002170", "2013/14", "10"),
        ("E05002170", "2014/15", "12"),
        ("E05002172", "2013/14", "50"),
        ("E05002172", "2014/15", "60"),
    ]
    assert (reading.refused, reading.skipped, reading.findings) == ([], [], [])


def test_a_table_of_a_web_page_is_read_with_its_line_breaks_and_with_cells_that_reach_over_others():
    (sheet,) = read_sheets(
        b"<table><td rowspan=2>Ward<br>of the town<td colspan=2>Burglary<tr><th><br>2013/14<th>2014/15"
        b"<tr><td><div>Barnack</div><p>North</p><td>3<td>4</table>"
    )
    assert sheet.rows == [
        ["Ward\nof the town", "Burglary", ""],
        ["", "2013/14", "2014/15"],
        ["Barnack\nNorth", "3", "4"],
    ]
    assert sheet.joined == ((0, 0, 1, 0), (0, 1, 0, 2))


def test_words_of_an_opendocument_cell_are_read_as_they_are_shown():
    words = (
        "<table:table-cell><text:p>Barnack<text:s text:c='2'/>and<text:line-break/>all<text:tab/>around</text:p>"
        "<text:p>it</text:p></table:table-cell>"
    )
    (sheet,) = read_sheets(ods([["Ward", "Burglary 2013/14"], [words, 3]]))
    assert sheet.rows[1] == ["Barnack  and\nall around\nit", "3"]


def test_a_merged_heading_of_an_opendocument_file_stands_over_its_columns():
    over = '<table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>Burglary</text:p>'
    rows = [
        ["Ward", f"{over}</table:table-cell>", "<table:covered-table-cell/>"],
        [None, "2013/14", "2014/15"],
        ["Barnack", 3, 4],
        ["Central", 50, 60],
    ]
    assert [(one.indicator, str(one.period), one.as_printed) for one in table(ods(rows)).figures[:2]] == [
        ("Burglary", "2013/14", "3"),
        ("Burglary", "2014/15", "4"),
    ]


def test_a_picture_in_a_workbook_is_passed_over():
    with ZipFile(file := io.BytesIO(xlsx(ROWS)), "a") as archive:
        archive.writestr("docProps/thumbnail.jpeg", b"\xff\xd8\xff")
    assert [sheet.rows[1] for sheet in read_sheets(file.getvalue())] == [["Barnack", "3", "4"]]


def test_the_tables_of_a_file_for_the_paste_page_are_those_that_are_shown():
    with pytest.raises(CannotRead, match="row 2, column B: the formula has no stored result"):
        visible_tables(xlsx([["Action", "Spent"], ["1.1", "=A2*2"]]))
    assert visible_tables(xlsx(ROWS, hide)) == [
        ("Sheet", [["Ward", "Burglary 2013/14"], ["Barnack", "3"], ["Central", "50"]])
    ]


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_bytes_raise_anything_but_their_own_error(content):
    with suppress(CannotRead):
        assert all(len(row) == sheet.width for sheet in read_sheets(content) for row in sheet.rows)


WORKBOOKS = [xlsx(ROWS), ods(ROWS)]


@given(st.sampled_from(WORKBOOKS), st.data())
def test_a_damaged_workbook_raises_nothing_but_its_own_error(content, data):
    place = data.draw(st.integers(0, len(content) - 1))
    damage = data.draw(st.binary(min_size=1, max_size=8))
    with suppress(CannotRead):
        read_sheets(content[:place] + damage + content[place + len(damage) :])
