"""What this room says on the desk home: outside plans that are over while drafts still point to them."""

import datetime as dt

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import ngettext

from csp_portal.operation.reading import Reader
from plans.access.permissions import Permission, where_may
from plans.access.tasks import Task
from plans.models import Membership, PlanState, User
from priorities.models import OutsidePlan


def ended_plans(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """Outside plans that have ended or were replaced and to which a draft points."""
    over = OutsidePlan.objects.filter(
        Q(ends_on__lt=today) | Q(replaced_by__isnull=False),
        partnership__in=where_may(memberships, Permission.EDIT_PLAN),
    ).select_related("partnership")
    drafts = Count("alignments", filter=Q(alignments__plan__state=PlanState.DRAFT))
    (found,) = yield [over.annotate(still=drafts).filter(still__gt=0).order_by("ends_on", "title")]
    for one in found:
        words = ngettext(
            "“%(title)s” is over, and %(num)s objective of a draft still points to it.",
            "“%(title)s” is over, and %(num)s objectives of drafts still point to it.",
            one.still,
        )
        page = reverse("what-points-to-it", args=[one.partnership.slug, one.pk])
        yield Task(one.partnership, words % {"title": one.title, "num": one.still}, page, one.still)
