"""Groups drawn under the group that they report to: from the document alone, as lists within lists."""

import re

import pytest

from plans.models import Group, Plan
from plans.public.reading import ReportingLine, reporting_lines
from plans.publishing.versions import publish
from tests import builders


def group(name: str, reports_to: str = "", frequency: str = ""):
    return {
        "name": name,
        "kind": "task",
        "chair": "",
        "frequency": frequency,
        "remit": "",
        "reports_to": reports_to,
        "locator": "",
    }


def drawn(lines: list[ReportingLine]) -> list:
    """Each name, followed by the list of those below it where there are some."""
    return [part for line in lines for part in ([line.name, drawn(line.below)] if line.below else [line.name])]


def test_each_group_is_drawn_under_the_one_it_reports_to():
    groups = [group("Board"), group("Alone"), group("Burglary", "Delivery"), group("Delivery", "Board")]
    assert drawn(reporting_lines(groups)) == ["Board", ["Delivery", ["Burglary"]]]


def test_a_body_that_is_named_only_as_reported_to_is_drawn_too():
    lines = reporting_lines([group("Board", "Cabinet")])
    assert (drawn(lines), lines[0].group) == (["Cabinet", ["Board"]], None)


@pytest.mark.parametrize(
    ("groups", "tree"),
    [
        ([group("A", "B"), group("B", "A")], ["B", ["A"]]),
        ([group("A", "B"), group("B", "C"), group("C", "A")], ["C", ["B", ["A"]]]),
        ([group("A", "A")], []),
        ([group("A", "B"), group("B", "B")], ["B", ["A"]]),
    ],
)
def test_a_circle_in_an_old_text_is_opened_where_it_would_close(groups, tree):
    assert drawn(reporting_lines(groups)) == tree


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def plan(self) -> Plan:
        plan = builders.plan()
        builders.action(builders.priority(plan))
        rows = {"partnership": plan.partnership, "named_in": plan, "kind": "task"}
        board = Group.objects.create(name="The board", frequency="monthly", **rows)
        Group.objects.create(name="Delivery group", reports_to=board, **rows)
        return plan

    def test_plan_and_partnership_show_the_chart_before_the_table(self, client, plan):
        publish(plan, kind="final")
        for address in ("/anytown/", "/anytown/plans/2020-2023/"):
            html = client.get(address).content.decode()
            tree = html[html.index('class="app-tree"') : html.index('id="groups-table"')]
            read = re.sub(r"<(?!/?[ul][li]\b)[^>]*>", "", tree.partition(">")[2])
            read = re.sub(r"\s*(</?[ul][li]>)\s*", r"\1", read)
            assert read.startswith("<li>The board Meets: monthly<ul><li>Delivery group</li></ul></li></ul>"), address

    def test_groups_without_a_line_have_no_chart(self, client, plan):
        Group.objects.update(reports_to=None)
        publish(plan, kind="final")
        html = client.get("/anytown/plans/2020-2023/").content.decode()
        assert "groups-table" in html
        assert "app-tree" not in html
