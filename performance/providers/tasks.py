"""What this room says on the desk home: figures that leads gave and an officer has to accept."""

import datetime as dt

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import ngettext

from csp_portal.operation.reading import Reader
from plans.access.permissions import Permission, where_may
from plans.access.tasks import Task
from plans.models import Membership, User

from .accepting import waiting_figures


def to_accept(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """The figures that leads gave, for those who load figures."""
    owners = where_may(memberships, Permission.LOAD_FIGURES)
    counted = waiting_figures(owners).order_by().values_list("lead__round__plan__partnership").annotate(Count("pk"))
    (found,) = yield [counted]
    for owner, count in found:
        words = ngettext(
            "%(num)s figure from leads is waiting to be accepted.",
            "%(num)s figures from leads are waiting to be accepted.",
            count,
        )
        yield Task(owners[owner], words % {"num": count}, reverse("given-figures", args=[owners[owner].slug]), count)
