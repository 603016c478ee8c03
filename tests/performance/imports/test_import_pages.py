"""Loading figures at the desk: sent, read, looked at, stored, followed, taken back."""

import datetime as dt
import fcntl
import os
import re
import shutil
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from performance.imports import worker
from performance.models import ImportRun, Observation, RunState, Source
from tests import builders
from tests.performance.imports.test_police_street import HEADINGS, ID, row

FAR = "E01000003"


def csv(*rows: str, name: str = "2018-10-anyshire-street.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "".join(f"{line}\n" for line in (HEADINGS, *rows)).encode())


def send(client, *rows: str, **fields) -> ImportRun:
    answer = client.post("/desk/anytown/figures/import/", {"file": csv(*rows)} | fields)
    assert answer.status_code == 302
    return ImportRun.objects.get(pk=int(re.search(r"/(\d+)/$", answer["Location"])[1]))


def words(client, run: ImportRun, name: str = "import") -> str:
    page = client.get(reverse(name, args=["anytown", run.pk])).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def press(client, run: ImportRun, name: str) -> ImportRun:
    assert client.post(reverse(name, args=["anytown", run.pk])).status_code == 302
    run.refresh_from_db()
    return run


def test_a_file_is_read_looked_at_stored_and_taken_back(at_once, officer):
    run = send(officer, row(), row(small=FAR), row(small=""))
    assert (run.state, run.stored, Observation.objects.count()) == (RunState.READ, 0, 0)
    said = words(officer, run)
    assert "Rows read: 3. Figures in them: 42. To be saved: 42, of which 0 replace earlier" in said
    assert "Street-level crime, Anyshire Constabulary" in said
    assert "no place is given: counted for the force only" in said
    assert "Crime type indicator" in said
    assert run.sha256 in said
    press(officer, run, "import-store")
    assert (run.state, run.stored, Observation.objects.count()) == (RunState.STORED, 42, 42)
    assert "42 figures were saved." in words(officer, run)
    assert not list(at_once.iterdir())
    assert "The 42 figures it saved are removed. 0 figures that it replaced are restored." in words(
        officer, run, "import-undo"
    )
    press(officer, run, "import-undo")
    assert (run.state, run.undone_by.username, Observation.objects.count()) == (RunState.UNDONE, "officer", 0)


def test_every_row_shows_its_fate_page_by_page(at_once, officer):
    run = send(officer, row(), *[row(small=FAR)] * 60)
    first = words(officer, run, "import-rows")
    assert "Rows 2 to 50" in first
    assert "2018-10, Burglary, E01000001 counted for its ward and the force (anytown-north)" in first
    page = officer.get(reverse("import-rows", args=["anytown", run.pk]), {"from": "51"}).content.decode()
    assert "Rows 51 to 62" in page
    assert "?from=1" in page
    last = officer.get(reverse("import-rows", args=["anytown", run.pk]), {"from": "9" * 30}).content.decode()
    assert "There are no more rows." in last


def test_a_bad_file_is_refused_with_its_rows_and_stores_nothing(at_once, officer):
    run = send(officer, row(), row(month="Oct-18"))
    assert (run.state, run.rows_read) == (RunState.REFUSED, 2)
    said = words(officer, run)
    assert "Nothing was saved: 1 row cannot be used." in said
    assert "3 Month Oct-18 this is not a month as the police write it" in said
    assert "Not used: row 3, column Month" in words(officer, run, "import-rows")
    press(officer, run, "import-store")
    assert (run.state, Observation.objects.count()) == (RunState.REFUSED, 0)


def test_pasted_cells_are_read_like_a_file(at_once, officer):
    text = "\n".join([HEADINGS, row()])
    answer = officer.post(
        "/desk/anytown/figures/import/", {"pasted": text, "layout": "police-uk", "source_title": "Street-level crime"}
    )
    run = ImportRun.objects.get()
    assert answer["Location"] == f"/desk/anytown/figures/import/{run.pk}/"
    assert (run.state, run.file_name, run.report["figures"]) == (RunState.READ, "pasted cells", 42)


def test_nothing_sent_and_too_much_sent_are_said_in_a_sentence(at_once, officer, monkeypatch):
    answer = officer.post("/desk/anytown/figures/import/", {})
    assert answer.status_code == 422
    assert "Choose a file, or paste the cells of a table." in answer.content.decode()
    monkeypatch.setattr("performance.imports.desk.views.LARGEST", 100)
    answer = officer.post("/desk/anytown/figures/import/", {"file": csv(row())})
    assert "The file is too large" in answer.content.decode()
    assert ImportRun.objects.count() == 0


def test_an_empty_file_is_refused(at_once, officer):
    answer = officer.post("/desk/anytown/figures/import/", {"file": SimpleUploadedFile("a-street.csv", b"")})
    assert answer.status_code == 302
    assert "the file is empty" in words(officer, ImportRun.objects.get())


def test_each_stored_figure_shows_its_place_and_what_stood_there_before(at_once, officer):
    press(officer, send(officer, row(), row()), "import-store")
    run = press(officer, send(officer, row()), "import-store")
    assert run.report["replaced"] == 2
    said = words(officer, run, "import-figures")
    assert "Police uk burglary North October 2018 1 2 final Column Crime type, row 2" in said
    assert run.sha256 in said
    first = ImportRun.objects.last()
    assert f"Undo “{run}” first." in words(officer, first)
    press(officer, first, "import-undo")
    assert first.state == RunState.STORED


def test_figures_are_public_when_their_source_is(at_once, officer, client):
    address = "/anytown/performance/police-uk-burglary/"
    run = press(officer, send(officer, row()), "import-store")
    assert "The source is not published: readers see nothing from it." in words(officer, run)
    assert client.get(address).status_code == 404
    assert client.get("/anytown/areas/anytown-north/").content.decode().count("October 2018") == 0
    press(officer, run, "import-publish")
    assert client.get(address).status_code == 200
    assert "October 2018" in client.get("/anytown/areas/anytown-north/").content.decode()
    later = send(officer, row(), row())
    assert "readers see the new figures as soon as they are saved" in words(officer, later)
    stamp = run.partnership.public_revision
    officer.post(reverse("import-store", args=["anytown", later.pk]), {"reason": "Counted again."})
    later.partnership.refresh_from_db()
    assert later.partnership.public_revision > stamp


def test_a_file_that_nobody_stores_is_thrown_away(at_once, officer):
    run = send(officer, row())
    press(officer, run, "import-leave")
    assert (run.state, list(at_once.iterdir())) == (RunState.LEFT, [])
    old, refused = send(officer, row()), send(officer, row(month="Oct-18"))
    ImportRun.objects.update(started_at=run.started_at - dt.timedelta(days=2))
    send(officer, row())
    old.refresh_from_db()
    refused.refresh_from_db()
    assert (old.state, refused.state, len(list(at_once.iterdir()))) == (RunState.LEFT, RunState.REFUSED, 1)
    assert officer.get(reverse("import-rows", args=["anytown", old.pk])).status_code == 404
    assert officer.get(reverse("import-rows", args=["anytown", refused.pk])).status_code == 404


def test_a_file_that_changed_on_the_way_is_not_stored(at_once, officer):
    run = send(officer, row())
    (at_once / str(run.pk) / "file").write_text(f"{HEADINGS}\n{row()}\n{row()}\n")
    press(officer, run, "import-store")
    assert (run.state, Observation.objects.count()) == (RunState.REFUSED, 0)
    assert "the file has changed since it was sent" in words(officer, run)


def test_work_that_stopped_is_told_by_its_lock_and_started_again(at_once, officer, monkeypatch):
    monkeypatch.setattr(worker, "start", lambda run: (worker.folder(run) / "lock").touch())
    run = send(officer, row())
    with (worker.folder(run) / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "The file is being read. You can leave this page" in words(officer, run).replace(" .", ".")
        press(officer, run, "import-leave")
        assert run.state == RunState.READING
        (worker.folder(run) / "progress").write_text("[1000, 4000]")
        assert "1,000 of 4,000 figures saved." in words(officer, run)
    assert "The work stopped before it finished, so nothing was saved." in words(officer, run)
    monkeypatch.setattr(worker, "start", lambda run: call_command("import_figures", run=run.pk))
    press(officer, run, "import-again")
    assert run.state == RunState.READ


def test_a_process_of_its_own_holds_the_lock_while_it_lives(at_once, officer, anytown, monkeypatch, settings, tmp_path):
    """The real start, with a command that only waits: it outlives the request that began it."""
    monkeypatch.undo()
    settings.UPLOADS = tmp_path / "real"
    (tmp_path / "manage.py").write_text("import time; time.sleep(1.5)")
    settings.BASE_DIR = tmp_path
    run = ImportRun.objects.create(partnership=anytown, state=RunState.READING, file_name="a.csv", sha256="")
    worker.keep(run, [b"a,b\n"])
    worker.start(run)
    assert worker.progress(run).alive
    until = time.monotonic() + 10
    while worker.progress(run).alive and time.monotonic() < until:
        time.sleep(0.1)
    assert not worker.progress(run).alive


def test_imports_of_others_are_not_there(at_once, officer, anytown, client):
    run = send(officer, row())
    elsewhere = builders.partnership("elsewhere")
    builders.sign_in(client, builders.person("stranger", elsewhere, "officer"))
    assert client.get(reverse("import", args=["elsewhere", run.pk])).status_code == 404


@pytest.mark.parametrize("name", ["imports", "import", "import-figures", "import-rows"])
def test_the_same_queries_with_one_row_and_with_three(at_once, officer, name):
    def count(run: ImportRun) -> int:
        with CaptureQueriesContext(connection) as caught:
            address = reverse(name, args=["anytown"] if name == "imports" else ["anytown", run.pk])
            assert officer.get(address).status_code == 200
        return len(caught)

    runs = [send(officer, row(), row(small=FAR))]
    if name == "import-figures":
        press(officer, runs[0], "import-store")
    one = count(runs[0])
    runs.append(send(officer, row("2018-08"), row("2018-09"), row("2018-07"), row("2018-06", small=FAR)))
    if name == "import-figures":
        press(officer, runs[1], "import-store")
    assert count(runs[1]) == one


def test_a_source_made_by_an_undone_import_is_gone(at_once, officer):
    run = press(officer, send(officer, row()), "import-store")
    press(officer, run, "import-undo")
    assert (run.source, Source.objects.count()) == (None, 0)


def test_what_is_asked_about_a_file_is_confirmed_before_it_is_stored(at_once, officer):
    run = send(officer, row(crime_id=ID), row(crime_id=ID))
    assert "1 row repeats the Crime ID of an earlier row" in words(officer, run)
    run = press(officer, run, "import-store")
    assert (run.state, Observation.objects.count()) == (RunState.READ, 0)
    officer.post(reverse("import-store", args=["anytown", run.pk]), {"right": "on"})
    run.refresh_from_db()
    assert (run.state, run.stored, len(run.answered)) == (RunState.STORED, 42, 1)


def test_a_row_is_left_out_at_the_desk_with_its_reason(at_once, officer):
    run = send(officer, row(), row(month="Oct-18"))
    assert run.state == RunState.REFUSED
    address = reverse("import-leave-out", args=["anytown", run.pk])
    assert 'name="rows" value="3"' in officer.get(address).content.decode()
    assert "Say why these rows are left out." in officer.post(address, {"rows": "3"}).content.decode()
    assert officer.post(address, {"rows": "3, x", "reason": "y"}).status_code == 422
    officer.post(address, {"rows": "3", "reason": "the force corrects it"})
    run.refresh_from_db()
    assert (run.state, run.left_out) == (RunState.READ, {"3": "the force corrects it"})
    assert "left out by choice: the force corrects it" in words(officer, run)


def test_what_a_killed_process_left_of_files_goes_the_next_day(at_once, officer):
    long_ago = time.time() - worker.KEPT_FOR.total_seconds() - 60
    for name in ("98", "99"):
        (at_once / name).mkdir(parents=True)
    os.utime(at_once / "99", (long_ago, long_ago))
    waiting = send(officer, row())
    assert sorted(place.name for place in at_once.iterdir()) == sorted(["98", str(waiting.pk)])


def test_an_import_whose_file_is_gone_can_be_discarded(at_once, officer):
    run = send(officer, row())
    ImportRun.objects.update(state=RunState.STORING)
    shutil.rmtree(at_once)
    press(officer, run, "import-again")
    assert "The file is no longer here. Discard this import and send the file again." in words(officer, run)
    assert press(officer, run, "import-leave").state == RunState.LEFT
