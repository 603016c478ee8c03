"""What cannot start says why in one sentence."""

import os
import socket
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command


def run(*command: str, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, (done.stdout + done.stderr).strip()


def test_a_database_that_cannot_be_reached():
    """Takes a second: the command is started as a process of its own."""
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        port = nobody_listens.getsockname()[1]
        status, said = run("manage.py", "migrate", DATABASE_URL=f"postgres://me:secret@127.0.0.1:{port}/plans")
    assert status == 1
    assert said.startswith(f"The database plans on 127.0.0.1:{port} cannot be used: ")
    assert said.endswith("Check DATABASE_URL.")
    assert "secret" not in said
    assert len(said.splitlines()) == 1


def test_a_database_address_that_is_not_understood():
    status, said = run("manage.py", "migrate", DATABASE_URL="my database")
    assert status == 1
    assert said.splitlines()[-1].startswith("The settings are not usable: DATABASE_URL is not understood")
    assert len(said.splitlines()) == 1


def test_a_port_that_is_taken():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        status, said = run("manage.py", "serve", "--port", str(port))
    assert status == 1
    assert said == f"CommandError: Port {port} is taken; choose another: PORT={port + 1} make run"


def test_a_python_that_is_too_old():
    old = "import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_path('manage.py', run_name='__main__')"
    status, said = run("-c", old)
    assert (status, said) == (1, "The portal needs Python 3.11 or newer; this is Python 3.9.")


def test_a_database_without_tables(tmp_path):
    """Every command says to migrate first. Each of the two starts Django, which takes about a second."""
    for command in (["first_administrator"], ["publish_due"]):
        status, said = run("manage.py", *command, DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
        assert status == 1
        assert said.endswith("has no tables yet. Run `python manage.py migrate` first.")
        assert len(said.splitlines()) == 1


@pytest.mark.anywhere
def test_files_and_catalogues_name_the_port_that_is_served(monkeypatch):
    """Unless the operator says under which address readers know the portal."""
    monkeypatch.setattr("os.execv", lambda *command: None)
    for given, named in (("", "http://127.0.0.1:0"), ("https://portal.example", "https://portal.example")):
        environment = {"PORTAL_URL": given} if given else {}
        monkeypatch.setattr("os.environ", environment)
        call_command("serve", bind="0.0.0.0", port=0, stdout=StringIO())
        assert environment["PORTAL_URL"] == named
