"""The log: a line for each request, faults with their traceback, and nothing in it that names or lets in anybody."""

import io
import json
import logging

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from csp_portal.operation.logs import ErrorEmailHandler, JsonFormatter, PlainFormatter, RequestFilter
from csp_portal.operation.request_log import request_log
from csp_portal.urls import urlpatterns as usual
from tests import builders


def breaks(request):
    raise ValueError("Key of ada@norwich.example is wrong")


def refuses(request, reason):
    raise {"not-there": Http404, "not-for-you": PermissionDenied, "odd": SuspiciousOperation}[reason]("no")


urlpatterns = [path("breaks/", breaks), path("refuses/<str:reason>/", refuses), *usual]


@pytest.fixture
def log(caplog):
    """The lines of the log of a test, as they are written."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(RequestFilter())
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    caplog.set_level(logging.INFO, "csp_portal.operation.request_log")
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def test_a_request_is_one_line_with_its_id_and_the_number_of_the_person(db, client, log, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    person = builders.person("ada", builders.partnership(), "officer")
    builders.sign_in(client, person)
    answer = client.get("/desk/anytown/?name=Ada+Lovelace", headers={"X-Request-ID": "a1b2c3d4-e5f6"})
    assert (answer.status_code, answer["X-Request-ID"]) == (200, "a1b2c3d4-e5f6")
    signed_in, line = log()
    assert (signed_in["message"], "request" in signed_in) == (f"Signed in: person {person.pk}.", False)
    assert line["time"].endswith("+00:00")
    assert line["ms"] > 0
    del line["time"], line["ms"]
    assert line == {
        "level": "INFO",
        "logger": "csp_portal.operation.request_log",
        "page": "desk-partnership",
        "method": "GET",
        "path": "/desk/anytown/",
        "status": 200,
        "person": person.pk,
        "request": "a1b2c3d4-e5f6",
    }


def test_only_the_head_of_a_page_is_given_to_who_asks_for_it():
    request = RequestFactory().head("/")
    head = request_log(lambda request: HttpResponse(b"a page"))(request)
    assert (head.content, head["Content-Length"]) == (b"", "6")


@pytest.mark.parametrize("given", ["", "short", "a b c d e f g h", "x" * 65, 'evil"}\n{"a": "b'])
def test_an_id_that_is_not_well_formed_is_replaced(db, client, log, settings, given):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    answer = client.get("/healthz", headers={"X-Request-ID": given})
    (line,) = log()
    assert line["request"] == answer["X-Request-ID"] != given
    assert len(line["request"]) == 32


def test_an_id_of_anybody_but_the_proxy_is_not_believed(db, client):
    assert client.get("/healthz", headers={"X-Request-ID": "a1b2c3d4-e5f6"})["X-Request-ID"] != "a1b2c3d4-e5f6"


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("/update/kQ3xJ8Zk2mVw7tYpL5nR/", "/update/***/"),
        ("/update/kQ3xJ8Zk2mVw7tYpL5nR", "/update/***"),
        ("/update/kQ3xJ8Zk2mVw7tYpL5nR/x/", "/update/***/x/"),
        ("/anytown/emails/kQ3xJ8Zk2mVw7tYpL5nR/stop/", "/anytown/emails/***/stop/"),
        ("/desk/password/MQ/d2f6-0123456789abcdef/", "/desk/password/***/***/"),
        ("/desk/password/MQ/d2f6-0123456789abcdef0123456789", "/desk/password/***/***"),
    ],
)
def test_an_address_that_is_a_key_is_masked(db, client, log, asked, written):
    client.get(asked)
    assert [line["path"] for line in log()] == [written]


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(("reason", "status"), [("not-there", 404), ("not-for-you", 403), ("odd", 400)])
def test_a_refusal_leaves_no_traceback(db, client, log, reason, status):
    assert client.get(f"/refuses/{reason}/").status_code == status
    assert [line["status"] for line in log() if "status" in line] == [status]
    assert [line for line in log() if "traceback" in line] == []


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_is_one_more_line_with_its_traceback_and_the_same_id(db, log):
    answer = Client(raise_request_exception=False).get("/breaks/")
    fault, request = log()
    assert (fault["level"], fault["message"], request["status"]) == ("ERROR", "Internal Server Error: /breaks/", 500)
    assert fault["request"] == request["request"] == answer["X-Request-ID"]
    assert "ValueError: Key of *** is wrong" in fault["traceback"]
    assert "ValueError" not in answer.text
    assert "is wrong" not in answer.text


@override_settings(ADMINS=[("", "it@council.example")])
def test_a_fault_is_emailed_once_an_hour_and_ten_different_ones_at_most():
    handler = ErrorEmailHandler()
    handler.setFormatter(PlainFormatter("%(message)s"))

    def fail(words: str, at: float, status: int = 500) -> None:
        record = logging.LogRecord("portal", logging.ERROR, __file__, 1, words, (), None)
        record.created, record.status_code = at, status
        handler.handle(record)

    fail("The name of the host is wrong", 0, 400)  # anybody can ask for that
    for _time in range(1000):
        fail("The disk of sue@norwich.example is full", 0)
    assert [(email.subject, email.to) for email in mail.outbox] == [
        ("Community Safety plans: The disk of *** is full", ["it@council.example"])
    ]
    assert "sue@" not in mail.outbox[0].body
    for number in range(20):
        fail(f"Fault {number}", 60)
    assert len(mail.outbox) == 10
    fail("The disk of sue@norwich.example is full", 3601)
    assert len(mail.outbox) == 11


def test_words_for_people_hold_no_addresses_either():
    record = logging.LogRecord("portal", logging.ERROR, __file__, 1, "no\nDETAIL: Key (name)=(Sue)\nend", (), None)
    assert PlainFormatter("%(message)s").format(record) == "no\nDETAIL: ***\nend"
