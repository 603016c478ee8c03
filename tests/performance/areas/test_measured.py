"""Pages count what there are figures of and read some: they say the same as if they read all of them."""

import pytest

from csp_portal.models import StoredPage
from performance.areas import views as area_views
from performance.areas.figures import AreaFigures
from performance.areas.measured import comparable, measured
from performance.figures import series
from performance.indicators import views as indicator_views
from plans.models import AreaSet, Partnership

SHOWN = [
    "/peterborough/areas/",
    "/peterborough/areas/peterborough-committee-rural-north/",
    "/norwich/performance/",
    "/south-cambridgeshire/performance/",
]
pytestmark = pytest.mark.anywhere


def test_what_areas_can_be_compared_by_is_counted_as_it_would_be_read(demo, db):
    several = 0
    for owner in Partnership.objects.all():
        counted, known = comparable(measured(owner)), AreaFigures(series.figures(owner))
        for area_set in AreaSet.objects.all():
            read = known.measures(area_set.pk)
            assert [one for one in counted if one.area_set == area_set.pk] == read
            several += len(read) > 1
    assert several


@pytest.mark.parametrize("address", SHOWN)
def test_a_page_says_the_same_as_if_it_read_every_figure(demo, db, client, monkeypatch, address):
    found = client.get(address).content
    StoredPage.objects.all().delete()
    everything = []

    def figures(partnership, *_where, **_only):
        everything.append(len(series.figures(partnership)))
        return series.figures(partnership)

    for module in (area_views, indicator_views):
        monkeypatch.setattr(module, "figures", figures)
    assert client.get(address).content == found
    assert everything[0] > 0
