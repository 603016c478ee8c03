"""Sources kept as files: a YAML file that describes the source, its tables and what it says in words, and CSV files.

The figures go through the same parsers and the same `run_import` as a file that an officer uploads.
"""

import csv
from pathlib import Path

from csp_portal import fixtures
from csp_portal.fixtures import BrokenFixture
from performance.models import FigureTable, Source

from .figures import BadFile
from .formats import figure_list, printed_table
from .formats.printed_table import ColumnSpec, TableSpec
from .run import run_import


def load_source(path: Path) -> Source:
    """Load one source with all its figures. Raises BrokenFixture."""
    content = fixtures.read(path)
    if not isinstance(content, dict) or "source" not in content:
        raise BrokenFixture(f"{path}: the file must say which source it describes.")
    tables = content.get("tables", [])
    records = [_table_record(path, table) for table in tables]
    (source,) = fixtures.load(path, {"performance.Source": content["source"] | {"tables": records}})
    for table, row in zip(tables, source.tables.all(), strict=True):
        spec = _spec(table)
        _store(path.parent / table["file"], source, row, lambda text, spec=spec: printed_table.parse(text, spec))
    for name in content.get("lists", []):
        _store(path.parent / name, source, None, figure_list.parse)
    if statements := content.get("statements"):
        named = f"{source.partnership.slug}/{source.slug}"
        fixtures.load(path, {"performance.Statement": [{"source": named, **one} for one in statements]})
    return source


def _table_record(path: Path, table: dict) -> dict:
    """What the database keeps of a table's description."""
    try:
        columns = [column.heading for column in _spec(table).columns]
        kept = {key: value for key, value in table.items() if key not in ("file", "rows", "indicator", "area")}
        return kept | {"columns": columns, "locator": table["locator"]}
    except (KeyError, TypeError) as problem:
        raise BrokenFixture(f"{path}: table {table.get('slug', '')}: {problem} is missing or not known.") from None


def _spec(table: dict) -> TableSpec:
    columns = tuple(ColumnSpec(**column) for column in table["columns"])
    return TableSpec(table["rows"], columns, table.get("indicator", ""), table.get("area", ""))


def _store(file: Path, source: Source, table: FigureTable | None, parse) -> None:
    """Parse one CSV file and store its figures. Raises BrokenFixture if it cannot be read or is refused."""
    layout = "printed table" if table else "figure list"
    try:
        content = file.read_bytes()
        figures = parse(content.decode("utf-8"))
        run_import(source, figures, file_name=file.name, content=content, layout=layout, table=table)
    except OSError as problem:
        raise BrokenFixture(f"{file}: cannot be read: {problem.strerror}.") from None
    except (BadFile, csv.Error, UnicodeDecodeError) as problem:
        raise BrokenFixture(f"{file}: {str(problem).rstrip('.')}.") from None
