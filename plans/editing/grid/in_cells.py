"""Rows of another table that are edited in one cell of the row that they belong to: stored for all cells at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from plans.editing.save import words_of
from plans.editing.tables import EditableTable, editable_tables
from plans.models import Change, ChangeKind, Partnership, Plan, User, changes_to_log

from .columns import RowsColumn, table_of_links


@dataclass(frozen=True)
class CellEdit:
    """The texts that a cell of `owner` holds now, in their order; the rows that it held; and the first place after all
    rows of the owner."""

    column: RowsColumn
    owner: Any
    texts: list[str]
    stored: list[Any]
    after: int

    def matched(self) -> tuple[list[Any], list[Any]]:
        """For each text the row that says it already, else one that says none of them, or None; then the rows left."""
        free, found = list(self.stored), []
        for text in self.texts:
            same = next((row for row in free if getattr(row, self.column.cell.text) == text), None)
            found.append(same)
            if same is not None:
                free.remove(same)
        return [free.pop(0) if row is None and free else row for row in found], free

    def places(self) -> list[int]:
        """A place for each text, no two the same: those that there were, then some after all others."""
        places: list[int] = []
        were = sorted(row.position for row in self.stored)
        for number in range(len(self.texts)):
            given = were[number] if number < len(were) else self.after
            places.append(max(given, places[-1] + 1) if places else given)
        return places


@dataclass
class _Work:
    """What becomes of the rows of one column, with its history. Rows of `written` have new words or a new place, those
    of `renamed` new words."""

    new: list[Any] = field(default_factory=list)
    written: list[Any] = field(default_factory=list)
    renamed: list[Any] = field(default_factory=list)
    gone: list[Any] = field(default_factory=list)
    said: list[tuple[Any, ChangeKind, list[tuple[str, str, str]]]] = field(default_factory=list)


def lookups(kind: EditableTable) -> Iterator[str]:
    """What is read with the rows of a table for those that its cells hold."""
    for cell in kind.in_cells:
        table = editable_tables()[cell.table]
        column: Any = table.model._meta.get_field(table.owner)
        yield f"{column.remote_field.get_accessor_name()}__{cell.links}"


def cell_edit(column: RowsColumn, owner: Any, texts: list[str]) -> CellEdit:
    """An edit of a cell. Raises ValidationError where the cell could not show a stored text as one."""
    beside = list(getattr(owner, column.column.get_accessor_name()).all()) if owner.pk else []
    stored = column.rows_below(owner) if owner.pk else []
    column.require_whole(stored)
    return CellEdit(column, owner, texts, stored, 1 + max((row.position for row in beside), default=-1))


def store_cells(root: Plan | Partnership, edits: Sequence[CellEdit], by: User | None) -> None:
    """Store what was typed into cells, with links and history; their owners are stored by now. The number of queries
    does not grow with the cells."""
    by_column: dict[str, list[CellEdit]] = defaultdict(list)
    for edit in edits:
        by_column[edit.column.name].append(edit)
    for these in by_column.values():
        column, work = these[0].column, _Work()
        named = column.cell.named({text for edit in these for text in edit.texts})
        for edit in these:
            _plan(edit, named, work)
        _write(column, work, named)
        Change.objects.bulk_create(
            change
            for row, kind, fields in work.said
            for change in changes_to_log(root, column.table.slug, row, kind, fields, by=by)
        )


def _plan(edit: CellEdit, named: Mapping[str, list[Any]], work: _Work) -> None:
    """Add to the work what becomes of each row of one cell."""
    column, (found, gone) = edit.column, edit.matched()
    for number, (text, row, place) in enumerate(zip(edit.texts, found, edit.places(), strict=True)):
        if row is None:
            fields = {column.cell.text: text, column.table.owner: edit.owner, "position": place}
            row = column.table.model(**dict([column.cell.only]), **fields)
            work.new.append(row)
            work.said.append((row, ChangeKind.ADDED, [("", "", str(row))]))
            continue
        was = edit.stored.index(row)
        if is_renamed := getattr(row, column.cell.text) != text:
            changes = _rename(column, row, text, named[text])
            work.renamed.append(row)
            work.said.append((row, ChangeKind.CHANGED, changes))
        elif was != number:
            work.said.append((row, ChangeKind.MOVED, [("", str(was + 1), str(number + 1))]))
        if is_renamed or row.position != place:
            row.position = place
            work.written.append(row)
    work.gone += gone
    work.said += [(row, ChangeKind.REMOVED, _removed(column.table, row)) for row in gone]


def _rename(column: RowsColumn, row: Any, text: str, linked: list[Any]) -> list[tuple[str, str, str]]:
    """Give a row new words. Its fields that change, with their old and new words: the text, and what that names."""
    cell = column.cell
    old = words_of(row, dict.fromkeys([cell.text, cell.links]))
    new = {cell.text: text, cell.links: ", ".join(sorted(map(str, linked)))}
    setattr(row, cell.text, text)
    row.row_version += 1
    return [(name, old[name], new[name]) for name in new if old[name] != new[name]]


def _removed(table: EditableTable, row: Any) -> list[tuple[str, str, str]]:
    """The words of a row that goes, by field."""
    names = [name for name in table.fields if not table.model._meta.get_field(name).many_to_many]
    return [(name, text, "") for name, text in words_of(row, dict.fromkeys(names)).items() if text]


def _write(column: RowsColumn, work: _Work, named: Mapping[str, list[Any]]) -> None:
    """Store the rows of one column, and link those with new words to what these name."""
    model, cell = column.table.model, column.cell
    manager: Any = model._default_manager
    if work.written:  # one statement for all of them, where an update would be long to compile
        fields = [cell.text, "position", "row_version"]
        manager.bulk_create(work.written, update_conflicts=True, unique_fields=["pk"], update_fields=fields)
    manager.bulk_create(work.new)
    manager.filter(pk__in=[row.pk for row in work.gone]).delete()
    through, here, there = table_of_links(model._meta.get_field(cell.links))
    links: Any = through._default_manager
    links.filter(**{f"{here}__in": [row.pk for row in work.renamed]}).delete()
    links.bulk_create(
        through(**{f"{here}_id": row.pk, f"{there}_id": one.pk})
        for row in [*work.new, *work.renamed]
        for one in named[getattr(row, cell.text)]
    )
