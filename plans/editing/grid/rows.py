"""The rows of a grid: as they are stored, and as they were typed. Nothing that was typed is forgotten."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from django.db import models

from .columns import GridColumn

MOST_ROWS = 200  # on one page
_KEY = re.compile(r"([rn])(\d{1,9})")


@dataclass
class GridRow:
    """One row of the page. `key` is r and the key of a stored row, or n and a number for a new one.

    `seen` is the version and state that its editor was shown. `errors`: sentences by column, under "" those about the
    whole row. `stored`: what somebody else saved meanwhile, by column, where it differs from what was typed.
    """

    key: str
    cells: dict[str, str]
    seen: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    stored: dict[str, str] = field(default_factory=dict)

    @property
    def pk(self) -> int:
        """The key of the stored row; 0 for a new one."""
        return int(self.key[1:]) if self.key.startswith("r") else 0

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells.values())

    @property
    def is_touched(self) -> bool:
        """Whether the cells are others than those that were shown."""
        return self.seen.partition(".")[2] != digest(self.cells)

    @property
    def version(self) -> int:
        """The version of the stored row that its editor was shown."""
        version = self.seen.partition(".")[0]
        return int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0

    def name(self, column: str) -> str:
        """The name of a cell's field."""
        return f"{self.key}-{column}"


def digest(cells: Mapping[str, str]) -> str:
    """A short mark of what the cells hold, whatever the order of the columns."""
    return hashlib.sha256(repr(sorted(cells.items())).encode()).hexdigest()[:10]


def row_of(stored: models.Model, columns: Sequence[GridColumn]) -> GridRow:
    """A stored row as the page shows it."""
    cells = cells_of(stored, columns)
    return GridRow(f"r{stored.pk}", cells, f"{version_of(stored, columns)}.{digest(cells)}")


def version_of(stored: Any, columns: Sequence[GridColumn]) -> int:
    """A number that changes with every edit of a stored row and of the rows below that its cells hold."""
    below = {(row.pk, row.row_version) for column in columns for row in column.rows_below(stored)}
    return crc32(repr((stored.row_version, sorted(below))).encode()) % 10**9 if below else stored.row_version


def cells_of(stored: models.Model, columns: Sequence[GridColumn]) -> dict[str, str]:
    """What a stored row has in each column, as cells hold it."""
    return {column.name: _cell(column.text(stored), column) for column in columns}


def blank_rows(columns: Sequence[GridColumn], count: int, taken: Collection[str] = ()) -> list[GridRow]:
    """New rows with nothing in them, numbered after those that are there."""
    first = 1 + max((int(key[1:]) for key in taken if key.startswith("n")), default=0)
    return [GridRow(f"n{number}", {column.name: "" for column in columns}) for number in range(first, first + count)]


def typed_rows(posted: Mapping[str, str], columns: Sequence[GridColumn]) -> list[GridRow]:
    """The rows as they were typed, in the order of the page."""
    keys = dict.fromkeys(name.partition("-")[0] for name in posted)
    rows = []
    for key in keys:
        if _KEY.fullmatch(key):
            cells = {one.name: _cell(posted.get(f"{key}-{one.name}", ""), one) for one in columns}
            rows.append(GridRow(key, cells, posted.get(f"{key}-seen", "")))
    return rows


def _cell(text: str, column: GridColumn) -> str:
    """A cell with the line ends of the database; without any where it is one line."""
    return "\n".join(text.splitlines()) if column.long else " ".join(text.split())
