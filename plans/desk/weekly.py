"""Once a week, an email to everybody who has something to do: the same lines as on their desk home."""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from csp_portal.emails import claim, release, send_email
from csp_portal.operation.reading import read_together
from csp_portal.pages.addresses import whole_address
from plans.access.accounts import memberships_of
from plans.access.tasks import Task, task_readers
from plans.models import User

from . import my_plans


def tasks_of(user: User, today: dt.date) -> list[Task]:
    """Everything a person has to do, as their desk home lists it."""
    mine = memberships_of(user)
    in_work, *found = read_together([my_plans.standings(mine, today), *task_readers(user, mine, today)])
    return my_plans.all_tasks(in_work, found, today)


def send_weekly(today: dt.date) -> Iterator[tuple[bool, str]]:
    """Email everybody who has tasks and wants the email, once in a calendar week. For each email whether it was sent,
    and a sentence without the address; what was not sent is due again on the next run of that week."""
    people = User.objects.filter(is_active=True, weekly_tasks=True, memberships__isnull=False).exclude(email="")
    for person in people.distinct().order_by("pk"):
        if (tasks := tasks_of(person, today)) and (claimed := claim(person.email, [purpose(today)])):
            yield _send(person, tasks, claimed)


def purpose(today: dt.date) -> str:
    """What an email of this week is remembered by."""
    year, week, _day = today.isocalendar()
    return f"tasks of week {week} of {year}"


def _send(person: User, tasks: list[Task], claimed: list[str]) -> tuple[bool, str]:
    """Email one person their tasks by partnership."""
    by_name = sorted(tasks, key=lambda task: task.partnership.name)
    parts = [(name, list(lines)) for name, lines in groupby(by_name, key=lambda task: task.partnership.name)]
    portal = whole_address()
    account = portal + reverse("account")
    words = {"num": len(tasks), "name": person}
    subject = ngettext("Your community safety task", "Your %(num)s community safety tasks", len(tasks)) % words
    context = {"person": person, "parts": parts, "portal": portal, "account": account}
    if send_email(person.email, subject, "desk/weekly_email.txt", context):
        return True, ngettext("Emailed %(name)s %(num)s task.", "Emailed %(name)s %(num)s tasks.", len(tasks)) % words
    release(person.email, claimed)
    return False, _("The email to %(name)s could not be sent and will be tried again.") % words
