"""What changed between two texts: nothing in equal ones, every change in others, readable on the page."""

import copy
from typing import get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from plans.documents.compare import DERIVED, compare, corrections, label, redline
from plans.documents.document import plan_document
from plans.models import Plan
from plans.publishing.versions import publish
from plans.schemas.plan import PriorityDocument, Prose
from tests import builders
from tests.databases import taken_back

pytestmark = pytest.mark.django_db


def rich_content(rows: int = 2):
    plan = builders.rich_plan(rows)
    area = builders.area_set(plan.partnership, ["Anytown"], slug="place", kind="district").areas.get()
    crime = builders.indicator("crime-of-anytown")
    plan.targets.create(
        priority=plan.priorities.first(),
        area=area,
        indicator=crime,
        name="Less crime",
        kind="at most",
        value=100,
        as_printed="100",
    )
    source = builders.source(plan.partnership, plan=plan, published_at="2020-04-01T00:00Z")
    table = builders.table(source, columns=["2020/21", "2021/22"])
    for column, number in enumerate((4310, 4200)):
        builders.observation(source, crime, area, 2020 + column, number, table=table, column=column)
    return plan_document(Plan.objects.get(pk=plan.pk))


def leaves(value, path=()):
    """The path to every leaf of a document that is not made from another."""
    if isinstance(value, dict):
        for name, below in value.items():
            if name not in DERIVED:
                yield from leaves(below, (*path, name))
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from leaves(below, (*path, number))
    else:
        yield path


def changed(content, path):
    """The document with one leaf changed."""
    made = copy.deepcopy(content)
    *way, last = path
    owner = made
    for step in way:
        owner = owner[step]
    was = owner[last]
    owner[last] = not was if isinstance(was, bool) else was + 1 if isinstance(was, int) else f"{was or ''}7"
    return made


@pytest.fixture(scope="module")
def contents(demo_database, django_db_blocker):
    """The source plans and one with a row of everything, as documents."""
    with django_db_blocker.unblock(), taken_back(demo_database):
        return [*(plan_document(plan) for plan in Plan.objects.all()), rich_content()]


@pytest.mark.anywhere
def test_a_text_does_not_differ_from_itself(contents):
    for content in contents:
        assert compare(content, content) == []
        assert compare(content, copy.deepcopy(content)) == []


@pytest.mark.anywhere
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_change_of_one_leaf_is_reported(contents, data):
    content = data.draw(st.sampled_from(contents))
    path = data.draw(st.sampled_from(list(leaves(content))))
    other = changed(content, path)
    assert compare(content, other)
    assert compare(other, content)


@pytest.mark.anywhere
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_row_that_goes_or_comes_is_reported(contents, data):
    content = data.draw(st.sampled_from(contents))
    name = data.draw(st.sampled_from([name for name, rows in content.items() if isinstance(rows, list) and rows]))
    number = data.draw(st.integers(0, len(content[name]) - 1))
    other = copy.deepcopy(content)
    del other[name][number]
    assert compare(content, other)
    assert compare(other, content)


def test_a_figure_is_shown_as_old_and_new_and_listed_as_a_correction():
    old = rich_content()
    new = copy.deepcopy(old)
    new["tables"][0]["rows"][0]["cells"][1] |= {"text": "4201", "value": "4201"}
    new["priorities"][0]["targets"][0] |= {"as_printed": "90", "value": "90"}
    new["funding"][0]["allocated"] = "12"
    found = corrections(compare(old, new))
    assert [(one.place[-1], one.old, one.new) for one in found] == [
        ("Less crime", "100", "90"),
        ("Less crime", "100", "90"),
        ("Fund: Purpose 1", "10", "12"),
        ("2021/22", "4200", "4201"),
    ]


def test_rows_are_matched_by_their_reference_not_by_their_place():
    old = rich_content()
    new = copy.deepcopy(old)
    new["priorities"].reverse()
    new["priorities"][1]["title"] = "Less burglary"
    reworded, moved = compare(old, new)
    assert (reworded.kind, reworded.field, reworded.old, reworded.new) == (
        "changed", "title", "Priority 1", "Less burglary"
    )  # fmt: skip
    assert (moved.kind, moved.old) == ("moved", "Priority 1: Priority 1; Priority 2: Priority 2")
    assert moved.new == "Priority 2: Priority 2; Priority 1: Less burglary"


def test_a_row_that_was_renumbered_is_the_same_row():
    old = rich_content()
    new = copy.deepcopy(old)
    new["priorities"][0]["actions"][0] |= {"ref": "1.7", "former_refs": ["1.1"]}
    found = [(one.kind, one.field, one.old, one.new) for one in compare(old, new)]
    assert found == [("changed", "reference", "1.1", "1.7"), ("changed", "former refs", "", "1.1")]


def test_a_column_that_comes_in_between_does_not_shift_the_figures():
    old = rich_content()
    new = copy.deepcopy(old)
    table = new["tables"][0]
    table["columns"].insert(1, "Target")
    table["rows"][0]["cells"].insert(1, {"kind": "text", "text": "4000", "value": None, "state": "value", "figure": ""})
    assert [(one.kind, one.place[-1], one.old, one.new) for one in compare(old, new)] == [
        ("changed", "Table 1", "2020/21; 2021/22", "2020/21; Target; 2021/22"),
        ("added", "Target", "", "4000"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "New words", [("added", "New words")]),
        ("Old words", "", [("removed", "Old words")]),
        (
            "Less crime here",
            "Less burglary here",
            [("same", "Less"), ("removed", " crime"), ("added", " burglary"), ("same", " here")],
        ),
        ("One two", "One two", [("same", "One two")]),
    ],
)
def test_two_wordings_as_one_text(old, new, expected):
    assert [tuple(run) for run in redline(old, new)] == expected


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_a_redline_holds_both_wordings(old, new):
    runs = redline(old, new)
    assert "".join(run.words for run in runs if run.kind != "removed").split() == new.split()
    assert "".join(run.words for run in runs if run.kind != "added").split() == old.split()


def test_a_long_stretch_that_stays_is_cut_to_its_ends():
    old = " ".join(f"word{n}" for n in range(500))
    runs = redline(old, old.replace("word250", "other"))
    assert "word240 …" not in runs[0].words
    assert runs[0].words.startswith(" …") or runs[0].words.startswith("…")
    assert len(" ".join(run.words for run in runs).split()) < 40


def test_a_very_long_text_is_shown_at_once():
    runs = redline("word " * 300_000, "other " * 300_000)
    assert [run.kind for run in runs] == ["removed", "added"]


# The page


@pytest.fixture
def corrected():
    plan = builders.rich_plan(1)
    publish(plan, kind="final")
    plan.funding.update(allocated=12)
    plan.priorities.update(title="Less <b>burglary</b>")
    publish(plan, kind="final", note="The fund gave more.")
    plan.sections.update(body="Other words.", body_html="<p>Other words.</p>")
    publish(plan, kind="final", note="Background renewed.")
    return plan


HERE = "/anytown/plans/2020-2023/"


def test_the_page_says_what_changed_with_the_reason(client, corrected):
    page = client.get(f"{HERE}v2/changes/").content.decode()
    assert "What changed from version 1 to version 2" in page
    assert "2 wordings changed." in page
    assert "<del>10</del> → <ins>12</ins>" in page
    assert page.count("The fund gave more.") == 2
    assert "[removed:" in page
    assert "[added:" in page
    assert "<b>burglary</b>" not in page


def test_any_two_versions_are_compared_from_the_older_to_the_newer(client, corrected):
    for address in (f"{HERE}v3/changes/?with=1", f"{HERE}v1/changes/?with=3"):
        page = client.get(address).content.decode()
        assert "What changed from version 1 to version 3" in page
        assert "The fund gave more. Background renewed." in page
    assert "The two versions say the same." in client.get(f"{HERE}v2/changes/?with=2").content.decode()


@pytest.mark.parametrize("address", ["v2/changes/?with=9", "v2/changes/?with=x", "v9/changes/", "v2/changes/?with=-1"])
def test_a_version_that_is_not_there_is_said_with_those_there_are(client, corrected, address):
    answer = client.get(HERE + address)
    assert answer.status_code == 404
    assert "You may have meant" in answer.content.decode()


def test_the_first_version_has_nothing_before_it(client, corrected):
    assert "This is the first version of the plan" in client.get(f"{HERE}v1/changes/").content.decode()


def test_the_page_is_stored_and_found_from_the_plan(client, corrected, django_assert_num_queries):
    client.get(f"{HERE}v2/changes/")
    with django_assert_num_queries(1):
        client.get(f"{HERE}v2/changes/")
    assert f'href="{HERE}v3/changes/"' in client.get(HERE).content.decode()
    assert f'href="{HERE}v2/changes/"' in client.get("/anytown/plans/").content.decode()
    assert "changes/" not in client.get(f"{HERE}v1/").content.decode()


def test_every_narrative_field_of_a_priority_is_named_in_words():
    """Readers of a comparison see the question, never the key of the document."""
    narrative = [name for name, kind in get_type_hints(PriorityDocument).items() if kind is Prose]
    assert len(narrative) >= 5
    assert [name for name in narrative if label(name) == name.replace("_", " ")] == []
