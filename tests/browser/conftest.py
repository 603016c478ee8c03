"""A real server with the source plans, and a browser that can reach nothing else."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

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


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("Browser tests need Chromium. On Debian: apt-get install chromium")
    return {"executable_path": chromium, "args": FLAGS}


@dataclass(frozen=True)
class Portal:
    """A running portal: its address, and the passwords of its demonstration accounts."""

    address: str
    passwords: dict[str, str]


@pytest.fixture(scope="session")
def running(tmp_path_factory) -> Iterator[Portal]:
    """A server with its own database, started the way `make run` starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    database = tmp_path_factory.mktemp("portal") / "portal.sqlite3"
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}", "DEBUG": "0"}
    manage = [sys.executable, str(ROOT / "manage.py")]

    def command(*words: str) -> str:
        return subprocess.run([*manage, *words], check=True, env=environment, capture_output=True, text=True).stdout

    command("collectstatic", "--no-input", "--verbosity", "0")
    command("migrate", "--verbosity", "0")
    passwords = dict(re.findall(r"^  (\S+) +(\S+)", command("demo"), re.M))
    server = subprocess.Popen([*manage, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", server)
        yield Portal(f"http://127.0.0.1:{port}", passwords)
    finally:
        server.terminate()
        server.wait(timeout=20)


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

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
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
