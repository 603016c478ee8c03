"""What residents wrote and nobody has decided about, on the desk home."""

import datetime as dt

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from csp_portal.operation.reading import Reader
from plans.access.permissions import Permission, where_may
from plans.access.tasks import Task
from plans.models import Feedback, Membership, User

PATIENCE = dt.timedelta(days=14)


def feedback(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """How many messages of residents wait for a decision; urgent when one has waited for two weeks."""
    owners = where_may(memberships, Permission.ANSWER_RESIDENTS)
    counted = (
        Feedback.objects.filter(partnership__in=owners, decided_at=None)
        .order_by("partnership")
        .values("partnership")
        .annotate(count=Count("pk"), oldest=Min("sent_at"))
    )
    (rows,) = yield [counted]
    for row in rows:
        owner = owners[row["partnership"]]
        words = ngettext(
            "%(num)s resident’s message is waiting for a decision.",
            "%(num)s residents’ messages are waiting for a decision.",
            row["count"],
        )
        urgent = timezone.localdate(row["oldest"]) + PATIENCE < today
        page = reverse("desk-feedback", args=[owner.slug])
        yield Task(owner, words % {"num": row["count"]}, page, row["count"], urgent)
