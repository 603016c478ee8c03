"""Nothing typed is lost: not when a window closes, a sign-in runs out, or the server goes away."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WHY = "Why is this a priority?"


@pytest.fixture(scope="module")
def plan(running) -> str:
    """A plan being written, with two officers; the address of its desk page."""
    running.do("""
        plan = builders.rich_plan(3, builders.partnership("drafton"))
        for name in ("ann", "bob"):
            person = builders.person(name, plan.partnership, "officer")
            person.set_password("a password to try")
            person.save()
    """)
    return "/desk/drafton/plans/2020-2023/"


@pytest.fixture(scope="module")
def sessions(running, plan) -> dict[str, str]:
    return running.sessions("ann", "bob")


@pytest.fixture
def officer(person, sessions):
    """A function that makes officers who are signed in."""

    def make(name: str = "ann", javascript: bool = True):
        return person(sessions[name], javascript=javascript)

    return make


def open_priority(visit, plan: str, number: int = 1):
    page = visit.open(f"{plan}priorities/")
    page.get_by_role("link", name=f"Priority {number}: Priority {number}", exact=True).click()
    expect(page.get_by_label(WHY)).to_be_visible()
    return page


def typed(page, words: str):
    page.get_by_label(WHY).fill(words)
    expect(page.locator("main")).to_contain_text("Kept in this browser at")
    return page


def sign_in(page, name: str):
    page.get_by_label("User name or email").fill(name)
    page.get_by_label("Password").fill("a password to try")
    page.get_by_role("button", name="Sign in").click()


def offer(page):
    return page.get_by_role("status").filter(has_text="We kept what you typed")


def test_a_closed_window_loses_nothing(officer, plan):
    visit = officer()
    typed(open_priority(visit, plan), "Typed, never saved.").close()
    visit.page = visit.context.new_page()
    page = open_priority(visit, plan)
    expect(offer(page)).to_contain_text("We kept what you typed at")
    page.get_by_role("button", name="Restore it").click()
    expect(page.get_by_label(WHY)).to_have_value("Typed, never saved.")
    expect(page.get_by_label(WHY)).to_be_focused()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    page = open_priority(visit, plan)
    expect(offer(page)).to_have_count(0)
    expect(page.get_by_label(WHY)).to_have_value("Typed, never saved.")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))") == []


def test_a_draft_is_thrown_away_when_its_writer_says_so(officer, plan):
    visit = officer()
    typed(open_priority(visit, plan, 2), "Not worth it.")
    page = open_priority(visit, plan, 2)
    page.get_by_role("button", name="Discard it").click()
    expect(page.get_by_role("status").filter(has_text="discarded")).to_be_visible()
    expect(offer(open_priority(visit, plan, 2))).to_have_count(0)


def test_what_the_server_refuses_stays_kept(officer, plan):
    visit = officer()
    page = typed(open_priority(visit, plan, 2), "Good words in a bad form.")
    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    expect(page.get_by_label(WHY)).to_have_value("Good words in a bad form.")
    page = open_priority(visit, plan, 2)
    page.get_by_role("button", name="Restore it").click()
    expect(page.get_by_label(WHY)).to_have_value("Good words in a bad form.")
    expect(page.get_by_label("Title")).to_have_value("")


def test_a_draft_of_an_older_text_leads_to_both_texts(officer, plan):
    visit = officer()
    typed(open_priority(visit, plan, 3), "From Ann.").close()
    theirs = open_priority(officer("bob"), plan, 3)
    theirs.get_by_label(WHY).fill("From Bob.")
    theirs.get_by_role("button", name="Save", exact=True).click()
    visit.page = visit.context.new_page()
    page = open_priority(visit, plan, 3)
    expect(offer(page)).to_contain_text("Someone has saved this row since then")
    page.get_by_role("button", name="Restore it").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Someone else saved this first")
    expect(page.locator("#conflict")).to_contain_text("From Bob.")
    expect(page.get_by_label(WHY)).to_have_value("From Ann.")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_sign_in_that_ran_out_loses_nothing(officer, plan, javascript):
    visit = officer(javascript=javascript)
    page = open_priority(visit, plan, 2)
    visit.context.clear_cookies(name="sessionid")
    page.get_by_label(WHY).fill("Typed for an hour.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("main")).to_contain_text("We have kept what you typed.")
    sign_in(page, "ann")
    expect(page.get_by_label(WHY)).to_have_value("Typed for an hour.")
    expect(page.locator("main")).to_contain_text("It is in the form below.")
    page.locator("main").get_by_role("button", name="Discard it").first.click()
    expect(page.get_by_label(WHY)).not_to_have_value("Typed for an hour.")


def test_a_form_from_before_another_sign_in_gives_its_text_back(officer, plan):
    visit = officer(javascript=False)
    page = open_priority(visit, plan, 2)
    visit.context.clear_cookies()
    other = visit.context.new_page()
    other.goto(f"{visit.portal}/desk/sign-in/")
    sign_in(other, "ann")
    expect(other.get_by_role("heading", level=1)).to_have_text("Your desk")
    page.get_by_label(WHY).fill("Typed in the first tab.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This form is too old")
    expect(page.get_by_label("Why", exact=True)).to_have_value("Typed in the first tab.")


def test_a_server_that_is_away_loses_nothing(officer, plan):
    visit = officer()
    page = typed(open_priority(visit, plan, 2), "Typed before the restart.")
    here = page.url
    visit.context.set_offline(True)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("chrome-error://chromewebdata/")
    visit.context.set_offline(False)
    page.goto(here)
    page.get_by_role("button", name="Restore it").click()
    expect(page.get_by_label(WHY)).to_have_value("Typed before the restart.")


def test_what_is_typed_before_the_script_is_there_is_kept(officer, plan):
    visit = officer()
    page = visit.open(f"{plan}priorities/")
    waiting = []
    page.route("**/drafts*.js", lambda route: waiting.append(route))
    page.get_by_role("link", name="Priority 2: Priority 2", exact=True).click(no_wait_after=True)
    page.get_by_label(WHY).fill("Typed on a slow line.")
    page.wait_for_timeout(100)
    for route in waiting:
        route.continue_()
    expect(page.locator("main")).to_contain_text("Kept in this browser at")


def test_the_next_person_at_the_computer_finds_no_draft(officer, plan, sessions):
    visit = officer("ann")
    typed(open_priority(visit, plan, 2), "Private until it is saved.")
    visit.context.add_cookies([{"name": "sessionid", "value": sessions["bob"], "url": visit.portal}])
    page = open_priority(visit, plan, 2)
    expect(offer(page)).to_have_count(0)
    assert "Private" not in page.evaluate("JSON.stringify(localStorage)")


def test_signing_out_removes_the_drafts_in_every_window(person, running, plan):
    visit = person(running.sessions("ann")["ann"])
    first = typed(open_priority(visit, plan, 2), "Private until it is saved.")
    second = visit.context.new_page()
    second.goto(f"{visit.portal}/desk/account/")
    second.get_by_role("button", name="Sign out").click()
    second.wait_for_url(f"{visit.portal}/")
    first.get_by_label(WHY).fill("Typed after signing out elsewhere.")
    first.get_by_label("Title").focus()
    first.wait_for_timeout(800)
    assert first.evaluate("JSON.stringify(localStorage)") == "{}"
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.get_by_role("heading", level=1)).to_have_text("You are signed out, and nothing was saved")
    expect(first.get_by_label("Why", exact=True)).to_have_value("Typed after signing out elsewhere.")


def test_drafts_do_not_grow_without_end(officer, plan):
    visit = officer()
    page = open_priority(visit, plan, 2)
    page.get_by_label(WHY).fill("x" * 100_001)
    expect(page.locator("main")).to_contain_text("too long to be kept in the browser")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))") == []
    page.evaluate("""() => {
        const person = document.querySelector('meta[name=person]').content;
        const draft = (at) => JSON.stringify({ at, address: '/elsewhere/', fields: { why: ['x'] } });
        for (let n = 0; n < 30; n++) localStorage.setItem(`draft:${person}:/elsewhere/::${n}`, draft(Date.now() - n));
        localStorage.setItem(`draft:${person}:/old/::1`, draft(Date.now() - 8 * 24 * 3600 * 1000));
    }""")
    page.reload()
    keys = page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))")
    assert len(keys) == 20
    assert not [key for key in keys if "/old/" in key]


def test_of_several_drafts_the_newest_is_offered_with_a_word_on_the_others(officer, plan):
    visit = officer()
    for words in ("First of two.", "Second of two."):
        typed(open_priority(visit, plan, 2), words)
    page = open_priority(visit, plan, 2)
    expect(offer(page)).to_have_count(1)
    expect(offer(page)).to_contain_text("Older texts kept here: 1. Discard this one to see the next.")
    page.get_by_role("button", name="Discard it").click()
    expect(page.get_by_text("Older texts kept here")).to_be_hidden()
    page.get_by_role("button", name="Restore it").click()
    expect(page.get_by_label(WHY)).to_have_value("First of two.")
