"""Published files about wards: names by district, outlines, residents. One function for the command `load_reference`.

What a file is, its headings say. Rows of Scotland and Northern Ireland are passed over.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from plans.models import PublishedWard
from plans.places.outline_upload import NotOutlines, geometry_of

from .lists import place_lists
from .ward_list import WARD_CODE
from .workbook import NoSheet, read_ward_sheet

_WARD, _NAME, _DISTRICT = re.compile(r"WD(\d\d)CD"), re.compile(r"WD\d\dNM"), re.compile(r"LAD\d\dCD")
_PERSONS = re.compile(r"(persons?|residents?|population|all ages|total)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[NS]\d{8}|[0-9]{2}[A-Z]{2}\w*")
MOST_LISTED = 10
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class NotReference(ValueError):
    """The file cannot be used; the message says where and why, and what would be accepted."""


@dataclass(frozen=True)
class ReferenceReport:
    """What a file was, how many wards it filled, and of how many districts."""

    what: str
    wards: int
    districts: int


@transaction.atomic
def load_reference(file: Path, sheet: str = "") -> ReferenceReport:
    """Store what one published file says of wards; all of it or nothing. Raises NotReference, OSError.

    `sheet`: which sheet of a workbook is meant, where several have residents of wards.
    """
    content = file.read_bytes()
    if content.startswith(b"PK"):
        return _workbook(file, sheet)
    if content.startswith(_OLD_OFFICE):
        raise NotReference("The file is of the old kind of Excel, or protected with a password. Save it as XLSX.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotReference("The file is not UTF-8 text. Download the CSV or GeoJSON file again.") from None
    if text.lstrip().startswith("{"):
        return _outlines(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as problem:
        raise NotReference(f"The file cannot be cut into cells: {problem}. Download it again.") from None
    headings = [cell.strip() for cell in rows[0]] if rows else []
    ward, name, district = (_column(headings, pattern) for pattern in (_WARD, _NAME, _DISTRICT))
    if ward is not None and name is not None and district is not None:
        return _names(rows[1:], headings, ward, name, district)
    code = next(
        (at for at, heading in enumerate(headings) if heading.casefold().replace(" ", "_") == "ward_code"), ward
    )
    persons = next((at for at, heading in enumerate(headings) if _PERSONS.match(heading.replace("_", " "))), None)
    if code is not None and persons is not None:
        return _residents(rows[1:], headings[persons], code, persons)
    found = ", ".join(headings)[:100]
    raise NotReference(
        f"Row 1: the headings “{found}” are not known. Accepted are WD24CD, WD24NM and LAD24CD (wards by district, of "
        "any year), ward code and persons with a year (residents), or a GeoJSON file with WD24CD."
    )


def _workbook(file: Path, sheet: str) -> ReferenceReport:
    """Residents of wards from a workbook. Raises NotReference."""
    try:
        found = read_ward_sheet(file, sheet)
    except NoSheet as problem:
        raise NotReference(str(problem)) from None
    return _residents(found.rows, found.heading, found.ward, found.persons, first=found.first)


def _column(headings: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    return next((at for at, heading in enumerate(headings) if pattern.fullmatch(heading)), None)


def _names(rows: list[list[str]], headings: list[str], ward: int, name: int, district: int) -> ReferenceReport:
    """Wards by district. A list of small areas names each ward in many rows that must agree."""
    found: dict[str, tuple[str, str]] = {}
    refused: list[str] = []
    for number, row in enumerate(rows, start=2):
        cells = [cell.strip() for cell in (*row, *[""] * len(headings))]
        code, said, of = cells[ward], cells[name], cells[district]
        if not any(cells) or _ELSEWHERE.fullmatch(code) or _ELSEWHERE.fullmatch(of):
            continue
        if fault := _fault(code, said, of):
            refused.append(f"Row {number}: {fault}")
        elif found.setdefault(code, (said, of)) != (said, of):
            refused.append(f"Row {number}: {code} is {found[code][0]} in {found[code][1]} in an earlier row.")
    return _store_names(found, _year(headings[ward]), refused)


def _fault(code: str, name: str, district: str) -> str:
    if not WARD_CODE.fullmatch(code):
        return f"“{code[:40]}” is not the code of a ward, such as E05010805."
    if not 0 < len(name) <= 150:
        return f"{code} needs a name of at most 150 characters."
    return "" if district in _districts() else f"“{district[:40]}” is not the code of a district, such as E07000148."


def _districts() -> set[str]:
    lists = place_lists()
    return {*lists.districts, *lists.former, "E06000053"}  # the Isles of Scilly have no partnership of their own


def _year(heading: str) -> int:
    match = _WARD.fullmatch(heading)
    return 2000 + int(match[1]) if match else 0


def _store_names(found: dict[str, tuple[str, str]], year: int, refused: list[str]) -> ReferenceReport:
    """Store names and districts, but where a newer list is stored. Raises NotReference if anything is refused."""
    _refuse(refused, found)
    known = {row.code: row for row in PublishedWard.objects.filter(code__in=found).defer("outline")}
    new = [PublishedWard(code=code, name=name, district=of, year=year) for code, (name, of) in found.items()
           if code not in known]  # fmt: skip
    older = [row for row in known.values() if row.year <= year]
    for row in older:
        row.name, row.district = found[row.code]
        row.year = year
    PublishedWard.objects.bulk_create(new, batch_size=500)
    PublishedWard.objects.bulk_update(older, ["name", "district", "year"], batch_size=200)
    return ReferenceReport(f"wards of {year}", len(found), len({of for _name, of in found.values()}))


def _refuse(refused: list[str], found: Iterable[Any]) -> None:
    if refused:
        more = len(refused) - MOST_LISTED
        raise NotReference(" ".join(refused[:MOST_LISTED] + ([f"More rows with errors: {more}."] if more > 0 else [])))
    if not list(found):
        raise NotReference("The file has no ward of England or Wales in it.")


def _residents(rows: list[list[str]], heading: str, ward: int, persons: int, first: int = 2) -> ReferenceReport:
    """Residents of wards that are known; the heading says of which year. Raises NotReference."""
    match = re.search(r"(?:mid[-_ ]?)?((?:19|20)\d\d)", heading, re.IGNORECASE)
    if not match:
        raise NotReference(f"Row 1: the heading “{heading}” names no year. Write it like “persons mid 2020”.")
    known = {row.code: row for row in PublishedWard.objects.defer("outline")}
    filled: dict[str, PublishedWard] = {}
    refused: list[str] = []
    for number, row in enumerate(rows, start=first):
        cells = [cell.strip() for cell in (*row, *[""] * (max(ward, persons) + 1))]
        code, count = cells[ward], cells[persons].replace(",", "")
        if not code or _ELSEWHERE.fullmatch(code):
            continue
        if not WARD_CODE.fullmatch(code):
            refused.append(f"Row {number}: “{code[:40]}” is not the code of a ward, such as E05010805.")
        elif not re.fullmatch(r"\d{1,7}", count):
            refused.append(f"Row {number}: “{cells[persons][:40]}” is not a number of people.")
        elif code in filled:
            refused.append(f"Row {number}: {code} is in an earlier row too.")
        elif code in known:
            filled[code] = known[code]
            known[code].residents, known[code].residents_in = int(count), f"Mid-{match[1]}"
    if not refused and not filled:
        raise NotReference("No ward of the file is known. Load the list of wards by district first.")
    _refuse(refused, filled)
    PublishedWard.objects.bulk_update(filled.values(), ["residents", "residents_in"], batch_size=200)
    return ReferenceReport(f"residents of mid-{match[1]}", len(filled), len({row.district for row in filled.values()}))


def _outlines(text: str) -> ReferenceReport:
    """Outlines of wards. A file that also names the districts needs no list beside it. Raises NotReference."""
    try:
        features = [(dict(one["properties"]), one["geometry"]) for one in json.loads(text)["features"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotReference("The file is not a GeoJSON FeatureCollection.") from None
    found: dict[str, tuple[str, str]] = {}
    outlines: dict[str, Any] = {}
    refused: list[str] = []
    year = 0
    for number, (properties, geometry) in enumerate(features, start=1):
        keys = list(properties)
        at = [_column(keys, pattern) for pattern in (_WARD, _NAME, _DISTRICT)]
        code, name, of = ("" if one is None else str(properties[keys[one]]).strip() for one in at)
        if _ELSEWHERE.fullmatch(code):
            continue
        if not WARD_CODE.fullmatch(code):
            refused.append(f"Area {number}: it has no WD24CD (of any year) with the code of a ward.")
            continue
        try:
            outlines[code] = geometry_of(name or code, geometry)
        except NotOutlines as problem:
            refused.append(f"Area {number}: {problem}")
        if of and not (fault := _fault(code, name, of)):
            year = _year(keys[at[0] or 0])
            found[code] = (name, of)
        elif of:
            refused.append(f"Area {number}: {fault}")
    _refuse(refused, outlines)
    if found:
        _store_names(found, year, refused)
    known = list(PublishedWard.objects.filter(code__in=outlines).defer("outline"))
    if not known:
        raise NotReference("No ward of the file is known. Load the list of wards by district first.")
    for row in known:
        row.outline = outlines[row.code]
    PublishedWard.objects.bulk_update(known, ["outline"], batch_size=50)
    return ReferenceReport("outlines", len(known), len({row.district for row in known}))
