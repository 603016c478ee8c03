"""Letters to leads: each carries one fresh link, and a newer letter makes the older links void."""

import datetime as dt
import hashlib
import logging
import secrets
from smtplib import SMTPException

from django.core.mail import send_mail
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from priorities.models import AskedLead, Round, UpdateLink

LINK_DAYS = 14  # a link works until so long after the day by which to answer, and at least so long
TOKEN_BYTES = 32

logger = logging.getLogger(__name__)


class NotSent(Exception):
    """The mail server did not take a letter; the sentence says to whom it did not go."""


def hash_of(token: str) -> str:
    """What is stored of a token: SHA-256 in hexadecimal. The token itself stands in the letter alone."""
    return hashlib.sha256(token.encode()).hexdigest()


def write_to(lead: AskedLead, *, now: dt.datetime, reminder: bool = False) -> bool:
    """Write to a lead with a fresh link, and make the older links void.

    False when nobody is written to: there is no address, the lead has answered, the round is closed, or somebody else
    wrote since `lead` was read. Raises NotSent; then the older link still works and the letter counts as not written.
    """
    if not lead.email or not _claim(lead, now):
        return False
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = lead.links.create(token_hash=hash_of(token), made_at=now, expires_at=_expiry(lead.round, now))
    try:
        send_mail(_subject(lead, reminder), _text(lead, link, token, reminder), None, [lead.email])
    except (OSError, SMTPException) as problem:
        logger.exception("A letter to a lead could not be sent.")
        link.delete()
        AskedLead.objects.filter(pk=lead.pk).update(written_on=lead.written_on, letters=lead.letters)
        raise NotSent(_("The letter to %(name)s could not be sent.") % {"name": lead.name}) from problem
    older = lead.links.filter(pk__lt=link.pk, used_at=None, replaced_at=None)
    older.update(replaced_at=now)
    return True


def send(subject: str, template: str, context: dict, address: str) -> None:
    """Any other letter about a round. Raises NotSent."""
    try:
        send_mail(subject, render_to_string(template, context), None, [address])
    except (OSError, SMTPException) as problem:
        logger.exception("A letter about a round could not be sent.")
        raise NotSent(_("The letter to %(name)s could not be sent.") % {"name": address}) from problem


def address_of(round_: Round, name: str, *parts) -> str:
    """A page of the portal as a letter names it."""
    return round_.portal.rstrip("/") + reverse(name, args=parts)


def whom_to_ask(round_: Round) -> dict[str, str]:
    """Words and e-mail address for questions about a round: the plan's contact that has an address, else the officer
    who sent the round, else a contact without one. Costs one query."""
    contacts = list(round_.plan.contacts.all())
    contact = next((one for one in contacts if one.email), None)
    if contact is None and not round_.sent_by.email:
        contact = next(iter(contacts), None)
    if contact is None:
        return {"ask_words": "", "ask_email": round_.sent_by.email}
    words = filter(None, (contact.name, contact.office, contact.organisation, contact.telephone))
    return {"ask_words": ", ".join(words), "ask_email": contact.email}


def _claim(lead: AskedLead, now: dt.datetime) -> bool:
    """Take the letter on, so that two who want to write at the same time do not both do it.

    No join: a database that waited for the other writer looks again only at the row it changes.
    """
    still_open = Round.objects.filter(closed_at=None)
    waiting = AskedLead.objects.filter(pk=lead.pk, letters=lead.letters, answered_at=None, round__in=still_open)
    return bool(waiting.update(written_on=timezone.localdate(now), letters=F("letters") + 1))


def _expiry(round_: Round, now: dt.datetime) -> dt.datetime:
    """The end of the last day on which the link works."""
    last = max(round_.answer_by, timezone.localdate(now)) + dt.timedelta(days=LINK_DAYS + 1)
    return timezone.make_aware(dt.datetime.combine(last, dt.time()))


def _subject(lead: AskedLead, reminder: bool) -> str:
    words = {"label": lead.round.label, "partnership": lead.round.plan.partnership.name}
    if reminder:
        return _("Reminder: how do your actions go? %(label)s, %(partnership)s") % words
    return _("How do your actions go? %(label)s, %(partnership)s") % words


def _text(lead: AskedLead, link: UpdateLink, token: str, reminder: bool) -> str:
    context = {
        "lead": lead,
        "round": lead.round,
        "plan": lead.round.plan,
        "updates": lead.updates.all(),
        "reminder": reminder,
        "link": address_of(lead.round, "update", token),
        "works_until": timezone.localdate(link.expires_at) - dt.timedelta(days=1),
        **whom_to_ask(lead.round),
    }
    return render_to_string("updates/request_email.txt", context)
