"""Accounts to try the desk with: one for each role, in every partnership of the demonstration and nowhere else."""

import base64
import secrets
from dataclasses import dataclass

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from plans.models import Membership, Partnership, Role, User

from . import second_factor
from .permissions import SECOND_FACTOR

DOMAIN = "demo.invalid"  # no email can ever arrive there


@dataclass(frozen=True)
class Account:
    """What somebody needs to sign in; `secret` is the key for an app, where the role needs a second factor."""

    role: Role
    name: str
    password: str
    secret: str


@transaction.atomic
def make() -> list[Account]:
    """One account for each role, in all partnerships there are."""
    for role in Role:
        person = User.objects.create(username=_name(role), email=f"{_name(role)}@{DOMAIN}")
        Membership.objects.bulk_create(
            Membership(user=person, partnership=partnership, role=role) for partnership in Partnership.objects.all()
        )
    return renew()


@transaction.atomic
def renew() -> list[Account]:
    """New random passwords and keys for the accounts that `make` made; none where it was never called."""
    accounts = []
    for role in Role:
        person = User.objects.filter(username=_name(role), email=f"{_name(role)}@{DOMAIN}").first()
        if person is not None:
            password = secrets.token_urlsafe(12)
            person.set_password(password)
            person.save()
            second_factor.turn_off(person)
            secret = _app(person) if role in SECOND_FACTOR else ""
            accounts.append(Account(role, person.username, password, secret))
    return accounts


def sheet(accounts: list[Account]) -> str:
    """The accounts as lines to print. They are shown this once."""
    lines = ["Accounts to try the desk with, at /desk/ (shown only now):"]
    for account in accounts:
        key = f"   key for the code app: {account.secret}" if account.secret else ""
        lines.append(f"  {account.name:<16} {account.password}{key}")
    return "\n".join(lines)


def _name(role: Role) -> str:
    return role.value.replace(" ", "-")


def _app(person: User) -> str:
    device = TOTPDevice.objects.create(user=person, name="app")
    return base64.b32encode(device.bin_key).decode()
