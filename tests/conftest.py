"""What all tests share."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import transaction

if TYPE_CHECKING:
    from tests.running import Server

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser driver runs an event loop beside the ORM


def pytest_configure():
    """Static files as they lie in the tree: tests need no collected, hashed copies."""
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_USE_FINDERS = True
    settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The source plans, loaded and published for the tests of one module, and taken back after them."""
    with django_db_blocker.unblock():
        from performance.demo import load_demo  # models are ready only now

        outer = transaction.atomic()
        outer.__enter__()
        try:
            load_demo(settings.BASE_DIR / "fixtures")
            yield
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)


@pytest.fixture(scope="module")
def running(django_db_blocker, tmp_path_factory) -> "Iterator[Server]":
    """A running portal with a database of its own; the rows that tests make meanwhile are made there."""
    from tests.running import Server, own_database

    folder = tmp_path_factory.mktemp("running")
    with django_db_blocker.unblock(), own_database(folder) as address:
        server = Server(address, folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
