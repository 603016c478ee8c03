"""A committee recommends; the answer comes late, and says so to members and to everybody."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_residents import check
from tests.browser.test_whole_plan import Person

pytestmark = pytest.mark.browser

# The clock is the machine's own; what is served so many days ago is due, or overdue, today.
DUE_DAYS, OVERDUE_DAYS = 20, 40
READERS = [(320, True), (320, False), (1280, True), (1280, False)]
ALWAYS = {(320, False), (1280, True)}  # all of them in `make test-long`


def ago(days: int) -> dt.date:
    return dt.date.today() - dt.timedelta(days=days)


class Reader(Person):
    """Somebody whose every page is looked at: is it accessible, and does it fit the window?"""

    def __init__(self, visit, name: str, javascript: bool) -> None:
        super().__init__(visit, name)
        self.javascript = javascript

    def sees(self, *words: str) -> None:
        self.reads(*words)
        self.picture()
        if self.javascript:  # without it the same pages are read; axe itself is JavaScript
            check(self.visit)


@pytest.fixture(
    params=[pytest.param(one, marks=() if one in ALWAYS else pytest.mark.long) for one in READERS],
    ids=[f"{width} px, {'with' if js else 'without'} JavaScript" for width, js in READERS],
)
def town(request, running):
    """A partnership with a committee that met last month, an officer and a member: its slug, the width, JavaScript."""
    width, javascript = request.param
    slug = f"scrutiny-{width}-{'with' if javascript else 'without'}"
    running.do(f"""
        here = builders.partnership("{slug}", name="Safer {slug}")
        Organisation.objects.get_or_create(name="Police of the story", kind="police")
        council = here.committees.create(name="Scrutiny Committee", designated=True)
        council.meetings.create(held_on="{ago(45)}", about="Burglary")
        for role in ("officer", "scrutiny member"):
            name = f"{{role}} of {slug}".replace(" ", "-")
            one = builders.person(name, here, role)
            one.email = f"{{name}}@example.org"
            one.set_password("a long password of the story")
            one.save()
    """)
    return slug, width, javascript


def signs_in(reader, town, name: str) -> Reader:
    slug, width, javascript = town
    person = Reader(reader(width, javascript), name, javascript)
    person.open("/desk/")
    password = "a long password of the story"
    person.fills(**{"User name or email address": f"{name}-of-{slug}", "Password": password})
    person.presses("Sign in")
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Your desk")
    return person


def recommends(officer, slug: str, number: str, words: str, served_on: dt.date) -> None:
    officer.open(f"/desk/{slug}/about/")
    officer.follows("Recommendations", "Add a recommendation")
    officer.fills(Number=number, Text=words, Committee="Scrutiny Committee")
    officer.sees("Number")
    officer.presses("Save")
    officer.is_told(f"Added: Recommendation {number}")
    officer.follows("Add an addressee")
    officer.fills(Organisation="Police of the story", Served_on=served_on.isoformat())
    officer.sees("Served on")
    officer.presses("Save")
    officer.is_told("Added: ")


def withholds_one(officer, slug: str) -> None:
    officer.open(f"/desk/{slug}/about/recommendations/add/")
    officer.fills(Number="3", Text="Watch the yard in Mill Lane.", Committee="Scrutiny Committee")
    officer.fills(Visibility="Scrutiny members, officers and approvers")
    officer.presses("Save")
    officer.reads("Give the reason why this is withheld from the public; readers will see it.")
    officer.fills(
        **{"Reason for withholding": "Prevention, investigation or prosecution of crime (paragraph 7)"},
    )
    officer.sees("Reason for withholding")
    officer.presses("Save")
    officer.is_told("Added: Recommendation 3")


def publishes_the_register(officer, slug: str, note: str = "") -> None:
    officer.open(f"/desk/{slug}/")
    officer.follows("Scrutiny: the register as members see it, and its publication", "Publish the register")
    if note:
        officer.fills(**{"What changed since the last version? Readers will see this.": note})
    officer.sees("As members would see it")
    officer.presses("Publish the register")
    officer.is_told("Published: version")


def answers_late(officer, slug: str) -> None:
    """The answer is entered as it came, after what cannot be was refused."""
    officer.open("/desk/")
    officer.sees("Police of the story has not answered recommendation 2: overdue since")
    officer.follows("Police of the story has not answered recommendation 2")
    officer.fills(Response="We shall light the yard, but not the lane.", Decision="Accepted in part")
    officer.fills(Answered_on=ago(OVERDUE_DAYS + 1).isoformat())
    officer.presses("Save")
    officer.reads("The answer is dated before the recommendation was served.")
    officer.reads("Give the reasons for what is not accepted.")
    expect(officer.page.get_by_label("Response")).to_have_value("We shall light the yard, but not the lane.")
    officer.sees("Reasons")
    officer.fills(Reasons="The lane is private.", Answered_on=ago(0).isoformat())
    officer.presses("Save")
    officer.is_told("Saved: ")
    publishes_the_register(officer, slug, "The police answered recommendation 2.")


def a_day_passes(running, slug: str) -> None:
    running.do(f"""
        import datetime as dt
        for row in Subscription.objects.filter(partnership__slug="{slug}"):
            row.told_until -= dt.timedelta(days=1)
            row.save()
    """)


def test_from_signing_in_to_a_recommendation_answered_late(reader, running, town):
    slug, width, javascript = town
    officer = signs_in(reader, town, "officer")
    recommends(officer, slug, "1", "Publish the minutes.", ago(DUE_DAYS))
    recommends(officer, slug, "2", "Light the yard and the lane.", ago(OVERDUE_DAYS))
    withholds_one(officer, slug)
    publishes_the_register(officer, slug)

    member = signs_in(reader, town, "scrutiny-member")
    member.sees("1 answer to a recommendation is overdue.")
    member.follows("1 answer to a recommendation is overdue.")
    member.sees("2 answers were requested: 1 overdue, 1 due.", "12 days overdue", "8 days left")
    member.reads("Not public", "Watch the yard in Mill Lane.")
    headings = member.page.locator("main h3").all_inner_texts()
    assert [re.search(r"Recommendation (\d)", words)[1] for words in headings[:3]] == ["2", "1", "3"]
    member.follows("Recommendation 2")
    member.sees("Light the yard and the lane.", "Overdue", "12 days overdue")
    member.follows("Follow this page (sign in)")
    member.fills(**{"How often?": "At most one email a day"})
    member.sees("What do you want to hear about?")
    member.presses("Follow this page")
    member.is_told("You will get emails about: ")

    letters = f"officer-of-{slug}@example.org"
    running.command("remind_scrutiny")
    (letter,) = running.emails_sent(letters)
    assert "Police of the story has not answered recommendation 2" in letter
    assert "has not answered recommendation 1" not in letter
    running.command("remind_scrutiny")
    assert running.emails_sent(letters) == [letter]

    answers_late(officer, slug)
    for person, page in ((member, f"/desk/{slug}/scrutiny/"), (member, f"/{slug}/scrutiny/")):
        person.open(page)
        person.sees("1 answered late, 1 due.", "answered 12 days late", "Accepted in part")
    member.open("/desk/")
    member.sees("You have no tasks.")
    running.command("send_digests")
    assert running.emails_sent(f"scrutiny-member-of-{slug}@example.org") == []  # one email a day: the next is tomorrow
    a_day_passes(running, slug)
    running.command("send_digests")
    (told,) = running.emails_sent(f"scrutiny-member-of-{slug}@example.org")
    assert "The police answered recommendation 2." in told

    public = Reader(reader(width, javascript), "resident", javascript)
    public.open(f"/{slug}/")
    public.follows("Scrutiny")
    public.sees("1 answered late, 1 due.", "some of the recommendations: Prevention", "paragraph 7")
    expect(public.page.locator("main")).not_to_contain_text("Mill Lane")
    public.follows("The recommendations only, for use at a meeting")
    public.sees("Answered late", "answered 12 days late", "8 days left")
    public.page.locator("main a[href$='/recommendations/2/']").first.press("Enter")  # it runs over two lines
    public.sees("Answered late", "We shall light the yard, but not the lane.", "The lane is private.")
    table = public.page.request.get(f"{running.address}/{slug}/recommendations.csv").text()
    assert f"Answered late,{ago(0)},12,Accepted in part" in table
    assert (public.visit.outside, public.visit.complaints) == ([], [])
    assert (member.visit.outside, member.visit.complaints) == ([], [])
