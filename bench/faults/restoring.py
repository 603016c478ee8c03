"""A restore that is killed at any moment: the database is as it was before, or wholly as the backup has it."""

import hashlib
import random
import subprocess
import time
from pathlib import Path

from django.db import connection

from csp_portal.operation.backup import databases
from plans.models import Section
from tests.running import MANAGE

from . import invariants


def kill_restores(environment: dict[str, str], folder: Path, kills: int) -> dict[str, int]:
    """Restore two backups in turns, and kill most of it: how often the database was of the one and of the other."""
    files, states = [], []
    for number in range(2):
        Section.objects.update(body=f"As in backup {number}")
        files.append(folder / f"{number}.backup")
        _manage(environment, "backup", str(files[number])).wait()
        states.append(_fingerprint())
    began = time.monotonic()
    _manage(environment, "restore", str(files[0]), "--replace").wait()
    usual = time.monotonic() - began
    seen = {"before": 0, "restored": 0, "partial": int(_fingerprint() != states[0]), "folder": 0}
    now, goal = states[0], 1
    for _kill in range(kills):
        process = _manage(environment, "restore", str(files[goal]), "--replace")
        time.sleep(random.uniform(usual / 4, usual * 1.2))  # so that some have just stored everything
        process.kill()
        process.wait()
        _wait_for_others()
        after = _fingerprint()
        seen["before" if after == now else "restored" if after == states[goal] else "partial"] += 1
        seen["folder"] += bool(list(invariants.folder()))
        if after == states[goal]:
            goal = 1 - goal
        now = after
    return seen


def _manage(environment: dict[str, str], *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([*MANAGE, *words], env=environment, stdout=subprocess.DEVNULL)


def _wait_for_others() -> None:
    """The programs that the killed one had started end when they are given nothing more."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with connection.cursor() as cursor:
        while cursor.execute(query) or cursor.fetchone()[0]:
            time.sleep(0.05)


def _fingerprint() -> str:
    """The checksum of every row of every table."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in databases.tables():
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t")
            digest.update(f"{table} {cursor.fetchone()[0]}\n".encode())
    connection.close()
    return digest.hexdigest()
