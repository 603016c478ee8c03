"""Helplines on every page about their topics; the way out on pages chiefly about abuse, and on no other."""

import datetime as dt

import pytest

from plans.desk import plan_tasks
from plans.public import help as helping
from plans.public.help import HelpTopic, helplines, known, lines_for, topics_on
from plans.publishing.versions import publish
from tests import builders
from tests.performance.indicators.test_pages import words

NATIONAL, WELSH, RAPE = "0808 2000 247", "0808 80 10 800", "0808 500 2222"
VICTIMS, TELL, HATE = "08 08 16 89 111", "0800 555 111", "0800 138 1625"


@pytest.mark.parametrize(
    ("topics", "nation", "shown", "missing"),
    [
        (["domestic abuse"], "england", {NATIONAL}, {WELSH, RAPE}),
        (["domestic abuse"], "wales", {WELSH}, {NATIONAL, RAPE}),
        (["sexual violence"], "england", {RAPE}, {NATIONAL, WELSH}),
        (["domestic abuse", "sexual violence"], "wales", {WELSH, RAPE}, {NATIONAL}),
        (["hate crime"], "england", {VICTIMS, HATE}, {NATIONAL, WELSH, RAPE, TELL}),
        (["victims of crime"], "wales", {VICTIMS, TELL}, {NATIONAL, WELSH, RAPE, HATE}),
        ([], "england", set(), {NATIONAL, WELSH, RAPE, VICTIMS, TELL, HATE}),
    ],
)
def test_lines_are_those_of_the_topic_and_the_nation(topics, nation, shown, missing):
    numbers = {line.get("telephone") for line in helplines(topics, nation)}
    assert shown <= numbers
    assert not missing & numbers


def test_the_file_says_what_it_must_and_every_topic_has_help_in_both_nations():
    for line in known()["helplines"]:
        assert line["checked_on"] < known()["review_by"]
        assert set(line["topics"]) <= set(HelpTopic.values)
        assert line["web"].startswith("https://")
        assert line["checked_against"].startswith("https://")
        assert line.get("telephone", "0").replace(" ", "").isdigit()
    assert [line["name"] for line in known()["helplines"] if "telephone" not in line] == ["True Vision"]
    for topic in HelpTopic.values:
        assert helplines([topic], "england")
        assert helplines([topic], "wales")


def test_marked_pages_show_help_and_others_do_not(db, client):
    plan = builders.plan()
    builders.priority(plan, "1", why="Because.", help_topics=["domestic abuse"])
    builders.priority(plan, "2", why="Domestic abuse is named here, but the page is not about it.")
    publish(plan, kind="final")
    address = "/anytown/plans/2020-2023/"
    for path, way_out in ((address, False), (f"{address}v1/", False), (f"{address}priorities/1/", True)):
        response = client.get(path)
        assert NATIONAL in words(response)
        assert ("data-exit" in response.content.decode()) == way_out
    other = client.get(f"{address}priorities/2/")
    assert NATIONAL not in words(other)
    assert "data-exit" not in other.content.decode()


@pytest.mark.parametrize(
    ("page", "topics"),
    [
        ("<h1>Domestic violence</h1>", ["domestic abuse"]),
        ("<h2 id='a'>Repeat <b>domestic</b>\n abuse</h2>", ["domestic abuse"]),
        ("<table><caption>Rape</caption></table>", ["sexual violence"]),
        ("<tr><th scope='row'>Sexual offences</th></tr>", ["sexual violence"]),
        ("<h1>Crime</h1><p>Domestic abuse. DV.</p>", []),
        ("<h1>Crime</h1><p>Domestic abuse. DV. MARAC.</p>", ["domestic abuse"]),
        ("<h1>Domestic burglary and sexual health; oilseed rapeseed</h1>", []),
        ("<p>rape</p>" * 3 + "<h3>Honour-based abuse</h3>", ["domestic abuse", "sexual violence"]),
        ("<p title='rape rape rape'></p>", []),
        ("", []),
    ],
)
def test_a_page_is_about_what_its_headings_name_or_its_text_names_three_times(page, topics):
    assert topics_on(page) == topics


def test_a_text_that_writes_the_place_of_the_helplines_does_not_move_them(db, client):
    plan = builders.plan()
    builders.priority(plan, "1", title="Domestic abuse", why="<!-- help -->")
    publish(plan, kind="final")
    page = client.get("/anytown/plans/2020-2023/priorities/1/").content.decode()
    assert page.count('id="help"') == 1
    assert page.index('id="help"') < page.index("&lt;!-- help --&gt;")


def test_pages_of_nobody_s_partnership_name_the_lines_of_both_nations():
    assert {NATIONAL, WELSH} <= {line.get("telephone") for line in lines_for("<h1>Domestic abuse</h1>", [], "")}
    assert lines_for("<h1>Burglary</h1>", [], "") == []


ABOUT = [
    "/peterborough/plans/2011-2014/",
    "/peterborough/plans/2011-2014/v1/",
    "/peterborough/plans/2016-2019/priorities/1/",
    "/peterborough/plans/2016-2019/priorities/4/",
    "/peterborough/performance/",
    "/peterborough/performance/peterborough-serious-sexual-offences/",
    "/peterborough/performance/peterborough-domestic-abuse-supported/",
    "/cambridge/",
    "/cambridge/plans/2011-2014/priorities/3/",
    "/cambridge/scrutiny/quarter-3-2011-12/",
    "/norwich/performance/",
    "/norwich/performance/ni-32/",
    "/norwich/plans/2008-2011/priorities/4/",
    "/norwich/scrutiny/annual-report-2006-07/",
    "/norwich/you-said/",
    "/norfolk/plans/2008-2011/priorities/2/",
    "/south-cambridgeshire/performance/",
    "/south-cambridgeshire/performance/south-cambs-dv-advocacy-referrals/",
    "/south-cambridgeshire/plans/2009-2012/priorities/3/",
    "/glossary/",
    "/help/",
]
# Marked by an officer as being about abuse: the way out is on these pages alone, not where a row names it.
CHIEFLY = {
    "/peterborough/plans/2016-2019/priorities/4/",
    "/peterborough/performance/peterborough-serious-sexual-offences/",
    "/peterborough/performance/peterborough-domestic-abuse-supported/",
    "/cambridge/plans/2011-2014/priorities/3/",
    "/norwich/performance/ni-32/",
    "/norwich/plans/2008-2011/priorities/4/",
    "/norfolk/plans/2008-2011/priorities/2/",
    "/south-cambridgeshire/performance/south-cambs-dv-advocacy-referrals/",
    "/south-cambridgeshire/plans/2009-2012/priorities/3/",
    "/help/",
}


@pytest.mark.anywhere
@pytest.mark.parametrize("path", ABOUT)
def test_pages_of_the_demonstration_that_name_abuse_show_help_once_and_marked_ones_the_way_out(demo, client, path):
    page = client.get(path).content.decode()
    assert (page.count("data-exit "), page.count('id="help"')) == (path in CHIEFLY, 1)
    assert "0808" in page


@pytest.mark.anywhere
@pytest.mark.parametrize(
    "path",
    ["/", "/cambridge/plans/2011-2014/priorities/1/", "/peterborough/areas/E05002172/", "/my-area/", "/norwich/"],
)
def test_pages_of_the_demonstration_about_other_things_show_neither(demo, client, path):
    page = client.get(path).content.decode()
    assert "data-exit " not in page
    assert 'id="help"' not in page


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
        lines = list(plan_tasks.helplines(user, memberships, day))
        assert [part for line in lines for part in ("31 May 2027",) if part in line.sentence] == expected


def test_the_places_for_help_are_filled_or_gone(db, client):
    builders.partnership()
    for address in ("/", "/help/", "/anytown/", "/anytown/have-your-say/write/", "/nowhere/", "/desk/sign-in/"):
        page = client.get(address).content.decode()
        assert "<!-- " not in page
        assert page.count('id="help"') == (address == "/help/")


def test_a_mark_for_hate_crime_shows_its_helplines_without_a_way_out(db, client):
    plan = builders.plan()
    builders.priority(plan, "1", why="Because.", help_topics=["hate crime"])
    publish(plan, kind="final")
    page = client.get("/anytown/plans/2020-2023/priorities/1/")
    assert {number for number in (VICTIMS, HATE, NATIONAL) if number in words(page)} == {VICTIMS, HATE}
    assert "report-it.org.uk" in words(page)
    assert "data-exit" not in page.content.decode()


def test_the_help_page_says_where_and_when_each_number_was_read(db, client):
    said = words(client.get("/help/"))
    assert "Checked on 29 November 2026 against crimestoppers-uk.org" in said
    assert "All numbers are to be checked again by 31 May 2027." in said
