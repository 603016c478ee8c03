"""Who belongs to a partnership and in which role: given and taken away by its administrators."""

import re

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from plans.models import ChangeKind, Membership, Organisation, Partnership, Role, User, log_change


def memberships_of(user: User) -> list[Membership]:
    """Every role of a person, each with its partnership. Costs one query."""
    return list(Membership.objects.filter(user=user).select_related("partnership"))


def people_of(partnership: Partnership) -> QuerySet[Membership]:
    """The roles of a partnership, by the names of the people, each with `has_second_factor`."""
    app = TOTPDevice.objects.filter(user=OuterRef("user"), confirmed=True)
    rows = partnership.memberships.select_related("user", "organisation").annotate(has_second_factor=Exists(app))
    return rows.order_by("user__last_name", "user__username", "role")


@transaction.atomic
def give_role(
    partnership: Partnership,
    role: Role,
    organisation: Organisation | None,
    *,
    email: str,
    first_name: str,
    last_name: str,
    by: User | None,
) -> Membership:
    """Give a person a role, and an account if they have none. Raises ValidationError: account closed, or role held.

    Links to set a first password that somebody else may hold die: they were given before this role.
    """
    email = email.lower()
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        person = User(username=username_of(email), email=email, first_name=first_name, last_name=last_name)
        person.set_unusable_password()
        person.full_clean(exclude=["password"])
        person.save()
    elif not person.is_active:
        raise ValidationError(_("This person’s account is closed."))
    elif not person.has_usable_password():
        person.set_unusable_password()
        person.save(update_fields=["password"])
    return join(partnership, role, organisation, person=person, by=by)


def join(
    partnership: Partnership, role: Role, organisation: Organisation | None, *, person: User, by: User | None
) -> Membership:
    """Give somebody who has an account a role, or the role that they have for another organisation. Raises
    ValidationError when they have it already."""
    held = partnership.memberships.select_related("user", "organisation").filter(user=person, role=role).first()
    if held and organisation and held.organisation != organisation:
        field = ("organisation", str(held.organisation or ""), str(organisation))
        held.organisation = organisation
        held.save(update_fields=["organisation"])
        _log(held, ChangeKind.CHANGED, by, field)
        return held
    membership = Membership(user=person, partnership=partnership, role=role, organisation=organisation)
    membership.full_clean()
    membership.save()
    _log(membership, ChangeKind.ADDED, by)
    return membership


@transaction.atomic
def take_role(membership: Membership, *, by: User) -> None:
    """Take a role away. Raises ValidationError for the last administrator: nobody could give a role any more."""
    partnership = Partnership.objects.select_for_update().get(pk=membership.partnership_id)
    administrators = partnership.memberships.filter(role=Role.ADMINISTRATOR, user__is_active=True)
    if membership.role == Role.ADMINISTRATOR and not administrators.exclude(pk=membership.pk).exists():
        raise ValidationError(
            _("This is the last administrator. Make someone else an administrator first, then remove this role.")
        )
    _log(membership, ChangeKind.REMOVED, by)
    membership.delete()


def _log(membership: Membership, kind: ChangeKind, by: User | None, field: tuple[str, str, str] | None = None) -> None:
    role = membership.get_role_display()
    field = field or (("role", "", role) if kind == ChangeKind.ADDED else ("role", role, ""))
    name = f"{membership.user}, {role}"
    log_change(membership.partnership, "membership", membership, kind, [field], by=by, name=name)


def username_of(email: str) -> str:
    """The user name of somebody with this address; people sign in with either."""
    return re.sub(r"[^\w.@+-]", "_", email)[:150]


def password_page(user: User) -> str:
    """The address on which a person sets their password: it works once, for three days."""
    parts = [urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)]
    return reverse("set-password", args=parts)


def is_only_here(user: User, partnership: Partnership) -> bool:
    """Whether who may act for this person can reach nothing outside the partnership by it."""
    elsewhere = user.memberships.exclude(partnership=partnership)
    return not user.is_superuser and not elsewhere.exists()
