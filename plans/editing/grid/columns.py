"""The columns of a grid: how the value of a field is written into a cell, and how a cell is read."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field as having
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats
from django.utils.translation import get_language, gettext as _

from csp_portal.formats.markdown import MarkdownField
from csp_portal.formats.numbers import trimmed
from plans.editing.area_lines import AreaLinesField, areas_of_lines, line_of
from plans.editing.forms import LABELS, NUMBERED, ListField, SeveralField, form_for
from plans.editing.pasting.layouts import plain
from plans.editing.tables import EditableTable, RowsInCell, editable_tables
from plans.models import Area, Partnership, Plan, User
from plans.models.rows import hiding

MOST_SUGGESTED = 300
WIDE = 250  # characters that a column holds
NAMES = (
    "ref",
    "slug",
    "name",
    "code",
    "title",
    "funder",
    "fund",
    "purpose",
)  # what people call a row, beside its words
_DAYS = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%Y-%m-%d %H:%M:%S")
_NUMBER = re.compile(r"^(?:(?:priority|objective|theme|action|no|number|p) )?p?(?P<ref>\d)")  # P2, No. 2, Priority 2
_TRUE, _FALSE = {"yes", "y", "true", "x", "1"}, {"", "no", "n", "false", "0"}


@dataclass(frozen=True)
class GridColumn:
    """One column of a grid. `fixed`: what stored rows have in it is kept. `choice`: rows it may point to."""

    name: str
    label: str
    field: forms.Field
    column: Any  # the column of the model
    fixed: bool = False
    choice: models.QuerySet[Any] | None = having(default=None, compare=False)

    @cached_property
    def rows(self) -> tuple[models.Model, ...]:
        """What it may point to; one query, when it is first asked for."""
        return () if self.choice is None else tuple(self.choice)

    @property
    def required(self) -> bool:
        return self.field.required

    @property
    def wide(self) -> bool:
        """Whether a cell usually holds a sentence."""
        return not self.column.is_relation and (self.column.max_length or 0) >= WIDE and not self.words

    @property
    def has_usual_value(self) -> bool:
        """Whether an empty cell means the value that most rows have."""
        return not self.column.is_relation and self.column.has_default() and not self.column.blank

    @property
    def long(self) -> bool:
        """Whether a cell may hold more than one line."""
        return isinstance(self.field.widget, forms.Textarea)

    @cached_property
    def words(self) -> dict[Any, str]:
        """The words of each value, where the values are known: choices by their value, rows by their key."""
        if self.rows:
            return {row.pk: str(row) for row in self.rows}
        return {value: str(label) for value, label in self.choices if value != ""}

    @property
    def choices(self) -> list[tuple[Any, Any]]:
        if isinstance(self.field, forms.BooleanField):
            return [(True, _("yes")), (False, _("no"))]
        if isinstance(self.field, forms.ModelChoiceField):
            return []
        return [one for one in getattr(self.field, "choices", ()) if not isinstance(one[1], list | tuple)]

    @cached_property
    def _areas(self) -> list[Area]:
        """The areas that a cell of typed areas may name, read once for all rows."""
        assert isinstance(self.field, AreaLinesField)
        return list(self.field.areas.select_related("area_set"))

    @property
    def suggestions(self) -> list[str]:
        return [] if len(self.words) > MOST_SUGGESTED else list(self.words.values())

    @property
    def several(self) -> bool:
        return isinstance(self.field, forms.ModelMultipleChoiceField | SeveralField | ListField)

    def rows_below(self, _row: models.Model) -> list[Any]:
        """The rows of another table that a cell holds; of most columns none."""
        return []

    def text(self, row: models.Model) -> str:
        """What a stored row has in this column, as a cell shows it."""
        name = self.name
        if isinstance(self.field, AreaLinesField):
            return "; ".join(line_of(one) for one in links_of(row, name))
        if self.column.many_to_many:
            return "; ".join(sorted(str(one) for one in links_of(row, name)))
        if self.column.is_relation:
            key = getattr(row, self.column.attname)
            return "" if key is None else self.words.get(key) or str(getattr(row, name))
        if name in getattr(row, "READ_FROM", {}):
            return str(row.words_read(name))  # type: ignore[attr-defined]
        return self._plain(getattr(row, name))

    def _plain(self, value: Any) -> str:
        """A value of no other row as its cell shows it."""
        if isinstance(value, bool):
            return _("yes") if value else ""
        if value is None or value == "":
            return ""
        if isinstance(value, list):
            return "; ".join(self.words.get(one, str(one)) for one in value)
        if isinstance(value, Decimal):
            return f"{trimmed(value):f}"
        if isinstance(value, dt.date):
            words = self.field.prepare_value(value)
            return words if isinstance(words, str) else _day(value, get_language())
        return self.words.get(value) or "\n".join(str(value).splitlines())

    def read(self, text: str) -> Any:
        """The value that a cell means. Raises ValidationError with what would be accepted."""
        if self.required and not text.strip():
            raise ValidationError(_("Fill in “%(field)s”.") % {"field": self.label})
        if not text.strip() and self.has_usual_value:
            return self.column.get_default()
        if isinstance(self.field, AreaLinesField):
            return areas_of_lines(_parts(text), self._areas)
        if self.several:
            return self._several(text)
        if isinstance(self.field, forms.BooleanField):
            return self._yes_or_no(text)
        if self.words or isinstance(self.field, forms.ModelChoiceField):
            return self._known(text) if text.strip() else None if self.column.null else ""
        if isinstance(self.field, forms.DateField):
            return self.field.clean(read_day(text)) if text.strip() else None
        if isinstance(self.field, forms.IntegerField | forms.DecimalField):
            text = text.replace(",", "").replace("£", "").replace("−", "-").strip()
        return self.field.clean(text)

    def _several(self, text: str) -> list[Any]:
        parts = _parts(text)
        if isinstance(self.field, ListField):
            return list(self.field.clean("\n".join(parts)))
        return list(dict.fromkeys(self._known(part) for part in parts))

    def _yes_or_no(self, text: str) -> bool:
        """Raises ValidationError for any other word; an empty cell is a no."""
        word = text.strip().casefold()
        if word in {*_TRUE, _("yes").casefold()}:
            return True
        if word in {*_FALSE, _("no").casefold()}:
            return False
        raise ValidationError(_("Enter yes or no."))

    @cached_property
    def _meanings(self) -> dict[str, Any]:
        """What each word means, without case; None for a word that means several rows."""
        if not self.rows:
            both = [(str(word).casefold(), value) for value, label in self.words.items() for word in (value, label)]
            return dict(both)
        return _by_word((word, row) for row in self.rows for word in _names(row))

    @cached_property
    def _numbered(self) -> dict[str, Any]:
        """What a number means, with its name or alone, without case and stops; None where it means several rows."""
        refs = [(row, ref, getattr(row, "title", "")) for row in self.rows if (ref := getattr(row, "ref", ""))]
        return _by_word((word, row) for row, ref, title in refs for word in {plain(ref), plain(f"{ref} {title}")})

    def _known(self, text: str) -> Any:
        """The value or row that is called so. Raises ValidationError with what is known."""
        meanings, word = self._meanings, " ".join(text.split()).casefold()
        if word not in meanings:
            meanings, word = self._numbered, _NUMBER.sub(r"\g<ref>", plain(text))
        if word in meanings:
            if (found := meanings[word]) is None:
                raise ValidationError(_("Several rows are called “%(text)s”: use the whole name.") % {"text": text})
            return found
        known = list(self.words.values())
        if not known:
            words = _(
                "“%(text)s” is not recognised: there is nothing to name here yet. Save it as a row of its own first."
            )
            raise ValidationError(words % {"text": text[:60]})
        words = _("“%(text)s” is not recognised. Enter one of: %(known)s.")
        raise ValidationError(words % {"text": text[:60], "known": ", ".join(known[:8]) + ("…" if known[8:] else "")})


@dataclass(frozen=True)
class RowsColumn(GridColumn):
    """A column whose cells hold rows of another table that belong to the row, by their texts."""

    cell: RowsInCell = having(kw_only=True)

    @property
    def table(self) -> EditableTable:
        return editable_tables()[self.cell.table]

    def rows_below(self, row: models.Model) -> list[Any]:
        field, value = self.cell.only
        return [one for one in getattr(row, self.column.get_accessor_name()).all() if getattr(one, field) == value]

    def text(self, row: models.Model) -> str:
        return "; ".join(getattr(one, self.cell.text) for one in self.rows_below(row))

    def read(self, text: str) -> list[str]:
        """The texts that a cell holds. Raises ValidationError for one that is too long."""
        found = _parts(text)
        for one in found:
            self.table.model._meta.get_field(self.cell.text).clean(one, None)  # type: ignore[union-attr]
        return found

    def require_whole(self, rows: Iterable[models.Model]) -> None:
        """Raise ValidationError where the text of a stored row holds the sign that parts the texts of a cell."""
        texts = [getattr(one, self.cell.text) for one in rows]
        if divided := [text for text in texts if ";" in text]:
            words = _("“%(text)s” contains a semicolon. Change it on the page of this %(kind)s.")
            raise ValidationError(words % {"text": divided[0], "kind": table_above(self.table).name})


def _by_word(called: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The row that each word means; None for a word that means several."""
    pairs = list(called)
    counts = Counter(word for word, _row in pairs)
    return {word: row if counts[word] == 1 else None for word, row in pairs}


def _names(row: models.Model) -> set[str]:
    """What a row is called, without case: its name and its part of an address are often one word."""
    deferred = row.get_deferred_fields()
    own = {str(getattr(row, name)) for name in NAMES if name not in deferred and isinstance(getattr(row, name, 0), str)}
    return {" ".join(word.split()).casefold() for word in own | {str(row)} if word}


def _parts(text: str) -> list[str]:
    """What a cell of several things names, one by one."""
    return [" ".join(part.split()) for part in text.replace("\n", ";").split(";") if part.strip()]


@lru_cache(maxsize=1000)
def _day(day: dt.date, _language: str) -> str:
    """A day as a cell shows it; the rows of a table share most of theirs."""
    return formats.date_format(day, "j F Y")


def read_day(text: str) -> dt.date:
    """A day as people write it; the day comes first. Raises ValidationError."""
    for shape in _DAYS:
        try:
            return dt.datetime.strptime(" ".join(text.split()), shape).date()
        except ValueError:
            continue
    raise ValidationError(_("Enter a date like 31 March 2028 or 31/03/2028, in a year from 1800 to 2199."))


def grid_columns(kind: EditableTable, root: Plan | Partnership, owner: models.Model | None = None) -> list[GridColumn]:
    """The columns of a table in the order of its fields; first the row it belongs to, unless one `owner` is given.

    Left out is what is edited on the row's own page: text with a preview that may stay empty, and columns that are
    read from the words of another. A column reads the rows that it may point to when a cell names or shows one.
    """
    form = form_for(kind, root)
    read_from = getattr(kind.model, "READ_FROM", {})
    read = {name for names in read_from.values() for name in names}
    columns = [] if kind.is_top or owner is not None else [_owner_column(kind, root)]
    for name in kind.fields:
        column, field = kind.model._meta.get_field(name), form.fields[name]
        long_text = isinstance(column, MarkdownField) and column.blank
        if not long_text and name not in read and name not in kind.own_page:
            label = LABELS["due_on"] if name in read_from else field.label
            made = GridColumn(name, str(label), field, column, name in NUMBERED, _choice(field))
            field.required = field.required and not made.has_usual_value
            columns.append(made)
    for cell in kind.in_cells:
        place = 1 + [column.name for column in columns].index(cell.after)
        columns.insert(place, _rows_column(cell))
    return columns


def links_of(row: Any, name: str) -> list[Any]:
    """The rows that a column of links leads to, as they were read with the row: under `read_with`, a list, which costs
    less than a queryset for each row."""
    known = row.__dict__.get(read_with(name))
    return list(getattr(row, name).all()) if known is None else known


def read_with(name: str) -> str:
    """The attribute of a row that holds its links of a column."""
    return f"{name}_read"


def table_of_links(column: Any) -> tuple[type[models.Model], str, str]:
    """The table that holds the links of a column, its field for the row at this end, and that for the other end."""
    if column.concrete:
        return column.remote_field.through, column.m2m_field_name(), column.m2m_reverse_field_name()
    return column.through, column.field.m2m_reverse_field_name(), column.field.m2m_field_name()


def table_above(kind: EditableTable) -> EditableTable:
    """The table of the rows that rows of this kind belong to."""
    model = kind.model._meta.get_field(kind.owner).related_model
    return next(one for one in editable_tables().values() if one.model is model and one.root)


def _owner_column(kind: EditableTable, root: Plan | Partnership) -> GridColumn:
    """The column of what each row belongs to, such as the priority of an action."""
    column = kind.model._meta.get_field(kind.owner)
    above = table_above(kind)
    rows = above.rows_of(root).select_related(above.root)
    field = forms.ModelChoiceField(rows, required=True)
    return GridColumn(kind.owner, above.heading_of_one, field, column, True, rows)


def _rows_column(cell: RowsInCell) -> RowsColumn:
    """The column of what belongs to each row and is edited as text, such as the leads of an action."""
    table = editable_tables()[cell.table]
    column: Any = table.model._meta.get_field(table.owner).remote_field
    return RowsColumn(cell.name, str(cell.label), forms.CharField(required=False), column, cell=cell)


def _choice(field: forms.Field) -> models.QuerySet[Any] | None:
    if not isinstance(field, forms.ModelChoiceField):
        return None
    return field.queryset.select_related(*owners_that_hide(field.queryset.model))  # type: ignore[union-attr]


def owners_that_hide(model: type[models.Model]) -> set[str]:
    """The lookups to the rows above that can hide a row of a model."""
    return {path.rpartition("__")[0] for path in hiding(model) if "__" in path}


def kept_order(user: User, kind: EditableTable) -> list[str]:
    """The columns of a table in the order of somebody's own spreadsheet; empty where none was taken."""
    kept = user.column_orders.get(kind.slug, [])
    return [name for name in kept if isinstance(name, str)]


def in_order(columns: Iterable[GridColumn], names: list[str]) -> list[GridColumn]:
    """The columns, those that are named first."""
    place = {name: number for number, name in enumerate(names)}
    return sorted(columns, key=lambda column: place.get(column.name, len(place)))
