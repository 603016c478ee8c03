"""Table C2 in shapes that the published file does not have today: fewer columns, forces alone, a hidden sheet."""

import csv

import pytest

from performance.imports.reading import ImportContext, KnownArea
from tests.performance.imports.tables.bad_files import C2, PETERBOROUGH
from tests.performance.imports.tables.making import OLD_WARDS, TABLE, load, rows_of, xlsx

FORCE = "E23000023,Cambridgeshire"
GIVEN = ImportContext(areas=(*OLD_WARDS.areas, KnownArea("E23000023", "Cambridgeshire police area")))


@pytest.mark.parametrize(
    ("printed", "rows", "findings"),
    [
        ("12", "", [(5, "12", "11")]),
        ("11", "", []),
        ("[x]", "", []),
        ("11", "E23000024,Norfolk,,,,,9\n", []),
    ],
    ids=["not the sum of its parts", "the sum of its parts", "not shown", "beside a force without parts"],
)
def test_a_force_is_compared_where_it_and_its_partnerships_have_numbers(tmp_path, printed, rows, findings):
    elsewhere = f"{FORCE},E22000018,Elsewhere,E06000099,Elsewhere,6\n"
    _, reading = load(f"{C2}{PETERBOROUGH}5\n{elsewhere}{FORCE},,,,,{printed}\n{rows}".encode(), tmp_path, GIVEN)
    assert [(one.row, one.printed, one.computed) for one in reading.findings] == findings
    assert [(one.area, one.as_printed) for one in reading.figures] == [("E06000031", "5"), ("E23000023", printed)]
    assert reading.refused == []


def test_without_codes_of_districts_a_partnership_is_known_by_its_name(tmp_path):
    title, heads = C2.splitlines()
    heads = heads.replace("Local Authority code,Local Authority name,", "")
    rows = f"{FORCE},,Peterborough,5\n{FORCE},,Elsewhere,6\n{FORCE},,,12\n"
    _, reading = load(f"{title}\n{heads}\n{rows}".encode(), tmp_path, GIVEN)
    assert [(one.area, one.as_printed) for one in reading.figures] == [("E06000031", "5"), ("E23000023", "12")]
    assert [(one.row, one.column, one.printed, one.computed) for one in reading.findings] == [(5, "E", "12", "11")]


def test_a_hidden_sheet_of_it_does_not_keep_the_shown_table_from_being_read(tmp_path):
    def beside(book):
        sheet = book.create_sheet("Table C2")
        for cells in csv.reader(f"{C2}{PETERBOROUGH}5\n".splitlines()):
            sheet.append(cells)
        sheet.sheet_state = "hidden"

    _, reading = load(xlsx(rows_of(TABLE), beside), tmp_path, GIVEN, "wards.xlsx")
    assert [one.as_printed for one in reading.figures] == ["3", "4", "10", "12", "50", "60"]
    assert [(one.value, one.why) for one in reading.skipped] == [
        ("Table C2", "the sheet is hidden, and hidden sheets are not read")
    ]
