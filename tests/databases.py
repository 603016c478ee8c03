"""The databases of tests: empty ones with tables made from models, and one with the source plans made once a run."""

import fcntl
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.test import override_settings

TEMPLATE = "test_demo"  # of PostgreSQL: the database that each process of a run copies
_replaced: list = []  # the usual connection, while that of the source plans has its place


def make_tables() -> None:
    """Make all tables as the models have them. Migrations lead to the same ones: tests/test_migrations.py."""
    with override_settings(MIGRATION_MODULES={app.label: None for app in apps.get_app_configs()}):
        call_command("migrate", run_syncdb=True, verbosity=0)


@contextmanager
def own_database(folder: Path, make: Callable[[], None] = make_tables, template: str = "") -> Iterator[str]:
    """A new database for a server and its test, in place of the one that tests share: a copy of `template`, if given.

    Gives the address that the server is started with.
    """
    usual = connections["default"]
    own, name = usual.copy(), f"running_{secrets.token_hex(4)}"
    if usual.vendor == "sqlite":
        own.settings_dict["NAME"] = str(folder / f"{name}.sqlite3")
        address = f"sqlite:///{own.settings_dict['NAME']}"
    else:
        own.settings_dict["NAME"] = name
        address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**own.settings_dict)
        _without_database(usual, f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
    connections["default"] = own
    try:
        if not template:
            make()
        yield address
    finally:
        own.close()
        connections["default"] = usual
        if usual.vendor != "sqlite":
            _without_database(usual, f"DROP DATABASE {name} WITH (FORCE)")


def _without_database(connection, sql: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql)


def shared_folder(tmp_path_factory) -> Path:
    """The folder that all processes of one run of the tests have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if own.name.startswith("popen-") else own


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """One process of a run does this while the others wait for it."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def made_once(path: Path, make: Callable[[Path], None]) -> Path:
    """What the first process of a run makes while the others wait for it."""
    with one_at_a_time(path.with_suffix(".lock")):
        if not path.exists():
            make(path)
    return path


def load_demo() -> None:
    from performance.demo import load_demo  # models are ready only now

    with transaction.atomic():
        load_demo(settings.BASE_DIR / "fixtures")


def demo_file(path: Path) -> None:
    """A file of SQLite with the source plans."""
    with own_database(path.parent):
        load_demo()
        with connections["default"].cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])


def demo_template(path: Path) -> None:
    """A database of PostgreSQL with the source plans, to be copied. It stays on the server until the next run."""
    with own_database(path.parent):
        load_demo()
        made = connections["default"]
        made.close()
        _without_database(made, f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")
        _without_database(made, f"CREATE DATABASE {TEMPLATE} TEMPLATE {made.settings_dict['NAME']}")
    path.touch()


@contextmanager
def demo_database(shared: Path) -> Iterator:
    """A connection to a database with the source plans, which is not yet in the place of the usual one."""
    usual = connections["default"]
    if usual.vendor == "sqlite":
        demo = usual.copy()
        demo.settings_dict["NAME"] = "file:demo?mode=memory&cache=shared"
        demo.ensure_connection()
        with closing(sqlite3.connect(made_once(shared / "demo.sqlite3", demo_file))) as file:
            file.backup(demo.connection)
        yield demo
        return
    made_once(shared / "demo.made", demo_template)
    with own_database(shared, template=TEMPLATE):
        demo = connections["default"]
        connections["default"] = usual
        yield demo


@contextmanager
def taken_back(demo) -> Iterator[None]:
    """The source plans in place of the usual database; what is done with them is taken back."""
    _replaced.append(connections["default"])
    connections["default"] = demo
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        connections["default"] = _replaced.pop()


@contextmanager
def usual_database() -> Iterator[None]:
    """The usual database, also between tests that read the source plans."""
    current = connections["default"]
    if _replaced:
        connections["default"] = _replaced[0]
    try:
        yield
    finally:
        connections["default"] = current
