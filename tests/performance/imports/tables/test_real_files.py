"""Real files of the ONS, the Home Office, the Metropolitan Police and Trafford: read without any help, or refused with
a sentence that says what is missing."""

import csv
from dataclasses import replace

import pytest

from csp_portal.formats.periods import Period
from performance.imports.area_table.mapping import TableMapping, ValueColumn
from performance.imports.formats import registry
from performance.imports.reading import ImportContext, KnownArea
from performance.rules.values import State
from tests.performance.imports.tables.making import REAL, load, xlsx


def wards(name: str, code: str, ward: str) -> list[KnownArea]:
    with (REAL / name).open(encoding="utf-8", newline="") as file:
        return [KnownArea(*one) for one in sorted({(row[code], row[ward]) for row in csv.DictReader(file)})]


GIVEN = ImportContext(
    forces={"Norfolk Constabulary": "norfolk-police", "Norfolk police area": "norfolk-police"},
    areas=(
        KnownArea("E07000148", "Norwich"),
        KnownArea("E06000031", "Peterborough"),
        KnownArea("E23000023", "Cambridgeshire police area"),
        KnownArea("E05013652", "Belsize"),
        *wards("trafford-ward-burglary-2017-18.csv", "area_code", "area_name"),
        *wards("police-uk-by-ward.csv", "ward_code", "ward_name"),
    ),
)


def read(name: str, given: ImportContext = GIVEN):
    return registry.read(REAL / name, given)


def test_ons_table_c2():
    layout, reading = read("ons-table-c2.csv")
    assert layout.slug == "ons-table-c2"
    assert (reading.rows_read, len(reading.figures), reading.refused, reading.findings) == (37, 3 * 23, [], [])
    said = {(one.area, one.indicator): one for one in reading.figures}
    total = said["E06000031", "recorded-crime"]
    assert (total.value.number, total.as_printed, total.line, total.cell) == (23061, "23,061", 14, "G")
    assert total.label == "Total recorded crime (excluding fraud)"
    assert total.period == Period.of_months(2024, 7, 12)
    assert said["E23000023", "recorded-crime"].value.number == 67942
    assert said["E07000148", "recorded-homicide"].value.number == 3
    assert [(one.why, one.rows) for one in reading.skipped if one.rows > 1] == [("not an area of the portal", 29)]
    assert [one.value for one in reading.skipped if one.why.startswith("assigned to no area")] == [
        "Unassigned Cambridgeshire",
        "Unassigned Devon and Cornwall",
        "Unassigned Humberside",
        "Unassigned Norfolk",
        "Unassigned Wiltshire",
    ]
    assert (reading.source.issued, reading.source.publisher) == (
        "year ending June 2025",
        "Office for National Statistics",
    )


def test_a_force_that_is_not_the_sum_of_its_partnerships_is_found(tmp_path):
    text = (REAL / "ons-table-c2.csv").read_text(encoding="utf-8").replace('"67,942 "', '"67,952 "')
    _, reading = load(text.encode(), tmp_path, GIVEN)
    assert [(one.row, one.column, one.printed, one.computed) for one in reading.findings] == [
        (9, "G", "67,952", "67,942")
    ]
    assert "67952" in {str(one.value.number) for one in reading.figures}


def test_a_figure_that_is_not_shown_stays_so(tmp_path):
    text = (REAL / "ons-table-c2.csv").read_text(encoding="utf-8").replace('"23,061 "', "[x]")
    _, reading = load(text.encode(), tmp_path, GIVEN)
    (hidden,) = [one for one in reading.figures if one.value.state == State.SUPPRESSED]
    assert (hidden.area, hidden.value.number, hidden.as_printed) == ("E06000031", None, "[x]")
    assert reading.findings == []


def test_ons_table_c2_in_a_workbook_beside_other_sheets(tmp_path):
    with (REAL / "ons-table-c2.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))

    def beside(book):
        book.active.title = "Table C2"
        book.create_sheet("Notes").append(["Note", "4 Humberside moved to a new system"])
        book.create_sheet("Table C1").append(["Force", "Burglary 2013/14"])
        book["Table C1"].append(["Norfolk", 3])

    layout, reading = load(xlsx(rows, beside), tmp_path, GIVEN, "tables.xlsx")
    _, as_text = read("ons-table-c2.csv")
    assert layout.slug == "area-table"
    assert [(one.area, one.indicator, one.value) for one in reading.figures] == [
        (one.area, one.indicator, one.value) for one in as_text.figures
    ]
    assert reading.figures[0].locator == "sheet Table C2, row 9, column G"


def test_home_office_open_data_by_force():
    layout, reading = read("home-office-open-data.csv")
    assert layout.slug == "home-office"
    assert (reading.rows_read, reading.refused) == (66, [])
    found = {one.indicator: one for one in reading.figures}
    with (REAL / "home-office-open-data.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["Force_Name"] == "Norfolk"]
    burglary = [int(row["Number_of_Offences"]) for row in rows if row["Policeuk_Cat"] == "Burglary"]
    figure = found["police-uk-burglary"]
    assert (figure.value.number, figure.area, figure.period) == (
        sum(burglary),
        "norfolk-police",
        Period.of_months(2017, 4, 3),
    )
    assert figure.locator.endswith(f"{len(burglary)} rows added")
    assert sum(one.value.number for one in reading.figures) == sum(int(row["Number_of_Offences"]) for row in rows)


def test_home_office_open_data_by_partnership(tmp_path):
    heads = "Financial Year,Financial Quarter,Force Name,CSP Name,Offence Description,Offence Group,Offence Subgroup,"
    text = f"{heads}Offence Code,Number of Offences\n" + "".join(
        f"2017/18,{quarter},Norfolk,{name},x,x,x,{code},{number}\n"
        for quarter, name, code, number in [
            (1, "Norwich", "28E", 5),
            (1, "Norwich", "30C", "-1"),
            (2, "norwich ", "28E", 7),
            (1, "Breckland", "28E", 9),
        ]
    )
    _, reading = load(text.encode(), tmp_path, GIVEN)
    assert [(str(one.period), one.area, one.indicator, str(one.value)) for one in reading.figures] == [
        ("Q1 2017/18", "E07000148", "police-uk-burglary", "4"),
        ("Q2 2017/18", "E07000148", "police-uk-burglary", "7"),
    ]
    assert [(one.value, one.rows) for one in reading.skipped] == [("Breckland", 1)]


def test_metropolitan_wards_by_month():
    layout, reading = read("mps-ward-level-crime.csv")
    assert layout.slug == "mps-wards"
    assert (len(reading.figures), reading.refused) == (26 * 24, [])
    first = reading.figures[0]
    assert (first.indicator, first.period) == ("ARSON AND CRIMINAL DAMAGE, ARSON", Period.of_months(2023, 7, 1))
    assert [(one.value, one.rows) for one in reading.skipped] == [("Bloomsbury", 28)]


@pytest.mark.parametrize(
    ("name", "indicator", "first", "unit"),
    [
        ("trafford-ward-burglary-2017-18.csv", "Burglary, Rate", "20.8", "in Crimes"),
        ("trafford-ward-robbery-2017-18.csv", "Robbery, Rate", "3.2", "in Crimes"),
        ("trafford-ward-anti-social-behaviour-2017-18.csv", "Anti-social behaviour, Rate", "16.2", "in Incidents"),
    ],
)
def test_trafford(name, indicator, first, unit):
    layout, reading = read(name)
    assert layout.slug == "area-table"
    assert (len(reading.figures), reading.refused, reading.skipped) == (21, [], [])
    figure = reading.figures[0]
    assert (figure.indicator, figure.area, figure.as_printed, figure.note) == (indicator, "E05000819", first, unit)
    assert str(figure.period) == "October 2017 to November 2018"  # as printed; the file beside it says 12 months


def test_counts_by_ward_and_kind():
    _, reading = read("police-uk-by-ward.csv")
    assert (len(reading.figures), reading.refused) == (160, [])
    assert {str(one.period) for one in reading.figures} == {"October 2018"}


def test_population_on_30_june():
    _, reading = read("ward-population-mid-2020.csv", replace(GIVEN, areas=GIVEN.areas + _norwich()))
    assert {(one.indicator, str(one.period)) for one in reading.figures} == {("persons", "30 June 2020")}


def _norwich() -> tuple[KnownArea, ...]:
    known = {area.code for area in GIVEN.areas}
    return tuple(
        one for one in wards("ward-population-mid-2020.csv", "ward_code", "ward_name") if one.code not in known
    )


def test_districts_of_others_are_passed_over_by_their_codes_and_said():
    _, reading = read("lad-population-mid-2020.csv")
    assert [one.area for one in reading.figures] == ["E06000031", "E07000148"]
    assert reading.refused == []
    assert [(one.row, one.why, one.rows) for one in reading.skipped] == [(2, "not an area of the portal", 28)]


NO_FIGURES = {
    "census-2011-lsoa.csv": "nothing says the period; choose a column or give it for the whole table",
    "ward-2015-census.csv": "nothing says the period; choose a column or give it for the whole table",
    "nearest-neighbours-2025.csv": "nothing says the period; choose a column or give it for the whole table",
    "lad-to-csp-2017.csv": "nothing says the period; choose a column or give it for the whole table",
    "lsoa11-to-ward15.csv": "no column holds figures; choose at least one",
    "trafford-ward-indicators-meta.csv": "the file has no table of figures",
    "offence-codes.csv": "no column holds figures; choose at least one",
}


@pytest.mark.parametrize("name", NO_FIGURES)
def test_a_file_that_needs_help_says_which(name):
    _, reading = read(name)
    assert reading.figures == []
    assert reading.refused[0].why == NO_FIGURES[name]
    assert reading.refused[0].accepted


def test_every_real_file_is_tried_here():
    tried = set(NO_FIGURES) | {
        "ons-table-c2.csv",
        "home-office-open-data.csv",
        "mps-ward-level-crime.csv",
        "trafford-ward-burglary-2017-18.csv",
        "trafford-ward-robbery-2017-18.csv",
        "trafford-ward-anti-social-behaviour-2017-18.csv",
        "police-uk-by-ward.csv",
        "ward-population-mid-2020.csv",
        "lad-population-mid-2020.csv",
    }
    assert {path.name for path in REAL.glob("*.csv")} == tried


def test_an_officer_says_what_the_three_columns_headed_persons_count():
    values = tuple(ValueColumn(column, name) for column, name in [(9, "residents"), (14, "households")])
    mapping = TableMapping(values=values, codes=(6,), names=(7,), period="27 March 2011")
    areas = wards("census-2011-lsoa.csv", "LSOA Code", "LSOA Name")
    _, reading = read("census-2011-lsoa.csv", ImportContext(areas=tuple(areas), mapping=mapping))
    assert (len(reading.figures), reading.refused) == (16, [])
    assert [str(one.value) for one in reading.figures[:2]] == ["1,740", "671"]
    assert [column.taken_for for column in reading.columns if column.heading == "Persons"] == [
        "a figure, residents",
        "",
        "",
    ]


C2 = (REAL / "ons-table-c2.csv").read_text(encoding="utf-8")
SHARED = {"E06000061": "North Northamptonshire", "E06000058": "Bournemouth, Christchurch and Poole"}
WITH_SHARED = replace(GIVEN, areas=(*GIVEN.areas, *(KnownArea(code, name, own=False) for code, name in SHARED.items())))


def c2_with(*rows: tuple[str, str, str, int]) -> bytes:
    """Table C2 with more rows: code and name of a partnership, its district, and every figure of it."""
    lines = [
        f'E23000022,Northamptonshire,{code},"{name}",{district},"{SHARED[district]}",' + ",".join([str(number)] * 23)
        for code, name, district, number in rows
    ]
    return (C2.rstrip("\n") + "\n" + "\n".join(lines) + "\n").encode()


NORTHAMPTONSHIRE = [
    ("E22000233", "Corby", "E06000061", 1),
    ("E22000235", "East Northamptonshire", "E06000061", 20),
    ("E22000236", "Kettering", "E06000061", 300),
    ("E22000239", "Wellingborough", "E06000061", 4000),
]


def test_all_partnerships_of_a_district_add_up_to_it(tmp_path):
    _, reading = load(c2_with(*NORTHAMPTONSHIRE), tmp_path, WITH_SHARED)
    district = [one for one in reading.figures if one.area == "E06000061"]
    assert (reading.refused, len(district)) == ([], 23)
    assert {(one.value.number, one.as_printed, one.note) for one in district} == {(4321, "4,321", "4 rows added")}


@pytest.mark.parametrize(
    "rows",
    [
        NORTHAMPTONSHIRE[:3],
        NORTHAMPTONSHIRE[:1],
        [("E22000063", "Bournemouth", "E06000058", 5), ("E22000067", "Poole", "E06000058", 6)],
    ],
    ids=["one is missing", "one alone", "a part belongs to a partnership beyond it"],
)
def test_a_part_of_a_district_is_passed_over_and_said(tmp_path, rows):
    _, reading = load(c2_with(*rows), tmp_path, WITH_SHARED)
    assert {one.area for one in reading.figures} == {"E06000031", "E07000148", "E23000023"}
    why = f"a part of the district {rows[0][2]}, and the table does not have all its parts; not saved"
    assert [one.value for one in reading.skipped if one.why == why] == [name for _code, name, *_rest in rows]
    assert reading.refused == []


def test_a_partnership_that_is_an_area_of_the_portal_is_taken_for_itself(tmp_path):
    given = replace(WITH_SHARED, areas=(*WITH_SHARED.areas, KnownArea("E22000233", "Corby")))
    _, reading = load(c2_with(*NORTHAMPTONSHIRE), tmp_path, given)
    assert {one.area for one in reading.figures} == {"E06000031", "E07000148", "E23000023", "E22000233"}


def test_a_force_with_a_missing_or_hidden_part_is_said_to_be_not_compared(tmp_path):
    _, reading = load(C2.replace('"23,061 "', "[x]").encode(), tmp_path, GIVEN)
    (said,) = [one for one in reading.skipped if "not compared" in one.why]
    assert (said.row, said.column, said.value) == (9, "G", "67,942")
    assert said.why == "the whole of the force; not compared with its partnerships: row 14, column G has no number"


P1 = """\
"Table P1: Police recorded crime by offence group and police force area, number of offences, year ending June 2025",,,
Source: Police recorded crime from the Home Office,,,
Area Code,Area Name,"Total recorded crime
(excluding fraud) [note 3]",Homicide
E92000001,England,"5,000,000 ",470
E12000006,East,"500,000 ",50
E23000023,Cambridgeshire,"67,942 ",9
E23000036,Devon & Cornwall [note 4],"121,216 ",13
"""


def test_ons_table_p1_finds_a_force_by_the_name_that_is_printed(tmp_path):
    forces = replace(
        GIVEN,
        areas=(
            KnownArea("E23000023", "Cambridgeshire police area", ("Cambridgeshire",), kind="force"),
            KnownArea("E10000003", "Cambridgeshire", kind="county"),
            KnownArea("E05010809", "East", kind="ward"),
        ),
    )
    without_codes = "\n".join(
        line if number < 2 or line.startswith("(excl") else line.partition(",")[2]
        for number, line in enumerate(P1.splitlines())
    )
    for text in (P1, without_codes):
        layout, reading = load(text.encode(), tmp_path, forces)
        assert layout.slug == "ons-table-p1"
        assert [(one.area, one.indicator, one.as_printed) for one in reading.figures] == [
            ("E23000023", "recorded-crime", "67,942"),
            ("E23000023", "recorded-homicide", "9"),
        ]
        assert (reading.refused, str(reading.figures[0].period)) == ([], "July 2024 to June 2025")
        assert [(one.value, one.rows) for one in reading.skipped] == [("England", 3)]


def test_a_table_of_rates_with_the_same_headings_is_no_table_of_offences(tmp_path):
    _, reading = load(P1.replace("number of offences", "rate per 1,000 population").encode(), tmp_path, GIVEN)
    assert [one.why for one in reading.refused] == [
        "the table holds rates or changes, and numbers of offences are read"
    ]


def test_a_hidden_partnership_that_its_force_counts_is_asked_about(tmp_path):
    with (REAL / "ons-table-c2.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))

    def hide_fenland(book):
        book.active.row_dimensions[12].hidden = True

    _, reading = load(xlsx(rows, hide_fenland), tmp_path, GIVEN, "tables.xlsx")
    assert [(one.row, one.column, one.words[:39]) for one in reading.questions] == [
        (9, "G", "The force in row 9 counts what is hidde")
    ]
    assert reading.findings == []
    assert {one.why for one in reading.skipped if one.row == 9} == {
        "the whole of the force; not compared with its partnerships: row 12 is hidden"
    }


def test_a_councils_table_of_recorded_crime_is_no_table_of_forces(tmp_path):
    text = "Area Code,Area Name,Total recorded crime 2018/19\nE06000031,Peterborough,5\n"
    layout, reading = load(text.encode(), tmp_path, GIVEN)
    assert (layout.slug, [one.area for one in reading.figures]) == ("area-table", ["E06000031"])


def test_of_sheets_with_the_same_headings_the_one_of_numbers_is_read(tmp_path):
    rows = list(csv.reader(P1.splitlines()))

    def before(book):
        rates = book.create_sheet("Table P3", 0)
        for row in [["Table P3: rates per 1,000 population, by police force area"], *rows[1:]]:
            rates.append(row)

    _, reading = load(xlsx(rows, before), tmp_path, GIVEN, "tables.xlsx")
    assert (reading.refused, [one.as_printed for one in reading.figures]) == ([], ["67,942", "9"])
