"""A block pasted from a spreadsheet or a table: read into cells, looked at, corrected, then stored all at once."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from csp_portal.contributions import contributed
from csp_portal.pages.languages import Words
from plans.models import User

MOST_ROWS = 200
MOST_CHARACTERS = 200_000


class NotATable(ValueError):
    """The pasted text cannot be read as this table; the message says why and what would be."""


@dataclass(frozen=True)
class PasteColumn:
    """One column of a paste. `words` are headings it is known by, beside its label."""

    name: str
    label: Words
    words: tuple[str, ...] = ()

    def is_called(self, heading: str) -> bool:
        return heading.strip().casefold() in {self.label.casefold(), self.name, *self.words}


@dataclass(frozen=True)
class Layout:
    """What can be pasted for one kind of rows. `store` makes one row of an owner and raises ValidationError.

    `parted` makes rows of their own of what a printed table holds in one cell, or parts by the end of a page; it is
    given cells with their lines.
    """

    kind: str
    columns: tuple[PasteColumn, ...]
    store: Callable[[models.Model, dict[str, str], User | None], models.Model]
    parted: Callable[[list[dict[str, str]]], list[dict[str, str]]] | None = None


@cache
def paste_layouts() -> dict[str, Layout]:
    """What can be pasted, by the table that it fills."""
    return {layout.kind: layout for layout in contributed("PASTE_LAYOUTS")}


def read(text: str, layout: Layout) -> list[dict[str, str]]:
    """The cells of a pasted block, row by row. A first row of known headings says the order of the columns; where a
    later page repeats it, it is left out. Without a tab the cells may be parted by commas, under headings.

    Raises NotATable, and nothing else.
    """
    labels = ", ".join(str(column.label) for column in layout.columns)
    if len(text) > MOST_CHARACTERS:
        words = _("The text has %(count)s characters; paste at most %(most)s at a time.")
        raise NotATable(words % {"count": f"{len(text):,}", "most": f"{MOST_CHARACTERS:,}"})
    lines = _lines(text, "excel-tab")
    if "\t" not in text and _headings(next(csv.reader([text.lstrip("\r\n").partition("\n")[0]]), []), layout):
        lines = _lines(text, "excel")
    if not lines:
        raise NotATable(_("Nothing was pasted. Copy rows with the columns %(columns)s.") % {"columns": labels})
    order = list(layout.columns)
    if headings := _headings(lines[0], layout):
        order, lines = headings, [line for line in lines if _headings(line, layout) != headings]
    if len(lines) > MOST_ROWS:
        words = _("The block has %(count)s rows; paste at most %(most)s at a time.")
        raise NotATable(words % {"count": f"{len(lines):,}", "most": MOST_ROWS})
    for number, line in enumerate(lines, start=1):
        if len(line) > len(order) and any(cell.strip() for cell in line[len(order) :]):
            words = _("Row %(row)s has %(count)s columns where at most %(most)s are known: %(columns)s.")
            raise NotATable(words % {"row": number, "count": len(line), "most": len(order), "columns": labels})
    empty = {column.name: "" for column in layout.columns}
    rows = [empty | {one.name: cell for one, cell in zip(order, line, strict=False)} for line in lines]
    if not layout.parted:
        return [{name: " ".join(cell.split()) for name, cell in row.items()} for row in rows]
    rows = layout.parted(rows)
    if len(rows) > MOST_ROWS:
        words = _("The block gives %(count)s rows; paste at most %(most)s at a time.")
        raise NotATable(words % {"count": f"{len(rows):,}", "most": MOST_ROWS})
    return rows


def _lines(text: str, dialect: str) -> list[list[str]]:
    try:
        table = csv.reader(io.StringIO(text.strip("\r\n")), dialect=dialect)
        return [line for line in table if any(map(str.strip, line))]
    except csv.Error as problem:
        words = _("The text is not a table (%(problem)s); copy the cells of a spreadsheet.")
        raise NotATable(words % {"problem": problem}) from None


def _headings(line: list[str], layout: Layout) -> list[PasteColumn] | None:
    """The columns that a first row names; None when it is a row of cells already."""
    called = [[column for column in layout.columns if column.is_called(cell)] for cell in line if cell.strip()]
    return [found[0] for found in called] if called and all(called) else None


def store_all(layout: Layout, owner: models.Model, rows: list[dict[str, str]], *, by: User | None) -> list[str]:
    """Store every row, or, when one cannot be, none. The answer lists what is wrong, row by row; empty means stored."""
    wrong: list[str] = []
    with transaction.atomic():
        for number, cells in enumerate(rows, start=1):
            try:
                layout.store(owner, cells, by)
            except ValidationError as problem:
                wrong += [f"Row {number}: {message}" for message in problem.messages]
        if wrong:
            transaction.set_rollback(True)
    return wrong
