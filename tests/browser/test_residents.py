"""A resident finds the ward, says something, and reads the answer; and is told by email until that is stopped."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations

pytestmark = pytest.mark.browser
THREE_SECONDS = 3200  # nobody writes faster, and the form says so


def check(visit, javascript: bool = True) -> None:
    """The page fits the window and is accessible; axe itself needs JavaScript."""
    visit.page.wait_for_load_state()
    assert visit.overflow() <= 0
    if not javascript:
        return
    assert violations(visit.page) == []


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_the_home_page_to_the_ward_to_an_answer(reader, person, running, javascript):
    words = f"The path by the river is dark {'with' if javascript else 'without'} lamps."
    visit = reader(320, javascript)
    page = visit.open("/")
    check(visit, javascript)
    page.get_by_label("Postcode, place or words").fill("PE1 1AB")
    press(page, "Search")
    expect(page.get_by_role("heading", level=1)).to_have_text("Central")
    check(visit, javascript)
    page.locator("main").get_by_role("link", name="Have your say", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Write to")
    check(visit, javascript)
    page.get_by_label("What do you want to say?").fill(f"{words} Ring 01733 747474.")
    page.get_by_label("Your email address").fill("resident@example.org")
    page.wait_for_timeout(THREE_SECONDS)
    press(page, "Send")
    expect(page.locator("main")).to_contain_text("looks like a phone number: “01733 747474”")
    check(visit, javascript)
    page.get_by_label("What do you want to say?").fill(words)
    press(page, "Send it now")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    check(visit, javascript)
    assert words not in page.request.get(f"{running.address}/peterborough/have-your-say/").text()

    session = running.sessions("officer")["officer"]
    desk = person(session, 320, javascript)
    page = desk.open("/desk/peterborough/feedback/")
    page.locator("#waiting + ul a").last.click()
    check(desk, javascript)
    page.get_by_label("The reply, published with them").fill("Four lamps come in May.")
    press(page, "Publish with this reply")
    expect(page.locator("main")).to_contain_text("The reply was sent, and the address has been deleted.")
    assert "Four lamps come in May." in running.emails_sent("resident@example.org")[-1]

    page = visit.page
    page.locator("main").get_by_role("link", name="What residents said, and the replies").click()
    expect(page.locator("blockquote").first).to_have_text(words)
    expect(page.locator("main")).to_contain_text("Four lamps come in May.")
    check(visit, javascript)
    assert visit.outside == []


def test_letters_start_with_a_link_and_stop_with_one(reader, running):
    visit = reader(320)
    page = visit.open("/peterborough/areas/E05002183/")
    page.locator("main").get_by_role("link", name="email alerts").click()
    expect(page.get_by_label("What do you want to hear about?").locator("option:checked")).to_contain_text("Orton with")
    check(visit)
    page.get_by_label("Your email address").fill("reader@example.org")
    page.wait_for_timeout(THREE_SECONDS)
    press(page, "Get these emails")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your email")
    (letter,) = running.emails_sent("reader@example.org")
    page.goto(re.search(r"http://\S+/emails/[0-9a-f]{64}/", letter)[0])
    check(visit)
    press(page, "Start these emails")
    expect(page.get_by_role("heading", level=1)).to_have_text("The emails have started")
    running.do("""
        import datetime as dt
        from performance.models import Source
        from performance.figures.publishing import publish_source
        Subscription.objects.update(told_until=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    """)
    running.command("send_digests")
    told = running.emails_sent("reader@example.org")[-1]
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in told
    page.goto(re.search(r"one click: (http://\S+/stop/)", told)[1])
    check(visit)
    press(page, "Stop these emails")
    expect(page.get_by_role("heading", level=1)).to_have_text("These emails have stopped")
