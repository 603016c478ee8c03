"""Zip archives with the checksums of their files: written, and checked before anything in them is believed."""

import hashlib
import re
import stat
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from .archives import BROKEN, CHUNK, MEGABYTE, UnusableArchive, damaged, protected, zipped

SUMS = "SHA256SUMS"  # as `sha256sum --check` reads it
LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
MOST_SUMS = MEGABYTE
WHOLE = "the file as it was exported"


@dataclass(frozen=True)
class Bounds:
    """How large an archive may be: its files, their bytes together, and how often those fit into its own."""

    members: int
    unpacked: int
    ratio: int = 200


def sealed(files: Mapping[str, bytes]) -> bytes:
    """An archive of files by name, and their checksums: the same files give the same bytes."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return zipped({**files, SUMS: _listed(sums)})


def _listed(sums: Mapping[str, str]) -> bytes:
    return "".join(f"{checksum}  {name}\n" for name, checksum in sums.items()).encode()


class SealedWriter:
    """Writes such an archive file by file, with one piece of a file in memory at a time."""

    def __init__(self, file: IO[bytes]) -> None:
        self._archive = ZipFile(file, "w", ZIP_DEFLATED)
        self._sums: dict[str, str] = {}

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Add a file, piece by piece."""
        member, checksum = ZipInfo(name), hashlib.sha256()
        member.compress_type = ZIP_DEFLATED
        with self._archive.open(member, "w", force_zip64=True) as written:
            for piece in pieces:
                checksum.update(piece)
                written.write(piece)
        self._sums[name] = checksum.hexdigest()

    def close(self) -> None:
        self._archive.writestr(ZipInfo(SUMS), _listed(self._sums))
        self._archive.close()


@contextmanager
def open_sealed(file: IO[bytes], bounds: Bounds) -> Iterator[ZipFile]:
    """An archive in which every file is the one that was put there. Nothing of it is ever unpacked to the disk.

    Raises UnusableArchive where it is damaged, protected or too large, where a name leads outside it, and where a file
    is missing, was added or was changed.
    """
    try:
        archive = ZipFile(file)
    except (*BROKEN, zipfile.LargeZipFile):
        raise damaged() from None
    with archive:
        _within(archive, file, bounds)
        try:
            _check_sums(archive)
        except UnusableArchive:
            raise
        except BROKEN:
            raise damaged() from None
        yield archive


def _within(archive: ZipFile, file: IO[bytes], bounds: Bounds) -> None:
    """Refuse what its table of contents shows to be hostile. Reads no file of it."""
    members = archive.infolist()
    if len(members) > bounds.members:
        raise UnusableArchive(f"consists of {len(members):,} files", f"at most {bounds.members:,}")
    for member in members:
        if not _lies_inside(member):
            raise UnusableArchive("has a file whose name leads outside it, as attacks do", WHOLE)
        if member.flag_bits & 1:
            raise protected()
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise UnusableArchive("is compressed in an unusual way", WHOLE)
    if len({member.filename for member in members}) != len(members):
        raise UnusableArchive("has two files of the same name", WHOLE)
    unpacked, size = sum(member.file_size for member in members), file.seek(0, 2)
    if unpacked > bounds.unpacked:
        raise UnusableArchive(
            f"unpacks to {unpacked / MEGABYTE:,.0f} MB", f"at most {bounds.unpacked // MEGABYTE:,} MB"
        )
    if unpacked > MEGABYTE and unpacked > bounds.ratio * size:
        raise UnusableArchive(f"unpacks to {unpacked // size:,} times its size", f"at most {bounds.ratio} times")


def _lies_inside(member: ZipInfo) -> bool:
    """Whether a member is a plain file below the archive itself."""
    name, mode = member.orig_filename, member.external_attr >> 16
    plain = stat.S_IFMT(mode) in (0, stat.S_IFREG)
    return plain and not re.search(r"[\\:\x00-\x1f]", name) and not {"", ".", ".."} & set(name.split("/"))


def _check_sums(archive: ZipFile) -> None:
    """Refuse an archive whose files are not those that its checksums name."""
    names = set(archive.namelist())
    if SUMS not in names or archive.getinfo(SUMS).file_size > MOST_SUMS:
        raise UnusableArchive(f"has no list of checksums ({SUMS})", WHOLE)
    lines = archive.read(SUMS).decode().splitlines()
    read = [LINE.fullmatch(line) for line in lines]
    sums = {found[2]: found[1] for found in read if found}
    if not all(read) or len(sums) != len(lines):
        raise UnusableArchive(f"has a list of checksums ({SUMS}) that cannot be read", WHOLE)
    if missing := sorted(sums.keys() - names):
        raise UnusableArchive(f"lacks the file {missing[0]}", WHOLE)
    if sums.keys() != names - {SUMS}:
        raise UnusableArchive("has a file that is not in its list of checksums", WHOLE)
    for name, expected in sums.items():
        checksum = hashlib.sha256()
        with archive.open(name) as file:
            while piece := file.read(CHUNK):
                checksum.update(piece)
        if checksum.hexdigest() != expected:
            raise UnusableArchive(f"has a wrong checksum: {name} is not what was exported", WHOLE)
