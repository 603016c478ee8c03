"""What must be true of the portal after every fault. Each function gives a sentence for what is not."""

import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.utils import timezone

from csp_portal.models import StoredPage
from csp_portal.operation import published_folder
from csp_portal.pages.release import release
from csp_portal.pages.stored_pages import of_day
from performance.imports import worker
from performance.models import ImportRun, Observation, Revision, RunState, Source
from plans.documents.document import checksum
from plans.models import Change, Plan, PlanState, PlanVersion, Section
from plans.search.published_pages import drawn, stamp_of

from .people import SOURCE, WARDS, YEARS, Importer, Publisher, Writer

CELLS = len(WARDS) * len(YEARS)


def all_of(writers: list[Writer], publisher: Publisher, importer: Importer, pages: int) -> list[str]:
    """Everything that is wrong now; of the stored pages only so many are drawn again."""
    try:
        return [
            *(sentence for writer in writers for sentence in edits(writer)),
            *moves(publisher),
            *versions(publisher),
            *imports(importer),
            *folder(),
            *stored_pages(pages),
        ]
    finally:
        connection.close()


def edits(writer: Writer) -> Iterator[str]:
    """Every save that was answered is in the row or in its history, in turn, and nothing is there that nobody sent."""
    row = Section.objects.get(pk=writer.section.pk)
    history = Change.objects.filter(row_kind="sections", row_id=row.pk, field="body").order_by("pk")
    texts = list(history.values_list("old", "new"))
    kept = [int(new.removeprefix("Text ")) for _old, new in texts]
    if missing := set(writer.stored) - set(kept):
        yield f"Lost: saves {sorted(missing)} of section {row.pk}."
    if kept != sorted(set(kept)) or (kept and kept[-1] > writer.tried):
        yield f"The history of section {row.pk} is out of order."
    if any(old != new for (_first, new), (old, _last) in zip(texts, texts[1:], strict=False)):
        yield f"The history of section {row.pk} has a hole."
    if texts and row.body != texts[-1][1]:
        yield f"Section {row.pk} is not what its history says."
    if row.row_version != writer.section.row_version + len(texts):
        yield f"Section {row.pk} has another number than its history."


def moves(publisher: Publisher) -> Iterator[str]:
    """Every move that was answered is in the history, and the plan is where its last one led."""
    plan = Plan.objects.get(pk=publisher.section.plan_id)
    history = Change.objects.filter(plan=plan, row_kind="plan").order_by("pk")
    notes = {change.new for change in history if change.field == "note"}
    if missing := set(publisher.moves) - notes:
        yield f"Lost: moves {sorted(missing)}."
    states = [change for change in history if change.field == "state"]
    if len(states) != len(notes):
        yield "A move has no note, or a note no move."
    standing = f"{plan.get_state_display()}, withdrawn" if plan.withdrawn_at else plan.get_state_display()
    if states and states[-1].new != standing:
        yield f"The plan is “{standing}” and its history says “{states[-1].new}”."
    if any(first.new != last.old for first, last in zip(states, states[1:], strict=False)):
        yield "The history of the plan has a hole."


def versions(publisher: Publisher) -> Iterator[str]:
    """Every publication that was answered is a whole version with its pages, and no number is left out."""
    plan = Plan.objects.get(pk=publisher.section.plan_id)
    found = list(PlanVersion.objects.filter(plan=plan).order_by("number"))
    if missing := set(publisher.published) - {version.note for version in found}:
        yield f"Lost: publications {sorted(missing)}."
    if [version.number for version in found] != list(range(1, len(found) + 1)):
        yield "A number of a version is left out."
    for version in found[-3:]:
        if checksum(version.content) != version.checksum:
            yield f"Version {version.number} is not what its checksum says."
    ways = {"old": PlanState.APPROVAL.label, "new": PlanState.PUBLISHED.label}
    published = Change.objects.filter(plan=plan, row_kind="plan", field="state", **ways)
    if published.count() != len(found) - 1:  # the first was there before
        yield f"{len(found)} versions and {published.count()} publications in the history."
    if plan.state == PlanState.PUBLISHED and found:
        page = f"/anytown/plans/{plan.slug}/"
        shown = drawn(page)
        if shown is None or shown.status_code != 200 or f"{page}v{found[-1].number}/" not in shown.text:
            yield "The page of the plan does not show its newest version."


def imports(importer: Importer) -> Iterator[str]:
    """The figures are those of one whole table, the last that was said to be saved or a later one."""
    source = Source.objects.get(slug=SOURCE)
    values = list(Observation.objects.filter(source=source).values_list("value", "import_run"))
    if values and (len(values) != CELLS or len(set(values)) != 1):
        yield f"The figures are of {len(set(values))} imports, {len(values)} of {CELLS} cells."
    last = int(values[0][0]) if values else 0
    if importer.stored and last < importer.stored[-1]:
        yield f"Lost: import {importer.stored[-1]}; the figures are those of {last}."
    runs = ImportRun.objects.filter(source=source)
    stored = [run for run in runs if run.state == RunState.STORED]
    before = Revision.objects.filter(source=source).count()
    if stored and len(values) + before != CELLS * len(stored):
        yield f"{len(stored)} imports are saved, with {len(values)} figures and {before} earlier ones."
    for run in runs:
        kept = worker.folder(run).exists()
        if kept and run.state == RunState.STORED and run.finished_at < timezone.now() - worker.KEPT_FOR:
            yield f"The file of import {run.pk} is still there."


def folder() -> Iterator[str]:
    """What the web server in front sends is what is public now, each file as its manifest says."""
    for owner in Path(settings.PUBLISHED_FOLDER).glob("*/"):
        tree = owner / published_folder.NOW
        if not tree.is_symlink():
            continue
        stamp = stamp_of("" if owner.name == published_folder.SITE else owner.name)
        if int(tree.resolve().name.split("-")[0]) != stamp:
            yield f"The folder of {owner.name} is of another state: {tree.resolve().name}, not {stamp}."
            continue
        manifest = json.loads((tree / published_folder.MANIFEST).read_text())
        for path, said in manifest.items():
            if hashlib.sha256((tree / said["file"]).read_bytes()).hexdigest() != said["sha256"]:
                yield f"{path} in the folder is not what the manifest says."
        for path in random.sample(sorted(manifest), min(2, len(manifest))):
            again = drawn(path)
            if again and again["ETag"] != manifest[path]["etag"] and tree.is_symlink():
                yield f"{path} in the folder is not what the portal draws."


def stored_pages(most: int) -> Iterator[str]:
    """Pages that would be sent as they are stored are what the portal draws from the database now."""
    rows = StoredPage.objects.filter(of_day(timezone.localdate()), release=release()).exclude(path__contains="?")
    rows = rows.values("path", "owner", "stamp")
    stamps = {owner: stamp_of(owner) for owner in {row["owner"] for row in rows}}
    current = {row["path"]: row["owner"] for row in rows if row["stamp"] == stamps[row["owner"]]}
    for path in random.sample(sorted(current), min(most, len(current))):
        row = StoredPage.objects.filter(path=path, release=release()).first()
        if row is None:  # dropped just now, with what is outdated
            continue
        with transaction.atomic():
            StoredPage.objects.filter(path=path).delete()
            again = drawn(path)
            transaction.set_rollback(True)
        # An import that ended just now changes what is public, and a job that made a file drops the pages that list it.
        was_changed = stamp_of(current[path]) != stamps[current[path]]
        is_there = StoredPage.objects.filter(pk=row.pk, etag=row.etag).exists()
        if (again is None or again.content != bytes(row.plain)) and is_there and not was_changed:
            yield f"The stored page {path} is not what the portal draws: {_difference(bytes(row.plain), again)}"


def _difference(stored: bytes, again: HttpResponse | None) -> str:
    """The first lines that differ."""
    if again is None:
        return "it draws none"
    lines = zip(stored.decode().splitlines(), again.text.splitlines(), strict=False)
    return next((f"{old.strip()} / {new.strip()}" for old, new in lines if old != new), "one of them is longer")
