"""Storing pasted rows all at once, saying beforehand what that will change, and taking it back as a whole."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils.translation import gettext as _

from plans.editing import save
from plans.editing.forms import LABELS
from plans.editing.tables import EditableTable, below, editable_tables
from plans.models import Change, ChangeKind, EditConflict, User

from .layouts import Layout, paste_layouts
from .removed import put_back


@dataclass
class PasteOutcome:
    """What storing rows did or would do. `wrong` says why nothing was stored; empty means that all was.

    `changes`: for each row its old and new words in sentences; `seen`: the state of the row that each changes;
    `undo`: what takes all of it back, as JSON.
    """

    wrong: list[str] = field(default_factory=list)
    changes: list[list[str]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    undo: list[dict[str, Any]] = field(default_factory=list)


def preview_all(layout: Layout, owner: models.Model, rows: list[dict[str, str]], *, by: User | None) -> PasteOutcome:
    """What `store_all` would do; nothing is stored. Raises NotEditable."""
    with transaction.atomic():
        outcome = _store(layout, owner, rows, by, None)
        transaction.set_rollback(True)
    return outcome


def store_all(
    layout: Layout, owner: models.Model, rows: list[dict[str, str]], *, by: User | None, seen: list[str] | None = None
) -> PasteOutcome:
    """Store every row, or, when one cannot be or is no longer as it was `seen`, none. Raises NotEditable."""
    with transaction.atomic():
        outcome = _store(layout, owner, rows, by, seen if seen is not None else [""] * len(rows))
        if outcome.wrong:
            transaction.set_rollback(True)
    return outcome


def _store(
    layout: Layout, owner: models.Model, rows: list[dict[str, str]], by: User | None, seen: list[str] | None
) -> PasteOutcome:
    """Store the rows one by one, with what changes, what is wrong and what an undo needs."""
    kind = editable_tables()[layout.kind]
    root: Any = kind.root_of(kind.model(**{kind.owner: owner}))
    save.require_draft(root, kind.beside_the_text, kind.shared)
    links = [layout.links(root)] if layout.links else []
    outcome = PasteOutcome()
    touched: dict[tuple[type[models.Model], int], tuple[int, dict[str, Any] | None]] = {}
    for number, cells in enumerate(rows, start=1):
        try:
            with transaction.atomic():
                row, before, changes = _store_row(layout, owner, cells, by, links)
                if (earlier := touched.get((type(row), row.pk))) and changes:
                    words = _("“%(name)s” is also in row %(row)s; keep one of the two.")
                    raise ValidationError(words % {"name": row, "row": earlier[0]})
        except ValidationError as problem:
            outcome.wrong += [f"{_('Row %(row)s') % {'row': number}}: {message}" for message in problem.messages]
            changes, state = [], ""
        else:
            touched.setdefault((type(row), row.pk), (number, before))
            state = _state_of(before)
            if seen is not None and (len(seen) != len(rows) or seen[number - 1] != state):
                words = _("Row %(row)s: someone changed what is saved under this number. Compare, then save again.")
                outcome.wrong.append(words % {"row": number})
        outcome.changes.append(changes)
        outcome.seen.append(state)
    if not outcome.wrong:
        for (model, pk), (_number, before) in touched.items():
            outcome.undo.append(undo_step(model._default_manager.get(pk=pk), before))
    return outcome


def undo_step(row: Any, before: dict[str, Any] | None) -> dict[str, Any]:
    """What takes a stored row back, as JSON: to what it held before, or, if it was not there, away."""
    kind = _kind_of(type(row))
    return {"kind": kind.slug, "pk": row.pk, "before": before, "after": _state_of(snapshot(row))}


def _store_row(
    layout: Layout, owner: models.Model, cells: dict[str, str], by: User | None, links: list[Any]
) -> tuple[models.Model, dict[str, Any] | None, list[str]]:
    """The stored row, what it held before, and what changed, in sentences. Raises ValidationError, row by column."""
    for column in layout.columns:
        try:
            if column.reading and cells[column.name]:
                column.reading(cells[column.name])
        except ValueError as problem:
            raise ValidationError(f"{column.label}: {problem}") from None
    found = layout.find(owner, cells) if layout.find else None
    before = snapshot(found) if found else None
    last = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    row = layout.store(owner, cells, by, *links)
    changes = dict.fromkeys(map(_sentence, Change.objects.filter(pk__gt=last, by=by).order_by("pk")))
    return row, before, list(changes)


def _sentence(change: Change) -> str:
    """One change as the preview says it."""
    kind = editable_tables()[change.row_kind]
    if change.kind == ChangeKind.ADDED:
        return _("new %(kind)s: %(name)s") % {"kind": kind.name, "name": change.row_name}
    if change.kind == ChangeKind.REMOVED:
        return _("without %(kind)s: %(name)s") % {"kind": kind.name, "name": change.row_name}
    column: Any = kind.model._meta.get_field(change.field)
    label = str(LABELS.get(change.field) or column.verbose_name).lower()
    words = _("changes %(name)s: %(field)s “%(old)s” to “%(new)s”")
    return words % {"name": change.row_name[:40], "field": label, "old": change.old, "new": change.new}


def snapshot(row: Any) -> dict[str, Any]:
    """What a row holds, with its parts, as JSON knows it."""
    kind = _kind_of(type(row))
    parts = {part.slug: [_held(part, one) for one in part.rows_below(row).order_by("pk")] for part in _parts(kind)}
    return {"version": row.row_version, "fields": _held(kind, row), "parts": parts}


def _parts(kind: EditableTable) -> list[EditableTable]:
    """The tables of what a row holds in its own cells, such as its leads: those that nobody can paste."""
    return [one for one in below(kind) if one.slug not in paste_layouts()]


def _held(kind: EditableTable, row: models.Model) -> dict[str, Any]:
    """The values of the columns that officers edit, as JSON holds them; related rows by their keys."""
    held = {}
    for name in kind.fields:
        column = kind.model._meta.get_field(name)
        value = getattr(row, name)
        if column.many_to_many:
            value = sorted(value.values_list("pk", flat=True))
        elif column.is_relation:
            value = value and value.pk
        held[name] = value
    plain: dict[str, Any] = json.loads(json.dumps(held, cls=DjangoJSONEncoder))
    return plain


def _state_of(held: dict[str, Any] | None) -> str:
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()[:16] if held else ""


def _kind_of(model: type[models.Model]) -> EditableTable:
    return next(kind for kind in editable_tables().values() if kind.model is model)


@transaction.atomic
def undo(steps: list[dict[str, Any]], *, by: User | None) -> None:
    """Take a whole paste back. Raises EditConflict, and changes nothing, when a row was edited since; NotEditable."""
    for step in reversed(steps):
        if "rows" in step:
            put_back(step, by=by)
            continue
        kind = editable_tables()[step["kind"]]
        row: Any = kind.model._default_manager.filter(pk=step["pk"]).first()
        if row is None or _state_of(snapshot(row)) != step["after"]:
            raise EditConflict(_edited(row, kind))
        before = step["before"]
        if before is None:
            if any(one.rows_below(row).exists() for one in below(kind) if one not in _parts(kind)):
                raise EditConflict(_edited(row, kind))
            save.remove_row(kind, row, seen=row.row_version, by=by)
            continue
        save.save_row(
            kind, row, _values(kind, before["fields"]), seen=row.row_version, by=by, change=ChangeKind.RESTORED
        )
        for slug, parts in before["parts"].items():
            part = editable_tables()[slug]
            if [_held(part, one) for one in part.rows_below(row).order_by("pk")] != parts:
                one: Any
                for one in part.rows_below(row):
                    save.remove_row(part, one, seen=one.row_version, by=by)
                for held in parts:
                    save.add_row(part, row, _values(part, held), by=by)


def _edited(row: models.Model | None, kind: EditableTable) -> str:
    name = str(row) if row else kind.one
    words = _("Nothing was undone, because %(name)s has changed since then. Change the rows one by one instead.")
    return words % {"name": name}


def _values(kind: EditableTable, held: dict[str, Any]) -> dict[str, Any]:
    """Values as rows take them, from JSON."""
    values = {}
    for name, value in held.items():
        column: Any = kind.model._meta.get_field(name)
        if column.many_to_many:
            value = list(column.related_model._default_manager.filter(pk__in=value))
        elif column.is_relation:
            value = value and column.related_model._default_manager.get(pk=value)
        else:
            value = column.to_python(value)
        values[name] = value
    return values
