"""A whole action plan in one table: each row names its priority, which is made where the plan does not have it yet."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.editing import save
from plans.editing.grid import GridColumn
from plans.editing.pasting import Layout, PasteColumn
from plans.editing.tables import editable_tables
from plans.models import User
from priorities.models import Priority

from .action_plans import Cells, one_each, one_line
from .pasting import ACTION_COLUMNS, find_action, link_columns, number_actions, store_action

_NAME = re.compile(
    r"(?:priority|objective|theme|p(?=\d))?\s*(?P<ref>\d+[a-z]?(?!\w))?[\s:.)–-]*(?P<title>.*)", re.IGNORECASE
)
_OWN = ("priority", "why", "aim")


def parts_of(rows: list[Cells]) -> list[Cells]:
    """Each priority once, before its first action, with actions and milestones as `one_each` parts them. Pure."""
    rows = [row | {"priority": one_line(row["priority"])} for row in rows]
    actions = one_each(rows) if any(row["ref"] for row in rows) else rows
    said = {name: [row for row in rows if row["priority"] == name] for name in {row["priority"] for row in rows}}
    parted: list[Cells] = []
    seen: set[str] = set()
    for row in actions:
        if row["priority"] not in seen:
            seen.add(row["priority"])
            first = {name: next(filter(None, (one[name] for one in said[row["priority"]])), "") for name in _OWN}
            parted.append(dict.fromkeys(row, "") | first)
        if _has_action(row):
            parted.append(row | {"why": "", "aim": ""})
    if any(row["also_serves"] for row in rows):  # actions may name any priority of the table, also one below them
        parted.sort(key=_has_action)
    return parted


def number_new(plan: models.Model, rows: list[Cells]) -> list[Cells]:
    """Numbers for actions that were pasted without a column of numbers, priority by priority."""
    known = {one.ref: one for one in Priority.objects.filter(plan_id=plan.pk).prefetch_related("actions")}
    refs = {one.title.casefold(): ref for ref, one in known.items()}
    numbers = []
    for row in rows:
        ref, title = name_parts(row["priority"])
        numbers.append(ref or refs.setdefault(title.casefold(), next_ref(refs.values())))
    numbered = list(rows)
    for ref in dict.fromkeys(numbers):
        places = [place for place, number in enumerate(numbers) if number == ref]
        here = {one.title.casefold(): one.ref for one in known[ref].actions.all()} if ref in known else {}
        for place, row in zip(places, number_actions([rows[place] for place in places], ref, here), strict=True):
            numbered[place] = row
    return numbered


def store_row(plan: models.Model, cells: Cells, by: User | None, links: list[GridColumn]) -> models.Model:
    """A priority, or one action or milestone of it. Raises ValidationError."""
    if not cells["priority"]:
        raise ValidationError(_("Say which priority the row belongs to, like “1 Burglary”."))
    priority = _priority(plan, cells["priority"])
    if _has_action(cells):
        if priority is None:
            raise ValidationError(_("There is no priority “%(name)s” in this plan.") % {"name": cells["priority"]})
        return store_action(priority, cells | {"priority": ""}, by, links)
    table = editable_tables()["priorities"]
    values: dict[str, Any] = {name: cells[name] for name in ("why", "aim") if cells[name]}
    if priority is None:
        ref, title = name_parts(cells["priority"])
        if not title:
            words = _("The plan has no priority “%(ref)s”; write its title behind the number, like “1 Burglary”.")
            raise ValidationError(words % {"ref": ref})
        ref = ref or next_ref(Priority.objects.filter(plan_id=plan.pk).values_list("ref", flat=True))
        return save.add_row(table, plan, {"ref": ref, "title": title} | values, by=by)
    changed = {name: value for name, value in values.items() if value != getattr(priority, name)}
    return save.save_row(table, priority, changed, seen=priority.row_version, by=by) if changed else priority


def find_row(plan: models.Model, cells: Cells) -> models.Model | None:
    """The priority, action or milestone that is here under the numbers of a row. Raises ValidationError."""
    priority = _priority(plan, cells["priority"])
    return find_action(priority, cells) if priority and _has_action(cells) else priority


def _has_action(cells: Cells) -> bool:
    return any(cells[column.name] for column in ACTION_COLUMNS if column.name not in _OWN)


def name_parts(text: str) -> tuple[str, str]:
    """The number and the title in the name of a priority, each of which may be empty: “Priority 1: Burglary”."""
    named = _NAME.fullmatch(" ".join(text.split()))
    return (named["ref"] or "", named["title"].strip()) if named else ("", text)


def _priority(plan: models.Model, name: str) -> Priority | None:
    """The priority that a cell names by its number, its title or both. Raises ValidationError where they disagree."""
    ref, title = name_parts(name)
    priorities = Priority.objects.filter(plan_id=plan.pk)
    if ref and (here := priorities.filter(ref=ref).first()):
        if title and title.casefold() != here.title.casefold():
            words = _("Priority %(ref)s is “%(title)s” here, but the row says “%(said)s”.")
            raise ValidationError(words % {"ref": ref, "title": here.title, "said": title})
        return here
    return priorities.filter(title__iexact=title).first() if title else None


def next_ref(refs: Any) -> str:
    """The number after the highest."""
    return str(max((int(ref) for ref in refs if ref.isdigit()), default=0) + 1)


WHOLE_PLAN = Layout(
    "priorities",
    (
        PasteColumn(
            "priority",
            _("Priority"),
            ("priorities", "priority area", "strategic priority", "key priority", "objective", "strategic objective"),
            groups=True,
        ),
        PasteColumn("why", _("Why it is a priority"), ("why", "why is this a priority", "rationale", "reason")),
        PasteColumn("aim", _("What we hope to do"), ("aim", "aims", "what we hope to achieve")),
        *(column for column in ACTION_COLUMNS if column.name != "priority"),
    ),
    store_row,
    find_row,
    parts_of,
    number_new,
    link_columns,
)
