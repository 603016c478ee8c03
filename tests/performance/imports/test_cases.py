"""Small files that show one problem each, as people who handle such files have met them, loaded by the command for
Peterborough. `tests/data/cases` holds them; names and identifiers are invented."""

import csv
import json
import re
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from performance.figures.publishing import publish_source
from performance.models import ImportRun, Observation, Source

pytestmark = pytest.mark.anywhere  # what is said of a file, before anything is stored

CASES = settings.BASE_DIR / "tests/data/cases"
WHOLE = "a whole number, zero or more, such as 4,100; [x] or an empty cell where it is not shown"


@pytest.fixture
def load(demo, db):
    """What the command prints of a case."""

    def load(name: str | Path, **options) -> dict:
        out = StringIO()
        with suppress(SystemExit):
            call_command("import_figures", CASES / name, partnership="peterborough", json=True, stdout=out, **options)
        return json.loads(out.getvalue())

    return load


def refused(said: dict) -> list[tuple]:
    return [(one["row"], one["column"], one["value"], one["why"]) for one in said["refused"]]


def test_ward_names_without_codes_are_refused_and_nobody_elses_wards_are_suggested(load):
    said = load("names-without-codes.csv")
    assert refused(said) == [
        (2, "B", "Abbey", "there is no area “Abbey”"),
        (5, "B", "Lakenham", "there is no area “Lakenham”"),
    ]
    assert {one["accepted"] for one in said["refused"]} == {"the code or the name of an area of the portal"}


def test_periods_that_a_spreadsheet_rewrote_are_refused_row_by_row(load):
    said = load("periods-rewritten.csv")
    assert {(one["heading"], one["taken_for"]) for one in said["columns"]} >= {("Period", "period")}
    why = "it is a date, as a spreadsheet makes it of a period"
    assert refused(said) == [
        (row, "C", text, f"“{text}” is not a period: {why}")
        for row, text in enumerate(["Apr-18", "01/05/2018", "18-Jun", "2018-07-01 00:00:00", "43313"], start=2)
    ]


def test_what_is_no_count_is_refused_at_its_cell_and_marks_of_small_numbers_are_no_number(load):
    said = load("marks-for-small-numbers.csv")
    point = "it is not clear what the point is for, and a count is a whole number"
    assert refused(said) == [
        (2, "D", "-99", "a count cannot be negative"),
        (3, "D", "1 to 4", "“1 to 4” is not a figure"),
        (4, "D", "1-4", "“1-4” is not a figure"),
        (7, "D", "4.285", point),
        (8, "D", "1e3", "“1e3” is not a figure"),
        (9, "D", "12%", "a count has no %"),
    ]
    assert said["refused_rows"] == 6
    alone = load("only-a-number-as-mark.csv")
    assert [(row, value) for row, _column, value, _why in refused(alone)] == [
        *((2, "-99"), (3, "4.285"), (4, "-1"), (5, "12%")),
    ]
    assert {one["accepted"] for one in alone["refused"]} == {WHOLE}


def test_a_byte_order_mark_is_read_over_and_a_point_for_thousands_is_never_a_part_of_one(load):
    said = load("mark-and-semicolons.csv", commit=True)
    assert [one["heading"] for one in said["columns"]] == ["Ward code", "Ward", "Period", "All recorded crime"]
    assert [(row, value) for row, _column, value, _why in refused(said)] == [(2, "4.100"), (3, "1.400")]
    assert not Observation.objects.filter(value__in=["4.1", "1.4"], period_start="2018-04-01").exists()


def test_a_part_of_a_district_is_never_stored_as_the_whole_and_said(load):
    said = load("one-district-two-partnerships.csv")
    why = "a part of the district E06000061, and the table does not have all its parts; not saved"
    assert said["refused"] == []
    assert [(one["row"], one["value"]) for one in said["skipped"] if one["why"] == why] == [
        *((12, "Corby"), (13, "Kettering")),
    ]
    assert {(one["area"], one["value"]) for one in said["observations"]} == {
        *(("E23000023", 1100), ("E23000023", 400), ("E23000023", 3)),
        *(("E06000031", 1000), ("E06000031", 360), ("E06000031", 2)),
    }
    assert said["findings"] == []


def wards(said: dict) -> dict[tuple[str, str], int]:
    """Counts of the file that are not zero, of every area but the force, by area and crime type."""
    return {
        (one["area"], one["label"]): one["value"]
        for one in said["observations"]
        if one["value"] and one["area"] != "E23000023"
    }


def force(said: dict) -> int:
    return sum(one["value"] for one in said["observations"] if one["area"] == "E23000023")


def test_one_crime_in_thirteen_rows_is_asked_about_and_counted_once(load):
    said = load("2018-04-one-crime-thirteen-times-street.csv", commit=True)
    assert (said["rows_read"], force(said), sum(wards(said).values()), said["stored"]) == (14, 2, 2, 0)
    assert [one["words"] for one in said["questions"]] == [
        "12 rows repeat the Crime ID of an earlier row (1 different; the first, 2f2342a306…, is in 13 rows "
        "from row 2 on). Each crime is counted once, as its first row says"
    ]
    assert [(one["row"], one["rows"], one["why"]) for one in said["skipped"]] == [
        (3, 12, "the crime of row 2 again: counted once")
    ]
    confirmed = load("2018-04-one-crime-thirteen-times-street.csv", commit=True, confirm=True)
    assert confirmed["stored"] == 23 * 14
    assert ImportRun.objects.latest("pk").answered == [said["questions"][0]["words"]]


@pytest.mark.parametrize(
    ("name", "month", "codes", "used"),
    [
        ("2018-05-codes-of-2021-street.csv", "May 2018", "2021", "2011"),
        ("2024-05-codes-of-2011-street.csv", "May 2024", "2011", "2021"),
    ],
)
def test_small_areas_of_the_other_census_are_said_and_no_ward_becomes_zero(load, name, month, codes, used):
    said = load(name)
    assert {one["area"] for one in said["observations"]} == {"E23000023"}
    assert force(said) == 7
    assert [(one["rows"], one["why"]) for one in said["skipped"]] == [
        (6, f"codes of the census of {codes}, and for {month} the look-up of the census of {used} is used"),
        (7, "small areas of the other census cannot be counted: counted for the force only"),
    ]


def test_rows_without_a_place_are_counted_by_month(load):
    """Takes a second: two police files are read and stored."""
    assert load("2017-03-all-placed-street.csv")["without_place"] == {"2017-03": [0, 40]}
    assert load("2018-03-two-fifths-without-place-street.csv")["without_place"] == {"2018-03": [16, 40]}


def without_column(name: str, tmp_path: Path, column: str, *, emptied: bool = False) -> Path:
    """A case whose column of small areas was deleted, or emptied."""
    with (CASES / name).open(newline="") as file:
        rows = list(csv.DictReader(file))
    path = tmp_path / name
    with path.open("w", newline="") as file:
        names = [one for one in rows[0] if emptied or one != column]
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(row | {column: ""} for row in rows)
    return path


@pytest.mark.parametrize("emptied", [False, True])
def test_without_a_column_of_small_areas_only_the_force_is_counted_and_good_figures_stay(load, tmp_path, emptied):
    name = "2017-03-all-placed-street.csv"
    load(name, commit=True)
    before = {(one.area.code, one.indicator.slug): one.value for one in of_wards()}
    assert (len(before), sum(before.values())) == (22 * 14, 40)
    said = load(without_column(name, tmp_path, "LSOA code", emptied=emptied), commit=True)
    assert (said["stored"], said["unchanged"], said["replaced"]) == (0, 14, 0)
    why = (
        "no row of March 2017 has a code in the column “LSOA code”" if emptied else "the file has no column “LSOA code”"
    )
    assert [(one["rows"], one["why"]) for one in said["skipped"]] == [(40, f"{why}: counted for the force only")]
    assert {(one.area.code, one.indicator.slug): one.value for one in of_wards()} == before


def of_wards():
    return Observation.objects.filter(
        period_start="2017-03-01", source__slug="police-uk-cambridgeshire-constabulary", area__area_set__kind="ward"
    ).select_related("area", "indicator")


TABLE = "Ward code,Ward,Period,All recorded crime\n{}"
CODES = {
    "E05010805": "Barnack",
    "E05010806": "Bretton",
    "E05010807": "Central",
    "E05010808": "Dogsthorpe",
    "E05010809": "East",
}


def table(tmp_path: Path, *numbers: object, period: str = "2018/19") -> Path:
    path = tmp_path / "wards.csv"
    rows = (f"{code},{name},{period},{number}\n" for (code, name), number in zip(CODES.items(), numbers, strict=False))
    path.write_text(TABLE.format("".join(rows)))
    return path


@pytest.mark.parametrize(
    ("numbers", "asked"),
    [
        ((0, 0, 0, 0, 0), "5 of 5 stored figures above zero would become zero, or have no number any more"),
        (("[x]",) * 5, "5 of 5 stored figures above zero would become zero, or have no number any more"),
        ((400, 401, 402, 403, 404), "5 of 5 stored figures would be more than 3 times as high or as low as now"),
        ((33, 33, 33, 33, 33), "5 of 5 stored figures would be more than 3 times as high or as low as now"),
        ((299, 34, 100, 100, 100), ""),
        ((0, 0, 0, 0, 100), ""),
    ],
)
def test_a_replacement_that_loses_many_figures_is_asked_about(load, tmp_path, numbers, asked):
    assert load(table(tmp_path, 100, 100, 100, 100, 100), commit=True)["stored"] == 5
    said = load(table(tmp_path, *numbers), commit=True)
    assert [one["words"] for one in said["questions"]] == ([asked] if asked else [])
    values = Observation.objects.filter(source__slug="wards", period_start="2018-04-01")
    kept = [one.value for one in values.order_by("area__code")]
    assert (kept == [100] * 5) == bool(asked)
    assert load(table(tmp_path, *numbers), commit=True, confirm=True)["questions"] == (
        [] if not asked else said["questions"]
    )


def test_the_command_says_how_a_question_is_answered(load, tmp_path):
    load(table(tmp_path, 100, 100, 100, 100, 100), commit=True)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command(
            "import_figures", table(tmp_path, 0, 0, 0, 0, 0), partnership="peterborough", commit=True, stdout=out
        )
    assert "Nothing is saved until you say that this is right: add --confirm to --commit." in out.getvalue()


def test_a_hundred_times_the_figure_of_last_year_is_a_finding(load, tmp_path):
    load(table(tmp_path, 100, 100, period="2017/18"), commit=True)
    said = load(table(tmp_path, 10_000, 9_999))
    found = [(one["row"], one["column"], one["printed"], one["computed"], one["rule"]) for one in said["findings"]]
    assert (2, "D", "10000", "100", "at least 100 times as high or as low as the figure of 2017/18") in found
    assert not any(row == 3 and "100 times" in rule for row, *_rest, rule in found)


def test_one_bad_row_is_left_out_by_choice_with_its_reason(load, tmp_path):
    path = table(tmp_path, 100, "4.285", 120)
    said = load(path, commit=True, leave_out="3", because="the force corrects it in May")
    assert (said["stored"], said["refused"]) == (2, [])
    assert [(one["row"], one["value"], one["why"]) for one in said["skipped"]] == [
        (3, "Bretton", "left out by choice: the force corrects it in May")
    ]
    assert ImportRun.objects.latest("pk").left_out == {"3": "the force corrects it in May"}
    with pytest.raises(CommandError, match="Say why these rows are left out"):
        load(path, leave_out="3")
    with pytest.raises(CommandError, match="“three” does not name rows"):
        load(path, leave_out="three", because="x")


def test_a_row_of_a_police_file_is_left_out_by_choice(load, tmp_path):
    path = tmp_path / "2017-03-all-placed-street.csv"
    lines = (CASES / path.name).read_text().splitlines()
    path.write_text("\n".join([*lines[:3], lines[3].replace("2017-03", "Mar-17"), *lines[4:]]) + "\n")
    assert [(one["row"], one["value"]) for one in load(path)["refused"]] == [(4, "Mar-17")]
    said = load(path, leave_out="4", because="a spreadsheet opened it")
    assert (said["rows_read"], force(said), said["refused"]) == (40, 39, [])


def test_one_fault_is_said_once_with_its_rows(load, tmp_path):
    path = tmp_path / "wards.csv"
    path.write_text("Ward,Witchcraft 2018/19\nBarnack,1\nBretton,2\nEast,3\n")
    said = load(path)
    assert [(one["row"], one["more"], one["why"]) for one in said["refused"]] == [
        (2, [3, 4], "there is no indicator “Witchcraft”")
    ]
    assert said["refused_rows"] == 3


def test_the_command_names_the_columns(load, tmp_path):
    path = tmp_path / "short.csv"
    path.write_text("a,b,c\nE05010805,2018/19,100\nE05010807,2018/19,120\n")
    said = load(path, column=["A=code", "B=period", "C=figure:all-crime"])
    assert said["refused"] == []
    assert [(one["area"], one["indicator"], one["value"]) for one in said["observations"]] == [
        ("E05010805", "all-crime", 100),
        ("E05010807", "all-crime", 120),
    ]
    whole = load(path, column=["A=code", "B=unused", "C=figure"], period="2019/20", indicator="all-crime")
    assert {one["period_start"] for one in whole["observations"]} == {"2019-04-01"}
    with pytest.raises(CommandError, match="“C=number” does not say what a column is; write LETTER=ROLE"):
        load(path, column=["C=number"])


def test_nothing_that_gives_a_hidden_count_is_beside_it(load):
    """A protected file with 7, 2 and 1 robberies: readers see 5, hidden, hidden, and no word of rows or places."""
    load("2018-07-small-counts-street.csv", commit=True, disclosure="protected", source="Street crime")
    source = Source.objects.get(title="Street crime")
    publish_source(source)
    robberies = source.observations.filter(indicator__slug="police-uk-robbery", value__gt=0)
    shown = {int(one.value): one.as_public(Source.objects.get(pk=source.pk)).shown for one in robberies}
    assert shown == {7: "5", 2: "hidden", 1: "hidden", 10: "10"}
    for address in (
        f"/peterborough/sources/{source.slug}/",
        "/peterborough/performance/police-uk-robbery/",
        "/peterborough/areas/?measure=police-uk-robbery",
        *(f"/peterborough/areas/{one.area.code}/" for one in robberies if one.value < 10),
    ):
        page = Client().get(address, follow=True)
        assert page.status_code == 200
        assert not re.search(r"counted from|\brows? \d|\b[127] (robber|crime|row)", page.content.decode()), address


def test_all_that_is_wrong_with_a_row_is_said_at_once(load, tmp_path):
    """An unknown ward, a period that is none and what is no count: none of them hides another."""
    table = tmp_path / "crimes.csv"
    table.write_text(
        "Ward code,Ward,Period,All recorded crime\n"
        "E05010805,Barnack,2018/19,12\n"
        ",Nowhere,2018/19,-3\n"
        "E05010806,Bretton,2018/20,12%\n"
        ",Nowhere,2018/20,4.5\n"
    )
    assert sorted((column, row, why) for row, column, _value, why in refused(load(table))) == [
        ("B", 3, "there is no area “Nowhere”"),
        ("C", 4, "“2018/20” is not a period: the second year must follow the first"),
        ("D", 3, "a count cannot be negative"),
        ("D", 4, "a count has no %"),
        ("D", 5, "a count is a whole number"),
    ]
