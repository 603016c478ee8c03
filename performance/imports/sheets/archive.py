"""What must be true of a workbook before anything in it is read: it is a zip file of XML of a bounded size."""

import io
import zipfile
import zlib
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from .cells import CannotRead

MEGABYTE = 1024 * 1024
MOST_UNPACKED = 60 * MEGABYTE
MOST_RATIO = 200
MOST_MEMBERS = 1_000
_CHUNK = 1 << 16
BROKEN = (
    *(expat.ExpatError, zipfile.BadZipFile, zlib.error),
    *(EOFError, OSError, RuntimeError, NotImplementedError, LookupError, ValueError),
)
WORKBOOK = "a workbook saved as XLSX or ODS without a password, or the sheet saved as CSV"


def open_archive(content: bytes) -> zipfile.ZipFile:
    """Raises CannotRead when it is damaged, protected, or unpacks to more than is allowed. Nothing is unpacked here."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise damaged() from None
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS:
        raise CannotRead(f"the workbook consists of {len(members):,} files", f"at most {MOST_MEMBERS:,}")
    if any(member.flag_bits & 1 for member in members):
        raise protected()
    if unpacked > MOST_UNPACKED:
        why = f"the workbook unpacks to {unpacked / MEGABYTE:,.0f} MB"
        raise CannotRead(why, f"at most {MOST_UNPACKED // MEGABYTE} MB; save the sheet that is needed by itself")
    if unpacked > MEGABYTE and unpacked > MOST_RATIO * len(content):
        why = f"the workbook unpacks to {unpacked // len(content):,} times its size"
        raise CannotRead(why, f"at most {MOST_RATIO} times")
    return archive


def damaged() -> CannotRead:
    return CannotRead("the workbook is damaged or was cut off", "the whole file, downloaded again or saved anew")


def protected() -> CannotRead:
    return CannotRead("the workbook is protected with a password", WORKBOOK)


def walk(
    archive: zipfile.ZipFile,
    name: str,
    start: Callable[[str, dict[str, str]], Any] | None = None,
    end: Callable[[str], Any] | None = None,
    text: Callable[[str], Any] | None = None,
) -> None:
    """The elements of one XML file in turn, without their prefixes. Raises CannotRead where it defines entities or is
    broken: a workbook has no document type, and an attack by entities needs one."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    if start:
        parser.StartElementHandler = lambda tag, attributes: start(
            tag.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        )
    if end:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(" ")[2])
    if text:
        parser.CharacterDataHandler = text
    try:
        with archive.open(name) as file:
            while chunk := file.read(_CHUNK):
                parser.Parse(chunk)
        parser.Parse(b"", True)
    except CannotRead:
        raise
    except BROKEN:
        raise damaged() from None


def _refuse_document_type(*_: Any) -> None:
    raise CannotRead("the workbook defines entities of its own, as attacks do", WORKBOOK)
