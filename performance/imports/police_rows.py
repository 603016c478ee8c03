"""The rows of a street-level file in DuckDB: every row judged, none of them kept in memory."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb

from .police_types import BEGINNING, BY_NAME
from .reading import Given

THREADS, MEMORY = 2, "64MB"
# The rows are streamed past the small tables. The planner knows nothing of a CSV file and might keep it instead.
PLANNING = "SET disabled_optimizers = 'join_order,build_side_probe_side'"
BUFFER, LONGEST_LINE = 2 * 1024 * 1024, 64 * 1024
# What can be wrong with a row, in the order in which it is asked: name, column, when it is wrong.
FAULTS = (
    ("month", "Month", f"NOT regexp_full_match(month, '20[1-9][0-9]-(0[1-9]|1[0-2])') OR month < '{BEGINNING}'"),
    ("force", "Falls within", "force NOT IN (SELECT name FROM forces)"),
    ("crime type", "Crime type", "type NOT IN (SELECT name FROM types)"),
    ("crime id", "Crime ID", "crime_id <> '' AND NOT regexp_full_match(crime_id, '[0-9a-f]{64}')"),
    ("small area", "LSOA code", "lsoa <> '' AND NOT regexp_full_match(lsoa, '[EW]01[0-9]{6}')"),
)
COLUMN_OF = {name: column for name, column, _wrong in FAULTS}
HEADING_AGAIN = "month = 'Month' AND type = 'Crime type'"


class Group(NamedTuple):
    """Rows that say the same; rows with a fault are gathered by it alone. `first`: the first of the `rows`."""

    fault: str | None
    month: str
    force: str
    type: str
    place: str
    area: str
    rows: int
    first: int


def gather(rows: duckdb.DuckDBPyConnection) -> list[Group]:
    """All rows of the file, read once: the groups, and, for `unknown`, each small area that no look-up knows."""
    names = ("month", "force", "type", "place", "area")
    said = ", ".join(f"if(fault IS NULL, coalesce({name}, ''), '') AS {name}" for name in names)
    rows.execute(
        f"""
        CREATE TEMP TABLE gathered AS
        SELECT fault, month, force, type, place, area, unknown, count(*) AS rows, min(row) AS first,
            grouping(unknown) = 1 AS is_group
        FROM (SELECT fault, {said}, row, if(place = 'no look-up' AND fault IS NULL, lsoa, '') AS unknown FROM judged)
        GROUP BY GROUPING SETS ((fault, month, force, type, place, area), (unknown))
        """
    )
    found = rows.execute(
        "SELECT fault, month, force, type, place, area, rows, first FROM gathered WHERE is_group ORDER BY ALL"
    )
    return [Group(*row) for row in found.fetchall()]


def unknown(rows: duckdb.DuckDBPyConnection, most: int) -> list[tuple[str, int, int, int, int]]:
    """Small areas that no look-up knows, at most so many: code, rows, first row; and how many areas and rows in all."""
    return rows.execute(
        "SELECT unknown, rows, first, count(*) OVER (), sum(rows) OVER () FROM gathered"
        " WHERE NOT is_group AND unknown <> '' ORDER BY first LIMIT ?",
        [most],
    ).fetchall()


@contextmanager
def judged(file: Path, headings: list[str], given: Given) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the view `judged`: row, month, force, type, crime_id, lsoa, fault, place, area.

    `row` counts as a spreadsheet does. `fault` is the first thing that is wrong with the row, or NULL. `place` says
    what is known of where it happened: area, elsewhere, no look-up, none. Rows that cannot be cut into their columns
    are in the table `reject_errors`, once the view was read to its end.
    """
    with duckdb.connect(":memory:", config={"threads": THREADS, "memory_limit": MEMORY}) as rows:
        rows.execute("SET temp_directory = ''")
        rows.execute(PLANNING)
        _fill(rows, "forces", "name VARCHAR", [(name,) for name in given.forces])
        _fill(rows, "types", "name VARCHAR", [(name,) for name in BY_NAME])
        _fill(rows, "known", "small VARCHAR", [(small,) for small in sorted(given.small_areas)])
        fits = [(small, fit.first, fit.last, area) for fit in given.fits for small, area in fit.areas.items()]
        _fill(rows, "fits", "small VARCHAR, first VARCHAR, last VARCHAR, area VARCHAR", fits)
        rows.execute(_view(file, headings))
        yield rows


def _fill(rows: duckdb.DuckDBPyConnection, table: str, columns: str, content: Sequence[tuple[str, ...]]) -> None:
    rows.execute(f"CREATE TABLE {table} ({columns})")
    width = columns.count(",") + 1
    for start in range(0, len(content), 500):
        part = content[start : start + 500]
        marks = ", ".join([f"({', '.join('?' * width)})"] * len(part))
        rows.execute(f"INSERT INTO {table} VALUES {marks}", [cell for row in part for cell in row])


def _view(file: Path, headings: list[str]) -> str:
    columns = ", ".join(f"{_quoted(name)}: 'VARCHAR'" for name in headings)
    wrong = " ".join(f"WHEN {when} THEN {_quoted(name)}" for name, _column, when in FAULTS)
    return f"""
        CREATE VIEW judged AS
        WITH read AS (
            SELECT row_number() OVER () + 1 AS row, {_column("Month", headings)} AS month,
                {_column("Falls within", headings)} AS force, {_column("Crime type", headings)} AS type,
                {_column("Crime ID", headings)} AS crime_id, {_column("LSOA code", headings)} AS lsoa
            FROM read_csv({_quoted(str(file))}, columns = {{{columns}}}, header = true, auto_detect = false,
                delim = ',', quote = '"', escape = '"', strict_mode = true, all_varchar = true, store_rejects = true,
                rejects_limit = 1000, buffer_size = {BUFFER}, max_line_size = {LONGEST_LINE})
        )
        SELECT row, month, force, type, crime_id, lsoa, area,
            CASE WHEN {HEADING_AGAIN} THEN 'heading' {wrong} END AS fault,
            CASE WHEN area IS NOT NULL THEN 'area' WHEN lsoa = '' THEN 'none'
                WHEN known.small IS NOT NULL THEN 'elsewhere' ELSE 'no look-up' END AS place
        FROM read
        LEFT JOIN fits ON fits.small = lsoa AND month BETWEEN first AND last
        LEFT JOIN known ON known.small = lsoa
    """


def _column(name: str, headings: list[str]) -> str:
    return f"coalesce(\"{name}\", '')" if name in headings else "''"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
