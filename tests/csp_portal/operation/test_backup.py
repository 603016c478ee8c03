"""A backup is all of the portal at one moment, and what comes back from it is the same to the last byte."""

import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from csp_portal.models import SendCount, SentEmail, StoredPage
from csp_portal.operation import published_folder
from csp_portal.operation.backup import backup_file, databases, encryption
from plans.models import Partnership
from plans.publishing.versions import publish
from tests import builders
from tests.databases import TEMPLATE, demo_file, demo_template, made_once, own_database, shared_folder
from tests.public_pages import content, public_routes, read_everything

PLAN = "/anytown/plans/2020-2023/"
PAGES = [
    *("/", "/anytown/", "/anytown/plans/", PLAN, f"{PLAN}v1/", f"{PLAN}v1/plan.json", f"{PLAN}priorities/1/"),
    *("/anytown/performance/", "/anytown/areas/", "/data/", "/sitemap.xml"),
]
KEY = "a key of more than twenty characters"


@pytest.fixture(autouse=True)
def folders(settings, tmp_path) -> Path:
    """Where files lie that wait to be imported, and published pages."""
    settings.UPLOADS, settings.PUBLISHED_FOLDER = tmp_path / "imports", str(tmp_path / "published")
    for folder in (tmp_path / "imports" / "7", tmp_path / "published"):
        folder.mkdir(parents=True)
    (tmp_path / "imports" / "7" / "file").write_bytes(b"ward,crimes\nNorth,12\n")
    (tmp_path / "key").write_text(f"{KEY}\n")
    return tmp_path


@pytest.fixture(scope="module")
def filled(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[None]:
    """A portal with one published plan. No test changes it for good."""
    with django_db_blocker.unblock(), own_database(tmp_path_factory.mktemp("filled")):
        publish(builders.rich_plan(2), kind="final")
        yield


def said(command: str, *arguments: object) -> str:
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out)
    return out.getvalue()


def refusal(command: str, *arguments: object) -> str:
    with pytest.raises(CommandError) as refused:
        said(command, *arguments)
    return str(refused.value)


def read(pages: list[str]) -> dict[str, tuple[int, bytes]]:
    """What a stranger is answered when every page is drawn."""
    StoredPage.objects.all().delete()
    answers = {page: Client().get(page) for page in pages}
    return {page: (answer.status_code, answer.getvalue()) for page, answer in answers.items()}


@contextmanager
def somebody_writing() -> Iterator[Callable[[], int]]:
    """Two tables get one row each in one transaction, over and over; how many pairs are there by now."""
    own, stop, pairs = connections["default"].copy(), threading.Event(), []
    own.inc_thread_sharing()

    def write() -> None:
        connections["default"] = own  # of this thread
        while not stop.is_set():
            with transaction.atomic():
                SendCount.objects.create(key=f"writer {len(pairs)}", day=timezone.localdate())
                SentEmail.objects.create(purpose=f"writer {len(pairs)}", address_hash="")
            pairs.append(1)
        own.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield lambda: len(pairs)
    finally:
        stop.set()
        writer.join()


def test_what_is_restored_is_the_same_to_the_last_byte(filled, folders):
    """Slow: the pages of a partnership are drawn twice, and the database is copied while somebody writes."""
    before, file, key = read(PAGES), folders / "a.backup", ("--key-file", folders / "key")
    assert {status for status, _body in before.values()} == {200}
    with somebody_writing() as pairs:
        first = pairs()
        assert said("backup", file, *key).startswith(f"{file}: 0.")
        last = pairs()
    assert b"Anytown" not in file.read_bytes()
    assert (file.stat().st_mode & 0o777, list(folders.glob(".*"))) == (0o600, [])
    assert refusal("restore", file, *key) == ("The database is not empty. To replace everything in it, add --replace.")
    checked = said("check_restore", file, *key).splitlines()
    assert "every checksum agrees" in checked[0]
    assert checked[2:] == [
        "Versions as they were published: 1. Versions that have changed: 0.",
        "The home page opens. The backup can be restored.",
    ]
    shutil.rmtree(folders / "imports")
    with own_database(folders, make=lambda: None):
        assert databases.tables() == []
        said("restore", file, *key)
        assert first <= SendCount.objects.count() == SentEmail.objects.count() <= last + 1
        assert (folders / "imports" / "7" / "file").read_bytes() == b"ward,crimes\nNorth,12\n"
        assert read(PAGES) == before
        Partnership.objects.update(place="Elsewhere")
        published_folder.write("anytown", "1-a", [], timezone.localdate(), lambda: True)
        said("restore", file, *key, "--replace")
        assert Partnership.objects.get().place == "Anytown"
        assert sorted(path.name for path in (folders / "published" / "anytown").iterdir()) == ["lock", "writing"]


@pytest.mark.long
def test_every_page_of_the_source_plans_is_the_same_after_a_restore(
    folders, tmp_path_factory, django_db_blocker, settings
):
    """Slow: every public page of the source plans is drawn twice."""
    shared, template, make = shared_folder(tmp_path_factory), "", lambda: None
    values = {part: [] for route in public_routes() for part in route.replace(">", "<").split("<")}
    values = {(name := part.rpartition(":")[2]): [99 if name == "number" else "none"] for part in values}
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            file = made_once(shared / "demo.sqlite3", demo_file)
            make = lambda: shutil.copy(file, connections["default"].settings_dict["NAME"])  # noqa: E731
        else:
            made_once(shared / "demo.made", demo_template)
            template = TEMPLATE
        with own_database(folders, make=make, template=template):
            said("backup", folders / "a.backup")
            before = read_everything(values, files=False)
        with own_database(folders, make=lambda: None):
            said("restore", folders / "a.backup")
            after = read_everything(values, files=False)
    assert len(before) > 500
    changed = [path for path in before.keys() | after.keys() if content(before[path]) != content(after[path])]
    assert changed == []


@pytest.fixture
def packed(folders, filled) -> Path:
    return backup_file.write(folders / "a.backup", KEY)


@pytest.mark.anywhere
def test_a_file_that_is_not_as_it_was_is_refused(packed, folders):
    """Slow: seven times a key is made of words, which is slow on purpose."""
    whole, changed = packed.read_bytes(), folders / "changed.backup"
    damaged = f"{changed} is no backup of a portal, or is damaged or cut off."
    for number in range(3):
        place = len(whole) * number // 3 + 100
        changed.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert refusal("restore", changed, "--replace", "--key-file", folders / "key") == damaged
        changed.write_bytes(whole[:place])
        assert refusal("restore", changed, "--replace", "--key-file", folders / "key") == damaged
    changed.write_bytes(whole + b"more")
    assert refusal("check_restore", changed, "--key-file", folders / "key") == damaged
    assert Partnership.objects.get().name


@pytest.mark.anywhere
def test_a_wrong_key_and_what_this_portal_cannot_take_are_one_sentence_each(packed, folders, monkeypatch):
    (folders / "other").write_text("some other key, which is long enough")
    (folders / "short").write_text("short")
    wrong = "The key is not the one with which this file was encrypted."
    assert refusal("restore", packed, "--replace", "--key-file", folders / "other") == wrong
    assert refusal("restore", packed, "--replace") == f"{packed} is encrypted. Give its key with --key-file."
    assert refusal("backup", folders / "b", "--key-file", folders / "short").startswith(
        f"The key in {folders / 'short'} is shorter than 20 characters."
    )
    assert refusal("backup", packed) == f"{packed} is there already. Choose another name."
    assert refusal("backup", folders / "none" / "b").endswith("cannot be written: No such file or directory.")
    with monkeypatch.context() as newer:
        newer.setattr(backup_file, "version", lambda: "99.0")
        future = backup_file.write(folders / "future", None)
    assert "is of a newer portal (99.0)" in refusal("restore", future, "--replace")
    with monkeypatch.context() as other:
        other.setattr(databases, "vendor", lambda: "Oracle")
        foreign = backup_file.write(folders / "foreign", None)
    assert "is of Oracle and DATABASE_URL names SQLite" in refusal("restore", foreign, "--replace")


@pytest.mark.anywhere
def test_a_backup_that_is_killed_leaves_nothing_that_looks_whole(filled, folders, monkeypatch):
    target = folders / "backups"
    target.mkdir()
    if (child := os.fork()) == 0:
        monkeypatch.setattr(backup_file.os, "fsync", lambda _file: os.kill(os.getpid(), signal.SIGKILL))
        backup_file.write(target, None)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert [path.name for path in target.iterdir()] == [".backup.part"]
    made = backup_file.write(target, None)
    assert list(target.iterdir()) == [made]


@pytest.mark.anywhere
def test_pieces_cannot_be_moved_or_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(encryption, "PIECE", 10)
    monkeypatch.setattr(encryption, "_cipher", lambda key, salt: AESGCM(b"k" * 32))
    file = tmp_path / "file"
    with file.open("wb") as opened:
        writer = encryption.EncryptingWriter(opened, KEY)
        writer.write(b"0123456789abcdefghijABCDE")
        writer.finish()
    whole = file.read_bytes()
    head = len(encryption.MAGIC) + encryption.SALT + encryption.TAG
    pieces = [whole[head : head + 26], whole[head + 26 : head + 52], whole[head + 52 :]]

    def decrypted(*chosen: int) -> bytes:
        file.write_bytes(whole[:head] + b"".join(pieces[number] for number in chosen))
        with file.open("rb") as opened:
            return encryption.DecryptingReader(opened, KEY).readall()

    assert decrypted(0, 1, 2) == b"0123456789abcdefghijABCDE"
    for chosen in [(0, 1), (0, 2), (1, 0, 2), (0, 1, 2, 2), (2,)]:
        with pytest.raises(encryption.DamagedFile):
            decrypted(*chosen)
    assert decrypted() == b""  # of which the compressed stream then says that it is cut off
