"""Signing in through a real OpenID Connect provider; the portal runs as its own process with the settings for it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests

pytestmark = pytest.mark.oidc
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PEOPLE = """
from plans.models import Partnership, User
norwich = Partnership.objects.create(slug="norwich", name="Safer Norwich", place="Norwich")
for name, email, role in (
    ("olive", "Olive@norwich.example", "officer"),
    ("una", "unconfirmed@norwich.example", "officer"),
    ("april", "april@norwich.example", "approver"),
):
    User.objects.create(username=name, email=email).memberships.create(partnership=norwich, role=role)
"""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """The address of a portal that knows a provider."""
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules").exists():
        pytest.fail("These tests need Node.js and the provider: make test-oidc")
    here, there = f"http://127.0.0.1:{free_port()}", f"http://127.0.0.1:{free_port()}"
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path_factory.mktemp('portal') / 'portal.sqlite3'}",
        "DEBUG": "1",
        "OIDC_ISSUER": there,
        "OIDC_CLIENT_ID": "portal",
        "OIDC_CLIENT_SECRET": "between-us",
        "OIDC_AUTHORIZATION_ENDPOINT": f"{there}/auth",
        "OIDC_TOKEN_ENDPOINT": f"{there}/token",
        "OIDC_USER_ENDPOINT": f"{there}/me",
        "OIDC_KEYS_ENDPOINT": f"{there}/jwks",
    }
    manage = [sys.executable, str(ROOT / "manage.py")]
    for command in (["migrate", "--verbosity", "0"], ["shell", "--verbosity", "0", "-c", PEOPLE]):
        subprocess.run([*manage, *command], check=True, env=environment, stdout=subprocess.DEVNULL)
    serve = [*manage, "serve", "--port", here.rpartition(":")[2]]
    provide = [node, "provider.mjs", there.rpartition(":")[2], f"{here}/desk/openid/callback/"]
    processes = [
        subprocess.Popen(serve, env=environment, stdout=subprocess.DEVNULL),
        subprocess.Popen(provide, cwd=HERE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL),
    ]
    try:
        wait_for(f"{here}/healthz")
        wait_for(f"{there}/jwks")
        yield here
    finally:
        for process in processes:
            process.terminate()
            process.wait(timeout=20)


def wait_for(address: str) -> None:
    for _attempt in range(150):
        try:
            requests.get(address, timeout=5)
        except requests.ConnectionError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"Nothing answers at {address}.")


def sign_in(browser: requests.Session, portal: str, email: str, wanted: str = "/desk/account/") -> requests.Response:
    """Follow the link on the sign-in page, sign in at the provider and agree there; returns the last answer."""
    page = browser.get(f"{portal}/desk/sign-in/", params={"next": wanted})
    link = re.search(r'href="(/desk/openid/[^"]*)"', page.text)[1]
    answer = browser.get(urljoin(portal, link))
    for _form in ("signing in", "agreeing"):
        action = re.search(r'action="([^"]+)"', answer.text)[1]
        prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)[1]
        answer = browser.post(urljoin(answer.url, action), {"prompt": prompt, "login": email, "password": "any"})
    return answer


@pytest.fixture
def browser():
    with requests.Session() as session:
        yield session


def test_a_person_with_an_account_is_signed_in_and_sees_the_page_they_wanted(portal, browser):
    answer = sign_in(browser, portal, "olive@norwich.example")
    assert (answer.status_code, answer.url) == (200, f"{portal}/desk/account/")
    assert "<dd>olive</dd>" in answer.text
    assert "Partnership officer" in answer.text


def test_a_role_that_asks_for_a_second_factor_still_does(portal, browser):
    answer = sign_in(browser, portal, "april@norwich.example")
    assert answer.url.startswith(f"{portal}/desk/second-factor/")


@pytest.mark.parametrize("email", ["nobody@norwich.example", "unconfirmed@norwich.example"])
def test_somebody_unknown_or_unconfirmed_is_told_so_and_gets_no_account(portal, browser, email):
    answer = sign_in(browser, portal, email)
    assert (answer.status_code, answer.url) == (403, f"{portal}/desk/openid/refused/")
    assert "You were not signed in" in answer.text
    assert browser.get(f"{portal}/desk/account/").url.startswith(f"{portal}/desk/sign-in/")


def test_others_from_the_same_office_are_not_locked_out(portal, browser):
    for _time in range(6):
        browser.cookies.clear()
        sign_in(browser, portal, "nobody@norwich.example")
    browser.cookies.clear()
    assert sign_in(browser, portal, "olive@norwich.example").status_code == 200


def test_an_answer_that_nobody_asked_for_is_refused(portal, browser):
    answer = browser.get(f"{portal}/desk/openid/callback/?code=stolen&state=made-up")
    assert answer.status_code == 403
    browser.get(f"{portal}/desk/openid/", allow_redirects=False)
    answer = browser.get(f"{portal}/desk/openid/callback/?code=stolen&state=made-up")
    assert answer.status_code == 400


def test_a_password_form_carries_no_answer_of_a_provider(portal, browser):
    page = browser.get(f"{portal}/desk/sign-in/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    sent = {"csrfmiddlewaretoken": token, "username": "olive", "password": "wrong"}
    answer = browser.post(f"{portal}/desk/sign-in/?code=stolen&state=made-up", sent, headers={"Referer": portal})
    assert "The user name or password is wrong." in answer.text
