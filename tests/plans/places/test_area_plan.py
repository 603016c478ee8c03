"""Where a plan names an area: sentences found and sentences left alone."""

import datetime as dt
import time

import pytest
from hypothesis import given, strategies as st

from performance.figures.relations import relations_latest_and_breaks
from plans.documents.document import plan_document
from plans.documents.published_documents import PublishedDocuments
from plans.places.area_plan import LONGEST, AreaInPlans, named_in, parts_of, sentence_naming
from plans.publishing.versions import publish
from plans.scrutiny.document import publish_register
from tests import builders


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("We act. Patrols in Barnack. More follows.", "Barnack", "Patrols in Barnack."),
        ("Barnack ward has lights", "Barnack", "Barnack ward has lights"),
        ("The Barnack estate", "Barnack", "The Barnack estate"),
        ("Barnacks are birds", "Barnack", ""),
        ("The north of the city", "North", ""),
        ("Patrols in North Yorkshire", "North", ""),
        ("Go North", "North", ""),
        ("Central and North wards.", "North", "Central and North wards."),
        ("Central and North wards.", "Central", "Central and North wards."),
        ("Dogsthorpe, East and Park wards.", "Park", "Dogsthorpe, East and Park wards."),
        ("Bretton North, Bretton South, West and Ravensthorpe wards.", "North", ""),
        ("Bretton North, Bretton South, West and Ravensthorpe wards.", "West", "whole"),
        ("Stanground Central, Stanground East, and Fletton and Woodston wards.", "Central", ""),
        ("Hayward House, Bretton Centre", "Bretton", ""),
        ("A concert in Central Park", "Park", ""),
        ("Market, Orton with Hampton and Park wards.", "Market", "whole"),
        ("The market in the city has many wards.", "Market", ""),
        ("Market and the other places of the wards.", "Market", ""),
        ("Park Wards", "Park", "whole"),
        ("A concert in Central Park", "Central", ""),
    ],
)
def test_names_are_found_where_the_ward_is_meant(text, name, found):
    assert sentence_naming(text, [name]) == (text if found == "whole" else found)


@given(st.text(max_size=400), st.text(min_size=1, max_size=20))
def test_no_text_breaks_the_search_and_what_is_found_names_the_area(text, name):
    found = sentence_naming(text, [name])
    assert len(found) <= LONGEST + 4
    assert found == "" or " ".join(name.split()) == "" or name in " ".join(text.split())


@pytest.mark.parametrize("word", ["Aa", "aa", "A", ",", "and ", " Market", " and Market,"])
def test_a_long_text_is_searched_in_a_moment(word):
    started = time.monotonic()
    assert sentence_naming("Market " + word * 2000, ["Market"]) == ""
    assert time.monotonic() - started < 5


def test_a_long_sentence_is_cut_around_the_name():
    found = sentence_naming("word " * 100 + "Barnack " + "word " * 100, ["Barnack"])
    assert "Barnack" in found
    assert found.startswith("… ")
    assert found.endswith(" …")


def test_actions_and_priorities_that_name_an_area_are_listed_with_their_place(db):
    plan = builders.plan()
    builders.priority(plan, "1", why="Barnack has most.")
    two = builders.priority(plan, "2")
    builders.action(two, 1, title="Lights everywhere")
    builders.milestone(builders.action(two, 2), text="Lights in Barnack")
    wards = builders.area_set(plan.partnership, ["Barnack"])
    builders.priority(plan, "3").targets.create(plan=plan, name="Fewer thefts", kind="words", area=wards.areas.get())
    found = named_in(parts_of(plan_document(plan), "/p/"), ["Barnack"], "anytown-barnack")
    assert [(row.ref, row.href, row.words) for row in found] == [
        ("1", "/p/priorities/1/", "Barnack has most."),
        ("2.2", "/p/priorities/2/#action-2.2", "Lights in Barnack"),
        ("3", "/p/priorities/3/", "Fewer thefts"),
    ]


def test_the_plan_in_force_is_shown_else_the_latest(db):
    owner = builders.partnership()
    contents = [
        plan_document(builders.plan(owner, slug, period_start=dt.date(y, 4, 1), period_end=dt.date(y + 1, 3, 31)))
        for slug, y in [("b", 2022), ("a", 2020)]
    ]
    on = [
        AreaInPlans("x", "x", [], PublishedDocuments(contents, None), dt.date(*day))
        for day in [(2020, 5, 1), (2024, 1, 1)]
    ]
    assert [(one.plan["plan"]["slug"], one.is_over) for one in on] == [("a", False), ("b", True)]
    assert AreaInPlans("x", "x", [], PublishedDocuments([], None), dt.date(2020, 1, 1)).plan is None


def test_only_the_newest_published_texts_are_read_in_one_query(db, django_assert_num_queries):
    owner = builders.partnership()
    plan = builders.rich_plan(1, owner)
    builders.rich_plan(1, owner, slug="draft")
    publish(plan, kind="final")
    plan.title = "Newer"
    plan.save()
    publish(plan, kind="final", note="A title")
    builders.recommendation(owner)
    publish_register(owner)
    with django_assert_num_queries(1):
        _links, found, _breaks = relations_latest_and_breaks(owner)
    assert [content["plan"]["title"] for content in found.plans] == ["Newer"]
    assert [one["ref"] for one in found.register["recommendations"]] == ["1"]
    assert relations_latest_and_breaks(builders.partnership("elsewhere"))[1] == ([], None)
