"""What can be pasted into an action plan and the funding."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext, gettext_lazy as _

from plans.editing import save
from plans.editing.pasting import Layout, PasteColumn
from plans.editing.tables import editable_tables
from plans.models import Organisation, User
from priorities.models import Action, Milestone, Part, PartRole

from .action_plans import SEE_ACTION, one_each


def store_action(priority: models.Model, cells: dict[str, str], by: User | None) -> models.Model:
    """One action, or one milestone of an action that is here already, with its leads and partners.

    Several names in a cell are parted by semicolons. “See action 2.1” in a note leads there.
    """
    if not cells["title"] and cells["milestone"]:
        return _store_step(priority, cells, by)
    values = {"ref": cells["ref"], "title": cells["title"], "due_as_printed": cells["due"], "note": cells["note"]}
    _require(values, ref=gettext("number"), title=gettext("action"))
    action = save.add_row(editable_tables()["actions"], priority, values, by=by)
    _store_parts(action, PartRole.LEAD, cells["leads"])
    _store_parts(action, PartRole.PARTNER, cells["partners"])
    _link(action)
    if cells["milestone"]:
        _store_step(priority, cells | dict.fromkeys(("leads", "partners", "due", "note"), ""), by)
    return action


def _store_step(priority: models.Model, cells: dict[str, str], by: User | None) -> models.Model:
    """A milestone of the action that the row names by its number."""
    action = Action.objects.filter(priority=priority, ref=cells["ref"]).first()
    if action is None:
        words = _("There is no action %(ref)s here for this milestone.")
        raise ValidationError(words % {"ref": cells["ref"] or _("without a number")})
    values = {"ref": cells["milestone_ref"], "text": cells["milestone"], "note": cells["note"]}
    _require(values, ref=gettext("number of the milestone"))
    step = save.add_row(editable_tables()["milestones"], action, values | {"due_as_printed": cells["due"]}, by=by)
    _store_parts(step, PartRole.LEAD, cells["leads"])
    _store_parts(step, PartRole.PARTNER, cells["partners"])
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
    values = {"ref": cells["ref"], "text": cells["text"], "due_as_printed": cells["due"]}
    _require(values, ref=gettext("number"), text=gettext("milestone"))
    return save.add_row(editable_tables()["milestones"], action, values, by=by)


def store_funding(plan: models.Model, cells: dict[str, str], by: User | None) -> models.Model:
    """One funding line. What is not an amount of money stands in its place as words."""
    values = {name: cells[name] for name in ("fund", "purpose", "organisation", "period")}
    _require(values, fund=gettext("fund"), purpose=gettext("purpose"))
    text = cells["allocated"]
    amount = text.replace("£", "").replace(",", "").strip()
    try:
        values["allocated"] = models.DecimalField(max_digits=12, decimal_places=2).clean(amount, None)
    except ValidationError:
        if any(character.isdigit() for character in amount):
            words = _("“%(text)s” is not an amount; write it like £1,234 or in words.")
            raise ValidationError(words % {"text": text}) from None
        values["in_words"] = text
    return save.add_row(editable_tables()["funding"], plan, values | {"as_printed": text}, by=by)


def _require(values: dict[str, str], **names: str) -> None:
    if missing := [label for name, label in names.items() if not values[name]]:
        raise ValidationError(_("The %(names)s must not be empty.") % {"names": gettext(" and the ").join(missing)})


def _store_parts(owner: Action | Milestone, role: PartRole, text: str) -> None:
    """The names in a cell as parts of this role, each with the organisation of this name or alias, if there is one."""
    if not text:
        return
    of = {"action": owner} if isinstance(owner, Action) else {"milestone": owner}
    known = {name.casefold(): one for one in Organisation.objects.all() for name in (one.name, *one.aliases)}
    for position, name in enumerate(filter(None, map(str.strip, text.split(";")))):
        part = Part.objects.create(**of, role=role, as_printed=name, position=position)
        if organisation := known.get(name.casefold()):
            part.organisations.add(organisation)


LAYOUTS = (
    Layout(
        "actions",
        (
            PasteColumn("ref", _("Number"), ("no.", "no", "ref")),
            PasteColumn("title", _("Action"), ("actions",)),
            PasteColumn("leads", _("Lead"), ("leads", "lead agency", "lead cdrp agency")),
            PasteColumn("partners", _("Partners"), ("other partners", "partner")),
            PasteColumn("due", _("Due"), ("due date", "date completed by", "by")),
            PasteColumn("milestone_ref", _("Milestone number"), ("milestone ref", "milestone no.")),
            PasteColumn("milestone", _("Milestone"), ("milestones",)),
            PasteColumn("note", _("Note"), ("notes", "comments")),
        ),
        store_action,
        one_each,
    ),
    Layout(
        "milestones",
        (
            PasteColumn("ref", _("Number"), ("no.", "no", "ref")),
            PasteColumn("text", _("Milestone"), ("milestones",)),
            PasteColumn("due", _("Due"), ("due date", "by")),
        ),
        store_milestone,
    ),
    Layout(
        "funding",
        (
            PasteColumn("fund", _("Fund")),
            PasteColumn("purpose", _("Purpose"), ("item", "action")),
            PasteColumn("allocated", _("Amount"), ("funding", "allocated", "£")),
            PasteColumn("organisation", _("Held by"), ("organisation", "lead")),
            PasteColumn("period", _("Period"), ("year",)),
        ),
        store_funding,
    ),
)
