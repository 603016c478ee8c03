"""What every export says of the text it was made from."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .shape import PublishedText


def version_words(text: PublishedText) -> str:
    """Version 2, published here on 28 November 2026; or that it is a draft."""
    if text.published_on is None:
        return _("Draft of version %(number)s, not published") % {"number": text.number}
    day = date_format(text.published_on, "j F Y")
    if text.is_consultation:
        words = _("Version %(number)s, a draft for consultation, published here on %(day)s")
        return words % {"number": text.number, "day": day}
    return _("Version %(number)s, published here on %(day)s") % {"number": text.number, "day": day}


def rights_words(text: PublishedText) -> str:
    """Who published it, and what may be done with it as far as the portal knows."""
    publisher = _("Published by %(partnership)s.") % {"partnership": text.document["partnership"]["name"]}
    where_stated = _("Contains public sector information licensed under the Open Government Licence v3.0 where stated.")
    return f"{publisher} {where_stated}"
