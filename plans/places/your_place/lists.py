"""The districts, partnerships, counties and police forces of England and Wales, from files of the release.

Which file is from where stands in fixtures/reference/places/README.md.
"""

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings

FOLDER = "fixtures/reference/places"


@dataclass(frozen=True)
class District:
    """A district or unitary authority: its code, its police force, its county (none for most), its partnerships."""

    code: str
    name: str
    force: str
    county: str
    partnerships: tuple[str, ...]


@dataclass(frozen=True)
class PlaceChoice:
    """What can be chosen as a place: a district, a partnership of several whole districts, or a county."""

    code: str
    name: str
    kind: str
    districts: tuple[str, ...]


@dataclass(frozen=True)
class Force:
    """A police area, its force, the body that oversees it (`kind` is a kind of oversight body), and its region."""

    code: str
    name: str
    organisation: str
    oversight: str
    kind: str
    region: str


@dataclass(frozen=True)
class FormerDistrict:
    """A district that was merged into another, or got another code, on the day `ended_on`."""

    code: str
    name: str
    ended_on: dt.date
    successor: str


@dataclass(frozen=True)
class PlaceLists:
    """Everything by its code. `similar` holds the districts most like a district, the nearest first."""

    districts: dict[str, District]
    choices: dict[str, PlaceChoice]
    forces: dict[str, Force]
    counties: dict[str, str]
    former: dict[str, FormerDistrict]
    similar: dict[str, tuple[str, ...]]
    residents: dict[str, int]


def _rows(name: str) -> list[dict[str, str]]:
    with (settings.BASE_DIR / FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def place_lists() -> PlaceLists:
    """The lists, read once in the life of a process."""
    counties = {row["county_code"]: row for row in _rows("counties.csv")}
    county_of = {code: county for county, row in counties.items() for code in row["lad_codes"].split()}
    published = _rows("districts-2024.csv")
    shared, parts = defaultdict(list), defaultdict(list)
    for row in published:
        shared[row["LAD24CD"]].append(row["CSP24CD"])
        parts[row["CSP24CD"], row["CSP24NM"]].append(row["LAD24CD"])
    districts = {
        row["LAD24CD"]: District(
            row["LAD24CD"],
            row["LAD24NM"],
            row["PFA24CD"],
            county_of.get(row["LAD24CD"], ""),
            tuple(shared[row["LAD24CD"]]),
        )
        for row in published
    }
    names = {row["PFA24CD"]: row["PFA24NM"] for row in published}
    return PlaceLists(
        districts=districts,
        choices={one.code: one for one in _choices(districts, parts, counties)},
        forces={
            row["force_code"]: Force(
                row["force_code"],
                names[row["force_code"]],
                row["force"],
                row["oversight_body"],
                row["kind"],
                row["region"],
            )
            for row in _rows("forces.csv")
        },
        counties={code: row["county_name"] for code, row in counties.items()},
        former={
            row["lad_code"]: FormerDistrict(
                row["lad_code"], row["lad_name"], dt.date.fromisoformat(row["ended_on"]), row["successor_code"]
            )
            for row in _rows("former-districts.csv")
        },
        similar={row["lad_code"]: tuple(row["similar"].split()) for row in _rows("similar-2025.csv")},
        residents={row["lad_code"]: int(row["persons_mid_2020"]) for row in _rows("residents-mid-2020.csv")},
    )


def _choices(
    districts: dict[str, District], parts: dict[tuple[str, str], list[str]], counties: dict[str, dict[str, str]]
) -> Sequence[PlaceChoice]:
    """Districts, then partnerships of several districts which they do not share with others, then counties."""
    return [
        *(PlaceChoice(one.code, one.name, "district", (one.code,)) for one in districts.values()),
        *(
            PlaceChoice(code, name, "partnership", tuple(codes))
            for (code, name), codes in parts.items()
            if len(codes) > 1 and all(districts[one].partnerships == (code,) for one in codes)
        ),
        *(
            PlaceChoice(code, row["county_name"], "county", tuple(row["lad_codes"].split()))
            for code, row in counties.items()
        ),
    ]


def partnership_code(codes: Sequence[str]) -> str:
    """The statistical code of the partnership that looks after exactly these districts; empty if there is not one."""
    lists = place_lists()
    found = {lists.districts[code].partnerships for code in codes}
    if len(found) != 1 or len(next(iter(found))) != 1:
        return ""
    code = next(iter(found))[0]
    whole = {one.code for one in lists.districts.values() if code in one.partnerships}
    return code if whole == set(codes) else ""


def region_of(code: str) -> str:
    """The region of England, or Wales, in which a district or a county lies; empty for any other code."""
    lists = place_lists()
    districts = lists.choices[code].districts if code in lists.choices else ()
    return lists.forces[lists.districts[districts[0]].force].region if districts else ""
