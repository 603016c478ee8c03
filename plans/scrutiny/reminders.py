"""Emails about answers that committees wait for: one a week before the last day, and one when it has passed."""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext as _, ngettext

from csp_portal.emails import claim, release, send_email
from plans.models import Addressee, Membership, Partnership, Role

from .clocks import due_on
from .tasks import unanswered


def remind(today: dt.date) -> Iterator[tuple[bool, str]]:
    """Email the officers of each partnership, and leads of the organisation that is asked, once before and once after
    the last day of an answer; nobody of a partnership that was closed. For each email whether it was sent, and a
    sentence without the address; what was not sent is due again on the next run."""
    open_ones = unanswered(today).filter(recommendation__partnership__closed_on=None)
    waited_for = sorted(open_ones, key=lambda row: row.recommendation.partnership_id)
    for addressee in waited_for:
        addressee.due = due_on(addressee.served_on)
    for _key, group in groupby(waited_for, key=lambda row: row.recommendation.partnership_id):
        addressees = list(group)
        partnership = addressees[0].recommendation.partnership
        for address, listed in sorted(_by_address(partnership, addressees).items()):
            yield from _send(partnership, address, listed, today)


def purposes(today: dt.date) -> list[str]:
    """What `remind` would email about on a day, sent already or not."""
    return [_purpose(addressee, today) for addressee in unanswered(today)]


def _send(
    partnership: Partnership, address: str, addressees: list[Addressee], today: dt.date
) -> Iterator[tuple[bool, str]]:
    """Email one address about the answers that it was not emailed about yet; an email that fails is tried again."""
    purposes = {_purpose(addressee, today): addressee for addressee in addressees}
    claimed = claim(address, purposes)
    if not claimed:
        return
    listed = [purposes[purpose] for purpose in claimed]
    context = {"partnership": partnership, "addressees": listed, "today": today}
    subject = _("Answers to recommendations: %(name)s") % {"name": partnership.name}
    words = {"num": len(claimed), "name": partnership.name}
    if send_email(address, subject, "scrutiny/reminder_email.txt", context):
        sentence = ngettext(
            "Emailed about %(num)s answer: %(name)s.", "Emailed about %(num)s answers: %(name)s.", len(claimed)
        )
        yield True, sentence % words
    else:
        release(address, claimed)
        yield False, _("An email about answers could not be sent and will be tried again: %(name)s.") % words


def _purpose(addressee: Addressee, today: dt.date) -> str:
    return f"answer {addressee.pk} {'overdue' if due_on(addressee.served_on) < today else 'due soon'}"


def _by_address(partnership: Partnership, addressees: list[Addressee]) -> dict[str, list[Addressee]]:
    """Officers and administrators are emailed about every answer, a lead about those of the own organisation."""
    people = Membership.objects.filter(partnership=partnership, user__is_active=True).exclude(user__email="")
    found: dict[str, list[Addressee]] = {}
    for row in people.select_related("user"):
        if row.role in (Role.OFFICER, Role.ADMINISTRATOR):
            found[row.user.email] = addressees
        elif row.role == Role.LEAD:
            theirs = [addressee for addressee in addressees if addressee.organisation_id == row.organisation_id]
            if theirs:
                found.setdefault(row.user.email, theirs)
    return found
