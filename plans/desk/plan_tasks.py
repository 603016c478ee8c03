"""What this room says on the desk home: open comments, publications to come, people who never came in."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from csp_portal.operation.reading import Reader
from plans.access.permissions import Permission, where_may
from plans.access.tasks import PartnerTask, Task
from plans.documents.document import checksum, plan_documents
from plans.models import Membership, Partnership, Plan, PlanState, User
from plans.public import help
from plans.publishing.transitions import when


def comments(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """Comments that nobody has dealt with, for those who write the plan."""
    still_open = Count("comments", filter=Q(comments__resolved_at__isnull=True))
    plans = Plan.objects.filter(partnership__in=where_may(memberships, Permission.EDIT_PLAN))
    (found,) = yield [plans.select_related("partnership").annotate(still_open=still_open).filter(still_open__gt=0)]
    for plan in found:
        words = ngettext(
            "%(num)s comment on “%(title)s” has not been dealt with.",
            "%(num)s comments on “%(title)s” have not been dealt with.",
            plan.still_open,
        )
        page = reverse("desk-open-comments", args=[plan.partnership.slug, plan.slug])
        yield Task(plan.partnership, words % {"num": plan.still_open, "title": plan.title}, page, plan.still_open)


def publications(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """Publications that are set for a time; one whose time has gone by is urgent: something stands in its way."""
    plans = Plan.objects.filter(
        partnership__in=where_may(memberships, Permission.PUBLISH), publish_at__isnull=False
    ).select_related("partnership")
    (due,) = yield [plans.order_by("publish_at")]
    for plan in due:
        is_late = timezone.localdate(plan.publish_at) < today
        words = (
            _("“%(title)s” was due to be published on %(when)s but was not: see what is blocking it.")
            if is_late
            else _("“%(title)s” is due to be published on %(when)s.")
        )
        page = reverse("desk-moves", args=[plan.partnership.slug, plan.slug])
        yield Task(plan.partnership, words % {"title": plan.title, "when": when(plan.publish_at)}, page, urgent=is_late)


def unsigned(partnership: Partnership, today: dt.date) -> Iterator[PartnerTask]:
    """Plans that wait for the signatures of organisations, of the text as it is; where nobody has to sign and nobody
    approved it, that is named of nobody. The queries are those of one document."""
    waiting = partnership.plans.filter(state=PlanState.APPROVAL).prefetch_related("signatories", "sign_offs")
    plans = list(waiting.select_related("partnership"))
    for plan, content in zip(plans, plan_documents(plans), strict=True):
        text = checksum(content)
        signed = {one.organisation_id for one in plan.sign_offs.all() if one.checksum == text}
        missing = [one.name for one in plan.signatories.all() if one.pk not in signed]
        if not plan.signatories.all() and not signed:
            missing = [""]
        page = reverse("desk-moves", args=[partnership.slug, plan.slug]) + "#sign-offs"
        for name in missing:
            yield PartnerTask(name, _("Approve “%(title)s”.") % {"title": plan.title}, page)


def never_came(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """People who were given a role and have never signed in."""
    owners = where_may(memberships, Permission.MANAGE_PEOPLE)
    counted = (
        Membership.objects.filter(partnership__in=owners, user__last_login__isnull=True, user__is_active=True)
        .exclude(user=user)
        .order_by("partnership__name")
        .values_list("partnership")
        .annotate(people=Count("user", distinct=True))
    )
    (found,) = yield [counted]
    for key, people in found:
        words = ngettext(
            "%(num)s person has a role and has never signed in.",
            "%(num)s people have a role and have never signed in.",
            people,
        )
        page = reverse("people", args=[owners[key].slug])
        yield Task(owners[key], words % {"num": people}, page, people)


def helplines(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """A line for administrators once the helplines should have been looked up again."""
    due = help.known()["review_by"]
    for partnership in where_may(memberships, Permission.MANAGE_PEOPLE).values() if due < today else ():
        words = _(
            "The helplines on pages about abuse were due to be checked by %(day)s. Check each one, and update the file."
        )
        yield Task(partnership, words % {"day": f"{due:%-d %B %Y}"}, reverse("help"), urgent=True)
