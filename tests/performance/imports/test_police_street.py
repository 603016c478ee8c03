"""Street-level files of the police: counted by ward and force, and refused when something has changed them."""

import csv
import gzip
import json
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from io import StringIO
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from csp_portal.formats.periods import Period, parse
from performance.imports.context import import_context
from performance.imports.figures import BadFile
from performance.imports.formats import police_rows, police_street
from performance.imports.reading import FileHead, FormatMatch, ImportContext, read_file
from performance.models import Observation, Source
from plans.models import AreaSet, Partnership

DATA = settings.BASE_DIR / "tests/data"
HEADINGS = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
)
FORCE = "Anyshire Constabulary"
ID = "a" * 64
NUMBERS = count()
NORTH, SOUTH, FAR, NOWHERE = "E01000001", "E01000002", "E01000003", "E01000009"
KNOWN = ImportContext(
    forces={FORCE: "force", "Anyshire police area": "force"},
    fits=(FormatMatch("wards", "2011", "2010-12", "2023-05", {NORTH: "north", SOUTH: "south"}),),
    small_areas={"2011": {NORTH, SOUTH, FAR}},
)


def row(month="2018-10", small=NORTH, kind="Burglary", crime_id=None, force=FORCE) -> str:
    """A row of a street-level file; without a Crime ID that is asked for, each has one of its own."""
    crime_id = sha256(str(next(NUMBERS)).encode()).hexdigest() if crime_id is None else crime_id
    return f"{crime_id},{month},{force},{force},0.1,52.1,On or near High Street,{small},Name,{kind},Investigated,"


def rows(number: int, *args, **options) -> list[str]:
    """Rows of so many crimes that are alike."""
    return [row(*args, **options) for _ in range(number)]


CUT = row()[:80]
LONGER = row() + ",more"


@pytest.fixture
def read(tmp_path):
    """A file read by the format: of these rows under the usual headings, or with exactly this content."""

    def read(*rows: str, content: bytes | None = None, known: ImportContext = KNOWN):
        path = tmp_path / "2018-10-anyshire-street.csv"
        path.write_bytes("".join(f"{line}\n" for line in (HEADINGS, *rows)).encode() if content is None else content)
        return read_file(path, police_street.FORMAT, known)

    return read


def counts(reading, month="2018-10") -> dict[tuple[str, str], int]:
    """Figures that are not zero, by area and crime type."""
    period = parse(month)
    return {(f.area, f.label): int(f.value.number) for f in reading.figures if f.period == period and f.value.number}


def refusals(reading) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.value) for one in reading.refused]


def printed(path: Path, partnership: str, **options) -> dict:
    """What the command prints of a file, whether it is taken or refused."""
    out = StringIO()
    with suppress(SystemExit):
        call_command("import_figures", path, partnership=partnership, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


@pytest.fixture
def real(tmp_path):
    """The file of October 2018 of a force, as published."""

    def real(force: str) -> Path:
        path = tmp_path / f"2018-10-{force}-street.csv"
        path.write_bytes(gzip.decompress((DATA / f"{path.name}.gz").read_bytes()))
        return path

    return real


def derived(name: str) -> dict[tuple[str, str], int]:
    with (DATA / f"police-uk-2018-10-by-{name}.csv").open() as file:
        return {(one["ward_code"], one["crime_type"]): int(one["crimes"]) for one in csv.DictReader(file)}


WARDS_OF_2018 = {
    "peterborough": "peterborough-wards-2016",
    "cambridge": "cambridge-wards-2004",
    "south-cambridgeshire": "south-cambridgeshire-wards-2018",
    "norwich": "norwich-wards-2004",
}


@pytest.mark.parametrize(
    ("name", "sets", "asked"),
    [
        ("ward18", WARDS_OF_2018, True),
        ("ward18", WARDS_OF_2018, False),
        ("ward15", {"peterborough": "peterborough-wards-2004"}, True),
    ],
    ids=["wards asked for", "wards of the month", "earlier wards asked for"],
)
def test_the_real_files_give_the_counts_that_another_program_gave(demo, db, real, name, sets, asked):
    found: dict[tuple[str, str], int] = {}
    for slug, area_set in sets.items():
        file = real("norfolk" if slug == "norwich" else "cambridgeshire")
        wards = AreaSet.objects.get(slug=area_set)
        known = import_context(Partnership.objects.get(slug=slug), wards if asked else None)
        reading = read_file(file, police_street.FORMAT, known)
        assert reading.refused == []
        codes = set(wards.areas.values_list("code", flat=True))
        found |= {key: count for key, count in counts(reading).items() if key[0] in codes}
        assert {f.area for f in reading.figures} - codes == set(known.forces.values())
    assert found == derived(name)


def test_the_force_has_every_row_of_its_file(demo, db, real):
    file = real("cambridgeshire")
    reading = read_file(file, police_street.FORMAT, import_context(Partnership.objects.get(slug="peterborough")))
    with file.open() as opened:
        rows = Counter(("E23000023", one["Crime type"]) for one in csv.DictReader(opened))
    force = {key: count for key, count in counts(reading).items() if key[0] == "E23000023"}
    assert force == rows
    assert (reading.rows_read, sum(force.values())) == (6930, 6930)
    assert {one.why: one.rows for one in reading.skipped if not one.value} == {
        "no place is given: counted for the force only": 212,
        "in no ward of the partnership: counted for the force only": 4571,
    }
    unknown = [one for one in reading.skipped if one.value]
    assert (len(unknown), sum(one.rows for one in unknown)) == (22, 24)
    assert (unknown[0].row, unknown[0].column, unknown[0].value) == (2, "LSOA code", "E01017478")


def test_the_command_loads_the_real_file_and_refuses_it_elsewhere(demo, db, real):
    file = real("norfolk")
    said = printed(file, "norwich", commit=True)
    assert (said["rows_read"], said["stored"], said["refused"]) == (6624, 14 * 14, [])
    wards = Observation.objects.filter(area__area_set__slug="norwich-wards-2004", period_start="2018-10-01")
    assert wards.count() == 13 * 14
    assert Source.objects.get(slug="police-uk-norfolk-constabulary").published_at is None
    elsewhere = printed(file, "peterborough", commit=True)
    assert (elsewhere["stored"], elsewhere["refused_rows"]) == (0, 6624)
    assert elsewhere["refused"][0]["accepted"] == "Cambridgeshire police area or Cambridgeshire Constabulary"


def test_rows_are_counted_by_ward_and_force_and_a_type_without_a_row_is_zero(read):
    reading = read(row(), row(), row(small=SOUTH, kind="Drugs"), row(small=FAR), row(small=""), row(small=NOWHERE))
    assert counts(reading) == {
        ("north", "Burglary"): 2,
        ("south", "Drugs"): 1,
        ("force", "Burglary"): 5,
        ("force", "Drugs"): 1,
    }
    assert len(reading.figures) == 3 * 14  # two wards and the force, the types in use in 2018
    assert [(one.row, one.value, one.rows) for one in reading.skipped] == [(6, "", 1), (5, "", 1), (7, NOWHERE, 1)]
    north = next(f for f in reading.figures if (f.area, f.label) == ("north", "Burglary"))
    assert north.locator == "Column Crime type, counted from 2 rows, the first is row 2"
    assert (north.indicator, north.line, north.cell) == ("police-uk-burglary", 2, "Crime type")


def test_every_month_of_a_file_is_counted_apart_and_is_whole(read):
    reading = read(row("2018-09"), row("2018-10"), row("2018-10"))
    assert counts(reading, "2018-09") == {("north", "Burglary"): 1, ("force", "Burglary"): 1}
    assert counts(reading, "2018-10") == {("north", "Burglary"): 2, ("force", "Burglary"): 2}
    assert reading.whole == {Period.of_months(2018, 9, 1), Period.of_months(2018, 10, 1)}


def test_a_month_is_counted_in_the_wards_and_small_areas_of_its_time(read):
    fits = (
        FormatMatch("old", "2011", "2010-12", "2018-09", {NORTH: "old-north"}),
        FormatMatch("new", "2011", "2018-10", "2023-05", {NORTH: "new-north"}),
        FormatMatch("new", "2021", "2023-06", "9999-12", {FAR: "new-north"}),
    )
    known = ImportContext(KNOWN.forces, fits, small_areas={"2011": {NORTH}, "2021": {FAR}})
    rows = [row("2018-09"), row("2018-10"), row("2023-06", small=FAR)]
    wards = {
        (str(f.period), f.area): int(f.value.number)
        for f in read(*rows, known=known).figures
        if f.label == "Burglary" and f.area != "force"
    }
    assert wards == {
        ("September 2018", "old-north"): 1,
        ("October 2018", "new-north"): 1,
        ("June 2023", "new-north"): 1,
    }


def test_a_month_without_a_look_up_is_counted_for_the_force_only(read):
    reading = read(row("2023-06"), row("2018-10"))
    assert counts(reading, "2023-06") == {("force", "Burglary"): 1}
    why = "no wards, or no look-up to them, for June 2023: counted for the force only"
    assert [(one.row, one.value, one.why) for one in reading.skipped] == [(2, "2023-06", why)]


def test_wards_that_no_look_up_reaches_are_refused_when_they_are_asked_for(read):
    (refused,) = read(row(), known=ImportContext(KNOWN.forces, area_set="Wards of Anytown")).refused
    assert refused.why == "there is no look-up from small areas to the Wards of Anytown"


def test_the_layout_of_2010_to_2012_counts_for_the_force(read):
    text = (
        "Month,Reported by,Falls within,Easting,Northing,Location,Crime type,Context\n"
        f"2011-03,{FORCE},{FORCE},519000,298000,On or near High Street,Violent crime,\n"
        f"2011-03,{FORCE},{FORCE},519000,298000,On or near High Street,Violent crime,\n"
    )
    reading = read(content=text.encode())
    assert counts(reading, "2011-03") == {("force", "Violent crime"): 2}
    assert {f.label for f in reading.figures} == {
        *("Anti-social behaviour", "Burglary", "Other crime", "Robbery", "Vehicle crime", "Violent crime"),
    }
    assert [(one.rows, one.why) for one in reading.skipped] == [
        (2, "the file has no column “LSOA code”: counted for the force only")
    ]


@pytest.mark.parametrize(
    "headings",
    [
        "Month,Reported by,Falls within,Easting,Northing,Location,LSOA code,LSOA name,Crime type,Context",
        "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Context",
        HEADINGS,
    ],
)
def test_the_layouts_in_between_are_read_by_their_headings(read, headings):
    cells = dict(zip(HEADINGS.split(","), row().split(","), strict=True))
    text = f"{headings}\n{','.join(cells.get(name, '1') for name in headings.split(','))}\n"
    assert counts(read(content=text.encode())) == {("north", "Burglary"): 1, ("force", "Burglary"): 1}


def test_a_file_with_a_mark_windows_line_ends_quoted_cells_and_the_headings_again_reads_alike(read):
    rows = [HEADINGS, row(), HEADINGS, row().replace("High Street", '"High Street, ""Old"" Market"')]
    rows[3] = rows[3].replace("On or near ", "")
    text = "\ufeff" + "".join(f"{line}\r\n" for line in rows)
    reading = read(content=text.encode())
    assert counts(reading) == {("north", "Burglary"): 2, ("force", "Burglary"): 2}
    assert [(one.row, one.why) for one in reading.skipped] == [(3, "the headings again")]


@pytest.mark.parametrize(
    ("bad", "refused"),
    [
        (row(month="Oct-18"), ("Month", "Oct-18")),
        (row(month="2018-10-01"), ("Month", "2018-10-01")),
        (row(month="01/10/2018"), ("Month", "01/10/2018")),
        (row(month="2018-13"), ("Month", "2018-13")),
        (row(month="2010-11"), ("Month", "2010-11")),
        (row(month=""), ("Month", "")),
        (row(crime_id="1.23E+63"), ("Crime ID", "1.23E+63")),
        (row(crime_id="A" * 64), ("Crime ID", "A" * 64)),
        (row(kind="Witchcraft"), ("Crime type", "Witchcraft")),
        (row(kind=""), ("Crime type", "")),
        (row(force="Othershire Police"), ("Falls within", "Othershire Police")),
        (row(force=""), ("Falls within", "")),
        (row(small="E02000001"), ("LSOA code", "E02000001")),
        (row(small="Anytown 001A"), ("LSOA code", "Anytown 001A")),
        (CUT, ("Falls within", CUT)),
        (LONGER, ("A", LONGER[:100])),
    ],
)
def test_one_bad_row_refuses_the_file_with_row_column_and_value(read, bad, refused):
    reading = read(row(), bad, row())
    assert reading.figures == []
    assert reading.refused_rows == 1
    assert all(one.why and one.accepted for one in reading.refused)
    assert refusals(reading) == [(3, *refused)]


@pytest.mark.parametrize(
    ("bad", "column", "why"),
    [
        (row().replace("On or near", '"On or near'), "Location", "a quotation mark is opened and not closed"),
        (row().replace("High Street", "High Street" * 7_000), "A", "the row is too long"),
        (row().replace("High Street", "High Street" * 700_000), "A", "the row is too long"),
    ],
    ids=["a quotation mark", "a long row", "a row longer than what is read at a time"],
)
def test_a_row_that_cannot_be_cut_into_cells_is_refused_and_never_lost(read, bad, column, why):
    reading = read(row(), bad, row())
    assert [(one.row, one.column, one.why) for one in reading.refused] == [(3, column, why)]
    assert (reading.figures, reading.refused_rows) == ([], 1)


def test_line_ends_that_are_none_refuse_the_file(read):
    (refused,) = read(content=f"{HEADINGS}\r\r\n{row()}\r\r\n".encode()).refused
    assert (refused.row, refused.why) == (1, "the file cannot be cut into rows and cells")
    assert refused.accepted == "the file as it was downloaded from data.police.uk, not saved again by another program"


@pytest.mark.parametrize("rows", [[row(crime_id=ID)] * 2, [row(), row()]], ids=["repeated crimes", "other crimes"])
def test_a_file_that_does_not_fit_the_memory_is_refused(read, monkeypatch, rows):
    monkeypatch.setattr(police_rows, "MEMORY", "1MB")
    (refused,) = read(*rows).refused
    assert (refused.row, refused.why) == (1, "the file does not fit the memory that reading may take")


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (b"", (1, "A", "")),
        (b"\n\n", (1, "Month", "Month")),
        (bytes(range(256)) * 40, (2, "A", "\x80\x81")),
        (b"Month,Falls within,Crime type\n\0\0\0", (2, "A", "")),
        (HEADINGS.encode() + b"\n", (2, "Month", "")),
        (HEADINGS.replace(",", ";").encode(), (1, "A", HEADINGS.replace(",", ";")[:60])),
        (HEADINGS.replace(",", "\t").encode(), (1, "A", HEADINGS.replace(",", "\t")[:60])),
        (HEADINGS.replace("Crime type", "Offence").encode(), (1, "Crime type", "Crime type")),
        (f"{HEADINGS},Month".encode(), (1, "Month", "Month")),
        (f"{HEADINGS}{''.join(f',x{n}' for n in range(200))}".encode(), (1, "M", "x0")),
        (f"{HEADINGS}\n{row()}\n".encode("utf-16"), (1, "A", "\xff\xfe")),
        (f"{HEADINGS}\n{row().replace('High', 'Höh')}\n".encode("latin-1"), (2, "A", "\xf6h Street")),
        (b'"' + HEADINGS.encode(), (1, "A", '"' + HEADINGS[:59])),
    ],
)
def test_a_bad_file_is_refused_with_the_first_place_that_is_wrong(read, content, refused):
    reading = read(content=content)
    assert reading.figures == []
    row, column, value = refusals(reading)[0]
    assert (row, column) == refused[:2]
    assert value.startswith(refused[2])
    assert reading.refused[0].accepted


def test_a_long_list_of_bad_rows_is_cut_and_counted(read):
    reading = read(*[row(kind=f"Witchcraft {number}") for number in range(1000)])
    assert (len(reading.refused), reading.refused_rows) == (200, 1000)


def test_one_fault_is_said_once_with_its_rows_and_every_fault_of_a_row_at_once(read):
    reading = read(row(), *rows(3, month="Oct-18"), row(month="Oct-18", kind="Witchcraft"))
    assert [(one.row, one.column, one.value, one.more) for one in reading.refused] == [
        (3, "Month", "Oct-18", (4, 5, 6)),
        (6, "Crime type", "Witchcraft", ()),
    ]
    assert reading.refused_rows == 4


def test_many_unknown_areas_are_gathered_at_the_end(read):
    reading = read(*[row(small=f"E01{number:06d}") for number in range(500, 800)])
    assert len(reading.skipped) == 201
    assert (reading.skipped[-1].value, reading.skipped[-1].rows) == ("100 other areas", 100)
    assert sum(one.rows for one in reading.skipped) == 300


def test_a_file_of_which_every_row_differs_is_judged_row_by_row(read, monkeypatch):
    """Rows that say the same are judged together, until there are more of them than the memory holds."""
    monkeypatch.setattr(police_rows, "MEMORY", "24MB")
    monkeypatch.setattr(police_rows, "BUFFER", 256 * 1024)
    rows = [
        row(small=f"a place that no look-up of small areas has ever known {number:06}") for number in range(120_000)
    ]
    reading = read(row(), *rows)
    assert (reading.refused_rows, len(reading.refused), reading.figures) == (120_000, 200, [])
    assert (reading.refused[0].row, reading.refused[0].value[-6:]) == (3, "000000")


def test_a_bad_row_among_good_ones_of_its_kind_is_found_with_its_own_number_and_value(read):
    reading = read(row(), row(), row(crime_id="b" * 63), row(), row(crime_id="B" * 64), row(crime_id=""))
    assert refusals(reading) == [(4, "Crime ID", "b" * 63), (6, "Crime ID", "B" * 64)]
    assert reading.refused_rows == 2


def test_a_spreadsheet_that_saved_the_file_again_is_named(read):
    (refused,) = read(row(month="Oct-18")).refused
    assert "a spreadsheet that opened the file has changed it" in refused.why
    assert refused.accepted == "a month from 2010-12 on, written YYYY-MM, such as 2018-10"


def test_every_row_has_its_fate(tmp_path):
    path = tmp_path / "street.csv"
    rows = [row(), row(small=FAR), row(small=""), row(small=NOWHERE), row(month="Oct-18"), HEADINGS]
    path.write_text("".join(f"{line}\n" for line in (HEADINGS, *rows)))
    fates = police_street.fates(path, KNOWN, 2, 50)
    assert [(one.row, one.area, one.taken) for one in fates] == [
        *((2, "north", True), (3, "", True), (4, "", True), (5, "", True), (6, "", False), (7, "", False)),
    ]
    assert [one.row for one in police_street.fates(path, KNOWN, 4, 2)] == [4, 5]
    assert fates[4].words.startswith("row 6, column Month: this is not a month")


def test_a_row_of_a_month_without_a_look_up_says_that_it_counts_for_the_force(tmp_path):
    path = tmp_path / "street.csv"
    path.write_text(f"{HEADINGS}\n{row('2023-06')}\n")
    (fate,) = police_street.fates(path, KNOWN, 2, 50)
    assert (fate.words, fate.area, fate.taken) == (
        *("no wards, or no look-up to them, for June 2023: counted for the force only", ""),
        True,
    )


def test_a_police_file_is_recognised_by_its_headings_or_its_name():
    assert police_street.recognise(FileHead("download.csv", HEADINGS.encode()))
    assert police_street.recognise(FileHead("2018-10-anyshire-street.csv", b""))
    assert not police_street.recognise(FileHead("figures.csv", b"Month,Value\n"))


def test_without_a_force_nothing_can_be_read(tmp_path):
    path = tmp_path / "street.csv"
    path.write_text(HEADINGS)
    with pytest.raises(BadFile, match="no police force is known for this partnership"):
        police_street.read(path, ImportContext())


def test_rows_of_one_crime_are_one_and_rows_without_an_id_are_not(read, tmp_path):
    reading = read(row(crime_id=ID), row(crime_id=""), row(crime_id=""), row(crime_id=ID, kind="Drugs"), row())
    assert counts(reading) == {("north", "Burglary"): 4, ("force", "Burglary"): 4}
    assert (reading.rows_read, [(one.row, one.rows) for one in reading.skipped]) == (5, [(5, 1)])
    (asked,) = reading.questions
    assert (asked.row, asked.words[:70]) == (
        2,
        "1 row repeats the Crime ID of an earlier row: aaaaaaaaaa…, in row 2 an",
    )
    fates = police_street.fates(tmp_path / "2018-10-anyshire-street.csv", KNOWN, 4, 2)
    assert [(one.row, one.words, one.taken) for one in fates] == [
        (4, "counted for its ward and the force", True),
        (5, "the crime of row 2 again: counted once", False),
    ]


def test_a_row_that_is_left_out_has_its_fate_too(read, tmp_path):
    reading = read(row(), row(month="Oct-18"), row(), known=replace(KNOWN, left_out={3: "left out by choice: x"}))
    assert (reading.refused, counts(reading)[("north", "Burglary")], reading.rows_read) == ([], 2, 3)
    given = replace(KNOWN, left_out={3: "left out by choice: x"})
    fates = police_street.fates(tmp_path / "2018-10-anyshire-street.csv", given, 3, 1)
    assert [(one.row, one.words) for one in fates] == [(3, "left out by choice: x")]


def test_a_file_that_holds_most_crimes_twice_is_refused(read, monkeypatch):
    monkeypatch.setattr(police_rows, "MOST_REPEATED", 2)
    twice = rows(3)
    (refused,) = read(*twice, *twice).refused
    assert refused.why == "3 Crime IDs are in several rows: the file holds the same crimes more than once"
