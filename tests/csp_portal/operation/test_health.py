"""What programs on the machine are told of the portal."""

import shutil
from collections import namedtuple

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import OperationalError, connection
from django.utils import timezone

from csp_portal.models import JobState
from csp_portal.operation import health


@pytest.fixture
def well(db, monkeypatch):
    """A portal that is ready. Its tables are made from models in tests, without migrations."""
    monkeypatch.setattr(health, "migrations", lambda: "")
    return JobState.objects.create(name="publish_due", due_at=timezone.now(), ended_at=timezone.now())


def test_a_portal_that_is_ready_says_so_of_every_part(well, client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, dict.fromkeys(("migrations", "jobs", "disk", "mail"), "ok"))


def test_each_fault_is_named(well, client, monkeypatch):
    def refuse(self):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "open", refuse)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: namedtuple("Usage", "free")(499_000_000))
    monkeypatch.setattr(health, "migrations", lambda: "2 not applied; run manage.py migrate")
    JobState.objects.update(failures=1)
    answer = client.get("/readyz")
    said = answer.json()
    assert answer.status_code == 503
    assert said["migrations"] == "2 not applied; run manage.py migrate"
    assert said["jobs"] == "failed: publish_due"
    assert said["disk"].startswith("less than 500 MB free at ")
    assert said["mail"] == "the mail server does not answer (ConnectionRefusedError)"
    JobState.objects.update(failures=0)
    JobState.objects.create(name="send_digests", due_at=timezone.now() - 1.1 * health.LATE)
    assert client.get("/readyz").json()["jobs"] == "late: send_digests"
    JobState.objects.update(running_until=timezone.now() + health.LATE)  # it takes its time
    assert client.get("/readyz").json()["jobs"] == "ok"
    JobState.objects.all().delete()
    assert client.get("/readyz").json()["jobs"].startswith("none was done in the last ten minutes")


@pytest.mark.parametrize(("address", "said"), [("/healthz", "no database"), ("/readyz", "does not answer")])
def test_without_a_database_both_say_it_soon(well, client, monkeypatch, address, said):
    def away(*args, **kwargs):
        raise OperationalError("connection refused")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(connection, "cursor", away)
        answer = client.get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")
    assert said in answer.text


def test_a_slow_mail_server_is_asked_once_a_minute(well, client, settings, monkeypatch):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "mail"}}
    asked = []
    monkeypatch.setattr(health, "mail_problem", lambda: asked.append(1) or "TimeoutError")
    for _time in range(3):
        assert client.get("/readyz").json()["mail"] == "the mail server does not answer (TimeoutError)"
    assert asked == [1]
