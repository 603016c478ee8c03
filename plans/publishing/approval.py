"""What every text that is approved before publication has in common: who is asked, and that two people take part."""

from collections.abc import Collection, Iterable

from django.db.models import Q
from django.utils.translation import gettext as _, ngettext

from plans.access.permissions import ROLES, Permission, permissions_of, roles_in
from plans.models import Membership, Organisation, Partnership, User
from plans.schemas.problems import Problem, errors

LONGEST_NOTE = 5000
SIGNING = [role for role, may in ROLES.items() if Permission.SIGN_OFF in may]


class TransitionError(Exception):
    """The move was not made; the message says why. `problems` are the errors of the checklist that stand in its way."""

    def __init__(self, sentence: str, found: list[Problem] | None = None) -> None:
        super().__init__(sentence)
        self.problems = found or []


class NotAllowed(TransitionError):
    """This person may not do this."""


def approvers_in(partnership: int, signatories: Collection[Organisation] = ()) -> list[User]:
    """Who is asked to approve a text of the partnership with this key: all its approvers or, where organisations sign,
    those who sign for them and approvers without an organisation."""
    seats = Membership.objects.filter(partnership=partnership, role__in=SIGNING, user__is_active=True)
    if signatories:
        seats = seats.filter(Q(organisation__in=signatories) | Q(organisation=None))
    return list(User.objects.filter(pk__in=seats.values("user")).order_by("last_name", "username"))


def nobody_signs_for(partnership: int, signatories: Collection[Organisation]) -> list[Organisation]:
    """The organisations for which nobody in the partnership with this key can sign. One query where there are any."""
    if not signatories:
        return []
    seats = Membership.objects.filter(partnership=partnership, role__in=SIGNING, user__is_active=True)
    signing = set(seats.values_list("organisation", flat=True))
    return [one for one in signatories if one.pk not in signing]


def second_person_needed(partnership: Partnership, by: User, sender: User | None, approvers: Iterable[User]) -> str:
    """Why this person may not publish a text alone, in a sentence; empty when they may."""
    others = {sender or by, *approvers} - {by}
    if partnership.one_person_may_publish or others:
        return ""
    return _(
        "A second person has to approve or publish this text. The partnership’s settings can allow one "
        "person to publish alone."
    )


def require_permission(partnership: Partnership, by: User, permission: Permission) -> None:
    """Raise NotAllowed for somebody without it."""
    if permission not in permissions_of(roles_in(by, partnership), partnership):
        raise NotAllowed(_("Your role does not allow this: %(words)s.") % {"words": permission.label})


def require_short(note: str) -> None:
    """Raise TransitionError for a note that does not fit."""
    if len(note) > LONGEST_NOTE:
        words = _("The note has %(count)s characters; at most %(most)s fit here.")
        raise TransitionError(words % {"count": f"{len(note):,}", "most": f"{LONGEST_NOTE:,}"})


def require_same_text(seen: str, text: str) -> None:
    """Raise TransitionError when the text is not the one that somebody had in front of them."""
    if seen != text:
        raise TransitionError(_("The text has changed since you opened this page. Read it again, then decide."))


def require_no_errors(found: list[Problem]) -> None:
    """Raise TransitionError where the checklist has errors."""
    if wrong := errors(found):
        words = ngettext(
            "%(num)s error in the checklist must be fixed first.",
            "%(num)s errors in the checklist must be fixed first.",
            len(wrong),
        )
        raise TransitionError(words % {"num": len(wrong)}, wrong)
