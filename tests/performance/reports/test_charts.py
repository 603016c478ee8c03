"""The charts of a report on paper: the level of a target, what is read aloud, and what has no chart."""

import re
from decimal import Decimal
from html import unescape

import pytest

from performance.models import PaperName, ReportVersion
from performance.reports.charts import for_paper, on_its_way
from performance.reports.papers import published_text, report_paper
from plans.exports.papers.paper import sheet


@pytest.fixture
def norwich(demo, db) -> ReportVersion:
    return ReportVersion.objects.get(report__slug="annual-report-2006-07")


def outcome(version: ReportVersion, name: str) -> dict:
    return next(one for one in version.content["outcomes"] if one["name"] == name)


def test_a_target_stands_on_its_way_at_the_level_that_it_aims_at(norwich):
    chart = on_its_way(outcome(norwich, "Criminal Damage"), 1)
    assert chart.labels == ("2003/04", "2005/06", "2006/07", "2007/08")
    assert chart.series[0].shown == ("4,966", "4,673", "4,222", "")
    assert chart.series[1].shown == ("4,966.0", "4,469.4", "4,221.1", "3,972.8")  # the straight way to the target
    assert chart.target == Decimal("3972.8")  # 20 % below 4,966
    assert chart.sentence == "4,966 (2003/04), 4,673 (2005/06), 4,222 (2006/07). Target: down 20% by 2007/08."
    assert (chart.unit, chart.target_text) == ("crimes", "Target: down 20% by 2007/08")


def test_what_has_fewer_than_two_figures_has_no_chart_and_no_level_without_a_baseline(norwich):
    one = outcome(norwich, "Cycle Theft")
    nothing = {**one["baseline"], "value": None}
    assert on_its_way({**one, "baseline": nothing, "outturns": one["outturns"][:1]}, 1) is None
    without = on_its_way({**one, "baseline": nothing}, 1)
    assert (without.target, without.target_text, len(without.labels)) == (None, "", 2)
    assert for_paper({**norwich.content, "outcomes": [], "tables": []}) == ([], [], {})


def test_every_target_of_norwich_has_its_picture_on_paper_with_words_in_its_place(norwich):
    html = sheet(report_paper(published_text(norwich), PaperName.REPORT))
    words = [
        unescape(said)
        for said in re.findall(r'<img alt="([^"]+)" src="data:image/svg\+xml;base64,[A-Za-z0-9+/=]+">', html)
    ]
    assert len(words) == html.count("<img") == 13
    assert words[0].startswith("Outturns against targets, 2006/07 (change from the baseline in per cent).")
    for one in norwich.content["outcomes"]:
        assert any(one["baseline"]["shown"] in said and said.startswith(one["name"]) for said in words[1:])
    assert "<img" not in sheet(report_paper(published_text(norwich), PaperName.BRIEF))


def test_targets_of_which_nothing_is_said_are_counted_and_not_listed(demo, db):
    version = ReportVersion.objects.get(report__slug="quarter-3-2011-12")
    html = sheet(report_paper(published_text(version), PaperName.REPORT))
    said = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "no published source has any of these figures for another place. No more information on 9 targets." in said


def test_a_baseline_about_which_sources_differ_is_drawn_as_a_range(norwich):
    one = outcome(norwich, "Cycle Theft")
    chart = on_its_way(one, 1)
    assert {(other["period"], other["figure"]) for other in one["others"]} == {("2003/04", "984")}
    assert chart.series[0].ranges == ((Decimal(688), Decimal(984)), None, None, None)
    assert 'class="c-range"' in chart.svg
    assert chart.days[0][0].year == 2003
    years = chart.figure()["data"][0]["x"]
    assert round(max(years) - min(years)) == 4


def test_a_period_that_is_no_date_keeps_its_place_without_time(norwich):
    one = outcome(norwich, "Cycle Theft")
    undated = on_its_way({**one, "outturns": [{**one["outturns"][0], "period": "after the scheme"}]}, 1)
    assert (undated.days, undated.labels) == ((), ("2003/04", "after the scheme"))
