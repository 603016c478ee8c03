"""How a file is recognised, and what becomes of one that nobody knows."""

import pytest

from performance.imports.area_table.mapping import TableMapping, ValueColumn
from performance.imports.formats import figure_list, home_office, police_street, registry
from performance.imports.reading import MEGABYTE, FileHead, Format, ImportContext, read_file

LIST = ",".join(figure_list.COLUMNS) + "\n"


@pytest.fixture
def file(tmp_path):
    def write(content: bytes, name: str = "figures.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def test_a_file_is_recognised_by_its_headings(file):
    layout, reading = registry.read(file(f"\ufeff{LIST}l,a,b,2007/08,,,x,5,,,\n".encode()), ImportContext())
    assert layout is figure_list.FORMAT
    assert (reading.rows_read, len(reading.figures), reading.refused) == (1, 1, [])
    assert [column.heading for column in reading.columns] == figure_list.COLUMNS


@pytest.mark.parametrize(
    ("content", "slug", "why"),
    [
        (b"", None, "the file is empty"),
        (b"\x00\x01\x02\xff" * 50, "area-table", "the file is not text: byte 1 of it is 0"),
        (b"a,b\n1,2\n", "area-table", "no column says the area; choose one, or give the area for the whole table"),
    ],
)
def test_what_no_other_format_knows_is_read_as_a_table_of_areas_and_refused_with_the_reason(file, content, slug, why):
    layout, reading = registry.read(file(content), ImportContext())
    assert (layout.slug if layout else None) == slug
    first = reading.refused[0]
    assert (first.row, first.column, first.why) == (1, "A", why)
    assert first.accepted


def test_what_a_parser_cannot_take_comes_back_as_refusals(file):
    reading = read_file(file(f"{LIST}l,a,b,2007/09,,,x,5,,,\n".encode()), figure_list.FORMAT, ImportContext())
    assert ([one.refused for one in reading.figures], reading.refused_rows) == ([True], 1)
    assert [(one.row, one.column, one.value) for one in reading.refused] == [(2, "period", "2007/09")]
    latin = read_file(
        file(LIST.encode() + "l,a,b,2007/08,,,£,5,,,\n".encode("latin-1")), figure_list.FORMAT, ImportContext()
    )
    assert [(one.row, one.value, one.why) for one in latin.refused] == [(2, "£,5,,,\n", "the file is not UTF-8 text")]


@pytest.mark.parametrize("layout", [figure_list.FORMAT, police_street.FORMAT], ids=lambda one: one.slug)
def test_a_file_that_is_cut_off_within_a_letter_is_refused(file, layout):
    reading = read_file(file(LIST.encode() + "l,a,b,2007/08,,,£".encode()[:-1]), layout, ImportContext())
    assert [(one.row, one.why) for one in reading.refused] == [(2, "the file ends in the middle of a character")]


def test_a_file_that_is_too_large_is_not_read(file):
    def read(file, given):
        raise AssertionError("read")

    layout = Format("small", "Small files", lambda head: True, read, largest=MEGABYTE)
    (refused,) = read_file(file(b"x" * (MEGABYTE + 1)), layout, ImportContext()).refused
    assert (refused.value, refused.accepted) == ("1,048,577 bytes", "at most 1 MB")


OTHER = b"Ward,Burglary 2013/14\nBarnack,5\n"
HOME_OFFICE = "Financial Year,Financial Quarter,Force Name,Offence Code,Number of Offences\n"
GOOD = "2017/18,1,Anyshire,28E,{}\n"
FORCE = ImportContext(forces={"Anyshire Police": "force"})


@pytest.mark.parametrize(
    ("slug", "why", "accepted"),
    [
        (
            "home-office",
            "the headings do not name financial year, financial quarter, force name, offence code, number of offences",
            "headings such as financial year, financial quarter, force name, offence code, number of offences",
        ),
        (
            "mps-wards",
            "the headings are not those of ward level crime",
            "MajorText, MinorText, WardName, WardCode",
        ),
        (
            "ons-table-c2",
            "the headings of Table C2 were not found",
            "Table C2 of the police force area data tables, as the ONS publishes it",
        ),
        (
            "ons-table-p1",
            "the headings of Table P1 were not found",
            "Table P1 of the police force area data tables, as the ONS publishes it",
        ),
    ],
)
def test_a_file_of_another_kind_than_the_one_that_was_chosen_is_refused(file, slug, why, accepted):
    _, reading = registry.read(file(OTHER), FORCE, layout=registry.BY_SLUG[slug])
    assert [(one.row, one.column, one.why, one.accepted) for one in reading.refused] == [(1, "A", why, accepted)]


@pytest.mark.parametrize(
    ("slug", "heads"),
    [
        ("ons-table-c2", "Police Force Area code,Community Safety Partnership code,Total recorded crime"),
        ("ons-table-p1", "Police Force Area code,Area name,Total recorded crime"),
    ],
)
def test_columns_that_were_said_of_another_sheet_are_refused(file, slug, heads):
    mapping = TableMapping(values=(ValueColumn(2),), names=(1,), period="2013/14", sheet="Other")
    content = f"{heads}\nE23000023,E22000017,5\n".encode()
    _, reading = registry.read(file(content), ImportContext(mapping=mapping), layout=registry.BY_SLUG[slug])
    assert [(one.row, one.column, one.why) for one in reading.refused] == [(1, "A", "there is no sheet “Other”")]


def test_offences_of_which_one_row_has_no_number_have_none_together(file):
    content = HOME_OFFICE + GOOD.format(5) + GOOD.format("[x]") + GOOD.format(6)
    _, reading = registry.read(file(content.encode()), FORCE)
    assert [(one.as_printed, one.value.number, one.locator) for one in reading.figures] == [
        ("suppressed", None, "row 2, column E, 3 rows added")
    ]


def test_of_many_bad_rows_of_the_home_office_the_first_are_listed_and_all_counted(file):
    _, reading = registry.read(file((HOME_OFFICE + GOOD.format("five") * 201).encode()), FORCE)
    assert (len(reading.refused), reading.refused_rows) == (200, 201)


def test_a_file_of_the_home_office_has_a_longest_length(file, monkeypatch):
    monkeypatch.setattr(home_office, "MOST_ROWS", 2)
    _, reading = registry.read(file((HOME_OFFICE + GOOD.format(5) * 3).encode()), FORCE)
    (refused,) = reading.refused
    assert (refused.row, refused.why, refused.accepted) == (4, "the file has more than 2 rows", "one year a file")


def test_every_format_has_its_own_name():
    assert len(registry.BY_SLUG) == len(registry.FORMATS) == len({one.name for one in registry.FORMATS})


def test_a_head_is_cut_into_cells_as_far_as_it_goes(file):
    head = FileHead.of(file(b'a,"b\nc",d\ne\n'), "other.csv")
    assert (head.name, head.rows(5)) == ("other.csv", [["a", "b\nc", "d"], ["e"]])


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (f"{LIST}l,a,b,2007/08,,,x,5,,,\nl,a,b,2007/09,,,x,5,,,\n", 3),
        (
            "Financial Year,Financial Quarter,Force Name,Offence Code,Number of Offences\n"
            "2017/18,1,Anyshire,28E,5\n2017/18,1,Anyshire,28E,five\n",
            3,
        ),
    ],
    ids=["single figures", "Home Office"],
)
def test_a_row_that_is_left_out_gives_nothing_and_is_said(file, content, row):
    _, refused = registry.read(file(content.encode()), ImportContext(forces={"Anyshire Police": "force"}))
    assert [one.row for one in refused.refused] == [row]
    given = ImportContext(forces={"Anyshire Police": "force"}, left_out={row: "left out by choice: x"})
    _, reading = registry.read(file(content.encode()), given)
    assert (reading.refused, [str(one.value) for one in reading.figures]) == ([], ["5"])
    assert [(one.row, one.why) for one in reading.skipped] == [(row, "left out by choice: x")]
