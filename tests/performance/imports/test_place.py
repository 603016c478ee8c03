"""What a chosen place brings of figures, and the published files of wards."""

import json
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from performance.models import Indicator, Observation, SimilarGroup
from plans.models import Area, PublishedWard
from plans.places.your_place.storing import bring
from tests import builders

pytestmark = pytest.mark.django_db
HEAD = "WD24CD,WD24NM,LAD24CD,LAD24NM\n"
WARDS = HEAD + "E05000001,Abbey,E07000148,Norwich\nE05000002,Park,E07000148,Norwich\nS13000001,Elsewhere,S12000005,X\n"
SQUARE = {"type": "Polygon", "coordinates": [[[1.2, 52.6], [1.2, 52.7], [1.3, 52.7], [1.2, 52.6]]]}


@pytest.fixture
def load(tmp_path, capsys):
    def loaded(text: str, name: str = "wards.csv") -> str:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        call_command("load_reference", str(file))
        return capsys.readouterr().out.strip()

    return loaded


def feature(code: str, geometry=SQUARE, **more) -> dict:
    return {"type": "Feature", "properties": {"WD24CD": code, "WD24NM": "Abbey"} | more, "geometry": geometry}


def test_published_files_give_wards_with_outlines_and_residents(load):
    assert load(WARDS) == "wards.csv: wards of 2024, 2 wards of 1 district."
    assert load('ward_code,persons_mid_2020\nE05000001,"1,234"\n') == (
        "wards.csv: residents of mid-2020, 1 ward of 1 district."
    )
    outlines = json.dumps({"type": "FeatureCollection", "features": [feature("E05000001")]})
    assert load(outlines, "wards.geojson") == "wards.geojson: outlines, 1 ward of 1 district."
    here = builders.partnership()
    bring(here, ["E07000148"], by=None)
    abbey, park = here.area_sets.get().areas.all()
    assert (abbey.code, abbey.name, abbey.outline) == ("E05000001", "Abbey", SQUARE)
    assert (park.code, park.outline) == ("E05000002", None)
    counted = Observation.objects.filter(indicator__slug="residents")
    assert counted.get(area=abbey).value == 1234
    assert counted.get(area__code="E07000148").value == Decimal(142177)


COVER = [["Ward-level population estimates, England and Wales: mid-2021 and mid-2022"], ["Released 2023"]]
OLD = ["Ward Code 1", "Ward Name 1", "LA Code (2021 boundaries)", "LA name (2021 boundaries)", "All Ages", 0, 1]
NEW = ["LAD 2023 Code", "LAD 2023 Name", "Ward 2023 Code", "Ward 2023 Name", "Total", "F0", "M0"]


def new_sheet(year: int, *counts: object) -> list[list[object]]:
    """A sheet of the layout of 2023: a title, a note, an empty row, headings, rows, and a note below."""
    codes = ("E05000001", "E05000002")
    rows = [["E07000148", "Norwich", code, "Ward", count, 7, 8] for code, count in zip(codes, counts, strict=False)]
    return [[f"Mid-{year} population estimates by single year of age and sex"], ["Some notes"], [], NEW, *rows]


@pytest.fixture
def workbook(tmp_path, capsys):
    """Loads a workbook of these sheets behind a cover sheet and notes, and gives back what the command says."""

    def loaded(sheets: dict[str, list], *options: str) -> str:
        book = Workbook()
        book.active.title = "Cover sheet"
        for name, rows in {"Contents": COVER, "Notes": [["Note 1", "Total means all ages."]], **sheets}.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / "wards.xlsx")
        call_command("load_reference", str(tmp_path / "wards.xlsx"), *options)
        return capsys.readouterr().out.strip()

    return loaded


def residents() -> dict[str, tuple[int | None, str]]:
    return {row.code: (row.residents, row.residents_in) for row in PublishedWard.objects.order_by("code")}


def test_a_workbook_of_residents_is_read_as_published(load, workbook):
    load(WARDS)
    sheet = [*new_sheet(2022, 1234, 567.0), ["Source: Office for National Statistics"]]
    assert workbook({"Mid-2022 Ward 2023": sheet}) == "wards.xlsx: residents of mid-2022, 2 wards of 1 district."
    assert residents() == {"E05000001": (1234, "Mid-2022"), "E05000002": (567, "Mid-2022")}


def test_of_sheets_for_persons_males_and_females_that_for_persons_is_taken(load, workbook):
    load(WARDS)
    sheets = {
        f"Mid-2020 {sex}": [[f"Mid-2020 Population Estimates for Wards - {sex}"], [], [], OLD, row]
        for sex, row in {
            "Persons": ["E05000001", "Abbey", "E07000148", "Norwich", 900, 1, 2],
            "Males": ["E05000001", "Abbey", "E07000148", "Norwich", 400, 1, 1],
            "Females": ["E05000001", "Abbey", "E07000148", "Norwich", 500, 0, 1],
        }.items()
    }
    assert workbook(sheets).startswith("wards.xlsx: residents of mid-2020, 1 ward")
    assert residents()["E05000001"] == (900, "Mid-2020")


def test_several_years_are_asked_about_and_one_is_chosen(load, workbook):
    load(WARDS)
    sheets = {"Mid-2021 Ward 2022": new_sheet(2021, 11, 12), "Mid-2022 Ward 2023": new_sheet(2022, 21, 22)}
    with pytest.raises(CommandError) as refused:
        workbook(sheets)
    assert str(refused.value).endswith(
        "nothing was loaded. Several sheets have residents of wards: “Mid-2021 Ward 2022”, “Mid-2022 Ward 2023”. "
        "Choose one with --sheet."
    )
    workbook(sheets, "--sheet", "Mid-2021 Ward 2022")
    assert residents() == {"E05000001": (11, "Mid-2021"), "E05000002": (12, "Mid-2021")}


@pytest.mark.parametrize(
    ("sheets", "options", "said"),
    [
        ({}, [], "No sheet of the workbook has residents of wards."),
        ({"Data": [["Area code", "Area name"], ["E05000001", "Abbey"]]}, [], "No sheet of the workbook has"),
        ({"Figures": [NEW, ["E07000148", "Norwich", "E05000001", "Abbey", 9]]}, [], "a title or name with the year"),
        ({"Mid-2022": new_sheet(2022, 1)}, ["--sheet", "Mid-2023"], "There is no sheet “Mid-2023”. There are: Cover"),
        ({"Mid-2022": new_sheet(2022, 1)}, ["--sheet", "Notes"], "The sheet “Notes” has no residents"),
        ({"Mid-2022": new_sheet(2022, "c. 900")}, [], "Row 5: “c. 900” is not a number of people."),
        ({"Mid-2022": [*new_sheet(2022, 1), ["", "", "E05000001", "", 2]]}, [], "Row 6: E05000001 is in an earlier"),
    ],
)
def test_a_workbook_that_cannot_be_taken_is_refused_and_nothing_is_stored(load, workbook, sheets, options, said):
    load(WARDS)
    with pytest.raises(CommandError) as refused:
        workbook(sheets, *options)
    assert said in str(refused.value)
    assert set(residents().values()) == {(None, "")}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 and no more", "The workbook is damaged or protected with a password."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "of the old kind of Excel, or protected with a password."),
        (b"WD24CD,WD24NM\n" + b"A" * 200_000, "The file cannot be cut into cells: field larger than field limit"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, content, said):
    file = tmp_path / "wards.xlsx"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        call_command("load_reference", str(file))


def test_similar_areas_and_their_residents_come_once():
    here = builders.partnership()
    bring(here, ["E07000148"], by=None)
    group = SimilarGroup.objects.get()
    assert (group.area.code, group.members.count(), str(group.starts_on)) == ("E07000148", 15, "2025-10-01")
    assert Observation.objects.count() == 16
    assert here.sources.get().published_at is not None
    bring(here, ["E07000148"], by=None)
    assert (SimilarGroup.objects.count(), Observation.objects.count()) == (1, 16)


def test_wales_has_no_similar_areas_and_says_so():
    here = builders.partnership(jurisdiction="wales")
    lines = {line.part: line for line in bring(here, ["W06000015"], by=None)}
    assert lines["Areas similar to Cardiff"].happens == "not available"
    assert lines["Oversight body"].words == "Police and Crime Commissioner for South Wales"
    assert not SimilarGroup.objects.exists()


@pytest.mark.anywhere
def test_a_district_of_which_no_residents_are_listed_says_so():
    here = builders.partnership()
    lines = [line for line in bring(here, ["E06000063"], by=None) if line.part == "Residents of districts"]
    assert [(line.words, line.happens) for line in lines] == [
        ("12 areas, mid-2020", "added"),
        ("The list of mid-2020 has none for Cumberland. Load them as a table under “Load figures”.", "not available"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEAD + "E0500,Abbey,E07000148,Norwich\n", "Row 2: “E0500” is not the code of a ward, such as E05010805."),
        (
            HEAD + "E05000001,Abbey,E07999999,X\n",
            "Row 2: “E07999999” is not the code of a district, such as E07000148.",
        ),
        (
            WARDS + "E05000001,Abbot,E07000148,Norwich\n",
            "Row 5: E05000001 is Abbey in E07000148 in an earlier row.",
        ),
        (HEAD, "The file has no ward of England or Wales in it."),
        ("a,b\n1,2\n", "Row 1: the headings “a, b” are not known."),
        ("ward_code,persons_mid_2020\nE05000001,5\n", "No ward of the file is known. Load the list of wards"),
        ("ward_code,persons\nE05000001,5\n", "the heading “persons” names no year."),
        ('{"features": [1]}', "The file is not a GeoJSON FeatureCollection."),
        (
            json.dumps(
                {"features": [feature("E05000001", {"type": "Point", "coordinates": [1, 2]}, LAD24CD="E07000148")]}
            ),
            "Area 1: The outline of “Abbey” is not a closed Polygon",
        ),
    ],
)
def test_a_file_with_faults_is_refused_as_a_whole(load, text, sentence):
    with pytest.raises(CommandError) as refused:
        load(text)
    assert sentence in str(refused.value)
    assert not PublishedWard.objects.exists()


def test_an_older_list_does_not_replace_a_newer_one(load):
    load(WARDS)
    load(WARDS.replace("24CD", "18CD").replace("24NM", "18NM").replace("Abbey", "Old Abbey"))
    assert PublishedWard.objects.get(code="E05000001").name == "Abbey"


def test_the_look_up_of_small_areas_as_published_names_the_wards_of_real_districts(load):
    """The published look-up from small areas to wards of 2024, cut to a few districts, is a list of wards as well."""
    demo = settings.BASE_DIR / "fixtures/boundaries/norwich-wards-2025.geojson"
    names = {one["properties"]["code"]: one["properties"] for one in json.loads(demo.read_text())["features"]}
    rows = "".join(f"{code},{one['name']},E07000148,Norwich\n" for code, one in names.items())
    load("WD25CD,WD25NM,LAD25CD,LAD25NM\n" + rows)
    here = builders.partnership()
    bring(here, ["E07000148"], by=None)
    assert Area.objects.filter(area_set=here.area_sets.get()).count() == 13
    assert Indicator.objects.filter(slug="residents").count() == 1
