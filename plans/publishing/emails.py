"""Emails about the approval of a plan: to those who are asked to approve it, and back to who sent it."""

from django.utils.translation import gettext as _

from csp_portal.emails import send_email
from plans.models import Plan, User

from .transitions import approvers_of


def ask_approvers(plan: Plan, *, by: User, link: str, note: str) -> list[str]:
    """Email everybody who is asked to approve a plan. Gives back sentences about those who could not be reached."""
    subject = _("Please approve: %(title)s") % {"title": plan.title}
    context = {"plan": plan, "by": by, "link": link, "note": note}
    people = [person for person in approvers_of(plan) if person != by]
    return [
        sentence for person in people if (sentence := _send(person, subject, "publishing/approval_email.txt", context))
    ]


def report_decision(plan: Plan, to: User, *, by: User, link: str, note: str, approved: bool) -> str:
    """Email the person who sent a plan for approval that it was approved or sent back. A sentence if that failed."""
    words = _("Approved: %(title)s") if approved else _("Sent back: %(title)s")
    context = {"plan": plan, "by": by, "link": link, "note": note, "approved": approved}
    return _send(to, words % {"title": plan.title}, "publishing/decision_email.txt", context)


def _send(person: User, subject: str, template: str, context: dict[str, object]) -> str:
    """A sentence when the email did not leave."""
    if not person.email:
        return _("%(name)s has no email address; tell them yourself.") % {"name": person}
    if not send_email(person.email, subject, template, context):
        return _("The email to %(name)s could not be sent; tell them yourself.") % {"name": person}
    return ""
