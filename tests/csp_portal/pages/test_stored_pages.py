"""Stored pages: the bytes that were stored, in the encoding the reader takes, while nothing has changed."""

import datetime as dt
import gzip

import brotli
import pytest
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from csp_portal.models import StoredPage
from csp_portal.pages import stored_pages
from csp_portal.pages.stored_pages import PublicState

pytestmark = pytest.mark.django_db

PAGE = "<p>" + "A published page. " * 100
NOW = PublicState("anytown", 7)
TODAY = dt.date(2026, 11, 29)


def ask(path: str = "/a/", stamp: int = 7, **headers) -> HttpResponse | None:
    return stored_pages.answer(RequestFactory().get(path, headers=headers), path, "SELECT %s", [stamp])


def keep(path: str, body: str = PAGE, stamp: int = 7, **headers) -> HttpResponse:
    request = RequestFactory().get(path, headers=headers)
    response = HttpResponse(body, headers={"Content-Disposition": "inline"})
    return stored_pages.keep(request, response, PublicState("anytown", stamp), None, path)


@pytest.mark.parametrize(
    ("accepted", "encoding", "decode"),
    [
        ("br, gzip", "br", brotli.decompress),
        ("gzip, deflate", "gzip", gzip.decompress),
        ("gzip, br;q=0", "gzip", gzip.decompress),
        ("", None, bytes),
        ("identity", None, bytes),
    ],
)
def test_every_encoding_carries_the_same_page(accepted, encoding, decode):
    stored_pages.store("/a/", PAGE, NOW)
    response = ask(**{"Accept-Encoding": accepted})
    assert response.get("Content-Encoding") == encoding
    assert decode(response.content).decode() == PAGE
    assert response["Vary"] == "Accept-Encoding"


def test_a_page_is_compressed_as_the_portal_says_although_tests_do_it_faster(monkeypatch):
    asked = []
    monkeypatch.setattr(brotli, "compress", lambda text, quality: asked.append(quality) or text)
    stored_pages.store("/a/", PAGE, NOW)
    assert asked == [6]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_one_query_and_so_does_saying_that_it_still_stands(rows, django_assert_num_queries):
    for number in range(rows):
        stored_pages.store(f"/{'abc'[number]}/", PAGE, NOW)
    with django_assert_num_queries(1):
        response = ask()
    with django_assert_num_queries(1):
        again = ask(**{"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_not_stored_is_not_answered():
    assert ask() is None


@pytest.mark.parametrize("stamp", [6, 8])
def test_a_page_of_another_state_is_not_answered(stamp):
    stored_pages.store("/a/", PAGE, NOW)
    assert ask(stamp=stamp) is None


def test_another_text_has_another_name():
    names = []
    for text in (PAGE, PAGE, PAGE + "."):
        stored_pages.store("/a/", text, NOW)
        names.append(ask()["ETag"])
    assert names[0] == names[1] != names[2]


def test_a_page_that_was_just_drawn_is_answered_as_it_will_be_from_the_store():
    drawn, stored = keep("/a/", **{"Accept-Encoding": "br"}), ask(**{"Accept-Encoding": "br"})
    assert (drawn.content, dict(drawn.headers)) == (stored.content, dict(stored.headers))
    assert stored["Content-Disposition"] == "inline"
    assert keep("/a/", **{"If-None-Match": drawn["ETag"]}).status_code == 304


def test_a_page_without_an_address_is_answered_and_not_stored():
    request = RequestFactory().get("/a/?q=words")
    response = stored_pages.keep(request, HttpResponse(PAGE), NOW, None)
    assert (response.content.decode(), StoredPage.objects.count()) == (PAGE, 0)
    long = f"/{'a' * 400}/"
    assert keep(long).content.decode() == PAGE
    assert not StoredPage.objects.exists()


def test_a_page_that_cannot_be_stored_is_answered(monkeypatch):
    def full(*_anything):
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(stored_pages, "_write", full)
    response = keep("/a/")
    assert (response.status_code, response.content.decode()) == (200, PAGE)
    assert not StoredPage.objects.exists()


def test_the_oldest_pages_of_an_owner_make_room_and_those_of_others_stay(monkeypatch):
    monkeypatch.setattr(stored_pages, "MOST", 2)
    stored_pages.store("/elsewhere/", PAGE, PublicState("elsewhere", 1))
    for path in ("/a/", "/b/", "/a/", "/c/"):
        keep(path)
    assert list(StoredPage.objects.values_list("path", flat=True)) == ["/a/", "/c/", "/elsewhere/"]


def test_what_is_over_is_dropped_once_a_day():
    stored_pages.store("/a/", PAGE, NOW, good_until=TODAY)
    stored_pages.store("/b/", PAGE, NOW, good_until=TODAY - dt.timedelta(days=1))
    stored_pages.store("/c/", PAGE, NOW)
    stored_pages.store("/d/", PAGE, NOW)
    stored_pages.store("/e/", PAGE, NOW)
    StoredPage.objects.filter(path__in=("/d/", "/e/")).update(release="an older one")
    StoredPage.objects.filter(path="/d/").update(stored_at=timezone.now() - dt.timedelta(hours=25))
    assert stored_pages.drop_outdated(TODAY) == 2
    assert list(StoredPage.objects.values_list("path", flat=True)) == ["/a/", "/c/", "/e/"]


def test_a_page_of_a_day_that_has_not_come_is_drawn_again():
    """It was stored by a clock that was ahead."""
    today = timezone.localdate()
    stored_pages.store("/a/", PAGE, NOW, good_until=today + dt.timedelta(days=1))
    assert ask() is not None
    StoredPage.objects.update(stored_at=timezone.now() + dt.timedelta(days=1))
    assert ask() is None
    assert not StoredPage.objects.filter(stored_pages.of_day(today)).exists()
    StoredPage.objects.update(good_until=None)
    assert ask() is not None


def test_two_releases_side_by_side_keep_a_page_each(monkeypatch):
    for name in ("older", "newer", "older"):
        monkeypatch.setattr(stored_pages, "release", lambda name=name: name)
        if ask() is None:
            keep("/a/")
    assert sorted(StoredPage.objects.values_list("path", "release")) == [("/a/", "newer"), ("/a/", "older")]
