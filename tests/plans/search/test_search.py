"""The search of the portal: what it finds, how it is spelt, and what it never finds."""

import re
from html import unescape

import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.extra.django import TestCase

from plans.models import Partnership, Plan, PlanVersion
from plans.publishing.versions import publish, withdraw
from plans.search.find import Results, excerpt, find
from plans.search.index import refresh
from plans.search.words import words_of
from tests import builders


def words(response) -> str:
    main = response.content.decode().split('id="main">', 1)[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def titles(text: str, **chosen) -> list[tuple[str, str]]:
    return [(row.kind, row.title) for row in searched(text, **chosen).rows]


def searched(text: str, **chosen) -> Results:
    state, _mark = refresh()
    return find(text, state, **chosen)


@pytest.fixture
def published(db) -> Plan:
    """A published plan of Anytown about burglary, with wards."""
    owner = builders.partnership()
    plan = builders.rich_plan(2, owner)
    plan.priorities.filter(ref="2").update(title="Reduce domestic burglary", why="Burglaries rose in the north.")
    builders.area_set(owner, ["Arbury", "Harbour"])
    publish(plan, kind="final")
    return plan


def test_what_is_published_is_found_by_its_words(published):
    assert titles("domestic burglary") == [("priority", "Reduce domestic burglary")]
    assert titles("Burglary in the North") == [("priority", "Reduce domestic burglary")]
    assert titles("arbury") == [("area", "Arbury")]
    assert titles("Safer Anytown")[0] == ("partnership", "Safer Anytown")
    assert ("plan", "Community Safety Plan (2020 to 2023)") in titles("community safety plan")
    assert ("action", "Action 2.1") in titles("action 2.1")


def test_a_draft_is_not_found_before_it_is_published(published):
    published.priorities.filter(ref="1").update(title="Stop vandalism")
    assert titles("vandalism") == []
    publish(published, kind="final", note="A new priority")
    assert titles("vandalism") == [("priority", "Stop vandalism")]


def test_a_withdrawn_plan_is_not_found(published):
    assert titles("burglary")
    withdraw(published, "Printed by mistake")
    assert titles("burglary") == []


def test_a_name_is_found_although_it_is_misspelt(published):
    refresh()
    results = searched("Arburry ward")
    assert (results.corrected, [row.title for row in results.rows]) == ("arbury ward", ["Arbury"])
    assert searched("Anytwon").corrected == "anytown"


def test_without_an_entry_that_has_every_word_those_with_some_are_shown(published):
    refresh()
    results = searched("burglary helicopter")
    assert (results.some, [row.title for row in results.rows]) == (True, ["Reduce domestic burglary"])
    assert searched("helicopter").total == 0


def test_results_of_one_kind_or_of_one_partnership(published):
    other = builders.partnership("otherton")
    builders.area_set(other, ["Arbury"], slug="other-wards")
    assert titles("arbury", partnership="otherton") == [("area", "Arbury")]
    assert len(titles("arbury")) == 2
    assert titles("arbury", kind="priority") == []


def test_a_choice_leaves_others_out_and_keeps_the_order_and_the_pages(published):
    other = builders.partnership("otherton")
    builders.area_set(other, [f"Safer-Mill-{number}" for number in range(19)], slug="mills")
    every = [row for page in (1, 2) for row in searched("safer", page=page).rows]
    assert len(every) == searched("safer").total > 20
    for kind, slug in (("area", ""), ("", "otherton"), ("partnership", "otherton")):
        left = [row for row in every if kind in ("", row.kind) and slug in ("", row.slug)]
        found = searched("safer", kind=kind, partnership=slug)
        assert (found.total, list(found.rows)) == (len(left), left[:20])
        assert left


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("burglary", "1 result for “burglary”. Reduce domestic burglary Priority Safer Anytown"),
        ("Arburry", "Nothing was found for “Arburry”. 1 result for “arbury”."),
        ("burglary helicopter", "No page has all the words “burglary helicopter”. 1 result with some of them."),
        (
            "helicopter",
            "Nothing published here has the words “helicopter”. Try fewer or other words, or a whole postcode.",
        ),
        ("x" * 101, "Enter at most 100 characters: a few words, a place or a postcode."),
        ('"*) OR NEAR(', 'Nothing published here has the words “"*) OR NEAR(”.'),
    ],
)
def test_the_page_says_what_was_found(published, client, typed, said):
    assert said in words(client.get("/search/", {"q": typed}))


def test_an_empty_search_asks_for_words(published, client):
    response = client.get("/search/")
    assert response.status_code == 200
    assert "Postcode, place or words" in words(response)


def test_a_postcode_leads_to_its_area(db, client):
    response = client.get("/search/", {"q": "pe1 1ab"})
    assert (response.status_code, response["Location"]) == (302, "/my-area/?q=pe1+1ab")


def test_more_than_twenty_results_stand_on_pages(db, client):
    builders.area_set(builders.partnership(), [f"Mill-{number}" for number in range(23)])
    first, second = (words(client.get("/search/", {"q": "mill", "page": page})) for page in ("1", "2"))
    assert "23 results for “mill”" in first
    assert (first.count("Area"), second.count("Area")) == (20 + 1, 3 + 1)  # and the choice of kinds


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("typed", ["burglary", "Arburry ward", "helicopter", "Chaper"])
def test_a_search_takes_at_most_four_queries(db, client, django_assert_max_num_queries, count, typed):
    for number in range(count):
        publish(builders.rich_plan(2, builders.partnership(f"town-{number}")), kind="final")
    client.get("/search/", {"q": "first"})
    with django_assert_max_num_queries(4):
        client.get("/search/", {"q": typed})


def test_a_reader_who_has_the_page_is_told_so(published, client):
    first = client.get("/search/", {"q": "burglary"})
    again = client.get("/search/", {"q": "burglary"}, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    publish(published, kind="consultation", note="Once more")
    assert client.get("/search/", {"q": "burglary"}, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_words_that_say_nothing_are_left_out_unless_there_is_no_other():
    assert words_of("Is burglary going down where I live?") == ["burglary"]
    assert words_of("What is it?") == ["what", "is", "it"]
    assert words_of("Domestic-abuse, women’s") == ["domestic", "abuse", "womens"]


@given(st.text("abcéx <>&·", max_size=300), st.lists(st.text("abcéx", min_size=1, max_size=9), min_size=1, max_size=4))
def test_an_excerpt_is_part_of_the_text_and_never_markup_of_its_own(text, looked_for):
    shown = str(excerpt(text, looked_for))
    unmarked = shown.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in unmarked
    assert unescape(unmarked).removeprefix("… ").removesuffix("…") in text


class AnyText(TestCase):
    @settings(max_examples=60)
    @given(st.text(max_size=80))
    def test_whatever_is_typed_is_answered(self, text):
        """Also what means something to the search of a database."""
        assert searched(text.replace("\x00", "")).total == 0


@pytest.mark.parametrize("name", ["q", "in", "kind", "page"])
def test_a_character_that_postgresql_does_not_hold_finds_nothing_or_is_left_out(published, client, name):
    assert client.get("/search/", {"q": "burglary", name: "\x00"}).status_code == 200


def test_searching_stores_nothing_of_the_search(published, client):
    client.get("/search/", {"q": "burglary"})
    before = PlanVersion.objects.count(), Partnership.objects.get(slug="anytown").public_revision
    client.get("/search/", {"q": "something private"})
    assert (PlanVersion.objects.count(), Partnership.objects.get(slug="anytown").public_revision) == before
