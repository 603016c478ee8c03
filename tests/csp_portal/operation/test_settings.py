"""The portal as it is set for a server. Each test starts Django anew, which takes two seconds."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

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
