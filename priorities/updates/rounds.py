"""A round from sending to closing: who is asked, at which address, and what becomes known of it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from plans.editing import save
from plans.models import ChangeKind, Plan, User, log_change
from priorities.models import Action, LeadRequest, ProgressUpdate, Round

from .emails import NotSent, send_request
from .further import sources
from .leads import Lead

Fields = Iterable[tuple[str, str, str]]


@transaction.atomic
def open_round(
    plan: Plan, leads: list[Lead], *, terms: dict[str, Any], portal: str, by: User, now: dt.datetime
) -> Round:
    """Store a round and what it asks of each lead; emails are sent after that. `terms` are the fields of its form.

    Raises ValidationError: nobody leads an action, or the leads were asked for a period of this name already.
    """
    if not leads:
        raise ValidationError(_("No action of this plan has a lead yet, so there is nobody to ask."))
    made = Round(plan=plan, portal=portal, sent_at=now, sent_by=by, **terms)
    save.store(made)
    asked = LeadRequest.objects.bulk_create(
        LeadRequest(round=made, organisation=lead.organisation, name=lead.name, email=lead.email) for lead in leads
    )
    ProgressUpdate.objects.bulk_create(
        ProgressUpdate(lead=row, action=led.action, position=position, name=str(led.action), steps=led.steps)
        for row, lead in zip(asked, leads, strict=True)
        for position, led in enumerate(lead.actions)
    )
    for source in sources():
        pairs = zip(asked, leads, strict=True)
        source.ask([(row, one) for row, lead in pairs for of, more in lead.further if of is source for one in more])
    log_round(made, ChangeKind.ADDED, by)
    return made


def write_to_all(round_: Round, *, now: dt.datetime) -> list[str]:
    """Write to everybody who has an address and was not written to. Returns what went wrong, in sentences."""
    wrong = []
    for lead in leads_of_round(round_).filter(written_on=None).exclude(email=""):
        try:
            send_request(lead, now=now)
        except NotSent as problem:
            wrong.append(str(problem))
    return wrong


def set_address(lead: LeadRequest, email: str) -> None:
    """Where a lead is written to in this round. Raises ValidationError."""
    lead.email = email
    lead.full_clean(validate_unique=False, validate_constraints=False)
    lead.save(update_fields=["email"])


@transaction.atomic
def close(round_: Round, *, by: User, now: dt.datetime) -> None:
    """End a round: its links stop working and nobody is reminded. A closed round stays as it is."""
    stored = Round.objects.select_for_update().get(pk=round_.pk)
    if stored.closed_at is None:
        stored.closed_at, stored.closed_by = now, by
        stored.save(update_fields=["closed_at", "closed_by"])
        log_round(stored, ChangeKind.CHANGED, by, [("closed", _("open"), _("closed"))])


def leads_of_round(round_: Round) -> QuerySet[LeadRequest]:
    """Everybody who is asked, with what an email to them needs."""
    related = ("organisation", "answered_by", "round__sent_by", "round__plan__partnership")
    return round_.leads.select_related(*related).prefetch_related("updates__action__priority")


def log_round(
    round_: Round,
    kind: ChangeKind,
    by: User | None,
    fields: Fields = (("", "", ""),),
    about: str = "",
    naming: Mapping[str, list[Action]] | None = None,
) -> None:
    """Put what was done with a round into the history of its plan; `naming` gives the actions that a field names."""
    name = f"{round_.label}, {about}" if about else round_.label
    log_change(round_.plan, "round", round_, kind, fields, by=by, name=name, naming=naming)
