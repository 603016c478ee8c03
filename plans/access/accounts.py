"""Who belongs to a partnership and in which role: given and taken away by its administrators."""

import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from plans.models import ChangeKind, Membership, Organisation, Partnership, Role, User, log_change


def memberships_of(user: User) -> list[Membership]:
    """Every role of a person, each with its partnership and `has_second_factor`. Costs one query."""
    app = TOTPDevice.objects.filter(user=OuterRef("user"), confirmed=True)
    rows = Membership.objects.filter(user=user).select_related("partnership")
    return list(rows.annotate(has_second_factor=Exists(app)))


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
    """Give a person a role, and an account if they have none. Raises ValidationError: account closed, or role held."""
    email = email.lower()
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        person = User(
            username=re.sub(r"[^\w.@+-]", "_", email)[:150], email=email, first_name=first_name, last_name=last_name
        )
        person.set_unusable_password()
        person.full_clean(exclude=["password"])
        person.save()
    elif not person.is_active:
        raise ValidationError(_("The account of this person is closed."))
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
            _("This is the last administrator. Make somebody else administrator first, then take this role away.")
        )
    _log(membership, ChangeKind.REMOVED, by)
    membership.delete()


def _log(membership: Membership, kind: ChangeKind, by: User | None) -> None:
    role = membership.get_role_display()
    field = ("role", "", role) if kind == ChangeKind.ADDED else ("role", role, "")
    name = f"{membership.user}, {role}"
    log_change(membership.partnership, "membership", membership, kind, [field], by=by, name=name)
