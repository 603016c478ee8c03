"""Postcode directories: which ward a postcode lies in.

Those of the statistics office (ONSPD, NSPL) have 2.7 million rows; DuckDB reads the four columns that are needed, and
only rows of the districts of our partnerships are kept. Postcodes that ended are left out. Code-Point Open of Ordnance
Survey, under its own column headings, lists only postcodes in use and so has no column for those that ended.
"""

import re
from pathlib import Path

import duckdb
from django.db import transaction

from performance.imports.figures import BadFile, CellError
from performance.imports.reading import MOST_LISTED
from performance.imports.run import checksum
from plans.models import Area, Partnership, Postcode, PostcodeDirectory
from plans.places.postcodes import NotAPostcode, normal_postcode

CODE_POINT = "admin_ward_code"
HEADINGS = {
    "postcode": re.compile(r"pcds|pcd2|pcd8|pcd7|pcd|postcode"),
    "ward": re.compile(rf"osward|ward|wd\d\dcd|{CODE_POINT}"),
    "district": re.compile(r"oslaua|laua|lad\d\dcd|admin_district_code"),
    "ended": re.compile(r"doterm"),
}
ACCEPTED = "headings such as pcds, osward, oslaua and doterm, or Postcode, Admin_ward_code and Admin_district_code"
WARD_CODE = re.compile(r"[EW]05\d{6}|[NS]\d{8}")
MEMORY, BATCH = "256MB", 500


def read(file: Path, districts: set[str]) -> dict[str, dict[str, str]]:
    """For each district its postcodes and the ward of each. Raises BadFile with the rows that cannot be taken."""
    with duckdb.connect() as database:
        database.execute(f"SET memory_limit = '{MEMORY}'")
        database.execute("SET threads = 1")
        try:
            columns = _columns(database, file)
            found = database.execute(
                f"""SELECT line, postcode, ward, district FROM (
                    SELECT row_number() OVER () + 1 AS line, {columns["postcode"]} AS postcode,
                           {columns["ward"]} AS ward, {columns["district"]} AS district, {columns["ended"]} AS ended
                    FROM {_TABLE})
                    WHERE list_contains(?, district) AND coalesce(trim(ended), '') = ''""",
                [str(file), sorted(districts)],
            )
            return _judged(found, districts)
        except duckdb.Error as problem:
            why = f"the file cannot be cut into cells: {str(problem).splitlines()[0][:200]}"
            raise BadFile([CellError(1, "A", "", why, "the CSV file as it was downloaded")]) from None


_TABLE = "read_csv(?, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')"


def _columns(database: duckdb.DuckDBPyConnection, file: Path) -> dict[str, str]:
    """The heading of each column that is needed, quoted. Where several fit, the first kind that is listed."""
    described = database.execute(f"SELECT * FROM {_TABLE} LIMIT 0", [str(file)]).description or []
    headings = [str(column[0]) for column in described]
    chosen: dict[str, str] = {}
    for name, pattern in HEADINGS.items():
        fitting = [heading for heading in headings if pattern.fullmatch(heading.strip().casefold())]
        if name == "ended" and chosen.get("ward", "").casefold() == f'"{CODE_POINT}"':
            chosen[name] = "NULL"
        elif fitting:
            order = pattern.pattern.split("|")
            fitting.sort(key=lambda heading: order.index(heading.casefold()) if heading.casefold() in order else -1)
            chosen[name] = '"' + fitting[0].replace('"', '""') + '"'
    if missing := [name for name in HEADINGS if name not in chosen]:
        why = f"the headings name no {' and no '.join(missing)}"
        raise BadFile([CellError(1, "A", ", ".join(headings)[:100], why, ACCEPTED)])
    return chosen


def _judged(found: duckdb.DuckDBPyConnection, districts: set[str]) -> dict[str, dict[str, str]]:
    """The ward code of each postcode, by district. Raises BadFile for bad or repeated postcodes, or no rows of ours."""
    postcodes: dict[str, dict[str, str]] = {district: {} for district in sorted(districts)}
    seen: dict[str, int] = {}
    refused: list[CellError] = []
    while rows := found.fetchmany(10_000):
        for line, text, ward, district in rows:
            try:
                postcode = normal_postcode(text or "")
            except NotAPostcode as problem:
                refused.append(CellError(line, "postcode", text or "", str(problem), "a postcode such as PE1 1AA"))
                continue
            if not WARD_CODE.fullmatch(ward or ""):
                refused.append(CellError(line, "ward", ward or "", "this is not a ward", "a code such as E05010807"))
            elif postcode in seen:
                why = f"row {seen[postcode]} already says where this postcode is"
                refused.append(CellError(line, "postcode", postcode, why, "each postcode once"))
            else:
                seen[postcode] = line
                postcodes[district][postcode] = ward
    if refused:
        raise BadFile(refused[:MOST_LISTED])
    if not seen:
        raise BadFile(
            [CellError(2, "A", "", "no row is of a district of a partnership", "the directory of the country")]
        )
    return postcodes


@transaction.atomic
def load_postcodes(file: Path) -> dict[str, int]:
    """Store the postcodes of the districts of our partnerships, in place of those stored before; how many each.

    A district that the file does not name keeps what it has. Raises BadFile, OSError; then nothing is stored.
    """
    sha256 = checksum(file)
    areas = {area.code: area for area in Area.objects.filter(partnerships__isnull=False).defer("outline").distinct()}
    found = {district: wards for district, wards in read(file, set(areas)).items() if wards}
    PostcodeDirectory.objects.filter(district__code__in=found).delete()
    for district, wards in found.items():
        directory = PostcodeDirectory.objects.create(district=areas[district], file_name=file.name[:200], sha256=sha256)
        listed = list(wards.items())
        for start in range(0, len(listed), BATCH):
            part = dict(listed[start : start + BATCH])
            Postcode.objects.filter(postcode__in=part).delete()  # it has moved here from another district
            Postcode.objects.bulk_create(
                [Postcode(postcode=one, ward_code=ward, directory=directory) for one, ward in part.items()]
            )
    for partnership in Partnership.objects.filter(areas__code__in=found).distinct():
        partnership.bump_public_revision()
    return {areas[district].name: len(wards) for district, wards in found.items()}
