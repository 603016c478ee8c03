"""What can be pasted into an action plan and the funding."""

import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext, gettext_lazy as _

from plans.editing import save
from plans.editing.forms import LABELS
from plans.editing.grid import GridColumn, grid_columns
from plans.editing.pasting import Layout, PasteColumn
from plans.editing.tables import editable_tables
from plans.models import User
from priorities.models import Action, FundingLine, Milestone, PartRole, Priority, ProgressStatus, Theme
from priorities.models.due_words import read_due
from priorities.models.status import OF_ACTIONS

from .action_plans import LINKS, SEE_ACTION, one_each

FUNDING_LINE = ("fund", "purpose", "organisation", "period")  # what tells one funding line from another


def store_action(
    priority: models.Model, cells: dict[str, str], by: User | None, links: list[GridColumn]
) -> models.Model:
    """One action, or one milestone of an action that is here already, with its leads, partners and links.

    Several names in a cell are parted by semicolons. “See action 2.1” in a note leads there. Under a number that is
    here already the row changes what is stored, where its cells say something.
    """
    _require_place(priority, cells)
    if not cells["title"] and cells["milestone"]:
        return _store_step(priority, cells, by)
    found = _action(priority, cells)
    values = {"ref": cells["ref"], "title": cells["title"], "note": cells["note"]}
    values |= _due(cells) | _reported(cells, found) | _links(links, cells)
    if not (found and _says_something(cells)):
        _require(values, ref=gettext("number"), title=gettext("action"))
    action = _save("actions", priority, found, values, by)
    _store_parts("action-leads", action, PartRole.LEAD, cells["leads"], by)
    _store_parts("action-leads", action, PartRole.PARTNER, cells["partners"], by)
    if cells["theme"]:
        action.themes.add(_theme(priority, cells["theme"]))
    _link(action)
    if cells["milestone"]:
        _store_step(priority, cells | dict.fromkeys(("leads", "partners", "due", "note"), ""), by)
    return action


_OF_ACTION = ("outcome", "measure", "status", "start", "cost", *LINKS)


def _says_something(cells: dict[str, str]) -> bool:
    return any(cells.get(name) for name in ("title", "leads", "partners", "due", "note", "theme", *_OF_ACTION))


def find_action(priority: models.Model, cells: dict[str, str]) -> models.Model | None:
    """The action or milestone that is here under the numbers of a row."""
    action = _action(priority, cells)
    if cells["title"] or not cells["milestone"]:
        return action
    return action and Milestone.objects.filter(action=action, ref=cells["milestone_ref"]).first()


def number_new(priority: Any, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Numbers for actions that were pasted without a column of numbers."""
    return number_actions(rows, priority.ref, {one.title.casefold(): one.ref for one in priority.actions.all()})


def number_actions(rows: list[dict[str, str]], priority: str, here: dict[str, str]) -> list[dict[str, str]]:
    """Rows of one priority with numbers. `here`: the numbers of its actions by their titles in lower case. Pure.

    A title that is here keeps its number; another takes the next free one; a row without a title goes on with the
    action above.
    """
    taken = set(here.values())
    free = (ref for number in itertools.count(1) if (ref := f"{priority}.{number}") not in taken)
    left = dict(here)
    numbered, ref = [], ""
    for row in rows:
        if row["title"].strip():
            ref = left.pop(row["title"].strip().casefold(), "") or next(free)
        numbered.append(row | {"ref": ref})
    return numbered


def _action(priority: models.Model, cells: dict[str, str]) -> Action | None:
    return Action.objects.filter(priority=priority, ref=cells["ref"]).first()


def _require_place(priority: Priority, cells: dict[str, str]) -> None:
    """Refuse a row that says it belongs to another priority than the one it is pasted into."""
    named = cells["priority"].casefold().removeprefix("priority").strip(" :.-–")
    known = {priority.ref.casefold(), priority.title.casefold(), f"{priority.ref} {priority.title}".casefold()}
    known |= {f"{priority.ref}{stop} {priority.title}".casefold() for stop in (":", ".", " -", " –")}
    if named and named not in known:
        words = _("The row belongs to “%(named)s”; only rows of “%(priority)s” are saved here.")
        raise ValidationError(words % {"named": cells["priority"], "priority": priority})


def _theme(priority: Priority, name: str) -> Theme:
    """The theme of the plan with this name. Raises ValidationError."""
    themes = list(Theme.objects.filter(plan=priority.plan_id))
    for theme in themes:
        if theme.name.casefold() == name.casefold():
            return theme
    words = _("There is no theme “%(name)s” in this plan; add it first. There are: %(known)s.")
    raise ValidationError(words % {"name": name, "known": ", ".join(map(str, themes)) or _("none")})


def _due(cells: dict[str, str]) -> dict[str, Any]:
    """The fields of a due date in words."""
    if not cells["due"]:
        return {}
    read = read_due(cells["due"])
    return {
        "due_kind": read.kind,
        "due_on": read.on,
        "due_every_months": read.every_months,
        "due_times": read.times,
        "due_as_printed": cells["due"],
    }


def _reported(cells: dict[str, str], found: Action | None) -> dict[str, Any]:
    """What the cells say of outcome, measure, start, cost and status; a status that is new is of today."""
    values: dict[str, Any] = {name: cells[name] for name in ("outcome", "measure") if cells.get(name)}
    if start := cells.get("start"):
        values["starts_on"] = _start(start)
    if cost := cells.get("cost"):
        amount = _money(cost)
        values |= {"cost": amount, "cost_in_words": "" if amount is not None else cost}
    if said := cells.get("status"):
        status = _status(said)
        if found is None or found.status != status:
            done = timezone.localdate() if status == ProgressStatus.COMPLETE else None
            values |= {"status": status, "status_on": timezone.localdate(), "completed_on": done, "status_comment": ""}
    return values


def link_columns(plan: Any) -> list[GridColumn]:
    """The columns of the table of actions that read what a cell of links names."""
    return [column for column in grid_columns(editable_tables()["actions"], plan) if column.name in LINKS]


def _links(columns: list[GridColumn], cells: dict[str, str]) -> dict[str, list[models.Model]]:
    """The indicators, targets and priorities that the cells name, as the table of actions reads them: nothing is
    guessed. Raises ValidationError."""
    found = {}
    for column in columns:
        if cells.get(column.name):
            try:
                found[column.name] = column.read(cells[column.name])
            except ValidationError as problem:
                said = {"column": column.label, "problem": " ".join(problem.messages)}
                words = _("%(column)s: %(problem)s Put a semicolon between several.")
                raise ValidationError(words % said) from None
    return found


def _status(text: str) -> str:
    """One of the words for how an action goes. Raises ValueError for anything else: letters and colours are asked."""
    if (word := text.casefold().strip(" .")) in _STATUSES:
        return word
    words = gettext("“%(text)s” is not a status; write not started, on track, at risk, off track or complete.")
    raise ValueError(words % {"text": text})


def status_in_words(text: str) -> str:
    """What is read as a status. Raises ValueError."""
    return str(ProgressStatus(_status(text)).label)


def _start(text: str) -> dt.date:
    """The first day that words name. Raises ValueError where they name none."""
    if (read := read_due(text)).on is None:
        words = gettext("“%(text)s” is not a date; write it like 1 April 2028.")
        raise ValueError(words % {"text": text})
    return read.on.replace(day=1) if read.kind == "month" else read.on


def start_in_words(text: str) -> str:
    """What is read as a start. Raises ValueError."""
    return formats.date_format(_start(text), "j F Y")


def due_in_words(text: str) -> str:
    """What is read from the words of a due date. Raises ImpossibleDate."""
    return read_due(text).in_words()


def _save(
    slug: str, owner: models.Model, found: models.Model | None, values: dict[str, Any], by: User | None
) -> models.Model:
    """A new row, or what the cells say instead of what is stored. Empty cells change nothing."""
    table = editable_tables()[slug]
    _check_lengths(table.model, values)
    if found is None:
        return save.add_row(table, owner, values, by=by)
    same = {name for name, value in values.items() if value == _held(found, name)}
    empty = {name for name, value in values.items() if value == "" and not name.startswith("due")}
    changed = {name: value for name, value in values.items() if name not in same | empty}
    return save.save_row(table, found, changed, seen=found.row_version, by=by) if changed else found


def _held(row: models.Model, name: str) -> Any:
    """What a row has in a field; the rows that it links to as a list in their own order."""
    value = getattr(row, name)
    return list(value.all()) if row._meta.get_field(name).many_to_many else value


def _check_lengths(model: type[models.Model], values: dict[str, Any]) -> None:
    """Refuse words that are too long for their field. Raises ValidationError."""
    for name, value in values.items():
        most = getattr(model._meta.get_field(name), "max_length", None)
        if isinstance(value, str) and most and len(value) > most:
            words = _("“%(start)s…” has %(count)s characters; at most %(most)s fit in %(field)s.")
            label = LABELS.get(name) or model._meta.get_field(name).verbose_name
            said = {"start": value[:30], "count": len(value), "most": most, "field": f"“{label}”"}
            raise ValidationError(words % said)


def _store_step(priority: models.Model, cells: dict[str, str], by: User | None) -> models.Model:
    """A milestone of the action that the row names by its number."""
    action = _action(priority, cells)
    if action is None:
        words = _("There is no action %(ref)s here for this milestone.")
        raise ValidationError(words % {"ref": cells["ref"] or _("without a number")})
    values = {"ref": cells["milestone_ref"], "text": cells["milestone"], "note": cells["note"]}
    _require(values, ref=gettext("number of the milestone"))
    found = Milestone.objects.filter(action=action, ref=cells["milestone_ref"]).first()
    step = _save("milestones", action, found, values | _due(cells), by)
    _store_parts("milestone-leads", step, PartRole.LEAD, cells["leads"], by)
    _store_parts("milestone-leads", step, PartRole.PARTNER, cells["partners"], by)
    several = action.parts.filter(role=PartRole.LEAD).count() > 1 and action.milestones.count() > 1
    if several and not action.leads_unaligned:
        action.leads_unaligned = True
        action.save(update_fields=["leads_unaligned"])
    return step


def _link(action: Action) -> None:
    """To the one action of the plan that the note names, when it is here."""
    for ref in SEE_ACTION.findall(action.note):
        found = Action.objects.filter(priority__plan=action.priority.plan_id, ref=ref)
        if len(found) == 1:
            action.clean_link("see_also", list(found))
            action.see_also.add(*found)


def store_milestone(action: models.Model, cells: dict[str, str], by: User | None) -> models.Model:
    """One milestone, or new words for the one that is here under its number."""
    found = find_milestone(action, cells)
    values = {"ref": cells["ref"], "text": cells["text"]} | _due(cells)
    if not (found and cells["due"]):
        _require(values, ref=gettext("number"), text=gettext("milestone"))
    return _save("milestones", action, found, values, by)


def find_milestone(action: models.Model, cells: dict[str, str]) -> models.Model | None:
    return Milestone.objects.filter(action=action, ref=cells["ref"]).first()


def store_funding(plan: models.Model, cells: dict[str, str], by: User | None) -> models.Model:
    """One funding line, or other amounts for one that is here. What is not an amount stands in its place as words."""
    values: dict[str, Any] = {name: cells[name] for name in FUNDING_LINE}
    _require(values, fund=gettext("fund"), purpose=gettext("purpose"))
    found = find_funding(plan, cells)
    if cells["allocated"] or not found:
        allocated = _money(cells["allocated"])
        words = cells["allocated"] if allocated is None else ""
        values |= {"allocated": allocated, "in_words": words, "as_printed": cells["allocated"]}
    if cells["spent"]:
        values["spent"] = _money(cells["spent"])
        if values["spent"] is None:
            raise ValidationError(_("“%(text)s” is not an amount; write it like £1,234.") % {"text": cells["spent"]})
    if found is None:
        return _save("funding", plan, None, values, by)
    table = editable_tables()["funding"]
    _check_lengths(table.model, values)
    changed = {name: value for name, value in values.items() if value != getattr(found, name)}
    return save.save_row(table, found, changed, seen=found.row_version, by=by) if changed else found


def find_funding(plan: models.Model, cells: dict[str, str]) -> FundingLine | None:
    """The line that is here for the same fund, purpose, holder and period."""
    return FundingLine.objects.filter(plan=plan, **{name: cells[name] for name in FUNDING_LINE}).first()


def _money(text: str) -> Decimal | None:
    """An amount in pounds; None for words. Raises ValidationError for what is neither."""
    amount = text.replace("£", "").replace(",", "").strip()
    try:
        return models.DecimalField(max_digits=12, decimal_places=2).clean(amount, None)
    except ValidationError:
        if any(character.isdigit() for character in amount):
            words = _("“%(text)s” is not an amount; write it like £1,234 or in words.")
            raise ValidationError(words % {"text": text}) from None
        return None


def _require(values: dict[str, str], **names: str) -> None:
    if missing := [label for name, label in names.items() if not values[name]]:
        raise ValidationError(_("The %(names)s must not be empty.") % {"names": gettext(" and the ").join(missing)})


def _store_parts(slug: str, owner: Action | Milestone, role: PartRole, text: str, by: User | None) -> None:
    """The names in a cell as parts of this role, each with the organisation of this name or alias, if there is one.

    They take the place of those that are stored; an empty cell says nothing of them.
    """
    names = [name for name in map(str.strip, text.split(";")) if name]
    stored = list(owner.parts.filter(role=role))
    if not names or names == [part.as_printed for part in stored]:
        return
    table = editable_tables()[slug]
    for part in stored:
        save.remove_row(table, part, seen=part.row_version, by=by)
    for name in names:
        save.add_row(table, owner, {"role": role, "as_printed": name}, by=by)


_STATUSES = tuple(value for value, _label in OF_ACTIONS)
_NUMBER = (
    "no",
    "ref",
    "ref no",
    "number",
    "action no",
    "action number",
    "action ref",
    "reference",
    "#",
    "id",
    "no ref",
)
_DUE = ("due date", "date completed by", "by", "by when", "when", "timescale", "timescales", "deadline", "target date",
        "date due", "completion by", "to be completed by", "end date")  # fmt: skip

ACTION_COLUMNS = (
    PasteColumn("ref", _("Number"), _NUMBER),
    PasteColumn("title", _("Action"), ("actions", "key action", "key actions", "what we will do", "activity")),
    PasteColumn(
        "leads",
        _("Lead"),
        (
            "leads",
            "lead agency",
            "lead cdrp agency",
            "lead officer",
            "lead organisation",
            "lead partner",
            "responsible",
            "responsibility",
            "who",
            "by whom",
            "owner",
        ),  # fmt: skip
    ),
    PasteColumn("partners", _("Partners"), ("other partners", "partner", "partner agencies", "supporting partners")),
    PasteColumn("due", _("Due"), _DUE, due_in_words),
    PasteColumn("milestone_ref", _("Milestone number"), ("milestone ref", "milestone no")),
    PasteColumn("milestone", _("Milestone"), ("milestones",)),
    PasteColumn(
        "outcome", _("Outcome"), ("outcomes", "intended outcome", "expected outcome", "desired outcome"), groups=True
    ),
    PasteColumn("measure", _("Measure"), ("measures", "measure of success", "success measure", "performance measure")),
    PasteColumn(
        "indicators",
        LABELS["indicators"],
        ("indicator", "performance indicator", "performance indicators", "kpi", "kpis"),
    ),
    PasteColumn("measured_by", LABELS["measured_by"]),
    PasteColumn(
        "also_serves",
        _("Priorities it also serves"),
        ("also serves", "also serves priorities", "other priorities", "also contributes to"),
    ),
    PasteColumn("status", _("Status"), ("rag", "rag status", "progress status"), status_in_words, values=_STATUSES),
    PasteColumn("start", _("Start"), ("start date", "starts", "date started"), start_in_words),
    PasteColumn("cost", _("Cost"), ("costs", "estimated cost", "cost £")),
    PasteColumn("note", _("Note"), ("notes", "comments")),
    PasteColumn("theme", _("Theme"), ("themes",), groups=True),
    PasteColumn("priority", _("Priority"), groups=True),
)

LAYOUTS = (
    Layout(
        "actions",
        ACTION_COLUMNS,
        store_action,
        find_action,
        one_each,
        number_new,
        link_columns,
    ),
    Layout(
        "milestones",
        (
            PasteColumn("ref", _("Number"), ("no", "ref", "milestone no", "milestone ref", "reference", "#")),
            PasteColumn("text", _("Milestone"), ("milestones",)),
            PasteColumn("due", _("Due"), _DUE, due_in_words),
        ),
        store_milestone,
        find_milestone,
    ),
    Layout(
        "funding",
        (
            PasteColumn("fund", _("Fund"), ("funding source", "funding stream", "source"), groups=True),
            PasteColumn("purpose", _("Purpose"), ("item", "project")),
            PasteColumn("allocated", _("Allocated"), ("amount", "funding", "budget", "allocation", "£")),
            PasteColumn("spent", _("Spent"), ("spend", "spend to date", "actual spend", "expenditure")),
            PasteColumn("organisation", _("Held by"), ("organisation", "lead")),
            PasteColumn("period", _("Period"), ("year",)),
        ),
        store_funding,
        find_funding,
    ),
)
