"""One table of a page as a spreadsheet: a cover, the words for what is not there, and the table."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _

from .book import Book, Cell, SheetLink, Worksheet, sheet_name

MOST_ROWS = 20_000  # a spreadsheet of more takes a server too long; CSV has no limit
COVER, NOTES = "cover", "notes"


class TooLong(ValueError):
    """The table has more rows than a spreadsheet here holds."""


class TableFile(NamedTuple):
    """A table to take away. `name` is that of its file, without an ending; `page` the whole address at which it stands;
    `about`: what is to be known of it, a sentence each. Cells are typed: numbers exact, dates as dates."""

    name: str
    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    page: str = ""
    publisher: str = ""
    about: Sequence[str] = ()


def book_of_table(table: TableFile) -> Book:
    """The table with its cover and notes. Raises TooLong."""
    rows = [list(row) for row in islice(table.rows, MOST_ROWS + 1)]
    if len(rows) > MOST_ROWS:
        raise TooLong
    name = sheet_name(table.title, (COVER, NOTES, "choices"))
    filled: list[list[Cell | SheetLink]] = [[None if cell == "" else cell for cell in row] for row in rows]
    lines: list[str | SheetLink] = [_("This sheet holds one table."), SheetLink(_("Cover"), f"#{COVER}")]
    sheet = Worksheet(name, table.title, lines, list(table.columns), filled)
    return Book(table.title, table.publisher, table.page, [_cover(table, name), _notes(), sheet])


def _cover(table: TableFile, sheet: str) -> Worksheet:
    """What the table is, where it stands, and how to read it."""
    lines: list[str | SheetLink] = [
        *([table.publisher] if table.publisher else []),
        *([SheetLink(table.page, table.page)] if table.page else []),
        *table.about,
        _("Contains public sector information licensed under the Open Government Licence v3.0 where stated."),
        _("Numbers are exact. What the page shows is in the column next to them."),
        SheetLink(_("Notes"), f"#{NOTES}"),
        SheetLink(_("Table"), f"#{sheet}"),
    ]
    return Worksheet(COVER, table.title, lines, [], [])


def _notes() -> Worksheet:
    """What the words mean that stand where a number is missing or hidden."""
    rows: list[list[Cell | SheetLink]] = [
        [_("(an empty cell)"), _("There is no number. The column next to it says why, where that is known.")],
        ["c", _("Confidential: hidden so that nobody can be recognised")],
        ["x", _("Not available")],
        ["z", _("Not applicable")],
        [_("sources differ"), _("Two sources give different figures; the lowest and the highest are stated")],
    ]
    lines: list[str | SheetLink] = [_("This sheet holds one table."), SheetLink(_("Cover"), f"#{COVER}")]
    return Worksheet(NOTES, _("Notes and shorthand"), lines, [_("In a cell"), _("Meaning")], rows)
