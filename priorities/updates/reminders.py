"""What is done every day about the rounds that are open: first letters, reminders, and word to the officer."""

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.models import Membership, Role
from priorities.models import AskedLead, Round

from .emails import NotSent, address_of, send, write_to
from .progress import Step, next_step
from .rounds import leads_of_round


def remind_leads(now: dt.datetime) -> Iterator[tuple[bool, str]]:
    """Do what is due today, and say of each letter whether it went out. A second time on a day nothing is due."""
    today = timezone.localdate(now)
    for round_ in Round.objects.filter(closed_at=None).select_related("plan__partnership", "sent_by"):
        late = []
        for lead in leads_of_round(round_):
            step = next_step(round_, lead, today)
            if step is Step.ESCALATE:
                late.append(lead)
            elif step is not None:
                yield from _write(lead, now, reminder=step is Step.REMIND)
        if late:
            yield from _escalate(round_, late, today)


def _write(lead: AskedLead, now: dt.datetime, *, reminder: bool) -> Iterator[tuple[bool, str]]:
    try:
        if write_to(lead, now=now, reminder=reminder):
            words = _("%(name)s was reminded: %(round)s.") if reminder else _("%(name)s was written to: %(round)s.")
            yield True, words % {"name": lead.name, "round": lead.round}
    except NotSent as problem:
        yield False, str(problem)


def _escalate(round_: Round, late: list[AskedLead], today: dt.date) -> Iterator[tuple[bool, str]]:
    """Tell the officer of all who are late in one letter, and each lead of a priority of the late actions in it."""
    officers = _officers(round_)
    if not officers:
        yield False, _("%(round)s: leads are late, and no officer has an address to be told at.") % {"round": round_}
        return
    claimed = [lead for lead in late if _claim(lead, today)]
    if not claimed:
        return
    try:
        for address in officers:
            send(_subject(round_, claimed), "updates/escalation.txt", _context(round_, claimed), address)
    except NotSent as problem:
        AskedLead.objects.filter(pk__in=[lead.pk for lead in claimed]).update(escalated_on=None)
        yield False, str(problem)
        return
    words = {"count": len(claimed), "round": round_, "to": ", ".join(officers)}
    yield True, _("%(count)s late in %(round)s, told to %(to)s.") % words
    for address, leads in _above(round_, claimed).items():
        try:
            context = _context(round_, leads) | {"for_priority_lead": True}
            send(_subject(round_, leads), "updates/escalation.txt", context, address)
        except NotSent as problem:
            yield False, str(problem)
        else:
            yield (
                True,
                _("%(address)s was told as lead of the priority: %(round)s.")
                % {
                    "address": address,
                    "round": round_,
                },
            )


def _claim(lead: AskedLead, today: dt.date) -> bool:
    waiting = AskedLead.objects.filter(pk=lead.pk, answered_at=None, escalated_on=None, round__closed_at=None)
    return bool(waiting.update(escalated_on=today))


def _officers(round_: Round) -> list[str]:
    """Who sent the round; when they have no address or no account any more, the officers there are."""
    if round_.sent_by.is_active and round_.sent_by.email:
        return [round_.sent_by.email]
    rows = Membership.objects.filter(
        partnership=round_.plan.partnership, role__in=[Role.OFFICER, Role.ADMINISTRATOR], user__is_active=True
    )
    return sorted(set(rows.exclude(user__email="").values_list("user__email", flat=True)))


def _above(round_: Round, late: list[AskedLead]) -> dict[str, list[AskedLead]]:
    """The late leads under each address of an organisation that leads a priority of theirs; not under their own."""
    rows = Membership.objects.filter(
        partnership=round_.plan.partnership, role=Role.LEAD, organisation__isnull=False, user__is_active=True
    )
    known = {one.organisation_id: one.user.email for one in rows.select_related("user") if one.user.email}
    above: dict[str, list[AskedLead]] = {}
    priorities = {priority.pk: priority for priority in round_.plan.priorities.prefetch_related("lead_organisations")}
    for lead in late:
        keys = {update.action.priority_id for update in lead.updates.all() if update.action}
        organisations = {one.pk for key in keys for one in priorities[key].lead_organisations.all()}
        for address in {known[pk] for pk in organisations - {lead.organisation_id} if pk in known} - {lead.email}:
            above.setdefault(address, []).append(lead)
    return above


def _subject(round_: Round, leads: list[AskedLead]) -> str:
    words = ngettext(
        "%(num)s lead has not answered: %(label)s, %(partnership)s",
        "%(num)s leads have not answered: %(label)s, %(partnership)s",
        len(leads),
    )
    return words % {"num": len(leads), "label": round_.label, "partnership": round_.plan.partnership.name}


def _context(round_: Round, leads: list[AskedLead]) -> dict:
    page = address_of(round_, "round", round_.plan.partnership.slug, round_.plan.slug, round_.pk)
    return {"round": round_, "plan": round_.plan, "leads": leads, "page": page}
