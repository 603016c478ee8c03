"""Published pages and files as files of a folder, which a web server sends without the portal and without its database.

    FOLDER/norwich/2026-11-29   a link to the tree of today: what a web server sends
    FOLDER/norwich/now          a link to the same tree: what is sent while the portal or its database is away
    FOLDER/norwich/12-ab34.../  a tree: norwich/index.html beside index.html.gz, and manifest.json

Pages about all partnerships are in FOLDER/_site. A tree is written beside the others and its links are made last, so
that a reader finds all of it or none. When something is published, corrected or withdrawn the links go at once, before
and after it is stored: from then on readers are answered by the portal, until a new tree is written.
"""

import datetime as dt
import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from csp_portal.models import StoredPage

SITE = "_site"
NOW = "now"
MANIFEST = "manifest.json"
SAFE = re.compile(r"(?:/(?:(?!\.)[\w.~-]+/)*)(?:(?!\.)[\w.~-]+)?", re.ASCII)


class File(NamedTuple):
    """A published page or file as it was written."""

    body: bytes
    content_type: str
    headers: dict[str, str]
    etag: str


def is_wanted() -> bool:
    return bool(settings.PUBLISHED_FOLDER)


def forget(owners: Iterable[str]) -> None:
    """Take away the links to what these partnerships published and to the pages about all: it is not so any more."""
    for owner in (*owners, SITE):
        with _alone(owner):
            for link in _links(owner):
                link.unlink(missing_ok=True)


def clear() -> None:
    """Take away everything: what was published may be something else now, under the same names."""
    if not is_wanted():
        return
    for folder in Path(settings.PUBLISHED_FOLDER).glob("*"):
        if folder.is_dir():
            forget([folder.name])
            with _alone(folder.name, "writing"):
                for tree in folder.iterdir():
                    if tree.is_dir():
                        shutil.rmtree(tree, ignore_errors=True)


def is_written(owner: str, name: str, day: dt.date) -> bool:
    """Whether the tree of this name is what a web server sends on this day."""
    link = _folder(owner) / day.isoformat()
    return link.is_symlink() and os.readlink(link) == name


def write(
    owner: str, name: str, pages: Iterable[StoredPage], day: dt.date, is_current: Callable[[], bool]
) -> int | None:
    """Write the pages as the tree `name` and link to it, if what they were drawn from still `is_current`.

    Gives back how many pages there are, or None when something else was published meanwhile. One process writes at a
    time. One that is killed leaves the links as they were.
    """
    folder = _folder(owner)
    tree = folder / name
    with _alone(owner, "writing"):
        if not tree.exists():
            part = folder / f"{name}.part"
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            _write_tree(part, pages)
            part.replace(tree)
        with _alone(owner):
            if not is_current():
                return None
            for link in (folder / day.isoformat(), folder / NOW):
                _point(link, name)
        for old in folder.iterdir():
            if old.is_symlink():
                if old.name not in (NOW, day.isoformat()):
                    old.unlink(missing_ok=True)
            elif old.is_dir() and old.name != name:
                shutil.rmtree(old, ignore_errors=True)
        return len(json.loads((tree / MANIFEST).read_text()))


def find(path: str) -> File | None:
    """What was last published at an address, while the database cannot say it."""
    if not is_wanted() or not SAFE.fullmatch(path):
        return None
    for owner in (path.split("/")[1] or SITE, SITE):
        try:
            tree = (_folder(owner) / NOW).resolve(strict=True)
            said = json.loads((tree / MANIFEST).read_text()).get(path)
            if said:
                body = (tree / said["file"]).read_bytes()
                return File(body, said["content_type"], said["headers"], said["etag"])
        except OSError:
            continue
    return None


def _write_tree(tree: Path, pages: Iterable[StoredPage]) -> None:
    """Each page plain and compressed, and a manifest of all. What is no page is no index.html."""
    manifest = {}
    for page in pages:
        if not SAFE.fullmatch(page.path):
            continue
        ends = "index.html" if page.content_type.startswith("text/html") else "index.data"
        file = page.path.lstrip("/") + (ends if page.path.endswith("/") else "")
        place = tree / file
        place.parent.mkdir(parents=True, exist_ok=True)
        body = bytes(page.plain)
        place.write_bytes(body)
        place.with_name(place.name + ".gz").write_bytes(bytes(page.gzip))
        manifest[page.path] = {
            "file": file,
            "content_type": page.content_type,
            "headers": json.loads(page.headers) if page.headers else {},
            "etag": page.etag,
            "sha256": hashlib.sha256(body).hexdigest(),
            "bytes": len(body),
        }
    (tree / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True))


def _folder(owner: str) -> Path:
    return Path(settings.PUBLISHED_FOLDER) / owner


def _links(owner: str) -> Iterator[Path]:
    folder = _folder(owner)
    return (path for path in folder.iterdir() if path.is_symlink()) if folder.is_dir() else iter(())


def _point(link: Path, name: str) -> None:
    """Make or move a link in one step."""
    new = link.with_name(f"{link.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(name)
    new.replace(link)


@contextmanager
def _alone(owner: str, name: str = "lock") -> Iterator[None]:
    """One process at a time makes or takes away the links of a partnership, or, as `writing`, its trees as well."""
    folder = _folder(owner)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
