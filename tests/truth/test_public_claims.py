"""What the public pages say of figures is recounted from the stored ones, claim by claim: none is false.

These tests read every page of several hundred, so they take some seconds each.
"""

import html
import re
from collections import Counter

import pytest
from django.test import Client
from django.utils import timezone

from performance.rules.targets.status import RULES
from plans.models import Partnership
from plans.publishing.versions import publish
from tests import builders
from tests.performance.areas.test_protected_areas import square
from tests.public_pages import walked
from tests.truth.chart_titles import UNCERTAIN
from tests.truth.claims import Verdict, false_ones
from tests.truth.judge import Judge
from tests.truth.months import publish_months
from tests.truth.reading import Page, read
from tests.truth.recount import Stored

pytestmark = pytest.mark.anywhere

LINK = re.compile(r'href="(/[^"#]*)')
# Files and feeds, whose figures are those of their pages, and pages that are read in other words or another order.
LEFT_OUT = re.compile(
    r"^/(desk|static|accounts)/|/sources/|/changes/|/subscribe/|/feed/|/[\w-]+\.\w+(\?|$)|lang=|sort=|"
    r"^(?!/peterborough/).*\bpage="
)
# A claim that no judge reads would be believed unheard.
A_CLAIM = re.compile(r"\([+−]?\d[\d,]*(\.\d+)?%\)|\b[Rr]anked \d+(st|nd|rd|th)\b|average (is|of) \d|\bmean of \d")
NOT_OURS = re.compile(r"^As printed, |^The table prints no years|^The legend|^Under the table|^Table \d")


def pages(start: str, *within: str) -> dict[str, Page]:
    """Every page that links lead to from an address, below another."""
    client, waiting, found = Client(), [start], {}
    while waiting:
        address = waiting.pop()
        answer = client.get(address)
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        text = answer.content.decode()
        found[address] = read(address, text)
        links = {html.unescape(link) for link in LINK.findall(text)}
        known = {*found, *waiting}
        waiting += [link for link in links - known if link.startswith(within) and not LEFT_OUT.search(link)]
    return found


def judged(found: dict[str, Page]) -> list[Verdict]:
    judge = Judge(Stored(timezone.now()))
    for page in found.values():
        judge.hear(page)
    return judge.verdicts


def unheard(found: dict[str, Page], verdicts: list[Verdict]) -> list[str]:
    """Claims on the pages of areas and measures that no judge has read."""
    heard: dict[str, list[str]] = {}
    for verdict in verdicts:
        heard.setdefault(verdict.address, []).append(verdict.claim)
    return [
        f"{address}: {sentence}"
        for address, page in found.items()
        if "/areas/" in address or "/performance/" in address
        for sentence in page.sentences
        if A_CLAIM.search(sentence) and not NOT_OURS.search(sentence)
        if not any(sentence in claim or claim in sentence for claim in heard.get(address, ()))
    ]


def test_no_claim_of_the_source_plans_is_false(demo, db, tmp_path_factory):
    read_pages = {address: one for address, one in walked(tmp_path_factory).items() if one.html and one.status == 200}
    found = {address: read(address, one.html) for address, one in read_pages.items() if not LEFT_OUT.search(address)}
    member = Client()
    builders.sign_in(member, builders.person("member", Partnership.objects.get(slug="norwich"), "scrutiny member"))
    for name in RULES:  # only members see these
        address = f"/desk/norwich/scrutiny/reports/annual-report-2006-07/tests/{name}/"
        found[address] = read(address, member.get(address).content.decode())
    verdicts = judged(found)
    assert false_ones(verdicts) == []
    counted = Counter(verdict.kind for verdict in verdicts)
    assert len(verdicts) > 1800
    assert {"figure", "change", "chance", "rank", "rate", "share", "average", "status", "met or missed"} <= set(counted)
    assert counted["met or missed"] > 40
    assert (counted["title"] >= 30, counted["title of table"] >= 6) == (True, True)
    assert (counted["title of targets"], counted["title of highest"]) == (16, 6)
    assert counted["status"] > 90
    assert (counted["inside"], counted["rank inside"]) > (60, 60)
    assert counted["wider area"] > 100
    assert (counted["among similar"], counted["mean of similar"], counted["without a figure"]) == (1, 2, 1)
    assert unheard(found, verdicts) == []


@pytest.mark.long
@pytest.mark.parametrize(("disclosure", "expected"), [("protected", 3000), ("open", 5500)])
def test_no_claim_of_two_months_of_police_figures_is_false(demo, db, tmp_path, disclosure, expected):
    """Slow: reads some hundred pages of many claims."""
    publish_months(tmp_path, "peterborough", "peterborough-wards-2004", ["2017-10", "2018-10"], disclosure)
    within = ("/peterborough/areas/", "/peterborough/performance/police-uk")
    found = pages("/peterborough/areas/", *within)
    verdicts = judged(found)
    assert false_ones(verdicts) == []
    assert len(verdicts) > expected
    assert unheard(found, verdicts) == []


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("down 82 (−39.6%)", "down 82 (−38.6%)"),
        (
            "Fewer than a year ago: 125 crimes, down 82 (−39.6%), a statistically significant change",
            "No significant change from a year ago: 125 crimes, down 82 (−39.6%)",
        ),
        ("Robbery (personal) fell 39.6% from 2006/07", "Robbery (personal) fell 38.6% from 2006/07"),
        ("Robbery (personal) fell 39.6% from 2006/07", "Robbery (personal) rose 39.6% from 2006/07"),
        ("fell 39.6% from 2006/07 to 2007/08", "fell 39.6% from 2005/06 to 2007/08"),
        ("fell 39.6% from 2006/07 to 2007/08;", "fell 39.6% from 2006/07 to 2007/08; sources differ about 2005/06"),
        ("the highest is 207 in 2006/07", "the highest is 208 in 2006/07"),
        ("180 – 237", "170 – 237"),
        ("Met by 34.4 percentage points", "Missed by 34.4 percentage points"),
        (">207<", ">209<"),
    ],
)
def test_a_false_claim_is_found(demo, db, true, false):
    address = "/norwich/performance/robbery-personal/"
    text = Client().get(address).content.decode()
    assert true in text
    judge = Judge(Stored(timezone.now()))
    judge.hear(read(address, text.replace(true, false)))
    assert false_ones(judge.verdicts) != []


def test_a_false_rank_rate_or_verdict_is_found(demo, db):
    by_rate = Client().get("/peterborough/areas/").content.decode()
    by_count = Client().get("/peterborough/areas/?by=count").content.decode()
    for text, true, false in ((by_rate, ">392.3<", ">392.4<"), (by_rate, ">higher<", ">lower<"),
                              (by_rate, "ranked 2nd of 24", "ranked 3rd of 24"),
                              (by_rate, "ranked 2nd of 24", "ranked 2th of 24"),
                              (by_rate, ">3rd<", ">4th<"), (by_rate, ">Rank by rate<", ">Rank<"),
                              (by_rate, "The average is 103.9", "The average is 104.0"),
                              (by_rate, "highest (392.3 per", "highest (392.4 per"),
                              (by_rate, "Northborough lowest (18.6 per", "Barnack lowest (18.6 per"),
                              (by_count, ">Rank<", ">Rank by rate<"),
                              (by_count, "ranked 3rd of 24", "ranked 4th of 24"),
                              (by_count, "account for 39% of", "account for 38% of"),
                              (by_count, "Northborough lowest (50)", "Barnack lowest (50)")):  # fmt: skip
        assert true in text
        judge = Judge(Stored(timezone.now()))
        judge.hear(read("/peterborough/areas/", text.replace(true, false)))
        assert false_ones(judge.verdicts) != [], false


@pytest.mark.parametrize(
    ("address", "true", "false"),
    [
        ("/peterborough/areas/E06000031/", ">4,713<", ">4,731<"),
        ("/peterborough/areas/E06000031/", ">2nd of 24", ">3rd of 24"),
        ("/peterborough/areas/E06000031/", ">2nd of 24", ">not ranked"),
        ("/south-cambridgeshire/areas/E07000012/", "Ranked 2nd of 3", "Ranked 1st of 3"),
        ("/south-cambridgeshire/areas/E07000012/", "Ranked 2nd of 3", "Ranked 2nd of 4"),
        ("/south-cambridgeshire/areas/E07000012/", "with this area, is 49.7 per", "with this area, is 49.8 per"),
        ("/south-cambridgeshire/areas/E07000012/", "13 of the 15", "12 of the 15"),
        ("/south-cambridgeshire/areas/E07000012/", ">58.6<", ">58.7<"),
    ],
)
def test_a_false_claim_about_areas_inside_or_similar_is_found(demo, db, address, true, false):
    text = Client().get(address).content.decode()
    assert true in text
    judge = Judge(Stored(timezone.now()))
    judge.hear(read(address, text))
    assert false_ones(judge.verdicts) == []
    judge.hear(read(address, text.replace(true, false)))
    assert false_ones(judge.verdicts) != []


@pytest.mark.parametrize(
    ("address", "true", "false"),
    [
        ("/norwich/scrutiny/annual-report-2006-07/", "8 of 11 targets are met", "9 of 11 targets are met"),
        ("/norwich/scrutiny/annual-report-2006-07/", "8 of 11 targets are met", "8 of 10 targets are met"),
        ("/norwich/scrutiny/annual-report-2006-07/", "on target; sources differ about 7", "on target"),
        ("/norwich/plans/2008-2011/", "10 of 10 targets are lower", "9 of 10 targets are lower"),
        ("/norwich/plans/2008-2011/", "10 of 10 targets are lower", "11 of 11 targets are lower"),
        ("/peterborough/plans/2011-2014/", "Central is highest, at 4,713", "East is highest, at 4,713"),
        ("/peterborough/plans/2011-2014/", "Central is highest, at 4,713", "Central is highest, at 4,731"),
        ("/peterborough/plans/2011-2014/", "Central is highest, at 4,713 crimes", UNCERTAIN),
    ],
)
def test_a_false_title_of_a_chart_is_found(demo, db, address, true, false):
    text = Client().get(address).content.decode()
    assert true in text
    judge = Judge(Stored(timezone.now()))
    judge.hear(read(address, text.replace(true, false)))
    assert [one.kind for one in judge.verdicts if not one.true and one.kind.startswith("title of")] != []


def test_a_title_that_leaves_the_highest_open_is_recounted(db):
    """Of two wards one source says that North has more, another that South has."""
    owner = builders.partnership()
    north, south = builders.area_set(owner, ["North", "South"]).areas.all()
    plan, thefts = builders.rich_plan(1, owner), builders.indicator("thefts", name="Thefts", unit="crimes")
    first = builders.source(owner, "first", published_at=timezone.now(), plan=plan)
    table = builders.table(first, chart="bars")
    for row, (area, count) in enumerate(((north, 688), (south, 700))):
        builders.observation(first, thefts, area, 2020, count, table=table, row=row, label=area.name)
    builders.observation(builders.source(owner, "second", published_at=timezone.now()), thefts, north, 2020, 984)
    publish(plan, kind="final")
    address = "/anytown/plans/2020-2023/"
    text, judge = Client().get(address).content.decode(), Judge(Stored(timezone.now()))
    judge.hear(read(address, text))
    assert [(one.kind, one.true) for one in judge.verdicts if one.claim == UNCERTAIN][:1] == [
        ("title of highest", True)
    ]
    judge.hear(read(address, text.replace(UNCERTAIN, "South is highest, at 700 crimes")))
    assert false_ones(judge.verdicts) != []


@pytest.fixture
def disputed_wards(db):
    """Three wards with thefts, of which North has 688 by one source and 984 by another."""
    owner = builders.partnership()
    wards = builders.area_set(owner, ["North", "South", "West"]).areas
    thefts = builders.indicator("thefts", name="Thefts", unit="crimes")
    first, second = (builders.source(owner, slug, published_at=timezone.now()) for slug in ("first", "second"))
    for area, count in zip(wards.all(), (688, 700, 400), strict=True):
        wards.filter(pk=area.pk).update(outline=square(area.position))
        builders.observation(first, thefts, area, 2020, count)
    builders.observation(second, thefts, wards.get(name="North"), 2020, 984)


def test_ranks_beside_a_disputed_figure_are_recounted(disputed_wards):
    found = pages("/anytown/areas/", "/anytown/areas/", "/anytown/performance/")
    verdicts = judged(found)
    assert false_ones(verdicts) == []
    assert unheard(found, verdicts) == []
    counted = Counter(verdict.kind for verdict in verdicts)
    assert (counted["rank"], counted["rank on map"], counted["disputed"]) == (12, 6, 4)


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("ranked 1st to 2nd of 3<", "ranked 1st of 3<"),
        ("ranked 1st to 2nd of 3<", "ranked 1st to 2nd of 2<"),
        (">3rd<", ">2nd<"),
        ("It is not certain which of 3 wards is highest. West", "It is not certain which of 2 wards is highest. West"),
        ("West is lowest", "South is lowest"),
        ("688 or 984, ranked", "688 or 985, ranked"),
    ],
)
def test_a_false_rank_beside_a_disputed_figure_is_found(disputed_wards, true, false):
    text = Client().get("/anytown/areas/").content.decode()
    assert true in text
    judge = Judge(Stored(timezone.now()))
    judge.hear(read("/anytown/areas/", text.replace(true, false)))
    assert false_ones(judge.verdicts) != []
