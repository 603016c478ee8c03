"""Choosing the place of a partnership: what a name means, what it brings, what is refused."""

import pytest
from django.urls import reverse

from plans.models import Area, AreaLink, AreaSet, Change, Organisation, OversightBody, Partnership, PublishedWard
from plans.places.your_place.choosing import find
from plans.places.your_place.lists import partnership_code, place_lists
from plans.places.your_place.storing import bring
from plans.places.your_place.ward_list import ListedWard, NotWards, read_wards
from tests import builders

pytestmark = pytest.mark.django_db
BROMSGROVE, REDDITCH, WYRE_FOREST = "E07000234", "E07000236", "E07000239"


def names(text: str) -> list[str]:
    return [choice.name for choice in find(text).choices]


def test_the_lists_hold_every_district_of_england_and_wales():
    """318 districts of 2024; every district of 2017 is one of them or has a successor."""
    lists = place_lists()
    assert len(lists.districts) == 318
    assert {one.force for one in lists.districts.values()} == set(lists.forces)
    assert len(lists.forces) == 43
    assert {code for one in lists.former.values() for code in [one.successor]} <= {*lists.districts, *lists.former}
    assert not set(lists.former) & set(lists.districts)
    assert {code[:3] for code in lists.districts} == {"E06", "E07", "E08", "E09", "W06"}
    assert all(one.county for one in lists.districts.values() if one.code.startswith("E07"))
    assert not any(one.county for one in lists.districts.values() if not one.code.startswith("E07"))
    assert {len(near) for near in lists.similar.values()} == {15}
    assert {code for near in lists.similar.values() for code in near} <= set(lists.districts)


def test_a_name_a_part_of_it_or_a_code_finds_a_place():
    assert names("norwich") == ["Norwich"]
    assert names("E07000148") == names(" e07000148 ") == ["Norwich"]
    assert names("Bristol") == names("City of Bristol") == names("Bristol City Council") == ["Bristol, City of"]
    assert names("kings lynn") == ["King's Lynn and West Norfolk"]
    assert names("newcastle") == ["Newcastle-under-Lyme", "Newcastle upon Tyne"]
    assert names("norfolk") == ["Norfolk", "King's Lynn and West Norfolk", "North Norfolk", "South Norfolk"]
    assert names("North Worcestershire") == ["North Worcestershire"]
    assert find("Peterbrough").sentence == "No place in England and Wales is called “Peterbrough”. Did you mean:"
    assert names("Peterbrough") == ["Peterborough"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            "South Bucks",
            "South Bucks (E07000006) is no longer a district: since 1 April 2020 it is part of Buckinghamshire. Choose "
            "Buckinghamshire.",
        ),
        (
            "E07000190",  # merged twice
            "Taunton Deane (E07000190) is no longer a district: since 1 April 2023 it is part of Somerset. Choose "
            "Somerset.",
        ),
        ("E0700", "“E0700” is not the code of a district: a code is a letter and eight digits, such as E07000148."),
        (
            "E07999999",
            "No district, county or partnership of several districts in England and Wales has the code E07999999.",
        ),
        ("", "Type the name of your district, partnership or county, such as Norwich."),
        ("x" * 101, "Type one name of at most 100 characters at a time."),
    ],
)
def test_what_is_no_place_is_said_in_one_sentence(typed, sentence):
    assert find(typed).sentence == sentence


def test_a_district_that_only_changed_its_code_is_found():
    assert (names("E07000097"), find("E07000097").sentence) == (["East Hertfordshire"], "")


def test_the_code_of_a_partnership_is_that_of_exactly_its_districts():
    assert partnership_code(["E07000148"]) == "E22000223"
    assert partnership_code([BROMSGROVE, REDDITCH, WYRE_FOREST]) == "E22000368"
    assert partnership_code([BROMSGROVE, REDDITCH]) == ""
    assert partnership_code(["E06000060"]) == ""  # four partnerships share Buckinghamshire


def test_a_list_of_wards_is_read_with_or_without_codes():
    assert read_wards("Barnack\n\nSt Mary's, North\n") == [ListedWard("Barnack"), ListedWard("St Mary's, North")]
    assert read_wards("WD24CD,WD24NM\nE05010805,Barnack\nBretton\tE05010806\nE05010807 Central") == [
        ListedWard("Barnack", "E05010805"),
        ListedWard("Bretton", "E05010806"),
        ListedWard("Central", "E05010807"),
    ]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("Abbey\nPark\nabbey", ["Row 3: “abbey” is also in row 1. List each ward once."]),
        (
            "Abbey, E05010805\nPark, E05010805",
            ["Row 2: “E05010805” is also in row 1. List each ward once."],
        ),
        (
            "E0501, Abbey\nE07000148, Park",
            [
                "Row 1: “E0501” is not the code of a ward: it is E05 or W05 and six digits, such as E05010805.",
                "Row 2: “E07000148” is not the code of a ward: it is E05 or W05 and six digits, such as E05010805.",
            ],
        ),
        ("E05010805", ["Row 1: there is no ward name in “E05010805”."]),
        (
            "\n".join(f"Ward {number}" for number in range(10_000)),
            ["The list has 10,000 rows. At most 300 fit: paste the wards of one district, one per line."],
        ),
        ("A" * 200_000, ["Row 1: the name is longer than 150 characters."]),
    ],
)
def test_a_list_of_wards_with_faults_is_refused_by_row(text, problems):
    with pytest.raises(NotWards) as refused:
        read_wards(text)
    assert refused.value.problems == problems


def words(lines) -> dict[str, tuple[str, str]]:
    return {line.part: (line.words, line.happens) for line in lines}


def test_one_district_brings_its_codes_force_county_and_oversight_body():
    here = builders.partnership()
    lines = words(bring(here, ["E07000148"], by=None))
    assert lines["District"] == ("Norwich (E07000148)", "added")
    assert lines["Whole partnership"] == ("Norwich", "added")
    assert lines["Code of the partnership"] == ("E22000223", "added")
    assert lines["Police force"] == ("Norfolk Constabulary (E23000024)", "added")
    assert lines["County"] == ("Norfolk (E10000020)", "added")
    assert lines["Oversight body"] == ("Police and Crime Commissioner for Norfolk", "added")
    assert lines["Wards of Norwich"][1] == "not available"
    here.refresh_from_db()
    assert (here.code, here.whole.code) == ("E22000223", "E07000148")
    assert [area.code for area in here.areas.all()] == ["E07000148"]
    larger = AreaLink.objects.filter(smaller__code="E07000148").values_list("larger__code", flat=True)
    assert set(larger) == {"E23000024", "E10000020"}
    assert Organisation.objects.get(name="Norfolk Constabulary").kind == "police"
    assert not Area.objects.filter(code="whole-anytown", partnerships__isnull=False).exists()


def test_a_second_time_adds_nothing():
    here = builders.partnership()
    bring(here, ["E07000148"], by=None, wards=[ListedWard("Abbey"), ListedWard("Park")], wards_of="E07000148")
    counts = [model.objects.count() for model in (Area, AreaSet, AreaLink, Organisation, OversightBody, Change)]
    again = bring(here, ["E07000148"], by=None, wards=[ListedWard("Abbey"), ListedWard("Park")], wards_of="E07000148")
    assert "added" not in {line.happens for line in again}
    assert counts == [model.objects.count() for model in (Area, AreaSet, AreaLink, Organisation, OversightBody, Change)]


def test_several_districts_have_an_area_of_the_whole_partnership():
    here = builders.partnership(name="Safer North Worcestershire")
    bring(here, [BROMSGROVE, REDDITCH, WYRE_FOREST], by=None)
    here.refresh_from_db()
    assert (here.whole.name, here.whole.code) == ("Safer North Worcestershire", "whole-anytown")
    assert {link.smaller.code for link in here.whole.links_down.all()} == {BROMSGROVE, REDDITCH, WYRE_FOREST}
    assert here.code == "E22000368"


def test_every_partnership_has_an_area_of_its_whole_from_its_first_day():
    here = builders.partnership(name="Safer Anytown")
    assert (here.whole.name, here.areas.count()) == ("Safer Anytown", 0)
    here.name = "Safer Anytown and Villages"
    here.save()
    assert Area.objects.get(pk=here.whole_id).name == "Safer Anytown and Villages"
    again = builders.partnership("elsewhere")
    assert again.whole != here.whole


def test_what_an_officer_entered_stays():
    here = builders.partnership(code="E22000999")
    body = OversightBody.objects.create(partnership=here, name="Commissioner Smith", kind="commissioner")
    mine = builders.area_set(here, ["Abbey", "Park"], "mine", "ward")
    lines = words(
        bring(here, ["E07000148"], by=None, wards=[ListedWard("Abbey"), ListedWard("Mile Cross")], wards_of="E07000148")
    )
    here.refresh_from_db()
    assert here.code == "E22000999"
    assert list(here.oversight_bodies.all()) == [body]
    assert [area.name for area in mine.areas.all()] == ["Abbey", "Park"]
    assert lines["Wards of Norwich"][1] == "not available"
    assert "Missing from your set: 1. Not in the list: 1, such as Park" in lines["Wards of Norwich"][0]


def test_published_wards_come_with_code_and_outline_and_fill_what_is_missing():
    outline = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}
    PublishedWard.objects.create(code="E05000001", name="Abbey", district="E07000148", year=2024, outline=outline)
    PublishedWard.objects.create(code="E05000002", name="Park", district="E07000148", year=2024)
    PublishedWard.objects.create(code="E05000003", name="Old Town", district="E07000148", year=2018)
    here = builders.partnership()
    mine = AreaSet.objects.create(partnership=here, name="Our wards", kind="ward")
    mine.areas.create(code="abbey", name="Abbey")
    lines = words(bring(here, ["E07000148"], by=None))
    assert lines["Wards of Norwich"] == ("2 wards in “Our wards”", "added")
    assert [(area.code, area.name) for area in mine.areas.all()] == [("abbey", "Abbey"), ("E05000002", "Park")]
    elsewhere = builders.partnership("elsewhere")
    assert words(bring(elsewhere, ["E07000148"], by=None))["Wards of Norwich"] == (
        "1 ward belongs to another partnership of this portal: Park.",
        "not available",
    )
    assert elsewhere.area_sets.get().areas.get().outline == outline


@pytest.fixture
def officer(client):
    here = builders.partnership()
    builders.sign_in(client, builders.person("officer", here, "officer"))
    return client


def page(client, **asked):
    return client.get(reverse("your-place", args=["anytown"]), asked)


def test_the_page_shows_what_a_place_brings_and_stores_nothing(officer):
    shown = page(officer, q="norwich").content.decode()
    assert "Police and Crime Commissioner for Norfolk" in shown
    assert not Partnership.objects.get().areas.exists()
    assert not Organisation.objects.exists()


def test_storing_says_what_was_added_and_goes_back_to_the_page(officer):
    address = reverse("your-place", args=["anytown"])
    stored = officer.post(address, {"place": ["E07000148"], "wards": "Abbey\nPark", "store": "1"}, follow=True)
    assert "Saved: District, Whole partnership, Code of the partnership" in stored.content.decode()
    here = Partnership.objects.get()
    assert [area.name for area in here.area_sets.get().areas.all()] == ["Abbey", "Park"]
    assert Change.objects.filter(row_kind="area-sets", by__username="officer").count() == 1
    again = officer.post(address, {"place": ["E07000148"], "store": "1"}, follow=True)
    assert here.area_sets.get().areas.count() == 2
    assert again.status_code == 200


def test_a_refused_list_stores_nothing_and_keeps_what_was_typed(officer):
    address = reverse("your-place", args=["anytown"])
    refused = officer.post(address, {"place": ["E07000148"], "wards": "Abbey\nAbbey", "store": "1"})
    assert refused.status_code == 422
    assert "Row 2: “Abbey” is also in row 1." in refused.content.decode()
    assert "Abbey\nAbbey" in refused.content.decode()
    assert not Area.objects.filter(code="E07000148").exists()


def test_a_list_of_wards_names_its_district_where_several_are_chosen(officer):
    address = reverse("your-place", args=["anytown"])
    asked = {"place": ["E22000368"], "wards": "Abbey", "store": "1"}
    assert "Say which district the list of wards is for." in officer.post(address, asked).content.decode()
    officer.post(address, asked | {"wards_of": REDDITCH})
    assert Area.objects.get(name="Abbey").links_up.get().larger.code == REDDITCH


def test_a_merged_district_names_its_successor_on_the_page(officer):
    shown = page(officer, q="South Bucks").content.decode()
    assert "since 1 April 2020 it is part of Buckinghamshire" in shown
    assert 'value="E06000060"' in shown
