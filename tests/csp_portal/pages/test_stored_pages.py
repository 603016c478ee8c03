"""Stored pages: the bytes that were stored, in the encoding the reader takes."""

import gzip

import brotli
import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from csp_portal.pages import stored_pages

pytestmark = pytest.mark.django_db

PAGE = "<p>" + "A published page. " * 100


def ask(**headers) -> HttpResponse | None:
    return stored_pages.answer(RequestFactory().get("/a/", headers=headers))


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
    stored_pages.store("/a/", PAGE)
    response = ask(**{"Accept-Encoding": accepted})
    assert response.get("Content-Encoding") == encoding
    assert decode(response.content).decode() == PAGE
    assert response["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_one_query_and_so_does_saying_that_it_still_stands(rows, django_assert_num_queries):
    for number in range(rows):
        stored_pages.store(f"/{'abc'[number]}/", PAGE)
    with django_assert_num_queries(1):
        response = ask()
    with django_assert_num_queries(1):
        again = ask(**{"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_not_stored_is_not_answered():
    assert ask() is None


def test_another_text_has_another_name():
    first = stored_pages.store("/a/", PAGE).etag
    assert stored_pages.store("/a/", PAGE).etag == first
    assert stored_pages.store("/a/", PAGE + ".").etag != first


def test_forgetting_a_path_forgets_all_below_it_and_nothing_else():
    for path in ("/a/", "/a/v1/", "/b/"):
        stored_pages.store(path, PAGE)
    stored_pages.forget("/a/")
    assert list(stored_pages.StoredPage.objects.values_list("path", flat=True)) == ["/b/"]
