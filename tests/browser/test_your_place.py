"""“Your place” from the first page to the stored wards, on a narrow screen and by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import violations

pytestmark = pytest.mark.browser
PLACE = "/desk/newplace/place/"


@pytest.fixture(scope="session")
def session(running) -> str:
    running.do("""
        here = builders.partnership("newplace")
        builders.person("officer of newplace", here, "officer")
    """)
    return running.sessions("officer of newplace")["officer of newplace"]


def check(visit) -> None:
    assert violations(visit.page) == []
    assert visit.overflow() == 0


def test_a_place_is_found_looked_at_and_stored(person, session):
    """Slow: axe reads five pages."""
    visit = person(session)
    page = visit.open(PLACE)
    visit.widen(320)
    page.get_by_label("District, partnership or county").fill("South Bucks")
    page.keyboard.press("Enter")
    expect(page.get_by_text("since 1 April 2020 it is part of Buckinghamshire")).to_be_visible()
    check(visit)
    page.get_by_label("District, partnership or county").fill("Norwich")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Police and Crime Commissioner for Norfolk")).to_be_visible()
    check(visit)
    page.get_by_text("Type or paste a list of wards").click()
    page.get_by_label("Wards", exact=True).fill("Abbey\nPark\nAbbey")
    page.get_by_role("button", name="Save this place").click()
    expect(page.get_by_role("alert")).to_contain_text("Row 3: “Abbey” is also in row 1.")
    check(visit)
    page.get_by_label("Wards", exact=True).fill("Abbey\nPark")
    page.get_by_role("button", name="Save this place").click()
    expect(page.get_by_role("status")).to_contain_text("Saved: District, Whole partnership")
    check(visit)
    visit.open("/desk/newplace/figures/indicators/")
    check(visit)
