"""New numbers: everything that names a row follows, and text only where somebody confirmed it."""

import re
from html import unescape

import pytest
from hypothesis import given, strategies as st

from plans.documents.mentions import mentions, replaced
from plans.editing import renumbering
from plans.editing.outline import ImpossibleOutline
from plans.editing.save import NotEditable
from plans.models import Change, EditConflict, VersionKind
from plans.publishing.versions import publish
from tests import builders

SWAP = {"actions": {"1.1": "1.2", "1.2": "1.1"}}
HERE = "/desk/anytown/plans/2020-2023/renumber/"


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("See action 1.1.", "See action 1.2."),
        ("see also Actions 1.1, 1.2 and 1.10", "see also Actions 1.2, 1.1 and 1.10"),
        ("action 1.1a and action 1.10", "action 1.1a and action 1.10"),
        ("at 1.1 per cent", "at 1.1 per cent"),
        ("priority 1.1", "priority 1.1"),
        ("reaction 1.1", "reaction 1.1"),
        ("Action 1.1–1.2", "Action 1.2–1.1"),
    ],
)
def test_numbers_are_replaced_where_they_name_something(text, then):
    assert replaced(text, SWAP) == then


def test_a_milestone_is_named_as_an_action_too():
    renamed = {"milestones": {"1.1a": "1.1b"}, "priorities": {"2": "3"}}
    text = "action 1.1a, milestone 1.1a, priorities 1 and 2"
    assert mentions(text, renamed) == [
        ("action 1.1a", "action 1.1b"),
        ("milestone 1.1a", "milestone 1.1b"),
        ("priorities 1 and 2", "priorities 1 and 3"),
    ]


@given(st.text(max_size=200) | st.from_regex(r"(actions? 1\.[12]( and 1\.[12])?[ ,.]){1,5}", fullmatch=True))
def test_swapping_twice_gives_the_text_back(text):
    assert replaced(replaced(text, SWAP), SWAP) == text


@pytest.fixture
def plan(db):
    made = builders.plan()
    one, two = builders.priority(made, "1"), builders.priority(made, "2")
    first, second = builders.action(one, 1, title="Patrols"), builders.action(one, 2, title="Locks")
    builders.milestone(first)
    builders.action(two, 1, title="Lights").see_also.add(first)
    made.sections.create(heading="Why", slug="why", body="See action 1.1 and, for cars, action 1.2.")
    made.sections.create(heading="Cost", slug="cost", body="It rose by 1.1 per cent.", position=1)
    made.funding.create(fund="Fund", purpose="Purpose", allocated=10, priority=one, note="For actions 1.1 and 1.2")
    second.note = "Follows action 2.1"
    second.save()
    return made


@pytest.fixture
def officer(plan):
    return builders.person("officer", plan.partnership, "officer")


def refs(plan) -> list[str]:
    return [row.ref for row in renumbering.every(renumbering.numbered(plan))]


def keys(plan) -> dict[str, tuple]:
    return {row.ref: row.key for row in renumbering.every(renumbering.numbered(plan))}


def renumber(plan, wanted, confirmed=None, by=None, seen=None):
    rows = renumbering.numbered(plan)
    by_key = {keys(plan)[ref]: new for ref, new in wanted.items()}
    if confirmed is None:
        names = renumbering.renamed(rows, renumbering.changed(rows, by_key))
        confirmed = {mention.key for mention in renumbering.mentioned(plan, names)}
    return renumbering.renumber(plan, by_key, seen=seen or renumbering.stamp(rows), confirmed=confirmed, by=by)


def test_two_actions_change_places_with_everything_that_names_them(plan, officer):
    first = plan.priorities.get(ref="1").actions.get(ref="1.1")
    assert renumber(plan, {"1.1": "1.2", "1.2": "1.1"}, by=officer) == 2
    first.refresh_from_db()
    assert first.ref == "1.2"
    assert plan.sections.get(slug="why").body == "See action 1.2 and, for cars, action 1.1."
    assert "action 1.2 and" in plan.sections.get(slug="why").body_html
    assert plan.sections.get(slug="cost").body == "It rose by 1.1 per cent."
    assert plan.funding.get().note == "For actions 1.2 and 1.1"
    pointing = plan.priorities.get(ref="2").actions.get()
    assert [action.ref for action in pointing.see_also.all()] == ["1.2"]
    assert first.former_refs == []  # no reader has seen the old number
    assert sorted(Change.objects.values_list("row_kind", "field", "old", "new", "by__username")) == [
        ("actions", "ref", "1.1", "1.2", "officer"),
        ("actions", "ref", "1.2", "1.1", "officer"),
        ("funding", "note", "For actions 1.1 and 1.2", "For actions 1.2 and 1.1", "officer"),
        (
            "sections",
            "body",
            "See action 1.1 and, for cars, action 1.2.",
            "See action 1.2 and, for cars, action 1.1.",
            "officer",
        ),
    ]


def test_what_is_not_confirmed_stays(plan):
    renumber(plan, {"1.1": "1.3"}, confirmed=set())
    assert plan.sections.get(slug="why").body == "See action 1.1 and, for cars, action 1.2."
    assert refs(plan) == ["1", "1.3", "1.1a", "1.2", "2", "2.1"]


def test_a_number_that_readers_know_is_kept_as_a_former_one(plan):
    publish(plan, kind=VersionKind.CONSULTATION)
    plan.state = "draft"
    plan.save()
    renumber(plan, {"1": "3", "1.1": "3.1"})
    renumber(plan, {"3.1": "3.9"})
    renumber(plan, {"3": "1"})
    priority = plan.priorities.get(ref="1")
    assert priority.former_refs == ["3"]
    assert priority.actions.get(ref="3.9").former_refs == ["1.1", "3.1"]


def test_the_whole_plan_in_order(plan):
    wanted = renumbering.in_order(renumbering.numbered(plan))
    assert list(wanted.values()) == ["1", "1.1", "1.1a", "1.2", "2", "2.1"]
    one, two = plan.priorities.all()
    one.position, two.position = 5, 4
    one.save(), two.save()
    rows = renumbering.numbered(plan)
    renumbering.renumber(plan, renumbering.in_order(rows), seen=renumbering.stamp(rows), confirmed=set(), by=None)
    two.refresh_from_db()
    assert two.ref == "1"
    assert refs(plan) == ["1", "1.1", "2", "2.1", "2.1a", "2.2"]


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (
            {"1.2": "1.1"},
            "The reference 1.1 would appear twice among the actions: “Patrols” and “Locks”.",
        ),
        (
            {"1.2": "2.1"},
            "The reference 2.1 would appear twice among the actions: “Locks” and “Lights”.",
        ),
        ({"2": "1"}, "The reference 1 would appear twice among the priorities: “Priority 1” and “Priority 2”."),
        ({"2": ""}, "“” cannot be a reference: write letters and digits, such as 1, 1.10 or 1.3a."),
        ({"2": "a b"}, "“a b” cannot be a reference: write letters and digits, such as 1, 1.10 or 1.3a."),
        ({"1.2": "1" * 21}, "“11111111111111111111…” is too long for a reference: at most 20 characters."),
    ],
)
def test_what_cannot_be_a_number_is_said_and_nothing_is_stored(plan, wanted, sentence):
    before = refs(plan)
    with pytest.raises(ImpossibleOutline) as refused:
        renumber(plan, wanted)
    assert [said for _key, said in refused.value.problems] == [sentence]
    assert refs(plan) == before


def test_what_changed_meanwhile_is_not_overwritten(plan):
    stale = renumbering.stamp(renumbering.numbered(plan))
    rows = renumbering.numbered(plan)
    names = renumbering.renamed(rows, renumbering.changed(rows, {keys(plan)["1.1"]: "1.3"}))
    found = {mention.key for mention in renumbering.mentioned(plan, names)}
    plan.sections.filter(slug="why").update(row_version=2, body="See action 1.1 twice.")
    with pytest.raises(EditConflict, match="changed a text"):
        renumber(plan, {"1.1": "1.3"}, confirmed=found)
    renumber(plan, {"1.2": "1.4"}, confirmed=set())
    with pytest.raises(EditConflict, match="changed the numbers"):
        renumber(plan, {"1.1": "1.3"}, seen=stale)
    assert refs(plan) == ["1", "1.1", "1.1a", "1.4", "2", "2.1"]


def test_a_plan_that_stands_still_is_not_renumbered(plan):
    plan.state = "approval"
    plan.save()
    with pytest.raises(NotEditable):
        renumber(plan, {"1.1": "1.3"})
    assert "1.3" not in refs(plan)


def test_an_officer_swaps_two_numbers_and_confirms_the_texts(client, plan, officer):
    client.force_login(officer)
    assert "renumber/?row=actions-" in client.get(f"{HERE[:-9]}rows/actions/{keys(plan)['1.1'][1]}/").content.decode()
    page = client.get(HERE).content.decode()
    sent = dict(re.findall(r'name="((?:priorities|actions|milestones)-\d+)" value="([^"]*)"', page))
    first, second = (f"actions-{keys(plan)[ref][1]}" for ref in ("1.1", "1.2"))
    page = unescape(client.post(HERE, sent | {first: "1.2", second: "1.1"}).content.decode())
    assert "2 texts mention numbers that change." in page
    assert "“action 1.1” → “action 1.2”; “action 1.2” → “action 1.1”" in page
    assert refs(plan) == ["1", "1.1", "1.1a", "1.2", "2", "2.1"]
    sent = dict(re.findall(r'type="hidden" name="(\S+)" value="([^"]*)"', page))
    sent |= {"confirmed": re.findall(r'name="confirmed" value="([^"]*)"', page)[:1], "store": "yes"}
    assert client.post(HERE, sent).status_code == 302
    assert plan.priorities.get(ref="1").actions.get(title="Patrols").ref == "1.2"
    assert [plan.sections.get(slug="why").body, plan.funding.get().note] == [
        "See action 1.2 and, for cars, action 1.1.",
        "For actions 1.1 and 1.2",
    ]


def test_one_row_alone_is_renumbered(client, plan, officer):
    client.force_login(officer)
    one = f"actions-{keys(plan)['1.1'][1]}"
    page = client.get(f"{HERE}?row={one}").content.decode()
    assert re.findall(r'name="((?:priorities|actions|milestones)-\d+)"', page) == [one]
    answer = client.post(f"{HERE}?row={one}", {one: "1.2"}).content.decode()
    assert "Nothing was saved" in answer
    assert "would appear twice" in answer


def test_see_also_does_not_lead_back(client, plan, officer):
    client.force_login(officer)
    first = plan.priorities.get(ref="1").actions.get(ref="1.1")
    pointing = plan.priorities.get(ref="2").actions.get()
    page = f"/desk/anytown/plans/2020-2023/rows/actions/{first.pk}/"
    sent = {"title": "Changed", "due_kind": "none", "row_version": "1"}
    answer = client.post(page, sent | {"see_also": [first.pk]}).content.decode()
    assert f"Select a valid choice. {first.pk} is not one of" in answer  # a row is not offered to itself
    answer = client.post(page, sent | {"see_also": [pointing.pk]}).content.decode()
    assert "“See also” would lead in a circle: action 2.1 leads back to 1.1. One direction is enough." in answer
    first.refresh_from_db()
    assert (first.title, first.see_also.count()) == ("Patrols", 0)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_one_row_and_for_three(client, db, rows, django_assert_num_queries):
    plan = builders.rich_plan(rows)
    client.force_login(builders.person("officer", plan.partnership, "officer"))
    with django_assert_num_queries(10):
        client.get(HERE)
