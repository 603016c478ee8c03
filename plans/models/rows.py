"""What many rows of a plan share: a place in a list, a locator in the source, who may see them."""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Any, Self, TypeVar, cast

from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext as _, gettext_lazy

from csp_portal.formats.markdown import prose

Shape = TypeVar("Shape")


class Visibility(TextChoices):
    PUBLIC = "public", gettext_lazy("Public")
    MEMBERS = "members", gettext_lazy("Scrutiny members, officers and approvers")


class EditConflict(Exception):
    """Somebody else changed this since it was read, and nothing was stored. The message says what to do.

    `current` is the row as it is now, where the caller shows both; None when it was removed.
    """

    def __init__(self, message: str = "", current: models.Model | None = None) -> None:
        self.current = current
        super().__init__(message or _("Someone else saved this first."))


class Editable(models.Model):
    """A row that people edit. `row_version` counts its edits, so that nobody overwrites what they have not seen."""

    row_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class InOrder(Editable):
    """A row that stands at a place in its owner's list."""

    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class Named(models.Model):
    """A row that people know by its `name`."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Located(models.Model):
    """A row that was printed somewhere: `locator` says where in the plan's source document."""

    locator = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class Copyable(models.Model):
    """A row that can be carried into the next plan, where the copy remembers the row it came from.

    Each model says in its own `copy_to` what belongs to the new plan and what stays with the old one.
    """

    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, related_name="copies", null=True, blank=True, editable=False
    )

    class Meta:
        abstract = True

    def copy(self, **changes: Any) -> Self:
        """A new stored row with the same words and these changes.

        Not copied: the locator, which points into the old source document, the count of edits, and links to many rows.
        """
        own = {"copied_from": self, "row_version": 1, "locator": ""} | changes
        made = type(self)()
        for field in self._meta.concrete_fields:
            if not field.primary_key and field.name not in own:
                setattr(made, field.attname, getattr(self, field.attname))
        for name, value in own.items():
            setattr(made, name, value)
        made.save(force_insert=True)
        return made


def as_document(shape: type[Shape], row: models.Model, **given: Any) -> Shape:
    """The row in the shape of a document: each key holds what is given for it, else the field of its name.

    A date is ISO text, narrative comes with its HTML. A key that may be missing is there if something is given for it.
    """

    def said(name: str) -> Any:
        value = getattr(row, name)
        if isinstance(value, dt.date):
            return value.isoformat()
        return prose(row, name) if hasattr(row, f"{name}_html") else value

    optional = getattr(shape, "__optional_keys__", frozenset())
    names = [name for name in shape.__annotations__ if name not in optional or given.get(name)]
    return cast(Shape, {name: given[name] if name in given else said(name) for name in names})


@cache
def hiding(model: type[models.Model]) -> tuple[str, ...]:
    """The lookups from a row to everything that can hide it: its own visibility, and that of each row it is a part of.

    A row is a part of another when it would be removed together with it.
    """
    own = ("visibility",) if any(field.name == "visibility" for field in model._meta.concrete_fields) else ()
    owners = [field for field in model._meta.concrete_fields if _is_part_of(field)]
    return own + tuple(f"{field.name}__{path}" for field in owners for path in hiding(field.related_model))


def _is_part_of(field: models.Field) -> bool:
    return field.remote_field is not None and field.remote_field.on_delete is models.CASCADE


def visible(row: models.Model | None, audience: Visibility) -> bool:
    """Whether an audience may see a row: members see every row, the public what nothing hides. No row hides nothing."""
    if row is None or audience == Visibility.MEMBERS:
        return True
    return all(getattr(one, "visibility", Visibility.PUBLIC) == Visibility.PUBLIC for one in hidden_with(row))


def hidden_with(row: models.Model) -> list[models.Model]:
    """The row and every row that it is a part of; none where nothing can hide it."""
    found = [row] if hiding(type(row)) else []
    for path in hiding(type(row)):
        owner: models.Model | None = row
        for name in path.split("__")[:-1]:
            owner = getattr(owner, name)
            if owner is None:
                break
            found.append(owner)
    return list(dict.fromkeys(found))


def key_in_about(row: models.Model) -> str:
    """How `about` of a history names a row."""
    return f" {row._meta.model_name}:{row.pk} "


def about(rows: Iterable[models.Model]) -> str:
    """The keys of all rows with which what is said of these is withheld, to find it after they are gone."""
    return "".join(dict.fromkeys(key_in_about(one) for row in rows for one in hidden_with(row)))


def seen_by(audience: Visibility, rows: models.QuerySet) -> models.QuerySet:
    """Of a queryset the rows that are `visible` to an audience."""
    if audience == Visibility.PUBLIC:
        for path in hiding(rows.model):
            rows = rows.exclude(**{path: Visibility.MEMBERS})
    return rows


def documents(rows: Iterable[models.Model], audience: Visibility) -> list:
    """The rows an audience may see, each as it stands in a document. What is not public says for whom it is."""
    return [row.to_document(audience) | _visibility(row) for row in rows if visible(row, audience)]


def _visibility(row: models.Model) -> dict[str, str]:
    kept = getattr(row, "visibility", Visibility.PUBLIC)
    return {} if kept == Visibility.PUBLIC else {"visibility": kept}
