"""The rows of a street-level file in DuckDB: every row judged, none of them kept in memory."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb

from performance.imports.figures import BadFile, CellError
from performance.imports.reading import ImportContext

from .police_types import BEGINNING, BY_NAME, CENSUSES

THREADS, MEMORY = 1, "64MB"
# The rows are streamed past the small tables. The planner knows nothing of a CSV file and might keep it instead.
PLANNING = "SET disabled_optimizers = 'join_order,build_side_probe_side'"
BUFFER, LONGEST_LINE = 4 * 1024 * 1024, 64 * 1024
# What can be wrong with a row, in the order in which it is asked: name, column, when it is wrong.
FAULTS = (
    ("month", "Month", f"NOT regexp_full_match(month, '20[1-9][0-9]-(0[1-9]|1[0-2])') OR month < '{BEGINNING}'"),
    ("force", "Falls within", "force NOT IN (SELECT name FROM forces)"),
    ("crime type", "Crime type", "type NOT IN (SELECT name FROM types)"),
    ("crime id", "Crime ID", "crime_id <> '' AND NOT regexp_full_match(crime_id, '[0-9a-f]{64}')"),
    ("small area", "LSOA code", "lsoa <> '' AND NOT regexp_full_match(lsoa, '[EW]01[0-9]{6}')"),
)
COLUMN_OF = {name: column for name, column, _wrong in FAULTS}
WRONG = {name: wrong for name, _column, wrong in FAULTS}
MOST_REPEATED = 100_000
MOST_ROWS = 20  # of one value with one fault that are listed
HEADING_AGAIN = "month = 'Month' AND type = 'Crime type'"


class RowGroup(NamedTuple):
    """Rows that say the same; rows with a fault are gathered by it alone. `first`: the first of the `rows`."""

    fault: str | None
    month: str
    force: str
    type: str
    place: str
    area: str
    rows: int
    first: int


def gather(rows: duckdb.DuckDBPyConnection) -> list[RowGroup]:
    """All rows of the file: the groups, and, for `unknown`, each small area that no look-up knows.

    The file is read for the first partnership; for others on the same connection, what was put together is judged.
    """
    _put_together(rows)
    names = ("month", "force", "type", "place", "area")
    said = ", ".join(f"if(fault IS NULL, coalesce({name}, ''), '') AS {name}" for name in names)
    rows.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE gathered AS
        SELECT fault, month, force, type, place, area, unknown, sum(rows)::BIGINT AS rows, min(row) AS first,
            grouping(unknown) = 1 AS is_group
        FROM (SELECT fault, {said}, row, rows, if(place = 'no look-up' AND fault IS NULL, lsoa, '') AS unknown
            FROM ({_judged("alike")}))
        GROUP BY GROUPING SETS ((fault, month, force, type, place, area), (unknown))
        """
    )
    found = rows.execute(
        "SELECT fault, month, force, type, place, area, rows, first FROM gathered WHERE is_group ORDER BY ALL"
    )
    return [RowGroup(*row) for row in found.fetchall()]


def _put_together(rows: duckdb.DuckDBPyConnection) -> None:
    """The table `alike`: rows whose cells say the same stand in one line of it, so that they are judged once.

    Crime IDs differ from row to row and are judged here. Where nearly all rows differ, as no published file has it,
    the lines would not fit the memory; then every row is one.
    """
    wrong = WRONG["crime id"]
    if rows.execute("SELECT 1 FROM information_schema.tables WHERE table_name = 'alike'").fetchone():
        return
    try:
        rows.execute(
            f"""
            CREATE TEMP TABLE alike AS
            SELECT month, force, type, lsoa, max(if({wrong}, crime_id, '')) AS crime_id, min(row) AS row,
                count(*) AS rows
            FROM every_row GROUP BY month, force, type, lsoa, {wrong}
            """
        )
    except duckdb.OutOfMemoryException:
        rows.execute("CREATE TEMP VIEW alike AS SELECT *, 1 AS rows FROM every_row")


class RepeatedCrime(NamedTuple):
    """A Crime ID that stands in several rows, and the first two of them."""

    crime_id: str
    rows: int
    first: int
    second: int


def set_repeats_aside(rows: duckdb.DuckDBPyConnection, most: int) -> tuple[list[RepeatedCrime], int, int]:
    """Leave the first row alone of rows with one Crime ID, so that the view `every_row` has each crime once.

    Gives at most so many of the repeated crimes, then how many there are, and how many rows were set aside. Rows
    without a Crime ID are incidents of their own. What is no Crime ID is left where it is, to be refused. Raises
    BadFile where most crimes are there more than once.
    """
    repeated = _repeated(rows)
    if not repeated:
        return [], 0, 0
    if len(repeated) > MOST_REPEATED:
        why = f"{len(repeated):,} Crime IDs are in several rows: the file holds the same crimes more than once"
        raise BadFile([CellError(2, "Crime ID", "", why, "each file once")])
    rows.execute("CREATE TEMP TABLE repeated AS SELECT unnest(?::UBIGINT[]) AS crime", [repeated])
    rows.execute(
        "CREATE TEMP TABLE again AS SELECT crime, count(*) AS rows, min(row) AS first, min(row, 2)[2] AS second"
        " FROM numbered JOIN repeated ON hash(crime_id) = crime GROUP BY crime"
    )
    rows.execute(
        "INSERT INTO aside SELECT row, first FROM numbered JOIN again ON hash(crime_id) = crime WHERE row <> first"
    )
    crimes, aside = rows.execute("SELECT count(*), sum(rows - 1)::BIGINT FROM again").fetchall()[0]
    listed = rows.execute(
        "SELECT crime_id, rows, first, second FROM again JOIN numbered ON row = first ORDER BY first LIMIT ?", [most]
    )
    return [RepeatedCrime(*one) for one in listed.fetchall()], crimes, aside


def _repeated(rows: duckdb.DuckDBPyConnection) -> list[int]:
    """The hashes of Crime IDs that stand in several rows. Eight bytes a row are kept, as many as a file has crimes."""
    parts = [array("Q") for _ in range(64)]
    found = rows.execute(f"SELECT hash(crime_id) FROM numbered WHERE crime_id <> '' AND NOT ({WRONG['crime id']})")
    while some := found.fetchmany(5_000):
        for (crime,) in some:
            parts[crime >> 58].append(crime)
    uneven = (part for part in parts if len(set(part)) < len(part))
    return [crime for part in uneven for crime, times in Counter(part).items() if times > 1]


def faults(rows: duckdb.DuckDBPyConnection, fault: str, most: int) -> list[tuple[str, int, list[int]]]:
    """Each value with one fault, at most so many: the value, in how many rows, and the first of them.

    Where nearly all values differ, as no published file has it, they do not fit the memory; then each row is one.
    """
    name = {"crime type": "type", "crime id": "crime_id", "small area": "lsoa"}.get(fault, fault)
    wrong = f"FROM every_row WHERE NOT ({HEADING_AGAIN}) AND ({WRONG[fault]})"
    values = f"SELECT {name}, count(*), min(row, {MOST_ROWS}) {wrong} GROUP BY {name} ORDER BY min(row) LIMIT ?"
    try:
        return rows.execute(values, [most]).fetchall()
    except duckdb.OutOfMemoryException:
        return rows.execute(f"SELECT {name}, 1, [row] {wrong} ORDER BY row LIMIT ?", [most]).fetchall()


def unknown(rows: duckdb.DuckDBPyConnection, most: int) -> list[tuple[str, int, int, int, int]]:
    """Small areas that no look-up knows, at most so many: code, rows, first row; and how many areas and rows in all."""
    return rows.execute(
        "SELECT unknown, rows, first, count(*) OVER (), sum(rows) OVER () FROM gathered"
        " WHERE NOT is_group AND unknown <> '' ORDER BY first LIMIT ?",
        [most],
    ).fetchall()


@contextmanager
def opened(file: Path, headings: list[str], left_out: Iterable[int]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the view `every_row`: row, month, force, type, crime_id, lsoa.

    Rows that cannot be cut into their columns are in the table `reject_errors`, once the view was read to its end.
    """
    with duckdb.connect(":memory:", config={"threads": THREADS, "memory_limit": MEMORY}) as rows:
        rows.execute("SET temp_directory = ''")
        rows.execute(PLANNING)
        _fill(rows, "types", ["name"], [(name,) for name in BY_NAME])
        rows.execute("CREATE TABLE aside (row BIGINT, first BIGINT)")
        _fill(rows, "left_out", ["row"], [(str(row),) for row in left_out])
        rows.execute(f"CREATE VIEW numbered AS {_every_row(file, headings)}")
        rows.execute(
            "CREATE VIEW every_row AS SELECT * FROM numbered WHERE row NOT IN (SELECT row FROM aside)"
            " AND row NOT IN (SELECT row::BIGINT FROM left_out)"
        )
        yield rows


def judge(rows: duckdb.DuckDBPyConnection, given: ImportContext) -> None:
    """Make the view `judged` of what a partnership knows: the columns of `every_row`, with fault, place, area.

    `row` counts as a spreadsheet does. `fault` is the first thing that is wrong with the row, or NULL. `place` says
    what is known of where it happened: area, elsewhere, no look-up, census (a code of the other census), none.
    """
    _fill(rows, "forces", ["name"], [(name,) for name in given.forces])
    _fill(rows, "known", ["small", "census"], _with_census(given))
    fits = [(small, fit.first, fit.last, area) for fit in given.fits for small, area in fit.areas.items()]
    _fill(rows, "fits", ["small", "first", "last", "area"], fits)
    rows.execute(f"CREATE OR REPLACE VIEW judged AS {_judged('every_row')}")


def _with_census(given: ImportContext) -> list[tuple[str, str]]:
    """Every small area with the census whose code it is; with none where both know the code."""
    censuses: dict[str, str] = {}
    for census, codes in given.small_areas.items():
        for code in codes:
            censuses[code] = "" if code in censuses else census
    return sorted(censuses.items())


def _fill(rows: duckdb.DuckDBPyConnection, table: str, columns: list[str], content: Sequence[tuple[str, ...]]) -> None:
    cells = [[row[place] for row in content] for place in range(len(columns))]
    said = ", ".join(f"unnest(?::VARCHAR[]) AS {name}" for name in columns)
    rows.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT {said}", cells)


def _every_row(file: Path, headings: list[str]) -> str:
    """The SQL that reads each row as text with its row number, the headings being row 1."""
    columns = ", ".join(f"{_quoted(name)}: 'VARCHAR'" for name in headings)
    return f"""
        SELECT row_number() OVER () + 1 AS row, {_column("Month", headings)} AS month,
            {_column("Falls within", headings)} AS force, {_column("Crime type", headings)} AS type,
            {_column("Crime ID", headings)} AS crime_id, {_column("LSOA code", headings)} AS lsoa
        FROM read_csv({_quoted(str(file))}, columns = {{{columns}}}, header = true, auto_detect = false,
            delim = ',', quote = '"', escape = '"', strict_mode = true, all_varchar = true, store_rejects = true,
            rejects_limit = 1000, buffer_size = {BUFFER}, max_line_size = {LONGEST_LINE})
    """


def _judged(table: str) -> str:
    """Every line of a table of rows with its fault and its place."""
    wrong = " ".join(f"WHEN {when} THEN {_quoted(name)}" for name, when in WRONG.items())
    census = " ".join(f"WHEN month <= '{last}' THEN '{name}'" for name, (_first, last) in CENSUSES.items())
    return f"""
        SELECT {table}.*, area,
            CASE WHEN {HEADING_AGAIN} THEN 'heading' {wrong} END AS fault,
            CASE WHEN area IS NOT NULL THEN 'area' WHEN lsoa = '' THEN 'none'
                WHEN known.census <> '' AND known.census <> CASE {census} END THEN 'census'
                WHEN known.small IS NOT NULL THEN 'elsewhere' ELSE 'no look-up' END AS place
        FROM {table}
        LEFT JOIN fits ON fits.small = lsoa AND month BETWEEN first AND last
        LEFT JOIN known ON known.small = lsoa
    """


def _column(name: str, headings: list[str]) -> str:
    return f"coalesce(\"{name}\", '')" if name in headings else "''"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
