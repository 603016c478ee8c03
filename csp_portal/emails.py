"""The one way an email leaves the portal.

An email that is due is claimed, sent and recorded, each by itself and outside any transaction: one failing mailbox
neither stops nor repeats the others. A claim is stored before the email is handed to the mail server, so a process that
is killed in between has lost that email, and no reader ever gets it twice.
"""

import datetime as dt
import logging
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.management.base import BaseCommand
from django.db import connection, connections
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, gettext as _, ngettext, override

from .models import SentEmail

logger = logging.getLogger(__name__)
KEPT = dt.timedelta(days=365)  # how long it is remembered that an email was sent
_beside = ThreadPoolExecutor(2, thread_name_prefix="emails")


def send_email(
    address: str, subject: str, template: str, context: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> bool:
    """Hand one email to the mail server. False when it was not taken, which is logged without the address: only the
    kind of error, since the words of a mail server often repeat the address that it refuses.

    Raises RuntimeError inside a transaction: what that would take back cannot be taken back from a mailbox.
    """
    # As Django itself tells for atomic(durable=True): the transaction around a test does not count.
    if any(not block._from_testcase for block in connection.atomic_blocks):  # type: ignore[attr-defined]
        raise RuntimeError("An email was to be sent inside a transaction.")
    body = render_to_string(template, dict(context))
    try:
        EmailMessage(" ".join(subject.split()), body, None, [address], headers=dict(headers or {})).send()
    except (OSError, SMTPException) as problem:
        logger.error("An email could not be sent (%s): %s.", type(problem).__name__, template)
        return False
    return True


def send_later(work: Callable[[], object]) -> None:
    """Do the work of an email beside the request, which a slow mail server then does not hold up, and whose length
    does not tell what there was to send. A portal that is stopped finishes it first; one that is killed loses it."""
    language = get_language()

    def alone() -> None:
        try:
            with override(language):
                work()
        except Exception:
            logger.exception("An email could not be written.")
        finally:
            connections.close_all()

    _beside.submit(alone)


def mail_problem() -> str:
    """What kind of error the mail server answers a connection with, within three seconds; "" when all is well."""
    try:
        with get_connection(timeout=3):
            return ""
    except (OSError, SMTPException) as problem:
        return type(problem).__name__


def report(command: BaseCommand, outcomes: Iterable[tuple[bool | None, str]]) -> None:
    """Print what became of each email as it is sent, and at the end the totals. Exit code 1 when one was not sent.

    An outcome is True (sent), False (the mail server did not take it) or None (there is no address to send it to).
    """
    counts = {True: 0, False: 0, None: 0}
    for sent, sentence in outcomes:
        counts[sent] += 1
        (command.stdout if sent else command.stderr).write(sentence)
    total = ngettext("%(num)s email sent", "%(num)s emails sent", counts[True]) % {"num": counts[True]}
    if counts[None]:
        total += _(", %(num)s without an address") % {"num": counts[None]}
    if counts[False]:
        failed = _("%(num)s could not be sent and will be tried again tomorrow") % {"num": counts[False]}
        total = f"{total}, {failed}"
    command.stdout.write(f"{total}.")
    if counts[False]:
        sys.exit(1)


def claim(address: str, purposes: Iterable[str]) -> list[str]:
    """The purposes for which this address has had no email yet. They are taken: nobody else gets them.

    A purpose names what the email is about for good, such as "answer 12 overdue".
    """
    key = _key(address)
    return [purpose for purpose in purposes if SentEmail.objects.get_or_create(purpose=purpose, address_hash=key)[1]]


def release(address: str, purposes: Iterable[str]) -> None:
    """Give back what was claimed for an email that was not sent, so that the next run tries again."""
    SentEmail.objects.filter(address_hash=_key(address), purpose__in=list(purposes)).delete()


def forget_sent(now: dt.datetime, still_due: Iterable[str]) -> int:
    """Forget which emails were sent more than a year ago, and give back how many. Those for purposes that are
    `still_due` are remembered, or they would be sent again."""
    return SentEmail.objects.filter(at__lt=now - KEPT).exclude(purpose__in=list(still_due)).delete()[0]


def _key(address: str) -> str:
    return salted_hmac("csp_portal.emails", address.lower(), algorithm="sha256").hexdigest()
