"""A consistent copy of the database in one file, also while others write, and a database from such a copy.

SQLite copies by its own backup interface, in one step of one transaction. PostgreSQL is copied by pg_dump, of the same
moment at which the rows are counted, and restored by psql in one transaction.
"""

import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.postgresql.client import DatabaseClient

PROGRAMS = "On Debian: apt-get install postgresql-client"
PATIENCE = 120  # turns of a quarter of a second that SQLite waits for another writer


class UnusableDatabase(Exception):
    """The database cannot be copied or restored. The message is a whole sentence."""


def vendor() -> str:
    return {"sqlite": "SQLite"}.get(connection.vendor, "PostgreSQL")


def tables() -> list[str]:
    """The tables that are there; none in a new database. Raises UnusableDatabase."""
    if connection.vendor == "sqlite" and not Path(_file()).exists():
        return []
    try:
        return sorted(connection.introspection.table_names())
    except DatabaseError as problem:
        raise UnusableDatabase(f"The database does not answer: {_first_line(str(problem))}") from None


def check_pages() -> None:
    """Let SQLite look whether all of its file hangs together; PostgreSQL did while it restored."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(1)")
            if (words := cursor.fetchone()[0]) != "ok":
                raise UnusableDatabase(f"The database in the backup is damaged: {words}.")


def counts() -> dict[str, int]:
    """How many rows each table has."""
    rows = {}
    with connection.cursor() as cursor:
        for name in tables():
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
            rows[name] = cursor.fetchone()[0]
    return rows


def copy(target: Path) -> dict[str, int]:
    """Write a copy of the database to a new file, and say how many rows each table of the copy has."""
    return _copy_sqlite(target) if connection.vendor == "sqlite" else _copy_postgres(target)


def restore(source: Path) -> None:
    """Put a copy in the place of everything in the database: all of it or nothing. Raises UnusableDatabase."""
    connection.close()
    (_restore_sqlite if connection.vendor == "sqlite" else _restore_postgres)(source)


@contextmanager
def temporary(folder: Path) -> Iterator[None]:
    """An empty database in the place of that of the portal, which is gone afterwards."""
    usual = connections["default"]
    own, name = usual.copy(), f"check_restore_{secrets.token_hex(4)}"
    own.settings_dict = {**usual.settings_dict, "NAME": name}
    if usual.vendor == "sqlite":
        own.settings_dict["NAME"] = str(folder / f"{name}.sqlite3")
    else:
        _make_or_drop(usual, f'CREATE DATABASE "{name}" TEMPLATE template0 {_way_of_sorting()}')
    connections["default"] = own
    try:
        yield
    finally:
        own.close()
        connections["default"] = usual
        if usual.vendor != "sqlite":
            _make_or_drop(usual, f'DROP DATABASE "{name}" WITH (FORCE)')


def _way_of_sorting() -> str:
    """The encoding and the order of words that the database of the portal has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('ENCODING %L LC_COLLATE %L LC_CTYPE %L',"
            " pg_encoding_to_char(encoding), datcollate, datctype) FROM pg_database WHERE datname = current_database()"
        )
        return str(cursor.fetchone()[0])


def _make_or_drop(usual: Any, sql: str) -> None:
    """Let PostgreSQL do it, or say what its role needs for it."""
    try:
        with usual._nodb_cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as problem:
        role = usual.settings_dict["USER"]
        raise UnusableDatabase(
            f"PostgreSQL made no temporary database: {_first_line(str(problem))}. The role {role} needs the right to: "
            f'su postgres -c "psql --command=\\"ALTER ROLE {role} CREATEDB\\""'
        ) from None


def _file() -> str:
    return str(connection.settings_dict["NAME"])


def _copy_sqlite(target: Path) -> dict[str, int]:
    """Copy the file by a connection of its own, which sees what is saved and nothing half done."""
    try:
        with (
            closing(sqlite3.connect(f"file:{_file()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(target)) as made,
        ):
            _in_one_step(source, made)
            made.execute("PRAGMA journal_mode=DELETE")  # the one file is all of it
            names = made.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            return {name: made.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names.fetchall()}
    except sqlite3.Error as problem:
        raise UnusableDatabase(f"SQLite cannot copy {_file()}: {problem}.") from None


def _restore_sqlite(source: Path) -> None:
    """Copy into the file in one transaction: a portal that has it open sees all of it or nothing."""
    try:
        with closing(sqlite3.connect(source)) as copied, closing(sqlite3.connect(_file(), timeout=20)) as target:
            target.execute("PRAGMA journal_mode=WAL")
            _in_one_step(copied, target)
    except sqlite3.Error as problem:
        raise UnusableDatabase(f"SQLite cannot write {_file()}: {problem}.") from None


def _in_one_step(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy all pages at once, so that nothing changes in between."""
    turns = iter(range(PATIENCE))

    def still(_status: int, left: int, _of: int) -> None:
        if left and next(turns, None) is None:
            raise UnusableDatabase("The database is in use by something that does not end. Stop the portal first.")

    source.backup(target, pages=-1, progress=still)


def _copy_postgres(target: Path) -> dict[str, int]:
    """Count the rows and let pg_dump copy them, both as they are at one moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        moment = cursor.fetchone()[0]
        rows = counts()
        options = ["--format=custom", "--no-owner", "--no-privileges", "--no-comments"]
        _run("pg_dump", *options, f"--snapshot={moment}", f"--file={target}")
    return rows


def _restore_postgres(source: Path) -> None:
    """The tables go in the same transaction in which those of the copy come. Without its last word nothing happens."""
    quoted = ", ".join(connection.ops.quote_name(name) for name in tables())
    connection.close()
    begin = "BEGIN; SET LOCAL lock_timeout = '60s';\n" + (f"DROP TABLE {quoted} CASCADE;\n" if quoted else "")
    reading = [_program("pg_restore"), "--no-owner", "--no-privileges", "--no-comments", "--file=-", str(source)]
    options = ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    address, environment = _address()
    with TemporaryFile() as said:
        psql = subprocess.Popen(
            [_program("psql"), *options, *address], stdin=subprocess.PIPE, stderr=said, env=environment
        )
        assert psql.stdin
        with suppress(BrokenPipeError):  # psql then says why it left
            psql.stdin.write(begin.encode())
            psql.stdin.flush()
            read = subprocess.run(reading, stdout=psql.stdin, stderr=said, env=environment)
            psql.stdin.write(b"COMMIT;\n" if read.returncode == 0 else b"ROLLBACK;\n")
        with suppress(BrokenPipeError):
            psql.stdin.close()
        if psql.wait() or read.returncode:
            raise UnusableDatabase(f"PostgreSQL did not restore the copy: {_first_words(said)}")


def _run(program: str, *options: str) -> None:
    """Run a program of PostgreSQL to its end."""
    address, environment = _address()
    with TemporaryFile() as said:
        ran = subprocess.run([_program(program), *options, *address], stderr=said, env=environment)
        if ran.returncode:
            raise UnusableDatabase(f"{program} failed: {_first_words(said)}")


def _first_words(said: IO[bytes]) -> str:
    """What a program said first: the rest follows from it."""
    said.seek(0)
    return _first_line(said.read().decode(errors="replace"))


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0] if lines else "it said nothing."


def _address() -> tuple[list[str], dict[str, str]]:
    """What the programs of PostgreSQL are told of the database: the password not as words that others see."""
    command, extra = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    return command[1:], {**os.environ, **(extra or {})}


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise UnusableDatabase(f"The program {name} is missing. {PROGRAMS}")
    return found
