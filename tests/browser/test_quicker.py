"""What JavaScript makes quicker on the desk, and that it goes the same way without it."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WHY = "Why is this a priority?"


@pytest.fixture(scope="module")
def plan(running) -> str:
    """A plan of three priorities being written; the address of its desk page."""
    running.do("""
        plan = builders.rich_plan(3, builders.partnership("quickly"))
        builders.person("quick", plan.partnership, "officer")
    """)
    return "/desk/quickly/plans/2020-2023/"


@pytest.fixture(scope="module")
def session(running, plan) -> str:
    return running.sessions("quick")["quick"]


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_preview_shows_the_text_and_stores_nothing(person, session, plan, javascript):
    visit = person(session, javascript=javascript)
    page = visit.open(f"{plan}priorities/")
    page.get_by_role("link", name="Priority 1: Priority 1", exact=True).click()
    page.get_by_label(WHY).fill("Because **burglary** rose.\n\n<b>raw</b>")
    page.get_by_role("button", name=f"Preview {WHY}").click()
    shown = page.locator("#preview-why")
    expect(shown.locator("strong")).to_have_text("burglary")
    expect(shown).to_contain_text("<b>raw</b>")
    expect(shown).to_be_in_viewport()
    expect(page.get_by_label(WHY)).to_have_value("Because **burglary** rose.\n\n<b>raw</b>")
    documents = [address for address in visit.asked if "/rows/priorities/" in address]
    assert len(documents) == 2
    if javascript:
        expect(page.get_by_role("button", name=f"Preview {WHY}")).to_be_focused()
        expect(page.locator("#said")).to_have_text("The preview is shown next to the text.")
    page.reload() if javascript else visit.open(page.url.removeprefix(visit.portal).partition("#")[0])
    expect(page.get_by_label(WHY)).to_have_value("")
    assert (visit.outside, visit.complaints) == ([], [])


def test_a_preview_after_the_sign_in_ran_out_loses_nothing(person, session, plan):
    visit = person(session)
    page = visit.open(f"{plan}priorities/")
    page.get_by_role("link", name="Priority 1: Priority 1", exact=True).click()
    visit.context.clear_cookies(name="sessionid")
    page.get_by_label(WHY).fill("Words that took an hour.")
    page.get_by_role("button", name=f"Preview {WHY}").click()
    expect(page.locator("main")).to_contain_text("We have kept what you typed.")


def names(page) -> list[str]:
    return page.locator("#list-priorities tbody th").all_inner_texts()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_rows_change_places_by_keyboard(person, session, plan, javascript):
    visit = person(session, javascript=javascript)
    page = visit.open(f"{plan}priorities/")
    first, second, third = names(page)
    down = page.get_by_role("button", name=f"Down {first}")
    down.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#list-priorities tbody th").first).to_have_text(second)
    assert names(page) == [second, first, third]
    if javascript:
        expect(page.locator("#said")).to_have_text(f"{first} is now number 2 of 3.")
        expect(page.get_by_role("button", name=f"Down {first}")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#said")).to_have_text(f"{first} is now number 3 of 3.")
        expect(page.get_by_role("button", name=f"Up {first}")).to_be_focused()
        assert names(page) == [second, third, first]
        loads = [address for address in visit.asked if address == f"{visit.portal}{plan}priorities/"]
        assert len(loads) == 1  # nothing was loaded anew
    assert visit.open(f"{plan}priorities/").locator("#list-priorities tbody th").all_inner_texts() == names(page)
    assert (visit.outside, visit.complaints) == ([], [])


def test_keys_pressed_quickly_are_all_obeyed(person, session, plan):
    page = person(session).open(f"{plan}priorities/")
    first, second, third = names(page)
    page.get_by_role("button", name=f"Down {first}").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text(f"{first} is now number 3 of 3.")
    assert names(page) == [second, third, first]


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_several_rows_are_added_one_after_the_other(person, session, plan, javascript):
    page = person(session, javascript=javascript).open(f"{plan}glossary/add/")
    for term in ("Alpha", "Beta"):
        page.get_by_label("Term").fill(f"{term} {javascript}")
        page.get_by_label("Meaning").fill("An email.")
        page.get_by_role("button", name="Save and add another").click()
        expect(page.get_by_role("status").filter(has_text=f"Added: {term}")).to_be_visible()
        expect(page.get_by_label("Term")).to_have_value("")


def test_enter_in_a_field_saves_and_does_not_preview(person, session, plan):
    page = person(session).open(f"{plan}priorities/")
    page.get_by_role("link", name="Priority 2: Priority 2", exact=True).click()
    page.get_by_label("Lead", exact=True).fill("Chief officer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    expect(page.get_by_label("Lead", exact=True)).to_have_value("Chief officer")
