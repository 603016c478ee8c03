"""A rolling upgrade: two portals behind nginx go from one release to the next, one at a time, under readers.

    .venv/bin/python -m bench.rolling

The first release is the last commit. The second adds a column (expand); the third does without it and then drops it
(contract). Needs nginx and PostgreSQL. Writes its chapter of bench/RESULTS.md; exit status 1 when a goal is missed.
"""

import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.results import Results
from tests.with_postgres import Postgres

ROOT = Path(__file__).resolve().parents[1]
MODEL, BEFORE = "plans/models/places.py", "    def bump_public_revision(self) -> None:"
COLUMN = "    telephone = models.CharField(max_length=40, null=True, blank=True)\n\n"
PAGES = [f"/anytown/{page}" for page in ("", "plans/", "performance/", "areas/", "plans/2020-2023/")]
MOMENT = 5  # seconds for which people go on after each step


def main() -> int:
    results = Results("A rolling upgrade", "python -m bench.rolling")
    with tempfile.TemporaryDirectory(prefix="rolling-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "database").mkdir()
        database = Postgres(str(folder / "database"), settings=())
        database.make()
        database.start()
        os.environ |= {
            "DATABASE_URL": database.url,
            "DJANGO_SETTINGS_MODULE": "tests.quick",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DEBUG": "0",
            "PORTAL_URL": "http://127.0.0.1:8000",
            "LOGS": "json",
        }
        try:
            _report(folder, _releases(folder), results)
        finally:
            database.stop()
    results.write(ROOT / "bench" / "RESULTS.md")
    return 1 if results.missed else 0


def _releases(folder: Path) -> list[Path]:
    """The last commit, the same with one more column, and the same without it again."""
    trees = [folder / f"release-{number}" for number in (1, 2, 3)]
    for tree in trees:
        tree.mkdir()
        archive = subprocess.run(["git", "-C", str(ROOT), "archive", "HEAD"], stdout=subprocess.PIPE, check=True)
        subprocess.run(["tar", "-x", "-C", str(tree)], input=archive.stdout, check=True)
    _first, second, third = trees
    model = second / MODEL
    words = model.read_text()
    assert words.count(BEFORE) == 1
    model.write_text(words.replace(BEFORE, COLUMN + BEFORE))
    _manage(second, "makemigrations", "plans", "--name", "expand", "--verbosity", "0")
    (expand,) = (second / "plans/migrations").glob("0*_expand.py")
    (third / "plans/migrations" / expand.name).write_text(expand.read_text())
    _manage(third, "makemigrations", "plans", "--name", "contract", "--verbosity", "0")
    style = third / "static/portal.css"  # another release has another style as well
    style.write_text(style.read_text() + "\n:root { --of-the-third-release: 1; }\n")
    for tree in trees:
        _manage(tree, "collectstatic", "--no-input", "--verbosity", "0")
    return trees


def _manage(tree: Path, *words: str) -> None:
    subprocess.run([sys.executable, str(tree / "manage.py"), *words], check=True, env=_environment(), cwd=tree)


def _environment() -> dict[str, str]:
    """With the settings of the release itself."""
    return os.environ | {"DJANGO_SETTINGS_MODULE": "csp_portal.settings"}


class Place:
    """An address at which one release after the other is served."""

    def __init__(self, server, folder: Path) -> None:
        self.server, self.folder, self.process = server, folder, None

    def serve(self, tree: Path) -> None:
        """Let what runs end what it does, and start a release in its place."""
        self.stop()
        command = [sys.executable, str(tree / "manage.py"), "serve", "--port", str(self.server.port), "--workers", "1"]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, env=_environment(), cwd=tree, stdout=log, stderr=log)
        while True:
            try:
                if self.server.ask("GET", "/healthz").status == 200:
                    return
            except OSError:
                time.sleep(0.1)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait()


def _report(folder: Path, trees: list[Path], results: Results) -> None:
    import django

    django.setup()
    from django.db import connection

    from bench.faults.front import in_front
    from bench.faults.people import Gate, Reader, Writer
    from plans.models import Change
    from plans.publishing.versions import publish
    from tests import builders
    from tests.running import Server

    class Visitor(Reader):
        """A stranger whose browser asks for the style of the page as well."""

        def step(self) -> None:
            super().step()
            page = self.server.ask("GET", self.pages[0]).text
            style = re.search(r'href="(/static/[^"]+\.css)"', page)
            self.noted(style[1] if style else "no style", self.server.ask("GET", style[1] if style else "/none/"))

    _manage(trees[0], "migrate", "--verbosity", "0")
    places = [Place(Server(os.environ["DATABASE_URL"], folder, workers=1), folder) for _number in range(2)]
    plan = builders.rich_plan(2)
    publish(plan, kind="final")
    type(plan).objects.update(state="draft")
    officer = builders.person("officer", plan.partnership, "officer")
    rows: list[tuple[str, int, int, int]] = []
    redrawn = 0
    try:
        for place in places:
            place.serve(trees[0])
        with in_front([place.server for place in places], str(folder / "published"), folder) as front:
            gate = Gate()
            writer = Writer(gate, front, officer, plan.sections.first())
            people = [writer, *(Visitor(gate, front, PAGES) for _number in range(2))]
            for person in people:
                person.start()
            seen: Counter[str] = Counter()

            def done(what: str) -> None:
                """Let people go on for a moment, and note what they were answered since the last time."""
                nonlocal seen
                time.sleep(MOMENT)
                now: Counter[str] = sum((person.answers for person in people), Counter())
                since = now - seen
                seen = now
                rows.append((what, since["200"], since["302"], since.total() - since["200"] - since["302"]))

            done("Both are release 1")
            _manage(trees[1], "migrate", "--verbosity", "0")
            done("The column is added, both are release 1")
            for tree, number in ((trees[1], 2), (trees[2], 3)):
                places[0].serve(tree)
                done(f"One is release {number}, beside one of release {number - 1}")
                for place in places:
                    for page in PAGES:
                        place.server.ask("GET", page)
                before = _stored()
                done("The same, once every page was read from both")
                redrawn += len(_stored() - before)
                places[1].serve(tree)
                done(f"Both are release {number}")
            _manage(trees[2], "migrate", "--verbosity", "0")
            done("The column is dropped, both are release 3")
            for person in people:
                person.goes_on = False
            for person in people:
                person.join()
    finally:
        for place in places:
            place.stop()
    strange = [sentence for person in people for sentence in person.strange]
    words = "Two readers, who take the style of a page as well, and an officer, through nginx."
    results.section("Expand, migrate, contract", words, ["When", "Read", "Edits stored", "Anything else"], rows)
    wrong = sum(row[3] for row in rows) + len(strange)
    results.goal("Answers that are errors", "0", wrong, not wrong)
    kept = Change.objects.filter(row_kind="sections", field="body").count()
    said = len(writer.stored)
    results.goal("Edits said to be stored, and in the history", "equal", f"{said}, {kept}", said == kept)
    results.goal("Pages drawn again because two releases take turns", "0", redrawn, not redrawn)
    with connection.cursor() as cursor:
        where = "table_name = 'plans_partnership' AND column_name = 'telephone'"
        cursor.execute(f"SELECT count(*) FROM information_schema.columns WHERE {where}")
        left = cursor.fetchone()[0]
    results.goal("Columns left of the second release", "0", left, not left)
    for sentence in strange[:10]:
        print(sentence, flush=True)


def _stored() -> set[tuple[object, ...]]:
    from csp_portal.models import StoredPage

    return set(StoredPage.objects.filter(path__in=PAGES).values_list("path", "release", "stored_at"))


if __name__ == "__main__":
    sys.exit(main())
