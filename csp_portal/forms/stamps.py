"""A signed time stamp in a form that strangers fill in: keeps machines out without a puzzle, and a form from being
stored twice."""

import datetime as dt
import secrets

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

LEAST = dt.timedelta(seconds=3)  # nobody reads and writes faster
MOST = dt.timedelta(hours=24)
_signer = Signer(salt="csp_portal.forms.stamps")


class FormRefused(Exception):
    """The form cannot be taken as it is; the sentence says what to do."""


def new_stamp(now: dt.datetime) -> str:
    """A stamp for a form that is drawn now: a random name of the form, and the time, signed."""
    return _signer.sign(f"{secrets.token_urlsafe(12)}/{int(now.timestamp())}")


def stamp_again(posted: str, now: dt.datetime) -> str:
    """The stamp for a form that is shown again: while it is good the one it came with, whose time has run already."""
    try:
        name_of_form(posted, now + LEAST)
    except FormRefused:
        return new_stamp(now)
    return posted


def name_of_form(stamp: str, now: dt.datetime) -> str:
    """The random name of the form that carried the stamp. Raises FormRefused when it is made up, too new or old."""
    try:
        name, _slash, drawn = _signer.unsign(stamp).rpartition("/")
    except BadSignature:
        raise FormRefused(_("This form was not complete. Your text is in the form below: send it again.")) from None
    age = now - dt.datetime.fromtimestamp(int(drawn), dt.UTC)
    if age < LEAST:
        raise FormRefused(
            _("That was sent faster than a person can type. Your text is in the form below: send it again.")
        )
    if age > MOST:
        raise FormRefused(_("This form was opened more than a day ago. Your text is in the form below: send it again."))
    return name
