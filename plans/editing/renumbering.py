"""New numbers for priorities, actions and milestones, and everything that names them follows.

Links between rows are keys and follow by themselves. A number that readers know from a published version is kept as a
former reference. What running text says is replaced only where somebody confirmed it.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.db import models, transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from plans.documents.mentions import Renamed, mentions, replaced
from plans.models import ChangeKind, EditConflict, Plan, User, log_change

from . import save
from .outline import ImpossibleOutline, Key, OldRow, every, old_rows, standard
from .tables import EditableTable, editable_tables

LONGEST = 20
_REF = re.compile(r"[-\w]+(?:\.[-\w]+)*")
# Short texts that people write in sentences, beside all long ones. Words of outside documents stay as they are.
_SENTENCES = {"title", "text", "note", "task", "heading", "purpose", "activity", "method", "asked"}
_NOT_OURS = {"objectives", "plan"}


@dataclass(frozen=True)
class Mention:
    """A text that names a number which changes: `key` with the row's version, `said` the words before and after."""

    key: str
    kind: EditableTable
    row: models.Model
    field: str
    said: list[tuple[str, str]]


def numbered(plan: Plan) -> list[OldRow]:
    """The priorities of a plan with their actions and milestones. Costs four queries."""
    plan = Plan.objects.get(pk=plan.pk)
    prefetch_related_objects([plan], "priorities__actions__milestones")
    return old_rows(plan)


def stamp(rows: list[OldRow]) -> str:
    """Names the numbers and the order of the rows, so that a later change of either can be seen."""
    return hashlib.sha256(repr([(*row.key, row.ref) for row in every(rows)]).encode()).hexdigest()[:16]


def in_order(rows: list[OldRow], owner: str = "") -> dict[Key, str]:
    """Every row numbered by its place: 1, 1.1, 1.1a."""
    refs: dict[Key, str] = {}
    for place, row in enumerate(rows, start=1):
        refs[row.key] = standard(row.kind, owner, place)
        refs |= in_order(row.below, refs[row.key])
    return refs


def changed(rows: list[OldRow], wanted: Mapping[Key, str]) -> dict[Key, str]:
    """The rows that get another number. Raises ImpossibleOutline for one that is malformed or used twice."""
    refs = {row.key: wanted.get(row.key, row.ref).strip() for row in every(rows)}
    new = {row.key: refs[row.key] for row in every(rows) if refs[row.key] != row.ref}
    if problems := [*_no_number(new), *_twice(rows, refs, new)]:
        raise ImpossibleOutline(problems)
    return new


def _no_number(new: Mapping[Key, str]) -> Iterator[tuple[Key, str]]:
    for key, ref in new.items():
        if len(ref) > LONGEST:
            words = _("“%(ref)s…” is too long for a reference: at most %(most)s characters.")
            yield key, words % {"ref": ref[:LONGEST], "most": LONGEST}
        elif not _REF.fullmatch(ref) or (key[0] == "priorities" and "." in ref):
            words = _("“%(ref)s” cannot be a reference: write letters and digits, such as 1, 1.10 or 1.3a.")
            yield key, words % {"ref": ref}


def _twice(rows: list[OldRow], refs: Mapping[Key, str], new: Mapping[Key, str]) -> Iterator[tuple[Key, str]]:
    """Two priorities or two actions of the plan, or two milestones of one action, with one reference."""
    scopes: dict[tuple, list[OldRow]] = defaultdict(list)
    for row in every(rows):
        if row.kind != "milestones":
            scopes[row.kind, refs[row.key]].append(row)
        for step in row.below if row.kind == "actions" else []:
            scopes["milestones", row.pk, refs[step.key]].append(step)
    for same in scopes.values():
        if len(same) > 1 and (touched := [row for row in same if row.key in new]):
            names = " and ".join(f"“{row.name}”" for row in same)
            words = _("The reference %(ref)s would appear twice among the %(kind)s: %(names)s.")
            kind = editable_tables()[same[0].kind].plural
            yield touched[0].key, words % {"ref": refs[same[0].key], "kind": kind, "names": names}


def renamed(rows: list[OldRow], new: Mapping[Key, str]) -> Renamed:
    """For each level the old numbers and the new, without numbers that two rows have: nobody knows which is meant."""
    times = Counter((row.kind, row.ref) for row in every(rows))
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in every(rows):
        if row.key in new and times[row.kind, row.ref] == 1:
            found[row.kind][row.ref] = new[row.key]
    return found


def mentioned(plan: Plan, names: Renamed) -> list[Mention]:
    """Every text of a plan that names something by a number that changes. One query for each kind of rows."""
    found = []
    for kind in editable_tables().values() if names else ():
        fields = _texts(kind)
        for row in kind.rows_of(plan) if fields else ():
            for field in fields:
                if said := mentions(getattr(row, field), names):
                    key = f"{kind.slug}-{row.pk}-{field}-{row.row_version}"
                    found.append(Mention(key, kind, row, field, said))
    return found


def _texts(kind: EditableTable) -> list[str]:
    if kind.root_model is not Plan or kind.slug in _NOT_OURS:
        return []
    columns = {name: kind.model._meta.get_field(name) for name in kind.fields}
    return [name for name, column in columns.items() if isinstance(column, models.TextField) or name in _SENTENCES]


@transaction.atomic
def renumber(plan: Plan, wanted: Mapping[Key, str], *, seen: str, confirmed: set[str], by: User | None) -> int:
    """Give rows their new numbers and put them into the texts that were confirmed. Says how many rows changed.

    `seen` is the stamp of the rows that the person chose for, `confirmed` holds the keys of mentions. Raises
    EditConflict, ImpossibleOutline and NotEditable, and then nothing has happened.
    """
    save.require_draft(plan)
    rows = numbered(plan)
    if stamp(rows) != seen:
        raise EditConflict(_("Someone changed the numbers or the order in the meantime. Look again, then choose."))
    new = changed(rows, wanted)
    names = renamed(rows, new)
    texts = [mention for mention in mentioned(plan, names) if mention.key in confirmed]
    if len(texts) != len(confirmed):
        raise EditConflict(_("Someone changed a text that mentions one of these numbers. Look again, then confirm."))
    _store_texts(texts, names, by)
    _store_refs(plan, new, by)
    return len(new)


def _store_texts(texts: list[Mention], names: Renamed, by: User | None) -> None:
    """Save each row once, with all of its texts that change."""
    for _row, group in groupby(texts, key=attrgetter("kind.slug", "row.pk")):
        found = list(group)
        kind, row = found[0].kind, found[0].row
        values = {mention.field: replaced(getattr(row, mention.field), names) for mention in found}
        save.save_row(kind, row, values, seen=row.row_version, by=by)


def _store_refs(plan: Plan, new: Mapping[Key, str], by: User | None) -> None:
    """In two steps, since no two rows of an owner may have one number, not even for a moment."""
    is_known = plan.versions.exists()
    for kind in (editable_tables()[slug] for slug in dict.fromkeys(slug for slug, _pk in new)):
        rows = list(kind.rows_of(plan).filter(pk__in=[pk for slug, pk in new if slug == kind.slug]))
        before = {row.pk: row.ref for row in rows}
        for row in rows:
            row.ref = f"-{row.pk}"
        kind.model._default_manager.bulk_update(rows, ["ref"])
        for row in rows:
            row.ref = new[kind.slug, row.pk]
            row.former_refs = former_refs(row, before[row.pk]) if is_known else row.former_refs
            row.row_version += 1
            log_change(kind.root_of(row), kind.slug, row, ChangeKind.CHANGED, [("ref", before[row.pk], row.ref)], by=by)
        kind.model._default_manager.bulk_update(rows, ["ref", "former_refs", "row_version"])


def former_refs(row: models.Model, before: str) -> list[str]:
    """What readers of a published version knew the row by, oldest first, without the number it has now."""
    return [ref for ref in dict.fromkeys([*row.former_refs, before]) if ref != row.ref]
