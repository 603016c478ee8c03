"""The portal as it is set for a server. Each test starts Django anew, which takes two seconds."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from csp_portal.security import POLICY
from csp_portal.settings import LOST_AFTER, _database, _networks

pytestmark = pytest.mark.anywhere
SERVER = {
    "HTTPS": "1",
    "SECRET_KEY": "k" * 30 + "0123456789abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "plans.example",
    "EMAIL_URL": "smtp+tls://portal:secret@mail.example:587",
    "DATABASE_URL": "sqlite://:memory:",
}


def manage(*command, **environment):
    env = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_") and name not in SERVER}
    order = [sys.executable, "manage.py", *command]
    return subprocess.run(order, cwd=settings.BASE_DIR, env=env | environment, capture_output=True, text=True)


def test_nothing_is_left_to_say_about_a_server():
    said = manage("check", "--deploy", "--fail-level", "INFO", **SERVER)
    assert said.returncode == 0, said.stderr


def test_links_to_set_a_password_are_not_printed_into_the_log_of_a_server():
    without = {name: value for name, value in SERVER.items() if name != "EMAIL_URL"}
    said = manage("check", **without)
    assert said.returncode == 1
    assert "EMAIL_URL is missing." in said.stderr


def test_what_is_no_network_is_said_at_the_start(monkeypatch):
    monkeypatch.setenv("METRICS_FROM", "10.0.0.5,10.1.0.0/16")
    assert _networks("METRICS_FROM", []) == ["10.0.0.5", "10.1.0.0/16"]
    monkeypatch.setenv("METRICS_FROM", "10.0.0.5,the office")
    with pytest.raises(ImproperlyConfigured, match="METRICS_FROM is not understood: “the office” is no address"):
        _networks("METRICS_FROM", [])


def test_what_the_address_of_the_database_asks_for_is_done():
    said = _database("postgres://portal:secret@db.example:5432/portal?sslmode=verify-full&connect_timeout=10")
    assert said["OPTIONS"] == LOST_AFTER | {"sslmode": "verify-full", "connect_timeout": 10}
    assert _database("sqlite:///portal.sqlite3?timeout=60")["OPTIONS"]["timeout"] == 60


ASK = """
import json
from django.test import Client
from django.conf import settings
said = Client(headers={"host": "plans.example"}).get("/healthz", secure=True)
plain = Client(headers={"host": "plans.example"})
print(json.dumps({
    "headers": dict(said.headers),
    "cookies": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_SECURE],
    "plain": [plain.get("/healthz").status_code, plain.get("/glossary/")["Location"]],
}))
"""


def test_what_a_browser_is_told():
    said = json.loads(manage("shell", "--no-imports", "--command", ASK, **SERVER).stdout)
    headers = said["headers"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert headers["Content-Security-Policy"] == POLICY
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")
    assert said["cookies"] == ["__Host-sessionid", "__Host-csrftoken", True]
    assert said["plain"] == [200, "https://plans.example/glossary/"]  # programs that ask for health are not sent on
