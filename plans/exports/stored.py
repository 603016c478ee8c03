"""Files of versions: made when they are first asked for, kept with the version, and never made again."""

from contextlib import suppress
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from csp_portal.pages.addresses import whole_address
from csp_portal.pages.languages import ENGLISH
from plans.models.versions import Version, VersionKind

from .shape import Export, PublishedText


def text_of(version: Version, document: Any, path: str) -> PublishedText:
    """A version as exports are made from it. `path` is its permanent address; one that is not stored is a draft."""
    day = timezone.localdate(version.published_at) if version.pk else None
    is_consultation = version.kind == VersionKind.CONSULTATION
    return PublishedText(document, version.number, day, version.note, whole_address(path), is_consultation)


def made(export: Export, text: PublishedText) -> bytes:
    """The bytes of an export, in English: they are kept for readers in every language."""
    with translation.override(ENGLISH):
        return export.make(text)


def file_of(version: Any, export: Export, text: PublishedText) -> tuple[bytes, bool]:
    """The file of a version, and whether it was made just now.

    It is made without a lock and outside a transaction, as a long PDF takes many seconds. Of two who ask at once each
    has it made; the first one's is kept, and both get that.
    """
    if stored := version.files.filter(name=export.name).first():
        return bytes(stored.content), False
    content = made(export, text)
    with suppress(IntegrityError), transaction.atomic():
        version.files.create(name=export.name, content=content)
    return bytes(version.files.get(name=export.name).content), True
