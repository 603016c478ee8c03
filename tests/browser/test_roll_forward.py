"""The plan of South Cambridgeshire goes on for another year, in a handful of clicks."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PLAN = "/desk/south-cambridgeshire/plans/2009-2012/"
MOST_STEPS = 15  # twelve seconds for each of them are three minutes


@pytest.fixture(scope="module")
def session(running) -> str:
    return running.sessions("officer")["officer"]


@pytest.mark.parametrize(("width", "javascript", "address"), [(1280, True, "2010-2013"), (320, False, "next-plan")])
def test_an_officer_rolls_the_plan_forward_in_fifteen_steps(person, session, width, javascript, address):
    officer = person(session, width, javascript)
    page = officer.open(PLAN)
    steps = 0

    def step(does, *words):
        nonlocal steps
        steps += 1
        return does(*words)

    step(page.get_by_role("link", name="Roll forward to the next period").click)
    expect(page.get_by_label("Title", exact=True)).to_have_value("Rolling Plan April 2010 to March 2013")
    expect(page.get_by_label("Start date")).to_have_value("2010-04-01")
    expect(page.get_by_label("End date")).to_have_value("2013-03-31")
    step(page.get_by_label("Address", exact=True).fill, address)
    step(page.get_by_label("Action 1.3 Improve responsiveness").select_option, "Completed: not carried over")
    step(page.get_by_label("Milestone 1.9e Work with 10").select_option, "Drop")
    step(page.get_by_label("Action 1.11 Respond to and").select_option, "Merge into…")
    step(page.get_by_label("number of the row that 1.11 is merged into").fill, "1.10")
    step(page.get_by_role("button", name="Preview").click)
    expect(page.get_by_role("region", name="Preview")).to_contain_text("Nothing has been created yet.")
    assert officer.overflow() <= 0
    step(page.get_by_role("button", name="Create the new plan").click)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rolling Plan April 2010 to March 2013")
    expect(page.locator("main")).to_contain_text("Renumbered; the old number is kept")
    assert steps <= MOST_STEPS

    page = officer.open(f"/desk/south-cambridgeshire/plans/{address}/priorities/")
    page.get_by_role("link", name="Priority 1: Reduce anti-social behaviour", exact=True).click()
    expect(page.locator("#list-actions")).to_contain_text("1.3 Improve the cleanliness of the District")
    assert page.locator("#list-actions tbody tr").count() == 9
