"""Shares of old wards in new ones, from the residents of small census areas."""

from collections import defaultdict
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from performance.figures.protection import _area_sums, _key
from performance.imports.figures import BadFile
from performance.imports.reference.residents import SmallArea, parse, shares
from performance.rules.areas.shares import Share
from plans.models import Area, AreaLink
from tests import builders
from tests.performance.indicators.test_pages import rows, words
from tests.public_pages import STORING

FILE = Path("fixtures/reference/residents/lsoa11-residents-2011.csv")
PEOPLE = {
    "a": SmallArea(300, ("a",)),
    "b": SmallArea(100, ("b1", "b2")),
    "c": SmallArea(50, ("c1", "c2")),
    "d": SmallArea(20, ("d",)),
}


def test_a_share_is_the_part_of_the_residents():
    older = {"a": "Old", "b": "Old", "c": "Other"}
    assert shares(PEOPLE, older, {"a": "West", "b": "East", "c": "East"}, of_2021=False) == [
        Share("Old", "East", Decimal("0.25")),
        Share("Old", "West", Decimal("0.75")),
        Share("Other", "East", Decimal(1)),
    ]


def test_a_small_area_that_was_divided_counts_only_where_its_parts_lie_in_one_ward():
    newer = {"a": "West", "b1": "East", "b2": "East", "c1": "East", "c2": "West"}
    assert shares(PEOPLE, {"a": "Old", "b": "Old", "c": "Cut"}, newer, of_2021=True) == [
        Share("Old", "East", Decimal("0.25")),
        Share("Old", "West", Decimal("0.75")),
    ]


def test_an_old_ward_that_is_not_known_wholly_has_no_shares():
    assert shares(PEOPLE, {"a": "Old", "d": "Old"}, {"a": "West"}, of_2021=False) == []
    assert shares(PEOPLE, {"a": "Old", "x": "Old"}, {"a": "West", "x": "West"}, of_2021=False) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", (1, "A", "")),
        ("LSOA11CD,persons\nE01015589,5\n", (1, "A", "LSOA11CD, persons")),
        ("LSOA11CD,LSOA21CD,persons\n", (2, "A", "")),
        ("LSOA11CD,LSOA21CD,persons\nE01015589,E01015589\n", (2, "persons", "")),
        ("LSOA11CD,LSOA21CD,persons\nE01015589,E01015589,-7\n", (2, "persons", "-7")),
        ("LSOA11CD,LSOA21CD,persons\nE01015589,E0101558,7\n", (2, "LSOA21CD", "E0101558")),
        ("LSOA11CD,LSOA21CD,persons\nE01015589,E01015589,7\nE01015589,E01015590,8\n", (3, "persons", "8")),
        ("LSOA11CD,LSOA21CD,persons\rE01015589,E01015589,?\r", (2, "persons", "?")),
    ],
)
def test_a_bad_file_is_refused_with_its_place(text, said):
    with pytest.raises(BadFile) as problem:
        parse(text)
    (one,) = problem.value.refused
    assert (one.row, one.column, one.value) == said


def linked() -> dict[tuple[str, str], Decimal]:
    found = AreaLink.objects.filter(smaller__area_set__kind="ward", larger__area_set__kind="ward")
    return {(one.smaller.name, one.larger.name): one.share for one in found.select_related("smaller", "larger")}


def test_the_shares_of_the_demonstration_are_those_of_the_file_and_loading_it_again_changes_nothing(demo, db):
    loaded = set(AreaLink.objects.values_list("smaller__code", "larger__code", "share"))
    out = StringIO()
    call_command("load_residents", FILE, stdout=out)
    assert "Wards of Peterborough, 2004 to 2016 in Wards of Peterborough, since 2016: 36 shares." in out.getvalue()
    assert set(AreaLink.objects.values_list("smaller__code", "larger__code", "share")) == loaded
    found = linked()
    assert found["Central", "North"] == Decimal("0.3542")  # 2,292 and 1,963 of 12,013 people
    assert found["Barnack", "Barnack"] == 1
    together: dict[str, Decimal] = defaultdict(Decimal)
    for older, _newer, share in (one for one in loaded if one[2] < 1):
        together[older] += share
    assert all(abs(share - 1) < Decimal("0.00001") for share in together.values())
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_residents", "none.csv")


@pytest.mark.anywhere
def test_wards_that_no_look_up_reaches_have_no_shares_in_later_ones(db):
    owner = builders.partnership()
    for year, name in ((2004, "North"), (2016, "Northgate")):
        builders.area_set(owner, [name], slug=f"wards-{year}", starts_on=f"{year}-05-01")
    out = StringIO()
    call_command("load_residents", FILE, stdout=out)
    assert out.getvalue().splitlines() == ["Wards-2004 in Wards-2016: 0 shares."]
    assert not AreaLink.objects.exists()


def test_figures_of_old_wards_stand_on_new_ones_as_estimates(demo, db, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(5 + STORING):
        page = client.get("/peterborough/areas/")
    found = {row[0]: row[1:] for row in rows(page, "estimates-peterborough-wards-2016")}
    assert len(found) == 22
    barnack = Area.objects.get(code="E05002169")
    assert barnack.observations.get(indicator__slug="all-crime", value=70)
    assert found["Barnack"] == ["about 70", "Barnack"]
    assert found["North"][1] == "Central , North"
    assert "They are estimated from the shares of residents" in words(page)
    with django_assert_max_num_queries(5 + STORING):
        page = client.get("/peterborough/areas/E05010805/")
    assert rows(page, "estimates")[0][2:] == ["about 70", "Barnack"]
    assert "Estimated from earlier areas, 2010/11: about 70 crimes (all recorded crime)." in words(page)


def test_shares_of_old_wards_take_no_protection_from_a_source(db):
    """Old wards still make up the whole, whatever lies in new ones: else a hidden one could be got back."""
    owner = builders.partnership()
    builders.area_set(owner, ["West", "East"], slug="old")
    builders.area_set(owner, ["New"], slug="new")
    town = builders.area_set(owner, ["Town"], slug="town", kind="district").areas.get()
    owner.areas.add(town)
    source, thefts = builders.source(owner, disclosure="protected"), builders.indicator("thefts")
    for area in Area.objects.filter(area_set__slug__in=("anytown-old", "anytown-new", "anytown-town")):
        builders.observation(source, thefts, area, 2010, 9)
    keys = [_key(one) for one in source.observations.all()]
    before = set(_area_sums(source, keys))
    at = {area.name: area for area in Area.objects.all()}
    for name in ("West", "East"):
        AreaLink.objects.create(smaller=at[name], larger=at["New"], basis="best fit")
    assert set(_area_sums(source, keys)) == before
    assert any(len(one.parts) == 2 for one in before)
