"""What leads answer: by a link that works once, signed in, or through an officer who wrote down what they said."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.security import hash_of
from plans.editing import save
from plans.editing.tables import editable_tables
from plans.models import ChangeKind, EditConflict, Plan, Role, User, Visibility
from plans.models.rows import seen_by
from priorities.models import Action, LeadRequest, ProgressStatus, ProgressUpdate, Through, UpdateLink

from .further import FurtherAnswer, asked_too
from .leads import is_asked
from .progress import last_answers, status_of_all
from .rounds import log_round


class LinkState(Enum):
    OPEN = "open"
    USED = "used"
    ANSWERED = "answered"  # in another way than by this link
    CLOSED = "closed"  # the round is over
    REPLACED = "replaced"  # by the link of a newer email
    EXPIRED = "expired"
    NOTHING_ASKED = "nothing asked"  # its actions were removed or are withheld by now


class LinkShut(Exception):
    """The link does not work (any more); `state` says why."""

    def __init__(self, state: LinkState) -> None:
        self.state = state
        super().__init__(state.value)


class LeadAnswer(NamedTuple):
    """What is said of one action; `unchanged` when the lead says that nothing changed since the last answer."""

    status: str
    happened: str = ""
    next: str = ""
    unchanged: bool = False


def find_link(token: str) -> UpdateLink | None:
    """The link with this token; None when there never was one."""
    related = ("lead__organisation", "lead__round__sent_by", "lead__round__plan__partnership")
    return UpdateLink.objects.select_related(*related).filter(token_hash=hash_of(token)).first()


def state_of(link: UpdateLink, now: dt.datetime) -> LinkState:
    """Whether a link works, and if not, why."""
    if link.used_at is not None:
        return LinkState.USED
    if link.lead.answered_at is not None:
        return LinkState.ANSWERED
    if link.lead.round.closed_at is not None or link.lead.round.plan.partnership.closed_on is not None:
        return LinkState.CLOSED
    if link.replaced_at is not None:
        return LinkState.REPLACED
    if now >= link.expires_at:
        return LinkState.EXPIRED
    return LinkState.OPEN if is_asked(link.lead) else LinkState.NOTHING_ASKED


@transaction.atomic
def answer_by_link(
    link: UpdateLink, said: dict[int, LeadAnswer], *, further: Sequence[FurtherAnswer] = (), now: dt.datetime
) -> LeadRequest:
    """Store the answer of a lead and use the link up. Of two at the same time exactly one is stored.

    `said` names by its key each update that leads may read; `further` answers what else was asked. Raises LinkShut.
    """
    lead = _locked(link.lead_id)
    link = lead.links.select_for_update().get(pk=link.pk)
    link.lead = lead
    if (state := state_of(link, now)) != LinkState.OPEN:
        raise LinkShut(state)
    _store(lead, said, further, now, Through.LINK, None)
    link.used_at = now
    link.save(update_fields=["used_at"])
    return lead


@transaction.atomic
def answer_signed_in(
    lead: LeadRequest,
    said: dict[int, LeadAnswer],
    *,
    further: Sequence[FurtherAnswer] = (),
    seen: str,
    through: Through,
    by: User,
    now: dt.datetime,
) -> LeadRequest:
    """Store an answer that somebody gives who is signed in, or correct the one that was `seen` (see `version_of`).

    A correction goes into the history. Raises EditConflict.
    """
    stored = _locked(lead.pk)
    if stored.round.closed_at is not None or version_of(stored) != seen:
        raise EditConflict
    _store(stored, said, further, now, through, by)
    return stored


def version_of(lead: LeadRequest) -> str:
    """Names the answer that stands there; empty while there is none."""
    return lead.answered_at.isoformat() if lead.answered_at else ""


def answers_before(lead: LeadRequest) -> dict[int, ProgressUpdate]:
    """The last answer of the same lead in an earlier round to each action asked about, by the key of the action."""
    earlier = ProgressUpdate.objects.filter(
        lead__name=lead.name, action__in=lead.updates.values("action"), lead__round__sent_at__lt=lead.round.sent_at
    )
    return last_answers(earlier.select_related("lead__round"), of=lambda one: one.action_id)


def answered_updates(plan: Plan) -> QuerySet[ProgressUpdate]:
    """Everything that leads answered about a plan, newest first."""
    rows = ProgressUpdate.objects.filter(lead__round__plan=plan, lead__answered_at__isnull=False)
    related = ("lead__round", "lead__answered_by", "action__priority")
    return rows.select_related(*related).order_by("-lead__answered_at", "position")


def asked_leads(user: User) -> QuerySet[LeadRequest]:
    """The open questions to the organisations that a person leads for, the most urgent first, each with how many
    `actions` it is about that leads may read."""
    membership = "organisation__memberships__"
    readable = seen_by(Visibility.PUBLIC, Action.objects.all())
    waiting = LeadRequest.objects.filter(
        **{
            f"{membership}user": user,
            f"{membership}role": Role.LEAD,
            f"{membership}partnership": F("round__plan__partnership"),
        },
        answered_at=None,
        round__closed_at=None,
        round__plan__partnership__closed_on=None,
    )
    counted = waiting.annotate(actions=Count("updates", filter=Q(updates__action__in=readable), distinct=True))
    return counted.select_related("round__plan__partnership").order_by("round__answer_by", "name")


def with_further(leads: Sequence[LeadRequest]) -> list[tuple[LeadRequest, int, int]]:
    """Each of these leads with how many actions they are asked about, and how many figures or other things, where they
    are asked anything. One query where there are any."""
    further = asked_too(leads)
    asked = [(lead, lead.actions, len(further[lead.pk])) for lead in leads]
    return [line for line in asked if line[1] or line[2]]


def _locked(pk: int) -> LeadRequest:
    """The lead as it stands, held with its round until the end of the transaction."""
    rows = LeadRequest.objects.select_for_update(of=("self", "round"))
    return rows.select_related("round__plan__partnership").get(pk=pk)


def _store(
    lead: LeadRequest,
    said: dict[int, LeadAnswer],
    further: Sequence[FurtherAnswer],
    now: dt.datetime,
    through: Through,
    by: User | None,
) -> None:
    """Write the answers and who gave them; what a correction changes goes into the history."""
    before = lead.answered_at is not None
    corrected, naming = [], {}
    for update in lead.updates.filter(pk__in=said).select_related("action__priority"):
        new = said[update.pk]
        for name in ("status", "happened", "next") if before else ():
            if getattr(update, name) != getattr(new, name):
                field = f"{update.name[:45]}: {name}"
                corrected.append((field, getattr(update, name), getattr(new, name)))
                naming[field] = [update.action] if update.action else []
        update.status, update.happened, update.next, update.unchanged = new
        update.save()
    for more in further:
        changed = more.store()
        corrected += changed if before else []
    lead.answered_at, lead.answered_by, lead.through = now, by, through
    lead.save(update_fields=["answered_at", "answered_by", "through"])
    if corrected:
        answer = _("answer of %(name)s") % {"name": lead.name}
        log_round(lead.round, ChangeKind.CHANGED, by, corrected, about=answer, naming=naming)
    _set_statuses(lead, by)


def _set_statuses(lead: LeadRequest, by: User | None) -> None:
    """Give each action of an answer the status that its leads report in this round, in any state of the plan.

    A published version stays as it is; the next one says the new status. Costs the same queries for each action.
    """
    save.require_draft(lead.round.plan, beside_the_text=True)
    table = replace(editable_tables()["actions"], beside_the_text=True)
    for action in Action.objects.filter(updates__lead=lead):
        answered = action.updates.filter(lead__round=lead.round, lead__answered_at__isnull=False)
        said = status_of_all(answered.select_related("lead"))
        if said is None or said.told_at is None:
            continue
        day = timezone.localdate(said.told_at)
        done = (action.completed_on or day) if said.status == ProgressStatus.COMPLETE else None
        values = {"status": said.status, "status_on": day, "status_comment": said.happened, "completed_on": done}
        save.save_row(table, action, values, seen=action.row_version, by=by)
