"""Rows pasted from a spreadsheet: read cell by cell, stored all or not at all."""

import contextlib
import re
import time

import pytest
from hypothesis import given, strategies as st

from plans.editing import pasting
from plans.editing.pasting import NotATable, paste_layouts
from plans.models import User
from tests import builders

pytestmark = pytest.mark.django_db

FIVE = "Number\tAction\tLead\tPartners\tDue\n" + "\n".join(
    f"1.{n}\tAction {n}\tPolice; Housing\tFire service\tMarch 2021" for n in range(2, 7)
)


@pytest.fixture
def desk(client):
    plan = builders.rich_plan(1)
    officer = User.objects.create(username="officer")
    officer.memberships.create(partnership=plan.partnership, role="officer")
    client.force_login(officer)
    priority = plan.priorities.get()
    return client, priority, f"/desk/anytown/plans/{plan.slug}/rows/priorities/{priority.pk}/actions/paste/"


def cells(text: str) -> dict[str, list[str]]:
    rows = pasting.read(text, paste_layouts()["actions"])
    return {f"cell-{name}": [row[name] for row in rows] for name in rows[0]}


def test_a_block_is_shown_cell_by_cell_before_anything_is_stored(desk):
    client, priority, address = desk
    html = client.post(address, {"text": FIVE}).content.decode()
    assert "5 rows were understood." in html
    assert 'value="Action 4" aria-label="Row 3, Action"' in html
    assert priority.actions.count() == 1


def test_what_was_understood_is_stored_with_leads_and_partners(desk):
    client, priority, address = desk
    assert client.post(address, cells(FIVE) | {"save": "yes"}).status_code == 302
    assert [action.ref for action in priority.actions.all()] == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6"]
    last = priority.actions.last()
    assert [(part.role, part.as_printed) for part in last.parts.order_by("role")] == [
        ("lead", "Police"),
        ("lead", "Housing"),
        ("partner", "Fire service"),
    ]
    assert (last.due_as_printed, last.due_kind, str(last.due_on)) == ("March 2021", "month", "2021-03-31")


def test_one_wrong_row_stores_none_and_is_named(desk):
    client, priority, address = desk
    sent = cells(FIVE)
    sent["cell-ref"][2] = "1.2"
    sent["cell-title"][4] = ""
    sent["cell-leads"][4] = sent["cell-due"][4] = ""
    sent["cell-due"][3] = "31 February 2028"
    html = client.post(address, sent | {"save": "yes"}).content.decode()
    assert "Row 3: “1.2 Action 4” is also in row 1; keep one of the two." in html
    assert "Row 4: Due: There is no date “31 February 2028”; write it like 31 March 2028" in html
    assert "Row 5: The action must not be empty." in html
    assert priority.actions.count() == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Nothing was pasted."),
        ("1.1 Do it", "No columns were found. Copy the cells from the spreadsheet or table"),
        ("Number  Action\n1.2  Do it  Police", "Line 2 has 3 columns where the first line has 2. Put a tab between"),
        ("1\ta\n" * 10_000, "The block has 10,000 rows; paste at most 200 at a time."),
        ("x" * 300_000, "The text has 300,000 characters; paste at most 200,000 at a time."),
    ],
)
def test_what_cannot_be_read_is_said(desk, text, said):
    client, _priority, address = desk
    assert said in client.post(address, {"text": text}).content.decode()


@pytest.mark.parametrize(
    "row", ["1\ta\n", "1.1\tAn action of usual length\tPolice; Housing\tFire service\tMarch 2021\n"]
)
def test_ten_thousand_rows_are_refused_within_two_seconds(desk, row):
    client, priority, address = desk
    client.get(address)  # whatever the first page of all takes
    began = time.process_time()
    page = client.post(address, {"text": row * 10_000}).content.decode()
    assert time.process_time() - began < 2
    assert re.search(
        r"The (block has|table has about) [\d,]+ (rows|lines); paste at most 200 (rows )?at a time\.", page
    )
    assert priority.actions.count() == 1


def test_fewer_columns_are_filled_with_nothing():
    names = ("leads", "partners", "due", "milestone_ref", "milestone", "note", "theme", "priority")
    names += ("outcome", "measure", "indicators", "measured_by", "also_serves", "status", "start", "cost")
    assert pasting.read("Number\tAction\n1.2\tDo it", paste_layouts()["actions"]) == [
        {"ref": "1.2", "title": "Do it"} | dict.fromkeys(names, "")
    ]


def test_headings_say_the_order_of_the_columns():
    (row,) = pasting.read("Action\tNo.\nDo it\t1.2", paste_layouts()["actions"])
    assert (row["ref"], row["title"]) == ("1.2", "Do it")


def test_script_tags_are_text_and_nothing_else(desk):
    client, _priority, address = desk
    html = client.post(address, {"text": "No\tAction\n1.9\t<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize(("amount", "stored"), [("£1,234.50", "1234.50"), ("2500", "2500.00"), ("County-wide", None)])
def test_money_is_read_and_words_stay_words(amount, stored):
    plan = builders.plan()
    cells = {"fund": "F", "purpose": "P", "organisation": "", "period": "", "allocated": amount, "spent": ""}
    assert pasting.store_all(paste_layouts()["funding"], plan, [cells], by=None).wrong == []
    line = plan.funding.get()
    assert (line.allocated and str(line.allocated), line.in_words, line.as_printed) == (
        stored,
        "" if stored else amount,
        amount,
    )


def test_a_funding_line_that_is_here_is_recognised_and_its_amounts_may_change():
    plan, layout = builders.plan(), paste_layouts()["funding"]
    cells = {"fund": "F", "purpose": "P", "organisation": "", "period": "2008/09", "allocated": "£100", "spent": ""}
    assert pasting.store_all(layout, plan, [cells], by=None).wrong == []
    for rows in ([cells], [cells | {"allocated": ""}]):
        again = pasting.preview_all(layout, plan, rows, by=None)
        assert (again.wrong, again.changes) == ([], [[]])
    spent = pasting.preview_all(layout, plan, [cells | {"spent": "£40"}], by=None)
    assert len(spent.changes[0]) == 1
    other_year = cells | {"period": "2009/10"}
    rows = [cells | {"allocated": "To be agreed"}, other_year]
    assert pasting.store_all(layout, plan, rows, by=None, seen=[spent.seen[0], ""]).wrong == []
    assert list(plan.funding.order_by("period").values_list("period", "allocated", "in_words")) == [
        ("2008/09", None, "To be agreed"),
        ("2009/10", 100, ""),
    ]


def test_half_an_amount_is_refused():
    plan = builders.plan()
    cells = {"fund": "F", "purpose": "P", "organisation": "", "period": "", "allocated": "12 thousand", "spent": ""}
    (sentence,) = pasting.store_all(paste_layouts()["funding"], plan, [cells], by=None).wrong
    assert sentence == "Row 1: “12 thousand” is not an amount; write it like £1,234 or in words."


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text):
    with contextlib.suppress(NotATable):
        rows = pasting.read(text, paste_layouts()["actions"])
        assert all(set(row) == {column.name for column in paste_layouts()["actions"].columns} for row in rows)
