"""Many rows in one table: all saved or none, nothing typed is lost, and the queries do not grow with the rows."""

import datetime as dt
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.editing.grid import grid_columns, row_of, save_grid, stored_rows
from plans.editing.tables import editable_tables
from plans.models import Change, Plan
from priorities.models import Action, FundingLine, Milestone
from tests import builders

pytestmark = pytest.mark.django_db

PLAN = "/desk/anytown/plans/2020-2023/"


@pytest.fixture
def plan() -> Plan:
    made = builders.plan()
    builders.action(builders.priority(made))
    return made


@pytest.fixture
def desk(client, plan):
    client.force_login(builders.person("officer", plan.partnership, "officer"))
    return client


def cells_in(html: str) -> dict[str, str]:
    """What a browser would send back from the table on a page."""
    form = html[html.index('<form method="post" data-draft') : html.index('<template id="grid-row"')]
    inputs = re.findall(r'<input value="([^"]*)"[^>]*? name="([rn]\d+-\w+)"', form)
    areas = re.findall(r'<textarea rows="\d+" name="([rn]\d+-\w+)"[^>]*>\n(.*?)</textarea>', form, re.S)
    seen = re.findall(r'name="(r\d+-seen)" value="([^"]*)"', form)
    return {name: unescape(text) for name, text in [*((n, t) for t, n in inputs), *areas, *seen]}


def opened(client, address: str) -> dict[str, str]:
    return cells_in(client.get(address).content.decode())


def key(row) -> str:
    return f"r{row.pk}"


def test_what_was_changed_and_added_is_saved_with_its_history(desk, plan):
    action = Action.objects.get()
    sent = opened(desk, f"{PLAN}actions/table/")
    assert sent[f"{key(action)}-priority"] == "Priority 1: Priority 1"
    sent |= {f"{key(action)}-title": "Light the streets", "n1-priority": "1", "n1-ref": "1.2", "n1-title": "Walk"}
    sent |= {"n1-due_as_printed": "31/03/2021", "n1-completed_on": "1 April 2021", "save": "yes"}
    answer = desk.post(f"{PLAN}actions/table/", sent, follow=True)
    assert "Saved: 1 row changed, 1 row added." in answer.content.decode()
    first, second = Action.objects.all()
    assert (first.title, first.row_version, second.title, second.ref) == ("Light the streets", 2, "Walk", "1.2")
    assert (second.due_kind, second.due_on, second.completed_on) == ("date", dt.date(2021, 3, 31), dt.date(2021, 4, 1))
    assert second.position == first.position + 1
    changes = [(one.kind, one.field, one.old, one.new, one.by.username) for one in Change.objects.order_by("pk")]
    assert changes == [
        ("changed", "title", "Action 1.1", "Light the streets", "officer"),
        ("added", "", "", "1.2 Walk", "officer"),
    ]


def test_new_rows_without_a_number_get_the_next_of_what_they_belong_to(desk, plan):
    sent = opened(desk, f"{PLAN}priorities/table/") | {"n1-title": "Theft", "n2-ref": "3", "n2-title": "Arson"}
    desk.post(f"{PLAN}priorities/table/", sent | {"n3-title": "Noise", "save": "yes"})
    assert list(plan.priorities.values_list("ref", "title")[1:]) == [("4", "Theft"), ("3", "Arson"), ("5", "Noise")]
    sent = opened(desk, f"{PLAN}actions/table/") | {"save": "yes"}
    for number, owner in enumerate(["1", "4", "1"], start=1):
        sent |= {f"n{number}-priority": owner, f"n{number}-title": "New"}
    desk.post(f"{PLAN}actions/table/", sent)
    assert sorted(Action.objects.values_list("ref", flat=True)) == ["1.1", "1.2", "1.3", "4.1"]


def test_rows_that_nobody_touched_are_not_written(desk, plan):
    sent = opened(desk, f"{PLAN}actions/table/")
    answer = desk.post(f"{PLAN}actions/table/", sent | {"save": "yes"}, follow=True)
    assert "Nothing was changed." in answer.content.decode()
    assert Action.objects.get().row_version == 1
    assert not Change.objects.exists()


def test_one_wrong_cell_keeps_all_rows_unsaved_and_all_that_was_typed(desk, plan):
    action = Action.objects.get()
    sent = opened(desk, f"{PLAN}actions/table/")
    sent |= {f"{key(action)}-title": "Better", f"{key(action)}-completed_on": "1 April 203"}
    sent |= {"n2-priority": "1", "n2-ref": "1.1", "n2-title": "The same number", "save": "yes"}
    html = desk.post(f"{PLAN}actions/table/", sent).content.decode()
    assert "Nothing has been saved yet. What you typed is still here." in html
    name = f"{key(action)}-completed_on"
    assert f'<a href="#{name}">1.1, Completed on: Enter a date like 31 March 2028 or 31/03/2028' in unescape(html)
    assert re.search(rf'id="{name}"[^>]*aria-describedby="{name}-e" aria-invalid="true"', html)
    assert "New 2, Ref: This priority already has an action with this reference." in unescape(html)
    again = cells_in(html)
    assert (again[name], again["n2-title"]) == ("1 April 203", "The same number")
    assert again[f"{key(action)}-title"] == "Better"
    assert Action.objects.get().title == "Action 1.1"
    assert not Change.objects.exists()


@pytest.mark.parametrize("day", ["1 April 0203", "0203-04-01"])
def test_a_day_in_the_year_203_is_refused(desk, plan, day):
    sent = opened(desk, f"{PLAN}actions/table/") | {f"{key(Action.objects.get())}-completed_on": day, "save": "yes"}
    html = desk.post(f"{PLAN}actions/table/", sent).content.decode()
    assert "Enter a date from 1 January 1800 to 31 December 2199." in html
    assert Action.objects.get().completed_on is None


def test_an_impossible_due_date_is_refused_beside_its_cell(desk, plan):
    sent = opened(desk, f"{PLAN}actions/table/") | {f"{key(Action.objects.get())}-due_as_printed": "31/02/2021"}
    html = unescape(desk.post(f"{PLAN}actions/table/", sent | {"save": "yes"}).content.decode())
    assert "1.1, Due: There is no date “31/02/2021”" in html


def test_new_words_of_a_due_date_are_read_anew(desk, plan):
    Action.objects.update(due_kind="date", due_on=dt.date(2020, 5, 1), due_as_printed="")
    sent = opened(desk, f"{PLAN}actions/table/")
    name = f"{key(Action.objects.get())}-due_as_printed"
    assert sent[name] == "1 May 2020"
    desk.post(f"{PLAN}actions/table/", sent | {name: "quarterly", "save": "yes"})
    action = Action.objects.get()
    assert (action.due_kind, action.due_on, action.due_every_months) == ("cadence", None, 3)
    changed = {(one.field, one.old, one.new) for one in Change.objects.all()}
    assert ("due_on", "2020-05-01", "") in changed
    assert ("due_kind", "By a date", "At regular intervals") in changed


def test_a_row_that_somebody_else_changed_is_shown_with_both_texts(desk, plan):
    builders.action(plan.priorities.get(), 2)
    mine, other = Action.objects.all()
    sent = opened(desk, f"{PLAN}actions/table/")
    Action.objects.filter(pk=mine.pk).update(title="Theirs", row_version=2)
    sent |= {f"{key(mine)}-title": "Mine", f"{key(other)}-title": "Also mine", "save": "yes"}
    html = unescape(desk.post(f"{PLAN}actions/table/", sent).content.decode())
    assert "Saved by someone else: Theirs" in html
    assert "Someone else changed one of these rows in the meantime." in html
    assert [one.title for one in Action.objects.all()] == ["Theirs", "Action 1.2"]
    again = cells_in(html)
    assert again[f"{key(mine)}-title"] == "Mine"
    desk.post(f"{PLAN}actions/table/", again | {"save": "yes"})
    assert [one.title for one in Action.objects.all()] == ["Mine", "Also mine"]
    assert Change.objects.filter(old="Theirs", new="Mine").exists()


def test_a_row_that_somebody_else_changed_and_i_did_not_is_no_conflict(desk, plan):
    builders.action(plan.priorities.get(), 2)
    theirs, mine = Action.objects.all()
    sent = opened(desk, f"{PLAN}actions/table/")
    Action.objects.filter(pk=theirs.pk).update(title="Theirs", row_version=2)
    desk.post(f"{PLAN}actions/table/", sent | {f"{key(mine)}-title": "Mine", "save": "yes"})
    assert [one.title for one in Action.objects.all()] == ["Theirs", "Mine"]


def test_a_row_that_was_removed_meanwhile_comes_back_as_a_new_one_when_asked(desk, plan):
    action = Action.objects.get()
    sent = opened(desk, f"{PLAN}actions/table/") | {f"{key(action)}-title": "Kept words", "save": "yes"}
    action.delete()
    html = desk.post(f"{PLAN}actions/table/", sent).content.decode()
    assert "Someone has removed this row." in html
    desk.post(f"{PLAN}actions/table/", cells_in(html) | {"save": "yes"})
    assert [(one.ref, one.title) for one in Action.objects.all()] == [("1.1", "Kept words")]


def test_what_the_database_refuses_is_said_beside_the_row(desk, plan):
    sent = opened(desk, f"{PLAN}funding/table/")
    sent |= {"n1-fund": "Fund", "n1-purpose": "Lamps", "n1-allocated": "£1,200", "save": "yes"}
    wrong = sent | {"n2-fund": "Fund", "n2-purpose": "Nothing said of money"}
    html = desk.post(f"{PLAN}funding/table/", wrong).content.decode()
    assert "New 2: Give an amount, or the words used in its place." in html
    assert not FundingLine.objects.exists()
    desk.post(f"{PLAN}funding/table/", sent)
    assert str(FundingLine.objects.get().allocated) == "1200.00"


def test_a_word_that_is_not_known_is_refused_with_those_that_are(desk, plan):
    sent = opened(desk, f"{PLAN}funding/table/") | {"n1-fund": "Fund", "n1-purpose": "Lamps", "n1-in_words": "Some"}
    html = unescape(desk.post(f"{PLAN}funding/table/", sent | {"n1-priority": "9", "save": "yes"}).content.decode())
    assert "New 1, Priority: “9” is not recognised. Enter one of: Priority 1: Priority 1." in html


def test_more_rows_are_added_and_nothing_is_saved(desk, plan):
    sent = opened(desk, f"{PLAN}actions/table/") | {"n1-title": "Not yet", "more": "yes"}
    again = cells_in(desk.post(f"{PLAN}actions/table/", sent).content.decode())
    assert again["n1-title"] == "Not yet"
    assert sum(name.endswith("-title") for name in again) == 1 + 5 + 10
    assert Action.objects.count() == 1


def test_a_block_with_headings_goes_where_they_say_and_the_order_is_kept(desk, plan):
    block = "Title\tRef\tPriority\tColour\nWalk\t1.2\t1\tred\nTalk\t1.3\t1\tblue\n"
    sent = opened(desk, f"{PLAN}actions/table/") | {"block": block, "fill": "yes"}
    html = desk.post(f"{PLAN}actions/table/", sent).content.decode()
    again = cells_in(html)
    assert [again[f"n1-{name}"] for name in ("title", "ref", "priority")] == ["Walk", "1.2", "1"]
    assert "Not filled in, because no column has these headings: Colour." in unescape(html)
    headings = re.findall(r'id="h-(\w+)"', desk.get(f"{PLAN}actions/table/").content.decode())
    assert headings[:3] == ["title", "ref", "priority"]
    desk.post(f"{PLAN}actions/table/", again | {"save": "yes"})
    assert [one.title for one in Action.objects.all()] == ["Action 1.1", "Walk", "Talk"]
    desk.post(f"{PLAN}actions/table/", {"usual-order": "yes"})
    headings = re.findall(r'id="h-(\w+)"', desk.get(f"{PLAN}actions/table/").content.decode())
    assert headings[:3] == ["priority", "ref", "title"]


@pytest.mark.parametrize(
    ("block", "sentence"),
    [
        ("1\t2\n" * 10_000, "The block has 10,000 rows; the table holds at most 200. Nothing was filled in."),
        ("1\t" * 30, "The block has 31 columns, and the table 22. Nothing was filled in."),
        ("  \n", "Nothing was pasted. Copy the cells in the spreadsheet first."),
    ],
)
def test_a_block_that_does_not_fit_is_refused_with_a_sentence(desk, plan, block, sentence):
    sent = opened(desk, f"{PLAN}actions/table/") | {"n1-title": "Typed", "block": block, "fill": "yes"}
    html = unescape(desk.post(f"{PLAN}actions/table/", sent).content.decode())
    assert sentence in html
    assert cells_in(html)["n1-title"] == "Typed"


def test_with_one_owner_only_its_rows_are_shown_and_added(desk, plan):
    builders.action(builders.priority(plan, "2"))
    first = Action.objects.get(ref="1.1")
    page = f"{PLAN}actions/table/?of={first.priority_id}"
    sent = opened(desk, page)
    assert f"{key(first)}-ref" in sent
    assert not any(name.endswith("-priority") for name in sent)
    assert sum(name.endswith("-seen") for name in sent) == 1
    desk.post(page, sent | {"n1-ref": "1.2", "n1-title": "Here", "save": "yes"})
    assert Action.objects.get(title="Here").priority == first.priority


def test_a_plan_that_is_locked_keeps_its_rows(desk, plan):
    sent = opened(desk, f"{PLAN}actions/table/") | {f"{key(Action.objects.get())}-title": "Late", "save": "yes"}
    Plan.objects.update(state="consultation")
    html = desk.post(f"{PLAN}actions/table/", sent).content.decode()
    assert "Nothing has been saved yet." in html
    assert cells_in(html)[f"{key(Action.objects.get())}-title"] == "Late"
    assert Action.objects.get().title == "Action 1.1"


def test_a_row_that_is_hidden_here_is_hidden_in_the_history(plan):
    line = plan.funding.create(fund="Fund", purpose="Secret", allocated=10)
    kind = editable_tables()["funding"]
    columns = grid_columns(kind, plan)
    for cells in ({"purpose": "More secret"}, {"visibility": "members", "withheld": "7"}):
        (typed,) = [row_of(row, columns) for row in stored_rows(kind, plan)]
        typed.cells |= cells
        assert save_grid(kind, plan, columns, [typed], by=None).changed == 1
    line.refresh_from_db()
    assert (line.visibility, line.row_version) == ("members", 3)
    assert {one.visibility for one in Change.objects.all()} == {"members"}


def big_plan(rows: int, slug: str) -> Plan:
    owner = builders.partnership(slug)
    made = builders.plan(owner)
    theme = made.themes.create(name="Theme")
    first, east = builders.priority(made), builders.area_set(owner, ["East"]).areas.get()
    for number in range(1, rows + 1):
        step = builders.action(first, number)
        step.themes.add(theme)
        builders.lead(step)
        builders.milestone(step)
        made.funding.create(fund="Fund", purpose=f"Purpose {number}", allocated=10, priority=first)
        organisation = owner.organisations_kept.create(name=f"Body {number} of {slug}")
        owner.members.create(named_in=made, organisation=organisation)
        made.targets.create(name=f"Target {number}", kind="words", area=east).actions.add(step)
    made.themes.create(name="Another")
    return made


CHANGED = {
    "actions": {"title": "Changed", "themes": "Another", "measured_by": "Target 1; Target 2", "leads": "A; B"},
    "milestones": {"text": "Changed", "due_as_printed": "quarterly"},
    "funding": {"purpose": "Changed", "allocated": "20", "priority": ""},
    "members": {"representative": "Changed", "starts_on": "1 April 2020"},
    "targets": {"holder": "Changed", "note": "New"},
}


MOST_QUERIES = dict.fromkeys(CHANGED, 20) | {"actions": 30}  # there, four kinds of links are changed as well


@pytest.mark.parametrize("slug", CHANGED)
def test_saving_costs_as_many_queries_for_3_rows_as_for_60(slug):
    """Slow: it makes 60 rows of the table and saves them."""
    counts = []
    for rows in (3, 60):
        plan, kind = big_plan(rows, f"town-{rows}"), editable_tables()[slug]
        columns = grid_columns(kind, plan)
        typed = [row_of(row, columns) for row in stored_rows(kind, plan)]
        for row in typed:
            row.cells |= CHANGED[slug]
        with CaptureQueriesContext(connection) as asked:
            columns = grid_columns(kind, plan)
            outcome = save_grid(kind, plan, columns, typed, by=None)
        assert (outcome.changed, outcome.added, [row.errors for row in typed if row.errors]) == (rows, 0, [])
        assert len(asked) <= MOST_QUERIES[slug]
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_every_table_can_be_opened_and_saved_as_it_is(client):
    """Every table of the desk at once: a cell shows what a save reads back. Slow: some fifty pages."""
    plan = builders.rich_plan(2)
    rows = builders.row_of_every_kind(plan)
    client.force_login(builders.person("officer", plan.partnership, "officer"))
    for slug, kind in editable_tables().items():
        if not kind.owner or rows[slug] is None:
            continue
        page = f"{PLAN if kind.root_model is Plan else '/desk/anytown/about/'}{slug}/table/"
        sent = opened(client, page)
        assert f"{key(rows[slug])}-seen" in sent, slug
        before = Change.objects.count()
        answer = client.post(page, sent | {"save": "yes"}, follow=True)
        assert "Nothing was changed." in answer.content.decode(), slug
        assert Change.objects.count() == before


def test_a_milestone_names_its_action(desk, plan):
    sent = opened(desk, f"{PLAN}milestones/table/") | {"n1-action": "1.1", "n1-ref": "a", "n1-text": "First"}
    desk.post(f"{PLAN}milestones/table/", sent | {"n2-ref": "b", "n2-text": "Second", "save": "yes"})
    assert not Milestone.objects.exists()
    desk.post(f"{PLAN}milestones/table/", sent | {"save": "yes"})
    assert Milestone.objects.get().action == Action.objects.get()


def test_the_page_of_a_plan_leads_to_the_tables_of_rows_below_its_parts(desk, plan):
    html = desk.get(PLAN).content.decode()
    assert all(f'href="{PLAN}{kind}/table/"' in html for kind in ("actions", "milestones", "milestone-leads"))
    assert f'href="{PLAN}funding/table/"' in desk.get(f"{PLAN}funding/").content.decode()
    Plan.objects.update(state="consultation")
    assert "actions/table/" not in desk.get(PLAN).content.decode()
