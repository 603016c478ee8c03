"""A partnership as one file: a line of JSON for each row, which names other rows by their number in the file.

The same rows give the same file on every database, whatever their keys are there.
"""

import json
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from typing import IO, Any

from django.db import connection, models, transaction

from csp_portal.formats.sealed import SealedWriter
from plans.editing.tables import editable_tables
from plans.models import Partnership

from .belongings import SHARED, Model, columns, every, in_order, named, of_partnership, shared_with
from .cells import line, renumbered, to_json

SCHEMA = 1  # of the file; a change of models that an older portal cannot read raises it
MANIFEST = "manifest.json"
CHUNK = 2_000


def file_name(model: Model) -> str:
    return f"{model._meta.label_lower}.jsonl"


def export(partnership: Partnership, file: IO[bytes]) -> dict[str, int]:
    """Write a partnership as it is at one moment. Gives the number of rows of each model."""
    outside = not connection.in_atomic_block
    with transaction.atomic():
        if outside and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return PartnershipWriter(partnership).write(file)


class PartnershipWriter:
    """Writes the rows of one partnership. It keeps the keys of those that others name, and one row at a time."""

    def __init__(self, partnership: Partnership) -> None:
        """Find the shared rows that go along; a row of the history that is gone gets a number when it is first met."""
        self.partnership = partnership
        self.shared = shared_with(partnership)
        self.slugs = dict(Partnership.objects.values_list("pk", "slug"))
        self.keys: dict[Model, array[int]] = {}
        self.gone: dict[tuple[Model | None, str, int], int] = {}
        self.rows: dict[str, int] = {}
        self.tables = {slug: kind.model for slug, kind in editable_tables().items()}
        self.by_name = {model._meta.model_name or "": model for model in in_order()}

    def write(self, file: IO[bytes]) -> dict[str, int]:
        """Write a file for each model, and last how many rows each has."""
        kept = named() | {*self.tables.values()}
        for model in in_order():
            if model in kept:
                self.keys[model] = array("q", self._rows(model).values_list("pk", flat=True).iterator())
        archive = SealedWriter(file)
        for model in in_order():
            archive.write(file_name(model), self._lines(model))
        known = {"schema": SCHEMA, "partnership": self.partnership.slug, "rows": self.rows}
        archive.write(MANIFEST, [json.dumps(known, indent=1).encode()])
        archive.close()
        return self.rows

    def _rows(self, model: Model) -> models.QuerySet[Any]:
        if model in SHARED:
            return every(model).filter(pk__in=self.shared[model]).order_by("pk")
        return of_partnership(model, self.partnership)

    def _lines(self, model: Model) -> Iterator[bytes]:
        """The rows of a model, each as a line."""
        fields, total = columns(model), 0
        names = [field.attname for field in fields]
        for values in self._rows(model).values_list(*names).iterator(chunk_size=CHUNK):
            total += 1
            row = {field.name: self._cell(field, value) for field, value in zip(fields, values, strict=True)}
            yield line(self._renumbered(row) if "row_kind" in row else row)
        self.rows[file_name(model)] = total

    def _cell(self, field: "models.Field[Any, Any]", value: Any) -> Any:
        """A value as it is written; a row by its number, a partnership by its address."""
        if value is None or not isinstance(field, models.ForeignKey):
            return to_json(field, value)
        if field.related_model is Partnership:
            return self.slugs[value]
        return self._number(field.related_model, value) or None

    def _number(self, model: Model, key: int) -> int:
        """The number of a row in the file, counted from 1; 0 for one that does not go."""
        keys = self.keys[model]
        place = bisect_left(keys, key)
        return place + 1 if place < len(keys) and keys[place] == key else 0

    def _renumbered(self, row: dict[str, Any]) -> dict[str, Any]:
        """A line of the history, or a comment, that names rows by numbers of the file: a row that is gone by a number
        below zero, which is still the same wherever that row is named."""
        model = self.tables.get(row["row_kind"])
        row["row_id"] = self._named(model, row["row_kind"], row["row_id"])
        row["about"] = renumbered(row["about"], lambda name, key: self._named(self.by_name.get(name), name, key))
        return row

    def _named(self, model: Model | None, kind: str, key: int) -> int:
        number = self._number(model, key) if model in self.keys and model else 0
        return number or -self.gone.setdefault((model, "" if model else kind, key), len(self.gone) + 1)
