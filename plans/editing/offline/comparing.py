"""A sheet that was worked on beside the rows of the portal: what is new, changed, the same, missing, or in conflict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from plans.editing.forms import NUMBERED
from plans.editing.grid import GridColumn, GridRow
from plans.editing.grid.rows import cells_of, version_of
from plans.editing.tables import EditableTable

from .cells import DIGITS, digest, meaning, reads, too_long
from .reading import OfflineRow, OfflineSheet
from .workbook import mark_heading

SHEET, PORTAL = "sheet", "portal"


@dataclass
class CellChange:
    """A cell that was changed in the sheet. In a conflict the portal has changed it too: `chosen` says which text is
    kept, and is empty until somebody chose between these two texts. `field` is its name on the page."""

    column: GridColumn
    old: str
    new: str
    field: str = ""
    chosen: str = ""

    @property
    def is_conflict(self) -> bool:
        return bool(self.field)

    @property
    def is_open(self) -> bool:
        return self.is_conflict and not self.chosen

    def value(self, side: str) -> str:
        """What the page sends for a side: with the text of the portal that was shown."""
        return f"{side}.{digest(self.old)}"


@dataclass
class RowChange:
    """A row that is stored as `row` says. `line` is its number in the sheet; `stored` is None for a new one."""

    name: str
    line: int
    row: GridRow
    stored: Any = None
    cells: list[CellChange] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        return any(cell.chosen != PORTAL for cell in self.cells)


@dataclass
class SheetComparison:
    """`missing`: rows of the portal that the sheet had and has no longer; `removed`: those of them to be taken away;
    `notes`: sentences about what is not done."""

    kind: EditableTable
    new: list[RowChange] = field(default_factory=list)
    changed: list[RowChange] = field(default_factory=list)
    unchanged: int = 0
    missing: list[Any] = field(default_factory=list)
    removed: list[Any] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def conflicts(self) -> list[CellChange]:
        return [cell for row in self.changed for cell in row.cells if cell.is_conflict]

    @property
    def rows(self) -> list[RowChange]:
        """The rows to be stored."""
        return [row for row in [*self.changed, *self.new] if row.is_changed or not row.stored]


def compare(
    kind: EditableTable,
    columns: Sequence[GridColumn],
    stored: Sequence[Any],
    sheet: OfflineSheet,
    chosen: Mapping[str, str],
) -> SheetComparison:
    """What becomes of each row, with what was chosen on the page. Changes nothing and asks nothing of the database."""
    found = SheetComparison(kind)
    shown = [column for column in columns if column.name in sheet.columns]
    cells = {row.pk: cells_of(row, columns) for row in stored}
    by_key = {row.pk: row for row in stored}
    taken: dict[int, OfflineRow] = {}
    for row in _best_first(sheet.rows, cells):
        if row.pk in by_key and row.pk not in taken:
            taken[row.pk] = row
    of_row = {id(row): pk for pk, row in taken.items()}
    by_number = {_number(kind, columns, cells[pk]): pk for pk in by_key if pk not in taken}
    for row in sheet.rows:
        pk = of_row.get(id(row))
        if pk is None and not row.pk:  # a row without a mark is known by its number
            pk = by_number.pop(_number(kind, columns, row.cells), None)
        if pk is not None:
            taken[pk] = row
            _compare_row(found, by_key[pk], row, shown, columns, cells[pk], chosen)
        elif row.pk and row.pk not in by_key:
            found.notes.append(_removed_since(found.kind, row))
        elif any(row.cells.values()):
            found.new.append(_new(row, columns, len(found.new) + 1))
    found.missing = [row for row in stored if row.pk not in taken and row.pk <= sheet.newest]
    found.removed = [row for row in found.missing if f"remove-{kind.slug}-{row.pk}" in chosen]
    if sheet.unused:
        words = _("Not read, because the portal has no such column: %(headings)s.")
        found.notes.append(words % {"headings": ", ".join(sheet.unused)})
    return found


def _best_first(rows: Sequence[OfflineRow], cells: Mapping[int, dict[str, str]]) -> list[OfflineRow]:
    """Of rows with one mark, as a copied row has it, the one that still has its number comes first."""
    return sorted(rows, key=lambda row: row.pk not in cells or row.cells.get("ref") != cells[row.pk].get("ref"))


def _number(kind: EditableTable, columns: Sequence[GridColumn], cells: Mapping[str, str]) -> tuple[str, ...]:
    """What a row is known by: what it belongs to, and its number there."""
    names = (kind.owner, *NUMBERED)
    return tuple(meaning(column, cells.get(column.name, "")) for column in columns if column.name in names)


def _compare_row(
    found: SheetComparison,
    stored: Any,
    row: OfflineRow,
    shown: Sequence[GridColumn],
    columns: Sequence[GridColumn],
    now: Mapping[str, str],
    chosen: Mapping[str, str],
) -> None:
    """Put a row among those that are changed or unchanged, and say what of it is not changed here."""
    change = RowChange(str(stored), row.line, GridRow(f"r{stored.pk}", dict(now)), stored)
    base = _digests(row, columns)
    for column in shown:
        text = row.cells.get(column.name, "")
        mine, theirs = meaning(column, text), meaning(column, now[column.name])
        if mine == theirs or text == too_long():
            continue
        if column.fixed:
            if column.rows and not reads(column, text):
                continue  # the name of the row above, before that was changed
            found.notes.append(_stays(found.kind, column, change, text, now[column.name]))
            continue
        was = base.get(column.name) or (digest(theirs) if row.version == stored.row_version else "")
        if was == digest(mine):
            continue  # changed in the portal alone
        cell = CellChange(column, now[column.name], text)
        if was != digest(theirs):
            cell.field = f"keep-{found.kind.slug}-{stored.pk}-{column.name}"
            sides = {cell.value(side): side for side in (SHEET, PORTAL)}
            cell.chosen = sides.get(chosen.get(cell.field, ""), "")
        if cell.chosen != PORTAL:
            change.row.cells[column.name] = text
        change.cells.append(cell)
    change.row.seen = f"{version_of(stored, columns)}."
    if change.cells:
        found.changed.append(change)
    else:
        found.unchanged += 1


def _digests(row: OfflineRow, columns: Sequence[GridColumn]) -> dict[str, str]:
    """What each cell meant when it was downloaded; nothing where the columns were others then."""
    parts = [row.digests[place : place + DIGITS] for place in range(0, len(row.digests), DIGITS)]
    names = [column.name for column in columns]
    return dict(zip(names, parts, strict=True)) if len(parts) == len(names) else {}


def _stays(kind: EditableTable, column: GridColumn, change: RowChange, text: str, now: str) -> str:
    """What is said of a number or an owner that was changed in the sheet."""
    said = {"row": change.name, "line": change.line, "new": text or _("nothing"), "old": now}
    if column.name in NUMBERED:
        words = _(
            "Row %(line)s: “%(row)s” is numbered %(new)s in the sheet. It stays %(old)s; use “Renumber” to change it."
        )
        return words % said
    return _("Row %(line)s: “%(row)s” stays under “%(old)s”. A sheet cannot move it to “%(new)s”.") % said


def _removed_since(kind: EditableTable, row: OfflineRow) -> str:
    """What is said of a row that somebody removed in the portal: it stays away, as was decided there."""
    words = _(
        "Row %(line)s: %(kind)s %(number)s was removed from the portal after you downloaded the sheet and is left "
        "out. To add it again, empty its cell “%(mark)s”."
    )
    number = row.cells.get("ref", "")
    return words % {"line": row.line, "kind": kind.name, "number": number, "mark": mark_heading()}


def _new(row: OfflineRow, columns: Sequence[GridColumn], number: int) -> RowChange:
    """A row that the portal does not have, with what it says."""
    cells = {column.name: row.cells.get(column.name, "") for column in columns}
    for column in columns:
        text = cells[column.name]
        if column.fixed and column.rows and text and not reads(column, text):
            cells[column.name] = text.split()[0]  # its number, where the name was changed meanwhile
    name = " ".join(filter(None, (cells.get("ref"), cells.get("title") or cells.get("text"))))
    change = RowChange(name or _("Row %(line)s") % {"line": row.line}, row.line, GridRow(f"n{number}", cells))
    change.cells = [CellChange(column, "", cells[column.name]) for column in columns if cells[column.name].strip()]
    return change
