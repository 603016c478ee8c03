"""The store of public pages under several processes: what one publishes the others show, and nobody waits."""

import time

import pytest
from django.db import connection, transaction

from csp_portal.models import StoredPage
from plans.models import Partnership
from plans.publishing.versions import publish
from tests import builders

PLAN = "/anytown/plans/2020-2023/"
PAGES = ("/", "/anytown/", "/anytown/plans/", PLAN, "/anytown/performance/", "/anytown/calendar/")


@pytest.fixture(scope="module")
def town(running) -> Partnership:
    owner = builders.partnership()
    publish(builders.plan(owner), kind="final")
    return owner


def read(running) -> list[str]:
    answers = [running.ask("GET", address) for address in PAGES]
    assert [one.status for one in answers] == [200] * len(PAGES)
    return [one.text for one in answers]


def test_a_publication_of_one_process_is_shown_by_all_others_at_once(running, town):
    """Slow: starts a server of four processes."""
    read(running)
    with transaction.atomic():
        Partnership.objects.filter(pk=town.pk).update(name="Renamed")
        town.bump_public_revision()
        assert not any("Renamed" in page for page in read(running))
    for _each_process in range(8):
        pages = read(running)
        assert all("Renamed" in page for page in (pages[1], pages[2], pages[4], pages[5]))
    assert "Renamed" in pages[0]


def test_a_reader_does_not_wait_for_somebody_who_is_writing(running, town):
    """SQLite has one lock for all; a page that cannot be stored is answered, and stored for a later reader."""
    for _each_process in range(3):  # which compile their templates
        StoredPage.objects.all().delete()
        read(running)
    StoredPage.objects.all().delete()
    with transaction.atomic():
        Partnership.objects.select_for_update().filter(pk=town.pk).update(place="Anytown")
        began = time.monotonic()
        read(running)
        assert time.monotonic() - began < 10  # for six pages, where a save would wait 20 seconds
        if connection.vendor == "sqlite":
            assert not StoredPage.objects.exists()
    read(running)
    assert set(StoredPage.objects.values_list("path", flat=True)) == set(PAGES)
