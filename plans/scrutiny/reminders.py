"""Letters about answers that committees wait for: one a week before the last day, and one when it has passed."""

import datetime as dt
from itertools import groupby

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from plans.models import Addressee, Membership, Partnership, Role

from .clocks import due_on
from .tasks import unanswered


@transaction.atomic
def remind(today: dt.date) -> int:
    """Write to the officers of each partnership, and to leads of the organisation that is asked, once before and once
    after the last day of an answer. Gives back how many answers were asked for; the same day twice writes once."""
    waited_for = [one for one in unanswered(today).select_for_update(of=("self",)) if _is_due_for_a_letter(one, today)]
    waited_for.sort(key=lambda one: one.recommendation.partnership_id)
    for _key, group in groupby(waited_for, key=lambda one: one.recommendation.partnership_id):
        addressees = list(group)
        _write(addressees[0].recommendation.partnership, addressees, today)
    Addressee.objects.filter(pk__in=[one.pk for one in waited_for]).update(reminded_on=today)
    return len(waited_for)


def _is_due_for_a_letter(addressee: Addressee, today: dt.date) -> bool:
    due, last = due_on(addressee.served_on), addressee.reminded_on
    return last is None or (last <= due < today)


def _write(partnership: Partnership, addressees: list[Addressee], today: dt.date) -> None:
    people = Membership.objects.filter(partnership=partnership).exclude(user__email="").select_related("user")
    asked = {one.organisation_id for one in addressees}
    by_address: dict[str, list[Addressee]] = {}
    for row in people:
        if row.role in (Role.OFFICER, Role.ADMINISTRATOR):
            by_address[row.user.email] = addressees
        elif row.role == Role.LEAD and row.organisation_id in asked:
            theirs = [one for one in addressees if one.organisation_id == row.organisation_id]
            by_address.setdefault(row.user.email, theirs)
    for one in addressees:
        one.due = due_on(one.served_on)
    subject = _("Answers to recommendations: %(name)s") % {"name": partnership.name}
    for address, listed in sorted(by_address.items()):
        context = {"partnership": partnership, "addressees": listed, "today": today}
        send_mail(subject, render_to_string("scrutiny/reminder_email.txt", context), None, [address])
