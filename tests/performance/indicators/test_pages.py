"""The public figure pages, over the source plans."""

import datetime as dt
import re
from html import unescape

import pytest
from django.utils import timezone

from performance.figures.publishing import publish_source
from performance.models import ProgressReport
from performance.reports.publishing import publish_report
from plans.documents.versions import NotPublishable
from plans.models import Partnership
from tests import builders
from tests.public_pages import STORING

PAGES = [
    "/norwich/performance/",
    "/cambridge/performance/",
    "/norfolk/performance/",
    "/norwich/performance/cycle-theft/",
    "/norwich/performance/ni-21/",
    "/norwich/performance/cycle-theft/chart.json",
    "/peterborough/performance/all-crime/",
    "/peterborough/areas/",
    "/peterborough/areas/chart.json",
    "/south-cambridgeshire/areas/",
    "/norfolk/areas/",
    "/peterborough/areas/E05002183/",
    "/peterborough/areas/peterborough-committee-rural-north/",
    "/norwich/sources/partnership-plan-2008-2011/",
    "/peterborough/sources/partnership-plan-2011-summary/",
    "/norwich/scrutiny/annual-report-2006-07/",
    "/norwich/performance/nonsense/",
    "/norwich/performance/residents/",
    "/norwich/areas/nonsense/",
    "/norwich/sources/nonsense/",
    "/peterborough/areas/?measure=nonsense",
]


# Queries that draw a page; of areas, 5, which are counted before their figures are read; of others, 4. A report lists
# its files with their sizes.
MOST = {"performance/": 7, "scrutiny/annual-report-2006-07/": 10}


def words(response) -> str:
    """The text of a page as a reader sees it."""
    main = response.content.decode().split('id="main">', 1)[1].split("</main>", 1)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def rows(response, table: str) -> list[list[str]]:
    """The cells of one table's body, as text."""
    body = response.content.decode().split(f'<table class="govuk-table" id="{table}"', 1)[1].split("</table>", 1)[0]
    cells = re.findall(r"<tr[^>]*>(.*?)</tr>", body.split("</thead>", 1)[1], re.S)
    return [
        [
            " ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        ]
        for row in cells
    ]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_costs_few_queries_to_draw(demo, db, client, address, django_assert_max_num_queries):
    part = address.split("/", 2)[2]
    with django_assert_max_num_queries(MOST.get(part, 5 if part.startswith("areas/") else 4) + STORING):
        client.get(address)


@pytest.mark.parametrize(
    ("address", "queries"),
    [("performance/", 7), ("performance/thefts/", 4), ("areas/", 5), ("areas/anytown-a/", 5)],
)
def test_the_cost_does_not_grow_with_the_rows(db, client, address, queries, django_assert_num_queries):
    owner = builders.partnership()
    wards = builders.area_set(owner, list("abc"))
    crime, source = builders.indicator("thefts"), builders.source(owner, published_at=timezone.now())
    builders.observation(source, crime, wards.areas.first(), 2010, 7)
    with django_assert_num_queries(queries + STORING):
        client.get(f"/anytown/{address}")
    for area in wards.areas.all():
        for year in range(2011, 2020):
            builders.observation(source, crime, area, year, year)
    owner.bump_public_revision()
    with django_assert_num_queries(queries + STORING):
        client.get(f"/anytown/{address}")


@pytest.mark.parametrize(
    "address",
    [
        "/norwich/performance/",
        "/norwich/performance/cycle-theft/",
        "/norwich/scrutiny/annual-report-2006-07/",
        "/peterborough/performance/",
        "/peterborough/areas/",
        "/peterborough/areas/E05002183/",
    ],
)
def test_every_figure_leads_to_its_place_in_its_source(demo, db, client, address):
    links = set(re.findall(r'href="(/[\w-]+/sources/[\w-]+/)#([\w-]+)"', client.get(address).content.decode()))
    assert links
    ids = {
        page: set(re.findall(r'\bid="([^"]+)"', client.get(page).content.decode()))
        for page in {one for one, _ in links}
    }
    assert [link for link in links if link[1] not in ids[link[0]]] == []


def test_the_overview_answers_first_and_shows_both_tables_of_crime_types(demo, db, client):
    page = client.get("/norwich/performance/")
    assert "Of 11 targets with a figure: 8 met, 3 missed; 10 to be confirmed; 2 without a figure yet." in words(page)
    report = rows(page, "annual-report-2006-07-bcs-comparator-2006-07")
    plan = rows(page, "partnership-plan-2008-2011-bcs-outturn")
    assert report[6] == ["Cycle Theft", "688", "915", "811", "123", "18%", "30%", "☹️"]
    assert plan[6] == ["Theft of Cycles", "984", "831", "Down 16%"]
    assert rows(page, "report-annual-report-2006-07")[0] == [
        "Cycle Theft",
        "worse than the baseline Off course: +17.9% in 2006/07; the target is −30% by 2007/08.",
        "down 30%",
        "2007/08",
        "688 (2003/04)",
        "915 (2005/06) 811 (2006/07)",
        "+123",
        "+17.9%",
    ]


BCS = "Met by 0.5 percentage points: −21.5% in 2007/08; the target was −21%."
DAMAGE = "Missed by 6.3 percentage points: −13.7% in 2007/08; the target was −20%."


def test_the_figure_of_the_due_period_says_met_or_missed_and_by_how_much(demo, db, client):
    """The report is of 2006/07; the plan that follows prints the figures of the due period, 2007/08."""
    judged = {row[0]: row for row in rows(client.get("/norwich/performance/"), "now-report-annual-report-2006-07")}
    assert judged["BCS Comparator Crime"][1] == f"met {BCS}"
    assert judged["BCS Comparator Crime"][-2:] == ["−2,865", "−21.5%"]
    assert judged["Criminal Damage"][1] == f"missed {DAMAGE}"
    for slug, name, said in (
        ("bcs-comparator-crime", "BCS comparator crime", BCS),
        ("criminal-damage", "Criminal damage", DAMAGE),
    ):
        text = words(client.get(f"/norwich/performance/{slug}/"))
        assert text.startswith(f"{name} {said} Norwich Community Safety Strategy 2005–8")


def test_targets_to_be_confirmed_are_counted_and_named_at_the_end(demo, db, client):
    page = client.get("/cambridge/performance/")
    said = "Performance: Cambridge Community Safety Partnership None of 14 targets can be judged yet: 4 to be confirmed"
    assert said in words(page)
    assert "target to be confirmed" not in words(page)
    named = page.content.decode().partition("To be confirmed</h3>")[2].partition("</ul>")[0]
    assert named.count("<li>") == 4
    assert words(page).index("To be confirmed") > words(page).index("no number set")
    assert "Outturns" not in words(page)  # there are none


def test_a_target_is_pictured_with_words_and_leads_to_the_method(demo, db, client):
    page = client.get("/norwich/performance/cycle-theft/")
    said = "Baseline 688 in 2003/04; target down 30% by 2007/08; latest 831 in 2007/08"
    assert f'role="img" aria-label="{said}"' in page.content.decode()
    assert 'href="/data/methods/#status">How we work this out</a>' in page.content.decode()
    assert "trajectory@1" not in words(page)


def test_a_partnership_without_figures_says_so(db, client):
    builders.partnership()
    assert "No figures or targets have been published for this partnership yet." in words(
        client.get("/anytown/performance/")
    )
    assert "This partnership has no wards recorded" in words(client.get("/anytown/areas/"))


def test_a_source_that_becomes_public_later_is_not_read_yet(db, client):
    owner = builders.partnership()
    wards = builders.area_set(owner, ["North"])
    later = builders.source(owner, published_at=timezone.now() + dt.timedelta(days=1))
    builders.observation(later, builders.indicator("thefts"), wards.areas.get(), 2020, 4321)
    assert "4,321" not in words(client.get("/anytown/areas/anytown-north/"))
    assert client.get("/anytown/sources/crime-figures/").status_code == 404


def test_an_indicator_says_where_sources_disagree_and_what_would_follow(demo, db, client):
    page = client.get("/norwich/performance/cycle-theft/")
    assert (
        "Norwich, 2003/04: the sources disagree, 688 (Safer Norwich Partnership Annual Report 2006/7) and 984 "
        "(Safer Norwich Partnership, Partnership Plan 2008-2011)." in words(page)
    )
    assert rows(page, "comparisons")[-1] == [
        "Change in per cent",
        "Norwich",
        "2007/08 against 2003/04",
        "Down 16%",
        "−15.5%",
        "yes",
        "+20.8% with 688 (Safer Norwich Partnership Annual Report 2006/7)",
        "Safer Norwich Partnership, Partnership Plan 2008-2011",
    ]
    drawn = client.get("/norwich/performance/cycle-theft/chart.json").json()
    assert drawn["data"][0]["y"] == [None, 915, 811, 831]


def test_an_indicator_that_is_not_there_suggests_those_that_are(demo, db, client):
    page = client.get("/norwich/performance/cycle/")
    assert page.status_code == 404
    assert '<a href="/norwich/performance/cycle-theft/">' in page.content.decode()


def test_the_ranking_gives_rates_with_their_year_and_warns_of_the_city_centre(demo, db, client):
    page = client.get("/peterborough/areas/")
    assert rows(page, "list")[0] == [
        "Central",
        "1st",
        "4,713",
        "392.3",
        "1,190.2",
        "higher",
        "Central and North",
        "Central - City Centre , Central - Central North",
    ]
    text = words(page)
    assert "Per 1,000 residents (2011)" in text
    assert "The ranks are those printed in the source." not in text
    by_count = words(client.get("/peterborough/areas/?by=count"))
    assert "The ranks are those printed in the source." in by_count
    assert "Central. This ward holds the city centre" in text
    assert rows(page, "sums-peterborough-sectors")[-1] == [
        "Total",
        "",
        "19,072",
        "19,072",
        "yes",
        "−2,229 (−10.5%) since 2009/10",
    ]


@pytest.mark.parametrize(
    ("sort", "first"),
    [("-rank", "Northborough"), ("area", "Barnack"), ("per_residents", "Northborough"), ("-per_households", "Central")],
)
def test_the_ranking_can_be_sorted(demo, db, client, sort, first):
    assert rows(client.get(f"/peterborough/areas/?sort={sort}"), "list")[0][0] == first


def test_an_area_names_every_larger_area_and_its_rank(demo, db, client):
    page = client.get("/peterborough/areas/E05002183/")
    text = words(page)
    assert "Peterborough (district) Ortons with Hampton (neighbourhood committee) South East (sector)" in text
    assert rows(page, "area-figures") == [
        ["All recorded crime", "2010/11", "1,063", "14th of 24 by rate", "75.8 (2011)", "197.4 (2011)", "lower"]
    ]


def test_a_committee_lists_its_wards_with_their_figures(demo, db, client):
    page = client.get("/peterborough/areas/peterborough-committee-ortons-with-hampton/")
    assert rows(page, "below-peterborough-wards-2004") == [
        ["Orton Longueville", "1,016", "7th of 24"],
        ["Orton Waterville", "776", "9th of 24"],
        ["Orton with Hampton", "1,063", "14th of 24"],
    ]
    by_count = client.get("/peterborough/areas/peterborough-committee-ortons-with-hampton/?by=count")
    assert rows(by_count, "below-peterborough-wards-2004") == [
        ["Orton with Hampton", "1,063", "5th of 24"],
        ["Orton Longueville", "1,016", "6th of 24"],
        ["Orton Waterville", "776", "10th of 24"],
    ]


def test_wards_without_figures_are_mapped_and_listed(demo, db, client):
    text = words(client.get("/south-cambridgeshire/areas/"))
    assert "There are no published crime figures for the 26 wards, so they cannot be ranked." in text
    assert "no figure (26 areas)" in text


def test_a_source_shows_what_it_is_and_where_each_figure_stands(demo, db, client):
    page = client.get("/norwich/sources/partnership-plan-2008-2011/")
    assert rows(page, "bcs-outturn")[6] == ["Theft of Cycles", "984", "831", "Down 16%"]
    assert re.search(r'<td class="app-num" id="bcs-outturn-7-1"[^>]*>984</td>', page.content.decode())
    assert re.search(r"<code>[0-9a-f]{64}</code>", page.content.decode())


def test_a_report_names_exceptions_first_and_prints_symbols_beside_the_computed_status(demo, db, client):
    page = client.get("/norwich/scrutiny/annual-report-2006-07/")
    text = words(page)
    places = [
        text.index(part) for part in ("What needs attention", "Cycle Theft", "On course for the target", "All targets")
    ]
    assert places == sorted(places)
    assert rows(page, "targets-table")[0][:4] == [
        "Criminal Damage",
        "off target Off course: −15.0% in 2006/07; the target is −20% by 2007/08.",
        "☹️",
        "down 20%",
    ]
    assert "agreements" not in page.text


def stamp() -> int:
    return Partnership.objects.get(slug="norwich").public_revision


def test_a_report_is_published_again_only_with_a_change_and_a_note(demo, db, client):
    report = ProgressReport.objects.get(partnership__slug="norwich")
    with pytest.raises(NotPublishable, match="Say what changed"):
        publish_report(report)
    with pytest.raises(NotPublishable, match="Nothing has changed"):
        publish_report(report, note="Again")
    before = stamp()
    report.sections.update(heading="Put another way")
    publish_report(report, note="New headings")
    assert [(one.number, one.note) for one in report.versions.all()] == [(2, "New headings"), (1, "")]
    assert stamp() == before + 1
    text = words(client.get("/norwich/scrutiny/annual-report-2006-07/"))
    assert "Put another way" in text
    assert "New headings" in text


def test_publishing_a_source_raises_the_public_revision(demo, db):
    source = ProgressReport.objects.get(partnership__slug="norwich").source
    before = stamp()
    publish_source(source)
    assert stamp() == before + 1
