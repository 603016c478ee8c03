"""A disk that is full or may only be read: readers get what is published, everyone else one clear sentence."""

import errno

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connection
from django.test import Client

from csp_portal.models import JobState
from csp_portal.operation import jobs, published_folder
from performance.imports import worker
from performance.models import ImportRun
from plans.models import Group
from plans.publishing.versions import publish
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.anywhere]
FULL = "The portal’s disk is full, so nothing can be saved. The people who run it have to make room."
NOT_WRITABLE = "The portal can be read but nothing can be saved at the moment."


@pytest.fixture
def officer(client) -> Client:
    """Somebody at the desk of a partnership with a published plan."""
    plan = builders.rich_plan(1)
    publish(plan, kind="final")
    builders.sign_in(client, builders.person("officer", plan.partnership, "officer"))
    return client


def failing(problem: Exception):
    def fail(*args, **kwargs):
        raise problem

    return fail


def sentence(answer) -> str:
    """What an answer of 503 says, and when to come back."""
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    words = answer.content.decode()
    assert "Traceback" not in words
    return words


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, FULL), (errno.EDQUOT, FULL), (errno.EROFS, NOT_WRITABLE), (errno.EACCES, NOT_WRITABLE)],
)
def test_a_file_that_cannot_be_kept_is_one_sentence(officer, monkeypatch, number, said):
    monkeypatch.setattr(worker, "keep", failing(OSError(number, "what the system says")))
    given = {"pasted": "ward,crimes\nNorth,2", "disclosure": "open", "confirmed": "on", "source_title": "Crime"}
    answer = officer.post("/desk/anytown/figures/import/", given)
    assert said in sentence(answer)
    assert not ImportRun.objects.exists()


def test_a_database_that_may_only_be_read_still_shows_what_is_published(officer):
    page = "/desk/anytown/about/standing-groups/add/"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        try:
            assert officer.get("/anytown/plans/2020-2023/").status_code == 200
            assert officer.get("/desk/anytown/").status_code == 200
            answer = officer.post(page, {"name": "A new group", "kind": "task"})
        finally:
            cursor.execute("PRAGMA query_only = OFF")
    assert NOT_WRITABLE in sentence(answer)


def test_nothing_is_published_while_old_pages_cannot_be_taken_away(officer, monkeypatch, settings, tmp_path):
    """A web server would go on sending them."""
    settings.PUBLISHED_FOLDER = str(tmp_path)
    monkeypatch.setattr(published_folder, "forget", failing(OSError(errno.EROFS, "Read-only file system")))
    answer = officer.post("/desk/anytown/about/standing-groups/add/", {"name": "A new group", "kind": "task"})
    assert NOT_WRITABLE in sentence(answer)
    assert not Group.objects.filter(name="A new group").exists()


def test_a_session_that_cannot_be_stored_is_no_traceback(officer, monkeypatch):
    monkeypatch.setattr(SessionStore, "save", failing(OperationalError("database or disk is full")))
    officer.raise_request_exception = False
    kept = officer.session
    kept["seen"] = 0  # long ago: the next page of the desk notes that somebody is still there
    monkeypatch.setattr(SessionStore, "load", lambda self: dict(kept.items()))
    assert FULL in sentence(officer.get("/desk/anytown/"))


def test_a_job_says_why_it_failed(monkeypatch):
    monkeypatch.setattr(jobs, "call_command", failing(OSError(errno.ENOSPC, "No space left on device")))
    assert [state.failures for _job, state in jobs.run_due()] == [1] * len(jobs.wanted())
    assert JobState.objects.first().outcome.startswith(FULL)
