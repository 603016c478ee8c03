"""Whose address counts, when proxies stand in front or somebody only says so."""

import ipaddress

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given, strategies as st

from csp_portal.operation.proxies import behind_proxies, sender

PROXIES = [ipaddress.ip_network(words) for words in ("127.0.0.1", "10.0.0.0/8", "fd00::/8")]


@pytest.mark.parametrize(
    ("near", "chain", "expected"),
    [
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9"),  # the first is what the sender says of itself
        ("127.0.0.1", "1.2.3.4, 203.0.113.9, 10.1.1.1", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9,10.1.1.1 , fd00::1", "203.0.113.9"),
        ("127.0.0.1", "10.1.1.1", "10.1.1.1"),
        ("127.0.0.1", "::ffff:203.0.113.9", "::ffff:203.0.113.9"),
        ("127.0.0.1", "somebody", ""),
        ("127.0.0.1", "203.0.113.9, ", ""),
    ],
)
def test_the_sender_is_the_first_that_is_no_trusted_proxy(near, chain, expected):
    assert sender(near, chain, PROXIES) == expected


@given(st.text("0123456789.:, abcf", max_size=60))
def test_what_is_written_into_the_chain_never_makes_a_later_address_count(said):
    assert sender("127.0.0.1", f"{said}, 203.0.113.9", PROXIES) == "203.0.113.9"


def through(settings, trusted, **headers):
    """The request as the portal sees it."""
    settings.TRUSTED_PROXIES = trusted
    seen = []
    request = RequestFactory().get("/", **headers)
    behind_proxies(lambda request: seen.append(request) or HttpResponse())(request)
    return seen[0]


def test_headers_of_anybody_else_are_forgotten(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    said = {"HTTP_X_FORWARDED_FOR": "198.51.100.1", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_HOST": "evil"}
    stranger = through(settings, ["127.0.0.1"], REMOTE_ADDR="203.0.113.9", **said)
    assert (stranger.META["REMOTE_ADDR"], stranger.is_secure()) == ("203.0.113.9", False)
    assert not set(said) & set(stranger.META)
    proxy = through(settings, ["127.0.0.1"], REMOTE_ADDR="127.0.0.1", **said)
    assert (proxy.META["REMOTE_ADDR"], proxy.is_secure()) == ("198.51.100.1", True)
