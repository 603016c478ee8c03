"""Parse, look, store: the one way figures come into the portal."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from performance.figures.publishing import publish_source
from performance.models import Disclosure, FigureTable, ImportRun, Observation, Printed, Revision, RunState, Source
from performance.rules.values import State
from performance.sources.destination import Destination, SourceRefused, destination
from plans.documents.versions import NotPublishable
from plans.models import AreaSet, Partnership, User

from .area_table.stored_group import add_districts, problem_of_group, store_group
from .area_table.stored_table import TableRows, table_of
from .checking import checked
from .comparing import ImportPreview, compare, unit_of
from .context import import_context
from .figures import BadFile, CellError, ParsedFigure, gathered
from .formats import registry
from .placing import PlacedFigure, areas_of, place
from .plausible import extremes, fewer_than_beside, losses
from .reading import MOST_LISTED, Format, Reading, SourceWords, refusal
from .report import report

BATCH = 500
Row = TypeVar("Row")
OnProgress = Callable[[int, int], None]


def read(
    file: Path,
    partnership: Partnership,
    *,
    name: str,
    layout: Format | None = None,
    area_set: AreaSet | None = None,
    mapping: dict[str, Any] | None = None,
    left_out: dict[str, str] | None = None,
) -> tuple[Format | None, Reading]:
    """The file as a partnership reads it: its force, its wards. Nothing of the database is changed."""
    given = import_context(partnership, area_set, mapping, left_out)
    return registry.read(file, given, name=name, layout=layout)


def preview(layout: Format | None, reading: Reading, run: ImportRun) -> ImportPreview:
    """What storing a reading would change now, and what the checks would find then. Nothing is left stored."""
    with transaction.atomic():
        looked = _compared(layout, reading, run)
        if looked.reading.refused:
            transaction.set_rollback(True)
            return looked
        trial = ImportRun(partnership=run.partnership, file_name=run.file_name)
        source = _write(looked, trial, lambda done, of: None)
        found = checked(source, looked.reading.figures)
        transaction.set_rollback(True)
    return replace(looked, checked=found)


def look(layout: Format | None, reading: Reading, run: ImportRun) -> ImportPreview:
    """What storing a reading would change now, without asking the checks. Nothing is left stored."""
    with transaction.atomic():
        looked = _compared(layout, reading, run)
        transaction.set_rollback(True)
    return looked


def _compared(layout: Format | None, reading: Reading, run: ImportRun) -> ImportPreview:
    """What storing a reading would change now, with all that is wrong with it."""
    if reading.refused and not reading.rows_read:
        return ImportPreview(layout, reading)
    stated = reading.source or SourceWords("", "")
    open_data = bool(layout and layout.open_data)
    to, of_source = Destination(stated.slug, stated.title, None, ""), list[CellError]()
    try:
        to = destination(run, stated=stated.slug, stated_title=stated.title, open_data=open_data)
    except SourceRefused as problem:
        of_source = [CellError(1, "A", "", str(problem).rstrip("."), problem.accepted)]
    add_districts(reading)
    partnership, area_set, source = run.partnership, run.area_set, to.source
    placed, refused = place(reading.figures, areas_of(partnership), first_among=area_set)
    changes = compare(reading, placed, source)
    refused = [*of_source, *refused, *changes.refused]
    if reading.group and (other := problem_of_group(reading.group, partnership)):
        refused.append(other)
    rows = {one.row for one in refused} - {row for one in reading.refused for row in one.rows}
    refused = [*reading.refused, *refused]
    reading = replace(
        reading,
        source=replace(stated, slug=to.slug, title=to.title),
        findings=[*reading.findings, *fewer_than_beside(reading, placed, source), *extremes(placed)],
        questions=[*reading.questions, *losses(changes)],
        refused=gathered(sorted(refused, key=lambda one: one.row))[:MOST_LISTED],
        refused_rows=reading.refused_rows + len(rows),
    )
    return ImportPreview(layout, reading, source, to.disclosure, placed, changes)


def unanswered(looked: ImportPreview, run: ImportRun) -> bool:
    """If something about the file was asked and nobody has said that it is right."""
    return not {one.words for one in looked.reading.questions} <= set(run.answered)


def validate_and_store(
    run: ImportRun,
    layout: Format | None,
    reading: Reading,
    *,
    on_progress: OnProgress = lambda done, of: None,
    check: bool = True,
) -> ImportPreview:
    """Store a reading as what the partnership of the run has loaded, or refuse it; nobody else loads meanwhile.

    Nothing is stored either while a question is not answered: the run stays as it was. `check`: say what the checks
    find then; without it the desk home says so.
    """
    try:
        with transaction.atomic():
            Partnership.objects.select_for_update().get(pk=run.partnership_id)
            looked = _compared(layout, reading, run)
            if corrects_published(looked) and not run.reason.strip():
                why = ngettext(
                    "it corrects %(num)s published figure",
                    "it corrects %(num)s published figures",
                    looked.changes.corrected,
                ) % {"num": looked.changes.corrected}
                return _refused_also(looked, CellError(1, "A", "", why, _("the reason, which readers see")))
            if not looked.reading.refused and not unanswered(looked, run):
                source = store(looked, run, on_progress=on_progress)
                found = checked(source, looked.reading.figures) if check else []
                looked = replace(looked, checked=found)
                run.report = report(looked)
                run.save(update_fields=["report"])
            else:
                transaction.set_rollback(True)
            return looked
    except NotPublishable as problem:
        why = str(problem).rstrip(".")
        return ImportPreview(layout, refusal(1, "A", "", why, "figures that do not give hidden ones away"))


def _refused_also(looked: ImportPreview, fault: CellError) -> ImportPreview:
    """The preview with one fault more, before those of its cells."""
    reading = looked.reading
    refused = [fault, *reading.refused][:MOST_LISTED]
    more = fault.row not in {row for one in reading.refused for row in one.rows}
    return replace(looked, reading=replace(reading, refused=refused, refused_rows=reading.refused_rows + more))


def corrects_published(looked: ImportPreview) -> bool:
    """Whether storing it changes or withdraws figures that readers have already seen."""
    source = looked.source
    return bool(looked.changes.corrected and source and source.published_at and source.published_at <= timezone.now())


@transaction.atomic
def store(looked: ImportPreview, run: ImportRun, *, on_progress: OnProgress = lambda done, of: None) -> Source:
    """Store what was looked at as what the source of the run says now. Call it with no refusal.

    The run counts what it stored; a published source is published again. What the source said before is kept as
    revisions. `on_progress` is called with how far it is.
    """
    source = _write(looked, run, on_progress)
    if source.published_at:
        publish_source(source, source.published_at)
    return source


def _write(looked: ImportPreview, run: ImportRun, on_progress: OnProgress) -> Source:
    """Save the run, its source and its figures, without publishing the source."""
    source = looked.source or _new_source(run, looked)
    run.source, run.made_source = source, looked.source is None
    run.layout = looked.layout.slug if looked.layout else ""
    run.rows_read, run.stored = looked.reading.rows_read, len(looked.changes.new)
    run.state, run.finished_at = RunState.STORED, timezone.now()
    run.save()
    table = table_of(source, looked)
    _replace(Observation.objects.all(), looked.changes.replaced, run)
    _replace(Printed.objects.all(), looked.changes.replaced_printed, run)
    _insert(looked.changes.new, run, table, on_progress)
    if looked.reading.group:
        store_group(looked.reading.group, run)
    return source


@transaction.atomic
def run_import(
    source: Source,
    figures: list[ParsedFigure],
    *,
    file_name: str,
    content: bytes,
    layout: str,
    table: FigureTable | None = None,
    by: User | None = None,
) -> ImportRun:
    """Store parsed figures as what `source` says, as the cells of `table`. All of them, or, with BadFile, none."""
    placed, refused = place(figures, areas_of(source.partnership))
    changes = compare(Reading(len(figures), figures), placed, None)
    if refused or changes.refused:
        raise BadFile(refused + changes.refused)
    run = ImportRun.objects.create(
        partnership=source.partnership,
        source=source,
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        layout=layout,
        rows_read=len({figure.row for figure in figures}),
        stored=len(figures),
        started_by=by,
        finished_at=timezone.now(),
    )
    _insert(changes.new, run, TableRows(table) if table else None, lambda done, of: None)
    return run


def checksum(file: Path) -> str:
    """The SHA-256 of a file, read piece by piece."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _new_source(run: ImportRun, looked: ImportPreview) -> Source:
    """Create the source that the file describes. Raises ValidationError if it is not valid."""
    words = looked.reading.source
    assert words is not None
    confirmed = run.disclosure == Disclosure.OPEN
    source = Source(
        partnership=run.partnership,
        disclosure=looked.disclosure,
        confirmed_open_at=timezone.now() if confirmed else None,
        confirmed_open_by=run.started_by if confirmed else None,
        slug=words.slug,
        title=words.title,
        publisher=words.publisher,
        licence=words.licence,
        issued=words.issued,
    )
    source.full_clean()
    source.save()
    return source


def _replace(figures: models.QuerySet[Any], keys: list[int], run: ImportRun) -> None:
    """Turn figures into revisions that the run replaced."""
    for part in _parts(keys):
        earlier = figures.filter(pk__in=part)
        Revision.objects.bulk_create([revision(one, run) for one in earlier.order_by("pk")])
        earlier.delete()


def revision(figure: Observation | Printed, replaced_by: ImportRun) -> Revision:
    """A figure as what its source said before the run."""
    return Revision(**columns_of(figure, type(figure)), replaced_by=replaced_by)


def columns_of(row: models.Model, model: type[models.Model]) -> dict[str, object]:
    """Every column of a row but its key."""
    return {one.attname: getattr(row, one.attname) for one in model._meta.concrete_fields if not one.primary_key}


def _insert(placed: list[PlacedFigure], run: ImportRun, table: TableRows | None, on_progress: OnProgress) -> None:
    """Store the figures in batches. Those without a table continue the rows of single figures of their source."""
    assert run.source is not None
    number = 0 if table or run.made_source else _free_row(run.source)
    done = 0
    for part in _parts(placed):
        observations, printed = [], []
        for place_in_part, one in enumerate(part):
            row = table.row(one.figure.row) if table else number + done + place_in_part
            if one.figure.kind == "value":
                observations.append(_observation(one, run, table, row))
            else:
                printed.append(_printed(one, run, table, row))
        Observation.objects.bulk_create(observations)
        Printed.objects.bulk_create(printed)
        done += len(part)
        on_progress(done, len(placed))


def _free_row(source: Source) -> int:
    """The first row of the source's list of single figures that no figure has, so that each keeps its place."""
    single = [
        rows.filter(source=source, table=None).order_by().values("source").annotate(highest=Max("row"))
        for rows in (Observation.objects, Printed.objects, Revision.objects)
    ]
    highest, *others = (rows.values_list("highest", flat=True) for rows in single)
    return max((row + 1 for row in highest.union(*others)), default=0)


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _shared(one: PlacedFigure, run: ImportRun, table: TableRows | None, row: int) -> dict[str, object]:
    """The fields that observations and printed figures have in common; other rows by their keys, which is cheaper."""
    figure = one.figure
    return {
        "source_id": run.source_id,
        "import_run_id": run.pk,
        "table_id": table and table.table.pk,
        "row": row,
        "column": figure.column,
        "indicator_id": one.indicator.pk,
        "area_id": one.area.pk,
        "period_start": figure.period and figure.period.start,
        "period_end": figure.period and figure.period.end,
        "period_as_printed": figure.period_as_printed,
        "label": figure.row_label or figure.label if table else figure.label,
        "as_printed": figure.as_printed,
        "value": figure.value.number,
        "decimals": figure.value.decimals,
        "unit": unit_of(one),
        "state": State(figure.value.state),
        "qualifier": figure.value.qualifier,
        "locator": figure.locator,
        "note": figure.note,
    }


def _observation(one: PlacedFigure, run: ImportRun, table: TableRows | None, row: int) -> Observation:
    return Observation(**_shared(one, run, table, row), provisional=one.figure.provisional)


def _printed(one: PlacedFigure, run: ImportRun, table: TableRows | None, row: int) -> Printed:
    against = one.figure.against
    return Printed(
        **_shared(one, run, table, row),
        kind=one.figure.kind,
        against_start=against.start if against else None,
        against_end=against.end if against else None,
    )
