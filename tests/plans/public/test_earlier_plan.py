"""Two plans of a partnership side by side: what goes on, what is new, what was dropped, and which cover one time."""

import datetime as dt

import pytest

from plans.documents.succession import successions
from plans.editing.outline import DROP, Choice, RowFate
from plans.models import Plan
from plans.publishing.versions import publish
from plans.rollforward import copying
from tests import builders

pytestmark = pytest.mark.django_db
PAGE = "/anytown/plans/2021-2024/compared-with/2020-2023/"


@pytest.fixture
def old():
    """A plan with three priorities: of the first two, each has two actions."""
    plan = builders.plan()
    for ref, title in (("1", "Burglary"), ("2", "Violence"), ("3", "Litter")):
        priority = builders.priority(plan, ref, title=title)
        for number in (1, 2) if ref != "3" else ():
            builders.action(priority, number, title=f"{title} step {number}")
    publish(plan, kind="final")
    return plan


def rolled(old, changes=None, **choices):
    """The next plan, published, with these fates of its rows."""
    named = {("priorities", old.priorities.get(ref=ref).pk): choice for ref, choice in choices.items()}
    period = {"period_start": dt.date(2021, 4, 1), "period_end": dt.date(2024, 3, 31)}
    new, _report = copying.roll_forward(
        old, **period, slug="2021-2024", title="Next plan", choices=changes or named, by=None
    )
    return new


def fates(old, new) -> list[tuple[str, str, str, str]]:
    contents = [Plan.objects.get(pk=plan.pk).versions.first().content for plan in (old, new)]
    return [(row.kind, row.fate, row.old, row.new) for row in successions(*contents, rolled=True)]


def test_every_priority_and_action_is_named_once_with_what_became_of_it(old):
    dropped = ("priorities", old.priorities.get(ref="3").pk)
    step = ("actions", old.priorities.get(ref="1").actions.get(ref="1.1").pk)
    new = rolled(old, {dropped: DROP, step: DROP})
    new.priorities.filter(ref="2").update(why="It rose.")
    added = builders.priority(new, "3", title="Hate crime")
    builders.action(added, 1, title="Listen")
    publish(new, kind="final")
    assert fates(old, new) == [
        ("priorities", "kept", "1 Burglary", "1 Burglary"),
        ("actions", "kept", "1.2 Burglary step 2", "1.1 Burglary step 2"),
        ("priorities", "changed", "2 Violence", "2 Violence"),
        ("actions", "kept", "2.1 Violence step 1", "2.1 Violence step 1"),
        ("actions", "kept", "2.2 Violence step 2", "2.2 Violence step 2"),
        ("priorities", "new", "", "3 Hate crime"),
        ("actions", "new", "", "3.1 Listen"),
        ("priorities", "dropped", "3 Litter", ""),
        ("actions", "dropped", "1.1 Burglary step 1", ""),
    ]


def test_merged_priorities_are_both_named_as_merged(old):
    into = old.priorities.get(ref="1").pk
    new = rolled(old, {("priorities", old.priorities.get(ref="2").pk): Choice(RowFate.MERGE, into)})
    publish(new, kind="final")
    assert [row for row in fates(old, new) if row[0] == "priorities"] == [
        ("priorities", "merged", "1 Burglary", "1 Burglary"),
        ("priorities", "merged", "2 Violence", "1 Burglary"),
        ("priorities", "kept", "3 Litter", "2 Litter"),
    ]


def test_an_action_merged_into_one_of_another_priority_and_a_completed_one_are_named_so(old, client):
    one, other = old.priorities.get(ref="1").actions.get(ref="1.1"), old.priorities.get(ref="2").actions.get(ref="2.1")
    old.priorities.get(ref="1").actions.filter(ref="1.2").update(
        status="complete", status_on="2021-01-01", completed_on="2021-01-01"
    )
    publish(old, kind="final", note="What was done")
    done = ("actions", old.priorities.get(ref="1").actions.get(ref="1.2").pk)
    new = rolled(old, {("actions", one.pk): Choice(RowFate.MERGE, other.pk), done: Choice(RowFate.COMPLETE)})
    publish(new, kind="final")
    assert [row for row in fates(old, new) if row[0] == "actions"] == [
        ("actions", "merged", "2.1 Violence step 1", "2.1 Violence step 1"),
        ("actions", "merged", "1.1 Burglary step 1", "2.1 Violence step 1"),
        ("actions", "kept", "2.2 Violence step 2", "2.2 Violence step 2"),
        ("actions", "completed", "1.2 Burglary step 2", ""),
    ]
    page = client.get(PAGE).text
    assert "Actions: 2 merged with others, 1 kept as it was, 1 completed." in page


def test_readers_see_the_table_and_the_changed_words_as_a_redline(client, old):
    new = rolled(old)
    new.priorities.filter(ref="2").update(title="Violence at night")
    publish(new, kind="final")
    html = client.get(PAGE).content.decode()
    assert "Priorities: 2 kept as they were, 1 kept and changed. Actions: 4 kept as they were." in html
    assert "<ins>" in html
    assert "at night" in html
    plan_page = client.get("/anytown/plans/2021-2024/").content.decode()
    assert PAGE in plan_page
    assert "compared-with" not in client.get("/anytown/plans/2020-2023/").content.decode()


def test_plans_that_cover_the_same_time_name_each_other(client, old):
    assert "covers part of the same time" not in client.get("/anytown/plans/2020-2023/").content.decode()
    publish(rolled(old), kind="final")
    for slug, other in (("2020-2023", "Next plan"), ("2021-2024", "Community Safety Plan")):
        html = client.get(f"/anytown/plans/{slug}/").content.decode()
        assert html.count("covers part of the same time") == 1
        assert f">{other}</a>" in html.partition("covers part of the same time")[2][:200]


def test_a_draft_is_never_compared_or_named(client, old):
    new = rolled(old)
    assert client.get(PAGE).status_code == 404
    assert client.get("/anytown/plans/2020-2023/compared-with/2021-2024/").status_code == 404
    assert new.title not in client.get("/anytown/plans/2020-2023/").content.decode()


def test_plans_that_were_not_rolled_are_matched_by_titles_that_are_alike(old):
    new = builders.plan(old.partnership, "2023-2026", period_start=dt.date(2023, 4, 1), period_end=dt.date(2026, 3, 31))
    builders.priority(new, "1", title="Drugs")
    builders.priority(new, "2", title="violence")
    publish(new, kind="final")
    contents = [plan.versions.first().content for plan in (old, new)]
    found = [(row.fate, row.old, row.new) for row in successions(*contents, rolled=False) if row.kind == "priorities"]
    assert found == [
        ("new", "", "1 Drugs"),
        ("changed", "2 Violence", "2 violence"),
        ("dropped", "1 Burglary", ""),
        ("dropped", "3 Litter", ""),
    ]


def test_a_due_date_inside_the_next_period_stays(old):
    inside, outside = (old.priorities.get(ref="1").actions.get(ref=ref) for ref in ("1.1", "1.2"))
    for action, day in ((inside, dt.date(2022, 3, 31)), (outside, dt.date(2021, 3, 31))):
        action.due_kind, action.due_on, action.due_as_printed = "date", day, f"{day:%B %Y}"
        action.save()
    new = rolled(old)
    due = {action.ref: (action.due_on, action.due_as_printed) for action in new.priorities.get(ref="1").actions.all()}
    assert due == {"1.1": (dt.date(2022, 3, 31), "March 2022"), "1.2": (None, "")}
    assert new.rolled_report["due_cleared"] == [{"ref": "1.2", "name": "Burglary step 2", "was": "March 2021"}]
