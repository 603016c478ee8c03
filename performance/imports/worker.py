"""Reading and storing beside the web server: one process for each step, which the reader of the page may leave.

The file lies in a folder of its own until it is stored or left. Whoever works on it holds the lock of the folder, so
that a process that was killed is known by its lock; what it had begun to store, the database has forgotten.
"""

import datetime as dt
import fcntl
import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from csp_portal.operation.metrics import Gauge
from performance.models import ImportRun, RunState

from .comparing import ImportPreview
from .context import import_context
from .formats import registry
from .reading import Reading, RowResult, refusal
from .report import report
from .run import OnProgress, checksum, preview, read, unanswered, validate_and_store

KEPT_FOR = dt.timedelta(days=1)
WORKING = (RunState.READING, RunState.STORING)
OPEN = (*WORKING, RunState.READ)
BETWEEN_NOTES = 0.2  # seconds


@dataclass(frozen=True)
class Progress:
    """How many of how many figures are stored; 0 of 0 while the file is read. `alive`: somebody works on it."""

    done: int
    of: int
    alive: bool


def folder(run: ImportRun) -> Path:
    return Path(settings.UPLOADS) / str(run.pk)


def keep(run: ImportRun, chunks: Iterable[bytes]) -> None:
    """Put the uploaded file aside and note its checksum, in the transaction in which the run is stored."""
    forget(run)  # what was kept for a run that never came to be
    folder(run).mkdir(parents=True)
    with (folder(run) / "file").open("wb") as kept:
        for chunk in chunks:
            kept.write(chunk)
    _note_size(run)


def _note_size(run: ImportRun) -> None:
    run.size = (folder(run) / "file").stat().st_size
    run.sha256 = checksum(folder(run) / "file")
    run.save(update_fields=["size", "sha256"])


def content(run: ImportRun) -> bytes:
    """The file as it is kept. Raises OSError when it is here no more."""
    return (folder(run) / "file").read_bytes()


def is_here(run: ImportRun) -> bool:
    """Whether the file of a run is kept on this machine."""
    return (folder(run) / "file").exists()


def replace_content(run: ImportRun, content: bytes) -> None:
    """Keep corrected cells in place of those that were pasted."""
    new = folder(run) / "file.new"
    new.write_bytes(content)
    new.replace(folder(run) / "file")
    _note_size(run)


def read_again(run: ImportRun) -> bool:
    """Read the file of a run anew, as the run says now; False where it is not waiting."""
    waiting = ImportRun.objects.filter(pk=run.pk, state__in=[RunState.READ, RunState.REFUSED])
    if not waiting.update(state=RunState.READING, finished_at=None, report={}):
        return False
    run.state = RunState.READING
    start(run)
    return True


def start(run: ImportRun) -> None:
    """Let a process of its own do what the state of the run asks for. It goes on when this one ends."""
    with (folder(run) / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "import_figures", "--run", str(run.pk)]
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[lock.fileno()],  # the lock is held as long as the process lives
            start_new_session=True,
            cwd=settings.BASE_DIR,
        )
    threading.Thread(target=process.wait, daemon=True).start()  # it leaves no dead entry behind when it ends first


def progress(run: ImportRun) -> Progress:
    """How much of a run is done, out of how much, and whether a process is still working on it."""
    try:
        with (folder(run) / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                alive = False
            except BlockingIOError:
                alive = True
        noted = json.loads((folder(run) / "progress").read_text())
    except FileNotFoundError:
        return Progress(0, 0, (folder(run) / "lock").exists() and alive)
    return Progress(noted[0], noted[1], alive)


def work(run: ImportRun) -> None:
    """Read the file of a run, or store it: what its state asks for. The state then says what came of it."""
    file = folder(run) / "file"
    layout, reading = read(
        file,
        run.partnership,
        name=run.file_name,
        layout=registry.BY_SLUG.get(run.layout),
        area_set=run.area_set,
        mapping=run.mapping,
        left_out=run.left_out,
    )
    if checksum(file) != run.sha256:
        reading = refusal(1, "A", "", "the file has changed since it was sent", "the file sent again")
    if run.state == RunState.READING:
        looked = preview(layout, reading, run)
        _note_fates(folder(run) / "rows", looked.reading)
        run.state = RunState.READ
    elif run.state == RunState.STORING:
        looked = validate_and_store(run, layout, reading, on_progress=_noting(folder(run) / "progress"))
    else:
        return
    if looked.reading.refused:
        run.state, run.finished_at = RunState.REFUSED, timezone.now()
    elif run.state == RunState.STORING and unanswered(looked, run):
        run.state = RunState.READ
    if run.state != RunState.STORED:
        _keep_report(run, looked)
    else:
        forget(run)


def _keep_report(run: ImportRun, looked: ImportPreview) -> None:
    run.layout = looked.layout.slug if looked.layout else ""
    run.rows_read, run.report = looked.reading.rows_read, report(looked)
    run.save(update_fields=["state", "finished_at", "layout", "rows_read", "report"])


def _noting(path: Path) -> OnProgress:
    """A function that saves progress to `path`, at most once every BETWEEN_NOTES seconds and at the end."""
    last = 0.0

    def note(done: int, of: int) -> None:
        nonlocal last
        if done == of or time.monotonic() - last > BETWEEN_NOTES:
            last = time.monotonic()
            new = path.with_suffix(".new")
            new.write_text(json.dumps([done, of]))
            new.replace(path)

    return note


def _note_fates(path: Path, reading: Reading) -> None:
    """Every row that gave something, or was skipped or refused, one a line in the order of the file."""
    words: dict[int, list[str]] = {}
    taken: dict[int, bool] = {}
    for figure in reading.figures:
        if figure.refused:
            continue
        row = figure.place[0]
        words.setdefault(row, []).append(f"{figure.label or figure.indicator}: {figure.as_printed}")
        taken[row] = True
    for skipped in reading.skipped:
        words.setdefault(skipped.row, []).append(f"{skipped.value} {skipped.why}".strip())
        taken.setdefault(skipped.row, False)
    for refused in reading.refused:
        for row in refused.rows:
            words.setdefault(row, []).append(str(replace(refused, row=row)))
            taken[row] = False
    with path.open("w") as noted:
        for row in sorted(words):
            noted.write(json.dumps(asdict(RowResult(row, (), "; ".join(words[row]), taken[row]))) + "\n")


def fates(run: ImportRun, first: int, count: int) -> list[RowResult]:
    """What becomes of `count` rows from row `first` on, while the file is here."""
    layout = registry.BY_SLUG.get(run.layout)
    if layout and layout.fates:
        return layout.fates(
            folder(run) / "file", import_context(run.partnership, run.area_set, left_out=run.left_out), first, count
        )
    with (folder(run) / "rows").open() as noted:
        rows = (RowResult(**json.loads(line)) for line in noted)
        return list(islice((row for row in rows if row.row >= first), count))


def forget(run: ImportRun) -> None:
    """Throw the file away."""
    shutil.rmtree(folder(run), ignore_errors=True)


def leave(run: ImportRun) -> None:
    """Do not store it after all."""
    run.state, run.finished_at = RunState.LEFT, timezone.now()
    run.save(update_fields=["state", "finished_at"])
    forget(run)


def leave_old(now: dt.datetime) -> None:
    """Throw away files that nobody came back for."""
    for run in ImportRun.objects.filter(started_at__lt=now - KEPT_FOR, state__in=[*OPEN, RunState.REFUSED]):
        if progress(run).alive:
            continue
        if run.state == RunState.REFUSED:
            forget(run)
        else:
            leave(run)
    kept = ImportRun.objects.filter(state__in=[*OPEN, RunState.REFUSED]).values_list("pk", flat=True)
    names = {str(pk) for pk in kept}
    for place in Path(settings.UPLOADS).glob("*"):  # of processes that were killed before they threw them away
        if place.name not in names and place.stat().st_mtime < (now - KEPT_FOR).timestamp():
            shutil.rmtree(place, ignore_errors=True)


def measures() -> Iterable[Gauge]:
    """How many files are being worked on, for those who watch the portal."""
    for state in WORKING:
        words = "Files that are being read or saved"
        yield Gauge("portal_imports", words, ImportRun.objects.filter(state=state).count(), ("state", state.value))
