"""What must be true of a workbook before anything in it is read: it is a zip file of XML of a bounded size."""

import zipfile
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from csp_portal.formats import archives

from .cells import CannotRead

WORKBOOK = "a workbook saved as XLSX or ODS without a password, or the sheet saved as CSV"


def open_archive(content: bytes) -> zipfile.ZipFile:
    """Raises CannotRead when it is damaged, protected, or unpacks to more than is allowed. Nothing is unpacked here."""
    try:
        return archives.open_archive(content)
    except archives.UnusableArchive as problem:
        raise _of_workbook(problem) from None


def damaged() -> CannotRead:
    return _of_workbook(archives.damaged())


def protected() -> CannotRead:
    return _of_workbook(archives.protected())


def _of_workbook(problem: archives.UnusableArchive) -> CannotRead:
    return CannotRead(f"the workbook {problem}", problem.accepted or WORKBOOK)


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
            while chunk := file.read(archives.CHUNK):
                parser.Parse(chunk)
        parser.Parse(b"", True)
    except CannotRead:
        raise
    except archives.BROKEN:
        raise damaged() from None


def _refuse_document_type(*_: Any) -> None:
    raise CannotRead("the workbook defines entities of its own, as attacks do", WORKBOOK)
