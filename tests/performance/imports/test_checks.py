"""The checks read an import before it is stored: what does not agree stands beside the rows, and stays as printed."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from performance.models import Explanation, ImportRun, Observation, RunState, Source
from plans.models import AreaLink
from tests import builders
from tests.performance.imports.test_police_street import printed

WRONG_TOTAL = "Ward,Burglary 2019/20\nNorth,50\nSouth,13\nTotal,64\n"
TOWN = "Ward,Burglary 2019/20\nNorth,50\nSouth,13\nTown,64\n"


@pytest.fixture
def town(anytown):
    """With two wards that make up their town."""
    builders.indicator("burglary", name="Burglary")
    whole = anytown.areas.get()
    for ward in anytown.area_sets.get(kind="ward").areas.all():
        AreaLink.objects.create(smaller=ward, larger=whole, basis="printed")
    return anytown


@pytest.fixture
def load(tmp_path, town):
    def load(text: str, name: str = "wards.csv", commit: bool = False) -> dict:
        path = tmp_path / name
        path.write_text(text)
        return printed(path, "anytown", commit=commit)

    return load


def facts(said: dict) -> list[tuple]:
    return [(one["check"], one["row"], one["column"], one["printed"], one["computed"]) for one in said["findings"]]


def test_a_total_that_does_not_add_up_is_found_before_and_after_it_is_stored(load):
    found = [("", 4, "B", "64", "63")]
    assert facts(load(WRONG_TOTAL)) == found
    assert facts(load(WRONG_TOTAL, commit=True)) == found
    assert ImportRun.objects.get(state=RunState.STORED).report["findings"][0]["computed"] == "63"


def test_wards_that_do_not_make_up_their_town_are_found_by_the_check_of_areas(load):
    said = load(TOWN)
    assert [one["check"] for one in said["findings"]] == ["K4"]
    assert Observation.objects.count() == Source.objects.count() == 0
    (finding,) = said["findings"]
    assert finding["key"].startswith("K4.")
    assert all(finding[name] for name in ("sentence", "rule", "advice", "places"))


def test_a_figure_that_contradicts_another_source_is_found_at_its_row(load, town):
    north = town.area_sets.get(kind="ward").areas.get(name="North")
    other = builders.source(town, "annual-report")
    builders.observation(other, builders.Indicator.objects.get(slug="burglary"), north, 2019, 41)
    said = load("Ward,Burglary 2019/20\nSouth,13\nNorth,50\n")
    (finding,) = said["findings"]
    assert (finding["check"], finding["row"], finding["column"]) == ("K1", 3, "B")
    assert all(number in finding["printed"] for number in ("41", "50"))
    assert finding["key"] not in Explanation.objects.values_list("key", flat=True)
    assert Observation.objects.get().value == 41


def test_the_page_of_the_import_lists_what_the_checks_find(at_once, town, officer):
    answer = officer.post(
        "/desk/anytown/figures/import/", {"pasted": TOWN.replace(",", "\t"), "source_title": "Town counts"}
    )
    run = ImportRun.objects.get(pk=int(re.search(r"/(\d+)/$", answer["Location"])[1]))
    for step in ("read", "stored"):
        page = officer.get(reverse("import", args=["anytown", run.pk])).content.decode()
        words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
        assert "What does not agree" in words
        assert "Town: the smaller areas do not add up to its figure for Burglary. 64 63 50 + 13 = 63" in words
        run.refresh_from_db()
        assert run.state == step
        if step == "read":
            assert Observation.objects.count() == 0
            officer.post(reverse("import-store", args=["anytown", run.pk]))
    assert Observation.objects.count() == 3


def test_figures_that_agree_give_no_finding(load):
    assert load(TOWN.replace("64", "63"))["findings"] == []


def test_the_checks_cost_the_same_number_of_queries_for_one_row_and_for_three(load):
    costs = []
    for text in ("Ward,Burglary 2019/20\nNorth,50\n", TOWN):
        load(text)
        with CaptureQueriesContext(connection) as queries:
            load(text)
        costs.append(len(queries))
    assert costs[0] == costs[1]
