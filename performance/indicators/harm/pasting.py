"""How a published table of weights is pasted or uploaded."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, gettext_lazy as _

from csp_portal.formats.numbers import shown
from performance.models import HarmWeight, Indicator
from plans.editing import save
from plans.editing.pasting import Layout, PasteColumn
from plans.editing.tables import editable_tables
from plans.models import User

HARM = "harm-weights"


def read_weight(text: str) -> Decimal:
    """The weight in a cell. Raises ValueError for anything but one number above 0, with four decimals at most."""
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or not 0 < number < 10**8 or number != round(number, 4):
        words = gettext("“%(text)s” is not a weight; write one number above 0, like 1,825 or 5.5.")
        raise ValueError(words % {"text": text})
    return number


def weight_in_words(text: str) -> str:
    """What is read as a weight. Raises ValueError."""
    return shown(read_weight(text))


def find_weight(table: models.Model, cells: dict[str, str]) -> HarmWeight | None:
    """The weight that is here for the crime type of a row."""
    return HarmWeight.objects.filter(table=table.pk, crime_type__iexact=cells["crime_type"]).first()


def store_weight(table: models.Model, cells: dict[str, str], by: User | None) -> models.Model:
    """One crime type with its weight, or a new weight for one that is here. An indicator is only what a cell names."""
    if not cells["crime_type"] or not cells["weight"]:
        raise ValidationError(gettext("Give both the crime type and its weight."))
    if len(cells["crime_type"]) > (most := 200):
        words = gettext("The crime type has %(count)s characters; at most %(most)s fit.")
        raise ValidationError(words % {"count": len(cells["crime_type"]), "most": most})
    values: dict[str, Any] = {"weight": read_weight(cells["weight"])}
    if cells["indicator"]:
        values["indicator"] = _indicator(table, cells["indicator"])
    kind, found = editable_tables()[HARM], find_weight(table, cells)
    if found is None:
        return save.add_row(kind, table, values | {"crime_type": cells["crime_type"]}, by=by)
    changed = {name: value for name, value in values.items() if value != getattr(found, name)}
    return save.save_row(kind, found, changed, seen=found.row_version, by=by) if changed else found


def _indicator(table: Any, name: str) -> Indicator:
    """The one indicator with this name that the partnership may use. Raises ValidationError."""
    usable = Indicator.objects.filter(Q(partnership=None) | Q(partnership=table.partnership_id), name__iexact=name)
    found = list(usable[:2])
    if len(found) != 1:
        words = gettext("There is no indicator called “%(name)s”. Leave the cell empty and choose it afterwards.")
        raise ValidationError(words % {"name": name})
    return found[0]


LAYOUTS = (
    Layout(
        HARM,
        (
            PasteColumn("crime_type", _("Crime type"), ("offence", "offence type", "offence description", "crime")),
            PasteColumn(
                "weight",
                _("Weight"),
                ("weights", "harm", "harm weight", "days", "severity weight", "cchi", "cchi days", "score"),
                weight_in_words,
            ),
            PasteColumn("indicator", _("Indicator"), ("measure",)),
        ),
        store_weight,
        find_weight,
    ),
)
