"""The history, narrowed to a person, a kind of row or some days; the CSV follows."""

import csv
import datetime as dt
from html import unescape

import pytest
from django.utils import timezone

from plans.editing import comments, save
from plans.editing.history import name_of_kind
from plans.editing.tables import editable_tables
from plans.models import Change, User
from tests import builders

pytestmark = pytest.mark.django_db
HERE = "/desk/anytown/plans/2020-2023/history/"


@pytest.fixture
def plan(client):
    """Two people change two kinds of rows on two days."""
    made = builders.rich_plan(1)
    anna, ben = (builders.person(name, made.partnership, "officer") for name in ("anna", "ben"))
    save.save_row(editable_tables()["sections"], made.sections.get(), {"heading": "By Anna"}, seen=1, by=anna)
    save.save_row(editable_tables()["contacts"], made.contacts.get(), {"office": "By Ben"}, seen=1, by=ben)
    Change.objects.filter(by=anna).update(at=timezone.make_aware(dt.datetime(2026, 3, 1, 23, 30)))
    Change.objects.filter(by=ben).update(at=timezone.make_aware(dt.datetime(2026, 3, 2, 0, 30)))
    client.force_login(anna)
    return made


def shown(client, **wanted) -> list[str]:
    """The new texts in the CSV, and in the list, which must be the same."""
    rows = csv.DictReader(client.get(HERE, wanted | {"format": "csv"}).getvalue().decode().splitlines())
    found = [row["to"] for row in rows]
    html = client.get(HERE, wanted).content.decode()
    assert [text for text in ("By Ben", "By Anna") if f">{text}</td>" in html] == found
    return found


def test_everything_newest_first(client, plan):
    assert shown(client) == ["By Ben", "By Anna"]


def test_by_whom(client, plan):
    assert shown(client, who=Change.objects.get(new="By Anna").by_id) == ["By Anna"]


def test_by_kind_of_row(client, plan):
    assert shown(client, kind="contacts") == ["By Ben"]
    assert shown(client, kind="glossary") == []


def test_by_day_in_the_time_of_the_partnership(client, plan):
    assert shown(client, since="2026-03-02") == ["By Ben"]
    assert shown(client, until="2026-03-01") == ["By Anna"]
    assert shown(client, since="2026-03-01", until="2026-03-02") == ["By Ben", "By Anna"]


def test_the_link_to_the_csv_asks_for_the_same(client, plan):
    html = unescape(client.get(HERE, {"kind": "contacts", "since": "2026-03-02"}).content.decode())
    assert 'href="?kind=contacts&since=2026-03-02&format=csv"' in html


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (
            {"since": "2026-03-02", "until": "2026-03-01"},
            "“From” is after “To”. Enter a start date that is not after the end date.",
        ),
        ({"since": "soon"}, "From: Enter a valid date."),
        ({"kind": "made-up"}, "Kind of row: Select a valid choice."),
        ({"who": "999999"}, "Who: Select a valid choice."),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_is_listed(client, plan, wanted, sentence):
    html = unescape(client.get(HERE, wanted).content.decode())
    assert sentence in html
    assert "By Anna</td>" not in html
    assert client.get(HERE, wanted | {"format": "csv"}).getvalue().decode().count("\r\n") == 1


def test_the_history_of_a_partnership_is_not_that_of_its_plans(client, plan):
    board = plan.partnership.groups.create(name="Board", kind="board")
    address = f"/desk/anytown/about/rows/standing-groups/{board.pk}/"
    sent = {"name": "Executive board", "kind": "board", "row_version": "1"}
    stamp = plan.partnership.public_revision
    assert client.post(address, sent).status_code == 302
    plan.partnership.refresh_from_db()
    assert plan.partnership.public_revision == stamp + 1  # what a partnership says of itself is public at once
    html = client.get("/desk/anytown/about/history/").content.decode()
    assert ">Executive board</td>" in html
    assert "By Anna" not in html
    change = Change.objects.get(new="Executive board")
    assert client.post(f"/desk/anytown/about/history/{change.pk}/").status_code == 302
    board.refresh_from_db()
    assert board.name == "Board"


def read_by_a_lead(client, plan) -> str:
    known = User.objects.filter(username="lead").first()
    client.force_login(known or builders.person("lead", plan.partnership, "lead"))
    pages = (HERE, f"{HERE}?format=csv", "/desk/anytown/plans/2020-2023/comments/", "/desk/")
    return "".join(client.get(page).getvalue().decode() for page in pages)


def test_what_was_removed_is_withheld_with_the_priority_of_which_it_was_a_part(client, plan):
    by, tables, whole = plan.changes.first().by, editable_tables(), plan.priorities.get()
    other = builders.priority(plan, "2")
    theme = save.add_row(tables["themes"], plan, {"name": "Fewer raids"}, by=by)
    theme = save.save_row(tables["themes"], theme, {"priority": whole}, seen=1, by=by)
    for number, owner in enumerate((whole, other)):
        action = save.add_row(tables["actions"], owner, {"ref": f"9.{number}", "title": f"Raid house {number}"}, by=by)
        step = save.add_row(
            tables["milestones"], action, {"ref": f"9.{number}.1", "text": f"Key of house {number}"}, by=by
        )
        comments.comment(tables["milestones"], step, f"Ask about house {number}", by=by)
        save.remove_row(tables["actions"], action, seen=1, by=by)
    save.remove_row(tables["themes"], theme, seen=2, by=by)
    before = read_by_a_lead(client, plan)
    assert all(words in before for words in ("Raid house 0", "Key of house 0", "Ask about house 0", "Fewer raids"))
    whole.refresh_from_db()
    hidden = {"visibility": "members", "withheld": "7"}
    save.save_row(tables["priorities"], whole, hidden, seen=whole.row_version, by=by)
    after = read_by_a_lead(client, plan)
    assert [words for words in ("house 0", "Fewer raids") if words in after] == []
    assert all(words in after for words in ("Raid house 1", "Key of house 1", "Ask about house 1"))
    client.force_login(by)
    assert "Raid house 0" in client.get(HERE).content.decode()


def test_a_former_name_is_withheld_where_another_row_named_it(client, plan):
    by, tables, whole = plan.changes.first().by, editable_tables(), plan.priorities.get()
    line = save.save_row(tables["funding"], plan.funding.get(), {"priority": None}, seen=1, by=by)
    whole = save.save_row(tables["priorities"], whole, {"title": "Operation Owl"}, seen=whole.row_version, by=by)
    line = save.save_row(tables["funding"], line, {"priority": whole}, seen=2, by=by)
    save.save_row(tables["funding"], line, {"priority": None}, seen=3, by=by)
    whole = save.save_row(tables["priorities"], whole, {"title": "Safer homes"}, seen=whole.row_version, by=by)
    assert "Operation Owl" in read_by_a_lead(client, plan)
    save.save_row(
        tables["priorities"], whole, {"visibility": "members", "withheld": "7"}, seen=whole.row_version, by=by
    )
    assert "Operation Owl" not in read_by_a_lead(client, plan)


def test_a_kind_of_row_keeps_the_capitals_within_its_words():
    assert name_of_kind("actions") == "Actions"
    assert name_of_kind("plans of the PCC") == "Plans of the PCC"
