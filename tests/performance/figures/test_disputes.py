"""Facts for which two sources state different figures are marked wherever they appear, and nothing is made of them."""

import re
from decimal import Decimal

import pytest
from django.utils import timezone

from csp_portal.formats.periods import Period
from performance.areas.figures import AreaFigures
from performance.figures.series import figures
from performance.models import Printed
from performance.rules.agreement import choose
from plans.public.charts import table_chart
from tests import builders
from tests.performance.checks.made import figure
from tests.performance.indicators.test_pages import words

YEAR = Period.financial_year(2020)


def test_of_figures_that_agree_the_most_exact_one_counts():
    rough, exact = figure("change", 22, unit="%"), figure("change", "21.5", source="report", unit="%")
    assert choose([rough, exact]) is exact
    over, plain = figure("thefts", 6000, qualifier="over"), figure("thefts", 6250, source="report")
    assert choose([over, plain]) is plain


def test_where_figures_differ_none_of_them_counts():
    told = choose([figure("thefts", 688), figure("thefts", 984, source="report"), figure("thefts", None)])
    assert (told.value, told.shown) == (None, "sources differ: 688 or 984")
    assert [one.value for one in told.disputed] == [688, 984]


def test_what_no_source_knows_keeps_its_state():
    assert choose([figure("thefts", None, state="suppressed")]).shown == "hidden"


@pytest.fixture
def wards(db):
    """Three wards with thefts of 2020/21; of North a second source says otherwise. North had 500 the year before."""
    owner = builders.partnership()
    made = builders.area_set(owner, ["North", "South", "West"])
    thefts, residents = builders.indicator("thefts", unit="crimes"), builders.indicator("residents", unit="people")
    first, second = (builders.source(owner, slug, published_at=timezone.now()) for slug in ("first", "second"))
    for area, count in zip(made.areas.all(), (688, 700, 400), strict=True):
        builders.observation(first, thefts, area, 2020, count)
        builders.observation(first, residents, area, 2020, 10_000)
    north = made.areas.get(name="North")
    builders.observation(first, thefts, north, 2019, 500)
    builders.observation(second, thefts, north, 2020, 984)
    return owner


def test_a_disputed_area_is_ranked_by_both_figures_and_has_no_value_no_rate_and_no_change(wards):
    known = AreaFigures(figures(wards))
    areas = list(wards.area_sets.get().areas.all())
    measure = next(one for one in known.measures(areas[0].area_set_id) if one.indicator.slug == "thefts")
    found = {row.area.name: row for row in known.compared(measure, areas)}
    assert [(name, row.rank_words, row.of, row.value) for name, row in found.items()] == [
        ("South", "1st to 2nd", 3, 700),
        ("North", "1st to 2nd", 3, None),
        ("West", "3rd", 3, 400),
    ]
    north = found["North"]
    assert (north.figure.shown, north.per_residents, north.movement) == ("sources differ: 688 or 984", None, None)


def test_the_page_of_an_area_names_and_links_both_figures(wards, client):
    answer = client.get("/anytown/areas/anytown-north/")
    page = answer.content.decode()
    assert "sources differ: 688 or 984" in words(answer)
    assert (
        "North, 2020/21: sources differ: 688 or 984 (thefts), ranked 1st to 2nd of 3 wards by rate. "
        "We do not know which of them is right, so no rate or change is worked out."
    ) in words(answer)
    assert re.findall(r'href="/anytown/sources/(\w+)/[^"]*"[^>]*>(?:688|984)<', page) == ["first", "second"]


def test_the_ranking_and_its_map_count_a_disputed_area_and_its_chart_leaves_it_out(wards, client):
    asked = "/anytown/areas/?measure=thefts&period=2020-04-01_2021-03-31&by=count"
    page = words(client.get(asked))
    assert "Ranked by every figure given in the sources: North, sources differ: 688 or 984." in page
    assert "North 1st to 2nd sources differ: 688 or 984" in page
    assert "South 1st to 2nd 700" in page
    assert "West 3rd 400" in page
    assert "It is not certain which of 3 wards is highest. West is lowest (400)." in page
    assert "Total:" not in page
    bars = client.get(asked.replace("/areas/", "/areas/chart.json")).json()["data"][0]
    assert sorted(value for value in bars["x"] if value is not None) == [400, 700]


def test_where_every_area_is_disputed_each_is_ranked_by_what_sources_state(wards, client):
    second, thefts = wards.sources.get(slug="second"), builders.Indicator.objects.get(slug="thefts")
    for area in wards.area_sets.get().areas.exclude(name="North"):
        builders.observation(second, thefts, area, 2020, 5)
    page = words(client.get("/anytown/areas/?measure=thefts&period=2020-04-01_2021-03-31"))
    assert "It is not certain which of 3 wards is highest." in page
    assert "is lowest" not in page
    assert re.findall(r"(North|South|West) (\w+ to \w+) sources differ", page) == [
        ("North", "1st to 2nd"),
        ("South", "1st to 3rd"),
        ("West", "2nd to 3rd"),
    ]


def test_a_disputed_area_far_from_the_others_leaves_every_rank_certain(wards, client):
    second, thefts = wards.sources.get(slug="second"), builders.Indicator.objects.get(slug="thefts")
    second.observations.update(value=999)
    thefts.observations.filter(area__name="South", period_end__year=2021).update(value=500)
    page = words(client.get("/anytown/areas/?measure=thefts&period=2020-04-01_2021-03-31"))
    assert (
        "Of 3 wards, North is highest (sources differ: 688 or 999) and West lowest (40.0 per 1,000 residents)." in page
    )


def test_printed_ranks_are_called_the_same_only_where_ours_are_certain(wards, client):
    asked = "/anytown/areas/?measure=thefts&period=2020-04-01_2021-03-31&by=count"
    given = wards.sources.get(slug="first").observations.get(area__name="West", indicator__slug="thefts")
    period = {"period_start": given.period_start, "period_end": given.period_end, "import_run": given.import_run}
    Printed.objects.create(
        source=given.source, indicator=given.indicator, area=given.area, kind="rank", as_printed="3", value=3,
        locator="p", **period,
    )  # fmt: skip
    said = "The ranks are those printed in the source."
    assert said not in words(client.get(asked))
    wards.sources.get(slug="second").observations.all().delete()
    wards.bump_public_revision()
    assert said in words(client.get(asked))


def test_the_average_leaves_a_disputed_area_out_and_says_so(wards, client):
    first, made = wards.sources.get(slug="first"), wards.area_sets.get()
    for name, count in (("East", 100), ("Hill", 300)):
        area = made.areas.create(code=f"anytown-{name.lower()}", name=name, position=9)
        builders.observation(first, builders.Indicator.objects.get(slug="thefts"), area, 2020, count)
        builders.observation(first, builders.Indicator.objects.get(slug="residents"), area, 2020, 10_000)
    page = words(client.get("/anytown/areas/?measure=thefts&period=2020-04-01_2021-03-31"))
    assert "The average leaves this area out." in page
    assert "The average is 37.5 per 1,000 residents." in page  # (700 + 400 + 100 + 300) ÷ 40,000
    assert "1 area is not drawn, because sources differ about its count." in page
    assert "hidden" not in page


def test_the_list_of_indicators_shows_both_figures_and_both_sources(wards, client):
    page = words(client.get("/anytown/performance/thefts/"))
    assert "North, 2020/21: the sources disagree, 688 (First) and 984 (Second)." in page


def test_beside_other_places_a_disputed_figure_is_shown_without_a_rate(wards, client):
    force = builders.area_set(wards, ["Force"], "forces", "force").areas.get()
    first = wards.sources.get(slug="first")
    for slug, count in (("thefts", 9000), ("residents", 100_000)):
        builders.observation(first, builders.Indicator.objects.get(slug=slug), force, 2020, count)
    page = words(client.get("/anytown/areas/anytown-north/"))
    assert "Force police force or division 9,000 90.0 North this area sources differ: 688 or 984 not available" in page


def test_a_disputed_figure_of_a_bar_chart_is_counted():
    row = {"label": "North", "total": False, "area": "n", "cells": [{"kind": "value", "value": "5", "figure": "t-1-1"}]}
    table = {"slug": "t", "title": "T", "source": "s", "source_title": "S", "locator": "p", "unit": "crimes"}
    other = row | {"label": "South", "cells": [{"kind": "value", "value": "6", "figure": "t-2-1"}]}
    table |= {"chart": "bars", "label_heading": "Ward", "columns": ["2020"], "rows": [row, other]}
    chart = table_chart(table, "anytown", "", {("s", "t-1-1"): [Decimal(7)]})
    assert chart.sentence.endswith("Sources differ about 1 figure.")
    assert chart.finding == "Sources differ, so it is not certain which is highest"
    assert table_chart(table, "anytown", "", {}).finding == "South is highest, at 6 crimes"
    assert chart.series[0].shown == ("sources differ: 5 or 7", "6")
