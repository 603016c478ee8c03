"""Emails to leads: each carries one fresh link, and a newer email makes the older links void."""

import datetime as dt
import secrets
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.emails import send_email
from csp_portal.security import hash_of
from plans.models import Visibility
from priorities.models import LeadRequest, Round, UpdateLink

from .further import asked_too
from .leads import asked_of, is_asked

LINK_DAYS = 14  # a link works until so long after the day by which to answer, and at least so long
TOKEN_BYTES = 32


class NotSent(Exception):
    """The mail server did not take an email; the sentence says who was not reached."""


def send_request(lead: LeadRequest, *, now: dt.datetime, reminder: bool = False) -> bool:
    """Email a lead a fresh link, and make the older links void.

    False when nobody is emailed: there is no address, all that they are asked about is withheld, the lead has
    answered, the round is closed, or somebody else emailed since `lead` was read. Raises NotSent; then the older link
    still works and the email counts as not sent.
    """
    if not lead.email or not is_asked(lead) or not _claim(lead, now):
        return False
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = lead.links.create(token_hash=hash_of(token), made_at=now, expires_at=_expiry(lead.round, now))
    context = _context(lead, link, token, reminder)
    if not send_email(lead.email, _subject(lead, reminder), "updates/request_email.txt", context):
        link.delete()
        LeadRequest.objects.filter(pk=lead.pk).update(written_on=lead.written_on, emails_sent=lead.emails_sent)
        raise NotSent(_("The email to %(name)s could not be sent.") % {"name": lead.name})
    older = lead.links.filter(pk__lt=link.pk, used_at=None, replaced_at=None)
    older.update(replaced_at=now)
    return True


def address_of(round_: Round, name: str, *parts: object) -> str:
    """A page of the portal as an email names it."""
    return round_.portal.rstrip("/") + reverse(name, args=parts)


def who_to_contact(round_: Round) -> dict[str, str]:
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


def _claim(lead: LeadRequest, now: dt.datetime) -> bool:
    """Claim the email, so that two who want to send it at the same time do not both do it.

    No join: a database that waited for the other writer looks again only at the row it changes.
    """
    still_open = Round.objects.filter(closed_at=None)
    waiting = LeadRequest.objects.filter(
        pk=lead.pk, emails_sent=lead.emails_sent, answered_at=None, round__in=still_open
    )
    return bool(waiting.update(written_on=timezone.localdate(now), emails_sent=F("emails_sent") + 1))


def _expiry(round_: Round, now: dt.datetime) -> dt.datetime:
    """The end of the last day on which the link works."""
    last = max(round_.answer_by, timezone.localdate(now)) + dt.timedelta(days=LINK_DAYS + 1)
    return timezone.make_aware(dt.datetime.combine(last, dt.time()))


def _subject(lead: LeadRequest, reminder: bool) -> str:
    """The question of the email: how actions go, or, where none is left to ask about, the figures."""
    words = {"label": lead.round.label, "partnership": lead.round.plan.partnership.name}
    if not asked_of(lead, Visibility.PUBLIC):
        if reminder:
            return _("Reminder: please send your figures. %(label)s, %(partnership)s") % words
        return _("Please send your figures: %(label)s, %(partnership)s") % words
    if reminder:
        return _("Reminder: how are your actions going? %(label)s, %(partnership)s") % words
    return _("How are your actions going? %(label)s, %(partnership)s") % words


def _context(lead: LeadRequest, link: UpdateLink, token: str, reminder: bool) -> dict[str, Any]:
    """What the template of the email needs; only here the token of the link is known."""
    return {
        "lead": lead,
        "round": lead.round,
        "plan": lead.round.plan,
        "updates": asked_of(lead, Visibility.PUBLIC),
        "further": asked_too([lead])[lead.pk],
        "reminder": reminder,
        "link": address_of(lead.round, "update", token),
        "works_until": timezone.localdate(link.expires_at) - dt.timedelta(days=1),
        **who_to_contact(lead.round),
    }
