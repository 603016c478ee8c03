"""The second proof of who somebody is: a code from an app on their telephone, or a recovery code from a list."""

import datetime as dt
import re
import secrets

from django.db import transaction
from django.utils.crypto import salted_hmac
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from plans.models import Membership, User

from .permissions import SECOND_FACTOR

RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class TooMany(Exception):
    """Too many wrong codes; `seconds` until the next may be tried."""

    def __init__(self, until: dt.datetime) -> None:
        self.seconds = max(1, round((until - dt.datetime.now(dt.UTC)).total_seconds()))
        super().__init__(f"Too many wrong codes. Try again in {self.seconds} seconds.")


def is_required(user: User, memberships: list[Membership]) -> bool:
    """Whether one of a person's roles asks for it, or that they administer the site."""
    return user.is_superuser or any(row.role in SECOND_FACTOR for row in memberships)


def is_due(user: User, memberships: list[Membership]) -> bool:
    """Whether a person who signed in still has to prove it: a role asks for it, or they have set an app up."""
    return not user.is_verified() and (is_required(user, memberships) or app_of(user) is not None)


def app_of(user: User) -> TOTPDevice | None:
    """The app that a person has set up."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def new_app(user: User) -> TOTPDevice:
    """The app that a person is setting up; the same secret until it is confirmed."""
    return TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "app"})[0]


def check(user: User, typed: str) -> Device | None:
    """What the code proves itself by; None when it is wrong or was used before. Raises TooMany."""
    code = re.sub(r"[\s-]", "", typed).lower()
    kind, proof = (TOTPDevice, code) if re.fullmatch(r"\d{6}", code) else (StaticDevice, _digest(user, code))
    return _verify(kind.objects.filter(user=user, confirmed=True), proof)


@transaction.atomic
def confirm(user: User, typed: str) -> tuple[TOTPDevice, list[str]] | None:
    """Finish setting up with a first code: the app and its recovery codes; None when the code is wrong."""
    device = _verify(TOTPDevice.objects.filter(user=user, confirmed=False), re.sub(r"\s", "", typed))
    if device is None:
        return None
    device.confirmed = True
    device.save()
    return device, new_recovery_codes(user)


@transaction.atomic
def _verify(devices, proof: str) -> Device | None:
    device = devices.select_for_update().first()
    if device is None:
        return None
    allowed, why = device.verify_is_allowed()
    if not allowed:
        raise TooMany(why["locked_until"])
    return device if device.verify_token(proof) else None


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Ten codes that work once each, in place of those before. Only their digests are stored."""
    device, _made = StaticDevice.objects.get_or_create(user=user, defaults={"name": "recovery codes"})
    device.token_set.all().delete()
    codes = ["".join(secrets.choice(LETTERS) for _place in range(10)) for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_digest(user, code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def recovery_codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def turn_off(user: User) -> None:
    """Forget the app and the recovery codes of a person."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _digest(user: User, code: str) -> str:
    return salted_hmac("recovery code", f"{user.pk} {code}", algorithm="sha256").hexdigest()[:16]
