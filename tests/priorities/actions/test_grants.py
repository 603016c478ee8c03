"""Grants and projects: what is left of their money, what readers see of them, and the task for missing spend."""

import datetime as dt
import re
from decimal import Decimal
from html import unescape

import pytest
from django.core.exceptions import ValidationError

from plans.documents.document import plan_document
from plans.models import Organisation, Visibility
from plans.publishing.versions import publish
from plans.schemas.grants import ProjectMoney, grant_lines, quarter_after, quarter_name, quarter_of, quarters_between
from priorities.actions.tasks import missing_spend
from priorities.models import ProjectSpend
from tests import builders
from tests.plans.editing.test_grid import cells_in

APRIL, JULY, OCTOBER, JANUARY = (dt.date(2026 + (month == 1), month, 1) for month in (4, 7, 10, 1))
YEAR = [APRIL, JULY, OCTOBER, JANUARY]
TODAY = dt.date(2026, 11, 29)
HERE = "/anytown/plans/2020-2023/"


def money(amount, **spend) -> ProjectMoney:
    known = {quarter: Decimal(str(spent)) for quarter, spent in zip(YEAR, spend.values(), strict=False) if spent != ""}
    return ProjectMoney(None if amount is None else Decimal(amount), YEAR, known)


def test_quarters_begin_in_january_april_july_and_october():
    assert [quarter_of(dt.date(2026, month, 28)).month for month in range(1, 13)] == [1] * 3 + [4] * 3 + [7] * 3 + [
        10
    ] * 3
    assert [quarter_after(first) for first in YEAR] == [JULY, OCTOBER, JANUARY, dt.date(2027, 4, 1)]
    assert quarters_between(dt.date(2026, 5, 1), dt.date(2027, 1, 1)) == YEAR
    assert quarter_name(JANUARY) == "January to March 2027"


def test_what_is_left_is_still_to_pay_until_the_last_quarter_has_its_spend():
    running = money(100, q1="20.50", q2=30)
    assert (running.spent, running.left, running.is_over) == (Decimal("50.50"), Decimal("49.50"), False)
    assert running.sentence == "Still to pay after July to September 2026: £49.50"
    over = money(100, q1="20.50", q2=30, q3=0, q4="9.50")
    assert (over.left, over.is_over, over.sentence) == (Decimal(40), True, "Underspend: £40")
    assert money(100, q1=60, q2=60).sentence == "Overspend: £20"


def test_what_is_missing_is_never_zero():
    gap = money(100, q1=20, q2="", q3=30)
    assert (gap.spent, gap.left, gap.gaps) == (Decimal(50), None, [JULY])
    assert gap.sentence == "Not known: no spend is recorded for July to September 2026."
    assert money(100).left is None
    assert money(100).sentence == "Not known: no spend is recorded."
    assert money(None, q1=20).sentence == "Not known: no amount is given."
    assert ProjectMoney(Decimal(9), [], {APRIL: Decimal(1)}).sentence == "Not known: the grant has no start and end."


@pytest.fixture
def plan(db):
    """A grant of £1,000 for 2026/27: one project with all it may have, one with nothing but its name."""
    made = builders.plan(period_start=APRIL, period_end=dt.date(2029, 3, 31))
    step = builders.action(builders.priority(made))
    grant = made.grants.create(
        funder="Home Office", purpose="Safer streets", amount=1000, starts_on=APRIL, ends_on=dt.date(2027, 3, 31),
        conditions="Report every quarter.", locator="page 9",
    )  # fmt: skip
    lead = Organisation.objects.create(name="City Council")
    lamps = grant.projects.create(name="Lamps", organisation=lead, action=step, amount=600, position=1)
    lamps.outputs.create(text="Lamps set up", promised=12, delivered=0, delivered_in_words="The order is placed")
    lamps.outputs.create(text="Residents asked", promised=200, position=1)
    lamps.spend.create(quarter=APRIL, spent="120.25")
    lamps.spend.create(quarter=JULY, spent=0)
    grant.projects.create(name="Cameras", amount=400, position=2)
    return made


def test_the_document_holds_what_was_entered_and_the_sums_follow_from_it(plan):
    (grant,) = plan_document(plan)["grants"]
    assert grant["projects"][0] == {
        "name": "Lamps",
        "organisation": "City Council",
        "action": "1.1",
        "amount": "600",
        "outputs": [
            {"text": "Lamps set up", "promised": 12, "delivered": 0, "delivered_in_words": "The order is placed"},
            {"text": "Residents asked", "promised": 200, "delivered": None, "delivered_in_words": ""},
        ],
        "spend": [{"quarter": "2026-04-01", "spent": "120.25"}, {"quarter": "2026-07-01", "spent": "0"}],
    }
    (line,) = grant_lines([grant])
    assert (line["given"], line["not_given"]) == (Decimal(1000), Decimal(0))
    assert (line["spent"], line["left"]) == (None, None)  # nobody knows what the cameras cost so far
    assert [one["money"].left for one in line["projects"]] == [Decimal("479.75"), None]


def test_a_plan_without_grants_reads_as_before(plan):
    plan.grants.all().delete()
    assert "grants" not in plan_document(plan)


def words(response) -> str:
    assert response.status_code == 200
    return unescape(re.sub(r"\s+", " ", response.content.decode()))


def test_readers_see_outputs_spend_and_what_is_left(client, plan):
    publish(plan, kind="final")
    html = words(client.get(HERE))
    assert "Lamps set up: 12 promised, 0 delivered. The order is placed" in html
    assert "Residents asked: 200 promised, not stated delivered" in html
    assert "April to June 2026: £120.25" in html
    assert "July to September 2026: £0" in html
    assert "Still to pay after July to September 2026: £479.75" in html
    assert "Not known: no spend is recorded." in html
    assert "Report every quarter." in html
    assert '<a href="#action-1.1">Action 1.1</a>' in html


def test_a_withheld_grant_leaves_its_reason_and_nothing_else(client, plan):
    plan.grants.update(visibility="members", withheld="3")
    publish(plan, kind="final")
    html = words(client.get(HERE))
    assert "some of the grants: Financial or business affairs of a person or body (paragraph 3)" in html
    assert not [
        word for word in ("Safer streets", "Lamps", "Cameras", "£120.25", "Grants and projects") if word in html
    ]
    (grant,) = plan_document(plan, Visibility.MEMBERS)["grants"]
    assert (grant["visibility"], len(grant["projects"])) == ("members", 2)


def test_an_action_that_is_withheld_is_not_named_by_its_project(plan):
    plan.priorities.update(visibility="members", withheld="7")
    assert plan_document(plan)["grants"][0]["projects"][0]["action"] == ""


def test_a_quarter_is_named_by_its_first_day_and_a_spend_is_not_negative(plan):
    project = plan.grants.get().projects.get(name="Cameras")
    with pytest.raises(ValidationError, match="begins on 1 April"):
        ProjectSpend(project=project, quarter=dt.date(2026, 5, 1), spent=1).full_clean()
    with pytest.raises(ValidationError, match="cannot be less than £0"):
        ProjectSpend(project=project, quarter=APRIL, spent=-1).full_clean()


def test_the_desk_asks_for_the_spend_of_quarters_that_are_over(plan, django_assert_num_queries):
    """On 29 November two quarters are over: both are missing for the cameras, none for the lamps."""
    officer = builders.person("officer", plan.partnership, "officer")
    mine = list(officer.memberships.select_related("partnership"))

    def asked(today: dt.date) -> list[tuple[str, str]]:
        return [
            (task.sentence, task.address) for task in builders.read(missing_spend(officer, mine, today)) if task.count
        ]

    page = "/desk/anytown/plans/2020-2023/project-spend/table/"
    sentence = "The spend of {} missing from the projects of “Home Office: Safer streets”."
    with django_assert_num_queries(1):
        assert asked(TODAY) == [(sentence.format("2 quarters is"), page)]
    assert asked(dt.date(2026, 6, 30)) == []
    assert asked(dt.date(2026, 7, 1)) == [(sentence.format("1 quarter is"), page)]
    assert asked(dt.date(2028, 4, 1)) == []
    lead = builders.person("lead", plan.partnership, "lead")
    assert builders.read(missing_spend(lead, list(lead.memberships.select_related("partnership")), TODAY)) == []


def test_outputs_and_spend_are_edited_on_the_page_of_their_project(client, plan):
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    lamps = plan.grants.get().projects.get(name="Lamps")
    html = words(client.get(f"/desk/anytown/plans/2020-2023/rows/projects/{lamps.pk}/"))
    assert "Residents asked" in html
    assert "July to September 2026" in html


def test_a_quarter_is_typed_in_words_and_a_grant_is_named_by_its_funder(client, plan):
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    page = f"/desk/anytown/plans/{plan.slug}/projects/table/"
    row = {"n1-grant": "home office", "n1-name": "Gates", "save": "yes"}
    client.post(page, cells_in(client.get(page).content.decode()) | row)
    gates = plan.grants.get().projects.get(name="Gates")
    page = f"/desk/anytown/plans/{plan.slug}/project-spend/table/"
    sent = cells_in(client.get(page).content.decode())
    for number, quarter in enumerate(["Q1 2026/27", "Jul-Sep 2026", "2026/27 Q3", "1 January 2027"], start=1):
        sent |= {f"n{number}-project": "Gates", f"n{number}-quarter": quarter, f"n{number}-spent": "2,000"}
    refused = words(
        client.post(page, sent | {"n5-project": "Gates", "n5-quarter": "Q1 2027", "n5-spent": "1", "save": "yes"})
    )
    assert "“Q1 2027” is not a quarter. Enter one like Q1 2026/27 or April to June 2026." in refused
    client.post(page, sent | {"save": "yes"})
    assert list(gates.spend.values_list("quarter", flat=True)) == YEAR
    spend = gates.spend.get(quarter=JULY)
    page = f"/desk/anytown/plans/{plan.slug}/rows/project-spend/{spend.pk}/"
    assert 'value="July to September 2026"' in client.get(page).content.decode()
    form = {"quarter": "July to September 2026", "spent": "5", "row_version": spend.row_version}
    assert client.post(page, form).status_code == 302
    assert gates.spend.get(quarter=JULY).spent == 5
