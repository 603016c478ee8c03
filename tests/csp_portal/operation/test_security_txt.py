"""Where somebody reports a weakness, as RFC 9116 has it."""

import datetime as dt

import pytest
from django.utils import timezone

pytestmark = pytest.mark.anywhere
ADDRESS = "/.well-known/security.txt"


@pytest.mark.parametrize(
    ("contact", "line"),
    [
        ("security@council.example", "mailto:security@council.example"),
        ("https://council.example/report", "https://council.example/report"),
    ],
)
def test_it_names_the_contact_and_does_not_expire_while_it_is_served(db, client, settings, contact, line):
    settings.SECURITY_CONTACT, settings.PORTAL_URL = contact, "https://plans.example/"
    answer = client.get(ADDRESS)
    said = dict(one.split(": ", 1) for one in answer.text.splitlines())
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert list(said) == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
    assert (said["Contact"], said["Canonical"]) == (line, f"https://plans.example{ADDRESS}")
    left = dt.datetime.fromisoformat(said["Expires"]) - timezone.now()
    assert dt.timedelta(days=30) < left < dt.timedelta(days=365)


def test_without_a_contact_there_is_no_such_page(db, client):
    assert client.get(ADDRESS).status_code == 404
