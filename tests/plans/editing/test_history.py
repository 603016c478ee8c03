"""The history, narrowed to a person, a kind of row or some days; the CSV follows."""

import csv
import datetime as dt
from html import unescape

import pytest
from django.utils import timezone

from plans.editing import save
from plans.editing.tables import editable_tables
from plans.models import Change
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
    rows = csv.DictReader(client.get(HERE, wanted | {"format": "csv"}).content.decode().splitlines())
    found = [row["to"] for row in rows]
    html = client.get(HERE, wanted).content.decode()
    assert [text for text in ("By Ben", "By Anna") if f"<td>{text}</td>" in html] == found
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
        ({"since": "2026-03-02", "until": "2026-03-01"}, "“From” is after “To”: no change can lie between them."),
        ({"since": "soon"}, "From: Enter a valid date."),
        ({"kind": "made-up"}, "Kind of row: Select a valid choice."),
        ({"who": "999999"}, "Who: Select a valid choice."),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_is_listed(client, plan, wanted, sentence):
    html = unescape(client.get(HERE, wanted).content.decode())
    assert sentence in html
    assert "By Anna</td>" not in html
    assert client.get(HERE, wanted | {"format": "csv"}).content.decode().count("\r\n") == 1


def test_the_history_of_a_partnership_is_not_that_of_its_plans(client, plan):
    board = plan.partnership.groups.create(name="Board", kind="board")
    address = f"/desk/anytown/about/rows/standing-groups/{board.pk}/"
    sent = {"name": "Executive board", "kind": "board", "row_version": "1"}
    stamp = plan.partnership.public_revision
    assert client.post(address, sent).status_code == 302
    plan.partnership.refresh_from_db()
    assert plan.partnership.public_revision == stamp + 1  # what a partnership says of itself is public at once
    html = client.get("/desk/anytown/about/history/").content.decode()
    assert "<td>Executive board</td>" in html
    assert "By Anna" not in html
    change = Change.objects.get(new="Executive board")
    assert client.post(f"/desk/anytown/about/history/{change.pk}/").status_code == 302
    board.refresh_from_db()
    assert board.name == "Board"
