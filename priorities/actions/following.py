"""What follows from new values of actions, milestones and leads: the next number, the kind of date, who is meant."""

from collections.abc import Collection
from typing import Any

from plans.editing.outline import free_ref
from plans.models import Organisation
from priorities.models import Action, DueKind, Milestone, Part, Priority

Values = dict[str, Any]
_DAYS = (DueKind.NONE, DueKind.DATE, DueKind.MONTH)


def of_step(row: Action | Milestone, values: Values) -> Values:
    """The number of a new action or milestone that has none, and the kind of a due date that was changed alone."""
    return _number(row, values) | _due(row, values)


def of_priority(row: Priority, values: Values) -> Values:
    """The number of a new priority that has none."""
    return {} if row.pk or values.get("ref") else {"ref": _free("priorities", "", row.plan.priorities)}


def _number(row: Action | Milestone, values: Values) -> Values:
    """The first number after those of its owner that nothing there has."""
    if row.pk or values.get("ref"):
        return {}
    owner: Any = row.priority if isinstance(row, Action) else row.action
    kind = "actions" if isinstance(row, Action) else "milestones"
    return {"ref": _free(kind, owner.ref, getattr(owner, kind))}


def _free(kind: str, owner: str, rows: Any) -> str:
    return free_ref(kind, owner, list(rows.values_list("ref", flat=True)))


def _due(row: Action | Milestone, values: Values) -> Values:
    """A new day is a date, and no longer what was printed; without a day there is no date."""
    day = values.get("due_on", row.due_on)
    said_otherwise = values.get("due_kind", row.due_kind) != row.due_kind or row.due_kind not in _DAYS
    if "due_on" not in values or day == row.due_on or said_otherwise:
        return {}
    stale = row.due_as_printed and values.get("due_as_printed", row.due_as_printed) == row.due_as_printed
    return {"due_kind": DueKind.DATE if day else DueKind.NONE} | ({"due_as_printed": ""} if stale else {})


def of_part(row: Part, values: Values) -> Values:
    """The organisation that new words name by its name or alias, unless somebody chose one."""
    words = values.get("as_printed", "")
    if not words or (row.pk and words == row.as_printed):
        return {}
    held = set(row.organisations.values_list("pk", flat=True)) if row.pk else set()
    if {one.pk for one in values.get("organisations", ())} != (held if "organisations" in values else set()):
        return {}
    return {"organisations": organisations_named([words])[words]}


def organisations_named(texts: Collection[str]) -> dict[str, list[Organisation]]:
    """The organisation that each text names by its name or alias, if there is one. One query."""
    known: dict[str, Organisation] = {}
    for one in Organisation.objects.all():
        for name in (one.name, *one.aliases):
            known.setdefault(name.casefold(), one)
    return {text: [known[text.casefold()]] if text.casefold() in known else [] for text in texts}
