"""Rows that were removed with others at once, kept as JSON so that an undo can put them back as they were."""

import json
from itertools import chain
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ObjectDoesNotExist
from django.db import DEFAULT_DB_ALIAS, IntegrityError, models, transaction
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _

from plans.editing import save
from plans.editing.tables import EditableTable, editable_tables
from plans.models import ChangeKind, EditConflict, User, log_change


def removal_step(kind: EditableTable, row: Any) -> dict[str, Any]:
    """What puts a row back that is about to be removed, with all that goes with it and with what others link to it."""
    collector: Any = Collector(using=DEFAULT_DB_ALIAS)
    collector.collect([row])
    rows: list[models.Model] = [
        *chain.from_iterable(collector.data.values()),
        *chain.from_iterable(collector.fast_deletes),
    ]
    kept = [json.loads(serializers.serialize("json", [one], fields=_own_fields(one)))[0] for one in rows]
    cleared: list[Any] = [
        [one._meta.label, one.pk, column.attname, getattr(one, column.attname)]
        for (column, _value), groups in collector.field_updates.items()
        for group in groups
        for one in group
    ]
    return {"kind": kind.slug, "pk": row.pk, "rows": kept, "cleared": cleared}


def _own_fields(row: models.Model) -> list[str]:
    """Its columns; links to many are rows of their own."""
    return [column.name for column in row._meta.concrete_fields]


def put_back(step: dict[str, Any], *, by: User | None) -> None:
    """Store the rows of a step again. Raises EditConflict where something else is in their place now; NotEditable."""
    kind = editable_tables()[step["kind"]]
    try:
        with transaction.atomic():
            for held in serializers.deserialize("json", json.dumps(step["rows"])):
                models.Model.save_base(held.object, raw=True, force_insert=True)
            row = kind.model._default_manager.get(pk=step["pk"])
            root: Any = kind.root_of(row)
            save.require_draft(root, kind.beside_the_text, kind.shared)
            for label, pk, name, value in step["cleared"]:
                apps.get_model(label)._default_manager.filter(pk=pk).update(**{name: value})
            log_change(root, kind.slug, row, ChangeKind.RESTORED, [("", "", str(row))], by=by)
    except (IntegrityError, ObjectDoesNotExist):
        words = _(
            "Nothing was undone, because the %(kind)s that was removed cannot be put back: others have its place."
        )
        raise EditConflict(words % {"kind": kind.name}) from None
