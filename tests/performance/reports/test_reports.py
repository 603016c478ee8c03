"""Progress reports: the same figures on every paper, exceptions with reasons, and what stops a publication."""

import csv
import io
import json
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import page as pdf_rules
import pytest
from pypdfium2 import PdfDocument

from csp_portal.contributions import contributed
from performance.models import PaperName, ReportVersion, Source
from performance.reports import papers
from performance.reports.csv import figures_table
from performance.reports.layout import links_heading
from performance.reports.page import report_page
from performance.rules.reports.exceptions import under
from performance.rules.reports.upgrade import upgraded
from plans.exports.papers.paper import fetcher
from plans.models import Partnership
from tests import builders
from tests.performance.indicators.test_pages import rows, words
from tests.public_pages import text_of

NORWICH = "/norwich/scrutiny/annual-report-2006-07/"
CAMBRIDGE = "/cambridge/scrutiny/quarter-3-2011-12/"


def norwich() -> ReportVersion:
    return ReportVersion.objects.get(report__slug="annual-report-2006-07")


def squeezed(text: str) -> str:
    """A text without spaces, shapes of a status and the foot of a side: pages and PDFs break lines elsewhere."""
    foot = r"Demonstration – Safer Norwich Partnership · Version 1, .*?Page \d+ / \d+"
    text = re.sub(foot, "", text, flags=re.S)
    return re.sub(r"[\s■◆●▲○]", "", text)


def test_the_exceptions_of_norwich_stand_first_each_with_its_reason(demo, db, client):
    text = words(client.get(NORWICH))
    found = norwich().content["exceptions"]
    assert [(one["name"], one["what"], one["cause"]) for one in found] == [
        ("Cycle Theft", "worse than the baseline", "Not stated in the source."),
        ("Theft from the Person", "worse than the baseline", "Not stated in the source."),
        (
            "Criminal Damage",
            "off target",
            "Not stated in the source. It explains the fall, not why the fall is smaller than the target.",
        ),
        (
            "Robbery (Personal)",
            "significantly worse",
            "Not stated in the source, which compares with 2003/4 alone.",
        ),
    ]
    assert "207, up 61 (+41.8%)" in text
    plan = "for 2003/04 (Safer Norwich Partnership, Partnership Plan 2008-2011) it is"
    assert f"Disputed: with 984 {plan} 984 → 811, −17.6%: off target." in text
    assert f"Disputed: with 405 {plan} 405 → 378, −6.7%: off target." in text
    assert "688 (2003/04) → 811 (2006/07): +123 (+17.9%). Aim: down 30% by 2007/08." in text
    places = [text.index(one) for one in ("Cycle Theft", "Theft from the Person", "Criminal Damage", "All targets")]
    assert places == sorted(places)
    assert "In the source: line" not in text


def test_the_rule_is_printed_and_members_can_switch_it(demo, db, client):
    public = client.get(NORWICH).content
    assert [b"tests/" in public, b"very rule<" in public, b"very test" in public] == [False, False, False]
    assert client.get(f"{NORWICH}?rule=final-exact@1").content == public
    own = words(client.get(NORWICH))
    desk = "/desk/norwich/scrutiny/reports/annual-report-2006-07/"
    builders.sign_in(client, builders.person("member", Partnership.objects.get(slug="norwich"), "scrutiny member"))
    theirs = client.get(desk)
    assert f'<a href="{desk}tests/final-exact@1/">Target reached without rounding</a>' in theirs.content.decode()
    by_every_test = {row[0]: row[1:] for row in rows(theirs, "under")}
    assert by_every_test["Cycle Theft"][0] == "worse than the baseline"
    other = words(client.get(f"{desk}tests/final-exact@1/"))
    formula = "On target when the unrounded change since the baseline reaches the target."
    assert "On target when the unrounded change so far is at least the target × months passed" in own
    assert f"Target reached without rounding {formula}" in other.split("Decisions needed")[0]
    assert "Shown under a different test from the report’s own." in other
    judged = under(norwich().content, "final-exact@1")
    assert [one["name"] for one in judged["exceptions"]] == [
        "Cycle Theft",
        "Theft from the Person",
        "Criminal Damage",
        "Wounding (Serious & Other)",
        "Common Assault (inc on PC)",
        "Robbery (Personal)",
        "BCS Comparator Crime",
    ]
    assert words(client.get(NORWICH)) == own
    wrong = client.get(f"{desk}tests/guess/")
    assert wrong.status_code == 404
    assert "There is no test called “guess”. Choose one of those below." in words(wrong)
    assert f'<a href="{desk}tests/band@1/">how close to the target level</a>' in wrong.content.decode()


def test_brief_report_page_pdf_and_csv_give_the_same_figures(demo, db, client):
    """Row by row: what the CSV says stands in the document, on the page, in the brief, and in both PDFs.

    Slow: draws two PDFs.
    """
    here = f"{NORWICH}v1/"
    answers = {name: client.get(here + name) for name in ("", "brief/", "report.pdf", "brief.pdf", "outcomes.csv")}
    said = list(csv.DictReader(io.StringIO(answers["outcomes.csv"].content.decode())))
    documents = norwich().content["outcomes"]
    page = {row[0]: row for row in rows(answers[""], "targets-table")}
    brief = {row[0]: row for row in rows(answers["brief/"], "brief-targets-table")}
    whole_pdf, brief_pdf = (squeezed(text_of(answers[name])) for name in ("report.pdf", "brief.pdf"))
    assert len(said) == len(documents) == len(page) == len(brief) == 11
    for row, one in zip(said, documents, strict=True):
        change, percent = (row[key].replace("-", "−") for key in ("change shown", "change in % shown"))
        baseline = f"{row['baseline shown']} ({row['baseline period']})"
        last = f"{row['outturn shown']} ({row['outturn period']})"
        before = one["outturns"][0]
        assert (change, percent) == (one["change"], one["percent_change"])
        exact = Decimal(row["outturn"]) - Decimal(row["baseline"])
        assert Decimal(row["change"]) == exact
        assert abs(Decimal(row["change in %"]) - exact / Decimal(row["baseline"]) * 100) < Decimal("0.000001")
        assert [row["baseline"], row["outturn"]] == [one["baseline"]["value"], one["outturns"][-1]["value"]]
        assert brief[row["name"]][1:] == [row["status"], row["aim"], baseline, last, change, percent]
        outturns = f"{before['shown']} ({before['period']}) {last}"
        assert page[row["name"]][3:] == [row["aim"], row["due"], baseline, outturns, change, percent]
        cells = [row["name"], row["status"], row["aim"], baseline, last, change, percent]
        assert squeezed("".join(cells)) in brief_pdf
        cells = [row["name"], page[row["name"]][1], *page[row["name"]][3:]]
        assert squeezed("".join(cells)) in whole_pdf


def test_the_brief_as_pdf_says_what_the_brief_as_page_says(demo, db, client):
    html, pdf = client.get(f"{NORWICH}v1/brief/"), client.get(f"{NORWICH}v1/brief.pdf")
    told = words(html).removeprefix("Print version (PDF) · Full report ")
    said = squeezed(text_of(pdf)).replace("•", "")
    assert Counter(squeezed(told)) - Counter(said) == Counter()
    assert len(said) < len(squeezed(told)) * 1.1  # a head of a table that is repeated


@pytest.mark.anywhere
@pytest.mark.parametrize("path", [NORWICH, pytest.param(CAMBRIDGE, marks=pytest.mark.long)])
def test_the_brief_has_two_sides_and_every_paper_can_be_read_aloud(demo, db, client, tmp_path, path):
    """Slow: draws three PDFs and judges each by the rules of PDF/UA."""
    for name in ("report", "brief", "cover"):
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(client.get(f"{path}v1/{name}.pdf").content)
        if name == "brief":
            assert len(PdfDocument(file)) == 2
        found = pdf_rules.validate_pdf(str(file), profile=pdf_rules.ValidationProfile.PDF_UA_1)
        assert [str(one) for one in found.failures] == []


@pytest.mark.anywhere
def test_a_brief_of_far_too_much_still_has_two_sides_and_says_how_much_more_there_is(demo, db):
    """Slow: a very long PDF is laid out again and again until it fits."""
    content = norwich().content
    long = "A long word about it all. " * 100
    many = [
        {**one, "key": f"{one['key']} {n}", "name": f"{n} {long}", "cause": long, "action": long}
        for n in range(20)
        for one in content["exceptions"]
    ]
    content["exceptions"] = many
    content["outcomes"] = content["outcomes"] * 6
    content["decisions"] = [{"text": long, "reason": long}] * 30
    content["meetings"] = [{"committee": long, "on": "2008-11-13", "about": long}] * 30
    version = norwich()
    version.content = content
    drawn = papers.draw(papers.published_text(version), PaperName.BRIEF)
    sides = [side.get_textpage().get_text_range() for side in PdfDocument(drawn)]
    assert len(sides) == 2
    assert all("more, in the whole report" in side for side in sides)


def test_a_paper_is_drawn_once(demo, db, client, monkeypatch):
    drawn = []
    export = replace(papers.REPORT_EXPORTS["cover.pdf"], make=lambda text: drawn.append(text.number) or b"%PDF a paper")
    monkeypatch.setitem(papers.REPORT_EXPORTS, "cover.pdf", export)
    norwich().files.all()._raw_delete("default")
    answers = [client.get(f"{NORWICH}v1/cover.pdf") for _ in range(3)]
    assert [one.content for one in answers] == [b"%PDF a paper"] * 3
    assert drawn == [1]
    assert answers[0]["Content-Disposition"] == 'inline; filename="annual-report-2006-07-v1-cover.pdf"'


def test_the_job_makes_the_files_that_the_newest_reports_do_not_have(demo, db, monkeypatch):
    drawn = []
    for name, export in papers.REPORT_EXPORTS.items():
        quickly = replace(export, make=lambda text, name=name: drawn.append((text.address, name)) or b"made")
        monkeypatch.setitem(papers.REPORT_EXPORTS, name, quickly)
    norwich().files.all()._raw_delete("default")
    assert papers.make_missing in contributed("FILE_MAKERS")
    assert len(list(papers.make_missing())) == len(set(drawn)) == len(drawn)
    assert [name for address, name in drawn if "annual-report-2006-07/v1/" in address] == list(papers.REPORT_EXPORTS)
    assert list(papers.make_missing()) == []


def test_nothing_outside_is_fetched_for_a_paper():
    with pytest.raises(Exception, match="(?i)protocol|not allowed|forbidden|scheme"):
        fetcher().fetch("file:///etc/hostname")


@pytest.mark.parametrize(
    ("names", "heading"),
    [
        ([], "Links to other plans"),
        (["County Plan", "County Plan"], "Links to “County Plan”"),
        (["County Plan", "Health Plan"], "Links to other plans"),
    ],
)
def test_the_cover_report_names_the_one_outside_plan_that_is_served(names, heading):
    assert links_heading({"alignments": [{"framework": name} for name in names]}) == heading
    renamed = [{"framework": name, "outside_plan": {"title": name}} for name in names]
    assert links_heading({"alignments": renamed}) == heading


def test_the_cover_report_has_the_headings_of_the_committee(demo, db, client):
    html = client.get(f"{NORWICH}v1/cover/").content.decode()
    assert re.findall(r"<h2[^>]*>\d+\. (.*?)</h2>", html) == [
        "Purpose",
        "Recommendations",
        "Links to other plans",
        "Background",
        "Key issues",
        "Implications",
        "Consultation",
        "Anticipated outcomes",
        "Reasons for recommendations",
        "Next steps",
        "Background documents",
        "Appendices",
    ]


def test_the_quarter_of_cambridge_makes_up_no_figure(demo, db, client):
    content = ReportVersion.objects.get(report__slug="quarter-3-2011-12").content
    assert {one["status"] for one in content["outcomes"]} == {
        "target to be confirmed",
        "not yet due",
        "no number set",
    }
    assert [entry for one in content["outcomes"] for entry in one["outturns"]] == []
    assert len(content["exceptions"]) == 4
    assert content["money"]["spent"] == "59235"
    assert content["money"]["allocated"] is None
    text = words(client.get(CAMBRIDGE))
    assert "None of 14 targets can be judged yet: 4 to be confirmed; 2 not yet due" in text
    assert "This report covers 14 targets and 8 other measures." in text
    assert "Serious acquisitive crime" in text
    assert "Total (our calculation) not given £59,235" in text


def test_missing_information_stands_apart_from_what_goes_badly(demo, db, client):
    text = words(client.get(CAMBRIDGE))
    assert "Nothing needs the attention of the committee. There are 4 gaps in the information." in text
    assert "What needs attention Missing information New targets for alcohol related violent crime" in text
    text = words(client.get("/cambridge/scrutiny/"))
    assert "Nothing needed attention. Missing information: New targets for alcohol related violent crime" in text
    assert "Missing information" not in words(client.get("/norwich/scrutiny/"))
    assert "Robbery (Personal) : More than a year ago: 207, up 61 (+41.8%)" in words(client.get("/norwich/scrutiny/"))


def test_an_older_report_is_read_in_todays_shape(demo, db):
    new = norwich().content
    known = ("audience", "partnership", "report", "sections", "tables")
    fresh = ("key", "unit", "of_period", "measured", "rate", "rate_before", "trend", "trend_word", "comparators",
             "forecast")  # fmt: skip
    outcomes = [{key: value for key, value in one.items() if key not in fresh} for one in new["outcomes"]]
    old = upgraded({"schema": 1, **{key: new[key] for key in known}, "outcomes": outcomes})
    assert set(old) == set(new)
    assert [one["name"] for one in old["exceptions"]] == ["Cycle Theft", "Theft from the Person", "Criminal Damage"]
    assert {one["cause"] for one in old["exceptions"]} == {""}
    version = SimpleNamespace(
        pk=1, number=1, kind="final", content={**old, "schema": 1}, note="", published_at=norwich().published_at
    )
    assert "Cycle Theft" in papers.paper_page(version, PaperName.BRIEF, "/")


@pytest.mark.parametrize(
    ("old", "now", "css"),
    [
        ("behind target", "off target", "behind"),
        ("well behind target", "well off target", "wrong"),
        ("moving the wrong way", "worse than the baseline", "wrong"),
        ("on target", "on target", "on"),
    ],
)
def test_an_older_report_is_read_with_todays_words_of_a_status(demo, db, old, now, css):
    new = norwich().content
    outcomes = [{**one, "status": old, "status_css": "late", "under": {"end@1": old}} for one in new["outcomes"]]
    read = upgraded({**new, "schema": 2, "outcomes": outcomes})
    assert {(one["status"], one["status_css"], *one["under"].values()) for one in read["outcomes"]} == {(now, css, now)}


def test_a_report_with_rounded_counts_says_so_once(demo, db):
    version = ReportVersion.objects.get(report__slug="annual-report-2006-07")
    said = "Some counts on this page are rounded"
    assert report_page(version, version.number).count(said) == 0
    Source.objects.filter(slug="annual-report-2006-07").update(disclosure="protected")
    assert report_page(version, version.number).count(said) == 1


def test_every_row_of_the_figures_has_a_cell_below_each_heading(demo, db):
    content = json.loads(json.dumps(norwich().content))
    target = content["exceptions"][0]
    content["exceptions"] = [target, {**target, "key": "else", "name": "A survey", "says": "No survey"}]
    table = figures_table(content, "")
    assert {len(list(row)) for row in table.rows} == {len(table.columns)}
    other = dict(zip(table.columns, list(figures_table(content, "").rows)[-1], strict=True))
    assert (other["kind"], other["name"], other["trend"]) == ("exception", "A survey", "No survey")
