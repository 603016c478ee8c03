"""Pages of a partnership speak of its own area, however many figures other areas have."""

import pytest

from performance.figures.places import main_place
from performance.figures.publishing import publish_source
from performance.figures.series import AreaHead
from performance.indicators.figure_references import look_up
from tests import builders
from tests.performance.indicators.test_pages import rows, words


@pytest.fixture
def town(db):
    """A partnership of one district, with two years of its own and three of two similar ones."""
    owner = builders.partnership()
    districts = builders.area_set(owner, ["Brighton", "Town", "Watford"], "districts", "district")
    owner.areas.add(districts.areas.get(name="Town"))
    thefts, said = builders.indicator("thefts", better="lower"), builders.source(owner)
    for year, counts in (
        (2022, {"Brighton": 900, "Town": 400, "Watford": 800}),
        (2023, {"Brighton": 910, "Town": 300, "Watford": 810}),
        (2024, {"Brighton": 990, "Watford": 980}),
    ):
        for name, count in counts.items():
            builders.observation(said, thefts, districts.areas.get(name=name), year, count)
    publish_source(said)
    return owner


def test_an_indicator_page_speaks_of_the_partnerships_own_area(town, client):
    text = words(client.get("/anytown/performance/thefts/"))
    assert text.startswith("Thefts Better. Town, 2023/24. Fewer than a year ago: 300 crimes, down 100 (−25.0%)")
    drawn = client.get("/anytown/performance/thefts/chart.json").json()
    assert drawn["data"][0]["x"] == [400, 300]
    assert rows(client.get("/anytown/performance/"), "list")[0][:4] == ["Thefts", "300", "2023/24", "Town"]


def test_without_a_figure_of_its_own_it_says_so(town, client):
    town.areas.set(builders.area_set(town, ["Village"], "villages", "district").areas.all())
    text = words(client.get("/anytown/performance/thefts/"))
    assert text.startswith("Thefts The sources give figures for other areas, but none for this one.")


def test_a_name_without_an_area_means_the_partnerships_own(town):
    said = look_up(town, frozenset({"thefts 2022/23 to 2023/24 change", "thefts 2024/25"}))
    assert said["thefts 2022/23 to 2023/24 change"].words == "−25.0%"
    assert said["thefts 2024/25"].problem == "no published source gives it for 2024/25"


@pytest.mark.parametrize("kind", ["ward", "district", "county", "other"])
def test_figures_of_the_whole_partnership_are_spoken_of_whatever_its_own_areas_are(kind):
    whole = AreaHead("whole-anytown", "Anytown", 1, "other")
    assert main_place([whole], {"bay": kind}) == whole
    assert main_place([whole, AreaHead("bay", "Bay", 2, kind)], {"bay": kind}).code == "bay"
