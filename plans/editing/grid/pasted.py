"""A block of cells that was copied in a spreadsheet, put into the new rows of a grid. Pure."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from plans.editing.pasting.layouts import plain

from .columns import GridColumn
from .rows import MOST_ROWS, GridRow, blank_rows

MOST_CHARACTERS = 500_000


class CannotFill(ValueError):
    """The block does not fit into the table; the message says why and what would."""


@dataclass(frozen=True)
class FilledGrid:
    """The rows with the block in them. `order`: the columns that its headings name; `unused`: its other headings."""

    rows: list[GridRow]
    order: list[str]
    unused: list[str]


def fill(block: str, rows: Sequence[GridRow], columns: Sequence[GridColumn]) -> FilledGrid:
    """Put each line of a block into a row that is still blank, and add rows where there are too few.

    With a first line that names at least two columns, or all that it has, the cells go where their headings say;
    else into the columns from the first on. Raises CannotFill, and then nothing was put anywhere.
    """
    lines = _lines(block)
    names = [_called(cell, columns) for cell in lines[0]]
    known = [name for name in names if name]
    has_headings = len(known) >= 2 or (len(known) == 1 and len(lines[0]) == 1)
    unused = [cell for cell, name in zip(lines[0], names, strict=True) if cell and not name] if has_headings else []
    places: list[str] = names if has_headings else [column.name for column in columns]
    lines = lines[1:] if has_headings else lines
    if len(set(known)) < len(known) and has_headings:
        raise CannotFill(_("Two columns of the block have the same heading. Nothing was filled in."))
    if (width := max((len(line) for line in lines), default=0)) > len(places):
        words = _("The block has %(count)s columns, and the table %(most)s. Nothing was filled in.")
        raise CannotFill(words % {"count": width, "most": len(places)})
    stored = [row for row in rows if row.pk or not row.is_blank]
    if len(stored) + len(lines) > MOST_ROWS:
        words = _("The block has %(count)s rows; the table holds at most %(most)s. Nothing was filled in.")
        raise CannotFill(words % {"count": f"{len(lines):,}", "most": MOST_ROWS})
    free = [row for row in rows if not row.pk and row.is_blank]
    more = blank_rows(columns, max(len(lines) - len(free), 0), [row.key for row in rows])
    new = [*free, *more]
    for row, line in zip(new, lines, strict=False):
        row.cells |= {name: cell for name, cell in zip(places, line, strict=False) if name}
    return FilledGrid([*stored, *new], known if has_headings else [], unused)


def _lines(block: str) -> list[list[str]]:
    """The cells of a block, without lines that are empty. Raises CannotFill."""
    if len(block) > MOST_CHARACTERS:
        words = _("The block has %(count)s characters; paste at most %(most)s at a time. Nothing was filled in.")
        raise CannotFill(words % {"count": f"{len(block):,}", "most": f"{MOST_CHARACTERS:,}"})
    try:
        lines = list(csv.reader(io.StringIO(block.strip("\r\n")), dialect="excel-tab"))
    except csv.Error:
        raise CannotFill(_("This is not a block of cells. Copy it in the spreadsheet and paste it again.")) from None
    lines = [[cell.strip() for cell in line] for line in lines if any(map(str.strip, line))]
    if not lines:
        raise CannotFill(_("Nothing was pasted. Copy the cells in the spreadsheet first."))
    return lines


def _called(heading: str, columns: Sequence[GridColumn]) -> str:
    """The column of this heading; empty for one that is not known."""
    words = plain(heading)
    return next((one.name for one in columns if words and words in {plain(one.label), plain(one.name)}), "")
