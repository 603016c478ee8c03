"""What the desk shows of progress: how a round stands, who is late, the last answers about each action."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _, ngettext

from plans.access.decorators import DeskRequest
from plans.access.permissions import Permission, audience_of
from plans.models import Plan, VersionKind, Visibility
from plans.models.rows import seen_by, visible
from priorities.models import Action, LeadRequest, Milestone, Priority, ProgressStatus, ProgressUpdate, Round

from .answers import answered_updates
from .further import FurtherQuestion, asked_too
from .leads import readable_by
from .progress import MilestoneTiming, due, last_answers, overdue, unanswered
from .rounds import leads_of_round


@dataclass(frozen=True)
class RoundLine:
    """A round in a list."""

    round: Round
    asked: int
    answered: int
    is_late: bool


@dataclass(frozen=True)
class LeadLine:
    """A lead in a round: how it stands in one word, with its shape, and what became of the emails."""

    lead: LeadRequest
    word: str
    kind: str

    updates: list[ProgressUpdate]
    further: list[FurtherQuestion]

    @property
    def refs(self) -> str:
        """The numbers of its actions, and how many figures it is asked for."""
        count = len(self.further)
        figures = ngettext("%(num)s figure", "%(num)s figures", count) % {"num": count} if count else ""
        return ", ".join(filter(None, [*(update.name.split(" ")[0] for update in self.updates), figures]))


@dataclass(frozen=True)
class ActionLine:
    """An action with the last answer of each of its leads."""

    action: Action
    updates: list[ProgressUpdate]


@dataclass(frozen=True)
class PriorityLine:
    """A priority with its actions, and how many of the last answers say what."""

    priority: Priority
    actions: list[ActionLine]

    @property
    def counts(self) -> list[tuple[ProgressStatus, int]]:
        said = [update.status for line in self.actions for update in line.updates]
        return [(status, said.count(status)) for status in ProgressStatus if status in said]


def is_open_to(plan: Plan, permissions: frozenset[Permission]) -> bool:
    """Whether a reader may see the progress of a plan: without access to drafts, that of published plans alone."""
    return Permission.READ_DESK in permissions or plan.versions.filter(kind=VersionKind.FINAL).exists()


def readable(updates: Iterable[ProgressUpdate], permissions: frozenset[Permission]) -> list[ProgressUpdate]:
    """The updates that a reader may see. One about an action that was removed is for those who may read drafts and what
    is withheld, since it is not known whether the action was."""
    audience = audience_of(permissions)
    reads_removed = Permission.READ_DESK in permissions and audience == Visibility.MEMBERS
    return [one for one in updates if (visible(one.action, audience) if one.action else reads_removed)]


def rounds_of(plan: Plan, today: dt.date) -> list[RoundLine]:
    """The rounds of a plan, newest first. Costs one query."""
    answered = Count("leads", filter=Q(leads__answered_at__isnull=False))
    counted = plan.rounds.annotate(asked=Count("leads"), answered=answered).order_by("-sent_at", "-pk")
    return [
        RoundLine(
            one,
            one.asked,
            one.answered,
            one.closed_at is None and one.answered < one.asked and today > one.answer_by,
        )
        for one in counted
    ]


def lines_of(round_: Round, permissions: frozenset[Permission], today: dt.date) -> list[LeadLine]:
    """Everybody asked in a round, with what a reader may see: those who have not answered first, then by name."""
    leads = list(leads_of_round(round_))
    silent, further = unanswered(leads), asked_too(leads)
    in_order = [*silent, *(lead for lead in leads if lead not in silent)]
    return [_line(lead, further[lead.pk], permissions, today) for lead in in_order]


def line_of(lead: LeadRequest, permissions: frozenset[Permission], today: dt.date) -> LeadLine:
    """How one lead stands."""
    return _line(lead, asked_too([lead])[lead.pk], permissions, today)


def _line(
    lead: LeadRequest, further: list[FurtherQuestion], permissions: frozenset[Permission], today: dt.date
) -> LeadLine:
    return LeadLine(lead, *_state_of(lead, today), readable(lead.updates.all(), permissions), further)


def _state_of(lead: LeadRequest, today: dt.date) -> tuple[str, str]:
    """What has become of a request to a lead, and the colour it is shown in."""
    if lead.answered_at is not None:
        return _("Answered"), "on"
    if not lead.email:
        is_withheld = lead.updates.all() and not readable_by(Visibility.PUBLIC, lead.updates.all())
        return (_("For you to answer"), "none") if is_withheld else (_("Nobody to ask"), "wrong")
    if overdue(lead.round, lead, today):
        return _("Late"), "behind"
    if lead.written_on is None:
        return _("Not emailed"), "wrong"
    return _("Not answered"), "none"


def last_by_priority(plan: Plan, permissions: frozenset[Permission]) -> list[PriorityLine]:
    """The actions that leads were ever asked about and answered, with the last answer of each lead, by priority."""
    answered = readable(answered_updates(plan).filter(action__isnull=False), permissions)
    last = last_answers(answered, of=lambda one: (one.action_id, one.lead.name))
    by_action: dict[Action, list[ProgressUpdate]] = {}
    for update in last.values():
        by_action.setdefault(update.action, []).append(update)
    actions = sorted(by_action, key=lambda one: (one.priority.position, one.priority_id, one.position, one.pk))
    by_priority: dict[Priority, list[ActionLine]] = {}
    for action in actions:
        by_priority.setdefault(action.priority, []).append(ActionLine(action, by_action[action]))
    return [PriorityLine(priority, lines) for priority, lines in by_priority.items()]


def steps_due(plan: Plan, audience: Visibility, today: dt.date) -> list[tuple[Action | Milestone, MilestoneTiming]]:
    """The actions and milestones that are late or due soon and that an audience may read, the oldest first."""
    of_plan: list[QuerySet[Any]] = [
        Action.objects.filter(priority__plan=plan),
        Milestone.objects.filter(action__priority__plan=plan),
    ]
    dated = [row for rows in of_plan for row in seen_by(audience, rows.filter(due_on__isnull=False))]
    standing = [(one, due(one.due_on, one.completed_on, today)) for one in sorted(dated, key=lambda one: one.due_on)]
    return [(one, how) for one, how in standing if how in (MilestoneTiming.LATE, MilestoneTiming.SOON)]


def of_action(plan: Plan, pk: int, permissions: frozenset[Permission]) -> tuple[Action | None, list[ProgressUpdate]]:
    """An action and all answers about it, newest first; None when it is not there for this reader."""
    action = Action.objects.select_related("priority").filter(pk=pk, priority__plan=plan).first()
    updates = readable(answered_updates(plan).filter(action=pk), permissions)
    is_hidden = not visible(action, audience_of(permissions))
    if action is None or is_hidden or (Permission.READ_DESK not in permissions and not updates):
        return None, []
    return action, updates


def panel(request: DeskRequest, plan: Plan, today: dt.date) -> str:
    """The progress of a plan on its desk page: the newest round, and what the last answers say of each priority."""
    if Permission.READ_PROGRESS not in request.permissions:
        return ""
    rounds = rounds_of(plan, today)
    context = {
        "plan": plan,
        "newest": rounds[0] if rounds else None,
        "priorities": last_by_priority(plan, request.permissions),
        "can_send": Permission.SEND_ROUNDS in request.permissions,
    }
    return render_to_string("updates/panel.html", context)
