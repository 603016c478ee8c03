"""Open data of the Home Office: offences by quarter, code and police force, or Community Safety Partnership.

Codes are brought together to the crime types of data.police.uk by `offence_codes.csv` (from the Python package
crime-sim-toolkit 1.5.0; two names that police.uk does not have are put under “Public order” and “Other crime”). Rows
of other places are passed over. Files of the whole country are long, so they are read row by row.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

from csp_portal.formats.periods import NotAPeriod, Period, parse as parse_period
from performance.imports.area_table.names import force_name, plain
from performance.imports.area_table.reading import as_bad_file
from performance.imports.figures import BadFile, CellError, ParsedFigure
from performance.imports.reading import (
    HEAD_BYTES,
    MEGABYTE,
    MOST_LISTED,
    FileColumn,
    FileHead,
    Format,
    ImportContext,
    Reading,
    SkippedRows,
    SourceWords,
    not_text,
)
from performance.imports.sheets import CannotRead, column_name
from performance.imports.sheets.text import charset
from performance.rules.values import NotAValue, State, Value, parse as parse_value

YEAR, QUARTER, FORCE, PARTNERSHIP, CODE, NUMBER = (
    *("financial year", "financial quarter", "force name", "csp name", "offence code", "number of offences"),
)
NEEDED = (YEAR, QUARTER, FORCE, CODE, NUMBER)
TAKEN_FOR = {
    YEAR: "period",
    QUARTER: "quarter",
    FORCE: "police force",
    PARTNERSHIP: "area",
    CODE: "indicator, by its crime type",
    NUMBER: "a figure, added up",
}
MOST_ROWS = 3_000_000


@cache
def crime_types() -> dict[str, str]:
    """The crime type of data.police.uk of every offence code, by its indicator."""
    with (Path(__file__).parent / "offence_codes.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: f"police-uk-{row['crime_type'].casefold().replace(' ', '-')}" for row in csv.DictReader(file)
        }


def recognise(head: FileHead) -> bool:
    return any(set(NEEDED) <= set(_plain(row)) for row in head.rows(1))


def _plain(row: list[str]) -> list[str]:
    return [" ".join(cell.replace("_", " ").split()).casefold() for cell in row]


@dataclass
class _Sum:
    row: int
    number: Decimal | None = Decimal(0)
    state: State = State.VALUE
    rows: int = 0


@dataclass
class _Read:
    headings: list[str]
    areas: dict[str, str]
    sums: dict[tuple[str, str, Period], _Sum] = field(default_factory=dict)
    refused: list[CellError] = field(default_factory=list)
    refused_rows: int = 0
    rows: int = 0
    elsewhere: int = 0
    first_elsewhere: tuple[int, str] = (0, "")
    left_out: Mapping[int, str] = field(default_factory=dict)


def read(file: Path, given: ImportContext) -> Reading:
    """Raises BadFile."""
    with file.open("rb") as opened:
        start = opened.read(HEAD_BYTES)
        try:
            encoding = charset(start.rpartition(b"\n")[0] or start)
        except CannotRead as problem:
            raise as_bad_file(problem) from None
        opened.seek(0)
        rows = csv.reader(io.TextIOWrapper(opened, encoding=encoding, newline=""), strict=True)
        done = _Read([], {})
        try:
            headings = next(rows, [])
            done = _started(headings, given)
            _collect(rows, done)
        except csv.Error as problem:
            why = f"the row cannot be cut into cells ({problem})"
            accepted = "the file as it was downloaded, not saved again"
            raise BadFile([CellError(done.rows + 2, "A", "", why, accepted)]) from None
        except UnicodeDecodeError:
            raise BadFile(list(filter(None, [not_text(file)]))) from None
    return _reading(done, headings)


def _started(headings: list[str], given: ImportContext) -> _Read:
    """The headings and areas needed to read the rows. Raises BadFile if a required heading is missing."""
    found = _plain(headings)
    if missing := [name for name in NEEDED if name not in found]:
        why = f"the headings do not name {', '.join(missing)}"
        raise BadFile([CellError(1, "A", ", ".join(headings)[:200], why, f"headings such as {', '.join(NEEDED)}")])
    if PARTNERSHIP in found:
        areas = {plain(name): area.code for area in given.areas for name in (area.name, *area.aliases)}
    else:
        areas = {_force(name): code for name, code in given.forces.items()}
    return _Read(found, areas, left_out=given.left_out)


def _force(name: str) -> str:
    """The name of a force without the word for police: “Norfolk Constabulary” is Norfolk in these files."""
    return plain(force_name(name))


def _collect(rows: Iterator[list[str]], done: _Read) -> None:
    """Add up the offences by area, crime type and quarter. Raises BadFile if there are too many rows."""
    columns = {name: done.headings.index(name) for name in TAKEN_FOR if name in done.headings}
    where = columns.get(PARTNERSHIP, columns[FORCE])
    codes = crime_types()
    areas: dict[str, str] = {}
    for row in rows:
        line = done.rows + 2
        done.rows += 1
        if done.rows > MOST_ROWS:
            raise BadFile([CellError(line, "A", "", f"the file has more than {MOST_ROWS:,} rows", "one year a file")])
        if line in done.left_out:
            continue
        if len(row) != len(done.headings):
            _refuse(done, line, 0, ", ".join(row), f"{len(row)} cells where the headings have {len(done.headings)}", "")
            continue
        name = row[where]
        if name not in areas:
            areas[name] = done.areas.get(plain(name)) or done.areas.get(_force(name), "")
        if not areas[name]:
            done.elsewhere += 1
            done.first_elsewhere = done.first_elsewhere if done.first_elsewhere[0] else (line, name)
            continue
        code = row[columns[CODE]].strip()
        try:
            period = _period(row[columns[YEAR]].strip(), row[columns[QUARTER]].strip())
        except NotAPeriod as problem:
            _refuse(done, line, columns[YEAR], row[columns[YEAR]], problem.why, "a year and a quarter: 2017/18 and 1")
            continue
        if code not in codes:
            why = f"the offence code “{code}” is not in the look-up"
            _refuse(done, line, columns[CODE], code, why, "a code such as 28E; a new code must first be added")
            continue
        try:
            value = parse_value(row[columns[NUMBER]])
        except NotAValue as problem:
            _refuse(done, line, columns[NUMBER], row[columns[NUMBER]], problem.why, "a whole number")
            continue
        _add(done.sums.setdefault((areas[name], codes[code], period), _Sum(line)), value)


@cache
def _period(year: str, quarter: str) -> Period:
    return parse_period(f"Q{quarter.casefold().removeprefix('q')} {year}")


def _add(total: _Sum, value: Value) -> None:
    total.rows += 1
    if value.number is None:
        total.number, total.state = None, value.state
    elif total.number is not None:
        total.number += value.number


def _refuse(done: _Read, line: int, column: int, value: str, why: str, accepted: str) -> None:
    done.refused_rows += 1
    if len(done.refused) < MOST_LISTED:
        done.refused.append(
            CellError(line, column_name(column), value.strip()[:100], why, accepted or "the whole file")
        )


def _reading(done: _Read, headings: list[str]) -> Reading:
    """The sums as figures, with what was skipped and refused. Raises BadFile if no row is for our areas."""
    column = done.headings.index(NUMBER)
    figures = [
        ParsedFigure(
            indicator=indicator,
            area=area,
            period=period,
            as_printed=f"{total.number:,f}" if total.number is not None else total.state.value,
            value=Value(total.state, total.number),
            locator=f"row {total.row}, column {column_name(column)}, {total.rows} rows added",
            row=total.row - 2,
            column=column,
            line=total.row,
            cell=column_name(column),
        )
        for (area, indicator, period), total in done.sums.items()
    ]
    if not figures and not done.refused:
        why = f"{done.rows:,} rows were read, and none is of an area of the portal"
        raise BadFile([CellError(1, "A", done.first_elsewhere[1], why, "rows of areas that the portal knows")])
    line, name = done.first_elsewhere
    return Reading(
        rows_read=done.rows,
        figures=figures,
        skipped=[
            *(SkippedRows(row, "A", "", why) for row, why in done.left_out.items()),
            *([SkippedRows(line, "A", name, "not an area of the portal", done.elsewhere)] if done.elsewhere else ()),
        ],
        refused=done.refused,
        refused_rows=done.refused_rows,
        columns=[
            FileColumn(one, TAKEN_FOR.get(plain_one, ""))
            for one, plain_one in zip(headings, done.headings, strict=True)
        ],
        source=SourceWords(
            "home-office-open-data", "Police recorded crime open data", "Home Office", "Open Government Licence v3.0"
        ),
    )


FORMAT = Format("home-office", "Recorded crime open data (Home Office)", recognise, read, largest=300 * MEGABYTE)
