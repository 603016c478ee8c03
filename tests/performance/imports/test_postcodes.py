"""Postcodes of our districts, from a directory of the whole country. The directory is made up in its real layout."""

import io
import string

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import given, strategies as st

from performance.imports.figures import BadFile
from performance.imports.reference.postcodes import load_postcodes
from plans.models import Area, AreaSet, Partnership, Postcode, PostcodeDirectory
from plans.places.postcodes import NotAPostcode, normal_postcode
from tests import builders

NSPL = "pcds,doterm,laua,ward\n"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("PE1 1AA", "PE1 1AA"),
        ("pe11aa", "PE1 1AA"),
        ("PE1  1AA", "PE1 1AA"),
        (" pe1 1 aa ", "PE1 1AA"),
        ("PE12 9AA", "PE12 9AA"),
        ("PE129AA", "PE12 9AA"),
        ("EC1A1BB", "EC1A 1BB"),
        ("W1A 0AX", "W1A 0AX"),
        ("M1 1AE", "M1 1AE"),
        ("GIR 0AA", "GIR 0AA"),
        ("PE1\u00a01AA", "PE1 1AA"),
    ],
)
def test_a_postcode_is_written_one_way(typed, written):
    assert normal_postcode(typed) == written


@pytest.mark.parametrize(
    "typed", ["", "PE1", "PE1 1A", "PE1 1AAA", "1PE 1AA", "PE1 IAA", "PE1 1CI", "Ｐ E11AA", "x" * 99]
)
def test_what_is_no_postcode_is_told_how_to_write_one(typed):
    with pytest.raises(NotAPostcode, match="is not a postcode; write it like PE1 1AA."):
        normal_postcode(typed)


@given(st.text() | st.text(string.ascii_letters + string.digits + " ", max_size=9))
def test_no_text_raises_anything_but_its_own_error_and_writing_is_stable(text):
    try:
        written = normal_postcode(text)
    except NotAPostcode:
        return
    assert normal_postcode(written) == written
    assert "".join(text.split()).upper() == written.replace(" ", "")


@pytest.fixture
def districts(db):
    districts = AreaSet.objects.create(slug="districts", name="Districts", kind="district")
    for slug, code in [("peterborough", "E06000031"), ("norwich", "E07000148")]:
        area = Area.objects.create(area_set=districts, code=code, name=slug.title())
        builders.partnership(slug).areas.add(area)
    Area.objects.create(area_set=districts, code="E07000144", name="Broadland")


def wards() -> dict[str, str]:
    return dict(Postcode.objects.values_list("postcode", "ward_code"))


def test_postcodes_in_use_in_our_own_districts_are_stored(districts, capsys):
    call_command("load_postcodes", "tests/data/postcodes.csv")
    assert wards() == {
        "PE1 1AA": "E05010807",
        "PE1 1AB": "E05010807",
        "PE12 9AA": "E05010818",
        "NR1 3AA": "E05011863",
    }
    assert capsys.readouterr().out == "Peterborough: 3 postcodes.\nNorwich: 1 postcodes.\n"
    assert {(one.district.name, one.file_name, len(one.sha256)) for one in PostcodeDirectory.objects.all()} == {
        ("Norwich", "postcodes.csv", 64),
        ("Peterborough", "postcodes.csv", 64),
    }


def test_a_newer_directory_replaces_its_districts_and_no_other(districts, tmp_path):
    call_command("load_postcodes", "tests/data/postcodes.csv", stdout=io.StringIO())
    file = tmp_path / "nspl.csv"
    file.write_text(f"{NSPL}PE1 1AA,,E06000031,E05099999\nNR1 3AA,,E06000031,E05099999\n", encoding="utf-8")
    assert load_postcodes(file) == {"Peterborough": 2}
    assert wards() == {"PE1 1AA": "E05099999", "NR1 3AA": "E05099999"}


@pytest.mark.parametrize(
    "headings", ["pcds,doterm,lad25cd,wd25cd", "PCD2,DOTERM,OSLAUA,OSWARD", "pcd,doterm,laua,ward"]
)
def test_headings_of_every_edition_are_known(districts, tmp_path, headings):
    file = tmp_path / "directory.csv"
    file.write_text(f"{headings}\nPE1 1AA,,E06000031,E05010807\n", encoding="utf-8")
    load_postcodes(file)
    assert wards() == {"PE1 1AA": "E05010807"}


CODE_POINT = "Postcode,Positional_quality_indicator,Admin_district_code,Admin_ward_code\n"


def test_code_point_open_lists_only_postcodes_in_use(districts, tmp_path):
    file = tmp_path / "pe.csv"
    file.write_text(f"{CODE_POINT}PE1 1AA,10,E06000031,E05010807\nPE129AA,50,E06000031,E05010818\n", encoding="utf-8")
    assert load_postcodes(file) == {"Peterborough": 2}
    assert wards() == {"PE1 1AA": "E05010807", "PE12 9AA": "E05010818"}


def test_other_directories_must_say_which_postcodes_ended(districts, tmp_path):
    file = tmp_path / "directory.csv"
    file.write_text("pcds,laua,ward\nPE1 1AA,E06000031,E05010807\n", encoding="utf-8")
    with pytest.raises(BadFile, match="the headings name no ended"):
        load_postcodes(file)
    assert wards() == {}


def test_pages_of_a_district_are_asked_for_anew_once_its_postcodes_are_there(districts):
    before = dict(Partnership.objects.values_list("slug", "public_revision"))
    call_command("load_postcodes", "tests/data/postcodes.csv", stdout=io.StringIO())
    builders.partnership("otherton")
    after = dict(Partnership.objects.values_list("slug", "public_revision"))
    assert after == {slug: stamp + 1 for slug, stamp in before.items()} | {"otherton": 0}


def test_every_postcode_of_the_demonstration_leads_to_a_ward_with_a_boundary(demo):
    wards = Area.objects.filter(area_set__kind="ward", area_set__ends_on=None, outline__isnull=False)
    known = {code for ward in wards for code in (ward.code, *ward.aliases)}
    assert set(Postcode.objects.values_list("ward_code", flat=True)) <= known
    counts = {one.district.name: one.postcodes.count() for one in PostcodeDirectory.objects.all()}
    assert counts == {"Cambridge": 2953, "Norwich": 3352, "Peterborough": 4416, "South Cambridgeshire": 4142}


@pytest.mark.parametrize(
    ("postcode", "page"),
    [
        ("PE1 1AB", "/peterborough/areas/E05010807/"),
        ("CB1 2EX", "/cambridge/areas/E05013057/"),
        ("CB10 1AB", "/south-cambridgeshire/areas/E05011290/"),  # a ward that got a new code
    ],
)
def test_postcodes_of_the_demonstration_lead_to_the_page_of_their_ward(demo, client, postcode, page):
    assert client.get("/my-area/", {"q": postcode})["Location"] == page
    assert client.get(page).status_code == 200


GOOD = "PE1 1AA,,E06000031,E05010807\n"


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        ("", [(1, "A")]),
        ("a,b\n1,2\n", [(1, "A")]),
        (NSPL, [(2, "A")]),
        (f"{NSPL}NR13 6AA,,E07000144,E05005751\n", [(2, "A")]),
        (f"{NSPL}{GOOD}PE1,,E06000031,E05010807\n", [(3, "postcode")]),
        (f"{NSPL}{GOOD},,E06000031,E05010807\n", [(3, "postcode")]),
        (f"{NSPL}{GOOD}PE1 1AB,,E06000031,Central\nPE1 1AD,,E06000031,\n", [(3, "ward"), (4, "ward")]),
        (f"{NSPL}{GOOD}NR1 3AA,,E07000144,x\npe11aa,,E06000031,E05010807\n", [(4, "postcode")]),
        (f'{NSPL}{GOOD}"PE1 1AB,,E06000031\n', [(1, "A")]),
    ],
)
def test_one_bad_row_stores_nothing(districts, tmp_path, content, refused):
    call_command("load_postcodes", "tests/data/postcodes.csv", stdout=io.StringIO())
    before = wards()
    file = tmp_path / "bad.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        load_postcodes(file)
    assert [(one.row, one.column) for one in caught.value.refused] == refused
    assert all(one.accepted for one in caught.value.refused)
    assert wards() == before


def test_bytes_that_are_no_text_are_refused(districts, tmp_path):
    (tmp_path / "bad.csv").write_bytes(NSPL.encode() + b"\xff\xfe\x00" * 100)
    with pytest.raises(BadFile):
        load_postcodes(tmp_path / "bad.csv")


def test_a_file_that_is_not_there_is_told(db, tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file or directory."):
        call_command("load_postcodes", str(tmp_path / "none.csv"))


def test_the_database_takes_postcodes_written_one_way(districts):
    directory = PostcodeDirectory.objects.create(district=Area.objects.get(code="E06000031"), sha256="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        Postcode.objects.create(postcode="pe11aa", ward_code="E05010807", directory=directory)
