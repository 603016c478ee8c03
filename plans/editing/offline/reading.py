"""A spreadsheet that was worked on, read into rows. Formulas are read as the values that they show."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from csp_portal.contributions import contributed
from csp_portal.formats.csv_files import harmless
from plans.editing.grid import GridColumn, grid_columns
from plans.editing.pasting import MOST_BYTES, NotATable
from plans.editing.pasting.files import sentence
from plans.editing.pasting.layouts import plain
from plans.editing.tables import EditableTable
from plans.models import Plan

from .workbook import ABOUT, mark_heading, offline_tables

_STAMP = re.compile(r"plan:(\d{1,18}) (\S+)/(\S+) (.+)")
_MARK = re.compile(r"([a-z-]+):(\d{1,18}):v(\d{1,9}):([0-9a-f]*)")
CSV = ""  # the name of the one sheet of a CSV file
MOST_ROWS = 2_000  # of one sheet


@dataclass(frozen=True)
class OfflineRow:
    """One row of a sheet. `line` is its number there; `pk`: the row of the portal, 0 for a new one; `version` and
    `digests` are of the cells as they were downloaded."""

    line: int
    cells: dict[str, str]
    pk: int = 0
    version: int = 0
    digests: str = ""


@dataclass(frozen=True)
class OfflineSheet:
    """`newest` is the highest key of a row when it was downloaded; `columns` are those that were still there."""

    kind: str
    newest: int
    columns: list[str]
    rows: list[OfflineRow]
    unused: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Workbook:
    sheets: list[OfflineSheet]

    def to_json(self) -> list[dict[str, Any]]:
        return [asdict(sheet) for sheet in self.sheets]

    @staticmethod
    def from_json(held: list[dict[str, Any]]) -> "Workbook":
        return Workbook([OfflineSheet(**{**one, "rows": [OfflineRow(**row) for row in one["rows"]]}) for one in held])


def read_workbook(content: bytes, plan: Plan) -> Workbook:
    """The rows of a spreadsheet of this plan. Raises NotATable for any other file."""
    if len(content) > MOST_BYTES:
        raise NotATable(_("The file is larger than 5 MB; it is not the spreadsheet of this plan."))
    (visible_tables,) = contributed("SHEET_READERS")
    try:
        tables = dict(visible_tables(content))
    except ValueError as problem:
        raise NotATable(sentence(problem)) from None
    known = next(
        (found for rows in tables.values() for row in rows if row and (found := _STAMP.fullmatch(row[0]))), None
    )
    if known is None:
        words = _(
            "This is not a spreadsheet of a plan: its sheet “%(about)s”, or the first line of a CSV file, is missing "
            "or was changed. Download it again."
        )
        raise NotATable(words % {"about": ABOUT})
    if int(known[1]) != plan.pk:
        words = _("This spreadsheet is of another plan (%(partnership)s, %(plan)s), not of this one.")
        raise NotATable(words % {"partnership": known[2], "plan": known[3]})
    newest = dict(part.split(":", 1) for part in known[4].split() if ":" in part)
    kinds = [kind for kind in offline_tables() if kind.slug in newest]
    if list(tables) == [CSV]:
        tables = {kind.slug: _without_apostrophes(tables[CSV]) for kind in kinds[:1]}
    return Workbook([_read(kind, plan, tables, newest[kind.slug]) for kind in kinds])


def _without_apostrophes(rows: list[list[str]]) -> list[list[str]]:
    """The cells of a CSV file without what is in front of those that a spreadsheet would run."""
    return [[cell[1:] if harmless(cell[1:]) == cell else cell for cell in row] for row in rows]


def _read(kind: EditableTable, plan: Plan, tables: dict[str, list[list[str]]], newest: str) -> OfflineSheet:
    """The rows of one table; without its sheet none, so that all of them are missing. Raises NotATable."""
    columns = grid_columns(kind, plan)
    rows = tables.get(kind.slug, [])
    above = next((number for number, row in enumerate(rows) if plain(mark_heading()) in map(plain, row)), -1)
    if rows and above < 0:
        words = _("The sheet “%(sheet)s” has no column “%(mark)s”. Download the spreadsheet again.")
        raise NotATable(words % {"sheet": kind.slug, "mark": mark_heading()})
    if len(rows) > MOST_ROWS:
        words = _("The sheet “%(sheet)s” has more than %(most)s rows.")
        raise NotATable(words % {"sheet": kind.slug, "most": f"{MOST_ROWS:,}"})
    headings = rows[above] if rows else []
    places = [_column(heading, columns) for heading in headings]
    named = [name for name in places if name and name != "mark"]
    if len(set(named)) < len(named):
        words = _("Two columns of the sheet “%(sheet)s” have the same heading. Give one of them another.")
        raise NotATable(words % {"sheet": kind.slug})
    unused = [heading for heading, name in zip(headings, places, strict=True) if heading.strip() and not name]
    read = [
        _row(kind, line, dict(zip(places, row, strict=False)))
        for line, row in enumerate(rows[above + 1 :], above + 2)
        if any(map(str.strip, row))
    ]
    return OfflineSheet(kind.slug, int(newest) if newest.isdecimal() else 0, named, read, unused)


def _column(heading: str, columns: Sequence[GridColumn]) -> str:
    """What a column holds; empty for one that was added."""
    if plain(heading) == plain(mark_heading()):
        return "mark"
    return next((column.name for column in columns if plain(column.label) == plain(heading)), "")


def _row(kind: EditableTable, line: int, cells: dict[str, str]) -> OfflineRow:
    """A row with its mark, if that is one of this table."""
    mark = _MARK.fullmatch(cells.pop("mark", "").strip())
    cells.pop("", None)
    if mark is None or mark[1] != kind.slug:
        return OfflineRow(line, cells)
    return OfflineRow(line, cells, int(mark[2]), int(mark[3]), mark[4])
