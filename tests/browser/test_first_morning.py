"""From an empty database to a published plan with live figures, as an officer of a made-up partnership does it.

Every press of a link, a button, a box or a list is counted. Nothing is opened by its address but the links that the
console and an invitation give.
"""

import io
import re
import sys
import time

import pytest
from django.core.management import call_command
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from openpyxl import Workbook

from performance.models import Observation, Target
from plans.models import Partnership, Plan
from priorities.models import Action

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_CLICKS = 120
HEADINGS = ["Theme area", "What are we going to do", "Owner(s)", "Completion", "Status", "Budget code"]
ACTIONS = [
    ["Burglary and theft", "Light the footpath to the station", "Norwich City Council", "31/03/2028", "G", "B12"],
    ["", "Mark bicycles at the university", "Norfolk Constabulary", "Jun-28", "G", ""],
    ["", "Visit every burgled home within two days", "Norfolk Constabulary", "monthly", "A", ""],
    ["", "Fit door sensors for repeat victims", "Norwich City Council", "Q4 2027/28", "A", "B14"],
    ["Violence at night", "Run the safe haven", "Norwich Street Wardens", "ongoing", "G", ""],
    ["", "Train door staff of forty venues", "Norfolk Constabulary", "March 2029", "G", ""],
    ["", "Bring back the late bus", "Norwich City Council", "30.9.28", "R", ""],
    ["", "Share hospital data on assaults", "Norfolk Health Board", "monthly", "A", ""],
    ["Anti-social behaviour", "Clear fly-tipping within three days", "Norwich City Council", "ongoing", "G", ""],
    ["", "Open the youth club on Thursdays", "Norwich City Council", "September 2027", "G", ""],
    ["", "Mediate between neighbours", "Norfolk Probation Service", "quarterly", "G", ""],
    ["", "Publish an answer to each ward panel", "Norwich City Council", "quarterly", "G", ""],
]
MEASURES = {
    "Burglary (recorded crime)": ("Fewer burglaries", "Priority 1: Burglary and theft", "-10"),
    "Bicycle theft (recorded crime)": ("Fewer bicycle thefts", "Priority 1: Burglary and theft", "-15"),
    "Theft from the person (recorded crime)": ("Less theft in the street", "Priority 1: Burglary and theft", "-5"),
    "Violence with injury (recorded crime)": ("Less violence", "Priority 2: Violence at night", "-8"),
    "Public order offences (recorded crime)": ("Calmer evenings", "Priority 2: Violence at night", "-6"),
    "Anti-social behaviour (police.uk)": ("Less disorder", "Priority 3: Anti-social behaviour", "-12"),
}
ORGANISATIONS = [
    ("Norwich City Council", "Council"),
    ("Norfolk Fire Service", "Fire and rescue"),
    ("Norfolk Health Board", "Health"),
    ("Norfolk Probation Service", "Probation"),
    ("Norwich Street Wardens", "Voluntary or community"),
]


class Officer:
    """Somebody at a browser whose presses and pages are counted."""

    def __init__(self, browser, javascript: bool) -> None:
        self.page = browser.new_context(
            viewport={"width": 1280, "height": 900}, java_script_enabled=javascript
        ).new_page()
        self.page.set_default_timeout(15_000)
        self.clicks, self.pages = 0, 0
        self.page.on("framenavigated", lambda _frame: self._count_page())

    def _count_page(self) -> None:
        self.pages += 1

    def presses(self, role: str, name: str) -> None:
        self.clicks += 1
        self.page.get_by_role(role, name=name).first.click()

    def goes(self, *links: str) -> None:
        for name in links:
            self.presses("link", name)

    def ticks(self, *labels: str) -> None:
        for label in labels:
            self.clicks += 1
            self.page.get_by_label(label, exact=True).check()

    def chooses(self, place: str, value: str) -> None:
        self.clicks += 1
        self.page.locator(place).select_option(value)

    def types(self, **texts: str) -> None:
        for label, text in texts.items():
            self.page.get_by_label(label.replace("_", " "), exact=True).fill(text)

    def fills_rows(self, rows: list[dict[str, str]]) -> None:
        for number, row in enumerate(rows, 1):
            for name, text in row.items():
                self.page.locator(f"[name=n{number}-{name}]").fill(text)
        self.presses("button", "Save")

    def reads(self, text: str) -> None:
        assert text in self.page.locator("body").inner_text()

    def sets_password_and_code(self) -> None:
        self.types(New_password="correct horse battery", New_password_again="correct horse battery")
        self.presses("button", "Set the password")
        code = TOTP(TOTPDevice.objects.latest("pk").bin_key)
        code.time = time.time()
        self.types(Code=f"{code.token():06d}")
        self.presses("button", "Finish")
        self.goes("I have kept them: continue")


def action_plan() -> bytes:
    """A spreadsheet with a title, headings of its own, merged cells and letters for a status."""
    book = Workbook()
    sheet = book.active
    for row in (["Community safety action plan 2027-30"], [], HEADINGS, *ACTIONS):
        sheet.append(row)
    for first, last in ((4, 7), (8, 11), (12, 15)):
        sheet.merge_cells(start_row=first, end_row=last, start_column=1, end_column=1)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_morning_from_an_empty_portal_to_a_published_plan(browser, live_server, capsys, javascript):
    """Drives Chromium through some fifty forms: half a minute each."""
    call_command("first_administrator", address=live_server.url)
    link = next(word for word in capsys.readouterr().out.split() if "/desk/password/" in word)
    ada = Officer(browser, javascript)
    ada.page.goto(link)
    ada.types(First_name="Ada", Last_name="Byron")
    ada.types(**{"Email address": "ada@norwich.example"})
    ada.sets_password_and_code()
    begins(ada)
    invitation = names_members_and_an_approver(ada)
    writes_the_plan(ada)
    measures(ada)
    approver = Officer(browser, javascript)
    sends_and_publishes(ada, approver, invitation)
    plan = Plan.objects.get()
    assert (plan.state, plan.versions.count()) == ("published", 1)
    assert (plan.priorities.count(), Action.objects.count(), Target.objects.count()) == (3, 12, 6)
    assert Observation.objects.filter(source__title="Entered by Safer Norwich").count() == 48
    assert plan.funding.count() == 3
    reader = Officer(browser, javascript)
    reader.page.goto(f"{live_server.url}/norwich/plans/2027-2030/")
    assert "Light the footpath to the station" in reader.page.locator("body").text_content()  # folded until opened
    reader.page.goto(f"{live_server.url}/norwich/performance/")
    reader.reads("Burglary (recorded crime)")
    clicks, pages = ada.clicks + approver.clicks, ada.pages + approver.pages
    with capsys.disabled():
        sys.stdout.write(f" {clicks} clicks on {pages} pages {'with' if javascript else 'without'} JavaScript ")
    assert clicks <= MOST_CLICKS


def begins(ada: Officer) -> None:
    """The partnership and its place."""
    ada.goes("Add your partnership")
    ada.types(Name="Safer Norwich", Short_address="norwich")
    ada.presses("button", "Add the partnership")
    assert Partnership.objects.get().slug == "norwich"
    ada.goes("Desk", "Say which place it covers")
    ada.page.locator("#q").fill("Norwich")
    ada.presses("button", "Find")
    ada.presses("button", "Save this place")
    ada.reads("Saved so far")


def names_members_and_an_approver(ada: Officer) -> str:
    """Organisations, members, and somebody who approves; the link of the invitation."""
    ada.goes("Desk", "Safer Norwich", "About the partnership", "Organisations", "Edit as a table")
    ada.fills_rows([{"name": name, "kind": kind} for name, kind in ORGANISATIONS])
    ada.goes("Desk", "Add the members", "Edit as a table")
    names = ["Norfolk Constabulary", *(name for name, _kind in ORGANISATIONS[:4])]
    ada.fills_rows([{"organisation": name, "statutory_class": "Responsible authority"} for name in names])
    ada.goes("Desk", "Invite people")
    ada.types(**{"Email address": "olive@norwich.example", "First name": "Olive", "Last name": "Oak"})
    ada.chooses("[name=role]", "approver")
    ada.clicks += 1
    ada.page.locator("[name=organisation]").select_option(label="Norwich City Council")
    ada.presses("button", "Give role")
    found = re.search(r"http\S+/desk/password/\S+", ada.page.locator("body").inner_text())
    assert found
    return found[0]


def writes_the_plan(ada: Officer) -> None:
    """Its period, then priorities and actions from the officer's own spreadsheet, then the money."""
    ada.goes("Desk", "Start the plan")
    ada.types(Title="Norwich community safety plan", Start_date="2027-04-01", End_date="2030-03-31")
    ada.presses("button", "Start the plan")
    ada.goes("Priorities", "Paste priorities")
    ada.page.locator("#file").set_input_files(
        {
            "name": "plan.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": action_plan(),
        }
    )
    ada.presses("button", "Show how it was read")
    for number, role in enumerate(["priority", "title", "leads", "due", "status", "-"]):
        ada.chooses(f"[name=role-{number}]", role)
    ada.presses("button", "Read with these columns")
    for number, word in enumerate(["on track", "at risk", "off track"]):
        ada.chooses(f"#means-{number + 1}", word)
    ada.presses("button", "Read with these meanings")
    ada.presses("button", "Save all rows")
    ada.reads("Saved: 15 rows")
    ada.goes("Norwich community safety plan", "Funding", "Edit as a table")
    funds = [("Safe haven", "2", "12000"), ("Door sensors", "1", "8000"), ("Youth club", "3", "15500")]
    names = {priority.ref: str(priority) for priority in Plan.objects.get().priorities.all()}
    ada.fills_rows(
        [
            {
                "fund": "Community safety fund",
                "purpose": purpose,
                "priority": names[ref],
                "allocated": amount,
                "period": "2027/28",
            }
            for purpose, ref, amount in funds
        ]
    )


def measures(ada: Officer) -> None:
    """Standard indicators, eight quarters of figures for each, published, and a target for each."""
    ada.goes("Desk", "Choose the indicators you will use")
    ada.ticks(*MEASURES)
    ada.presses("button", "Save")
    ada.goes("Desk", "Enter figures")
    cells = ada.page.locator("main table input:not([type=hidden])")
    assert cells.count() == 48
    for number in range(48):
        cells.nth(number).fill(str(200 - number))
    ada.chooses("#disclosure", "open")
    ada.ticks(
        "Anyone may read these figures, including the small ones: they are already published, or identify nobody."
    )
    ada.presses("button", "Save and publish these figures")
    ada.reads("48 figures saved.")
    ada.goes("Desk", "Set the targets", "Edit as a table")
    ada.presses("button", "Add 10 more rows")
    ada.fills_rows(
        [
            {
                "name": name,
                "priority": priority,
                "indicator": indicator,
                "area": "Norwich",
                "kind": "Change from the baseline in per cent",
                "value": value,
                "baseline_start": "2025-04-01",
                "baseline_end": "2026-03-31",
                "due_start": "2029-04-01",
                "due_end": "2030-03-31",
            }
            for indicator, (name, priority, value) in MEASURES.items()
        ]
    )
    ada.reads("Saved: 6 rows added.")


def sends_and_publishes(ada: Officer, olive: Officer, invitation: str) -> None:
    """Norwich City Council has to sign; Olive signs for it; Ada publishes."""
    ada.goes("Norwich community safety plan", "Checklist, approval and publication")
    ada.ticks("Norwich City Council")
    ada.presses("button", "Save who must sign")
    ada.presses("button", "Send for approval")
    ada.reads("Asked to approve: Olive Oak.")
    olive.page.goto(invitation)
    olive.sets_password_and_code()
    olive.goes("is ready for approval")
    olive.presses("button", "Approve for Norwich City Council")
    olive.reads("Approved for Norwich City Council.")
    ada.goes("Desk", "can be published", "Publish")
    ada.presses("button", "Publish")
    ada.reads("Published.")
