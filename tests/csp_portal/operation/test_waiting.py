"""A question that PostgreSQL does not answer is given up: a reader gets a plain sentence and does not wait for ever."""

import time

import pytest
from django.db import connection

from csp_portal.operation import database_away

pytestmark = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite answers within the process")


@pytest.fixture
def asking(db):
    """Another connection to the database, as a process that serves pages has it."""
    import psycopg2
    from psycopg2.extensions import set_wait_callback

    set_wait_callback(database_away.wait)
    other = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})
    server = other.info.backend_pid
    try:
        yield other
    finally:
        set_wait_callback(None)
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [server])  # it goes on with what nobody waits for


def test_a_question_that_takes_too_long_is_given_up_in_time(asking):
    import psycopg2

    patience = database_away._patience.set(0.3)
    began = time.monotonic()
    try:
        with asking.cursor() as cursor, pytest.raises(psycopg2.OperationalError, match=r"did not answer within 0\.3"):
            cursor.execute("SELECT pg_sleep(20)")
    finally:
        database_away._patience.reset(patience)
    assert time.monotonic() - began < 10  # and not twenty


def test_a_command_waits_as_long_as_it_takes(asking):
    with asking.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.1), 7")
        assert cursor.fetchone()[1] == 7
