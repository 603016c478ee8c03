"""Residents of the census of 2011 on Cambridge's wards since 2021: added up from small areas, and checked."""

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from performance.figures.publishing import publish_source
from performance.imports.reference.residents import parse
from plans.models import Area, Partnership
from tests import builders
from tests.performance.indicators.test_pages import rows, words

FIXTURES = Path("fixtures")
PEOPLE = parse((FIXTURES / "reference/residents/lsoa11-residents-2011.csv").read_text(encoding="utf-8"))
FEWEST = 1000  # residents of a small area of the census of 2021
SOURCE = "Census 2011, residents of the 14 wards since 2021, added up from small areas by best fit"


def lookup(name: str) -> dict[str, str]:
    with (FIXTURES / "reference/lookups" / name).open(encoding="utf-8") as file:
        return dict(list(csv.reader(file))[1:])


def printed(name: str, heading: str) -> dict[str, str]:
    with (FIXTURES / name).open(encoding="utf-8") as file:
        return {row["key"]: row[heading].replace(",", "") for row in csv.DictReader(file)}


def added_up(wards: dict[str, str], *, of_2021: bool) -> dict[str, int]:
    """The residents of 2011 of each ward. No small area is divided between two wards, else this fails."""
    together: dict[str, int] = defaultdict(int)
    for code, ward in _places(wards, of_2021=of_2021):
        together[ward] += PEOPLE[code].residents
    return dict(together)


def _places(wards: dict[str, str], *, of_2021: bool) -> Iterator[tuple[str, str]]:
    for code, small in PEOPLE.items():
        found = {wards[one] for one in (small.later if of_2021 else (code,)) if one in wards}
        if found:
            (ward,) = found
            yield code, ward


@pytest.mark.anywhere
def test_the_figures_are_the_residents_of_the_small_areas_of_each_ward():
    said = printed("cambridge-2011-2014/figures/census-2011-wards.csv", "Residents")
    wards = {code: ward for code, ward in lookup("lsoa21-to-ward24.csv").items() if ward in said}
    found = added_up(wards, of_2021=True)
    assert sum(found.values()) == 123_867  # of the district
    outgrown = {ward for ward, people in found.items() if people < FEWEST * list(wards.values()).count(ward)}
    assert said == {ward: "not available" if ward in outgrown else str(people) for ward, people in found.items()}
    assert outgrown == {"E05013062"}  # Trumpington: 4,429 residents in 2011, eight small areas in 2021


@pytest.mark.anywhere
def test_the_same_sum_gives_the_residents_of_earlier_wards():
    said = printed("peterborough-2011-2014/figures/census-2011-wards.csv", "Residents")
    found = added_up(lookup("lsoa11-to-ward15.csv"), of_2021=False)
    assert {ward: str(people) for ward, people in found.items() if ward in said} == said


@pytest.mark.anywhere
def test_wards_with_the_small_areas_of_one_earlier_ward_have_about_as_many_residents_as_in_2020():
    """Eight of the fourteen have the small areas of one earlier ward, whose residents of 2020 are published."""
    earlier, since = lookup("lsoa11-to-ward15.csv"), lookup("lsoa21-to-ward24.csv")
    known = printed("cambridge-2011-2014/figures/ward-population-mid-2020.csv", "Persons")
    parts: dict[str, set[str]] = defaultdict(set)
    whole: dict[str, set[str]] = defaultdict(set)
    for code, small in PEOPLE.items():
        if earlier[code] in known:
            parts[since[small.later[0]]].add(code)
            whole[earlier[code]].add(code)
    same = [(codes, old) for codes in parts.values() for old, olds in whole.items() if codes == olds]
    assert len(same) == 8
    for codes, old in same:
        assert 0.88 < int(known[old]) / sum(PEOPLE[code].residents for code in codes) < 1.02


def test_cambridge_is_ranked_by_rate_and_says_where_its_residents_come_from(demo, db, client):
    source = builders.source(Partnership.objects.get(slug="cambridge"), "later")
    thefts = builders.indicator("later-thefts")
    for area in Area.objects.filter(area_set__slug="cambridge-wards-2021"):
        builders.observation(source, thefts, area, 2024, 100, period_start=dt.date(2024, 1, 1))
    publish_source(source)
    page = client.get("/cambridge/areas/?measure=later-thefts")
    listed = [row[:4] for row in rows(page, "list")]
    assert listed[0] == ["Newnham", "1st", "100", "12.7"]
    assert listed[-1] == ["Trumpington", "not ranked", "100", "not available"]
    said = words(page)
    assert f"Rates use population figures from: {SOURCE} ." in said
    assert "Take care: people were counted in 2011" in said
    assert "Trumpington. Far more people live in this ward now" in said
    assert f"Residents 9,907 (27 March 2011) {SOURCE}" in words(client.get("/cambridge/areas/E05013050/"))
    assert "Residents not available (27 March 2011)" in words(client.get("/cambridge/areas/E05013062/"))
