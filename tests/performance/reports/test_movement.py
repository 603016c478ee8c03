"""What a report says of its own period beside targets: how actions moved, what was spent, what is due next."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from csp_portal.formats.periods import Period
from performance.figures.publishing import publish_source
from performance.reports.content.document import report_document
from performance.reports.content.money import grant_rows, grant_spend, money
from performance.reports.content.outlook import next_period
from performance.reports.publishing import publish_report
from performance.rules.reports.movement import action_movement, led_by_several, status_counts
from performance.rules.reports.upgrade import upgraded
from plans.publishing.versions import publish
from tests import builders
from tests.performance.indicators.test_pages import words
from tests.plans.editing.test_grid import opened

CSS = {"On track": "on", "At risk": "behind", "Complete": "ahead", "": "none"}


def line(ref: str, title: str, status: str, lead: str = "Police") -> dict:
    return {"ref": ref, "title": title, "lead": lead, "status": status, "css": CSS[status], "happened": "", "next": "",
            "said_on": None}  # fmt: skip


def moves(before: list[dict], now: list[dict]) -> list[tuple[str, list[str], list[str]]]:
    found = action_movement(before, now)["moved"]
    return [
        (one["title"], [was["status"] for was in one["was"]], [is_["status"] for is_ in one["now"]]) for one in found
    ]


def test_an_action_moved_where_another_status_is_said_of_it():
    before = [line("1.1", "Cameras", "At risk"), line("1.2", "Lights", "On track"), line("1.3", "Gates", "On track")]
    now = [line("1.1", "Cameras", "On track"), line("1.2", "Lights", "On track"), line("1.3", "Gates", "Complete")]
    assert moves(before, now) == [("Cameras", ["At risk"], ["On track"]), ("Gates", ["On track"], ["Complete"])]
    assert moves(now, now) == []


def test_a_new_action_was_nothing_and_one_not_listed_any_more_is_nothing():
    before, now = [line("1.1", "Cameras", "")], [line("1.1", "Lights", "")]
    assert moves(before, now) == [("Lights", [], [""]), ("Cameras", [""], [])]


def test_an_action_with_another_number_is_the_same_and_titles_that_two_share_go_by_number():
    assert moves([line("1.1", "Cameras", "On track")], [line("2.4", "Cameras", "On track")]) == []
    before = [line("1.1", "Visits", "On track"), line("2.1", "Visits", "At risk")]
    assert moves(before, list(reversed(before))) == []
    assert moves(before, [before[0], line("2.1", "Visits", "On track")]) == [("Visits", ["At risk"], ["On track"])]
    assert moves(before, before[:1]) == [("Visits", ["At risk"], [])]  # the other one is not listed any more
    assert moves(before[:1], before) == [("Visits", [], ["At risk"])]


def test_an_action_with_several_leads_counts_once_with_the_worst_that_one_says():
    lines = [
        line("1.1", "Cameras", "On track"),
        line("1.1", "Cameras", "At risk", "Council"),
        line("1.2", "Lights", "", "Council"),
        line("1.2", "Lights", "Complete"),
        line("1.3", "Gates", "On track"),
    ]
    counts = {one["status"]: one["count"] for one in status_counts(lines)}
    assert counts == {"At risk": 1, "Complete": 1, "On track": 1}
    assert led_by_several(lines) == 2


def test_what_several_leads_say_is_taken_together():
    before = [line("1.1", "Cameras", "On track"), line("1.1", "Cameras", "At risk", "Council")]
    assert moves(before, [before[1], before[0]]) == []
    assert moves(before, [before[0]]) == [("Cameras", ["At risk", "On track"], ["On track"])]


def test_there_is_nothing_to_compare_where_the_report_before_lists_no_actions():
    assert action_movement([], [line("1.1", "Cameras", "On track")]) is None


@pytest.fixture
def plan(db):
    """A published plan of three actions, with a status each; figures so that a report can be published."""
    plan = builders.rich_plan(1)
    priority = plan.priorities.get()
    priority.actions.update(title="Cameras")
    builders.action(priority, 2, title="Lights")
    builders.action(priority, 3, title="Gates")
    plan.grants.all().delete()
    set_statuses(plan, "2020-06-30", Cameras="at risk", Lights="on track", Gates="on track")
    town = builders.area_set(plan.partnership, ["Town"], "town", "district").areas.get()
    source, crime = builders.source(plan.partnership), builders.indicator(better="lower")
    for start, end in (("2020-04-01", "2020-06-30"), ("2020-07-01", "2020-09-30")):
        builders.observation(source, crime, town, 2020, 10, period_start=start, period_end=end)
    publish_source(source)
    publish(plan, kind="final")
    return plan


def set_statuses(plan, day: str, **statuses: str) -> None:
    for title, status in statuses.items():
        done = {"completed_on": day if status == "complete" else None}
        plan.priorities.get(ref="1").actions.filter(title=title).update(status=status, status_on=day, **done)


def quarter(plan, number: int):
    """The report on a quarter of 2020/21, counted from 1."""
    period = Period.of_months(2020, 1 + 3 * number, 3)
    return builders.report(plan, f"quarter-{number}", period_start=period.start, period_end=period.end)


def test_page_and_brief_say_how_the_actions_moved_since_the_report_before(plan):
    publish_report(builders.explain(quarter(plan, 1)))
    text = words(Client().get("/anytown/scrutiny/quarter-1/"))
    assert "This is the first report on this plan, so there is nothing to compare with." in text
    set_statuses(plan, "2020-09-30", Cameras="on track", Gates="complete")
    builders.action(plan.priorities.get(), 4, title="Signs")
    plan.priorities.get().actions.filter(title="Lights").delete()
    publish(plan, kind="final", note="Autumn")
    publish_report(builders.explain(quarter(plan, 2)))
    said = "Actions since the report for Q1 2020/21: 1 completed, 1 changed status, 1 new, 1 no longer listed."
    page = words(Client().get("/anytown/scrutiny/quarter-2/"))
    assert said in page
    assert said in words(Client().get("/anytown/scrutiny/quarter-2/v1/brief/"))
    assert "Status Q1 2020/21 Now On track 2 1 At risk 1 0 Complete 0 1 No update 0 1" in page
    assert (
        "Action What changed Q1 2020/21 Now 1.3 Gates Completed On track Complete "
        "1.1 Cameras Changed status At risk On track 1.4 Signs New not in that report No update "
        "1.2 Lights No longer listed On track not in this report"
    ) in page


def test_spend_is_recorded_beside_a_published_plan_and_a_report_has_it(plan):
    grant = plan.grants.create(funder="Home Office", purpose="Safer streets", amount=100, starts_on="2020-04-01")
    project = grant.projects.create(name="Gates", amount=80)
    publish(plan, kind="final", note="Grant")
    officer = Client()
    builders.sign_in(officer, builders.person("officer", plan.partnership, "officer"))
    page = "/desk/anytown/plans/2020-2023/project-spend/table/"
    row = {"n1-project": "Gates", "n1-quarter": "Q2 2020/21", "n1-spent": "30", "save": "yes"}
    assert "Saved: 1 row added." in officer.post(page, opened(officer, page) | row, follow=True).content.decode()
    assert [one["spent"] for one in report_document(quarter(plan, 2))["grants"]] == ["30"]
    grant.visibility, grant.withheld = "members", "3"
    grant.save()
    project.spend.update(spent=31)
    assert [one["spent"] for one in report_document(plan.reports.get())["grants"]] == [None]


def test_the_desk_says_which_statuses_a_report_does_not_have(plan):
    officer = Client()
    builders.sign_in(officer, builders.person("officer", plan.partnership, "officer"))
    set_statuses(plan, "2020-07-02", Lights="complete")
    set_statuses(plan, "2020-06-29", Gates="at risk")
    publish(plan, kind="final", note="July")
    set_statuses(plan, "2020-06-30", Gates="on track")
    quarter(plan, 1)
    text = words(officer.get("/desk/anytown/plans/2020-2023/reports/quarter-1/"))
    assert (
        "Not in this report, because the status is dated after the period: 1.2. If it says how things were on "
        "30 June 2020, give it that date. Actions as a table "
        "Not in this report, because the plan has not been published since the status was entered: 1.3."
    ) in text


def test_the_movement_for_members_is_seen_from_what_members_read_before(plan):
    hidden = builders.priority(plan, "2", visibility="members", withheld="7")
    builders.action(hidden, 1, title="COVERT")
    publish(plan, kind="final", note="A priority for members")
    first = publish_report(builders.explain(quarter(plan, 1)))
    assert first.for_members is not None
    set_statuses(plan, "2020-09-30", Cameras="on track")
    publish(plan, kind="final", note="Autumn")
    second = publish_report(builders.explain(quarter(plan, 2)))
    for content in (second.content, second.for_members):
        assert [one["title"] for one in content["since"]["actions"]["moved"]] == ["Cameras"]
    assert "COVERT" not in str(second.content)


def test_a_report_of_an_older_shape_still_reads(plan, client):
    publish_report(builders.explain(quarter(plan, 1)))
    content = report_document(quarter(plan, 2))
    assert content["since"]["actions"]["moved"] == []
    older = {key: value for key, value in content.items() if key != "grants"} | {"schema": 4}
    older["since"] = {key: value for key, value in content["since"].items() if key != "actions"}
    older["money"] = {key: value for key, value in content["money"].items() if key != "other_periods"}
    today = upgraded(older)
    assert (today["grants"], today["since"]["actions"], today["money"]["other_periods"]) == ([], None, 0)
    assert today["quarter"] == content["quarter"]


def grant(**fields) -> dict:
    spend = [{"quarter": "2020-04-01", "spent": "1250.50"}, {"quarter": "2020-10-01", "spent": "0"}]
    project = {"name": "Patrols", "amount": "9000", "spend": spend}
    return {"funder": "Home Office", "purpose": "Safer streets", "amount": "10000", "starts_on": "2020-04-01",
            "ends_on": "2021-03-31", "projects": [project]} | fields  # fmt: skip


def spent(period: Period, **fields) -> list[str]:
    return [words for _line, words in grant_rows(grant_spend([grant(**fields)], period))]


def test_what_a_grant_spent_in_the_quarter_is_its_record_and_never_a_guess():
    assert spent(Period.of_months(2020, 4, 3)) == ["£1,250.50"]
    assert spent(Period.of_months(2020, 7, 3)) == ["not recorded for July to September 2020"]
    assert spent(Period.of_months(2020, 10, 3)) == ["£0"]
    year = Period.financial_year(2020)
    assert spent(year) == ["not recorded for July to September 2020, January to March 2021"]
    assert spent(year, ends_on="2020-06-30") == ["£1,250.50"]
    assert spent(Period.of_months(2021, 4, 3)) == []
    assert spent(Period.of_months(2020, 1, 3)) == []
    assert spent(Period.of_months(2020, 4, 3), projects=[]) == ["not known: no project is listed"]
    assert spent(Period.of_months(2020, 4, 3), starts_on=None, ends_on=None) == ["£1,250.50"]
    assert spent(Period.of_months(2020, 5, 3)) == []  # spend is recorded by quarter


def test_the_page_shows_the_grants_of_the_quarter(plan):
    made = plan.grants.create(funder="Home Office", purpose="Safer streets", amount=100,
                              starts_on="2020-04-01", ends_on="2021-03-31")  # fmt: skip
    made.projects.create(name="Patrols", amount=50).spend.create(quarter=dt.date(2020, 7, 1), spent=Decimal("5.25"))
    made.projects.create(name="Posters")
    publish(plan, kind="final", note="Grants")
    publish_report(builders.explain(quarter(plan, 2)))
    text = words(Client().get("/anytown/scrutiny/quarter-2/"))
    assert "Grants: what was spent in Q2 2020/21 Grant Project Amount Spent in the period" in text
    assert (
        "Safer streets Home Office Patrols £50 £5.25 "
        "Safer streets Home Office Posters not stated not recorded for July to September 2020"
    ) in text


def funding(period: str, allocated: str) -> dict:
    return {"period": period, "allocated": allocated, "spent": None}


def test_money_of_another_period_is_counted_and_not_added():
    lines = [funding("2020/21", "10"), funding("2021/22", "5"), funding("", "1"), funding("each year", "2")]
    found = money(lines, Period.of_months(2020, 7, 3))
    assert (found["allocated"], found["spent"], found["other_periods"]) == ("13", None, 1)
    assert money(lines)["allocated"] == "18"


def test_what_is_due_in_the_next_period_counts_from_the_end_of_the_report(plan):
    action = plan.priorities.get().actions.get(title="Cameras")
    for letter, day in (("b", "2020-06-30"), ("c", "2020-07-01"), ("d", "2020-09-30"), ("e", "2020-10-01")):
        builders.milestone(action, letter, due_kind="date", due_on=day)
    publish(plan, kind="final", note="Milestones")
    following = next_period(report_document(quarter(plan, 1)))
    assert (following.name, [one["ref"] for one in following.steps]) == ("Q2 2020/21", ["1.1c", "1.1d"])
    publish_report(builders.explain(plan.reports.get()))
    text = words(Client().get("/anytown/scrutiny/quarter-1/"))
    assert (
        "Milestones and actions due in the next period, Q2 2020/21 1 July 2020: 1.1c A step; "
        "30 September 2020: 1.1d A step Milestones and actions due after that 1 October 2020: 1.1e A step"
    ) in text
    year = builders.report(plan, "year", period_start=dt.date(2020, 4, 1), period_end=dt.date(2021, 3, 31))
    assert next_period(report_document(year)) is None
