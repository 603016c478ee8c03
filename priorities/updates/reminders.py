"""What is done every day about the rounds that are open: first emails, reminders, and an email to the officer."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from csp_portal.emails import claim, release, send_email
from plans.models import Membership, Role, Visibility
from priorities.models import LeadRequest, Round

from .emails import NotSent, address_of, send_request
from .further import asked_too
from .leads import readable_by
from .progress import ReminderStep, next_step
from .rounds import leads_of_round

Outcomes = Iterator[tuple[bool | None, str]]  # as `csp_portal.emails.report` takes them


def remind_leads(now: dt.datetime) -> Outcomes:
    """Do what is due today, and say what became of each email. A second time on a day nothing is due."""
    today = timezone.localdate(now)
    still_open = Round.objects.filter(closed_at=None, plan__partnership__closed_on=None)
    for round_ in still_open.select_related("plan__partnership", "sent_by"):
        late = []
        for lead in leads_of_round(round_):
            step = next_step(round_, lead, today)
            if step is ReminderStep.ESCALATE:
                late.append(lead)
            elif step is not None:
                yield from _send(lead, now, reminder=step is ReminderStep.REMIND)
        if late:
            yield from _escalate(round_, late, today)


def _send(lead: LeadRequest, now: dt.datetime, *, reminder: bool) -> Outcomes:
    try:
        if send_request(lead, now=now, reminder=reminder):
            words = _("%(name)s was reminded: %(round)s.") if reminder else _("%(name)s was emailed: %(round)s.")
            yield True, words % {"name": lead.name, "round": lead.round}
    except NotSent as problem:
        yield False, str(problem)


def _escalate(round_: Round, late: list[LeadRequest], today: dt.date) -> Outcomes:
    """Email the officers about all who are late, and each lead of a priority about the late actions in it.

    A lead is claimed for this first, so that two runs at once do not both email; it is given back when one of the
    emails about it was not sent, and the next run tries the missing ones again.
    """
    officers = _officers(round_)
    if not officers:
        yield None, _("%(round)s: leads are late, and no officer has an email address.") % {"round": round_}
        return
    silent = LeadRequest.objects.filter(escalated_on=None, answered_at=None)
    late = [lead for lead in late if silent.filter(pk=lead.pk).update(escalated_on=today)]
    lists = dict.fromkeys(officers, late)
    for address, leads in _above(round_, late).items():
        lists.setdefault(address, leads)
    for address, leads in lists.items():
        by_purpose = {f"lead {lead.pk} late": lead for lead in leads}
        claimed = claim(address, by_purpose)
        if not claimed:
            continue
        listed = [by_purpose[purpose] for purpose in claimed]
        above = address not in officers
        audience = Visibility.PUBLIC if above else Visibility.MEMBERS
        updates = {lead.pk: readable_by(audience, lead.updates.all()) for lead in listed}
        further = {} if above else asked_too(listed)
        context = _context(round_, listed) | {"for_priority_lead": above, "updates": updates, "further": further}
        words = {"count": len(listed), "round": round_, "to": address}
        if send_email(address, _subject(round_, listed), "updates/escalation_email.txt", context):
            sentence = (
                _("%(to)s was emailed: %(count)s late in %(round)s.")
                if address in officers
                else _("%(to)s was emailed as lead of the priority: %(round)s.")
            )
            yield True, sentence % words
        else:
            release(address, claimed)
            LeadRequest.objects.filter(pk__in=[lead.pk for lead in listed]).update(escalated_on=None)
            yield False, _("The email to %(to)s could not be sent.") % words


def _officers(round_: Round) -> list[str]:
    """Who sent the round; when they have no address or no account any more, the officers there are."""
    if round_.sent_by.is_active and round_.sent_by.email:
        return [round_.sent_by.email]
    rows = Membership.objects.filter(
        partnership=round_.plan.partnership, role__in=[Role.OFFICER, Role.ADMINISTRATOR], user__is_active=True
    )
    return sorted(set(rows.exclude(user__email="").values_list("user__email", flat=True)))


def _above(round_: Round, late: list[LeadRequest]) -> dict[str, list[LeadRequest]]:
    """The late leads under each address of an organisation that leads a priority of theirs; not under their own."""
    rows = Membership.objects.filter(
        partnership=round_.plan.partnership, role=Role.LEAD, organisation__isnull=False, user__is_active=True
    )
    known = {one.organisation_id: one.user.email for one in rows.select_related("user") if one.user.email}
    above: dict[str, list[LeadRequest]] = {}
    priorities = {priority.pk: priority for priority in round_.plan.priorities.prefetch_related("lead_organisations")}
    for lead in late:
        keys = {
            update.action.priority_id for update in readable_by(Visibility.PUBLIC, lead.updates.all()) if update.action
        }
        organisations = {one.pk for key in keys for one in priorities[key].lead_organisations.all()}
        for address in {known[pk] for pk in organisations - {lead.organisation_id} if pk in known} - {lead.email}:
            above.setdefault(address, []).append(lead)
    return above


def _subject(round_: Round, leads: list[LeadRequest]) -> str:
    words = ngettext(
        "%(num)s lead has not answered: %(label)s, %(partnership)s",
        "%(num)s leads have not answered: %(label)s, %(partnership)s",
        len(leads),
    )
    return words % {"num": len(leads), "label": round_.label, "partnership": round_.plan.partnership.name}


def _context(round_: Round, leads: list[LeadRequest]) -> dict[str, Any]:
    page = address_of(round_, "round", round_.plan.partnership.slug, round_.plan.slug, round_.pk)
    return {"round": round_, "plan": round_.plan, "leads": leads, "page": page}
