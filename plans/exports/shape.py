"""The one shape of everything that leaves the portal as a file: a published text in, bytes out."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

KILO = 1000  # bytes


class PublishedText(NamedTuple):
    """What an export is made from, and nothing else: a document and what is said of its publication.

    `published_on` is None for a draft. `address` is where the text stands for good, with the name of the portal. A text
    `is_consultation` was published for comment. `logo` is the picture of the partnership as PNG, if it has one.
    """

    document: Any
    number: int
    published_on: dt.date | None
    note: str
    address: str
    is_consultation: bool = False
    logo: bytes = b""

    @property
    def is_draft(self) -> bool:
        return self.published_on is None


@dataclass(frozen=True)
class Export:
    """One form in which a text can be taken away.

    `name` is the last part of its address and the name under which it is stored; `make` is pure. `shown` says that a
    browser shows it, where another is saved to the disk. One that `gathers` is made from the text and from the files of
    all other forms, by name.
    """

    name: str
    label: str | Promise
    media_type: str
    make: Callable[..., bytes]
    shown: bool = False
    gathers: bool = False

    @property
    def form(self) -> str:
        """What kind of file it is, as readers know it: PDF, Word, XLSX, CSV."""
        ending = self.name.split(".")[1]
        return "Word" if ending == "docx" else ending.upper()


class Download(NamedTuple):
    """A file as a page lists it, and whether its size is known."""

    words: str
    address: str
    is_made: bool = True


def size_in_words(size: int) -> str:
    """A number of bytes for readers: 312 kB, 1.2 MB, which never break. Below one kilobyte it is 1 kB."""
    if (kilobytes := round(size / KILO)) < KILO:
        words = _("%(size)s kB") % {"size": max(1, kilobytes)}
    else:
        words = _("%(size)s MB") % {"size": f"{size / KILO / KILO:.1f}"}
    return words.replace(" ", "\u00a0")
