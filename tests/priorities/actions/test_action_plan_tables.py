"""A printed action plan, pasted as it stands: milestones in one cell, pages that cut rows, headings that come again."""

import csv
import re
from collections import defaultdict
from string import ascii_lowercase

import pytest
from django.conf import settings
from hypothesis import given, strategies as st

from plans.editing import pasting
from plans.editing.pasting import paste_layouts
from plans.models import User
from priorities.actions.action_plans import one_each, split
from priorities.models import Action, Milestone
from tests import builders

DATA = settings.BASE_DIR / "tests/data" / "south-cambs-action-plan.csv"
HEADINGS = ["Number", "Action", "Milestones", "Lead", "Partners", "Due", "Note"]
NAMES = ("ref", "title", "leads", "partners", "due", "milestone_ref", "milestone", "note")


def printed() -> dict[str, list[dict[str, str]]]:
    """The rows of the action plan by priority."""
    found = defaultdict(list)
    with DATA.open(newline="") as file:
        for row in csv.DictReader(file):
            found[row.pop("Priority")].append(row)
    return found


def block(rows: list[list[str]], delimiter: str = "\t") -> str:
    """What a spreadsheet or a word processor puts on the clipboard."""
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in rows]
    return "\n".join(delimiter.join(row) for row in quoted)


def as_printed(rows: list[dict[str, str]]) -> list[list[str]]:
    """One row for each action, its milestones and leads each in one cell; what is elsewhere in place of milestones."""
    actions = defaultdict(list)
    for row in rows:
        actions[row["Number"], row["Action"]].append(row)
    table = []
    for (number, action), parts in actions.items():
        steps = "\n".join(f"{one['Milestone ref']} {one['Milestone']}" for one in parts if one["Milestone"])
        leads = "\n".join(dict.fromkeys(one["Lead"] for one in parts if one["Lead"]))
        partners = "\n".join(dict.fromkeys(one["Partners"] for one in parts if one["Partners"]))
        table.append([number, action, steps or parts[0]["Note"], leads, partners, "", ""])
    return table


@pytest.fixture
def desk(client):
    plan = builders.plan()
    officer = User.objects.create(username="officer")
    officer.memberships.create(partnership=plan.partnership, role="officer")
    client.force_login(officer)
    for number in range(1, 6):
        builders.priority(plan, str(number), title=f"Priority {number}")
    return client, plan


def paste(desk, ref: str, text: str) -> None:
    """Paste, look at every cell, save."""
    client, plan = desk
    priority = plan.priorities.get(ref=ref)
    address = f"/desk/anytown/plans/{plan.slug}/rows/priorities/{priority.pk}/actions/paste/"
    page = client.post(address, {"text": text}).content.decode()
    assert "understood" in page
    rows = pasting.read(text, paste_layouts()["actions"])
    assert len(re.findall(r'name="cell-milestone"', page)) == len(rows)
    assert not Action.objects.filter(priority=priority).exists()
    sent = {f"cell-{name}": [row[name] for row in rows] for name in rows[0]}
    assert client.post(address, sent | {"save": "yes"}).status_code == 302


def stored(plan) -> dict[str, list[tuple[str, str]]]:
    """The milestones of every priority."""
    rows = Milestone.objects.filter(action__priority__plan=plan).order_by("pk")
    found = defaultdict(list)
    for ref, text, priority in rows.values_list("ref", "text", "action__priority__ref"):
        found[priority].append((ref, text))
    return found


def expected() -> dict[str, list[tuple[str, str]]]:
    return {
        ref: [(row["Milestone ref"], " ".join(row["Milestone"].split())) for row in rows if row["Milestone"]]
        for ref, rows in printed().items()
    }


def check_whole(plan) -> None:
    assert Action.objects.filter(priority__plan=plan).count() == 28
    assert {ref: len(rows) for ref, rows in stored(plan).items()} == {"1": 45, "2": 12, "3": 15, "4": 13, "5": 6}
    assert stored(plan) == expected()
    for ref in ("4.2", "5.2"):
        elsewhere = Action.objects.get(priority__plan=plan, ref=ref)
        assert "ction 2.1 for more information" in elsewhere.note
        assert [one.ref for one in elsewhere.see_also.all()] == ["2.1"]
        assert not elsewhere.milestones.exists()


@pytest.mark.anywhere
@pytest.mark.django_db
@pytest.mark.parametrize(
    "again",
    [True, pytest.param(False, marks=pytest.mark.long)],
    ids=["headings on every page", "headings on the first page"],
)
def test_the_action_plan_of_south_cambridgeshire_as_it_is_printed(desk, again):
    """Slow: the whole plan is pasted, priority by priority, and compared."""
    for ref, rows in printed().items():
        table = [HEADINGS]
        for row in as_printed(rows):
            cut = row[2].find(" ", len(row[2]) // 2)
            if len(row[2]) > 300 and cut > 0:  # a page ends in the middle of this row
                table += [[*row[:2], row[2][:cut], *row[3:]], *([HEADINGS] if again else [])]
                table += [["", "", row[2][cut + 1 :], "", "", "", ""]]
            else:
                table.append(row)
        paste(desk, ref, block(table))
    check_whole(desk[1])
    first = Action.objects.get(priority__plan=desk[1], ref="1.1")
    assert [part.as_printed for part in first.parts.filter(role="lead")] == ["Police"]
    several = Action.objects.get(priority__plan=desk[1], ref="1.5")
    assert several.parts.filter(role="lead").count() > 1
    assert several.leads_unaligned


@pytest.mark.long
@pytest.mark.django_db
def test_the_action_plan_of_south_cambridgeshire_with_a_row_for_each_milestone(desk):
    """Slow: the whole plan is pasted, priority by priority, and compared."""
    for ref, rows in printed().items():
        paste(desk, ref, block([list(rows[0]), *(list(row.values()) for row in rows)], ","))
    check_whole(desk[1])
    own = Milestone.objects.get(action__priority__plan=desk[1], ref="3.3b")
    assert [part.as_printed for part in own.parts.all()] == ["DV Task Group", "Romsey Mill"]


@pytest.mark.django_db
def test_one_wrong_milestone_stores_nothing_and_is_named(desk):
    _client, plan = desk
    rows = pasting.read(
        "No\tAction\tLead\tMilestones\n1.1\tDo it\tPolice\t1.1a First 1.1b Second", paste_layouts()["actions"]
    )
    rows[2]["milestone_ref"] = "1.1a"
    said = pasting.store_all(paste_layouts()["actions"], plan.priorities.get(ref="1"), rows, by=None).wrong
    assert said == ["Row 3: “1.1a Second” is also in row 2; keep one of the two."]
    rows[2] |= {"ref": "1.9", "milestone_ref": "1.9a"}
    said = pasting.store_all(paste_layouts()["actions"], plan.priorities.get(ref="1"), rows, by=None).wrong
    assert said == ["Row 3: There is no action 1.9 here for this milestone."]
    assert not Action.objects.filter(priority__plan=plan).exists()


def test_milestones_in_one_cell_are_parted_at_their_numbers_alone():
    assert split("1.1", "1.1a Meet. 1.1b As 1.1a, but weekly\n1.1c) Report") == [
        ("1.1a", "Meet. "),
        ("1.1b", "As 1.1a, but weekly\n"),
        ("1.1c", "Report"),
    ]
    assert split("2.3", "• Meet\n• Report") == [("2.3a", "Meet"), ("2.3b", "Report")]
    assert split("2.3", "Meet at 2.3 o'clock") == [("2.3a", "Meet at 2.3 o'clock")]
    assert split("2.3", "") == []


@given(st.lists(st.fixed_dictionaries({name: st.text(max_size=12) for name in NAMES}), max_size=6))
def test_no_table_breaks_the_reader_and_every_row_has_every_cell(rows):
    for row in one_each(rows):
        assert set(row) == set(NAMES)


@given(st.lists(st.text(alphabet="abc defg,", min_size=1, max_size=20).filter(str.strip), min_size=1, max_size=26))
def test_what_is_joined_into_one_cell_comes_apart_again(words):
    steps = [(f"1.1{ascii_lowercase[number]}", " ".join(text.split())) for number, text in enumerate(words)]
    cell = "\n".join(f"{ref} {text}" for ref, text in steps)
    assert [(ref, text.strip()) for ref, text in split("1.1", cell)] == steps
