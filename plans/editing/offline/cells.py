"""A cell of the spreadsheet: what it is written as, and what it means, so that “31/03/2028” is “31 March 2028”."""

import hashlib
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from csp_portal.formats.numbers import trimmed
from csp_portal.formats.spreadsheets.book import Cell
from plans.editing.grid import GridColumn
from plans.editing.grid.columns import read_day

MOST_CHARACTERS = 15_000  # of a cell that is read back
DIGITS = 4


def written(column: GridColumn, text: str) -> Cell:
    """The text of a grid as a typed cell: a date, a number or words."""
    if not text:
        return None
    if len(text) > MOST_CHARACTERS:
        return too_long()
    try:
        if _may_be_a_day(column):
            return read_day(text)
        if isinstance(column.field, forms.IntegerField | forms.DecimalField):
            return Decimal(str(column.read(text)))
    except ValidationError:
        pass
    return text


def too_long() -> str:
    """What stands in place of a text that no cell holds, and is never read back."""
    return _("(too long for a spreadsheet; change it in the portal)")


def meaning(column: GridColumn, text: str) -> str:
    """What a cell means, whichever way it is written; its words where it means nothing known."""
    words = " ".join(text.replace("−", "-").split())
    try:
        if _may_be_a_day(column):
            return read_day(words).isoformat()
        value = column.read(text)
    except ValidationError:
        return words
    if isinstance(value, list):
        return "; ".join(sorted(str(one.pk) for one in value) if column.rows else map(str, value))
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, Decimal):
        return f"{trimmed(value):f}"
    return words if isinstance(value, str) and not column.words else str(value)


def reads(column: GridColumn, text: str) -> bool:
    """Whether a cell can be read as what its column takes."""
    try:
        column.read(text)
    except ValidationError:
        return False
    return True


def digest(text: str) -> str:
    """A short mark of what a cell means."""
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _may_be_a_day(column: GridColumn) -> bool:
    """Whether a cell usually holds a date, also where it may say it otherwise."""
    reads_days = column.name in getattr(column.column.model, "READ_FROM", {})
    return reads_days or isinstance(column.field, forms.DateField)
