"""The file of a backup: a compressed tar of manifest.json, the copy of the database and the files to be imported.

The manifest comes first and says of what the rest consists. Nothing of the file is believed before all checksums
agree.
"""

import datetime as dt
import fcntl
import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import tomllib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from csp_portal.operation import published_folder

from . import databases
from .encryption import MAGIC, DamagedFile, DecryptingReader, EncryptingWriter, UnusableKey

FORMAT = 1
MANIFEST, DATABASE, IMPORTS = "manifest.json", "database", "imports/"
LARGEST_MANIFEST = 20_000_000  # bytes
CHUNK = 1 << 20
BROKEN = (DamagedFile, tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile, ValueError, KeyError)


class UnusableBackup(Exception):
    """The file cannot be written or restored. The message is a whole sentence."""


def version() -> str:
    """The version of the portal that is running."""
    return str(tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"])


def write(target: Path, key: str | None) -> Path:
    """Write a backup to a new file or, under the time as its name, into a folder. Only a whole one has its name.

    Raises UnusableBackup.
    """
    if target.is_dir():
        target = target / f"portal-{timezone.localtime():%Y-%m-%d-%H%M%S}.backup"
    if target.exists():
        raise UnusableBackup(f"{target} is there already. Choose another name.")
    try:
        with _working_folder(target) as folder:
            manifest = _collect(folder)
            with (folder / "whole").open("wb") as file:
                (folder / "whole").chmod(0o600)
                _pack(file, folder, manifest, key)
                file.flush()
                os.fsync(file.fileno())
            (folder / "whole").replace(target)
    except OSError as problem:
        raise UnusableBackup(f"{target} cannot be written: {problem.strerror}.") from None
    except databases.UnusableDatabase as problem:
        raise UnusableBackup(str(problem)) from None
    return target


@contextmanager
def _working_folder(target: Path) -> Iterator[Path]:
    """A folder beside the backup for what it is made of. One that was killed left its own, which goes now."""
    folder = target.parent / ".backup.part"
    folder.mkdir(mode=0o700, exist_ok=True)
    lock = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UnusableBackup(f"Another backup is being written into {target.parent}.") from None
        for left in folder.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


def _collect(folder: Path) -> dict[str, Any]:
    """Put everything into the folder, and say what is there."""
    made_at = timezone.now()
    rows = databases.copy(folder / DATABASE)
    if Path(settings.UPLOADS).is_dir():
        shutil.copytree(settings.UPLOADS, folder / IMPORTS, ignore=shutil.ignore_patterns("lock"))
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        "format": FORMAT,
        "portal": version(),
        "made_at": made_at.isoformat(timespec="seconds"),
        "database": databases.vendor(),
        "migrations": sorted(f"{app}.{name}" for app, name in MigrationLoader(connection).applied_migrations),
        "rows": rows,
        "files": {path.relative_to(folder).as_posix(): _described(path) for path in files},
    }


def _described(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _pack(file: IO[bytes], folder: Path, manifest: dict[str, Any], key: str | None) -> None:
    """Write everything as one stream, so that no more of it is in memory than a piece."""
    out = EncryptingWriter(file, key) if key else file
    with (
        gzip.GzipFile(fileobj=out, mode="wb", compresslevel=6, filename="", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        words = json.dumps(manifest, indent=1).encode()
        tar.addfile(_member(MANIFEST, len(words)), io.BytesIO(words))
        for name, said in manifest["files"].items():
            with (folder / name).open("rb") as content:
                tar.addfile(_member(name, said["bytes"]), content)
    if isinstance(out, EncryptingWriter):
        out.finish()


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def unpack(file: Path, key: str | None, folder: Path) -> dict[str, Any]:
    """Put what a backup holds into a folder, if all of it is as it was and this portal can take it; its manifest.

    Raises UnusableBackup.
    """
    try:
        with file.open("rb") as opened:
            stream = _decrypted(opened, key, file)
            with gzip.GzipFile(fileobj=stream) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
                manifest = _unpack(tar, folder)
                while packed.read(CHUNK):  # its end says whether it is all there
                    pass
            while stream.read(CHUNK):
                pass
    except UnusableKey as problem:
        raise UnusableBackup(str(problem)) from None
    except OSError as problem:
        if not isinstance(problem, gzip.BadGzipFile | tarfile.TarError):
            raise UnusableBackup(f"{problem.filename or file}: {problem.strerror}.") from None
        raise _damaged(file) from None
    except BROKEN:
        raise _damaged(file) from None
    return manifest


def _damaged(file: Path) -> UnusableBackup:
    return UnusableBackup(f"{file} is no backup of a portal, or is damaged or cut off.")


def _decrypted(opened: IO[bytes], key: str | None, file: Path) -> IO[bytes]:
    """What is in the file, with or without a key as it needs it."""
    is_encrypted = opened.read(len(MAGIC)) == MAGIC
    opened.seek(0)
    if is_encrypted and key is None:
        raise UnusableBackup(f"{file} is encrypted. Give its key with --key-file.")
    if key is not None and not is_encrypted:
        raise UnusableBackup(f"{file} is not encrypted. Leave out --key-file if you trust where it comes from.")
    return io.BufferedReader(DecryptingReader(opened, key), CHUNK) if key is not None else opened


def _unpack(tar: tarfile.TarFile, folder: Path) -> dict[str, Any]:
    """The members in their order, each under the name that the manifest gives it."""
    first = tar.next()
    if first is None or first.name != MANIFEST or first.size > LARGEST_MANIFEST:
        raise ValueError
    manifest: dict[str, Any] = json.loads(tar.extractfile(first).read())  # type: ignore[union-attr]
    _check_it_fits(manifest)
    left = dict(manifest["files"])
    while member := tar.next():
        said, digest = left.pop(member.name), hashlib.sha256()
        if not member.isfile() or member.size != said["bytes"] or ".." in Path(member.name).parts:
            raise ValueError
        place = folder / member.name
        place.parent.mkdir(parents=True, exist_ok=True)
        content = tar.extractfile(member)
        with place.open("wb") as written:
            while chunk := content.read(CHUNK):  # type: ignore[union-attr]
                digest.update(chunk)
                written.write(chunk)
        if digest.hexdigest() != said["sha256"]:
            raise ValueError
    if left or not (folder / DATABASE).exists():
        raise ValueError
    return manifest


def _check_it_fits(manifest: dict[str, Any]) -> None:
    """Refuse what this portal cannot take. Raises UnusableBackup."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    is_newer = _parts(manifest["portal"]) > _parts(version()) or not known.issuperset(manifest["migrations"])
    if manifest["format"] > FORMAT or is_newer:
        raise UnusableBackup(
            f"The backup is of a newer portal ({manifest['portal']}) than this one ({version()}). Upgrade first."
        )
    if manifest["database"] != databases.vendor():
        raise UnusableBackup(
            f"The backup is of {manifest['database']} and DATABASE_URL names {databases.vendor()}. "
            "To move between them use export_partnership and import_partnership."
        )


def _parts(number: str) -> list[int]:
    return [int(part) for part in number.split(".")]


def put_in_place(folder: Path) -> None:
    """Make what was unpacked that of the portal: the database first, all of it or nothing. Raises UnusableBackup.

    Published files go before, so that none stays if this is killed, and after, for those that were written meanwhile.
    """
    uploads = Path(settings.UPLOADS)
    new, old = (uploads.with_name(f"{uploads.name}.{word}") for word in ("new", "old"))
    try:
        for left in (new, old):
            shutil.rmtree(left, ignore_errors=True)
        shutil.copytree(folder / IMPORTS, new) if (folder / IMPORTS).exists() else new.mkdir(parents=True)
        published_folder.clear()
        databases.restore(folder / DATABASE)
        if uploads.exists():
            uploads.replace(old)
        new.replace(uploads)
        shutil.rmtree(old, ignore_errors=True)
        published_folder.clear()
    except OSError as problem:
        raise UnusableBackup(f"{problem.filename}: {problem.strerror}.") from None
    except databases.UnusableDatabase as problem:
        raise UnusableBackup(f"Nothing was restored. {problem}") from None


def made_at(manifest: dict[str, Any]) -> dt.datetime:
    return timezone.localtime(dt.datetime.fromisoformat(manifest["made_at"]))
