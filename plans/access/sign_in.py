"""Who is signing in: by name or e-mail address and password, and for how long after too many wrong ones not."""

import datetime as dt
import logging
import time

from axes.helpers import get_client_ip_address
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models import Max
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from csp_portal.forms.rate_limit import Limit, network_of
from plans.models import User

logger = logging.getLogger(__name__)
STILL_FRESH = 10 * 60
MOST_WRONG = 40  # passwords from one network in an hour, whoever's they were meant to be
MOST_FOR_ONE = 100  # for one name in an hour, wherever from; who signed in on this device before is not kept out by it
DEVICE = f"{settings.OF_DESK}device"  # the cookie of a device on which somebody signed in
DEVICE_SALT = "plans.access.sign_in"
DEVICE_KNOWN_FOR = dt.timedelta(days=90)


def find_person(typed: str) -> User | None:
    """The person with this user name or, failing that, this e-mail address in any case."""
    typed = typed.strip()
    return User.objects.filter(username=typed).first() or (
        User.objects.filter(email__iexact=typed).first() if "@" in typed else None
    )


class NameOrEmail(ModelBackend):
    """Sign-in with a user name or an e-mail address."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if username is None or password is None:
            return None
        person = find_person(username)
        if person is None:
            User().set_password(password)  # takes as long as for somebody who exists
            return None
        return person if person.check_password(password) and self.user_can_authenticate(person) else None


def name_for_throttle(request: HttpRequest | None, credentials: dict | None) -> str | None:
    """One name for all ways to type it, so that name and e-mail address do not give twice the guesses."""
    typed = (credentials or {}).get("username")
    if typed is None:
        return None
    person = find_person(typed)
    return person.username if person else typed.strip().lower()[:255]


def without_password(request: HttpRequest, credentials: dict | None) -> bool:
    """Whether nothing was typed that could be guessed: a sign-in with the organisation's own service."""
    return (credentials or {}).get("username") is None


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict | None) -> HttpResponse:
    """The answer to a person who typed too many wrong passwords: until when they have to wait."""
    attempts = AccessAttempt.objects.filter(
        username=name_for_throttle(request, credentials), ip_address=get_client_ip_address(request)
    )
    last: dt.datetime = attempts.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    until = timezone.localtime(last + settings.AXES_COOLOFF_TIME + dt.timedelta(minutes=1))
    return render(request, "access/locked.html", {"until": until.strftime("%H:%M")}, status=429)


def forget_those_to_come(now: dt.datetime) -> None:
    """Delete wrong passwords of a time that has not come: a clock that was ahead would lock people out until then."""
    AccessAttempt.objects.filter(attempt_time__gt=now + settings.AXES_COOLOFF_TIME).delete()


def wrong_passwords(request: HttpRequest) -> Limit:
    """How many wrong passwords one network may send, so that one password is not tried on every name."""
    return Limit("wrong password", network_of(request), MOST_WRONG)


def wrong_for_one(name: str) -> Limit:
    """How many wrong passwords may be tried for one name from many networks together."""
    return Limit("wrong password for one", name, MOST_FOR_ONE)


def is_guessed(request: HttpRequest, now: dt.datetime) -> bool:
    """Whether too many passwords were tried for this name, and it is not known that its owner uses this device."""
    name = name_for_throttle(request, {"username": request.POST.get("username", "")}) or ""
    known = request.get_signed_cookie(DEVICE, "", salt=DEVICE_SALT, max_age=DEVICE_KNOWN_FOR)
    return known != name and wrong_for_one(name).is_reached(now)


def remember_device(response: HttpResponse, person: User) -> None:
    """Let this device sign in the same person while others guess."""
    options = {"path": reverse("sign-in"), "httponly": True, "secure": settings.HTTPS, "samesite": "Lax"}
    response.set_signed_cookie(DEVICE, person.username, salt=DEVICE_SALT, max_age=DEVICE_KNOWN_FOR, **options)


@receiver(user_login_failed)
def count_wrong_password(sender, credentials: dict, request: HttpRequest | None = None, **kwargs) -> None:
    logger.info("Sign-in failed.")
    if request is not None:
        wrong_passwords(request).take(timezone.now())
    if name := name_for_throttle(request, credentials):
        wrong_for_one(name).take(timezone.now())


@receiver(user_logged_in)
def begin(sender, request: HttpRequest, user: User, **kwargs) -> None:
    logger.info("Signed in: person %s.", user.pk)
    request.session["seen"] = request.session["began"] = int(time.time())


def end_if_old(request: HttpRequest) -> None:
    """Sign out whoever signed in too long ago, however busy they have been since."""
    if request.user.is_authenticated and time.time() - request.session.get("began", 0) > settings.LONGEST_SESSION:
        logout(request)


def keep_signed_in(request: HttpRequest) -> None:
    """Move the end of an idle session on; stored at most once in ten minutes."""
    if time.time() - request.session.get("seen", 0) > STILL_FRESH:
        request.session["seen"] = int(time.time())
