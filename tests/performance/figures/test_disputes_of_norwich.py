"""The baselines that Norwich's two documents dispute are marked on every page that shows them."""

import re

import pytest
from django.test import Client

from tests.performance.indicators.test_pages import words


def test_no_baseline_that_the_annual_report_disputes_stands_as_a_plain_fact(demo, db, client):
    pages = "".join(words(client.get(f"/norwich/areas/E07000148/?page={number}")) for number in (1, 2))
    for either in ("1,144 or 1,013", "984 or 688", "688 or 984", "405 or 225", "243 or 405", "225 or 243"):
        assert f"2003/04 sources differ: {either}" in pages
    assert len(re.findall(r"2003/04 sources differ: [\d,]+ or [\d,]+ ", pages)) == 7


@pytest.mark.parametrize("address", ["/norwich/plans/2008-2011/", "/norwich/performance/"])
def test_the_chart_of_table_1_1_says_that_two_falls_may_be_rises(demo, db, client, address):
    page = words(client.get(address))
    assert (
        "As printed, 10 of 10 are lower and 0 higher than before. Sources differ about 7 of these rows. By other "
        "sources’ figures 2 of them go the other way." in page
    )
    assert "sources differ: 984 or 688" in page


def test_a_permanent_version_stays_as_it_was_published(demo, db, client):
    assert "sources differ" not in words(client.get("/norwich/plans/2008-2011/v1/"))


def test_charts_that_nothing_disputes_are_as_before(demo, db, client):
    page = words(client.get("/peterborough/plans/2011-2014/"))
    assert "Sources differ" not in page


def test_a_chart_with_disputed_figures_is_a_picture_alone(demo, db):
    """The interactive chart shows a version as it was printed, so only the permanent page offers it."""
    chart = "charts/bcs-outturn.json"
    assert chart not in Client().get("/norwich/plans/2008-2011/").content.decode()
    assert chart in Client().get("/norwich/plans/2008-2011/v1/").content.decode()


def test_the_printed_chart_of_a_report_says_that_sources_differ(demo, db):
    newest = Client().get("/norwich/scrutiny/annual-report-2006-07/").content.decode()
    assert "Sources differ about 7 of these rows." in newest
