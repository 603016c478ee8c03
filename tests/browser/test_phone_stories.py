"""On a phone without JavaScript: from a question to its answer in at most four pages, and on the last page the answer
is at most three screens down. Slow: each story opens its pages in a browser."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser
WIDTH, SCREEN = 375, 667
MOST_PAGES, MOST_SCREENS = 4, 3


class Phone:
    """Somebody with a phone, and the pages that were read on the way."""

    def __init__(self, visit) -> None:
        visit.page.set_viewport_size({"width": WIDTH, "height": SCREEN})
        self.visit, self.pages = visit, list[str]()

    @property
    def page(self) -> Page:
        return self.visit.page

    def reads(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        assert self.visit.overflow() <= 0
        self.pages.append(heading)

    def asks(self, words: str) -> None:
        self.visit.open("/")
        self.reads("Community Safety Partnership plans")
        self.page.get_by_label("Postcode, place or words").fill(words)
        self.page.get_by_role("button", name="Search", exact=True).click()

    def follows(self, name: str) -> None:
        self.page.locator("main").get_by_role("link", name=name, exact=True).first.click()

    def unfolds(self, words: str) -> None:
        self.page.locator("summary").filter(has_text=words).click()

    def is_answered_by(self, *answers: Locator) -> None:
        """The answers are here, and not far down."""
        screens = []
        for answer in answers:
            expect(answer).to_be_visible()
            screens.append(answer.evaluate(f"one => (one.getBoundingClientRect().top + scrollY) / {SCREEN}"))
        counted = f"{len(self.pages)} pages: {' → '.join(self.pages)}; the answers are on screens {screens}"
        assert (len(self.pages) <= MOST_PAGES, max(screens) <= MOST_SCREENS) == (True, True), counted


@pytest.fixture
def phone(reader) -> Phone:
    return Phone(reader(WIDTH, javascript=False))


def reads_about_burglary(phone: Phone) -> None:
    phone.reads("Domestic burglary")
    main = phone.page.locator("main")
    phone.is_answered_by(
        main.get_by_text("No significant change from a year ago: 614 crimes, down 33 (−5.1%)").first,
        main.locator("#planned + ul").get_by_role("link", name="1.3 Distraction Burglary (2008 to 2011)"),
    )
    expect(main.locator("#planned + ul")).to_contain_text("Lead: Norfolk Constabulary/ Trading Standards")


def test_a_resident_asks_about_burglary_by_postcode(phone):
    phone.asks("NR1 1AA")
    phone.reads("Thorpe Hamlet")
    phone.unfolds("more indicators for Norwich")
    phone.follows("Domestic burglary")
    reads_about_burglary(phone)


def test_a_resident_asks_about_burglary_in_words(phone):
    phone.asks("Is burglary going down in Norwich, and what is being done about it?")
    phone.reads("Search")
    phone.follows("Domestic burglary")
    reads_about_burglary(phone)


def test_a_scrutiny_member_goes_from_the_weekly_email_to_what_is_overdue(phone, running):
    """The address of the email is that of the portal's settings; its path is opened here."""
    running.command("send_weekly_tasks")
    letter = running.emails_sent("scrutiny-member@demo.invalid")[-1]
    told = re.search(
        r"Overdue: 1 answer to a recommendation is overdue\.\s+http://[^/\s]+(/desk/peterborough/\S+)", letter
    )
    assert told is not None, letter
    phone.visit.open(told[1])
    phone.reads("Sign in")
    phone.page.get_by_label("User name or email address").fill("scrutiny-member")
    phone.page.get_by_label("Password").fill(running.passwords["scrutiny-member"])
    phone.page.get_by_role("button", name="Sign in").click()
    phone.reads("Scrutiny of Safer Peterborough Partnership, for members")
    overdue = phone.page.locator("#answers-table tbody tr").first
    phone.is_answered_by(overdue)
    for words in (
        "deaths and serious injuries on the roads",
        "Overdue",
        "days overdue",
        "fire and rescue service",
        "none yet",
    ):
        expect(overdue).to_contain_text(words)
    phone.follows("Recommendation 3")
    phone.reads("Recommendation 3")
    phone.is_answered_by(phone.page.locator("main").get_by_text("days overdue"))
