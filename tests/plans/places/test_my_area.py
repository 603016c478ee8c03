"""From a postcode or a name to the page of an area, and what is said when it is not found."""

import datetime as dt
import re
from html import unescape

import pytest

from plans.models import Area, AreaLink, AreaSet, Postcode, PostcodeDirectory
from plans.publishing.versions import publish
from tests import builders
from tests.public_pages import STORING


@pytest.fixture
def anytown(db):
    """Two partnerships: one with postcodes, wards of today and of before, and one with wards alone."""
    here, other = builders.partnership(), builders.partnership("otherton")
    districts = AreaSet.objects.create(slug="districts", name="Districts", kind="district")
    district = Area.objects.create(area_set=districts, code="E06000001", name="Anytown")
    here.areas.add(district)
    builders.area_set(here, ["North", "Park", "Castle-Hill"], starts_on="2016-05-05")
    builders.area_set(here, ["Old-Park"], slug="old-wards", ends_on="2016-05-04").areas.update(name="Park")
    builders.area_set(other, ["Harbour"])
    Area.objects.filter(code="anytown-castle-hill").update(name="Castle Hill")
    directory = PostcodeDirectory.objects.create(district=district, file_name="postcodes.csv", sha256="0")
    Area.objects.filter(code="anytown-north").update(code="E05000001", aliases=["Northern"])
    for postcode, ward in [("AN1 1AA", "E05000001"), ("AN1 1AB", "E05999999")]:
        Postcode.objects.create(postcode=postcode, ward_code=ward, directory=directory)
    return here


def words(response) -> str:
    main = response.content.decode().split('id="main">', 1)[1].split("<h2", 1)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


NORTH = "/anytown/areas/E05000001/"


@pytest.mark.parametrize(
    "typed", ["AN1 1AA", "an11aa", " an1  1aa ", "North", "north", "NORTH WARD", "Northern", "AN1\u00a01AA"]
)
@pytest.mark.parametrize("where", ["/my-area/", "/anytown/my-area/"])
def test_a_postcode_or_name_leads_to_the_page_of_the_area(client, anytown, where, typed):
    response = client.get(where, {"q": typed})
    assert (response.status_code, response["Location"]) == (302, NORTH)


SAID = {
    "": "Enter a postcode, or the name of a ward.",
    "   ": "Enter a postcode, or the name of a ward.",
    "AN1 1A": "“AN1 1A” is not a postcode; write it like PE1 1AA. Or enter the name of a ward.",
    "1AA AN1": "“1AA AN1” is not a postcode; write it like PE1 1AA. Or enter the name of a ward.",
    "AN1 1AA 7": "“AN1 1AA 7” is not a postcode; write it like PE1 1AA. Or enter the name of a ward.",
    "x" * 101: "Enter at most 100 characters: a postcode, or the name of a ward.",
    "AN1 1AB": "AN1 1AB is in Anytown, in a ward whose boundaries are not known here. Choose your ward:",
    "Nowhere": "No area here is called “Nowhere”. Look for yours in the list below.",
    "Castel Hill": "No area here is called “Castel Hill”. Did you mean:",
    "castle": "These areas have “castle” in their names:",
    "Park": "More than one area is called “Park”. Choose yours:",
    "<b>1": "“<b>1” is not a postcode; write it like PE1 1AA. Or enter the name of a ward.",
    "a\x00b": "No area here is called “ab”. Look for yours in the list below.",
}


@pytest.mark.parametrize("where", ["/my-area/", "/anytown/my-area/"])
@pytest.mark.parametrize("typed", SAID)
def test_what_is_not_found_is_said_in_one_sentence(client, anytown, where, typed):
    response = client.get(where, {"q": typed})
    assert response.status_code == 200
    assert SAID[typed] in words(response)
    assert "<b>1" not in response.content.decode()


def test_a_postcode_outside_is_told_from_one_that_is_wrong(client, anytown):
    directory = PostcodeDirectory.objects.get()
    said = f"ZZ1 1ZZ is not among the postcodes of Anytown, which were loaded on {directory.loaded_at:%-d %B %Y}."
    assert said in words(client.get("/my-area/", {"q": "ZZ1 1ZZ"}))
    assert "AN1 1AA is not in Otherton. It is in Anytown: North (Wards)" in words(
        client.get("/otherton/my-area/", {"q": "AN1 1AA"})
    )
    assert "This portal has no list of postcodes for Otherton." in words(
        client.get("/otherton/my-area/", {"q": "ZZ1 1ZZ"})
    )
    assert "“Harbour” is not an area of Safer Anytown, but there is: Harbour (Wards)" in words(
        client.get("/anytown/my-area/", {"q": "Harbour"})
    )


def test_choices_in_force_stand_first(client, anytown):
    found = words(client.get("/anytown/my-area/", {"q": "park"}))
    assert found.endswith("Choose yours: Park (Wards) Park (Old-Wards. This ward ended in May 2016.)")


def test_wards_are_offered_where_the_one_of_the_postcode_is_not_known(client, anytown):
    found = words(client.get("/my-area/", {"q": "AN1 1AB"}))
    assert found.endswith(
        "North (Wards) Park (Wards) Castle Hill (Wards) Park (Old-Wards. This ward ended in May 2016.)"
    )


@pytest.mark.parametrize("typed", [None, "", "AN1 1AB", "AN1 1AA", "ZZ1 1ZZ", "Nowhere", "Park"])
def test_a_search_costs_at_most_seven_queries_whatever_there_is(client, anytown, typed, django_assert_max_num_queries):
    builders.area_set(anytown, [f"Ward-{number}" for number in range(30)], slug="more")
    for where in ("/my-area/", "/anytown/my-area/"):
        with django_assert_max_num_queries(5 + STORING if typed is None else 7):
            client.get(where, {} if typed is None else {"q": typed})


def test_a_county_group_finds_the_areas_of_its_partnerships(client, anytown):
    county = builders.partnership("county")
    type(county).objects.filter(pk=anytown.pk).update(parent=county, agreed_parent=county)
    assert client.get("/county/my-area/", {"q": "AN1 1AA"})["Location"] == NORTH
    assert client.get("/county/my-area/", {"q": "Northern"})["Location"] == NORTH
    page = client.get("/county/my-area/", {"q": "ZZ1 1ZZ"})
    assert "ZZ1 1ZZ is not among the postcodes of Anytown, which were loaded on" in words(page)
    assert f'<a href="{NORTH}">North</a>' in page.content.decode()


def test_the_list_says_where_its_postcodes_come_from_once_there_are_any(client, anytown):
    assert "Royal Mail data © Royal Mail copyright" in client.get("/anytown/my-area/").content.decode()
    PostcodeDirectory.objects.all().delete()
    anytown.bump_public_revision()
    assert "Royal Mail data" not in client.get("/anytown/my-area/").content.decode()


def test_wards_in_force_open_the_list(client, anytown):
    builders.area_set(anytown, ["Committee-East"], slug="committees", kind="committee")
    page = client.get("/anytown/my-area/").content.decode()
    heads = re.findall(r"<details class=\"govuk-details\"( open)?>.*?text\">(.*?)</span>", page)
    assert heads == [(" open", "Wards (3)"), ("", "Committees (1)"), ("", "Old-Wards (1)")]


def test_a_ward_with_a_new_code_is_found_by_either(client, anytown):
    Area.objects.filter(code="E05000001").update(aliases=["E05999999"])
    for postcode in ("AN1 1AA", "AN1 1AB"):
        assert client.get("/my-area/", {"q": postcode})["Location"] == NORTH


def test_what_is_typed_is_kept_nowhere(client, anytown):
    response = client.get("/my-area/", {"q": "AN1 1AA"})
    assert not response.cookies
    assert "AN1" not in str(response.headers)


def test_the_page_of_a_partnership_says_when_its_newest_plan_is_over(client, db):
    owner = builders.partnership()
    assert "Safer Anytown has not published a plan here yet." in words(client.get("/anytown/"))
    publish(builders.rich_plan(1, owner), kind="final")
    said = words(client.get("/anytown/"))
    assert (
        "Safer Anytown has 1 published plan. The newest, for 2020 to 2023, has 1 priority. This plan has ended" in said
    )
    later = builders.rich_plan(
        2, owner, slug="later", period_start=dt.date(2023, 4, 1), period_end=dt.date(2099, 3, 31)
    )
    publish(later, kind="final")
    said = words(client.get("/anytown/"))
    assert "Safer Anytown has 2 published plans. The newest, for 2023 to 2099, has 2 priorities." in said
    assert "This plan has ended" not in said


def test_a_postcode_of_a_ward_that_ended_offers_those_its_area_is_in_now(client, anytown):
    older, newer = Area.objects.get(code="anytown-old-park"), Area.objects.get(code="anytown-park")
    older.code = "E05000099"
    older.save()
    Postcode.objects.filter(postcode="AN1 1AB").update(ward_code=older.code)
    AreaLink.objects.create(smaller=older, larger=newer, share="0.6", basis="best fit")
    assert words(client.get("/my-area/", {"q": "AN1 1AB"})).endswith(
        "AN1 1AB was in Park, which has ended. Choose your ward of today: Park (Wards) Park (Old-Wards. This ward "
        "ended in May 2016. Its area is now in Park.)"
    )
