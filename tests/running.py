"""A portal that really runs: its own process group, several workers, and a database of its own that tests can read."""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client

from plans.models import User
from tests import builders

MANAGE = [sys.executable, str(settings.BASE_DIR / "manage.py")]


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """A new database for a server and its test, in place of the one that tests share.

    Gives the address that the server is started with.
    """
    usual = connections["default"]
    own, name = usual.copy(), f"running_{secrets.token_hex(4)}"
    if usual.vendor == "sqlite":
        own.settings_dict["NAME"] = str(folder / f"{name}.sqlite3")
        address = f"sqlite:///{own.settings_dict['NAME']}"
    else:
        own.settings_dict["NAME"] = name
        address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**own.settings_dict)
        _without_database(usual, f"CREATE DATABASE {name}")
    connections["default"] = own
    try:
        call_command("migrate", verbosity=0)
        yield address
    finally:
        own.close()
        connections["default"] = usual
        if usual.vendor != "sqlite":
            _without_database(usual, f"DROP DATABASE {name} WITH (FORCE)")


def _without_database(connection, sql: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql)


class Answer(NamedTuple):
    status: int
    location: str
    text: str


class Server:
    """The portal as `manage.py serve` starts it."""

    def __init__(self, database: str, folder: Path, workers: int = 4) -> None:
        self.environment = os.environ | {"DATABASE_URL": database, "SECRET_KEY": settings.SECRET_KEY, "DEBUG": "0"}
        self.workers, self.log = workers, folder / "server.log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        _collect_static(self.environment)

    def start(self) -> None:
        command = [*MANAGE, "serve", "--port", str(self.port), "--workers", str(self.workers)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        for _attempt in range(300):
            try:
                if self.ask("GET", "/healthz").status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"The server did not start: {self.log.read_text()}")

    def kill(self) -> None:
        """Kill every process of the server at once, whatever it is doing."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)

    def ask(self, method: str, address: str, body: str = "", headers: dict[str, str] | None = None) -> Answer:
        """One request. Raises OSError or HTTPException when the server goes away before it has answered."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, address, body or None, headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.getheader("Location", ""), response.read().decode())
        finally:
            connection.close()


def _collect_static(environment: dict[str, str]) -> None:
    """Collect the static files, unless it was done since the last of them changed."""
    collected = settings.STATIC_ROOT / "staticfiles.json"
    newest = max(path.stat().st_mtime for path in (settings.BASE_DIR / "static").rglob("*"))
    if not collected.exists() or collected.stat().st_mtime < newest:
        command = [*MANAGE, "collectstatic", "--no-input", "--clear", "--verbosity", "0"]
        subprocess.run(command, check=True, env=environment)


class Editor:
    """Somebody who is signed in at a running portal and sends its forms."""

    def __init__(self, server: Server, user: User, headers: dict[str, str] | None = None) -> None:
        client = Client()
        builders.sign_in(client, user)
        self.server, self.token = server, secrets.token_hex(16)
        cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={self.token}"
        self.headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"} | (headers or {})

    def get(self, address: str) -> Answer:
        return self.server.ask("GET", address, headers=self.headers)

    def post(self, address: str, **fields: object) -> Answer:
        body = urlencode({"csrfmiddlewaretoken": self.token} | fields, doseq=True)
        return self.server.ask("POST", address, body, self.headers)


def version_in(page: str) -> int:
    """The version of the row that a form on a page was made from."""
    return int(re.search(r'name="row_version" value="(\d+)"', page)[1])
