"""Files of versions: made when they are first asked for, kept with the version, and never made again."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Length
from django.utils import timezone, translation

from csp_portal.formats.dcat import DataFile
from csp_portal.pages.addresses import whole_address
from csp_portal.pages.languages import ENGLISH
from csp_portal.pages.stored_pages import drop
from plans.models.versions import Version, VersionKind

from .papers.logo import logo_of
from .shape import Download, Export, PublishedText, size_in_words


def text_of(version: Version, document: Any, path: str) -> PublishedText:
    """A version as exports are made from it. `path` is its permanent address; one that is not stored is a draft."""
    day = timezone.localdate(version.published_at) if version.pk else None
    is_consultation = version.kind == VersionKind.CONSULTATION
    return PublishedText(document, version.number, day, version.note, whole_address(path), is_consultation)


def made(export: Export, text: PublishedText, *gathered: Any) -> bytes:
    """The bytes of an export, with the logo of its partnership, in English: they are kept for readers in every
    language."""
    with translation.override(ENGLISH):
        return export.make(text._replace(logo=logo_of(text.document["partnership"]["slug"])), *gathered)


def file_of(version: Any, export: Export, text: PublishedText, pages: list[str], *gathered: Any) -> bytes:
    """The file of a version, made of its text and what is gathered. With it go the stored pages that list it, which say
    how large it is when they are drawn again.

    It is made without a lock and outside a transaction, as a long PDF takes many seconds. Of two who ask at once each
    has it made; the first one's is kept, and both get that.
    """
    if stored := version.files.filter(name=export.name).first():
        return bytes(stored.content)
    content = made(export, text, *gathered)
    with suppress(IntegrityError), transaction.atomic():
        version.files.create(name=export.name, content=content)
        drop(pages)
    return bytes(version.files.get(name=export.name).content)


def missing(version: Any, exports: Iterable[Export]) -> list[Export]:
    """The forms of which a version has no file yet. One query."""
    known = set(version.files.values_list("name", flat=True))
    return [one for one in exports if one.name not in known]


def listed(version: Any, exports: Iterable[Export], path: str) -> list[Download]:
    """The files of a version as its page lists them: the kind of each and, once it is made, its size. One query."""
    sizes = dict(version.files.values_list("name", Length("content")))
    return [download(str(one.label), one.form, sizes.get(one.name), path + one.name) for one in exports]


Made = dict[tuple[int, str], tuple[int, str]]  # size and checksum, by the key of a version and the name of a file


def made_files(files: Any) -> Made:
    """What is known of files that were made, without reading them. One query."""
    rows = files.values_list("version_id", "name", Length("content"), "checksum")
    return {(version, name): (size, checksum) for version, name, size, checksum in rows}


def data_files(version: Any, exports: Iterable[Export], path: str, made: Made) -> list[DataFile]:
    """The files of a version as a catalogue lists them."""
    return [
        DataFile(str(one.label), whole_address(path + one.name), one.media_type, *made.get((version.pk, one.name), ()))
        for one in exports
    ]


def download(label: str, form: str, size: int | None, address: str) -> Download:
    """A link to a file, and what it says: tables as CSV files (CSV, 21 kB)."""
    return Download(f"{label} ({form}, {size_in_words(size)})" if size else f"{label} ({form})", address, bool(size))
