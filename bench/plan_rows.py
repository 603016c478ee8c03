"""The rows of a plan document as one flat SQLite table, for a tool that shows tables."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

COLUMNS = ("kind", "ref", "title", "text", "value", "belongs_to", "locator")
REFERENCES = ("ref", "slug")
TITLES = (
    *("title", "heading", "name", "term", "label", "option"),
    *("fund", "partnership", "organisation", "task", "framework"),
)
VALUES = ("value", "allocated", "spent", "count")


def export(document: dict[str, Any], database: Path) -> int:
    """Write every row of the document. Returns how many there are."""
    rows = list(rows_of(document, ""))
    with sqlite3.connect(database) as connection:
        connection.execute(f"CREATE TABLE rows ({', '.join(f'{name} TEXT' for name in COLUMNS)})")
        connection.executemany(f"INSERT INTO rows VALUES ({', '.join('?' * len(COLUMNS))})", rows)
    connection.close()
    return len(rows)


def rows_of(record: dict[str, Any], owner: str) -> Iterator[tuple[str, ...]]:
    """One row for each record inside a record, at every depth. Outlines of maps are no rows."""
    for name, value in record.items():
        if not isinstance(value, list) or name == "maps":
            continue
        for inner in value:
            if isinstance(inner, dict):
                ref, title, value = (_first(inner, names) for names in (REFERENCES, TITLES, VALUES))
                yield name, ref, title, _rest(inner), value, owner, inner.get("locator", "")
                yield from rows_of(inner, ref or title)


def _first(record: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((str(record[name]) for name in names if record.get(name) not in (None, "")), "")


def _rest(record: dict[str, Any]) -> str:
    """All other words of a record."""
    words = []
    for name, value in record.items():
        if name in (*REFERENCES, *TITLES, *VALUES, "locator"):
            continue
        if isinstance(value, dict):
            value = value.get("markdown") or value.get("as_printed")
        if isinstance(value, list):
            value = ", ".join(inner for inner in value if isinstance(inner, str))
        if value not in (None, "", False):
            words.append(str(value))
    return "; ".join(words)
