"""What all tests share."""

import gc
import logging
import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import hypothesis
import pytest
from django.conf import settings
from hypothesis import HealthCheck

from csp_portal.operation.room import with_room

if TYPE_CHECKING:
    from tests.running import Server

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser driver runs an event loop beside the ORM


def pytest_configure():
    """Static files as they lie in the tree: tests need no collected, hashed copies. Nothing that is slow on purpose."""
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_USE_FINDERS = True
    settings.WHITENOISE_AUTOREFRESH = True
    from tests import quick

    settings.PASSWORD_HASHERS = quick.PASSWORD_HASHERS
    # A machine that is busy is no fault of a rule.
    hypothesis.settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    hypothesis.settings.load_profile("any machine")
    logging.getLogger("csp_portal.operation.request_log").setLevel("WARNING")  # a test that fails need not print all
    from csp_portal import emails

    emails.send_later = lambda work: work()  # nothing of a test goes on after it
    # Requests to the interface for programs are counted here: walks over every address ask more than a reader may.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


def pytest_collection_finish():
    """What is loaded by now stays to the end, and a page leaves few cycles behind: looking for them after every 700
    new objects takes a tenth of the time of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    return with_room(item.config.pluginmanager.getplugin("runner").pytest_runtest_protocol, item, nextitem)


@pytest.fixture
def drawn_ahead() -> None:
    """For tests of the pages that a publication draws before anybody asks for them."""


@pytest.fixture(autouse=True)
def _drawn_when_asked_for(request, monkeypatch):
    """Drawing pages ahead takes half the time of a publication, and few tests read any: they draw what they ask for."""
    if "drawn_ahead" not in request.fixturenames:
        monkeypatch.setattr("plans.publishing.versions.renew_pages", lambda newest: None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """A test that never touches the database need not run again on another one. One that does is given the right one
    before a transaction is begun, also where a mark asks for it."""
    databases = {"db", "transactional_db", "demo_database", "running", "django_db_setup"}
    for item in items:
        item.fixturenames.remove("_empty_unless_asked")
        item.fixturenames.insert(item.fixturenames.index("_django_db_marker"), "_empty_unless_asked")
        if item.get_closest_marker("django_db") is None and databases.isdisjoint(item.fixturenames):
            item.add_marker("anywhere")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A module of browser tests changes its portal, so one process runs it; pages that are only read are shared out."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByModule(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            read_only = ("/test_every_page.py::", "/test_desk_pages.py::")
            return nodeid if any(module in nodeid for module in read_only) else super()._split_scope(nodeid)

    return ByModule(config, log)


@pytest.fixture(scope="session")
def demo_database(django_db_setup, django_db_blocker, tmp_path_factory):
    """A connection to a database with the source plans, loaded and published once a run."""
    from tests.databases import demo_database, shared_folder

    with django_db_blocker.unblock(), demo_database(shared_folder(tmp_path_factory)) as connection:
        yield connection


@pytest.fixture(scope="module")
def demo(demo_database, django_db_blocker):
    """The source plans for the tests of one module. What these do with them is taken back after them."""
    from tests.databases import taken_back

    with ExitStack() as there:
        with django_db_blocker.unblock():
            there.enter_context(taken_back(demo_database))
        yield  # a test asks for `db` itself, and fails without it in whatever order they run
        with django_db_blocker.unblock():
            there.close()


@pytest.fixture(autouse=True)
def _empty_unless_asked(request):
    """A test that does not ask for the source plans does not meet them, in whatever order a module's tests run."""
    from tests.databases import usual_database

    if "demo" in request.fixturenames:
        yield
        return
    with usual_database():
        yield


@pytest.fixture(scope="module")
def running(request, django_db_blocker, tmp_path_factory) -> "Iterator[Server]":
    """A running portal with a database of its own; the rows that tests make meanwhile are made there. It has two
    workers, or as many as the module of the tests says in `WORKERS`."""
    from tests.databases import own_database
    from tests.running import Server

    folder = tmp_path_factory.mktemp("running")
    with django_db_blocker.unblock(), own_database(folder) as address:
        server = Server(address, folder, getattr(request.module, "WORKERS", 2))
        server.start()
        try:
            yield server
        finally:
            server.kill()
