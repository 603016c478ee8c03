"""Published pages as files: all or none of a tree, gone at once when something is published or withdrawn."""

import datetime as dt
import json
import os
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, transaction
from django.db.models import F
from hypothesis import given, strategies as st

from csp_portal.models import StoredPage
from csp_portal.operation import database_away, published_folder
from plans.management.commands import write_published
from plans.models import Partnership
from plans.publishing.versions import publish
from plans.search import published_pages
from plans.search.published_pages import write_all
from tests import builders

DAY = dt.date(2026, 11, 29)


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.PUBLISHED_FOLDER = str(tmp_path)
    return tmp_path


@pytest.fixture
def plan(db):
    plan = builders.rich_plan(1)
    publish(plan, kind="final")
    return plan


def page(path: str, body: bytes = b"<p>words</p>", content_type: str = "text/html; charset=utf-8") -> StoredPage:
    return StoredPage(path=path, plain=body, gzip=b"packed", content_type=content_type, etag='W/"1"')


def test_what_a_web_server_finds_is_what_the_portal_answers(plan, folder, client):
    """Slow: every page of a partnership is drawn."""
    said = dict(write_all())
    assert said["anytown"] > 20
    today = next(path for path in (folder / "anytown").iterdir() if path.name.startswith("2"))
    manifest = json.loads((today / "manifest.json").read_text())
    assert len(manifest) == said["anytown"]
    for path in ("/anytown/", f"/anytown/plans/{plan.slug}/", f"/anytown/plans/{plan.slug}/v1/plan.json"):
        answer, file = client.get(path), today / manifest[path]["file"]
        assert file.read_bytes() == answer.content
        assert manifest[path]["etag"] == answer["ETag"]
    listed = re.findall(r"<loc>https?://[^/]+([^<]+)</loc>", client.get("/sitemap-of-anytown.xml").text)
    assert "/anytown/recommendations/" in listed  # there are none, so that no link leads there
    assert [path for path in listed if path not in manifest] == []
    assert (today / "anytown/index.html").exists()
    assert (folder / "_site" / today.name / "index.html").read_bytes() == client.get("/").content
    assert dict(write_all()) == {}


def test_two_processes_that_write_the_same_leave_all_of_it(folder):
    both = threading.Barrier(2)

    def write(_number: int) -> int | None:
        both.wait()
        return published_folder.write("anytown", "1-a", [page(f"/anytown/{n}/") for n in range(50)], DAY, lambda: True)

    with ThreadPoolExecutor(2) as processes:
        assert list(processes.map(write, range(2))) == [50, 50]
    assert len(list((folder / "anytown" / "now" / "anytown").iterdir())) == 50


def test_a_run_that_took_long_leaves_the_rest_to_the_next(plan, folder, monkeypatch, capsys):
    drawn = []
    monkeypatch.setattr(published_pages, "drawn", drawn.append)
    monkeypatch.setattr(write_published, "LONGEST", -1)
    call_command("write_published")
    assert capsys.readouterr().out == "anytown: left to the next run.\n"
    assert drawn == ["/anytown/"]
    assert not (folder / "anytown").exists()


def test_what_changes_while_its_pages_are_drawn_is_left_to_the_next_run(plan, folder, monkeypatch):
    asked = []

    def publish_meanwhile(path: str) -> None:
        asked.append(path)
        Partnership.objects.filter(slug="anytown").update(public_revision=F("public_revision") + 1)

    with monkeypatch.context() as patched:
        patched.setattr(published_pages, "drawn", publish_meanwhile)
        assert next(write_all()) == ("anytown", None)
    assert asked == ["/anytown/"]
    assert next(write_all())[1] > 20


def test_what_is_published_takes_the_old_pages_away_before_and_after_it_is_stored(
    plan, folder, django_capture_on_commit_callbacks
):
    links = [folder / "anytown" / name for name in ("now", DAY.isoformat())]

    def write() -> list[bool]:
        published_folder.write("anytown", "1-a", [page("/anytown/")], DAY, lambda: True)
        return [link.exists() for link in links]

    assert write() == [True, True]
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        plan.partnership.bump_public_revision()
        assert not any(link.exists() for link in links)
        assert write() == [True, True]  # by somebody who does not see yet what is being published
    assert not any(link.exists() for link in links)


def test_a_tree_of_what_is_no_longer_so_gets_no_link(folder):
    assert published_folder.write("anytown", "1-a", [page("/anytown/")], DAY, lambda: False) is None
    assert not (folder / "anytown" / "now").exists()


def test_an_unfinished_tree_is_written_again_and_older_ones_go(folder):
    (folder / "anytown" / "2-a.part" / "anytown").mkdir(parents=True)
    for name in ("1-a", "2-a"):
        assert (
            published_folder.write("anytown", name, [page("/anytown/"), page("/anytown/x.csv")], DAY, lambda: True) == 2
        )
    assert sorted(path.name for path in (folder / "anytown").iterdir()) == [
        "2-a",
        DAY.isoformat(),
        *("lock", "now", "writing"),
    ]
    assert os.readlink(folder / "anytown" / "now") == "2-a"


def test_a_feed_at_an_address_of_a_page_is_not_sent_as_one(folder):
    feed = page("/anytown/feed/", b"<feed/>", "application/atom+xml; charset=utf-8")
    published_folder.write("anytown", "1-a", [feed], DAY, lambda: True)
    assert not (folder / "anytown" / "now" / "anytown" / "feed" / "index.html").exists()
    assert published_folder.find("/anytown/feed/").content_type == "application/atom+xml; charset=utf-8"


@given(st.text(max_size=40))
def test_no_address_leads_out_of_the_folder(path):
    if published_folder.SAFE.fullmatch(f"/{path}"):
        assert ".." not in path.split("/")
        assert not any(part.startswith(".") for part in path.split("/"))


def test_without_its_database_the_portal_answers_what_was_published_and_says_the_rest(
    plan, folder, client, monkeypatch
):
    published_folder.write("anytown", "1-a", [page("/anytown/", b"<p>As published</p>")], DAY, lambda: True)

    def away(*args, **kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr("csp_portal.pages.stored_pages.answer", away)
    kept = client.get("/anytown/")
    assert (kept.status_code, kept.content, kept["ETag"]) == (200, b"<p>As published</p>", 'W/"1"')
    for path in ("/anytown/areas/", "/anytown/?lang=cy"):
        gone = client.get(path)
        assert (gone.status_code, gone["Retry-After"]) == (503, "30")
        assert "The portal cannot reach its database at the moment." in gone.text


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        ("database or disk is full", "The portal’s disk is full"),
        ("attempt to write a readonly database", "can be read but nothing can be saved"),
        ("cannot execute UPDATE in a read-only transaction", "can be read but nothing can be saved"),
        ("database is locked", "is busy storing something else"),
        ("canceling statement due to lock timeout", "is busy storing something else"),
        ("server closed the connection", "cannot reach its database"),
        ("no such column: plans_plan.telephone", "are not those of this release"),
        ('relation "plans_plan" does not exist', "are not those of this release"),
        ("column plans_plan.telephone does not exist", "are not those of this release"),
    ],
)
def test_each_fault_of_a_database_has_its_sentence(problem, sentence):
    assert sentence in database_away.sentence_of(OperationalError(problem))


def test_without_a_folder_nothing_is_written(db, settings):
    settings.PUBLISHED_FOLDER = ""
    with pytest.raises(CommandError, match="PUBLISHED_FOLDER is not set"):
        call_command("write_published")
