"""Faults planted in tables that an officer pastes at the desk: each is found and named by its kind, and nothing else.

Every table goes the way of an officer: pasted, read, its columns guessed, and looked at. What the page of the import
then lists is what counts. Slow, some seconds: about 60 tables are pasted.
"""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from django.urls import reverse

from performance.models import IndicatorType, RunState, Unit
from plans.models import AreaLink
from tests import builders
from tests.performance.imports.test_columns import filled_in, say, send

pytestmark = pytest.mark.anywhere

WARDS = ("Abbey", "Brook", "Castle", "Dale", "East", "Ford")
Rows = list[list[str]]

TABLES = {
    "changes": """
        Ward\tBurglary 2017/18\tBurglary 2018/19\tChange\t% change\tRank\tShare of burglary
        Abbey\t412\t371\t-41\t-10.0%\t1\t30.7%
        Brook\t188\t203\t+15\t+8.0%\t4\t16.8%
        Castle\t301\t255\t-46\t-15.3%\t2\t21.1%
        Dale\t95\t88\t-7\t-7.4%\t5\t7.3%
        East\t240\t231\t-9\t-3.8%\t3\t19.1%
        Ford\t57\t62\t+5\t+8.8%\t6\t5.1%""",
    "again": """
        Ward\tBurglary 2018/19
        Abbey\t371
        Brook\t203
        Castle\t255
        Dale\t88
        East\t231
        Ford\t62""",
    "total": """
        Ward\tVehicle crime 2017/18\tVehicle crime 2018/19
        Abbey\t120\t131
        Brook\t90\t84
        Castle\t210\t190
        Dale\t44\t51
        East\t70\t66
        Ford\t31\t29
        Total\t565\t551""",
    "town": """
        Area\tArson 2018/19
        Abbey\t20
        Brook\t11
        Castle\t27
        Dale\t9
        East\t14
        Ford\t6
        Town\t87""",
    "parts": """
        Area\tCrime type\t2017/18\t2018/19
        Town\tAll crime\t3,350\t3,296
        Town\tRobbery\t210\t188
        Town\tViolence\t1,940\t2,051
        Town\tTheft\t1,200\t1,057""",
    "quarters": """
        Ward\tDrugs Q1 2018/19\tDrugs Q2 2018/19\tDrugs Q3 2018/19\tDrugs Q4 2018/19\tDrugs 2018/19
        Abbey\t31\t40\t28\t36\t135
        Brook\t12\t9\t17\t14\t52
        Castle\t25\t22\t30\t21\t98
        Dale\t8\t11\t6\t13\t38""",
    "to date": """
        Ward\tFraud April 2018\tFraud Apr 2018 to May 2018\tFraud Apr 2018 to Jun 2018\tFraud Apr 2018 to Jul 2018
        Abbey\t14\t31\t47\t58
        Brook\t6\t11\t19\t25
        Castle\t9\t21\t30\t44
        Dale\t3\t8\t8\t13""",
    "half year": """
        Ward\tHate Q1 2018/19\tHate Q2 2018/19\tHate April 2018 to September 2018
        Abbey\t14\t17\t31
        Brook\t6\t5\t11
        Castle\t9\t12\t21
        Dale\t3\t5\t8""",
    "targets": """
        Ward\tNuisance 2017/18\tNuisance 2018/19\tTarget 2019/20
        Abbey\t820\t790\t740
        Brook\t410\t395\t370
        Castle\t205\t199\t185
        Dale\t96\t94\t86""",
    "rates": """
        Ward\tWeapons 2018/19\tResidents 2018\tWeapons rate 2018/19
        Abbey\t41\t8,120\t5.0
        Brook\t22\t6,940\t3.2
        Castle\t58\t10,310\t5.6
        Dale\t13\t5,480\t2.4
        East\t35\t7,455\t4.7
        Ford\t9\t4,210\t2.1""",
    "residents": """
        Ward\tResidents 2018\tResidents 2019\tHouseholds 2019
        Abbey\t8,120\t8,204\t3,391
        Brook\t6,940\t6,987\t2,880
        Castle\t10,310\t10,402\t4,415
        Dale\t5,480\t5,461\t2,290
        East\t7,455\t7,530\t3,140
        Ford\t4,210\t4,266\t1,702""",
    "points": """
        Ward\tPerception 2016/17\tPerception 2018/19\tChange
        Abbey\t38%\t23%\t-15%
        Brook\t40%\t44%\t4%
        Castle\t31%\t25%\t-6%
        Dale\t22%\t18%\t-4%""",
    "per cent": """
        Ward\tPerception 2016/17\tPerception 2018/19\tChange
        Abbey\t40%\t30%\t-25%
        Brook\t40%\t44%\t10%
        Castle\t30%\t24%\t-20%
        Dale\t20%\t18%\t-10%""",
    "symbols": """
        Ward\tShoplifting 2017/18\tShoplifting 2019/20\tTarget 2019/20\tProgress
        Abbey\t400\t300\t20%\t😊
        Brook\t200\t230\t10%\t☹️
        Castle\t500\t350\t25%\t😊
        Dale\t300\t310\t15%\t☹️""",
}  # fmt: skip
# What an officer says of columns that their headings do not give away.
SAID = {
    "symbols": {"role-4": "status", "indicator-4": "shoplifting", "period-4": "2019/20", "against-3": "2017/18"},
    "points": {},
}


def cell(row: int, column: int, text: str) -> Callable[[Rows], None]:
    """Another text in one cell; rows count from 1 below the headings, columns from 0."""

    def damage(rows: Rows) -> None:
        assert rows[row][column] != text
        rows[row][column] = text

    return damage


def swap(column: int, first: int, second: int) -> Callable[[Rows], None]:
    def damage(rows: Rows) -> None:
        rows[first][column], rows[second][column] = rows[second][column], rows[first][column]

    return damage


def order(column: int, *numbers: int) -> Callable[[Rows], None]:
    """The cells of a column in another order of its rows."""

    def damage(rows: Rows) -> None:
        for row, text in zip(range(1, len(rows)), [rows[number][column] for number in numbers], strict=True):
            rows[row][column] = text

    return damage


def shift(column: int, step: int) -> Callable[[Rows], None]:
    """A column one row further down or up; the first or last cell stays and stands twice."""

    def damage(rows: Rows) -> None:
        texts = [row[column] for row in rows]
        last = len(rows) - 1
        for row in range(1, last + 1):
            rows[row][column] = texts[min(max(row - step, 1), last)]

    return damage


def copy(column: int, other: int) -> Callable[[Rows], None]:
    def damage(rows: Rows) -> None:
        for row in rows[1:]:
            row[other] = row[column]

    return damage


# Kind, table, damage, and what names it: the check and words of its sentence or rule.
PLANTED = [
    *(("permuted column", "changes", damage, ("K2", "are next to other rows"))
      for damage in (swap(1, 1, 3), order(1, 2, 1, 4, 3, 6, 5), order(2, 3, 1, 2, 5, 4, 6), swap(1, 2, 5))),
    *(("permuted against another table", "again", damage, ("K2", "next to different rows"))
      for damage in (swap(1, 1, 2), order(1, 6, 5, 4, 3, 2, 1), order(1, 2, 3, 1, 4, 5, 6))),
    *(("shifted column", "changes", damage, ("K2", "one row away"))
      for damage in (shift(1, 1), shift(1, -1), shift(2, 1))),
    *(("shifted against another table", "again", damage, ("K2", "one row apart"))
      for damage in (shift(1, 1), shift(1, -1))),
    *(("wrong sum of rows", "total", damage, ("", "sum of the rows above"))
      for damage in (cell(7, 1, "556"), cell(3, 2, "109"), cell(1, 1, "210"))),
    *(("wrong sum of parts", "parts", damage, ("K3", "not the sum of its parts"))
      for damage in (cell(1, 2, "3,530"), cell(3, 3, "2,501"), cell(2, 2, "120"))),
    *(("areas that do not add up", "town", damage, ("K4", "do not add up"))
      for damage in (cell(7, 1, "78"), cell(2, 1, "17"), cell(5, 1, "41"))),
    *(("wrong rank", "changes", damage, ("K3", "a different rank from the one its figure gives"))
      for damage in (swap(5, 1, 2), cell(4, 5, "6"), cell(6, 5, "5"))),
    *(("wrong share", "changes", damage, ("K3", "share"))
      for damage in (cell(1, 6, "37.0%"), cell(5, 6, "9.1%"), cell(6, 6, "1.5%"))),
    *(("wrong change", "changes", damage, ("K3", "does not follow from the figures"))
      for damage in (cell(1, 3, "-14"), cell(2, 4, "+80.0%"), cell(5, 4, "-8.3%"), cell(3, 3, "-64"))),
    *(("turned sign", "changes", damage, ("K3", "wrong sign"))
      for damage in (cell(1, 3, "+41"), cell(2, 4, "-8.0%"), cell(5, 4, "+3.8%"), cell(6, 3, "-5"))),
    *(("another figure than before", "again", damage, ("K1", "printed with different figures"))
      for damage in (cell(1, 1, "317"), cell(4, 1, "880"), cell(6, 1, "26"))),
    *(("parts do not add up to the year", "quarters", damage, ("K16", "do not add up to it"))
      for damage in (cell(1, 5, "153"), cell(2, 3, "71"), cell(4, 1, "18"))),
    *(("running count falls", "to date", damage, ("K16", "running count falls"))
      for damage in (cell(1, 3, "29"), cell(2, 4, "15"), cell(3, 2, "8"), cell(4, 4, "3"))),
    *(("year to date against its quarters", "half year", damage, ("K16", "is not the sum of its parts"))
      for damage in (cell(1, 3, "41"), cell(2, 1, "9"), cell(4, 3, "9"))),
    *(("swapped targets", "targets", damage, ("K3", "changed places"))
      for damage in (swap(3, 1, 2), swap(3, 3, 4), swap(3, 1, 4), swap(3, 2, 3))),
    *(("wrong rate", "rates", damage, ("K17", "the rate does not follow"))
      for damage in (cell(1, 3, "0.5"), cell(3, 3, "6.5"), cell(5, 1, "53"))),
    *(("copied residents", "residents", damage, ("K17", "same number as"))
      for damage in (cell(2, 2, "8,204"), cell(6, 1, "7,455"), cell(4, 3, "4,415"))),
    *(("copied column of residents", "residents", damage, ("K17", "same numbers in all"))
      for damage in (copy(1, 2), copy(2, 3))),
    *(("residents of another ward", "residents", damage, ("K17", "by more than a quarter"))
      for damage in (cell(2, 2, "9,687"), swap(2, 3, 6))),
    *(("wrong change of a percentage", "points", damage, ("K3", "does not follow from the figures"))
      for damage in (cell(1, 3, "-51%"), cell(4, 3, "-14%"))),
    *(("symbol against its figures", "symbols", damage, ("K6", "not what its figures say"))
      for damage in (cell(1, 4, "☹️"), cell(2, 4, "😊"), cell(4, 4, "😊"))),
]  # fmt: skip


def grid(table: str) -> Rows:
    return [line.strip().split("\t") for line in TABLES[table].strip().splitlines()]


@pytest.fixture
def desk(at_once, officer, anytown):
    """Six wards that make up their town, the indicators of the tables, and burglary as another source has it."""
    wards = builders.area_set(anytown, list(WARDS), "six-wards")
    for ward in wards.areas.all():
        AreaLink.objects.create(smaller=ward, larger=anytown.areas.get(), basis="printed")
    for name in ("Burglary", "Vehicle crime", "Arson", "Drugs", "Fraud", "Hate", "Nuisance", "Weapons", "Shoplifting"):
        builders.indicator(name.lower().replace(" ", "-"), name=name, unit=Unit.CRIMES, better="lower")
    whole = builders.indicator("all-crime", name="All crime", unit=Unit.CRIMES)
    for name in ("Robbery", "Violence", "Theft"):
        builders.indicator(name.lower(), name=name, unit=Unit.CRIMES, part_of=whole)
    for name, unit in (("Residents", Unit.PEOPLE), ("Households", Unit.HOUSEHOLDS)):
        builders.indicator(name.lower(), name=name, unit=unit, type=IndicatorType.DENOMINATOR)
    builders.indicator("weapons-rate", name="Weapons rate", unit=Unit.RATE)
    builders.indicator("perception", name="Perception", unit=Unit.PERCENT)
    source = builders.source(anytown, "annual-report")
    table = builders.table(source, columns=["Burglary 2018/19"])
    burglary = builders.Indicator.objects.get(slug="burglary")
    for number, (ward, row) in enumerate(zip(wards.areas.all(), grid("again")[1:], strict=True)):
        builders.observation(source, burglary, ward, 2018, int(row[1]), table=table, row=number, label=row[0])
    return officer


def found(client, table: str, rows: Rows) -> list[tuple[str, str]]:
    """What the import of a pasted table finds: each with its check, and its sentence or rule."""
    run = send(client, "".join("\t".join(row) + "\n" for row in rows))
    if SAID.get(table):
        say(client, run, filled_in(client, run) | SAID[table])
    assert (run.state, run.report["refused"]) == (RunState.READ, []), (table, run.report["refused"])
    return [(one["check"], one["sentence"] or one["rule"]) for one in run.report["findings"]]


def test_no_undamaged_table_raises_an_alarm(desk):
    assert {table: told for table in TABLES if (told := found(desk, table, grid(table)))} == {}


def test_planted_faults_are_found_and_named_by_their_kind(desk):
    """At least 40 faults of 12 kinds; at least 95 in 100 are found and named."""
    named, missed = Counter(), []
    for kind, table, damage, (check, words) in PLANTED:
        rows = grid(table)
        damage(rows)
        told = found(desk, table, rows)
        if any(one == check and re.search(words, said) for one, said in told):
            named[kind] += 1
        else:
            missed.append((kind, table, rows, told))
    planted = Counter(kind for kind, *_rest in PLANTED)
    assert (len(PLANTED), len(planted)) == (67, 22)
    assert (sum(named.values()), missed) == (67, [])


def test_what_was_found_while_loading_stands_on_the_page_of_the_checks_once_it_is_stored(desk):
    """As for a sum, which needs the table: it was silent on everything that an officer loaded."""
    rows = grid("parts")
    cell(1, 2, "3,530")(rows)
    run = send(desk, "".join("\t".join(row) + "\n" for row in rows))
    desk.post(reverse("import-store", args=["anytown", run.pk]))
    page = desk.get(reverse("figures-check", args=["anytown"])).content.decode()
    assert "Town, All crime: the printed total is not the sum of its parts." in page
    assert "210 + 1,940 + 1,200 = 3,350" in page
