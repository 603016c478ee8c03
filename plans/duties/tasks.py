"""What the desk home says of duties: plans not sent on, as far as is known, contacts that nobody looked at, and the
partnership's own dates."""

import datetime as dt

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.operation.reading import Reader
from plans.access.permissions import Permission, where_may
from plans.access.tasks import Task
from plans.models import Contact, KeyDate, Membership, PlanVersion, Recipient, SentCopy, User, VersionKind
from plans.schemas.duties import REMIND_AFTER


def not_sent(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """Final texts in force that are published for 14 days or more and not recorded as sent to the policing body."""
    sent = SentCopy.objects.filter(plan=OuterRef("plan"), version=OuterRef("number"), recipient=Recipient.POLICING_BODY)
    later = PlanVersion.objects.filter(plan=OuterRef("plan"), number__gt=OuterRef("number"))
    versions = (
        PlanVersion.objects.filter(
            ~Exists(sent),
            ~Exists(later),
            kind=VersionKind.FINAL,
            plan__withdrawn_at__isnull=True,
            plan__period_end__gte=today,
            plan__partnership__in=where_may(memberships, Permission.EDIT_PARTNERSHIP),
        )
        .select_related("plan__partnership")
        .defer("content")
        .order_by("published_at")
    )
    (found,) = yield [versions]
    for version in found:
        day = timezone.localdate(version.published_at)
        if (today - day).days < REMIND_AFTER:
            continue
        words = _("“%(title)s” was published on %(day)s but is not recorded as sent to the policing body.")
        owner = version.plan.partnership
        page = reverse("desk-about-rows", args=[owner.slug, "sent-copies"])
        yield Task(owner, words % {"title": version.plan.title, "day": f"{day:%-d %B %Y}"}, page)


def key_dates(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """Dates of a partnership's own year that are late, or that it is time to remind of."""
    owners = where_may(memberships, Permission.EDIT_PARTNERSHIP)
    (rows,) = yield [KeyDate.objects.filter(partnership__in=owners)]
    for row in rows:
        due = row.due(today)
        if due is None or not row.is_due_soon(today):
            continue
        words = _("“%(title)s” is due on %(day)s%(lead)s.")
        if due < today:
            words = _("“%(title)s” was due on %(day)s and is not marked done%(lead)s.")
        lead = _(" (lead: %(name)s)") % {"name": row.lead} if row.lead else ""
        owner = owners[row.partnership_id]
        said = {"title": row.title, "day": f"{due:%-d %B %Y}", "lead": lead}
        yield Task(owner, words % said, reverse("desk-year", args=[owner.slug]), urgent=due < today)


def contacts(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """Offices of plans in force whose day of review has gone by."""
    rows = Contact.objects.filter(
        review_by__lt=today,
        plan__period_end__gte=today,
        plan__partnership__in=where_may(memberships, Permission.EDIT_PLAN),
    ).select_related("plan__partnership")
    (contacts,) = yield [rows.order_by("review_by", "pk")]
    for contact in contacts:
        words = _("The contact “%(name)s” in “%(title)s” was due for review by %(day)s.")
        said = {"name": contact, "title": contact.plan.title, "day": f"{contact.review_by:%-d %B %Y}"}
        page = reverse("desk-rows", args=[contact.plan.partnership.slug, contact.plan.slug, "contacts"])
        yield Task(contact.plan.partnership, words % said, page)
