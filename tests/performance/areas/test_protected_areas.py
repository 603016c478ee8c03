"""Areas with rounded and hidden counts: ranks only as certain as they are, no sums, no changes, no zero for hidden."""

import re

import pytest
from django.utils import timezone

from performance.figures.publishing import publish_source
from performance.models import Source
from plans.models import Area
from tests import builders
from tests.performance.indicators.test_pages import words

COUNTS = {"North": 62, "South": 41, "East": 39, "West": 30, "Hill": 3, "Lake": 2, "Moor": 0}
BEFORE = {"North": 31, "South": 60, "East": 40, "West": 20, "Hill": 8, "Lake": 1, "Moor": 0}
NOTE = "Some counts on this page are rounded, and small ones are hidden, so that nobody can be identified."
PAGES = ["/anytown/areas/", "/anytown/areas/anytown-north/", "/anytown/performance/harm/", "/anytown/performance/"]


def square(at: int) -> dict:
    west, east = at / 100, (at + 1) / 100
    ring = [[west, 52.0], [east, 52.0], [east, 52.01], [west, 52.01], [west, 52.0]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def harm(db) -> Source:
    """Seven wards of a town in two years, of which an eighth has no figure, and how many people live in each."""
    owner = builders.partnership()
    wards = builders.area_set(owner, [*COUNTS, "Void"])
    town = builders.area_set(owner, ["Town"], "town", "district").areas.get()
    owner.areas.add(town)
    for at, area in enumerate(wards.areas.all()):
        Area.objects.filter(pk=area.pk).update(outline=square(at))
    source = builders.source(owner, disclosure="protected")
    counted = builders.source(owner, "residents", published_at=timezone.now())
    what, residents = (
        builders.indicator("harm", name="Harm", unit="people"),
        builders.indicator("residents", unit="people", type="denominator"),
    )
    for year, counts in ((2019, BEFORE), (2020, COUNTS)):
        for name, count in counts.items():
            builders.observation(source, what, wards.areas.get(name=name), year, count)
        builders.observation(source, what, town, year, sum(counts.values()))
    for area in wards.areas.exclude(name="Void"):
        builders.observation(counted, residents, area, 2020, 1000)
    publish_source(source)
    return source


def test_every_area_with_a_count_is_ranked_and_a_rank_is_a_range_where_the_order_is_not_certain(harm, client):
    page = client.get("/anytown/areas/?sort=rank").content.decode()
    cells = dict(_rank_cells(page))
    assert cells == {
        "North": "1st",
        "South": "2nd to 3rd",
        "East": "2nd to 3rd",
        "West": "4th",
        "Hill": "5th to 6th",
        "Lake": "5th to 6th",
        "Moor": "7th",
        "Void": "not ranked",
    }
    assert list(cells)[-4:] == ["Hill", "Lake", "Moor", "Void"]  # a hidden count is more than a zero
    assert "ranked 2nd to 3rd of 7 wards" in words(client.get("/anytown/areas/anytown-south/"))
    assert "Lake, 2020/21: hidden (harm), ranked 5th to 6th of 7 wards by rate." in words(
        client.get("/anytown/areas/anytown-lake/")
    )


def _rank_cells(page: str):
    table = page[page.index('id="ranks"') :]
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.S)[1:9]:
        found = [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)
        ]
        yield found[0], found[1]


def test_nothing_is_added_up_shared_out_or_compared_over_time(harm, client):
    said = words(client.get("/anytown/areas/"))
    assert "Of 7 wards, North is highest (60.0 per 1,000 residents)." in said
    assert "Of 7 wards, North is highest (60)." in words(client.get("/anytown/areas/?measure=harm&by=count"))
    for never in ("Total", "of the total", "Do the areas add up?", "Change since", "95% limits Hill"):
        assert never not in said
    for address in PAGES:
        said = words(client.get(address))
        for never in (
            "more than a year ago",
            "than a year ago",
            "(+",
            "(−",
            "No significant change",
            "We cannot say if",
        ):
            assert never not in said, address


@pytest.mark.parametrize("address", PAGES)
def test_each_page_says_once_that_counts_are_rounded_and_small_ones_hidden(harm, client, address):
    assert words(client.get(address)).count(NOTE) == 1


def test_pages_of_open_figures_do_not_say_it(harm, client):
    Source.objects.update(disclosure="open")
    for address in PAGES:
        assert NOTE not in words(client.get(address))
    assert "North is highest (62) and Moor lowest (0)." in words(client.get("/anytown/areas/?measure=harm&by=count"))
    assert "up 31 (+100.0%)" in words(client.get("/anytown/areas/anytown-north/")) or "+31 (+100.0%)" in words(
        client.get("/anytown/areas/anytown-north/")
    )


def test_a_hidden_count_a_zero_and_no_figure_are_three_things_on_the_map(harm, client):
    page = client.get("/anytown/areas/").content.decode()
    assert "<title>Hill: hidden, ranked 5th to 6th of 7</title>" in page
    assert "<title>Moor: 0.0 per 1,000 residents, ranked 7th of 7</title>" in page
    assert "<title>Void: no figure</title>" in page
    assert page.count('class="c-ward q-hidden" fill="url(#map-hidden)"') == 2
    assert page.count('class="c-ward q-none" fill="url(#map-none)"') == 1


def test_the_funnel_draws_zeros_and_says_how_many_hidden_counts_it_does_not_draw(harm, client):
    said = words(client.get("/anytown/areas/"))
    assert "2 areas are not drawn, because their counts are hidden." in said
    points = client.get("/anytown/areas/chart.json?chart=funnel").json()["data"]
    drawn = {name for trace in points for name in trace.get("text", []) if isinstance(name, str)}
    assert not any("Hill" in name or "Lake" in name for name in drawn)
    assert "suppressed" not in said


def test_without_a_total_a_hidden_count_may_be_the_highest(harm, client):
    harm.observations.filter(area__name="Town").delete()
    said = words(client.get("/anytown/areas/"))
    assert "It is not certain which of 7 wards is highest." in said
    assert "ranked 1st to 3rd of 7" in words(client.get("/anytown/areas/anytown-north/"))
