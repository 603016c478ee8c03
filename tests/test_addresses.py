"""Addresses, numbers and titles that nobody meant: never a fault of the portal, and no link that leads nowhere."""

import re
from collections import Counter
from html import escape, unescape
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone

from csp_portal.formats.numbers import whole_number
from csp_portal.formats.slugs import slug_of
from plans.models import Partnership
from tests import builders
from tests.public_pages import LINK, Read, but_for_its_choice, in_urlconf, walked

HUGE = "9" * 20
ELSEWHERE = re.compile(r'<th scope="col"[^>]*>\s*<a href="(?!\?[^"]*sort=)')  # a phone shows what sorts alone
NUMBERS = re.compile(r"<(?:int|number):\w+>")
PARTS = {
    "partnership": "norwich",
    "plan": "2008-2011",
    "report": "annual-report-2006-07",
    "indicator": "cycle-theft",
    "source": "partnership-plan-2008-2011",
    "chart": "bcs-outturn",
    "table": "bcs-outturn",
    "ending": "json",
    "edition": "en-easy-read",
    "kind": "sections",
    "above": "priorities",
    "name": "withdraw",
}


@pytest.fixture
def officer(demo, db) -> Client:
    """An officer of Norwich."""
    client = Client()
    builders.sign_in(client, builders.person("officer of norwich", Partnership.objects.get(slug="norwich"), "officer"))
    return client


def test_a_number_that_no_database_holds_is_an_unknown_address(officer):
    tried = []
    for route in in_urlconf():
        if not NUMBERS.search(route):
            continue
        address = "/" + re.sub(r"<\w+:(\w+)>", lambda part: PARTS.get(part[1], "x"), NUMBERS.sub(HUGE, route))
        assert (address, officer.get(address).status_code) == (address, 404)
        assert (address, officer.post(address).status_code) == (address, 404)
        tried.append(address)
    assert len(tried) >= 30


def test_every_number_of_an_address_is_bounded():
    assert [route for route in in_urlconf() if "<int:" in route] == []


@pytest.mark.parametrize("number", [HUGE, "9" * 5000, "-1", "1e9", "٣", "x"])
def test_numbers_after_the_question_mark_are_no_fault(officer, number):
    asked = [
        f"/norwich/plans/2008-2011/v1/changes/?with={number}",
        f"/norwich/sources/partnership-plan-2008-2011/?page={number}",
        f"/norwich/performance/?page={number}",
        f"/peterborough/areas/?page={number}&period={number}",
        f"/norwich/have-your-say/?page={number}",
        f"/desk/norwich/plans/2008-2011/history/?page={number}&row={number}",
        f"/norwich/figures-check/?kind=sections&row={number}",
        f"/norwich/fact-register/?page={number}",
    ]
    answers = {address: officer.get(address).status_code for address in asked}
    assert set(answers.values()) <= {200, 404}, answers


@pytest.mark.parametrize("number", [HUGE, "9" * 5000, "-1", "x"])
def test_numbers_in_forms_of_the_desk_are_no_fault(db, client, number):
    plan = builders.rich_plan(1)
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    section, priority = plan.sections.get(), plan.priorities.get()
    desk, about = "/desk/anytown/plans/2020-2023/", "/desk/anytown/about/"
    posts = [
        (f"{desk}rows/sections/{section.pk}/", {"heading": "A", "row_version": number}),
        (f"{desk}rows/sections/{section.pk}/remove/", {"row_version": number}),
        (f"{desk}rows/priorities/{priority.pk}/", {"title": "A", "row_version": "1", "lead_organisations": number}),
        (f"{desk}rows/sections/{section.pk}/comments/", {"resolve": number}),
        (f"{desk}joint-work/add/", {"partnership": "A", "interests": number}),
        (f"{about}rows/partnership/{plan.partnership.pk}/", {"name": "A", "areas": number, "row_version": "1"}),
        (f"{about}work-scrutinised/add/", {"name": "A", "committees": number}),
        (f"{about}you-said/add/", {"said": "A", "feedback": number, "plan": number}),
        (f"{about}standing-members/add/", {"organisation": number}),
        ("/desk/anytown/watch/", {"stop": number}),
    ]
    answers = {address: client.post(address, data).status_code for address, data in posts}
    assert set(answers.values()) <= {200, 302, 404}, answers


def test_a_choice_that_no_database_holds_is_refused_in_words(db, client):
    partnership = builders.partnership()
    builders.sign_in(client, builders.person("officer", partnership, "officer"))
    page = client.post("/desk/anytown/about/work-scrutinised/add/", {"name": "Drugs", "committees": HUGE})
    assert "is not one of the available choices" in page.content.decode()


@pytest.mark.parametrize("title", ["???", "—", "北京", "…"])
def test_a_title_without_a_letter_has_an_address_all_the_same(db, client, title):
    owner = builders.partnership()
    plan = builders.rich_plan(1, owner)
    builders.sign_in(client, builders.person("officer", owner, "officer"))
    added = [
        ("/desk/anytown/about/sources/add/", {"title": title}),
        ("/desk/anytown/about/indicators/add/", {"name": title, "unit": "crimes", "better": "lower", "type": "target",
                                                 "rate_base": "residents"}),
        ("/desk/anytown/about/area-sets/add/", {"name": title, "kind": "ward"}),
        ("/desk/anytown/plans/2020-2023/sections/add/", {"heading": title, "kind": "other", "visibility": "public"}),
        ("/desk/anytown/plans/2020-2023/glossary/add/", {"term": title, "meaning": "A mark."}),
    ]  # fmt: skip
    for address, fields in added:
        assert (address, client.post(address, fields).status_code) == (address, 302)
    source = owner.sources.get(title=title)
    assert source.slug == slug_of(title, "source")
    source.published_at = timezone.now()
    source.save()
    for address in (
        "/desk/anytown/figures/sources/",
        "/desk/anytown/about/sources/",
        f"/anytown/sources/{source.slug}/",
        f"/anytown/performance/{slug_of(title, 'indicator')}/",
        "/desk/anytown/plans/2020-2023/preview/",
        "/anytown/have-your-say/",
    ):
        assert (address, client.get(address).status_code in (200, 404)) == (address, True)
    assert client.get("/desk/anytown/figures/sources/").status_code == 200
    assert plan.sections.get(heading=title).slug.startswith("section-")


def test_two_titles_without_a_letter_have_two_addresses():
    assert slug_of("???", "source") != slug_of("!!!", "source")
    assert slug_of("Crime figures 2010/11", "source") == "crime-figures-201011"


def test_a_whole_number_is_read_and_nothing_else_is():
    assert [whole_number(text) for text in ("0", "12", "9" * 18, "9" * 19, "-1", "1.5", "", "x")] == [
        0,
        12,
        int("9" * 18),
        *[0] * 5,
    ]


A_LINK = re.compile(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def unclear(page: str) -> list[str]:
    """The links of a page that do not say where they lead, and headings of its parts that stand there twice."""
    found, leads = [], {}
    for link in A_LINK.finditer(page):
        label = re.search(r'aria-label="([^"]*)"', link[0].partition(">")[0])
        name = " ".join((label[1] if label else re.sub(r"<[^>]*>", " ", link[2])).split())
        wordless = sum(map(str.isalpha, name)) < 4 and not link[1].startswith("tel:")
        elsewhere = leads.setdefault(name.lower(), link[1]) != link[1]
        if wordless or (elsewhere and name.lower() in {"more", "here", "details"}):
            found.append(name)
    headings = Counter(re.findall(r"<h2\b[^>]*>(.*?)</h2>", page, re.DOTALL))
    return found + [heading for heading, count in headings.items() if count > 1]


def loose(here: str, html: str, found: dict[str, Read]) -> list[str]:
    """The links of a page to a place within a page that has no such place."""
    links = re.findall(r'href="([^"#]*)#([^"]+)"', html)
    pages = ((address, unescape(address) or here, unquote(unescape(place))) for address, place in links)
    return [
        f"{address}#{place}"
        for address, page, place in pages
        if page in found and f'id="{escape(place)}"' not in found[page].html
    ]


def test_a_link_to_a_place_that_is_not_there_is_found():
    found = {"/a/": Read(200, '<a id="x"></a>'), "/b/": Read(200, "")}
    page = '<a href="#x"></a><a href="#y"></a><a href="/b/#x"></a><a href="/elsewhere/#x"></a>'
    assert loose("/a/", page, found) == ["#y", "/b/#x"]


def test_a_link_without_words_and_a_heading_twice_are_found():
    page = '<h2>A</h2><h2 id="b">A</h2><a href="/1">12 %</a><a href="/2">Here</a><a href="/3">here</a>'
    assert unclear(page) == ["12 %", "here", "A"]
    assert unclear('<h2>A</h2><a href="/1" aria-label="12, Theft">12</a><a href="tel:999">999</a>') == []


@pytest.mark.anywhere
def test_no_link_of_a_public_page_leads_nowhere_or_hides_where_it_leads(demo, db, tmp_path_factory):
    """Slow: follows every link from the home page, or reads what another test has found there."""
    found = walked(tmp_path_factory)
    assert [address for address, read in found.items() if read.status == 404] == []
    assert {address: names for address, read in found.items() if (names := unclear(read.html))} == {}
    assert {address: links for address, read in found.items() if (links := loose(address, read.html, found))} == {}
    assert [address for address, read in found.items() if ELSEWHERE.search(read.html)] == []
    assert len(found) > 600


@pytest.mark.anywhere
def test_no_label_is_said_twice(demo, db):
    for address in ("/norwich/areas/", "/peterborough/areas/", "/cambridge/areas/", "/data/methods/"):
        words = re.sub(r"<[^>]+>|\s+", " ", Client().get(address).content.decode())
        assert re.findall(r"\b(\w+): +\1:", words) == []


@pytest.mark.anywhere
def test_no_link_of_the_desk_leads_nowhere(officer):
    """Follows every link of the desk that an officer of Norwich meets, some hundred pages."""
    waiting, known = ["/desk/"], {"/desk/"}
    gone = []
    while waiting:
        address = waiting.pop()
        answer = officer.get(address)
        if answer.status_code == 404:
            gone.append(address)
        if "html" not in answer.get("Content-Type", "") or len(known) > 400:
            continue
        for link in LINK.findall(answer.content.decode()):
            link = link.replace("&amp;", "&")
            if link.startswith("/desk/") and but_for_its_choice(link) not in known and "format=" not in link:
                known.add(but_for_its_choice(link))
                waiting.append(link)
    assert gone == []
    assert len(known) > 100


def test_a_nul_character_is_left_out(db, client):
    """PostgreSQL refuses it, also in texts that no form field looks at first."""
    plan = builders.rich_plan(1)
    section = plan.sections.get()
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    desk = "/desk/anytown/plans/2020-2023/"
    posts = {
        f"{desk}rows/sections/{section.pk}/comments/": {"text": "a\x00b"},
        f"{desk}funding/paste/": {"text": "a\x00b\tc", "save": "1"},
        f"{desk}rows/sections/{section.pk}/": {"heading": "a\x00b", "row_version": "1"},
        "/desk/anytown/you-said/publish/": {"note": "a\x00b"},
        "/desk/anytown/scrutiny/publish/": {"note": "a\x00b"},
    }
    answers = {address: client.post(address, fields).status_code for address, fields in posts.items()}
    assert set(answers.values()) <= {200, 302}, answers
    assert plan.comments.get().text == "ab"
