"""A page as Chromium loads it, before anything is pressed."""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, sync_playwright
from wire import kind

FLAGS = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@dataclass
class Load:
    """Requests answered, bytes received (headers included) by kind, and what can be seen in the end."""

    requests: int = 0
    bytes: Counter[str] = field(default_factory=Counter)
    words: list[str] = field(default_factory=list)
    buttons: set[str] = field(default_factory=set)
    pictures: int = 0

    @property
    def total(self) -> int:
        return self.bytes.total()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


def load(browser: Browser, url: str, javascript: bool = True) -> Load:
    """Open an address with an empty cache and wait until the network is quiet."""
    context = browser.new_context(java_script_enabled=javascript)
    page = context.new_page()
    session, result, kinds = context.new_cdp_session(page), Load(), {}

    def received(event: dict) -> None:
        if not event["response"]["url"].startswith("data:"):
            kinds[event["requestId"]] = kind(event["response"]["mimeType"])

    def finished(event: dict) -> None:
        if event["requestId"] in kinds:
            result.requests += 1
            result.bytes[kinds[event["requestId"]]] += int(event["encodedDataLength"])

    session.on("Network.responseReceived", received)
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    result.words = page.locator("body").inner_text().split("\n")
    offered = [*page.get_by_role("button").all(), *page.locator(".app-exit__hint").all()]
    result.buttons = {one.inner_text().strip() for one in offered}
    result.pictures = page.locator(".app-chart__picture > svg:visible").count()
    context.close()
    return result


def only_with_javascript(with_it: Load, without: Load) -> list[str]:
    """Lines that cannot be read without JavaScript, except answers to a button or a key that only it could give."""
    readable = " ".join(" ".join(without.words).split())
    lines = {" ".join(line.split()) for line in with_it.words} - with_it.buttons
    return [line for line in sorted(lines) if line not in readable]
