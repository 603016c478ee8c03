"""Action plans of many shapes, pasted: what is known by its heading, what is asked, and what is stored in the end."""

import csv
import datetime as dt
import io
import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from performance.reports.content.outlook import steps
from plans.documents.document import plan_document
from plans.editing import pasting
from plans.editing.grid import grid_columns
from plans.editing.pasting import UNUSED, paste_layouts
from plans.editing.tables import editable_tables
from plans.models import User
from priorities.actions.pasting import link_columns
from priorities.models import Action
from tests import builders

FOLDER = settings.BASE_DIR / "tests/data/action-plans"
END = "2028-03-31"

# For each table: its headings as they are asked about, what an officer answers, and the due dates that are stored.
PLANS = {
    "01-title-row": ({}, [END, END]),
    "02-status-letters": ({"RAG": UNUSED}, [END, END]),
    "03-status-words": ({}, ["3", END]),
    "04-status-symbols": ({"": UNUSED}, ["2028-04-03", "tbc"]),
    "05-merged-outcomes": ({}, [END, "ongoing", "1"]),
    "06-merged-themes": ({}, ["", ""]),
    "07-wrapped-cells": ({}, [END, "Continuous"]),
    "08-two-heading-rows": ({}, [END, "2"]),
    "09-unknown-columns": ({"Cost centre": UNUSED, "Progress to date": "note"}, [END, "2029-03-31"]),
    "10-two-columns-of-one-heading": ({"Lead": "leads", "Lead ": UNUSED}, [END]),
    "11-foreign-headings": (
        {"Kennziffer": "ref", "Vorhaben": "title", "Federführung": "leads", "Frist": "due"},
        [END, "2028-06-30"],
    ),
    "12-no-headings": ({"": "ref", " ": "title", "  ": "leads", "   ": "due"}, [END, "2028-06-30"]),
    "13-milestones-a-row": ({}, [""]),
    "14-headings-on-every-page": ({}, [END, "2028-06-30"]),
    "15-marks-under-a-known-heading": ({"Due": UNUSED}, ["", ""]),
    "16-groups-over-headings": ({}, ["2027-12-31"]),
}
TITLES = {"1.2": "Light the footpath", "1.3": "Mark bicycles", "1.4": "Walk the streets"}


def pasted(name: str, folder: Path = FOLDER) -> str:
    """What a spreadsheet puts on the clipboard."""
    with (folder / f"{name}.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    text = io.StringIO()
    csv.writer(text, dialect="excel-tab").writerows(rows)
    return text.getvalue()


@pytest.fixture
def desk(client):
    plan = builders.plan()
    officer = User.objects.create(username="officer")
    officer.memberships.create(partnership=plan.partnership, role="officer")
    client.force_login(officer)
    priority = builders.priority(plan, "1", title="Burglary")
    for name in ("Theft", "Fewer burglaries", "Safe evenings"):
        plan.themes.create(name=name)
    return client, priority, f"/desk/anytown/plans/{plan.slug}/rows/priorities/{priority.pk}/actions/paste/"


def answers(text: str, said: dict[str, str]) -> dict[str, str]:
    """The form of the columns, sent with what an officer says of those that were asked about."""
    table = pasting.look(text, paste_layouts()["actions"])
    given = list(said.values())
    roles = [role or given.pop(0) for role in table.roles]
    sent = {f"role-{number}": role for number, role in enumerate(roles)}
    sent |= {f"fill-{number}": "on" for number, role in enumerate(roles) if role == "theme"}
    place = {"first": table.first, "last": table.last, "headings": f"{table.first}-{table.last}"}
    return sent | place | {"text": text, "read": "yes"}


def cells(page) -> dict[str, list[str]]:
    """The cells that the page shows, as its form sends them."""
    sent: dict[str, list[str]] = {}
    html = page.content.decode()
    pattern = r'<input[^>]* name="(cell-\w+|seen)" value="([^"]*)"|<textarea[^>]* name="(cell-\w+)"[^>]*>([^<]*)<'
    for name, value, long_name, long_value in re.findall(pattern, html):
        sent.setdefault(name or long_name, []).append(unescape(value or long_value))
    return sent


def changes(page) -> list[str]:
    """What the page says of each row, that it would change."""
    return [unescape(words) for words in re.findall(r'data-label="What changes">([^<]*)<', page.content.decode())]


def due(action: Action) -> str:
    return str(action.due_on or action.due_every_months or action.due_times or action.due_as_printed)


def test_there_are_as_many_tables_as_expectations():
    assert sorted(path.stem for path in FOLDER.glob("*.csv")) == sorted(PLANS)


@pytest.mark.parametrize("name", PLANS)
def test_exactly_the_unknown_columns_are_asked_about(name):
    table = pasting.look(pasted(name), paste_layouts()["actions"])
    asked = [table.heading(number) for number, role in enumerate(table.roles) if not role]
    assert asked == [heading.strip() for heading in PLANS[name][0]]


@pytest.mark.django_db
@pytest.mark.parametrize("name", PLANS)
def test_every_table_is_stored_in_the_right_columns_after_it_was_asked_about(desk, name):
    client, priority, address = desk
    said, dates = PLANS[name]
    page = client.post(address, {"text": pasted(name)})
    assert bool(cells(page)) == (not said)
    if said:
        page = client.post(address, answers(pasted(name), said))
    assert "Nothing was saved" not in page.content.decode()
    assert not priority.actions.exists()
    assert client.post(address, cells(page) | {"save": "yes"}).status_code == 302
    stored = list(priority.actions.all())
    wrapped = name == "07-wrapped-cells"
    assert {action.ref: action.title for action in stored} == {
        action.ref: "Light the footpath to the station" if wrapped and action.ref == "1.2" else TITLES[action.ref]
        for action in stored
    }
    assert [due(action) for action in stored] == dates
    leads = {part.as_printed for action in stored for part in action.parts.filter(role="lead")}
    assert leads <= {"Highways", "Police", "Wardens"}
    if "theme" in said.values():
        assert [theme.name for action in stored for theme in action.themes.all()] == [
            *["Fewer burglaries"] * 2,
            "Safe evenings",
        ]


@pytest.mark.django_db
def test_values_carried_down_can_be_switched_off_and_columns_changed_in_the_preview(desk):
    client, priority, address = desk
    page = client.post(address, {"text": pasted("06-merged-themes")})
    assert cells(page)["cell-theme"] == ["Theft", "Theft"]
    assert "copy the value from above" in page.content.decode()
    sent = answers(pasted("06-merged-themes"), {})
    sent.pop("fill-0")
    page = client.post(address, sent)
    assert cells(page)["cell-theme"] == ["Theft", ""]
    page = client.post(address, sent | {"role-0": UNUSED})
    assert cells(page)["cell-theme"] == ["", ""]
    page = client.post(address, sent | {"role-0": "title"})
    assert "Two columns are chosen as “Action”; choose one of them." in page.content.decode()
    assert not priority.actions.exists()


@pytest.mark.django_db
def test_what_is_read_stands_beside_the_words_and_what_cannot_be_is_refused(desk):
    client, priority, address = desk
    text = "No\tAction\tDue\n1.2\tDo it\t03/04/28\n1.3\tDo more\t31 February 2028\n"
    html = client.post(address, {"text": text}).content.decode()
    assert "03/04/28" in html
    assert "read as: 3 April 2028" in html
    assert "Row 2: Due: There is no date “31 February 2028”; write it like 31 March 2028" in html
    assert not priority.actions.exists()


@pytest.mark.django_db
def test_a_row_of_another_priority_or_an_unknown_theme_is_refused(desk):
    client, priority, address = desk
    text = "Priority\tTheme\tNo\tAction\n1: Burglary\tTheft\t1.2\tDo it\n2\tPeace\t1.3\tDo more\n1\tPeace\t1.4\tGo"
    html = client.post(address, {"text": text}).content.decode()
    assert "Row 2: The row belongs to “2”; only rows of “Priority 1: Burglary” are saved here." in html
    assert "Row 3: There is no theme “Peace” in this plan; add it first. There are: Theft, " in html
    assert "Row 1:" not in html
    assert not priority.actions.exists()


@pytest.mark.django_db
def test_a_row_with_a_known_number_changes_what_is_stored_and_is_undone_as_a_whole(desk):
    client, priority, address = desk
    first = "No\tAction\tLead\tDue\n1.2\tLight the footpath\tHighways\tMarch 2028\n"
    client.post(address, cells(client.post(address, {"text": first})) | {"save": "yes"})
    second = "No\tAction\tLead\tDue\n1.2\tLight the footpath\tCouncil\tJune 2028\n1.3\tMark bicycles\tPolice\t\n"
    page = client.post(address, {"text": second})
    changed, new = changes(page)
    assert "changes 1.2 Light the footpath: when it is due, in words “March 2028” to “June 2028”" in changed
    assert "; without lead or partner: Lead: Highways; " in changed
    assert "new lead or partner: Lead: Council" in changed
    assert new == "new action: 1.3 Mark bicycles; new lead or partner: Lead: Police"
    assert priority.actions.count() == 1
    assert client.post(address, cells(page) | {"save": "yes"}).status_code == 302
    action = priority.actions.get(ref="1.2")
    assert (due(action), [part.as_printed for part in action.parts.all()]) == ("2028-06-30", ["Council"])
    assert "Undo this paste" in client.get(address).content.decode()
    html = client.post(address, {"undo": "yes"}, follow=True).content.decode()
    assert "The paste was undone." in html
    action = priority.actions.get()
    assert (due(action), action.due_as_printed) == ("2028-03-31", "March 2028")
    assert [part.as_printed for part in action.parts.all()] == ["Highways"]
    assert "There is no paste to undo here." in client.post(address, {"undo": "yes"}, follow=True).content.decode()


@pytest.mark.django_db
def test_a_wrong_choice_of_columns_is_seen_before_it_is_stored_and_undone_after(desk):
    """The lead is taken for the outcome, and the outcome for the lead."""
    client, priority, address = desk
    text = "No\tAction\tZiel\tWer\n1.2\tLight the footpath\tFewer thefts\tHighways\n"
    page = client.post(address, answers(text, {"Ziel": "leads", "Wer": "outcome"}))
    assert (cells(page)["cell-leads"], cells(page)["cell-outcome"]) == (["Fewer thefts"], ["Highways"])
    assert client.post(address, cells(page) | {"save": "yes"}).status_code == 302
    assert priority.actions.get().outcome == "Highways"
    assert "The paste was undone." in client.post(address, {"undo": "yes"}, follow=True).content.decode()
    assert not priority.actions.exists()
    page = client.post(address, answers(text, {"Ziel": "outcome", "Wer": "leads"}))
    assert client.post(address, cells(page) | {"save": "yes"}).status_code == 302
    action = priority.actions.get()
    assert (action.outcome, [part.as_printed for part in action.parts.all()]) == ("Fewer thefts", ["Highways"])


@pytest.mark.django_db
def test_a_paste_over_a_row_that_changed_meanwhile_is_refused_with_both_texts(desk):
    client, priority, address = desk
    action = builders.action(priority, 2, title="Light the footpath")
    page = client.post(address, {"text": "No\tAction\n1.2\tLight the path\n1.3\tMark bicycles"})
    action.title, action.row_version = "Light the road", action.row_version + 1
    action.save()
    page = client.post(address, cells(page) | {"save": "yes"})
    html = page.content.decode()
    assert "Row 1: someone changed what is saved under this number. Compare, then save again." in html
    assert "changes 1.2 Light the path: title “Light the road” to “Light the path”" in changes(page)[0]
    assert [one.title for one in priority.actions.all()] == ["Light the road"]
    assert client.post(address, cells(page) | {"save": "yes"}).status_code == 302
    assert [one.title for one in priority.actions.all()] == ["Light the path", "Mark bicycles"]


@pytest.mark.django_db
def test_a_paste_is_not_undone_when_a_row_of_it_was_edited_since(desk):
    client, priority, address = desk
    page = client.post(address, {"text": "No\tAction\n1.2\tLight the path\n1.3\tMark bicycles"})
    client.post(address, cells(page) | {"save": "yes"})
    priority.actions.get(ref="1.2").milestones.create(ref="1.2a", text="A step of somebody else")
    html = client.post(address, {"undo": "yes"}, follow=True).content.decode()
    assert "Nothing was undone, because 1.2 Light the path has changed since then." in html
    assert priority.actions.count() == 2


@pytest.mark.django_db
def test_an_action_without_a_number_is_never_joined_to_the_one_above(desk):
    client, priority, address = desk
    text = "No\tAction\tDue\n1.2\tLight the path\tMarch 2028\n\tMark bicycles\tJune 2028\n"
    page = client.post(address, {"text": text})
    assert cells(page)["cell-title"] == ["Light the path", "Mark bicycles"]
    assert "Row 2: The number must not be empty." in page.content.decode()
    sent = cells(page)
    sent["cell-ref"][1] = "1.3"
    assert client.post(address, sent | {"save": "yes"}).status_code == 302
    assert [action.ref for action in priority.actions.all()] == ["1.2", "1.3"]


@pytest.mark.django_db
def test_a_due_date_from_words_is_late_and_ahead_in_a_report_and_cleared_in_the_next_plan(desk):
    client, priority, address = desk
    text = "No\tAction\tDue\n1.2\tLight the path\tQ4 2027/28\n1.3\tMark bicycles\t30.6.28\n1.4\tWalk\tquarterly\n"
    client.post(address, cells(client.post(address, {"text": text})) | {"save": "yes"})
    found = steps(plan_document(priority.plan), dt.date(2028, 4, 30), dt.date(2028, 10, 31))
    assert [(step["ref"], step["due_on"], step["late"]) for step in found] == [
        ("1.2", "2028-03-31", True),
        ("1.3", "2028-06-30", False),
    ]
    next_year = (dt.date(2028, 4, 1), dt.date(2031, 3, 31))
    copies = [action.due_of_copy(*next_year).get("due_on", "kept") for action in priority.actions.all()]
    assert copies == [None, "kept", "kept"]


REPORTED = "No\tAction\tOutcome\tStatus\tStart\tCost\n1.2\tLight the footpath\tFewer falls\t{}\tApril 2027\t{}"


@pytest.mark.django_db
def test_outcome_status_start_and_cost_are_stored_and_changed_under_the_number(desk):
    client, priority, address = desk
    page = client.post(address, {"text": REPORTED.format("At risk", "£1,500")})
    assert client.post(address, cells(page) | {"save": "yes"}).status_code == 302
    action = priority.actions.get(ref="1.2")
    assert (action.outcome, action.status, str(action.starts_on), action.cost) == (
        "Fewer falls", "at risk", "2027-04-01", 1500,
    )  # fmt: skip
    assert action.status_on == timezone.localdate()
    page = client.post(address, {"text": REPORTED.format("Complete", "Officer time")})
    assert client.post(address, cells(page) | {"save": "yes"}).status_code == 302
    action.refresh_from_db()
    assert (action.status, action.completed_on) == ("complete", timezone.localdate())
    assert (action.cost, action.cost_in_words) == (None, "Officer time")


LINKED = "No\tAction\tIndicators\tTargets that measure it\tAlso serves\n"


@pytest.mark.django_db
def test_what_measures_an_action_and_what_it_also_serves_is_linked_and_undone(desk):
    """By a name, a code or the number of a priority; several in one cell stand behind each other or on lines."""
    client, priority, address = desk
    builders.priority(priority.plan, "2", title="Safe evenings")
    for slug, fields in {"burglary": {"name": "Domestic burglary"}, "bikes": {"name": "Bikes", "code": "B1"}}.items():
        builders.indicator(slug, **fields).used_by.add(priority.plan.partnership)
    (area,) = builders.area_set(priority.plan.partnership, ["Anytown"]).areas.all()
    target = priority.plan.targets.create(name="Fewer burglaries", area=area, kind="words")
    text = LINKED + '1.1\tLight it\t"domestic burglary\nB1"\tFewer burglaries\tSafe evenings\n1.2\tLock it\tBikes\t\t\n'
    page = client.post(address, {"text": text})
    assert cells(page)["cell-indicators"] == ["domestic burglary; B1", "Bikes"]
    assert client.post(address, cells(page) | {"save": "yes"}).status_code == 302
    action = priority.actions.get(ref="1.1")
    assert [one.slug for one in action.indicators.order_by("slug")] == ["bikes", "burglary"]
    assert ([*action.measured_by.all()], [one.ref for one in action.also_serves.all()]) == ([target], ["2"])
    page = client.post(address, {"text": text.replace("domestic burglary\n", "")})
    assert changes(page) == [
        "changes 1.1 Light it: indicators that measure it “Bikes, Domestic burglary” to “Bikes”",
        "nothing",
    ]
    client.post(address, {"undo": "yes"})
    assert not priority.actions.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cells_of_row", "said"),
    [
        ("Noise\t\t", "Row 1: Indicators that measure it: “Noise” is not recognised. Enter one of: Bikes."),
        ("\tFewer\t", "Row 1: Targets that measure it: “Fewer” is not recognised: there is nothing to name here yet."),
        (
            "\t\t9",
            "Row 1: Also serves: “9” is not recognised. Enter one of: Priority 1: Burglary. Put a semicolon between "
            "several.",
        ),
    ],
)
def test_a_name_that_the_plan_does_not_have_is_refused(desk, cells_of_row, said):
    client, priority, address = desk
    builders.indicator("bikes", name="Bikes").used_by.add(priority.plan.partnership)
    page = client.post(address, {"text": f"{LINKED}1.1\tLight it\t{cells_of_row}\n"})
    assert said in unescape(page.content.decode())
    assert client.post(address, cells(page) | {"save": "yes"}).status_code == 200
    assert not priority.actions.exists()


@pytest.mark.django_db
def test_a_letter_is_asked_about_and_never_taken_for_a_status(desk):
    client, priority, address = desk
    text = REPORTED.format("A", "5")
    table = pasting.look(text, paste_layouts()["actions"])
    assert [table.heading(number) for number, role in enumerate(table.roles) if not role] == ["Status"]
    page = client.post(address, answers(text, {"Status": "status"}))
    assert "Status: “A” means" in page.content.decode()
    assert cells(page) == {}
    assert not priority.actions.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_what_cells_may_name_is_read_once_for_all_rows(rows):
    priority = builders.priority(builders.plan(), "1", title="Burglary")
    builders.priority(priority.plan, "2", title="Safe evenings")
    builders.indicator("bikes", name="Bikes").used_by.add(priority.plan.partnership)
    layout = paste_layouts()["actions"]
    text = LINKED + "".join(f"1.{number}\tLight it\tBikes\t\t2\n" for number in range(rows))
    with CaptureQueriesContext(connection) as asked:
        assert pasting.store_all(layout, priority, pasting.read(text, layout), by=None).wrong == []
    names = ('"performance_indicator"."name"', '"priorities_priority"."title"')
    assert [sum(f" {name}," in one["sql"] for one in asked) for name in names] == [1, 1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said", ["2", "P2", "2 Safe evenings", "2. safe evenings", "2 – Safe evenings", "Priority 2", "p2: Safe evenings"]
)
def test_a_priority_is_named_by_number_name_or_both(said):
    priority = builders.priority(builders.plan(), "1", title="Burglary")
    second = builders.priority(priority.plan, "2", title="Safe evenings")
    column = next(one for one in link_columns(priority.plan) if one.name == "also_serves")
    assert column.read(said) == [second]
    for other in ("2 Burglary", "Ward 2", "22"):
        with pytest.raises(ValidationError, match="is not recognised"):
            column.read(other)
    above = next(one for one in grid_columns(editable_tables()["groups"], priority.plan) if one.name == "reports_to")
    with pytest.raises(ValidationError, match="there is nothing to name here yet"):
        above.read("The board")


def test_a_second_row_of_foreign_headings_is_known_by_what_it_parts_and_by_units():
    text = (
        "Plan 2027\t\t\t\nVorhaben\tZeit\t\tMittel\n\tBeginn\tFrist\t(£)\n"
        "Licht\tApril 2027\tMay 2028\t200\nRad\tJune 2027\tMay 2028\t300\n"
    )
    table = pasting.look(text, paste_layouts()["actions"])
    assert (table.first, table.last, len(table.data)) == (2, 3, 2)
    assert [table.heading(column) for column in range(4)] == ["Vorhaben", "Zeit Beginn", "Frist", "Mittel (£)"]
