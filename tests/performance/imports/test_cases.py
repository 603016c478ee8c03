"""Small files that show one problem each, as people who handle such files have met them, loaded by the command for
Peterborough. `tests/data/cases` holds them; names and identifiers are invented."""

import json
from contextlib import suppress
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from performance.models import Observation

CASES = settings.BASE_DIR / "tests/data/cases"
WHOLE = "a whole number, zero or more, such as 4,100; [x] or an empty cell where it is not shown"


@pytest.fixture
def load(demo, db):
    """What the command prints of a case."""

    def load(name: str, **options) -> dict:
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
    point = "the point may be for thousands or for parts of one, and a count is whole"
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
    why = "a part of the district E06000061, of which the table does not have all parts; not stored"
    assert said["refused"] == []
    assert [(one["row"], one["value"]) for one in said["skipped"] if one["why"] == why] == [
        *((12, "Corby"), (13, "Kettering")),
    ]
    assert {(one["area"], one["value"]) for one in said["observations"]} == {
        *(("E23000023", 1100), ("E23000023", 400), ("E23000023", 3)),
        *(("E06000031", 1000), ("E06000031", 360), ("E06000031", 2)),
    }
    assert said["findings"] == []
