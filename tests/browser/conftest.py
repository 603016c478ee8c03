"""A real server with the source plans, and a browser that can reach nothing else."""

import os
import shutil
import socket
import subprocess
import sys
import time
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


@pytest.fixture(scope="session")
def portal(tmp_path_factory) -> str:
    """The address of a server with its own database, started the way `make run` starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    database = tmp_path_factory.mktemp("portal") / "portal.sqlite3"
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}", "DEBUG": "0"}
    manage = [sys.executable, str(ROOT / "manage.py")]
    for command in (["collectstatic", "--no-input", "--verbosity", "0"], ["migrate", "--verbosity", "0"], ["demo"]):
        subprocess.run([*manage, *command], check=True, env=environment, stdout=subprocess.DEVNULL)
    server = subprocess.Popen([*manage, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/healthz", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


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
