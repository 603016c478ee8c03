"""Helplines and the way out on every page that is marked as being about abuse, and on no other."""

import datetime as dt

import pytest

from plans import help as helping
from plans.help import HelpTopic, helplines, known
from plans.publishing import publish
from tests import builders
from tests.performance.test_pages import words

NATIONAL, WELSH, RAPE = "0808 2000 247", "0808 80 10 800", "0808 500 2222"


@pytest.mark.parametrize(
    ("topics", "nation", "shown", "missing"),
    [
        (["domestic abuse"], "england", {NATIONAL}, {WELSH, RAPE}),
        (["domestic abuse"], "wales", {WELSH}, {NATIONAL, RAPE}),
        (["sexual violence"], "england", {RAPE}, {NATIONAL, WELSH}),
        (["domestic abuse", "sexual violence"], "wales", {WELSH, RAPE}, {NATIONAL}),
        ([], "england", set(), {NATIONAL, WELSH, RAPE}),
    ],
)
def test_lines_are_those_of_the_topic_and_the_nation(topics, nation, shown, missing):
    numbers = {line["telephone"] for line in helplines(topics, nation)}
    assert shown <= numbers
    assert not missing & numbers


def test_the_file_says_what_it_must_and_every_topic_has_help_in_both_nations():
    assert isinstance(known()["review_by"], dt.date)
    for line in known()["helplines"]:
        assert set(line["topics"]) <= set(HelpTopic.values)
        assert line["web"].startswith("https://")
        assert line["telephone"].replace(" ", "").isdigit()
    for topic in HelpTopic.values:
        assert helplines([topic], "england")
        assert helplines([topic], "wales")


def test_marked_pages_show_help_and_others_do_not(db, client):
    plan = builders.plan()
    builders.priority(plan, "1", why="Because.", help_topics=["domestic abuse"])
    builders.priority(plan, "2", why="Domestic abuse is named here, but the page is not about it.")
    publish(plan, kind="final")
    address = "/anytown/plans/2020-2023/"
    for path in (address, f"{address}v1/", f"{address}priorities/1/"):
        response = client.get(path)
        assert NATIONAL in words(response)
        assert "data-exit" in response.content.decode()
    other = client.get(f"{address}priorities/2/")
    assert NATIONAL not in words(other)
    assert "data-exit" not in other.content.decode()


def test_a_marked_indicator_shows_help(db, client):
    owner = builders.partnership(jurisdiction="wales")
    source = builders.source(owner, published_at=builders.at(2021, 1, 1))
    marked = builders.indicator("repeat-victims", help_topics=["domestic abuse"])
    builders.observation(source, marked, builders.area_set(owner, ["Town"]).areas.get(), 2020, 4)
    response = client.get("/anytown/performance/repeat-victims/")
    assert WELSH in words(response)
    assert "data-exit" in response.content.decode()


@pytest.mark.parametrize(("day", "said"), [(dt.date(2027, 5, 31), []), (dt.date(2027, 6, 1), ["31 May 2027"])])
def test_the_desk_says_when_the_helplines_are_to_be_reviewed(db, monkeypatch, day, said):
    monkeypatch.setattr(helping, "known", lambda: {"review_by": dt.date(2027, 5, 31), "helplines": []})
    owner = builders.partnership()
    for role, expected in (("administrator", said), ("lead", [])):
        user = builders.person(role, owner, role)
        memberships = list(user.memberships.select_related("partnership"))
        lines = list(helping.overdue(user, memberships, day))
        assert [part for line in lines for part in ("31 May 2027",) if part in line.sentence] == expected
