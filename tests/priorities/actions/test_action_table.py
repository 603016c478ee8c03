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
