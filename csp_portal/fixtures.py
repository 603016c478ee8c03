"""Rows from YAML files that a person can review: nested as they belong together, linked by natural keys.

A file maps model names to records. In a record a key is a field, or the related name of rows that belong to it:

    plans.Plan:
      partnership: norwich          # a foreign key by the natural key of the other model
      title: Partnership Plan 2008-2011
      priorities:                   # rows of the plan, in this order
        - ref: "1"
          title: To improve the level of public confidence
          actions: [...]

Every row is checked before it is saved. The first thing that is wrong stops the load with a sentence that names the
file, the record and the field; call it inside a transaction, so that nothing is loaded then.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.db import models

from csp_portal.constraints import save_in_words

Model = type[models.Model]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where PyYAML was built with libyaml


class BrokenFixture(Exception):
    """A fixture cannot be loaded. The message names file, record and field."""


def read(path: Path) -> Any:
    """The content of a YAML file."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    except yaml.YAMLError as problem:
        raise BrokenFixture(f"{path}: not valid YAML: {' '.join(str(problem).split())}") from None
    except OSError as problem:
        raise BrokenFixture(f"{path}: cannot be read: {problem.strerror}.") from None


def load(path: Path, content: Any = None) -> list[models.Model]:
    """Load one file and return the rows at its top level."""
    content = read(path) if content is None else content
    if not isinstance(content, dict):
        raise BrokenFixture(f"{path}: the file must map model names to records.")
    return _Loader(path).load(content)


class _Loader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.known: dict[tuple[type[models.Model], Any], models.Model] = {}
        self.links: list[tuple[models.Model, Any, list[Any], str]] = []

    def load(self, content: dict[str, Any]) -> list[models.Model]:
        """Make all rows of the file, then the links between them, which may point forwards."""
        loaded = []
        for label, records in content.items():
            try:
                model = apps.get_model(label)
            except (LookupError, ValueError):
                raise BrokenFixture(f"{self.path}: there is no model {label}.") from None
            records = records if isinstance(records, list) else [records]
            loaded += [self._row(model, record, f"{label} {_name(record, n)}", []) for n, record in enumerate(records)]
        for row, field, keys, where in self.links:
            getattr(row, field.name).set([self._find(field.related_model, key, where, field.name) for key in keys])
        return loaded

    def _row(
        self, model: Model, record: Any, where: str, owners: list[models.Model], position: int = -1
    ) -> models.Model:
        """Make a row and those below it. Where it does not name a row that it needs, the nearest owner of that kind is
        meant; without a position of its own it has its place in the list."""
        if not isinstance(record, dict):
            raise BrokenFixture(f"{self.path}: {where}: must be a record of fields, not {record!r}.")
        row: Any = model()
        children, links = [], []
        for key, value in record.items():
            field = self._field(model, key, where)
            if field.one_to_many or (field.one_to_one and field.auto_created):
                children.append((field, value))
            elif field.many_to_many:
                links.append((row, field, value, where))
            elif field.is_relation:
                setattr(row, key, None if value is None else self._find(field.related_model, value, where, key))
            else:
                setattr(row, key, value)
        if position >= 0 and "position" not in record and hasattr(model, "position"):
            row.position = position
        for field in model._meta.concrete_fields:
            if field.is_relation and not field.null and getattr(row, field.attname) is None:
                owner = next((o for o in reversed(owners) if isinstance(o, field.related_model)), None)
                if owner is not None:
                    setattr(row, field.name, owner)
        self._save(row, where)
        self.links += links
        natural = _natural_key(model)
        if len(natural) == 1:
            self.known[model, str(getattr(row, natural[0]))] = row
        for relation, records in children:
            if not isinstance(records, list):
                raise BrokenFixture(f"{self.path}: {where}: {relation.name}: must be a list of records.")
            for n, child in enumerate(records):
                below = f"{where}, {relation.name} {_name(child, n)}"
                owned = {**child, relation.field.name: _Ready(row)} if isinstance(child, dict) else child
                self._row(relation.related_model, owned, below, [*owners, row], position=n)
        return row

    def _field(self, model: Model, key: str, where: str) -> Any:
        """The column or relation of this name."""
        try:
            field = model._meta.get_field(key)
        except FieldDoesNotExist:
            for relation in model._meta.related_objects:
                if relation.get_accessor_name() == key:
                    return relation
            known = ", ".join(_names(model))
            raise BrokenFixture(f"{self.path}: {where}: {key}: no such field; known are {known}.") from None
        return field

    def _find(self, model: Model, key: Any, where: str, field: str) -> models.Model:
        """The one row with a natural key, from this file or stored before; it is looked up once."""
        if isinstance(key, _Ready):
            return key.row
        if row := self.known.get((model, str(key))):
            return row
        lookups = _natural_key(model)
        words = str(key).split("/", len(lookups) - 1)
        found = list(model._default_manager.filter(**dict(zip(lookups, words, strict=False)))[:2])
        if len(found) != 1 or len(words) != len(lookups):
            count = "no" if not found else "more than one"
            raise BrokenFixture(
                f"{self.path}: {where}: {field}: there is {count} {model._meta.verbose_name} “{key}”; "
                f"name it by {'/'.join(lookups).replace('__', ' ')}."
            )
        self.known[model, str(key)] = found[0]
        return found[0]

    def _save(self, row: models.Model, where: str) -> None:
        try:
            store(row)
        except ValidationError as problem:
            field, messages = next(iter(problem.message_dict.items()))
            name = "" if field == NON_FIELD_ERRORS else f"{field}: "
            raise BrokenFixture(f"{self.path}: {where}: {name}{' '.join(messages)}") from None


def store(row: models.Model) -> None:
    """Check a row and store it. Raises ValidationError.

    The database is asked about its constraints only when it refuses the row, for the words: to ask it beforehand about
    each constraint and each link of each row would take longer than all the rest of a load.
    """
    linked = {field.name for field in row._meta.concrete_fields if field.is_relation and field.value_from_object(row)}
    row.full_clean(linked, validate_unique=False, validate_constraints=False)
    save_in_words(row)


class _Ready:
    """A row given in place of its natural key."""

    def __init__(self, row: models.Model) -> None:
        self.row = row


def _natural_key(model: Model) -> tuple[str, ...]:
    """The lookups a row is named by in a fixture, joined by a stroke where there are several: norwich/2008-2011."""
    key: str | tuple[str, ...] = getattr(model, "NATURAL_KEY", "pk")
    return (key,) if isinstance(key, str) else key


def _name(record: Any, number: int) -> str:
    """How a record is called in a message: its own name where it has one, else its place in the list."""
    if isinstance(record, dict):
        for key in ("ref", "slug", "code", "name", "title", "heading", "term"):
            if record.get(key):
                return f"“{record[key]}”"
    return f"number {number + 1}"


def _names(model: Model) -> Iterator[str]:
    for field in model._meta.get_fields():
        name = field.get_accessor_name() if field.auto_created and not field.concrete else field.name
        if name and not name.endswith("_html"):
            yield name
