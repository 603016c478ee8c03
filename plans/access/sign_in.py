"""Who is signing in: by name or e-mail address and password, and for how long after too many wrong ones not."""

import datetime as dt
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
from django.utils import timezone

from csp_portal.forms.rate_limit import Limit, network_of
from plans.models import User

STILL_FRESH = 10 * 60
MOST_WRONG = 40  # passwords from one network in an hour, whoever's they were meant to be


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


def name_for_throttle(request: HttpRequest, credentials: dict | None) -> str | None:
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


def wrong_passwords(request: HttpRequest) -> Limit:
    """How many wrong passwords one network may send, so that one password is not tried on every name."""
    return Limit("wrong password", network_of(request), MOST_WRONG)


@receiver(user_login_failed)
def count_wrong_password(sender, request: HttpRequest | None = None, **kwargs) -> None:
    if request is not None:
        wrong_passwords(request).take(timezone.now())


@receiver(user_logged_in)
def begin(sender, request: HttpRequest, **kwargs) -> None:
    request.session["seen"] = request.session["began"] = int(time.time())


def end_if_old(request: HttpRequest) -> None:
    """Sign out whoever signed in too long ago, however busy they have been since."""
    if request.user.is_authenticated and time.time() - request.session.get("began", 0) > settings.LONGEST_SESSION:
        logout(request)


def keep_signed_in(request: HttpRequest) -> None:
    """Move the end of an idle session on; stored at most once in ten minutes."""
    if time.time() - request.session.get("seen", 0) > STILL_FRESH:
        request.session["seen"] = int(time.time())
