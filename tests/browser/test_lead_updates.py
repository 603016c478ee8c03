"""Leads answer without an account: an officer asks, the lead opens the link in the email, the desk shows it."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import violations

pytestmark = pytest.mark.browser

PROGRESS = "/desk/south-cambridgeshire/plans/2009-2012/progress/"
HOUSING = "housing@example.org"
FIRE = "fire@example.org"


@pytest.fixture
def officer(running, person):
    session = running.sessions("officer")["officer"]
    return lambda width, javascript=True: person(session, width, javascript)


def look_over(visit, page: Page) -> None:
    """The page that stands there is accessible and fits, and asked for nothing elsewhere."""
    assert (page.url, violations(page)) == (page.url, [])
    assert (page.url, visit.overflow()) == (page.url, 0)
    assert (page.url, page.locator("h1").count()) == (page.url, 1)
    assert (visit.outside, visit.complaints) == ([], [])


def ask(visit, label: str) -> None:
    """The officer sends a round to SCDC Housing, which leads actions 1.2 and 2.2."""
    page = visit.open(PROGRESS)
    page.get_by_role("link", name="Ask the leads").click()
    page.get_by_label("Name of the period").fill(label)
    page.get_by_label("First day of the period").fill("2015-07-01")
    page.get_by_label("Last day of the period").fill("2015-09-30")
    page.get_by_label("Answer by").fill(str(dt.date.today() + dt.timedelta(days=14)))
    page.get_by_label("SCDC Housing").fill(HOUSING)
    page.get_by_role("button", name="Send the emails").click()
    expect(page.locator(".app-banner--success")).to_contain_text("1 email was sent. 18 leads have no address.")
    look_over(visit, page)


def link_in_the_last_letter(running) -> str:
    (link,) = re.findall(rf"^{running.address}(/update/[\w-]{{43}}/)$", running.emails_sent(HOUSING)[-1], re.M)
    return link


def fill(page: Page, action: str, status: str, happened: str, needed: str = "") -> None:
    question = page.get_by_role("group", name=re.compile(f"^{re.escape(action)} "))
    question.get_by_role("radio", name=status).check()
    question.get_by_label("What happened").fill(happened)
    question.get_by_label("What is next").fill(needed)


@pytest.mark.parametrize(
    ("width", "javascript"),
    [pytest.param(320, True, marks=pytest.mark.long), (1280, True), (320, False)],
    ids=["phone", "desk", "phone without JavaScript"],
)
def test_a_round_from_the_officer_to_the_lead_and_back(running, officer, reader, width, javascript):
    name = f"{width} {'with' if javascript else 'without'}"
    at_desk = officer(1280)

    ask(at_desk, f"First, {name}")
    lead = reader(width, javascript)
    page = lead.open(link_in_the_last_letter(running))
    fill(page, "1.2", "On track", "Two cases went to mediation.")
    fill(page, "2.2", "Not started", "")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you: your answer has been saved")

    ask(at_desk, f"Second, {name}")
    page = lead.open(link_in_the_last_letter(running))
    first = page.get_by_role("group", name=re.compile("^1.2 "))
    expect(first.get_by_label("What happened")).to_have_value("Two cases went to mediation.")
    if javascript:
        look_over(lead, page)
    first.get_by_role("checkbox", name="No change since last time").check()
    expect(first.get_by_label("What happened")).to_be_hidden()
    fill(page, "2.2", "Off track", "The forum met once.")
    page.get_by_role("button", name="Send the answer").click()
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text("2.2: This action is at risk or off track: say what is next or what is needed.")
    second = page.get_by_role("group", name=re.compile("^2.2 "))
    expect(second.get_by_label("What happened")).to_have_value("The forum met once.")
    expect(first.get_by_role("checkbox", name="No change since last time")).to_be_checked()
    lead.complaints.clear()  # the browser notes the answer 422
    if javascript:
        look_over(lead, page)
    second.get_by_label("What is next").fill("A chair for the forum")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you: your answer has been saved")
    if javascript:
        look_over(lead, page)

    page = at_desk.open(PROGRESS)
    newest = page.locator("#rounds tbody tr").first
    expect(newest).to_contain_text(f"Second, {name}")
    expect(newest).to_contain_text("1 of 19")
    kept = page.locator("tr", has_text="Make use of mediation service").filter(has_text="SCDC Housing")
    expect(kept).to_contain_text("On track")
    expect(kept).to_contain_text("no change")
    new = page.locator("tr", has_text="Improve housing provision").filter(has_text="SCDC Housing")
    expect(new).to_contain_text("Off track")
    expect(new).to_contain_text("A chair for the forum")
    look_over(at_desk, page)
    new.get_by_role("link").click()
    expect(page.locator("#updates")).to_contain_text("The forum met once.")
    expect(page.locator("#updates")).to_contain_text(f"First, {name}")
    look_over(at_desk, page)


@pytest.mark.parametrize("width", [320, pytest.param(1280, marks=pytest.mark.long)])
def test_the_link_is_used_up_by_one_click_for_all(running, officer, reader, width):
    at_desk = officer(1280)
    ask(at_desk, f"Before, {width}")
    lead = reader(width, javascript=False)
    page = lead.open(link_in_the_last_letter(running))
    one_click = page.get_by_role("button", name="No change in any of the 2 actions: send")
    if not one_click.count():
        fill(page, "1.2", "Complete", "")
        fill(page, "2.2", "Complete", "")
        page.get_by_role("button", name="Send the answer").click()
        ask(at_desk, f"After, {width}")
        page = lead.open(link_in_the_last_letter(running))
    one_click.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you: your answer has been saved")
    expect(page.locator("main")).to_contain_text("no change")

    lead = reader(width)
    page = lead.page
    page.goto(running.address + link_in_the_last_letter(running))
    expect(page.get_by_role("heading", level=1)).to_have_text("The answer has already been saved")
    lead.complaints.clear()  # the browser notes the answer 410
    look_over(lead, page)
    page.goto(f"{running.address}/update/not-a-link/")
    expect(page.get_by_role("heading", level=1)).to_have_text("We do not recognise this link")
    lead.complaints.clear()
    look_over(lead, page)


def test_a_provider_answers_in_figures_and_an_officer_accepts_them(running, officer, reader):
    """The fire service owes four years of thefts; a slip is refused beside its cell, and nothing typed is lost."""
    desk = officer(1280)
    page = desk.open("/desk/norwich/about/measures/add/")
    page.get_by_label("Indicator").select_option(label="Theft from a vehicle")
    page.get_by_label("How often").select_option(label="Yearly")
    page.get_by_label("Figures are published after").fill("1")
    page.get_by_label("Provided by").select_option(label="Norfolk Fire Service")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page = desk.open("/desk/norwich/plans/2008-2011/progress/ask/")
    page.get_by_label("Name of the period").fill("Figures of the year")
    page.get_by_label("First day of the period").fill("2015-07-01")
    page.get_by_label("Last day of the period").fill("2015-09-30")
    page.get_by_label("Norfolk Fire Service").fill(FIRE)
    page.get_by_role("button", name="Send the emails").click()
    expect(page.locator(".app-banner--success")).to_contain_text("2 emails were sent.")
    (email,) = running.emails_sent(FIRE)
    (link,) = re.findall(rf"^{running.address}(/update/[\w-]{{43}}/)$", email, re.M)

    lead = reader(320, javascript=False)
    page = lead.open(link)
    years = page.get_by_role("group", name=re.compile("^Theft from a vehicle, "))
    expect(years).to_have_count(4)
    for place, figure in enumerate(["1,038", "12%", "990"]):
        years.nth(place).get_by_label("Figure", exact=True).fill(figure)
    years.last.get_by_label("If there is no figure").select_option(label="Data lag")
    page.get_by_role("button", name="Send the answer").click()
    expect(years.nth(1)).to_contain_text("A count has no %.")
    expect(years.first.get_by_label("Figure", exact=True)).to_have_value("1,038")
    lead.complaints.clear()  # the browser notes the answer 422
    years.nth(1).get_by_label("Figure", exact=True).fill("1,001")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you: your answer has been saved")

    page = desk.open("/desk/norwich/figures/given/")
    look_over(desk, page)
    desk.widen(320)
    assert desk.overflow() == 0
    page.get_by_role("button", name="Accept").click()
    expect(page.locator(".app-banner--success")).to_contain_text("4 figures accepted as provisional.")
    page = desk.open("/desk/norwich/tasks/")
    look_over(desk, page)
