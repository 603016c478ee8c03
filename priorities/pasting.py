"""What can be pasted into an action plan and the funding."""

from django.core.exceptions import ValidationError
from django.db import models

from plans import editing
from plans.models import Organisation, User
from plans.pasting import Column, Layout
from plans.row_kinds import KINDS

from .models import Action, Part, PartRole


def store_action(priority: models.Model, cells: dict[str, str], by: User | None) -> models.Model:
    """One action with its leads and partners; several names in a cell are parted by semicolons."""
    values = {"ref": cells["ref"], "title": cells["title"], "due_as_printed": cells["due"]}
    _require(values, ref="number", title="action")
    action = editing.add_row(KINDS["actions"], priority, values, by=by)
    _store_parts(action, PartRole.LEAD, cells["leads"])
    _store_parts(action, PartRole.PARTNER, cells["partners"])
    return action


def store_milestone(action: models.Model, cells: dict[str, str], by: User | None) -> models.Model:
    values = {"ref": cells["ref"], "text": cells["text"], "due_as_printed": cells["due"]}
    _require(values, ref="number", text="milestone")
    return editing.add_row(KINDS["milestones"], action, values, by=by)


def store_funding(plan: models.Model, cells: dict[str, str], by: User | None) -> models.Model:
    """One funding line. What is not an amount of money stands in its place as words."""
    values = {name: cells[name] for name in ("fund", "purpose", "organisation", "period")}
    _require(values, fund="fund", purpose="purpose")
    text = cells["allocated"]
    amount = text.replace("£", "").replace(",", "").strip()
    try:
        values["allocated"] = models.DecimalField(max_digits=12, decimal_places=2).clean(amount, None)
    except ValidationError:
        if any(character.isdigit() for character in amount):
            raise ValidationError(f"“{text}” is not an amount; write it like £1,234 or in words.") from None
        values["in_words"] = text
    return editing.add_row(KINDS["funding"], plan, values | {"as_printed": text}, by=by)


def _require(values: dict, **names: str) -> None:
    if missing := [label for name, label in names.items() if not values[name]]:
        raise ValidationError(f"The {' and the '.join(missing)} must not be empty.")


def _store_parts(action: Action, role: PartRole, text: str) -> None:
    known = {name.casefold(): one for one in Organisation.objects.all() for name in (one.name, *one.aliases)}
    for position, name in enumerate(filter(None, map(str.strip, text.split(";")))):
        part = Part.objects.create(action=action, role=role, as_printed=name, position=position)
        if organisation := known.get(name.casefold()):
            part.organisations.add(organisation)


LAYOUTS = (
    Layout(
        "actions",
        (
            Column("ref", "Number", ("no.", "no", "ref")),
            Column("title", "Action", ("actions",)),
            Column("leads", "Lead", ("leads", "lead agency", "lead cdrp agency")),
            Column("partners", "Partners", ("other partners", "partner")),
            Column("due", "Due", ("due date", "date completed by", "by")),
        ),
        store_action,
    ),
    Layout(
        "milestones",
        (
            Column("ref", "Number", ("no.", "no", "ref")),
            Column("text", "Milestone", ("milestones",)),
            Column("due", "Due", ("due date", "by")),
        ),
        store_milestone,
    ),
    Layout(
        "funding",
        (
            Column("fund", "Fund"),
            Column("purpose", "Purpose", ("item", "action")),
            Column("allocated", "Amount", ("funding", "allocated", "£")),
            Column("organisation", "Held by", ("organisation", "lead")),
            Column("period", "Period", ("year",)),
        ),
        store_funding,
    ),
)
