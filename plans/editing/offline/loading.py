"""Storing what was changed in a spreadsheet: all of it or nothing, and as a whole taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _, ngettext

from plans.editing import save
from plans.editing.grid import grid_columns, save_grid, stored_rows
from plans.editing.pasting.removed import removal_step
from plans.editing.pasting.storing import snapshot, undo_step
from plans.models import Plan, User

from .comparing import SheetComparison, compare
from .reading import OfflineSheet, Workbook
from .workbook import offline_tables


@dataclass
class LoadOutcome:
    """What loading did or would do. `wrong`: why nothing is stored; `undo`: what takes all of it back, as JSON."""

    sheets: list[SheetComparison] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    undo: list[dict[str, Any]] = field(default_factory=list)

    @property
    def changed(self) -> int:
        return sum(row.is_changed for sheet in self.sheets for row in sheet.changed)

    @property
    def added(self) -> int:
        return sum(len(sheet.new) for sheet in self.sheets)

    @property
    def removed(self) -> int:
        return sum(len(sheet.removed) for sheet in self.sheets)

    @property
    def conflicts(self) -> int:
        return sum(len(sheet.conflicts) for sheet in self.sheets)

    @property
    def does_anything(self) -> bool:
        return bool(self.changed or self.added or self.conflicts or any(sheet.missing for sheet in self.sheets))


def preview_workbook(plan: Plan, workbook: Workbook, chosen: Mapping[str, str], *, by: User | None) -> LoadOutcome:
    """What `load_workbook` would do; nothing is stored. Raises NotEditable."""
    with transaction.atomic():
        outcome = _load(plan, workbook, chosen, by)
        transaction.set_rollback(True)
    return outcome


def load_workbook(plan: Plan, workbook: Workbook, chosen: Mapping[str, str], *, by: User | None) -> LoadOutcome:
    """Store all changes of a spreadsheet, or none where one cannot be or a conflict is open. Raises NotEditable."""
    with transaction.atomic():
        outcome = _load(plan, workbook, chosen, by)
        if open_cells := sum(cell.is_open for sheet in outcome.sheets for cell in sheet.conflicts):
            words = ngettext(
                "Choose which text to keep in the cell that was changed in both places.",
                "Choose which text to keep in the %(num)s cells that were changed in both places.",
                open_cells,
            )
            outcome.wrong.insert(0, words % {"num": open_cells})
        if outcome.wrong:
            transaction.set_rollback(True)
    return outcome


def _load(plan: Plan, workbook: Workbook, chosen: Mapping[str, str], by: User | None) -> LoadOutcome:
    """Store table by table, as milestones name actions that may be new."""
    save.require_draft(plan)
    outcome = LoadOutcome()
    sheets = {sheet.kind: sheet for sheet in workbook.sheets}
    for kind in offline_tables():
        if sheet := sheets.get(kind.slug):
            outcome.sheets.append(_load_sheet(plan, sheet, chosen, by, outcome))
    return outcome


def _load_sheet(
    plan: Plan, sheet: OfflineSheet, chosen: Mapping[str, str], by: User | None, outcome: LoadOutcome
) -> SheetComparison:
    """Store one sheet, after what was ticked to be removed; what is wrong with it is said in the outcome."""
    kind = next(one for one in offline_tables() if one.slug == sheet.kind)
    columns = grid_columns(kind, plan)
    stored = list(stored_rows(kind, plan))
    found = compare(kind, columns, stored, sheet, chosen)
    for row in found.removed:
        outcome.undo.append(removal_step(kind, row))
        save.remove_row(kind, row, seen=row.row_version, by=by)
    before = {row.stored.pk: snapshot(row.stored) for row in found.rows if row.stored}
    known = {row.pk for row in stored}
    saved = save_grid(kind, plan, columns, [row.row for row in found.rows], by=by)
    if outcome.wrong:  # what is wrong above is often the cause of what is wrong here
        return found
    outcome.wrong += saved.problems
    if saved.conflicts:
        outcome.wrong.append(_("Someone changed these rows a moment ago. Look at what changes again."))
    for row in found.rows:
        for name, words in row.row.errors.items():
            label = next((column.label for column in columns if column.name == name), "")
            place = _("Sheet “%(sheet)s”, row %(line)s") % {"sheet": kind.slug, "line": row.line}
            outcome.wrong.append(": ".join(filter(None, (place, label, words))))
    if not outcome.wrong:
        for row in kind.rows_of(plan):
            if row.pk in before or row.pk not in known:
                outcome.undo.append(undo_step(row, before.get(row.pk)))
    return found
