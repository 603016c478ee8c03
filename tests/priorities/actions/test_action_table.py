"""The table of actions holds what each of them serves and who leads it, in cells that say what they store."""

import pytest

from plans.models import Change
from priorities.models import Action
from tests import builders
from tests.performance.indicators.test_pages import words
from tests.plans.editing.test_grid import key, opened

TABLE = "/desk/anytown/plans/2020-2023/actions/table/"


@pytest.fixture
def plan(db):
    """Priorities 1 and 2 with the actions 1.1, 1.2 and 2.1."""
    made = builders.plan()
    first, second = builders.priority(made, "1"), builders.priority(made, "2")
    for owner, number in ((first, 1), (first, 2), (second, 1)):
        builders.action(owner, number)
    return made


@pytest.fixture
def desk(client, plan):
    client.force_login(builders.person("officer", plan.partnership, "officer"))
    return client


def action(ref: str) -> Action:
    return Action.objects.get(ref=ref)


def save(desk, *cells: tuple[str, str, str]):
    """Type into cells of the table, each named by the number of the action and the column, and save it."""
    typed = {f"{key(action(ref))}-{column}": text for ref, column, text in cells}
    return desk.post(TABLE, opened(desk, TABLE) | typed | {"save": "yes"}, follow=True)


def linked(ref: str, name: str) -> list[str]:
    return sorted(one.ref for one in getattr(action(ref), name).all())


def history() -> list[tuple[str, ...]]:
    found = Change.objects.order_by("pk").values_list("row_kind", "row_name", "kind", "field", "old", "new")
    return list(found)


def test_what_an_action_points_to_is_chosen_in_cells(desk):
    save(desk, ("1.1", "see_also", "1.2; 2.1 Action 2.1"), ("1.1", "also_serves", "2"))
    assert linked("1.1", "see_also") == ["1.2", "2.1"]
    assert linked("1.1", "also_serves") == ["2"]
    row = key(action("1.1"))
    sent = opened(desk, TABLE)
    assert sent[f"{row}-see_also"] == "1.2 Action 1.2; 2.1 Action 2.1"
    assert sent[f"{row}-also_serves"] == "Priority 2: Priority 2"
    assert ("actions", "1.1 Action 1.1", "changed", "also_serves", "", "Priority 2: Priority 2") in history()
    save(desk, ("1.1", "see_also", ""), ("1.1", "also_serves", ""))
    assert (linked("1.1", "see_also"), linked("1.1", "also_serves")) == ([], [])


def test_the_rows_stand_in_the_order_of_the_plan(desk):
    sent = opened(desk, TABLE)
    assert [text for name, text in sent.items() if name.startswith("r") and name.endswith("-ref")] == [
        "1.1",
        "1.2",
        "2.1",
    ]


def test_links_that_lead_back_are_refused_though_they_are_typed_together(desk):
    answer = save(desk, ("1.1", "see_also", "1.2"), ("1.2", "see_also", "2.1"), ("2.1", "see_also", "1.1"))
    assert words(answer).count("“See also” would lead in a circle") >= 3
    assert [linked(ref, "see_also") for ref in ("1.1", "1.2", "2.1")] == [[], [], []]
    answer = save(desk, ("1.1", "see_also", "1.1"))
    assert "Action 1.1 cannot point at itself." in words(answer)


def test_a_link_may_be_turned_round_in_one_save(desk):
    save(desk, ("1.1", "see_also", "1.2"))
    save(desk, ("1.1", "see_also", ""), ("1.2", "see_also", "1.1"))
    assert (linked("1.1", "see_also"), linked("1.2", "see_also")) == ([], ["1.1"])


def leads(ref: str, role: str = "lead") -> list[tuple[str, list[str]]]:
    """The leads of an action in their order, each with the organisations it names."""
    rows = action(ref).parts.filter(role=role)
    return [(one.as_printed, [body.name for body in one.organisations.all()]) for one in rows]


def cell(desk, ref: str, column: str) -> str:
    return opened(desk, TABLE)[f"{key(action(ref))}-{column}"]


@pytest.fixture
def police(plan):
    return plan.partnership.organisations_kept.create(name="Anytown Police", aliases=["Police"])


def test_leads_and_partners_are_cells_of_the_table(desk, police):
    answer = save(desk, ("1.1", "leads", "Police; Fire service"), ("1.1", "partners", "Schools"))
    assert "Saved: 1 row changed." in words(answer)
    assert leads("1.1") == [("Police", ["Anytown Police"]), ("Fire service", [])]
    assert leads("1.1", "partner") == [("Schools", [])]
    assert (cell(desk, "1.1", "leads"), cell(desk, "1.1", "partners")) == ("Police; Fire service", "Schools")
    assert history() == [
        ("action-leads", "Lead: Police", "added", "", "", "Lead: Police"),
        ("action-leads", "Lead: Fire service", "added", "", "", "Lead: Fire service"),
        ("action-leads", "Partner: Schools", "added", "", "", "Partner: Schools"),
    ]


def test_a_lead_that_stays_keeps_its_organisation_and_one_that_is_renamed_is_the_same_row(desk, police, plan):
    first, second = (
        action("1.1").parts.create(as_printed=name, position=n) for n, name in enumerate(("Chief", "Fire"))
    )
    first.organisations.add(police)
    second.organisations.add(police)
    save(desk, ("1.1", "leads", "Chief; Housing"))
    assert leads("1.1") == [("Chief", ["Anytown Police"]), ("Housing", [])]
    assert [one.pk for one in action("1.1").parts.all()] == [first.pk, second.pk]
    assert [one.row_version for one in action("1.1").parts.all()] == [1, 2]
    assert history() == [
        ("action-leads", "Lead: Housing", "changed", "as_printed", "Fire", "Housing"),
        ("action-leads", "Lead: Housing", "changed", "organisations", "Anytown Police", ""),
    ]


def test_leads_are_put_in_another_order_and_taken_away(desk):
    for name in ("Police", "Fire", "Housing"):
        builders.lead(action("1.1"), name)
    save(desk, ("1.1", "leads", "Housing; Police"))
    assert [name for name, _bodies in leads("1.1")] == ["Housing", "Police"]
    assert history() == [
        ("action-leads", "Lead: Housing", "moved", "", "3", "1"),
        ("action-leads", "Lead: Police", "moved", "", "1", "2"),
        ("action-leads", "Lead: Fire", "removed", "role", "Lead", ""),
        ("action-leads", "Lead: Fire", "removed", "as_printed", "Fire", ""),
    ]
    save(desk, ("1.1", "leads", ""))
    assert leads("1.1") == []


def test_a_new_action_has_its_leads_at_once(desk, police):
    typed = {"priority": "1", "ref": "1.9", "title": "Walk", "leads": "Police", "partners": "Fire; Schools"}
    desk.post(TABLE, opened(desk, TABLE) | {f"n1-{name}": text for name, text in typed.items()} | {"save": "yes"})
    assert leads("1.9") == [("Police", ["Anytown Police"])]
    assert [name for name, _bodies in leads("1.9", "partner")] == ["Fire", "Schools"]


def test_a_lead_that_somebody_else_changed_meanwhile_is_not_overwritten(desk):
    part = builders.lead(action("1.1"), "Police")
    sent = opened(desk, TABLE)
    part.as_printed, part.row_version = "Fire", 2
    part.save()
    answer = desk.post(TABLE, sent | {f"{key(action('1.1'))}-title": "New title", "save": "yes"})
    assert "Someone else changed one of these rows" in words(answer)
    assert "Saved by someone else: Fire" in words(answer)
    assert ([name for name, _bodies in leads("1.1")], action("1.1").title) == (["Fire"], "Action 1.1")


def test_a_lead_with_a_semicolon_is_not_divided(desk):
    builders.lead(action("1.1"), "Police; Fire service")
    save(desk, ("1.1", "title", "Walk"))
    answer = save(desk, ("1.1", "leads", "Police; Fire service; Schools"))
    assert "“Police; Fire service” contains a semicolon. Change it on the page of this action." in words(answer)
    assert [name for name, _bodies in leads("1.1")] == ["Police; Fire service"]


def test_a_lead_that_is_too_long_is_refused_beside_its_cell(desk):
    answer = save(desk, ("1.1", "leads", "x" * 251))
    assert "at most 250 characters (it has 251)" in words(answer)
    assert leads("1.1") == []


def test_a_pasted_block_fills_leads_under_their_heading(desk):
    block = "Title\tLeads\nLight the park\tPolice; Schools\n"
    html = desk.post(TABLE, opened(desk, TABLE) | {"block": block, "fill": "yes"}).content.decode()
    assert 'value="Police; Schools"' in html


def test_leads_of_a_withheld_priority_are_withheld_in_the_history_too(desk, plan):
    plan.priorities.filter(ref="1").update(visibility="members", withheld="7")
    save(desk, ("1.1", "leads", "Police"), ("2.1", "leads", "Fire"))
    save(desk, ("1.1", "leads", "Housing"), ("2.1", "leads", ""))
    visible = Change.objects.filter(row_kind="action-leads").values_list("row_name", "visibility")
    assert set(visible) == {("Lead: Police", "members"), ("Lead: Housing", "members"), ("Lead: Fire", "public")}
