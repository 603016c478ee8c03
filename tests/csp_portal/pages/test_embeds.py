"""Charts, tables and targets for other sites: they stand alone, may be framed, and are live or frozen."""

import datetime as dt
import hashlib
import re
from base64 import b64encode

import pytest

from csp_portal.pages.embeds.code import HEIGHT, embed_codes
from performance.reports.publishing import publish_report
from plans.publishing.versions import publish
from tests import builders, leaky

PLAN = "/anytown/plans/2020-2023/"


@pytest.mark.anywhere
def test_what_is_copied_shows_the_newest_version_or_one_for_good(settings):
    settings.PORTAL_URL = "https://plans.example"
    live, frozen = embed_codes("/a/plans/b/v2/charts/c.html", 'Crime "and" <b>')
    assert live.html == (
        '<iframe src="https://plans.example/a/plans/b/charts/c.html" title="Crime &quot;and&quot; &lt;b&gt;" '
        f'width="100%" height="{HEIGHT}" loading="lazy" style="border: 0"></iframe>'
    )
    assert 'src="https://plans.example/a/plans/b/v2/charts/c.html"' in frozen.html
    live, frozen = embed_codes("/a/scrutiny/b/v2/targets.html", "Targets")
    assert ("/a/scrutiny/b/targets.html" in live.html, "/b/v2/targets.html" in frozen.html) == (True, True)
    (only,) = embed_codes("/a/areas/chart.html?by=rate&chart=map", "Map", '<svg viewBox="0 0 320 160">')
    assert 'src="https://plans.example/a/areas/chart.html?by=rate&amp;chart=map"' in only.html
    assert 'height="720"' in only.html


@pytest.fixture
def plan(db):
    owner = builders.partnership()
    made = leaky.figures_of(owner, builders.rich_plan(1, owner))
    owner.sources.update(published_at=builders.at(2020, 5, 1))
    publish(made, kind="final", at=builders.at(2020, 6, 1))
    owner.bump_public_revision()
    return made


@pytest.mark.anywhere
def test_an_embedded_page_stands_alone_with_its_source_day_and_link_and_may_be_framed(plan, client, settings):
    for address, page in {
        f"{PLAN}charts/table-1.html": PLAN,
        f"{PLAN}v1/charts/table-1.html": f"{PLAN}v1/",
        f"{PLAN}v1/tables/table-1.html": f"{PLAN}v1/",
        "/anytown/performance/all-crime/chart.html": "/anytown/performance/all-crime/",
        "/anytown/performance/all-crime/targets.html": "/anytown/performance/all-crime/",
    }.items():
        for _drawn_then_stored in range(2):
            answer = client.get(address)
            text, policy = answer.content.decode(), answer["Content-Security-Policy"]
            (styles,) = re.findall(r"<style>(.*?)</style>", text, re.S)
            checksum = b64encode(hashlib.sha256(styles.encode()).digest()).decode()
            assert f"style-src 'sha256-{checksum}'" in policy, address
            assert "frame-ancestors *" in policy
            again = client.get(address, headers={"If-None-Match": answer["ETag"]})
            assert (again.status_code, again.get("Content-Security-Policy")) == (304, None), address
            assert re.findall(r"<script|\bsrc=|url\(|@import|rel=\"stylesheet|\bstyle=", text) == []
            links = re.findall(r'\bhref="([^"#d][^"]*)"', text)
            assert [link for link in links if not link.startswith("http")] == []
            assert f'href="{settings.PORTAL_URL}{page}">Read more at' in text
            assert ("Source: " in text) is not address.endswith("targets.html")
    assert "As published on 1 June 2020" in client.get(f"{PLAN}charts/table-1.html").content.decode()


@pytest.mark.anywhere
def test_a_page_that_is_no_embed_may_not_be_framed(plan, client):
    for address in (
        PLAN,
        f"{PLAN}v1/charts/table-1.svg",
        f"{PLAN}charts/none.html",
        "/anytown/performance/none/chart.html",
    ):
        assert "frame-ancestors 'none'" in client.get(address)["Content-Security-Policy"]


@pytest.mark.anywhere
def test_what_is_frozen_stays_when_a_version_is_published_and_what_is_live_follows(plan, client):
    frozen = [f"{PLAN}v1/{name}.html" for name in ("charts/table-1", "tables/table-1", "targets")]
    live = [address.replace("v1/", "") for address in frozen]
    before = [client.get(address).content for address in frozen]
    table = plan.sources.first().tables.first()
    table.observations.update(value=77, as_printed="77", public_value=77)
    plan.targets.update(as_printed="77 crimes")
    publish(plan, kind="final", note="A misprint")
    assert [client.get(address).content for address in frozen] == before
    assert all(b"77" in client.get(address).content for address in live)


@pytest.mark.anywhere
def test_the_targets_of_a_report_stay_as_it_judged_them_or_follow_its_newest_version(plan, client):
    report = builders.report(plan, "year-1", period_start=dt.date(2020, 4, 1), period_end=dt.date(2021, 3, 31))
    publish_report(builders.explain(report))
    page = client.get("/anytown/scrutiny/year-1/").content.decode()
    assert "/anytown/scrutiny/year-1/v1/targets.html&#34; title=" in page
    frozen, live = "/anytown/scrutiny/year-1/v1/targets.html", "/anytown/scrutiny/year-1/targets.html"
    before = client.get(frozen).content
    assert b"Less crime" in before
    plan.targets.update(name="Fewer offences")
    publish(plan, kind="final", note="Renamed")
    publish_report(builders.explain(report), note="Renamed")
    assert client.get(frozen).content == before
    assert b"Fewer offences" in client.get(live).content


@pytest.mark.anywhere
def test_the_code_to_copy_stands_beside_the_downloads_and_on_no_paper(plan, client):
    page = client.get(PLAN).content.decode()
    assert page.count("app-embed") == 3  # the chart, its table, and the targets
    assert page.count("&lt;iframe src=") == 6
    assert "app-embed" in client.get("/anytown/performance/all-crime/").content.decode()
