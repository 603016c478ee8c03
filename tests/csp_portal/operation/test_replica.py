"""Strangers who read public pages are read for from the copy; everybody else, and all when it is away, is not."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from csp_portal.operation import replica
from csp_portal.operation.replica import NAME, ReadReplica, Router


@pytest.fixture
def portal(monkeypatch) -> ReadReplica:
    """Answers from where it read; the address names what is broken: /replica/, /database/ or /replica/database/."""

    def answer(request):
        read_from = Router().db_for_read(None) or "database"
        if f"/{read_from}/" in request.path:
            problem = OperationalError("the server closed the connection")
            return portal.process_exception(request, problem) or HttpResponse("503")
        return HttpResponse(read_from)

    monkeypatch.setattr(replica, "connections", {NAME: SimpleNamespace(close=lambda: None)})
    portal = ReadReplica(answer)
    portal.is_there = True
    return portal


def read(portal: ReadReplica, path: str, method: str = "get", **cookies: str) -> str:
    request = getattr(RequestFactory(), method)(path)
    request.COOKIES |= cookies
    return portal(request).content.decode()


def test_only_strangers_who_read_public_pages_are_read_for_from_the_copy(portal):
    assert [read(portal, path) for path in ("/", "/anytown/plans/", "/api/v1/plans/")] == [NAME] * 3
    for path in ("/desk/", "/update/abc/", "/healthz", "/readyz", "/metrics"):
        assert read(portal, path) == "database"
    assert read(portal, "/", "post") == "database"
    assert read(portal, "/", **{settings.SESSION_COOKIE_NAME: "somebody"}) == "database"
    assert Router().db_for_read(None) is None
    assert Router().db_for_write(None) == "default"


def test_a_copy_that_fails_is_left_alone_for_a_while(portal):
    assert read(portal, "/replica/") == "database"
    assert read(portal, "/") == "database"
    portal.away_until = 0.0
    assert read(portal, "/") == NAME


def test_a_copy_that_failed_is_asked_all_the_same_when_the_database_fails_too(portal):
    assert read(portal, "/replica/") == "database"
    assert read(portal, "/database/") == NAME
    assert read(portal, "/replica/database/") == "503"
    assert read(portal, "/database/", "post") == "503"


def test_other_faults_are_left_to_others(portal):
    assert portal.process_exception(RequestFactory().get("/"), OperationalError("of the database itself")) is None


def test_without_a_copy_nothing_is_read_from_it():
    assert read(ReadReplica(lambda request: HttpResponse(Router().db_for_read(None) or "database")), "/") == "database"
