"""Emails about what was published: asked for, confirmed, stopped. Nothing here shows whether an address is known."""

import datetime as dt
import secrets

from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from csp_portal.emails import send_email
from csp_portal.forms.rate_limit import Limit
from csp_portal.security import hash_of
from plans.documents.newest_versions import newest_versions
from plans.models import AreaSet, Partnership, Subscription, User

from .news import area_key, priority_key, recommendation_key

CONFIRM_DAYS = 7  # what was not confirmed by then is deleted


class ConfirmationNotSent(Exception):
    """The email to confirm could not be sent; the sentence is for the reader."""


def followed(partnership: Partnership) -> dict[str, str]:
    """What emails can be about, by key, in words: read from published texts. Costs four queries."""
    found = {"": _("Everything that %(name)s publishes") % {"name": partnership.name}}
    for version in newest_versions(partnership):
        head = version.content["plan"]
        for priority in version.content["priorities"]:
            words = {"ref": priority["ref"], "title": priority["title"], "period": head["period"]}
            key = priority_key(head["slug"], priority["ref"])
            found[key] = _("Priority %(ref)s: %(title)s (%(period)s)") % words
    for area_set in AreaSet.objects.filter(partnership=partnership).prefetch_related("areas"):
        found |= {area_key(area.code): f"{area.name} ({area_set.name})" for area in area_set.areas.all()}
    register = partnership.scrutiny_versions.defer("for_members").first()
    for one in register.content["recommendations"] if register else []:
        found[recommendation_key(one["ref"])] = _("Recommendation %(ref)s") % {"ref": one["ref"]}
    return found


def ask(
    partnership: Partnership, about: str, words: str, *, email: str, rhythm: str, portal: str, now: dt.datetime
) -> None:
    """Note that somebody asks for emails to an address, and email it: at most once a day.

    The email has the link that starts all emails the address was asked for. Nothing shown or done here depends on
    whether the address was known. Raises ConfirmationNotSent.
    """
    email = email.lower()
    row, _is_new = Subscription.objects.get_or_create(
        partnership=partnership,
        about=about,
        email=email,
        defaults={**new_keys(), "words": words, "rhythm": rhythm, "portal": portal, "asked_at": now, "told_until": now},
    )
    limit = Limit("confirmation email", email, 1, daily=True)
    if not limit.take(now):
        return
    context = {"row": row, "partnership": partnership, "days": CONFIRM_DAYS, "page": _page(row, "confirm-emails")}
    subject = _("Emails about %(name)s: please confirm") % {"name": partnership.name}
    if not send_email(email, subject, "news/confirm_email.txt", context):
        raise ConfirmationNotSent(_("The email could not be sent. Try again tomorrow."))


def watch(
    partnership: Partnership, about: str, words: str, *, user: User, rhythm: str, portal: str, now: dt.datetime
) -> Subscription:
    """Start emails to somebody who is signed in, or change their rhythm."""
    row, _is_new = Subscription.objects.update_or_create(
        partnership=partnership,
        about=about,
        user=user,
        defaults={"rhythm": rhythm, "portal": portal},
        create_defaults={
            **new_keys(),
            "words": words,
            "rhythm": rhythm,
            "portal": portal,
            "asked_at": now,
            "confirmed_at": now,
            "told_until": now,
        },
    )
    return row


def waiting_with(row: Subscription) -> list[Subscription]:
    """All that the address of a row was asked for and that is not confirmed."""
    rows = Subscription.objects.filter(email=row.email, user=None, confirmed_at=None)
    return list(rows.select_related("partnership"))


@transaction.atomic
def confirm(row: Subscription, now: dt.datetime) -> None:
    """Start the emails that the address was asked for; they say what is published from now on."""
    rows = Subscription.objects.filter(email=row.email, user=None, confirmed_at=None)
    rows.update(confirmed_at=now, told_until=now)


def delete_unconfirmed(now: dt.datetime) -> int:
    """Delete what nobody confirmed in time. Gives back how many."""
    before = now - dt.timedelta(days=CONFIRM_DAYS)
    return Subscription.objects.filter(confirmed_at=None, asked_at__lt=before).delete()[0]


def to_confirm(token: str) -> Subscription | None:
    return Subscription.objects.filter(confirm_hash=hash_of(token)).select_related("partnership").first()


def to_stop(token: str) -> Subscription | None:
    return Subscription.objects.filter(stop_hash=hash_of(token)).select_related("partnership").first()


def stop_page(row: Subscription) -> str:
    """The address that stops these emails with one click."""
    return _page(row, "stop-emails")


def _page(row: Subscription, name: str) -> str:
    return row.portal.rstrip("/") + reverse(name, args=[row.partnership.slug, _token(name, row.secret)])


def new_keys() -> dict[str, str]:
    """What the links in emails of a new subscription are made from."""
    secret = secrets.token_hex(16)
    return {
        "secret": secret,
        "confirm_hash": hash_of(_token("confirm-emails", secret)),
        "stop_hash": hash_of(_token("stop-emails", secret)),
    }


def _token(use: str, secret: str) -> str:
    """The key of a link. It needs the portal's own key, so that the database alone opens no link."""
    return salted_hmac(f"plans.news.subscriptions.{use}", secret, algorithm="sha256").hexdigest()
