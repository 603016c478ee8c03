"""What a table is: columns with a kind, and rows of typed cells. Pure; it knows nothing of files."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from csp_portal.formats.spreadsheets.book import Cell
from plans.schemas.plan import PlanDocument

Row = Mapping[str, Any]

LIST_MARK = "; "

# What is in the place of a number that is not there: the shorthand of the Government Analysis Function where it has
# one ("Symbols in tables: definitions and help"), else the words of the portal in brackets.
SHORTHAND = {
    "suppressed": "[c]",
    "not available": "[x]",
    "not applicable": "[z]",
    "to be confirmed": "[to be confirmed]",
    "not yet published": "[not yet published]",
    "not collected": "[not collected]",
}
MEANINGS = {
    "[c]": _("Confidential: hidden so that nobody can be recognised"),
    "[x]": _("Not available"),
    "[z]": _("Not applicable"),
    "[to be confirmed]": _("To be confirmed when the plan was published"),
    "[not yet published]": _("Not yet published by its source"),
    "[not collected]": _("Not collected"),
}


class Kind(StrEnum):
    TEXT = "text"
    PROSE = "prose"
    LIST = "list"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes or no"


class Column(NamedTuple):
    """`key` leads to the value in a row, with points between its parts; `state` to the state of a number."""

    key: str
    title: str | Promise
    kind: Kind = Kind.TEXT
    state: str = ""
    unit: str = ""

    @property
    def name(self) -> str:
        """The name that programs read: due_as_printed."""
        return self.key.replace(".", "_").removeprefix("_")

    def cell(self, row: Row) -> Cell:
        """The typed cell of a row. A number without a value is its shorthand, if its state is known."""
        value = _reach(row, self.key)
        if value is None and self.state:
            return SHORTHAND.get(_reach(row, self.state) or "")
        if value is None or value == "" or value == []:
            return None
        return _TYPED[self.kind](value)


def _reach(row: Row, key: str) -> Any:
    """The value at a key such as "due.on"; None where a part of the way is missing."""
    for part in key.split("."):
        row = row.get(part) if isinstance(row, Mapping) else None  # type: ignore[assignment]
    return row


_TYPED: dict[Kind, Callable[[Any], Cell]] = {
    Kind.TEXT: str,
    Kind.PROSE: lambda prose: prose["markdown"] or None,
    Kind.LIST: LIST_MARK.join,
    Kind.NUMBER: lambda number: number if isinstance(number, int) else Decimal(number),
    Kind.DATE: dt.date.fromisoformat,
    Kind.YES_NO: bool,
}


@dataclass(frozen=True)
class TableShape:
    """A table that every plan can have: `rows` finds its rows in a document."""

    name: str
    title: str | Promise
    columns: tuple[Column, ...]
    rows: Callable[[PlanDocument], Iterable[Row]]
    about: str | Promise = ""

    def of(self, document: PlanDocument) -> "ExportTable":
        """The table of one plan."""
        cells = [[column.cell(row) for column in self.columns] for row in self.rows(document)]
        return ExportTable(self.name, str(self.title), str(self.about), list(self.columns), cells)


@dataclass(frozen=True)
class ExportTable:
    """A table of one plan, ready to be written into any kind of file."""

    name: str
    title: str
    about: str
    columns: list[Column]
    rows: list[list[Cell]]

    def filled(self) -> "ExportTable":
        """The same table without columns in which nothing is said: for readers, who would look in vain."""
        kept = [n for n, _column in enumerate(self.columns) if any(row[n] is not None for row in self.rows)]
        rows = [[row[n] for n in kept] for row in self.rows]
        return ExportTable(self.name, self.title, self.about, [self.columns[n] for n in kept], rows)
