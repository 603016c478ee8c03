"""A whole action plan in one table: each row names its priority."""

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from plans.editing import pasting
from plans.editing.pasting import UNUSED, paste_layouts
from plans.models import User
from priorities.models import Milestone
from tests import builders
from tests.performance.imports.tables.making import xlsx
from tests.priorities.actions.test_pasted_plans import cells, due, pasted as clipboard

FOLDER = settings.BASE_DIR / "tests/data/whole-plans"
FULL = [
    ("1 Burglary", "1.1 Light the footpath", "Highways"),
    ("1 Burglary", "1.2 Mark bicycles", "Police"),
    ("2 Safe evenings", "2.1 Walk the streets", "Wardens"),
]

# For each table: what an officer answers of the columns that are asked about, and the due dates that are stored.
PLANS: dict[str, tuple[dict[str, str], list[str]]] = {
    "01-merged-priorities-no-numbers": ({}, ["2028-03-31", "2028-06-30", "1"]),
    "02-strategic-objectives": ({}, ["2028-03-31", "2028-06-30", "ongoing"]),
    "03-numbers-begin-again": ({}, ["2028-03-31", "2028-06-30", "3"]),
    "04-milestones-in-a-cell": ({}, ["", "", ""]),
    "05-marks-and-letters": ({"RAG": UNUSED}, ["tbc", "2028-04-03", "2"]),
    "06-priorities-alone": ({}, []),
    "07-no-known-heading": (
        {
            "Theme area": "priority",
            "What are we going to do": "title",
            "Owner(s)": "leads",
            "Completion": "due",
            "Cost code": UNUSED,
        },
        ["2028-03-31", "2028-06-30", "1"],
    ),
}


def pasted(name: str) -> str:
    return clipboard(name, FOLDER)


@pytest.fixture
def desk(client):
    plan = builders.plan()
    officer = User.objects.create(username="officer")
    officer.memberships.create(partnership=plan.partnership, role="officer")
    client.force_login(officer)
    return client, plan, f"/desk/anytown/plans/{plan.slug}/priorities/paste/"


def answers(text: str, said: dict[str, str]) -> dict[str, str]:
    """The form of the columns, with what an officer says of those that were asked about."""
    table = pasting.look(text, paste_layouts()["priorities"])
    sent = {f"role-{number}": role or said[table.heading(number)] for number, role in enumerate(table.roles)}
    sent |= {f"fill-{number}": "on" for number in table.filled}
    place = {"first": table.first, "last": table.last, "headings": f"{table.first}-{table.last}"}
    return sent | place | {"text": text, "read": "yes"}


def test_there_are_as_many_tables_as_expectations():
    assert sorted(path.stem for path in FOLDER.glob("*.csv")) == sorted(PLANS)


@pytest.mark.django_db
@pytest.mark.parametrize("name", PLANS)
def test_every_priority_and_action_is_stored_in_the_right_columns(desk, name):
    client, plan, address = desk
    asked, dates = PLANS[name]
    text = pasted(name)
    table = pasting.look(text, paste_layouts()["priorities"])
    assert [table.heading(number) for number, role in enumerate(table.roles) if not role] == list(asked)
    page = client.post(address, answers(text, asked) if asked else {"text": text})
    assert "Nothing was saved" not in page.content.decode()
    assert not plan.priorities.exists()
    assert client.post(address, cells(page) | {"save": "yes"}).status_code == 302
    assert [f"{one.ref} {one.title}" for one in plan.priorities.all()] == ["1 Burglary", "2 Safe evenings"]
    stored = [action for priority in plan.priorities.all() for action in priority.actions.all()]
    begin_again = name == "03-numbers-begin-again"
    expected = [] if name == "06-priorities-alone" else FULL
    assert [
        (f"{action.priority.ref} {action.priority.title}", action.title, action.parts.get().as_printed)
        for action in stored
    ] == [(priority, action.partition(" ")[2], lead) for priority, action, lead in expected]
    numbers = ["1", "2", "1"] if begin_again else ["1.1", "1.2", "2.1"]
    assert [action.ref for action in stored] == (numbers if expected else [])
    assert [due(action) for action in stored] == dates


@pytest.mark.django_db
def test_what_is_said_of_a_priority_and_its_milestones_goes_with_it(desk):
    client, plan, address = desk
    page = client.post(address, {"text": pasted("04-milestones-in-a-cell")})
    client.post(address, cells(page) | {"save": "yes"})
    assert [one.why for one in plan.priorities.all()] == ["It rose by 10% in a year", ""]
    assert list(Milestone.objects.values_list("ref", "text")) == [
        ("1.1a", "Survey the path"),
        ("1.1b", "Order the lamps"),
    ]


@pytest.mark.anywhere
def test_the_name_of_a_priority_may_be_wrapped_in_its_cell():
    cell = '"1 Burglary\nand theft;"'
    text = f"Priority\tNumber\tAction\tLead\n{cell}\t1.1\tLight it\tPolice\n1 Burglary and theft\t1.2\tWalk\tWardens\n"
    rows = pasting.read(text, paste_layouts()["priorities"])
    assert [row["priority"] for row in rows] == ["1 Burglary and theft"] * 3
    assert [row["ref"] for row in rows] == ["", "1.1", "1.2"]


@pytest.mark.django_db
def test_an_action_may_serve_a_priority_further_down_the_table(desk):
    client, plan, address = desk
    text = "Priority\tAction\tAlso serves\n1 Burglary\tLight it\t2\n2 Safe evenings\tWalk the streets\t\n"
    assert client.post(address, cells(client.post(address, {"text": text})) | {"save": "yes"}).status_code == 302
    action = plan.priorities.get(ref="1").actions.get()
    assert [one.title for one in action.also_serves.all()] == ["Safe evenings"]
    client.post(address, {"undo": "yes"})
    assert not plan.priorities.exists()


@pytest.mark.django_db
def test_a_second_paste_finds_what_the_first_stored_and_undo_takes_all_of_it_back(desk):
    client, plan, address = desk
    text = pasted("01-merged-priorities-no-numbers")
    client.post(address, cells(client.post(address, {"text": text})) | {"save": "yes"})
    again = client.post(address, {"text": text.replace("Jun-28", "Jul-28")})
    html = again.content.decode()
    assert html.count('data-label="What changes">nothing<') == 4
    assert "when it is due, in words “Jun-28” to “Jul-28”" in html
    client.post(address, {"undo": "yes"})
    assert not plan.priorities.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1 Drugs\tDo it", "Row 1: Priority 1 is “Burglary” here, but the row says “Drugs”."),
        ("4\tDo it", "Row 1: The plan has no priority “4”; write its title behind the number, like “1 Burglary”."),
        ("\tDo it", "Row 1: Say which priority the row belongs to, like “1 Burglary”."),
    ],
)
def test_a_row_whose_priority_cannot_be_known_is_refused(desk, row, said):
    client, plan, address = desk
    builders.priority(plan, "1", title="Burglary")
    page = client.post(address, {"text": f"Priority\tAction\n{row}\n"})
    assert said in page.content.decode()
    assert plan.priorities.get().actions.count() == 0


@pytest.mark.django_db
def test_numbers_go_on_after_those_that_are_taken(desk):
    client, plan, address = desk
    priority = builders.priority(plan, "1", title="Burglary")
    builders.action(priority, 1, title="Walk")
    text = "Priority\tAction\nBurglary\tMark bicycles\nBurglary\tWALK\n"
    client.post(address, cells(client.post(address, {"text": text})) | {"save": "yes"})
    stored = sorted((action.ref, action.title) for action in priority.actions.all())
    assert stored == [("1.1", "WALK"), ("1.2", "Mark bicycles")]


@pytest.mark.django_db
def test_what_marks_of_a_status_mean_is_asked_once_for_each_mark(desk):
    client, plan, address = desk
    text = pasted("05-marks-and-letters")
    sent = answers(text, {"RAG": "status"})
    page = client.post(address, sent)
    assert "What will be saved" not in page.content.decode()
    assert re.findall(r'name="mark" value="([^"]*)"', page.content.decode()) == ["status:A", "status:G", "status:R"]
    said = {"mark": ["status:A", "status:G", "status:R"], "means": ["at risk", "on track", UNUSED]}
    page = client.post(address, sent | said)
    client.post(address, cells(page) | {"save": "yes"})
    stored = [action for priority in plan.priorities.all() for action in priority.actions.all()]
    assert [action.status for action in stored] == ["at risk", "on track", ""]


@pytest.mark.django_db
def test_a_file_with_several_sheets_asks_which_one_to_read(desk):
    client, plan, address = desk

    def more(book):
        sheet = book.create_sheet("Action plan")
        for row in (["Priority", "Action"], ["Burglary", "Light the path\nto the station"]):
            sheet.append(row)

    content = xlsx([["Version", "Date"], ["1", "May"]], more)
    page = client.post(address, {"text": "", "file": SimpleUploadedFile("plan.xlsx", content)})
    html = page.content.decode()
    assert "Which sheet?" in html
    assert ">Action plan</button>" in html
    assert "What will be saved" not in html
    sheets = pasting.texts_of_file(content)
    page = client.post(address, {"text": sheets["Action plan"]})
    assert cells(page)["cell-title"] == ["", "Light the path to the station"]
