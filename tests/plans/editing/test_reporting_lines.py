"""Which group reports to which, on the desk: never in a circle, by form or in the table."""

import pytest
from django.core.exceptions import ValidationError

from plans.editing import save
from plans.editing.forms import form_for
from plans.editing.grid import grid_columns, row_of, save_grid, stored_rows
from plans.editing.tables import editable_tables
from plans.models import Change, Group, Plan
from plans.rollforward.copying import roll_forward
from tests import builders

pytestmark = pytest.mark.django_db

CIRCLE = "“Board” would report to itself: Board → Theft → Delivery → Board. Choose a group that does not report to it."


@pytest.fixture
def plan() -> Plan:
    """Theft reports to Delivery, Delivery to Board."""
    plan = builders.plan()
    above = None
    for name in ("Board", "Delivery", "Theft"):
        rows = {"partnership": plan.partnership, "named_in": plan, "kind": "task"}
        above = Group.objects.create(name=name, reports_to=above, **rows)
    return plan


def group(name: str) -> Group:
    return Group.objects.get(name=name)


def typed(plan: Plan, cells: dict[str, str]):
    """The table of groups as typed, with other words for the group that each reports to."""
    kind = editable_tables()["groups"]
    columns = grid_columns(kind, plan)
    rows = {row.name: row_of(row, columns) for row in stored_rows(kind, plan)}
    for name, above in cells.items():
        rows[name].cells["reports_to"] = above
    return rows, save_grid(kind, plan, columns, list(rows.values()), by=None)


def test_a_circle_is_refused_with_the_way_round(plan):
    with pytest.raises(ValidationError) as refused:
        save.save_row(editable_tables()["groups"], group("Board"), {"reports_to": group("Theft")}, seen=1, by=None)
    assert refused.value.message_dict == {"reports_to": [CIRCLE]}
    assert (group("Board").reports_to, Change.objects.count()) == (None, 0)


def test_the_form_says_so_beside_the_field(client, plan):
    client.force_login(builders.person("officer", plan.partnership, "officer"))
    board = group("Board")
    sent = {"name": "Board", "kind": "task", "reports_to": group("Theft").pk, "row_version": 1}
    page = client.post(f"/desk/anytown/plans/2020-2023/rows/groups/{board.pk}/", sent).content.decode()
    assert CIRCLE in page
    assert group("Board").reports_to is None


def test_a_group_does_not_report_to_itself(plan):
    with pytest.raises(ValidationError, match="“Board” would report to itself: Board → Board"):
        save.save_row(editable_tables()["groups"], group("Board"), {"reports_to": group("Board")}, seen=1, by=None)


def test_the_table_refuses_a_circle_that_only_its_rows_together_close(plan):
    Group.objects.update(reports_to=None)
    rows, outcome = typed(plan, {"Board": "Theft", "Theft": "Delivery", "Delivery": "Board"})
    assert not outcome.is_stored
    assert rows["Board"].errors == {"reports_to": CIRCLE}
    assert not Group.objects.exclude(reports_to=None).exists()


def test_the_table_turns_a_line_round_when_its_rows_together_are_right(plan):
    rows, outcome = typed(plan, {"Board": "Delivery", "Delivery": ""})
    assert (outcome.changed, [row.errors for row in rows.values() if row.errors]) == (2, [])
    assert (group("Board").reports_to, group("Delivery").reports_to) == (group("Delivery"), None)


def test_a_group_of_a_plan_may_report_to_one_that_no_plan_names(plan):
    other = builders.plan(plan.partnership, "2023-2026")
    Group.objects.create(partnership=plan.partnership, name="County board", kind="above")
    Group.objects.create(partnership=plan.partnership, named_in=other, name="Later group", kind="task")
    Group.objects.create(partnership=builders.partnership("elsewhere"), name="Of others", kind="task")
    offered = form_for(editable_tables()["groups"], plan).fields["reports_to"].queryset
    assert {row.name for row in offered} == {"Board", "Delivery", "Theft", "County board"}
    standing = form_for(editable_tables()["standing-groups"], plan.partnership).fields["reports_to"].queryset
    assert {row.name for row in standing} == {"County board"}


def test_the_lines_are_rolled_forward_with_the_groups(plan):
    new, _report = roll_forward(
        plan, period_start=plan.period_end, period_end=plan.period_end.replace(year=plan.period_end.year + 3),
        slug="next", title="Next", choices={}, by=None,
    )  # fmt: skip
    lines = {row.name: row.reports_to for row in new.groups_named.select_related("reports_to")}
    assert {name: above and (above.name, above.named_in) for name, above in lines.items()} == {
        "Board": None,
        "Delivery": ("Board", new),
        "Theft": ("Delivery", new),
    }
