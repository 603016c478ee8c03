"""The only way rows of a plan or partnership change: no unseen edit is overwritten, rows are checked and logged."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import Max, ProtectedError, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from csp_portal.constraints import save_in_words
from plans.models import (
    Area,
    Change,
    ChangeKind,
    Comment,
    EditConflict,
    Partnership,
    Plan,
    PlanState,
    User,
    Visibility,
    log_change,
)
from plans.models.rows import about, hiding, key_in_about, visible

from .area_lines import store_new
from .tables import EditableTable


class NotEditable(Exception):
    """The plan is not a draft, or something else needs the row; the message says what to do."""


def require_draft(root: Plan | Partnership, beside_the_text: bool = False, shared: bool = False) -> None:
    """A plan is written only while it is a draft: its text stands still while people comment and sign.

    Locks the plan, so that it cannot be moved on while one of its rows is being stored. What belongs to a partnership
    itself is public at once: its public revision rises in the same transaction, with what is `shared` that of all.
    """
    if isinstance(root, Partnership):
        Partnership.bump_all() if shared else root.bump_public_revision()
        return
    plan = Plan.objects.select_for_update().get(pk=root.pk)
    if plan.state != PlanState.DRAFT and not beside_the_text:
        raise NotEditable(
            _(
                "This plan is “%(state)s” and its text is locked. Return it to draft, or start an amendment, to "
                "change it."
            )
            % {"state": plan.get_state_display().lower()}
        )


@transaction.atomic
def save_row(
    kind: EditableTable,
    row: models.Model,
    values: dict[str, Any],
    *,
    seen: int,
    by: User | None,
    change: ChangeKind = ChangeKind.CHANGED,
) -> models.Model:
    """Store `values` in a row of which the editor saw version `seen`.

    Raises EditConflict when another version stands there, ValidationError when the row would not be valid, NotEditable.
    """
    stored = _locked(kind, row, seen)
    values = kind.completed(stored, values)
    before, was_visible = words_of(stored, values), visible(stored, Visibility.PUBLIC)
    naming, was_about = _rows_named(stored, values), about([stored])
    links = _assign(stored, values)
    _check_links(stored, links)
    _check_among(kind, stored)
    stored.row_version += 1
    store(stored)
    for name, related in links.items():
        getattr(stored, name).set(_with_new(related))
    if links and hasattr(stored, "links_changed"):
        stored.links_changed()
    after = words_of(stored, values)
    changed = [(name, before[name], after[name]) for name in values if before[name] != after[name]]
    for name, rows in _rows_named(stored, values).items():
        naming[name] += rows
    log_change(kind.root_of(stored), kind.slug, stored, change, changed, by=by, naming=naming)
    withhold_past(stored, was_about, was_visible)
    return stored


def can_bring_back(kind: EditableTable, field: str) -> bool:
    """Whether the old words of a field are the whole of what it held: true of free text."""
    if field not in kind.fields or field == "ref":  # renumbering changes more than this field
        return False
    column = kind.model._meta.get_field(field)
    return isinstance(column, models.CharField | models.TextField) and not column.choices


def bring_back(kind: EditableTable, row: models.Model, change: Change, *, by: User | None) -> models.Model:
    """Put the text of before a change back, as a new edit. Raises EditConflict, ValidationError and NotEditable."""
    values = {change.field: change.old}
    return save_row(kind, row, values, seen=row.row_version, by=by, change=ChangeKind.RESTORED)


@transaction.atomic
def add_row(kind: EditableTable, owner: models.Model, values: dict[str, Any], *, by: User | None) -> models.Model:
    """A new row at the end of its owner's list. Raises ValidationError and NotEditable."""
    row = row_below(kind, owner)
    require_draft(kind.root_of(row), kind.beside_the_text, kind.shared)
    links = _assign(row, kind.completed(row, values))
    if kind.in_order:
        last = kind.rows_below(owner).aggregate(last=Max("position"))["last"]
        row.position = 0 if last is None else last + 1
    store(row)
    _check_links(row, links)
    for name, related in links.items():
        getattr(row, name).set(_with_new(related))
    log_change(kind.root_of(row), kind.slug, row, ChangeKind.ADDED, [("", "", str(row))], by=by)
    return row


def row_below(kind: EditableTable, owner: models.Model) -> models.Model:
    """A row that is not stored yet, of this owner and, where its model says so, of the owner's partnership."""
    row = kind.model(**{kind.owner: owner})
    links_to = {field.name for field in kind.model._meta.fields if field.is_relation}
    if isinstance(owner, Plan) and "partnership" in links_to:
        row.partnership = owner.partnership
    return row


@transaction.atomic
def remove_row(kind: EditableTable, row: models.Model, *, seen: int, by: User | None) -> None:
    """Remove a row with all that belongs to it. Raises EditConflict; NotEditable, also when other rows need it."""
    stored = _locked(kind, row, seen)
    names = [name for name in kind.fields if not kind.model._meta.get_field(name).many_to_many]
    words = words_of(stored, dict.fromkeys(names))
    removed = [(name, text, "") for name, text in words.items() if text]
    naming = _rows_named(stored, names)
    log_change(kind.root_of(stored), kind.slug, stored, ChangeKind.REMOVED, removed, by=by, naming=naming)
    name = str(stored)
    try:
        stored.delete()
    except ProtectedError as problem:
        needed_by = Counter(str(type(one)._meta.verbose_name_plural) for one in problem.protected_objects)
        words = ", ".join(f"{kind} ({count})" for kind, count in needed_by.items())
        sentence = _("“%(name)s” cannot be removed, because others refer to it: %(words)s. Change those first.")
        raise NotEditable(sentence % {"name": name, "words": words}) from None


@transaction.atomic
def move_row(kind: EditableTable, row: models.Model, *, up: bool, by: User | None) -> None:
    """Swap a row with its neighbour. Nothing happens at an end, or when the row was removed. Raises NotEditable."""
    require_draft(kind.root_of(row), kind.beside_the_text, kind.shared)
    siblings = list(kind.rows_below(getattr(row, f"{kind.owner}_id")).select_for_update())
    place = next((n for n, sibling in enumerate(siblings) if sibling.pk == row.pk), -1)
    other = place - 1 if up else place + 1
    if place < 0 or not 0 <= other < len(siblings):
        return
    siblings[place], siblings[other] = siblings[other], siblings[place]
    for position, sibling in enumerate(siblings):
        sibling.position = position
    kind.model._default_manager.bulk_update(siblings, ["position"])
    log_change(kind.root_of(row), kind.slug, row, ChangeKind.MOVED, [("", str(place + 1), str(other + 1))], by=by)


def _locked(kind: EditableTable, row: models.Model, seen: int) -> models.Model:
    """The row as it stands, locked for this transaction. Raises EditConflict and NotEditable.

    The plan is locked before its rows, here as everywhere: people who lock in turn never wait for each other.
    """
    require_draft(kind.root_of(row), kind.beside_the_text, kind.shared)
    rows = kind.model._default_manager.select_for_update(of=("self",))
    rows = rows.select_related(kind.root) if kind.root else rows
    stored = rows.filter(pk=row.pk).first()
    if stored is None:
        raise EditConflict
    if stored.row_version != seen:
        raise EditConflict(current=stored)
    return stored


def store(row: models.Model) -> None:
    """Save a row. What the database refuses is said in the words of the constraint that it breaks."""
    row.clean()
    save_in_words(row)


def _assign(row: models.Model, values: dict[str, Any]) -> dict[str, Any]:
    """Set plain values; give back the many-to-many ones, which need a stored row."""
    links = {}
    for name, value in values.items():
        if row._meta.get_field(name).many_to_many:
            links[name] = value
        else:
            setattr(row, name, value)
    return links


def _check_links(row: models.Model, links: dict[str, Any]) -> None:
    """Ask a row about links that it did not have before. Raises ValidationError."""
    if not hasattr(row, "clean_link"):
        return
    for name, related in links.items():
        before = set(getattr(row, name).values_list("pk", flat=True))
        if new := [one for one in related if one.pk not in before]:
            row.clean_link(name, new)


def _check_among(kind: EditableTable, row: models.Model) -> None:
    """Ask a row about the rows beside it, where together they must make sense. Raises ValidationError."""
    if hasattr(row, "clean_among"):
        row.clean_among(kind.rows_of(kind.root_of(row)))


def _with_new(related: Iterable[models.Model]) -> list[models.Model]:
    """Rows to link to, with new areas stored first."""
    return [store_new(one) if isinstance(one, Area) else one for one in related]


def _rows_named(row: models.Model, names: Iterable[str]) -> dict[str, list[models.Model]]:
    """The rows to which each of the named fields points and which can be withheld: their words stand in the field."""
    return {name: list(_linked(row, name)) for name in names}


def _linked(row: models.Model, name: str) -> Iterable[models.Model]:
    field = row._meta.get_field(name)
    if not field.is_relation or not hiding(field.related_model):
        return []
    if field.many_to_many:
        return getattr(row, name).all()
    return filter(None, [getattr(row, name)])


def withhold_past(row: models.Model, was_about: str, was_visible: bool) -> None:
    """Let what was said of a row be withheld with the rows that it is a part of now, and at once where it is hidden."""
    if (now_about := about([row])) != was_about:
        _past_of(row, about=Concat("about", Value(now_about)))
    if was_visible and not visible(row, Visibility.PUBLIC):
        _past_of(row, visibility=Visibility.MEMBERS)


def _past_of(row: models.Model, **changed: Any) -> None:
    """Change the history and comments of a row, of what is or was a part of it, and where other rows name it."""
    for said in (Change, Comment):
        said._default_manager.filter(about__contains=key_in_about(row)).update(**changed)


def words_of(row: models.Model, names: dict[str, Any]) -> dict[str, str]:
    """The named fields of a row as people read them."""
    words = {}
    for name in names:
        field = row._meta.get_field(name)
        if field.many_to_many:
            words[name] = ", ".join(sorted(str(one) for one in getattr(row, name).all())) if row.pk else ""
        elif field.choices:
            words[name] = getattr(row, f"get_{name}_display")()
        else:
            value = getattr(row, name)
            words[name] = "" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return words
