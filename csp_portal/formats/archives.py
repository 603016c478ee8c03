"""Files that are zip archives of XML, as office programs write them: opened within bounds, and their XML as a tree.
And such archives written: the same files give the same bytes."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

MEGABYTE = 1024 * 1024
MOST_UNPACKED = 60 * MEGABYTE
MOST_RATIO = 200
MOST_MEMBERS = 1_000
MOST_DEPTH = 200
CHUNK = 1 << 16
BROKEN = (
    *(expat.ExpatError, zipfile.BadZipFile, zlib.error),
    *(EOFError, OSError, RuntimeError, NotImplementedError, LookupError, ValueError),
)


class UnusableArchive(ValueError):
    """The file cannot be read. The message goes on from “the file”; `accepted` says what could be, where that helps."""

    def __init__(self, why: str, accepted: str = "") -> None:
        self.accepted = accepted
        super().__init__(why)

    @property
    def sentence(self) -> str:
        """The whole of it, for a command."""
        return f"The file {self}." + (f" Needed: {self.accepted}." if self.accepted else "")


def open_archive(content: bytes) -> zipfile.ZipFile:
    """Raises UnusableArchive when it is damaged, protected, or unpacks to more than is allowed. Unpacks nothing."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise damaged() from None
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS:
        raise UnusableArchive(f"consists of {len(members):,} files", f"at most {MOST_MEMBERS:,}")
    if any(member.flag_bits & 1 for member in members):
        raise protected()
    if unpacked > MOST_UNPACKED:
        accepted = f"at most {MOST_UNPACKED // MEGABYTE} MB; save the part that is needed by itself"
        raise UnusableArchive(f"unpacks to {unpacked / MEGABYTE:,.0f} MB", accepted)
    if unpacked > MEGABYTE and unpacked > MOST_RATIO * len(content):
        raise UnusableArchive(f"unpacks to {unpacked // len(content):,} times its size", f"at most {MOST_RATIO} times")
    return archive


def zipped(files: Mapping[str, bytes], stored: str = "") -> bytes:
    """An archive of files by name. The one named `stored` is not compressed: readers of OpenDocument look for it so."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name)  # of 1 January 1980, whenever it is written
            member.compress_type = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return written.getvalue()


def damaged() -> UnusableArchive:
    return UnusableArchive("is damaged or was cut off", "the whole file, downloaded or saved again")


def protected() -> UnusableArchive:
    return UnusableArchive("is protected with a password")


def read_tree(archive: zipfile.ZipFile, name: str) -> Element:
    """One XML file of the archive, its tags and attributes without prefixes. Raises UnusableArchive where it is broken,
    is nested more than 200 levels deep, or defines entities: no office document has a document type, and an attack by
    entities needs one."""
    builder, depth = TreeBuilder(), 0
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise damaged()
        builder.start(_local(tag), {_local(key): value for key, value in attributes.items()})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_local(tag))

    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    try:
        with archive.open(name) as file:
            while chunk := file.read(CHUNK):
                parser.Parse(chunk)
        parser.Parse(b"", True)
        return builder.close()
    except UnusableArchive:
        raise
    except (*BROKEN, AssertionError):
        raise damaged() from None


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse_document_type(*_: object) -> None:
    raise UnusableArchive("defines entities of its own, as attacks do")
