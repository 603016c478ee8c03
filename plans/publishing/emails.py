"""Emails about the approval of a text: to those who are asked to approve it, and back to who sent it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from csp_portal.emails import send_email
from plans.models import Partnership, User


@dataclass(frozen=True)
class ApprovalEmail:
    """What an email about a text says: its title, who did something with it, their note, and a link to its page."""

    title: str
    partnership: Partnership
    by: User
    link: str
    note: str


def ask_approvers(people: Iterable[User], about: ApprovalEmail) -> list[str]:
    """Email those who are asked to approve a text. Gives back sentences about those who could not be reached."""
    subject = _("Please approve: %(title)s") % {"title": about.title}
    others = [person for person in people if person != about.by]
    sent = (_send(person, subject, "publishing/approval_email.txt", vars(about)) for person in others)
    return [sentence for sentence in sent if sentence]


def report_decision(to: User, about: ApprovalEmail, *, approved: bool) -> str:
    """Email the person who sent a text for approval that it was approved or sent back. A sentence if that failed."""
    words = _("Approved: %(title)s") if approved else _("Sent back: %(title)s")
    context = {**vars(about), "approved": approved}
    return _send(to, words % {"title": about.title}, "publishing/decision_email.txt", context)


def _send(person: User, subject: str, template: str, context: dict[str, object]) -> str:
    """A sentence when the email did not leave."""
    if not person.email:
        return _("%(name)s has no email address; tell them yourself.") % {"name": person}
    if not send_email(person.email, subject, template, context):
        return _("The email to %(name)s could not be sent; tell them yourself.") % {"name": person}
    return ""
