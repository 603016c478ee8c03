"""A plan from nothing to its second version, told as it happens."""

import base64
import os
from pathlib import Path

import pytest
from django_otp.oath import totp
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ACTIONS = {
    "1": """Number\tAction\tLead\tPartners\tDue
1.1\tMark 500 bicycles\tNewtown Police\tNewtown Council\tMarch 2027
1.2\tVisit every burgled home within two days\tNewtown Police\t\tongoing
1.3\tLight the station footpath\tNewtown Council\t\tDecember 2026""",
    "2": """Number\tAction\tLead\tPartners\tDue
2.1\tTrain 40 door staff\tNewtown Council\tNewtown Police\tJune 2027
2.2\tOpen a safe place on Friday nights\tNewtown Council\t\tApril 2027""",
}


@pytest.fixture(scope="module")
def newtown(running) -> None:
    """A partnership without plans: a council that signs, an officer and an approver."""
    running.do("""
        here = builders.partnership("newtown", name="Safer Newtown", place="Newtown")
        council = Organisation.objects.create(name="Newtown Council", kind="council")
        Organisation.objects.create(name="Newtown Police", kind="police")
        here.members.create(organisation=council, statutory_class="responsible")
        Membership.objects.create(partnership=here, user=User.objects.get(username="officer"), role="officer")
        approver = User.objects.get(username="approver")
        Membership.objects.create(partnership=here, user=approver, role="approver", organisation=council)
    """)


class Person:
    """Somebody in front of a browser."""

    def __init__(self, visit, name: str) -> None:
        self.visit, self.page, self.name, self.pictures = visit, visit.page, name, 0

    def open(self, path: str) -> None:
        self.visit.open(path)

    def follows(self, *links: str) -> None:
        for link in links:
            self.page.locator("main, .app-sections").get_by_role("link", name=link).first.click()

    def fills(self, **words: str) -> None:
        """Fill fields by their labels; a label has no blanks here but underscores."""
        for label, text in words.items():
            field = self.page.get_by_label(label.replace("_", " "), exact=True)
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=text)
            else:
                field.fill(text)

    def presses(self, button: str) -> None:
        self.picture()
        self.page.get_by_role("button", name=button, exact=True).click()

    def is_told(self, sentence: str) -> None:
        expect(self.page.get_by_role("status").filter(has_text=sentence)).to_be_visible()

    def reads(self, *words: str) -> None:
        for word in words:
            expect(self.page.locator("main")).to_contain_text(word)

    def picture(self) -> None:
        if folder := os.environ.get("PICTURES"):
            self.pictures += 1
            self.page.screenshot(path=Path(folder) / f"{self.name}-{self.pictures:02}.png", full_page=True)


@pytest.fixture
def officer(reader, running, newtown) -> Person:
    officer = Person(reader(), "officer")
    officer.open("/desk/")
    officer.fills(**{"User name or email address": "officer", "Password": running.passwords["officer"]})
    officer.presses("Sign in")
    return officer


@pytest.fixture
def approver(reader, running, newtown) -> Person:
    """Somebody who signs in with a password and then with a code from an app."""
    approver = Person(reader(), "approver")
    approver.open("/desk/")
    approver.fills(**{"User name or email address": "approver", "Password": running.passwords["approver"]})
    approver.presses("Sign in")
    expect(approver.page.get_by_role("heading", level=1)).to_have_text("Enter a code")
    approver.fills(Code=f"{totp(base64.b32decode(running.keys['approver'])):06}")
    approver.presses("Continue")
    return approver


PLAN = "/newtown/plans/2026-2029/"
DESK = f"/desk{PLAN}"


def starts_a_plan(officer) -> None:
    officer.open("/desk/newtown/")
    officer.reads("There is no plan yet.")
    officer.follows("Start a new plan")
    officer.fills(Title="Community Safety Plan 2026 to 2029", Kind="Partnership plan")
    officer.fills(**{"Address": "2026-2029", "Start date": "2026-04-01", "End date": "2029-03-31"})
    officer.presses("Start the plan")
    officer.is_told("Started: Community Safety Plan 2026 to 2029")


def writes_two_priorities(officer) -> None:
    officer.follows("Priorities", "Add a priority")
    officer.fills(Ref="1", Title="Burglary and theft", Lead="Chief Inspector")
    officer.fills(**{"Why is this a priority?": "Burglary **rose** by a tenth."})
    officer.presses("Save and add another")
    officer.is_told("Added: Priority 1: Burglary and theft")
    officer.fills(Ref="2", Title="A safe evening out", Lead="Head of Licensing")
    officer.presses("Save")
    officer.is_told("Added: Priority 2: A safe evening out")


def pastes_five_actions(officer) -> None:
    for ref, title in (("1", "Burglary and theft"), ("2", "A safe evening out")):
        officer.open(f"{DESK}priorities/")
        officer.follows(f"Priority {ref}: {title}", "Paste actions from a spreadsheet")
        officer.fills(**{"Copy the cells in the spreadsheet or table and paste them here": ACTIONS[ref]})
        officer.presses("Show how it was read")
        officer.presses("Save all rows")
    officer.is_told("Saved: 2 rows")


def draws_the_area(officer) -> None:
    officer.open("/desk/newtown/about/")
    officer.follows("Area sets", "Add an area set")
    officer.fills(Name="Newtown as a whole", Kind="District")
    officer.presses("Save")
    officer.follows("Add an area")
    officer.fills(Name="Newtown", Code="newtown")
    officer.presses("Save")
    officer.is_told("Added: Newtown")


def sets_a_target(officer) -> None:
    officer.open(DESK)
    officer.follows("Targets", "Add a target")
    officer.fills(Name="Fewer burglaries", Priority="Priority 1: Burglary and theft", Area="Newtown")
    officer.fills(Indicator="Domestic burglary", Kind="Change from the baseline in per cent", Value="-10")
    officer.fills(**{"Target in words": "10% fewer", "Due start": "2028-04-01", "Due end": "2029-03-31"})
    officer.presses("Save")
    officer.is_told("Added: Fewer burglaries")


def writes_down_the_money(officer) -> None:
    officer.open(DESK)
    officer.follows("Funding", "Add a funding line")
    officer.fills(Fund="Community fund", Purpose="Cycle marking", Allocated="12000")
    officer.presses("Save")
    officer.is_told("Added: Community fund: Cycle marking")


def sends_for_approval(officer) -> None:
    officer.open(f"{DESK}publish/")
    officer.page.get_by_label("Newtown Council").check()
    officer.presses("Save who must sign")
    officer.is_told("Saved: who must sign.")
    sends_it_again(officer)


def sends_it_again(officer) -> None:
    officer.open(f"{DESK}publish/")
    officer.presses("Send for approval")
    officer.is_told("Sent for approval.")
    officer.reads("Still to sign before it can be published: Newtown Council.")


def signs(approver) -> None:
    approver.open(f"{DESK}publish/")
    approver.presses("Approve for Newtown Council")
    approver.is_told("Approved for Newtown Council.")


def publishes(officer, note: str) -> None:
    officer.open(f"{DESK}publish/")
    officer.follows("Publish")
    officer.fills(**{"What changed since the last version; readers will see it": note})
    officer.presses("Publish")
    officer.is_told("Published.")


def corrects_the_target(officer) -> None:
    officer.open(f"{DESK}publish/")
    officer.fills(**{"Why the plan is being amended": "The target was copied wrongly."})
    officer.presses("Start an amendment")
    officer.is_told("The plan is a draft again.")
    officer.open(f"{DESK}targets/")
    officer.follows("Fewer burglaries")
    officer.fills(Value="-12", Target_in_words="12% fewer")
    officer.presses("Save")
    officer.is_told("Saved: Fewer burglaries")


def document_of(resident, number: int) -> bytes:
    """A version as it is given away, byte for byte."""
    answer = resident.visit.context.request.get(f"{resident.visit.portal}{PLAN}v{number}/plan.json")
    assert answer.status == 200
    return answer.body()


def text_of(resident, number: int) -> str:
    """What a version's page says, apart from the banner that a newer version puts above it."""
    resident.open(f"{PLAN}v{number}/")
    resident.page.locator("main .app-banner").evaluate_all("banners => banners.forEach(banner => banner.remove())")
    return resident.page.locator("main").inner_html().strip()


def test_a_plan_from_nothing_to_its_second_version(officer, approver, reader):
    starts_a_plan(officer)
    writes_two_priorities(officer)
    pastes_five_actions(officer)
    draws_the_area(officer)
    sets_a_target(officer)
    writes_down_the_money(officer)
    sends_for_approval(officer)
    signs(approver)
    publishes(officer, "")

    resident = Person(reader(320), "resident")
    resident.open("/newtown/")
    resident.follows("Community Safety Plan 2026 to 2029")
    resident.reads("Burglary and theft", "A safe evening out", "Light the station footpath", "Fewer burglaries")
    resident.reads("10% fewer", "Community fund", "£12,000", "Newtown Council")
    expect(resident.page.locator("[id^=action-]")).to_have_count(5)
    resident.picture()
    document, text = document_of(resident, 1), text_of(resident, 1)

    corrects_the_target(officer)
    resident.open(PLAN)
    resident.reads("10% fewer")
    sends_it_again(officer)
    signs(approver)
    publishes(officer, "The target for burglary was copied wrongly: 12%, not 10%.")

    resident.open(PLAN)
    resident.reads("12% fewer")
    resident.open(f"{PLAN}v2/changes/")
    resident.reads(
        "The target for burglary was copied wrongly: 12%, not 10%.", "10% fewer", "12% fewer", "Fewer burglaries"
    )
    resident.picture()
    expect(resident.page.locator("main del").first).to_be_visible()
    assert document_of(resident, 1) == document
    assert document_of(resident, 2) != document
    resident.open(f"{PLAN}v1/")
    expect(resident.page.locator(".app-banner")).to_contain_text("version 2")
    assert text_of(resident, 1) == text
    assert (resident.visit.outside, resident.visit.complaints) == ([], [])
    assert (officer.visit.outside, officer.visit.complaints) == ([], [])
