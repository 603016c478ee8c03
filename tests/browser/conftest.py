"""A real server with the source plans, and a browser that can reach nothing else."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.shell import Shell
from tests.databases import made_once, shared_folder
from tests.running import QUICK, collect_static

DEMONSTRATION = """
from django.core.management import call_command
from tests.databases import make_tables
make_tables()
call_command("demo")
"""
ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=20_000)  # milliseconds: a busy machine is no fault of a page


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    shell = shutil.which("chromium-headless-shell")  # the same pages at half the work: no windows, no extensions
    chromium = shell or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("Browser tests need Chromium. On Debian: apt-get install chromium-headless-shell")
    return {"executable_path": chromium, "args": FLAGS}


@dataclass(frozen=True)
class Portal:
    """A running portal: its address, the passwords of its demonstration accounts and the keys of their code apps, and
    the folder into which its emails go."""

    address: str
    passwords: dict[str, str]
    keys: dict[str, str]
    shell: Shell
    post: Path

    def emails_sent(self, to: str) -> list[str]:
        """The emails to an address, the oldest first."""
        files = sorted(self.post.glob("*"), key=lambda file: file.stat().st_mtime_ns)
        return [text for file in files if f"\nTo: {to}\n" in (text := file.read_text(encoding="utf-8"))]

    def do(self, code: str) -> list[str]:
        """Run Python code with the models and builders on the portal's database; the lines it prints."""
        return self.shell.do(code)

    def command(self, name: str) -> None:
        """Run a management command."""
        self.do(f"from django.core.management import call_command; call_command({name!r})")

    def sessions(self, *people: str) -> dict[str, str]:
        """Newly signed in people, with the second factor where it is asked for: the session of each."""
        lines = self.do(f"""
            for name in {people}:
                client = Client()
                builders.sign_in(client, User.objects.get(username=name))
                print(client.cookies["sessionid"].value)
        """)
        return dict(zip(people, lines[-len(people) :], strict=True))


@pytest.fixture(scope="session")
def running(tmp_path_factory) -> Iterator[Portal]:
    """A server with its own database, started the way `make run` starts it; the demonstration is loaded once a run.

    Its tables are made from models, which takes a tenth of the time of migrations that lead to the same ones."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("portal")
    post = folder / "emails"
    database = folder / "portal.sqlite3"
    own = {"DATABASE_URL": f"sqlite:///{database}", "EMAIL_URL": f"filemail:///{post}", "DEBUG": "0"}
    environment = os.environ | QUICK | own
    manage = [sys.executable, str(ROOT / "manage.py")]

    def command(*words: str) -> str:
        return subprocess.run([*manage, *words], check=True, env=environment, capture_output=True, text=True).stdout

    def load(path: Path) -> None:
        path.with_suffix(".txt").write_text(command("shell", "--command", DEMONSTRATION), encoding="utf-8")
        with closing(sqlite3.connect(database)) as made, closing(sqlite3.connect(path)) as kept:
            made.backup(kept)

    collect_static(environment)
    loaded = made_once(shared_folder(tmp_path_factory) / "browser.sqlite3", load)
    shutil.copy(loaded, database)
    printed = loaded.with_suffix(".txt").read_text(encoding="utf-8")
    accounts = re.findall(r"^  (\S+) +(\S+)(?: +key for the code app: (\S+))?", printed, re.M)
    shell = Shell(environment, folder)
    serve = [*manage, "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(serve, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", server)
        passwords = {name: password for name, password, _key in accounts}
        keys = {name: key for name, _password, key in accounts}
        yield Portal(f"http://127.0.0.1:{port}", passwords, keys, shell, post)
    finally:
        shell.stop()
        os.killpg(server.pid, signal.SIGKILL)  # a browser keeps connections open, which a server waits for
        server.wait()


@pytest.fixture(scope="session")
def portal(running: Portal) -> str:
    """The address of the running portal."""
    return running.address


def _wait_for(address: str, server: subprocess.Popen) -> None:
    for _attempt in range(150):
        try:
            with urlopen(address):
                return
        except URLError:
            if server.poll() is not None:
                break
            time.sleep(0.2)
    pytest.fail("The server did not start.")


@pytest.fixture
def person(reader, running):
    """A function that makes readers who are signed in with a session."""

    def make(session: str, width: int = 1280, javascript: bool = True) -> "Visit":
        visit = reader(width, javascript)
        visit.context.add_cookies([{"name": "sessionid", "value": session, "url": running.address}])
        return visit

    return make


class Visit:
    """A reader with a window of one width. Notes what the page asked for and what the policy had to block."""

    def __init__(self, context: BrowserContext, portal: str) -> None:
        self.portal, self.context = portal, context
        self.asked: list[str] = []
        self.outside: list[str] = []
        self.complaints: list[str] = []
        context.add_init_script(
            "document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective))"
        )
        context.route("**/*", self._route)
        self.page: Page = context.new_page()
        self.page.on(
            "console", lambda message: self.complaints.append(message.text) if message.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _route(self, route) -> None:
        address = route.request.url
        self.asked.append(address)
        if address.startswith((self.portal, "data:")):
            route.continue_()
        else:
            self.outside.append(address)
            route.abort()

    def open(self, path: str) -> Page:
        self.asked.clear()
        response = self.page.goto(self.portal + path)
        assert response is not None
        assert response.status == 200, f"{path} answers {response.status}"
        return self.page

    def widen(self, width: int) -> None:
        """Give the window another width, as a reader does who turns a phone or zooms."""
        self.page.set_viewport_size({"width": width, "height": 900})

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window, once it has its styles."""
        self.page.wait_for_load_state("load")
        return self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.fixture
def reader(browser: Browser, portal: str):
    """A function that makes readers: reader(width=320, javascript=False)."""
    contexts: list[BrowserContext] = []

    def make(width: int = 1280, javascript: bool = True) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=javascript)
        contexts.append(context)
        return Visit(context, portal)

    yield make
    for context in contexts:
        context.close()
