"""A resident comes with a postcode, on a phone, without JavaScript, and takes the page away on paper."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import violations

pytestmark = pytest.mark.browser


def test_a_resident_goes_from_a_postcode_to_their_ward(reader):
    visit = reader(320, javascript=False)
    page = visit.open("/")
    page.get_by_label("Postcode, place or words").fill("pe11ab")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"/peterborough/areas/E05010807/$"))
    for heading in ("What is planned", "Who meets and decides", "Who to contact"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    assert visit.overflow() <= 0
    assert visit.complaints == []


def test_every_step_of_the_way_is_accessible(reader):
    visit = reader(320)
    for path in (
        "/",
        "/my-area/?q=PE1",
        "/my-area/?q=ZZ1+1ZZ",
        "/my-area/?q=central",
        "/peterborough/areas/E05010807/",
        "/cambridge/areas/E05013057/",
    ):
        page = visit.open(path)
        assert violations(page) == []
        assert visit.overflow() <= 0


def test_a_mistyped_postcode_is_said_beside_the_field_and_kept(reader):
    page = reader(320, javascript=False).open("/my-area/")
    page.get_by_label("Your postcode or ward").fill("PE1")
    page.get_by_role("button", name="Find my area").click()
    field = page.get_by_label("Your postcode or ward")
    expect(field).to_have_value("PE1")
    expect(field).to_have_accessible_description(re.compile("“PE1” is not a postcode"))
    expect(page).to_have_title(re.compile("^Error:"))


@pytest.mark.parametrize(
    "page_of", ["peterborough/areas/E05002172", "peterborough/areas/E05002183", "cambridge/areas/E05013057"]
)
def test_the_page_of_a_ward_fits_two_sides_of_a4(reader, page_of):
    page = reader().open(f"/{page_of}/")
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2
    page.set_viewport_size({"width": 680, "height": 900})
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
