"""The process beside the server: what it does once, what it leaves alone, and what it says of its progress."""

import datetime as dt
import fcntl
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from performance.imports import worker
from performance.models import ImportRun, Observation, RunState, Source
from tests import builders
from tests.performance.imports.test_columns import send
from tests.performance.imports.test_import_pages import press

pytestmark = pytest.mark.anywhere
WARDS = "Ward\tBurglary 2015/16\nNorth\t12\nSouth\t7\n"


@pytest.fixture
def desk(at_once, officer):
    builders.indicator("burglary", name="Burglary")
    return officer


def test_a_file_that_was_changed_after_it_was_sent_is_refused_and_not_stored(desk):
    run = send(desk, WARDS)
    (worker.folder(run) / "file").write_text(WARDS.replace("12", "13"))
    press(desk, run, "import-store")
    assert run.state == RunState.REFUSED
    assert [(one["row"], one["why"], one["accepted"]) for one in run.report["refused"]] == [
        (1, "the file has changed since it was sent", "the file sent again")
    ]
    assert Observation.objects.count() == 0


def test_an_import_that_waits_for_nobody_is_left_as_it_is(desk):
    run = send(desk, WARDS)
    worker.work(run)
    assert (run.state, run.report["figures"]) == (RunState.READ, 2)
    press(desk, run, "import-again")
    assert (run.state, Observation.objects.count()) == (RunState.READ, 0)
    press(desk, run, "import-publish")
    assert not Source.objects.exists()
    press(desk, run, "import-store")
    assert worker.read_again(run) is False
    assert (ImportRun.objects.get().state, Observation.objects.count()) == (RunState.STORED, 2)


def test_what_has_to_be_asked_only_since_others_saved_is_asked_before_it_is_stored(desk, anytown):
    builders.source(anytown, "council-counts")
    counts = "Ward\tBurglary 2013/14\tBurglary 2014/15\tBurglary 2015/16\nNorth\t{0}\t{0}\t{0}\nSouth\t{0}\t{0}\t{0}\n"
    zeros, twenties = (
        send(desk, counts.format(number), source="council-counts", source_title="") for number in (0, 20)
    )
    press(desk, twenties, "import-store")
    assert zeros.report["questions"] == []
    press(desk, zeros, "import-store")
    assert (zeros.state, [one["words"] for one in zeros.report["questions"]]) == (
        RunState.READ,
        ["6 of 6 stored figures above zero would become zero, or have no number any more"],
    )
    assert Observation.objects.filter(value=20).count() == 6


def test_every_row_of_a_table_says_what_it_gave(desk):
    run = send(desk, f"{WARDS}Nowhere\t9\nTotal\t19\n")
    assert [(one.row, one.words, one.taken) for one in worker.fates(run, 2, 3)] == [
        (2, "Burglary: 12", True),
        (3, "Burglary: 7", True),
        (4, "row 4, column A: there is no area “Nowhere”", False),
    ]
    assert [one.row for one in worker.fates(run, 5, 50)] == [5]
    page = desk.get(reverse("import-rows", args=["anytown", run.pk])).content.decode()
    assert "a total; compared with the rows above it; not saved" in page


def test_progress_is_noted_at_once_at_the_end_and_not_for_every_figure_between(tmp_path):
    note = worker._noting(tmp_path / "progress")
    said = []
    for done in (1, 2, 3):
        note(done, 3)
        said.append(json.loads((tmp_path / "progress").read_text()))
    assert said == [[1, 3], [1, 3], [3, 3]]


def test_a_file_on_which_somebody_works_is_kept_however_old_it_is(desk):
    run = send(desk, WARDS)
    later = timezone.now() + worker.KEPT_FOR + dt.timedelta(minutes=1)
    with (worker.folder(run) / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        worker.leave_old(later)
        run.refresh_from_db()
        assert (run.state, worker.is_here(run)) == (RunState.READ, True)
    worker.leave_old(later)
    run.refresh_from_db()
    assert (run.state, worker.is_here(run)) == (RunState.LEFT, False)


def test_files_that_are_being_read_and_saved_are_counted_for_those_who_watch(anytown):
    for state in (RunState.READING, RunState.READING, RunState.STORING, RunState.STORED):
        ImportRun.objects.create(partnership=anytown, state=state, file_name="a.csv", sha256="0" * 64)
    assert [(one.name, one.value, one.label) for one in worker.measures()] == [
        ("portal_imports", 2, ("state", "reading")),
        ("portal_imports", 1, ("state", "storing")),
    ]


def test_rows_to_leave_out_are_at_most_so_many_and_of_a_file_that_is_kept(desk):
    run = send(desk, "", file=SimpleUploadedFile("counts.csv", WARDS.replace("\t", ",").encode()))
    address = reverse("import-leave-out", args=["anytown", run.pk])
    many = {"rows": ", ".join(map(str, range(2, 203))), "reason": "They are wrong."}
    answer = desk.post(address, many)
    assert answer.status_code == 422
    assert "At most 200 rows can be left out; correct the file." in answer.content.decode()
    press(desk, run, "import-leave")
    gone = desk.get(address)
    assert (gone.status_code, "The file of this import is no longer kept." in gone.content.decode()) == (404, True)
