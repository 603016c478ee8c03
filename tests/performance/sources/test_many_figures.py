"""Pages of sources, areas and rankings that have figures of many months: bounded, and every link finds its row."""

import re

import pytest
from django.utils import timezone

from csp_portal.formats.periods import Period
from performance.models import Observation
from plans.models import Area
from tests import builders
from tests.performance.indicators.test_pages import rows, words
from tests.public_pages import STORING


@pytest.fixture
def months(db) -> list[Observation]:
    """Thefts of three wards in 50 months, as one list of single figures."""
    owner = builders.partnership()
    wards = builders.area_set(owner, ["North", "East", "South"])
    source = builders.source(owner, published_at=timezone.now())
    thefts = builders.indicator("thefts")
    first = builders.observation(source, thefts, wards.areas.first(), 1999, 0)
    run = first.import_run
    first.delete()
    found = []
    for number in range(150):
        month, area = Period.of_months(2011 + number // 3 // 12, number // 3 % 12 + 1, 1), wards.areas.all()[number % 3]
        found.append(
            Observation(source=source, import_run=run, indicator=thefts, area=area, row=number, as_printed=str(number),
                        period_start=month.start, period_end=month.end, value=number, locator=f"row {number}")
        )  # fmt: skip
    return Observation.objects.bulk_create(found)


def links(response, pattern: str) -> set[str]:
    return set(re.findall(rf'href="({pattern})"', response.content.decode()))


def test_a_source_shows_50_single_figures_a_page(months, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(4 + STORING):
        page = client.get("/anytown/sources/crime-figures/")
    assert "A source of 150 figures" in words(page)
    assert [row[1] for row in rows(page, "text-figures")] == [str(number) for number in range(50)]
    with django_assert_max_num_queries(4 + STORING):
        page = client.get("/anytown/sources/crime-figures/?page=3")
    assert [row[1] for row in rows(page, "text-figures")] == [str(number) for number in range(100, 150)]
    assert links(page, r"\?page=2") == {"?page=2"}
    for beyond in ("9", "x", "-1", "99999999999999999999"):
        assert client.get(f"/anytown/sources/crime-figures/?page={beyond}").status_code == 200


def test_each_figure_leads_to_the_page_of_its_row(months, client):
    page = client.get("/anytown/performance/thefts/?sort=period")
    leading = links(page, r"/anytown/sources/crime-figures/[^\"]*")
    assert len(leading) == 50
    for address in leading:
        place, _hash, anchor = address.partition("#")
        assert f'id="{anchor}"' in client.get(place).content.decode(), address


def test_a_page_whose_figures_were_replaced_says_so(months, client):
    Observation.objects.filter(row__range=(50, 99)).delete()
    page = client.get("/anytown/sources/crime-figures/?page=2")
    assert "Later files replaced the figures on this page." in words(page)
    assert [row[1] for row in rows(client.get("/anytown/sources/crime-figures/?page=3"), "text-figures")][0] == "100"


def test_the_page_of_an_area_shows_50_figures_and_answers_with_the_newest(
    months, client, django_assert_max_num_queries
):
    thefts, other = builders.Indicator.objects.get(), builders.indicator("arson")
    for one in Observation.objects.filter(indicator=thefts):
        one.pk, one.indicator, one.row = None, other, one.row + 150
        one.save()
    north = Area.objects.get(name="North")
    with django_assert_max_num_queries(5 + STORING):
        page = client.get(f"/anytown/areas/{north.code}/")
    assert len(rows(page, "area-figures")) == 50
    assert "North, February 2015: 147" in words(page)
    second = client.get(f"/anytown/areas/{north.code}/?page=2")
    assert len(rows(second, "area-figures")) == 50
    assert "North, February 2015: 147" in words(second)
    assert rows(page, "area-figures") != rows(second, "area-figures")


def test_the_ranking_offers_each_indicator_once_and_the_periods_of_the_chosen_one(months, client):
    other = builders.indicator("arson", name="Arson")
    for one in Observation.objects.filter(row__lt=30):
        one.pk, one.indicator, one.row = None, other, one.row + 150
        one.save()
    page = client.get("/anytown/areas/?measure=thefts")
    offered = links(page, r"\?measure=[^\"]*period[^\"]*")
    assert len([one for one in offered if "measure=arson" in one]) == 1
    assert len([one for one in offered if "measure=thefts" in one]) == 49
    assert "?measure=arson&amp;period=2011-10-01_2011-10-31" in offered
