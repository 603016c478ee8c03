"""Street-level crime of data.police.uk: one row an incident, one file a force and month, in all its layouts.

A file of several months is taken month by month; each month is taken to be complete. Rows are counted by month and
crime type in wards and in the force. Rows without a Crime ID that repeat each other are separate incidents; several
rows with one Crime ID are one crime, which is asked about. A row without a place, or in a place of others, counts for
the force only, and so does a month of which the file names no small area, as in the layout of 2010 to 2012, or small
areas of the other census.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import duckdb
from django.utils.translation import ngettext

from performance.imports.figures import BadFile, CellError, ParsedFigure
from performance.imports.reading import (
    MEGABYTE,
    MOST_LISTED,
    FileColumn,
    FileHead,
    Format,
    ImportContext,
    ImportQuestion,
    Reading,
    RowResult,
    SkippedRows,
    SourceWords,
    not_text,
)
from performance.imports.sheets import column_name
from performance.rules.values import State, Value

from . import police_rows
from .police_places import (
    AGAIN,
    FOR_THE_FORCE,
    WHY,
    count_of,
    for_the_force_only,
    period_of,
    skipped_rows,
    unknown_areas,
    without_place,
)
from .police_rows import RepeatedCrime, RowGroup
from .police_types import BY_NAME, CrimeType, in_use

NEEDED = {"Month": "month", "Falls within": "police force", "Crime type": "indicator"}
USED = NEEDED | {"LSOA code": "ward, by its best fit", "Crime ID": "checked, not kept"}
KNOWN = (
    *("Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Easting", "Northing", "Location"),
    *("LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context"),
)
AS_DOWNLOADED = "the file as it was downloaded from data.police.uk, not saved again by another program"
SAVED_AGAIN = "a spreadsheet that opened the file has changed it"
ACCEPTED = {
    "month": "a month from 2010-12 on, written YYYY-MM, such as 2018-10",
    "crime type": f"one of: {', '.join(BY_NAME)}",
    "crime id": "64 hexadecimal digits, or nothing",
    "small area": "a code of nine characters such as E01015589, or nothing",
}
LICENCE = "Open Government Licence v3.0"


# Month, area and crime type: how many rows, and the first of them.
Counts = dict[tuple[str, str, str], tuple[int, int]]


def recognise(head: FileHead) -> bool:
    """By its headings, or, where they are damaged, by the name that the police give it."""
    first = head.text.partition("\n")[0]
    return sum(name in first for name in NEEDED) >= 2 or head.name.casefold().endswith("-street.csv")


@dataclass(frozen=True)
class StreetFile:
    """A file while it is read: its rows, headings, and Crime IDs of several rows, which were set aside."""

    rows: duckdb.DuckDBPyConnection
    headings: list[str]
    again: list[RepeatedCrime]
    crimes: int
    aside: int


@contextmanager
def opened(file: Path, left_out: Iterable[int] = ()) -> Iterator[StreetFile]:
    """A file that can be read for several partnerships, its rows once. Raises BadFile."""
    headings = _headings(file)
    with police_rows.opened(file, headings, left_out) as rows:
        try:
            again, crimes, aside = police_rows.set_repeats_aside(rows, MOST_LISTED)
        except duckdb.Error as problem:
            raise BadFile([_broken(problem)]) from None
        yield StreetFile(rows, headings, again, crimes, aside)


def read(file: Path, given: ImportContext) -> Reading:
    """Raises BadFile."""
    with opened(file, given.left_out) as street:
        return reading(street, given)


def reading(street: StreetFile, given: ImportContext) -> Reading:
    """The file as one partnership reads it. Raises BadFile."""
    rows, headings = street.rows, street.headings
    if not given.forces:
        raise BadFile([CellError(1, "Falls within", "", "no police force is known for this partnership", "a link")])
    if given.area_set and not given.fits:
        why = f"there is no look-up from small areas to the {given.area_set}"
        raise BadFile([CellError(1, "LSOA code", given.area_set, why, "a look-up loaded by manage.py load_lookup")])
    try:
        police_rows.judge(rows, given)
        groups = police_rows.gather(rows)
    except duckdb.Error as problem:
        raise BadFile([_broken(problem)]) from None
    refused, count = _refused(rows, groups, given)
    rows_read = count_of(groups) + street.aside + len(given.left_out)
    if refused:
        return Reading(rows_read, refused=refused, refused_rows=count)
    unknown = unknown_areas(police_rows.unknown(rows, MOST_LISTED))
    good = [group for group in groups if group.fault is None]
    if not good:
        raise BadFile([CellError(2, "Month", "", "the file has headings and no row", AS_DOWNLOADED)])
    months = sorted({group.month for group in good})
    unplaced = for_the_force_only(good, headings, months, given)
    force = good[0].force
    return Reading(
        rows_read=rows_read,
        figures=list(_figures(good, months, given, unplaced)),
        skipped=[
            *(SkippedRows(row, "A", "", why) for row, why in given.left_out.items()),
            *skipped_rows(groups, unplaced),
            *(
                SkippedRows(one.second, "Crime ID", one.crime_id, AGAIN.format(one.first), one.rows - 1)
                for one in street.again
            ),
            *unknown,
        ],
        columns=[FileColumn(name, USED.get(name, "")) for name in headings],
        source=SourceWords(
            slug=f"police-uk-{force.casefold().replace(' ', '-')}",
            title=f"Street-level crime, {force}",
            publisher="data.police.uk",
            licence=LICENCE,
        ),
        whole=frozenset(period_of(month) for month in months),
        questions=list(_repeats(street)),
        without_place={} if "LSOA code" not in headings else without_place(good),
    )


def _repeats(street: StreetFile) -> Iterator[ImportQuestion]:
    """What is asked about a file in which one Crime ID stands in several rows."""
    if street.again:
        first = street.again[0]
        words = ngettext(
            "%(aside)s row repeats the Crime ID of an earlier row: %(id)s…, in row %(row)s and after it. The crime is "
            "counted once, as its first row says",
            "%(aside)s rows repeat the Crime ID of an earlier row (%(crimes)s different; the first, %(id)s…, is in "
            "%(rows)s rows from row %(row)s on). Each crime is counted once, as its first row says",
            street.aside,
        ) % {
            "aside": f"{street.aside:,}",
            "crimes": f"{street.crimes:,}",
            "id": first.crime_id[:10],
            "rows": f"{first.rows:,}",
            "row": f"{first.first:,}",
        }
        yield ImportQuestion(first.first, "Crime ID", words)


def _headings(file: Path) -> list[str]:
    """The headings, when they are those of a street-level file. Raises BadFile."""
    if problem := not_text(file):
        raise BadFile([problem])
    text = FileHead.of(file).text.partition("\n")[0].rstrip("\r")
    try:
        headings = next(csv.reader(io.StringIO(text), strict=True), [])
    except csv.Error:
        raise BadFile([CellError(1, "A", text[:60], "the headings are broken", AS_DOWNLOADED)]) from None
    if len(headings) == 1 and (mark := next((mark for mark in ";\t|" if mark in text), "")):
        name = {";": "semicolons", "\t": "tabs", "|": "strokes"}[mark]
        raise BadFile([CellError(1, "A", text[:60], f"the columns are separated by {name}", "columns between commas")])
    counted = Counter(headings)
    refused = [
        CellError(1, name, name, "the file has no such column", f"the columns {', '.join(NEEDED)}")
        for name in NEEDED
        if name not in headings
    ]
    refused += [
        CellError(1, column_name(place), name[:60], "this is not a column of a street-level file", ", ".join(KNOWN))
        for place, name in enumerate(headings)
        if name not in KNOWN
    ]
    refused += [
        CellError(1, name, name, "this column is there more than once", "each column once")
        for name, times in counted.items()
        if times > 1 and name in KNOWN
    ]
    if refused:
        raise BadFile(refused)
    return headings


def _broken(problem: duckdb.Error) -> CellError:
    if isinstance(problem, duckdb.OutOfMemoryException):
        return CellError(1, "A", "", "the file does not fit the memory that reading may take", AS_DOWNLOADED)
    return CellError(1, "A", "", "the file cannot be cut into rows and cells", AS_DOWNLOADED)


_CUT = {
    "MISSING COLUMNS": "the row ends too soon",
    "TOO MANY COLUMNS": "the row has more cells than there are headings",
    "UNQUOTED VALUE": "a quotation mark is opened and not closed",
    "INVALID STATE": "a quotation mark is where none belongs",
    "LINE SIZE OVER MAXIMUM": "the row is too long",
    "INVALID ENCODING": "the row is not UTF-8 text",
}


def _refused(
    rows: duckdb.DuckDBPyConnection, groups: list[RowGroup], given: ImportContext
) -> tuple[list[CellError], int]:
    """What is wrong, row by row, at most MOST_LISTED; and how many rows are wrong.

    Rows that cannot be cut into cells come alone: the numbers of the rows behind them are not certain.
    """
    cut = rows.execute(
        "SELECT line, min_by(column_name, column_idx), min(csv_line),"
        " coalesce(min_by(error_type::VARCHAR, column_idx), min(error_type::VARCHAR))"  # a long row has no column
        " FROM reject_errors GROUP BY line ORDER BY line"
    ).fetchall()
    if cut:
        listed = [
            CellError(line, column or "A", (text or "")[:100], _CUT.get(kind, "the row is broken"), AS_DOWNLOADED)
            for line, column, text, kind in cut[:MOST_LISTED]
        ]
        return listed, len(cut)
    count = count_of(group for group in groups if group.fault not in (None, "heading"))
    if not count:
        return [], 0
    wrong = [
        _fault(first, fault, given, value, tuple(more))
        for fault in police_rows.WRONG
        for value, _rows, (first, *more) in police_rows.faults(rows, fault, MOST_LISTED)
    ]
    return sorted(wrong, key=lambda one: one.row)[:MOST_LISTED], count


def _fault(row: int, fault: str, given: ImportContext, value: str, more: tuple[int, ...] = ()) -> CellError:
    """Why a row is refused, at the cell that caused it, with what would be accepted."""
    changed = bool(value) and fault in ("month", "crime id")
    why = {
        "month": "this is not a month as the police write it",
        "force": "the file is of another police force, or the row names none",
        "crime type": "this crime type is not known",
        "crime id": "this is not a Crime ID",
        "small area": "this is not the code of a small area",
    }[fault]
    accepted = ACCEPTED.get(fault) or " or ".join(given.forces)
    return CellError(row, police_rows.COLUMN_OF[fault], value[:100], why + f"; {SAVED_AGAIN}" * changed, accepted, more)


def _figures(
    groups: list[RowGroup], months: list[str], given: ImportContext, unplaced: Mapping[str, str]
) -> Iterator[ParsedFigure]:
    """Every crime type in use, in every ward and in the force, month by month; a type with no row is a true zero."""
    forces: Counts = {}
    wards: Counts = {}
    for group in groups:
        _add(forces, (group.month, given.forces[group.force], group.type), group)
        if group.area:
            _add(wards, (group.month, group.area, group.type), group)
    for month in months:
        found = {kind for one, _force, kind in forces if one == month}
        kinds = sorted({*in_use(month), *(BY_NAME[kind] for kind in found)})
        in_month = [] if month in unplaced else [fit for fit in given.fits if fit.first <= month <= fit.last]
        for area in sorted({area for one, area, _kind in forces if one == month}):
            yield from (_figure(month, area, kind, forces) for kind in kinds)
        for area in sorted({area for fit in in_month for area in fit.areas.values()}):
            yield from (_figure(month, area, kind, wards) for kind in kinds)


def _add(counts: Counts, key: tuple[str, str, str], group: RowGroup) -> None:
    count, first = counts.get(key, (0, group.first))
    counts[key] = (count + group.rows, min(first, group.first))


def _figure(month: str, area: str, kind: CrimeType, counts: Counts) -> ParsedFigure:
    """Crimes of one type in an area and month, with the first row counted; no rows count as 0."""
    count, first = counts.get((month, area, kind.name), (0, 0))
    where = f"counted from {count:,} rows, the first is row {first}" if count > 1 else f"row {first}"
    return ParsedFigure(
        indicator=kind.indicator,
        area=area,
        period=period_of(month),
        label=kind.name,
        as_printed=str(count),
        value=_value(count),
        locator=f"Column Crime type, {where if count else 'no row of this month'}",
        line=first or 1,
        cell="Crime type",
    )


@cache
def _value(count: int) -> Value:
    return Value(State.VALUE, Decimal(count))


def fates(file: Path, given: ImportContext, first: int, count: int) -> list[RowResult]:
    """What becomes of `count` rows from row `first` on. Raises BadFile."""
    headings = _headings(file)
    with police_rows.opened(file, headings, given.left_out) as rows:
        police_rows.set_repeats_aside(rows, 0)
        police_rows.judge(rows, given)
        good = [group for group in police_rows.gather(rows) if group.fault is None]
        unplaced = for_the_force_only(good, headings, sorted({group.month for group in good}), given)
        found = rows.execute(
            "SELECT row, fault, month, force, type, crime_id, lsoa, place, area FROM judged"
            " WHERE row BETWEEN ? AND ? ORDER BY row",
            [first, first + count - 1],
        ).fetchall()
        aside = rows.execute(
            "SELECT row, first FROM aside WHERE row BETWEEN ? AND ?", [first, first + count - 1]
        ).fetchall()
    results = [_fate(given, unplaced, *one) for one in found]
    results += [RowResult(row, (), AGAIN.format(of), taken=False) for row, of in aside]
    results += [RowResult(row, (), why, False) for row, why in given.left_out.items() if first <= row < first + count]
    return sorted(results, key=lambda one: one.row)


def _fate(given: ImportContext, unplaced: Mapping[str, str], row: int, fault: str | None, *rest: str) -> RowResult:
    """What happens to one row: refused, skipped or counted, and in which area."""
    month, force, kind, crime_id, small, place, area = rest
    cells = (month, kind, small)
    if fault == "heading":
        return RowResult(row, cells, "the headings again", taken=False)
    if fault:
        value = {"month": month, "force": force, "crime type": kind, "crime id": crime_id, "small area": small}[fault]
        return RowResult(row, cells, str(_fault(row, fault, given, value)), taken=False)
    if month in unplaced:
        return RowResult(row, cells, f"{unplaced[month]}: {FOR_THE_FORCE}")
    why = WHY | {"no look-up": f"no look-up knows this small area: {FOR_THE_FORCE}"}
    return RowResult(row, cells, why.get(place, "counted for its ward and the force"), area=area or "")


FORMAT = Format(
    "police-uk",
    "Street-level crime of data.police.uk (CSV)",
    recognise,
    read,
    largest=1024 * MEGABYTE,
    open_data=True,
    fates=fates,
)
