"""Who leads what in a plan, and where they can be written to."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects

from plans.models import Membership, Organisation, Plan, Role, Visibility
from plans.models.rows import visible
from priorities.models import Action, LeadRequest, Milestone, Part, PartRole, ProgressUpdate

from .further import FurtherQuestions, asked_too, sources


@dataclass
class LeadAction:
    """An action that somebody leads; with `steps`, what of it: its milestones in words."""

    action: Action
    steps: list[str] = field(default_factory=list)


@dataclass
class Lead:
    """An organisation, or the words that stand in the plan in place of one, with the actions it leads.

    `further` is what else it is asked, by the source of these questions.
    """

    name: str
    organisation: Organisation | None
    actions: list[LeadAction] = field(default_factory=list)
    email: str = ""
    further: list[tuple[FurtherQuestions, list[Any]]] = field(default_factory=list)

    @property
    def asked_too(self) -> list[str]:
        return [str(question) for _source, questions in self.further for question in questions]

    @property
    def withheld(self) -> list[Action]:
        """Those of the actions that leads may not read, so that an officer answers about them."""
        return [led.action for led in self.actions if not visible(led.action, Visibility.PUBLIC)]

    @property
    def is_asked(self) -> bool:
        """Whether anything is left to ask the lead about."""
        return len(self.withheld) < len(self.actions) or bool(self.further)


def leads_of(plan: Plan) -> tuple[list[Lead], list[Action]]:
    """The leads of a plan's actions and milestones by name, and the actions that nobody leads.

    Somebody who leads a whole action is asked about it with all milestones that no other lead has; somebody who leads
    single milestones is asked about those. The number of queries does not depend on the number of actions.
    """
    prefetch_related_objects(
        [plan],
        "priorities__actions__parts__organisations",
        "priorities__actions__milestones__parts__organisations",
    )
    leads: dict[str, Lead] = {}
    led_by_nobody = []
    for action in (action for priority in plan.priorities.all() for action in priority.actions.all()):
        steps_of: dict[str, list[str]] = {}
        for lead in _leading(action):
            steps_of.setdefault(leads.setdefault(lead.name.casefold(), lead).name.casefold(), [])
        whole = list(steps_of)
        for milestone in action.milestones.all():
            own = [leads.setdefault(lead.name.casefold(), lead).name.casefold() for lead in _leading(milestone)]
            for name in own or whole:
                steps_of.setdefault(name, []).append(_words(milestone))
        for name, steps in steps_of.items():
            leads[name].actions.append(LeadAction(action, steps))
        if not steps_of:
            led_by_nobody.append(action)
    return sorted(leads.values(), key=lambda lead: lead.name.casefold()), led_by_nobody


def with_further(plan: Plan, leads: list[Lead], today: dt.date) -> list[Lead]:
    """The leads with what else they are asked, and by name those who lead nothing and are asked that alone."""
    by_name = {lead.name.casefold(): lead for lead in leads}
    for source in sources():
        for organisation, questions in source.due(plan, today).items():
            lead = by_name.setdefault(organisation.name.casefold(), Lead(organisation.name, organisation))
            lead.further.append((source, questions))
    return [by_name[name] for name in sorted(by_name)]


def with_addresses(plan: Plan, leads: list[Lead]) -> list[Lead]:
    """The leads with the address to write to: the one of the last round, else of a person who has the role of lead for
    the organisation, else of the plan's contact there. Costs three queries."""
    people = Membership.objects.filter(partnership=plan.partnership, role=Role.LEAD, user__is_active=True)
    contacts = {one.organisation.casefold(): one.email for one in plan.contacts.all() if one.email}
    known = {one.organisation_id: one.user.email for one in people.select_related("user") if one.user.email}
    rounds = LeadRequest.objects.filter(round__plan__partnership=plan.partnership).exclude(email="")
    before = {one.name.casefold(): one.email for one in rounds.order_by("round__sent_at", "round_id")}
    for lead in leads:
        name = lead.name.casefold()
        of_organisation = known.get(lead.organisation.pk, "") if lead.organisation else ""
        lead.email = before.get(name) or of_organisation or contacts.get(name, "")
    return leads


def asked_of(lead: LeadRequest, audience: Visibility) -> list[ProgressUpdate]:
    """What of a round an audience may read and answer, as it stands now. Costs one query."""
    return readable_by(audience, lead.updates.select_related("action__priority"))


def is_asked(lead: LeadRequest) -> bool:
    """Whether anything of a round is left to ask a lead."""
    return bool(asked_of(lead, Visibility.PUBLIC) or asked_too([lead]))


def readable_by(audience: Visibility, updates: Iterable[ProgressUpdate]) -> list[ProgressUpdate]:
    """Those that an audience may read: leads are asked about no action that is withheld from them.

    One about an action that was removed is for members alone, since it is not known whether the action was withheld.
    """
    return [one for one in updates if audience == Visibility.MEMBERS or (one.action and visible(one.action, audience))]


def _leading(owner: Action | Milestone) -> list[Lead]:
    return [lead for part in owner.parts.all() if part.role == PartRole.LEAD for lead in _named(part)]


def _named(part: Part) -> list[Lead]:
    organisations = part.organisations.all()
    return [Lead(one.name, one) for one in organisations] or [Lead(part.as_printed, None)]


def _words(milestone: Milestone) -> str:
    due = f" ({milestone.due_as_printed})" if milestone.due_as_printed else ""
    return f"{milestone}{due}"
