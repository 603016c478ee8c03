"""Rows edited on the page of the row they belong to, each with the version that its editor saw."""

from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from csp_portal.formats.numbers import whole_number
from csp_portal.forms.layout import PortalModelForm
from csp_portal.pages.level_names import upper_first
from plans.models import EditConflict, Partnership, Plan, User

from . import save
from .forms import form_for
from .pages import address
from .tables import EditableTable, editable_tables

SPARE = 3  # empty rows below those that are stored
MOST = 60  # rows of one table that a page edits; of a longer one each row has its own page
GONE = "gone"  # the version of a row that somebody removed while it was being edited


class NotStored(Exception):
    """A row could not be stored; its form says why. What was stored before it is to be rolled back."""


@dataclass
class InlineRow:
    """One row in the form. `key` names it there; `version` is the one that its editor saw."""

    key: str
    form: PortalModelForm
    row: Any  # of the table's model; None for a new one
    version: str
    page: str
    removing: bool


class InlineRows:
    """The rows of one table below a row. A table that was not sent back is shown, and nothing of it is stored."""

    def __init__(
        self,
        kind: EditableTable,
        fields: tuple[str, ...],
        root: Plan | Partnership,
        owner: models.Model | None,
        posted: QueryDict | None,
        unsaved: QueryDict | None,
    ) -> None:
        """Without an owner all rows are new. `unsaved` holds words that nobody has asked to store yet."""
        self.kind, self.root, self.owner = replace(kind, fields=fields), root, owner
        self.stored = list(kind.rows_below(owner)) if owner else []
        stored = {str(row.pk): row for row in self.stored}
        sent = unsaved or posted
        if sent and self.name("rows") not in sent:
            sent = posted = unsaved = None
        keys = sent.getlist(self.name("rows")) if sent else [*stored, *self._spare(0)]
        if sent and sent.get("more") == kind.slug:
            keys += self._spare(len(keys))
        self.is_sent = posted is not None and unsaved is None
        self.rows = [self._row(key, stored.get(key), sent, None if unsaved else posted, unsaved) for key in keys]

    def name(self, of: str, key: str = "") -> str:
        """The name of an input: of the whole table, or of one of its rows."""
        return "-".join(filter(None, [self.kind.slug, key, of]))

    def is_valid(self) -> bool:
        """Ask every row, so that all errors are shown at once. Rows to be removed are not asked."""
        return not self.is_sent or not [one for one in self.rows if not (one.removing or one.form.is_valid())]

    def store(self, owner: models.Model, *, by: User | None) -> None:
        """Add, change and remove the rows as sent. Raises NotStored; the caller rolls back. Needs a transaction."""
        failed = False
        for one in self.rows if self.is_sent else ():
            try:
                with transaction.atomic():
                    self._store(one, owner, by)
            except (ValidationError, save.NotEditable) as problem:
                one.form.add_error(None, getattr(problem, "messages", [str(problem)]))
                failed = True
            except EditConflict as problem:
                self._conflict(one, problem.current)
                failed = True
        if failed:
            raise NotStored

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Every error as a sentence, with the anchor of the field or row that it is about."""
        return [
            (
                self.name("row", one.key) if name == "__all__" else one.form[name].id_for_label,
                f"{self.legend(one)}, {message}" if name == "__all__" else f"{one.form[name].label}: {message}",
            )
            for one in self.rows
            if not one.removing or one.form.is_bound
            for name, messages in one.form.errors.items()
            for message in messages
        ]

    def legend(self, one: InlineRow) -> str:
        """What a row is called above its fields."""
        if one.row is None:
            return _("New %(kind)s") % {"kind": self.kind.name}
        return upper_first(str(getattr(one.row, "ref", "") and f"{self.kind.name} {one.row.ref}" or one.row))

    def _spare(self, taken: int) -> list[str]:
        return [f"new{number}" for number in range(taken, taken + SPARE)]

    def _row(
        self,
        key: str,
        row: Any,
        sent: QueryDict | None,
        posted: QueryDict | None,
        unsaved: QueryDict | None,
    ) -> InlineRow:
        """One row with its form: as it was sent, as it was typed before it could be saved, or as it is stored."""
        new = self.kind.model(**{self.kind.owner: self.owner}) if self.owner else None
        form = form_for(
            self.kind, self.root, posted, typed=unsaved,
            prefix=self.name("", key), instance=row or new, empty_permitted=row is None,
        )  # fmt: skip
        for field in form.fields.values():
            field.show_hidden_initial = True  # so that only what its editor changed is stored
        if unsaved:
            form.data = unsaved
        return InlineRow(
            key,
            form,
            row,
            sent.get(self.name("row_version", key), "") if sent else str(row.row_version) if row else "",
            address(self.root, self.kind, row) if row else "",
            bool(sent and sent.get(self.name("remove", key))),
        )

    def _store(self, one: InlineRow, owner: models.Model, by: User | None) -> None:
        """Add, change or remove one row, as was chosen. Raises EditConflict where somebody else saved it first."""
        kind = editable_tables()[self.kind.slug]
        if one.row is None and not one.key.startswith("new") and one.version != GONE and not one.removing:
            raise EditConflict
        if one.row is None:
            if one.form.has_changed() and not one.removing:
                save.add_row(kind, owner, one.form.cleaned_data, by=by)
        elif one.removing:
            save.remove_row(kind, one.row, seen=whole_number(one.version), by=by)
        elif one.form.has_changed():
            values = {name: one.form.cleaned_data[name] for name in one.form.changed_data}
            save.save_row(kind, one.row, values, seen=whole_number(one.version), by=by)

    def _conflict(self, one: InlineRow, current: Any) -> None:
        """Say what stands there now, so that saving again is done knowingly."""
        if current is None:
            one.row, one.version = None, GONE
            words = _("Someone removed this row in the meantime. Save again to add it, or tick “Remove”.")
        else:
            one.version = str(current.row_version)
            stored = save.words_of(current, dict.fromkeys(self.kind.fields))
            said = "; ".join(f"{one.form[name].label}: {text}" for name, text in stored.items())
            words = _("Someone else saved this row first: %(said)s. Save again to replace it with yours.")
            words %= {"said": said}
        one.form.is_valid()
        one.form.add_error(None, words)


def tables_on_page(
    kind: EditableTable,
    root: Plan | Partnership,
    owner: models.Model | None,
    posted: QueryDict | None,
    unsaved: QueryDict | None,
) -> list[InlineRows]:
    """The tables that the page of a row edits together with it."""
    tables = [
        InlineRows(editable_tables()[slug], fields, root, owner, posted, unsaved) for slug, fields in kind.on_page
    ]
    return [table for table in tables if table.is_sent or len(table.rows) <= MOST + SPARE]
