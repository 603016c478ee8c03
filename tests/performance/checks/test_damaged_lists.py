"""Sums of parts in files that are stored as lists, not as tables: long ones, and those of the whole country.

Slow, some seconds: thousands of figures are stored and checked, and the demonstration is loaded.
"""

from pathlib import Path
from random import Random

import pytest

from performance.models import FigureTable, Unit
from plans.models import AreaLink
from tests import builders
from tests.performance.imports.test_police_street import printed

pytestmark = pytest.mark.anywhere  # sums are worked out from what is loaded

C2 = (Path(__file__).parents[2] / "data/tables/ons-table-c2.csv").read_text(encoding="utf-8")
WARDS = ("Abbey", "Brook", "Castle", "Dale", "East", "Ford")
PARTS = ("Robbery", "Violence", "Theft")
Rows = list[list[str]]


def long_table() -> Rows:
    """301 rows: six wards and their town in 43 years, with three kinds of crime and all of them."""
    rows, chance = [["Area", "Period", "All crime", *PARTS]], Random(7)
    for year in range(1980, 2023):
        counts = [[chance.randint(usual, 2 * usual) for usual in (20, 310, 170)] for _ward in WARDS]
        for name, parts in zip(
            (*WARDS, "Town"), [*counts, [sum(kind) for kind in zip(*counts, strict=True)]], strict=True
        ):
            rows.append([name, f"{year}/{(year + 1) % 100:02d}", *(str(number) for number in (sum(parts), *parts))])
    return rows


@pytest.fixture
def findings(tmp_path, anytown):
    """What is found while a table is loaded, and after it is stored, which is the same."""
    wards = builders.area_set(anytown, list(WARDS), "six-wards")
    for ward in wards.areas.all():
        AreaLink.objects.create(smaller=ward, larger=anytown.areas.get(), basis="printed")
    whole = builders.indicator("all-crime", name="All crime", unit=Unit.CRIMES)
    for name in PARTS:
        builders.indicator(name.lower(), name=name, unit=Unit.CRIMES, part_of=whole)

    def findings(rows: Rows) -> list[tuple[str, int, str, str, str]]:
        path = tmp_path / "counts.csv"
        path.write_text("".join(f"{','.join(row)}\n" for row in rows))
        looked, stored = (printed(path, "anytown", commit=commit)["findings"] for commit in (False, True))
        assert looked == stored
        assert not FigureTable.objects.exists()
        return [(one["check"], one["row"], one["column"], one["printed"], one["computed"]) for one in stored]

    return findings


def test_an_undamaged_long_table_raises_no_alarm(findings):
    assert findings(long_table()) == []


@pytest.mark.parametrize(
    ("row", "column", "text", "named"),
    [
        (150, 2, "999", [("K3", 151, "C", "999", "675"), ("K4", 155, "C", "4,365", "4,689")]),
        (6, 3, "72", [("K3", 7, "C", "744", "783"), ("K4", 8, "D", "204", "243")]),
    ],
    ids=["the total", "a part"],
)
def test_a_total_that_is_not_the_sum_of_its_parts_is_found_in_a_long_table(findings, row, column, text, named):
    rows = long_table()
    rows[row][column] = text
    assert findings(rows) == named


def test_a_town_that_is_not_the_sum_of_its_wards_is_found_in_a_long_table(findings):
    rows = long_table()
    rows[301][2] = "4000"
    assert findings(rows) == [("K3", 302, "C", "4000", "4,629"), ("K4", 302, "C", "4,000", "4,629")]


def test_parts_that_are_not_all_there_are_not_added_up(findings):
    """Without violence no row adds up, and none is said to."""
    assert findings([[*row[:4], row[5]] for row in long_table()]) == []


@pytest.fixture
def of_peterborough(demo, tmp_path):
    def findings(text: str) -> list[tuple[str, str, str]]:
        path = tmp_path / "table-c2.csv"
        path.write_text(text, encoding="utf-8")
        said = printed(path, "peterborough")["findings"]
        return [(one["check"], one["printed"], one["computed"]) for one in said]

    return findings


def test_an_undamaged_national_table_raises_no_alarm(of_peterborough):
    """Of a source of its own and of areas of other partnerships. Slow: it is the first to load the demonstration."""
    assert of_peterborough(C2) == []


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ('"23,061 ","9,499 "', '"23,061 ","9,949 "', ("K3", "9,949", "9,499")),
        (',"2,353 ",', ',"2,535 ",', ("K3", "9,499", "9,681")),
        (",800 ,502 ,298 ", ",800 ,520 ,298 ", ("K3", "800", "818")),
        (',"6,646 ",', ',"6,446 ",', ("K3", "6,446", "6,646")),
        ('"2,202 ",604 ,', '"2,202 ",640 ,', ("K3", "23,061", "23,097")),
    ],
)
def test_a_wrong_sum_in_a_national_table_is_found(of_peterborough, right, wrong, named):
    assert C2.count(right) == 1
    assert named in of_peterborough(C2.replace(right, wrong))
