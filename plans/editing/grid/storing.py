"""Saving a grid: all rows that were changed or added, or none, in a number of queries that does not grow with them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Prefetch, UniqueConstraint
from django.utils.translation import gettext as _

from plans.editing.area_lines import store_new
from plans.editing.forms import reading_order
from plans.editing.save import require_draft, row_below, withhold_past, words_of
from plans.editing.tables import EditableTable
from plans.models import Area, Change, ChangeKind, Partnership, Plan, User, Visibility, changes_to_log
from plans.models.rows import about, visible

from .columns import GridColumn, RowsColumn, links_of, owners_that_hide, read_with, table_of_links
from .in_cells import CellEdit, cell_edit, lookups, store_cells
from .numbering import number_new
from .rows import GridRow, cells_of, digest, version_of


@dataclass
class GridOutcome:
    """How many rows saving changes and adds. Where something is wrong nothing of it was stored: `problems` and the
    rows themselves say why."""

    changed: int = 0
    added: int = 0
    problems: list[str] = field(default_factory=list)
    conflicts: int = 0
    wrong: int = 0

    @property
    def is_stored(self) -> bool:
        return not (self.problems or self.conflicts or self.wrong)


@dataclass
class _Edit:
    """A row as it will be stored, with its values by field, those of links apart, and its words before."""

    typed: GridRow
    row: Any
    values: dict[str, Any]
    links: dict[str, list[models.Model]]
    before: dict[str, str] = field(default_factory=dict)
    was_visible: bool = False
    was_about: str = ""
    naming: dict[str, list[models.Model]] = field(default_factory=dict)
    cells: list[CellEdit] = field(default_factory=list)


def save_grid(
    kind: EditableTable,
    root: Plan | Partnership,
    columns: Sequence[GridColumn],
    rows: Sequence[GridRow],
    *,
    by: User | None,
    owner: models.Model | None = None,
) -> GridOutcome:
    """Store what was changed and added in a grid, or, where one row cannot be, nothing at all.

    A row that somebody else changed since it was seen is a conflict: it gets both texts, and the version that is
    stored now as the one seen, so that saving again is a choice. A row that was removed meanwhile becomes a new one.
    New rows belong to `owner`, or to what their first column names. Raises NotEditable.
    """
    outcome = GridOutcome()
    edits: list[_Edit] = []
    try:
        with transaction.atomic():
            require_draft(root, kind.beside_the_text, kind.shared)
            stored = {row.pk: row for row in stored_rows(kind, root).select_for_update(of=("self",))}
            number_new(kind, columns, rows, stored.values(), owner or root)
            edits += [edit for row in rows if (edit := _read(kind, columns, row, stored, owner or root))]
            _refuse_twice(kind, [*stored.values(), *(edit.row for edit in edits if not edit.typed.pk)], edits)
            _refuse_among(kind, stored.values(), edits)
            _refuse_links(kind, stored, edits)
            outcome.conflicts = sum(bool(row.stored) for row in rows)
            outcome.wrong = sum(bool(row.errors) for row in rows)
            if outcome.is_stored:
                _place_at_the_end(kind, stored.values(), edits)
                _write(kind, edits)
                store_cells(root, [cell for edit in edits for cell in edit.cells], by)
                _log(kind, root, edits, by)
            else:
                transaction.set_rollback(True)
    except IntegrityError:
        outcome.problems = _refused(edits)
        outcome.wrong = sum(bool(row.errors) for row in rows)
    outcome.added = sum(not edit.typed.pk for edit in edits)
    outcome.changed = len(edits) - outcome.added
    return outcome


def stored_rows(kind: EditableTable, root: Plan | Partnership) -> models.QuerySet[Any]:
    """All rows of a table in their order, with what their cells, history and visibility name. A query for each link and
    for what rows judge themselves by, and two for each table whose rows are edited in cells."""
    fields: list[Any] = [kind.model._meta.get_field(name) for name in kind.fields]
    related = {kind.root, *(one.name for one in fields if one.is_relation and not one.many_to_many)}
    for one in fields:
        if one.is_relation and not one.many_to_many:
            related |= {f"{one.name}__{path}" for path in owners_that_hide(one.related_model)}
    linked = []
    for one in fields:
        if one.many_to_many and one.name not in kind.own_page:
            there = one.related_model._default_manager.select_related(*owners_that_hide(one.related_model))
            linked.append(Prefetch(one.name, there, to_attr=read_with(one.name)))
    rows = kind.rows_of(root).select_related(*filter(None, related))
    return rows.order_by(*reading_order(kind)).prefetch_related(*linked, *lookups(kind), *kind.asked)


def _read(
    kind: EditableTable, columns: Sequence[GridColumn], typed: GridRow, stored: dict[int, Any], owner: models.Model
) -> _Edit | None:
    """What a typed row changes; None where it changes nothing, or cannot be stored: then it says why itself."""
    typed.errors, typed.stored = {}, {}
    if not typed.pk:
        return None if typed.is_blank else _new(kind, columns, typed, owner)
    if not typed.is_touched:
        return None
    row = stored.get(typed.pk)
    if row is None:
        typed.key, typed.seen = f"n{typed.pk}0", ""
        typed.errors[""] = _("Someone has removed this row. Save again to add it as a new one, or clear its cells.")
        return None
    now = cells_of(row, columns)
    changed = [column for column in columns if now[column.name] != typed.cells[column.name] and not column.fixed]
    if (version := version_of(row, columns)) != typed.version:
        typed.stored = {column.name: now[column.name] for column in changed}
        typed.seen = f"{version}.{digest(now)}"
        return None
    return _edit(columns, typed, row, changed) if changed else None


def _new(kind: EditableTable, columns: Sequence[GridColumn], typed: GridRow, owner: models.Model) -> _Edit | None:
    """A new row, with the usual value where a cell is empty."""
    above = next((column for column in columns if column.name == kind.owner), None)
    if above is not None:
        try:
            owner = above.read(typed.cells[above.name])
        except ValidationError as problem:
            typed.errors[above.name] = " ".join(problem.messages)
            owner = above.rows[0] if above.rows else None  # type: ignore[assignment]
    if owner is None:
        return None
    row = row_below(kind, owner)
    filled = [one for one in columns if one is not above and (one.required or typed.cells[one.name].strip())]
    return _edit(columns, typed, row, filled)


def _edit(columns: Sequence[GridColumn], typed: GridRow, row: Any, changed: Sequence[GridColumn]) -> _Edit | None:
    """Put the cells that were changed into a row, and let the row itself judge them."""
    values: dict[str, Any] = {}
    links: dict[str, Any] = {}
    cells: list[CellEdit] = []
    for column in changed:
        try:
            value = column.read(typed.cells[column.name])
            if isinstance(column, RowsColumn):
                cells.append(cell_edit(column, row, value))
                continue
        except ValidationError as problem:
            typed.errors[column.name] = " ".join(problem.messages)
            continue
        (links if column.column.many_to_many else values)[column.name] = value
    read_from = getattr(row, "READ_FROM", {})
    read = [name for column in changed for name in read_from.get(column.name, ())]
    edit = _Edit(typed, row, values, links, cells=cells)
    names = [*values, *read]
    if row.pk:
        edit.before = words_of(row, dict.fromkeys(names)) | {name: _joined(_links(row, name)) for name in links}
        edit.was_visible = visible(row, Visibility.PUBLIC)
        edit.was_about = about([row])
        edit.naming = _rows_named(edit)
    for name in read:
        setattr(row, name, row._meta.get_field(name).get_default())
    for name, value in values.items():
        setattr(row, name, value)
    for name in read:
        values[name] = None  # stored with the words that it is read from
    _judge(edit, {column.name for column in columns})
    return None if typed.errors else edit


def _judge(edit: _Edit, shown: set[str]) -> None:
    """Ask the row about itself, without a query for what every model asks."""
    row, typed = edit.row, edit.typed
    exclude = {one.name for one in row._meta.fields if one.name not in edit.values or one.is_relation}
    checks: list[Any] = [lambda: row.clean_fields(exclude=exclude | set(typed.errors)), row.clean]
    for check in checks if not typed.errors else checks[:1]:
        try:
            check()
        except ValidationError as problem:
            _note(typed, problem, shown)


def _note(typed: GridRow, problem: ValidationError, shown: set[str]) -> None:
    """Put each sentence beside its cell, or beside the row where no cell is shown for it."""
    by_field = problem.message_dict if hasattr(problem, "error_dict") else {"": problem.messages}
    for name, sentences in by_field.items():
        typed.errors.setdefault(name if name in shown else "", " ".join(sentences))


def _links(row: Any, name: str) -> list[models.Model]:
    return links_of(row, name) if row.pk else []


def _joined(rows: Sequence[models.Model]) -> str:
    return ", ".join(sorted(map(str, rows)))


def _rows_named(edit: _Edit) -> dict[str, list[models.Model]]:
    """The rows that the changed fields point to, whose words stand in them; linked rows before and now."""
    row, found = edit.row, {}
    for name in edit.values:
        if row._meta.get_field(name).is_relation and (one := getattr(row, name)):
            found[name] = [one]
    for name, links in edit.links.items():
        found[name] = [*links, *_links(row, name)]
    return found


def _refuse_twice(kind: EditableTable, rows: Sequence[Any], edits: Sequence[_Edit]) -> None:
    """Say which rows of the grid would have the same values where the table allows each once."""
    edited = {id(edit.row): edit.typed for edit in edits}
    for constraint in kind.model._meta.constraints:
        if not isinstance(constraint, UniqueConstraint) or constraint.condition or not constraint.fields:
            continue
        columns: list[Any] = [kind.model._meta.get_field(name) for name in constraint.fields]
        keys = {id(row): tuple(getattr(row, column.attname) for column in columns) for row in rows}
        counts = Counter(key for key in keys.values() if None not in key)
        for row in rows:
            if counts[keys[id(row)]] > 1 and (typed := edited.get(id(row))):
                name = next((one for one in reversed(constraint.fields) if one in typed.cells), "")
                typed.errors.setdefault(name, str(constraint.violation_error_message))


def _refuse_among(kind: EditableTable, rows: Iterable[Any], edits: Sequence[_Edit]) -> None:
    """Ask each edited row about the rows beside it as they will be stored, where its model has a question."""
    for edit in edits if hasattr(kind.model, "clean_among") else ():
        try:
            edit.row.clean_among(rows)
        except ValidationError as problem:
            _note(edit.typed, problem, set(edit.typed.cells))


def _refuse_links(kind: EditableTable, stored: dict[int, Any], edits: Sequence[_Edit]) -> None:
    """Ask each edited row about its new links, where its model has a question; about links to rows of the same table
    with where all of them will lead."""
    for name in {name for edit in edits for name in edit.links} if hasattr(kind.model, "clean_link") else ():
        linked = [edit for edit in edits if name in edit.links]
        given: dict[str, Any] = {}
        if kind.model._meta.get_field(name).related_model is kind.model:
            ways = {pk: {one.pk for one in links_of(row, name)} for pk, row in stored.items()}
            given["ways"] = ways | {edit.row.pk: {one.pk for one in edit.links[name]} for edit in linked}
        for edit in linked:
            before = {one.pk for one in _links(edit.row, name)}
            try:
                if new := [one for one in edit.links[name] if one.pk not in before]:
                    edit.row.clean_link(name, new, **given)
            except ValidationError as problem:
                _note(edit.typed, problem, set(edit.typed.cells))


def _place_at_the_end(kind: EditableTable, stored: Any, edits: Sequence[_Edit]) -> None:
    """New rows stand after those of the same owner, in the order of the page."""
    if not kind.in_order:
        return
    owner = kind.model._meta.get_field(kind.owner).attname  # type: ignore[union-attr]
    free: dict[int, int] = defaultdict(int)
    for row in stored:
        free[getattr(row, owner)] = max(free[getattr(row, owner)], row.position + 1)
    for edit in edits:
        if not edit.typed.pk:
            edit.row.position = free[getattr(edit.row, owner)]
            free[getattr(edit.row, owner)] += 1


def _write(kind: EditableTable, edits: Sequence[_Edit]) -> None:
    """Store all rows at once. Raises IntegrityError for what the database refuses."""
    new = [edit.row for edit in edits if not edit.typed.pk]
    old = [edit.row for edit in edits if edit.typed.pk and edit.values]
    same = [edit.row for edit in edits if edit.typed.pk and not edit.values]  # but for links and rows below
    for row in (*old, *same):
        row.row_version += 1
    columns = [one.name for one in kind.model._meta.concrete_fields if not one.primary_key]
    manager = kind.model._default_manager
    if same:
        manager.filter(pk__in=[row.pk for row in same]).update(row_version=F("row_version") + 1)
    if old:  # one statement for all of them, where an update would be long to compile
        manager.bulk_create(old, update_conflicts=True, unique_fields=["pk"], update_fields=columns)
    manager.bulk_create(new)
    _write_links(kind, edits)


def _refused(edits: Sequence[_Edit]) -> list[str]:
    """Which rows the database refuses, asked one by one: a few queries for each, only when something is wrong."""
    found = False
    for edit in edits:
        if not edit.typed.pk:
            edit.row.pk = None
        try:
            edit.row.validate_unique()
            edit.row.validate_constraints()
        except ValidationError as problem:
            _note(edit.typed, problem, set(edit.typed.cells))
            found = True
    return [] if found else [_("The rows cannot be saved together: two of them swap names. Save one of them first.")]


def _write_links(kind: EditableTable, edits: Sequence[_Edit]) -> None:
    """Store the links of rows to many others: at most three queries for each column in which a link changed. A link
    that stays keeps what is known of it."""
    for name in sorted({name for edit in edits for name in edit.links}):
        through, here, there = table_of_links(kind.model._meta.get_field(name))
        linked = [edit for edit in edits if name in edit.links]
        _store_new_areas(linked, name)
        wanted = {(edit.row.pk, one.pk) for edit in linked for one in edit.links[name]}
        rows = through._default_manager.filter(**{f"{here}__in": [edit.row.pk for edit in linked]})
        known = {(row[0], row[1]): row[2] for row in rows.values_list(f"{here}_id", f"{there}_id", "pk")}
        through._default_manager.filter(pk__in=[pk for pair, pk in known.items() if pair not in wanted]).delete()
        through._default_manager.bulk_create(
            through(**{f"{here}_id": edit.row.pk, f"{there}_id": one.pk})
            for edit in linked
            for one in edit.links[name]
            if (edit.row.pk, one.pk) not in known
        )


def _store_new_areas(edits: Sequence[_Edit], name: str) -> None:
    """Keep the districts that cells name and the portal did not have, each once."""
    made: dict[str, Area] = {}
    for links in (edit.links[name] for edit in edits):
        for place, one in enumerate(links):
            if isinstance(one, Area) and one.pk is None:
                links[place] = store_new(made.setdefault(one.code, one))


def _log(kind: EditableTable, root: Plan | Partnership, edits: Sequence[_Edit], by: User | None) -> None:
    """The history of all rows at once. What is hidden now, or with other rows than before, costs some queries more."""
    Change.objects.bulk_create(chain.from_iterable(_changes(kind, root, edit, by) for edit in edits))
    for edit in edits:
        if edit.typed.pk:
            withhold_past(edit.row, edit.was_about, edit.was_visible)


def _changes(kind: EditableTable, root: Plan | Partnership, edit: _Edit, by: User | None) -> Iterator[Change]:
    """The entries in the history for one row: that it is new, or each field with its old and new words."""
    if not edit.typed.pk:
        yield from changes_to_log(root, kind.slug, edit.row, ChangeKind.ADDED, [("", "", str(edit.row))], by=by)
        return
    after = words_of(edit.row, edit.values) | {name: _joined(links) for name, links in edit.links.items()}
    fields = [(name, edit.before[name], after[name]) for name in after if edit.before[name] != after[name]]
    now = _rows_named(edit)
    naming = {name: [*edit.naming.get(name, []), *now.get(name, [])] for name in after}
    yield from changes_to_log(root, kind.slug, edit.row, ChangeKind.CHANGED, fields, by=by, naming=naming)
