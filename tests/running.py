"""A portal that really runs: its own process group and several workers."""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from plans.models import User
from tests import builders
from tests.databases import one_at_a_time

QUICK = {"DJANGO_SETTINGS_MODULE": "tests.quick"}
MANAGE = [sys.executable, str(settings.BASE_DIR / "manage.py")]


class Answer(NamedTuple):
    status: int
    location: str
    text: str


class Server:
    """The portal as `manage.py serve` starts it."""

    def __init__(self, database: str, folder: Path, workers: int) -> None:
        own = {"DATABASE_URL": database, "SECRET_KEY": settings.SECRET_KEY, "DEBUG": "0"}
        same = {"PORTAL_URL": settings.PORTAL_URL}  # pages name it, so that it is a part of their release
        self.environment = os.environ | QUICK | own | same
        self.workers, self.log = workers, folder / "server.log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        collect_static(self.environment)

    def start(self) -> None:
        command = [*MANAGE, "serve", "--port", str(self.port), "--workers", str(self.workers)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        for _attempt in range(1200):
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


def collect_static(environment: dict[str, str]) -> None:
    """Collect the static files, unless it was done since the last of them changed."""
    settings.VAR.mkdir(exist_ok=True)
    collected = settings.STATIC_ROOT / "staticfiles.json"
    newest = max(path.stat().st_mtime for path in (settings.BASE_DIR / "static").rglob("*"))
    with one_at_a_time(settings.VAR / "static.lock"):
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
