"""What the sheets of a plan say: a cover, a list of contents with links, notes with the shorthand, then its tables."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from csp_portal.formats.spreadsheets.book import Book, Cell, SheetLink, Worksheet
from plans.exports.about import rights_words, version_words
from plans.exports.shape import PublishedText

from .columns import MEANINGS, ExportTable
from .whole import tables_of

COVER, CONTENTS, NOTES = "cover", "contents", "notes"


def book_of(text: PublishedText) -> Book:
    """The sheets of a plan: cover, contents, notes and its tables."""
    tables = [table.filled() for table in tables_of(text.document)]
    head = text.document["plan"]
    sheets = [_cover(text), _contents(tables), _notes(tables), *map(_sheet, tables)]
    author = text.document["partnership"]["name"]
    return Book(head["title"], author, version_words(text), sheets, text.published_on)


def _cover(text: PublishedText) -> Worksheet:
    """Which plan it is, where it stands, and how the sheets are laid out."""
    head = text.document["plan"]
    days = [date_format(dt.date.fromisoformat(head[name]), "j F Y") for name in ("period_start", "period_end")]
    note = [_("What changed: %(note)s") % {"note": text.note}] if text.note else []
    lines: list[str | SheetLink] = [
        text.document["partnership"]["name"],
        _("%(start)s to %(end)s") % {"start": days[0], "end": days[1]},
        version_words(text),
        *note,
        *([] if text.is_draft else [SheetLink(text.address, text.address)]),
        rights_words(text),
        _("Each sheet holds one table. Its title is in cell A1, a link to the contents and what is to be known of the "
          "table are below, and the headings of its columns follow."),
        _("Figures are exact numbers. What the plan prints is in the column next to them."),
        _("An empty cell means that the plan does not say. A column is left out where it says nothing in any row."),
        SheetLink(_("Contents"), f"#{CONTENTS}"),
    ]  # fmt: skip
    return Worksheet(COVER, head["title"], lines, [], [])


def _contents(tables: list[ExportTable]) -> Worksheet:
    listed: list[tuple[str, str, int]] = [(NOTES, _("Notes and shorthand"), len(_notes(tables).rows))]
    listed += [(table.name, table.title, len(table.rows)) for table in tables]
    rows: list[list[Cell | SheetLink]] = [
        [SheetLink(name, f"#{name}"), title, number] for name, title, number in listed
    ]
    headings = [_("Sheet"), _("What it holds"), _("Rows")]
    return Worksheet(CONTENTS, _("Contents"), [_("This sheet holds one table.")], headings, rows)


def _notes(tables: list[ExportTable]) -> Worksheet:
    """What shorthand means, and what has to be known of each table."""
    rows: list[list[Cell | SheetLink]] = [[short, str(meaning)] for short, meaning in MEANINGS.items()]
    rows += [[table.name, table.about] for table in tables if table.about]
    headings = [_("Shorthand or sheet"), _("Meaning")]
    return Worksheet(NOTES, _("Notes and shorthand"), [_("This sheet holds one table."), _back()], headings, rows)


def _sheet(table: ExportTable) -> Worksheet:
    lines: list[str | SheetLink] = [table.about or _("This sheet holds one table."), _back()]
    headings = [str(column.title) for column in table.columns]
    return Worksheet(table.name, table.title, lines, headings, [list(row) for row in table.rows])


def _back() -> SheetLink:
    return SheetLink(_("Contents"), f"#{CONTENTS}")
