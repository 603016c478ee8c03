"""Take back what an import stored, and give back what it replaced."""

from django.db import transaction
from django.utils import timezone

from performance.figures.publishing import publish_source
from performance.models import ImportRun, Observation, Printed, Revision, RunState
from plans.models import Partnership, User

from .area_table.stored_table import forget_empty_tables
from .run import BATCH, columns_of, revision


class NotUndoable(ValueError):
    """The import cannot be taken back; the message says what to do first."""


def problem_of_undo(run: ImportRun) -> str:
    """Why the run cannot be undone; empty when it can."""
    if run.state != RunState.STORED or run.source is None:
        return "Only a saved import can be undone."
    if later := Revision.objects.filter(import_run=run).select_related("replaced_by").first():
        return f"A later import replaced figures of this one. Undo “{later.replaced_by}” first."
    return ""


@transaction.atomic
def undo(run: ImportRun, *, by: User | None = None, because: str = "") -> None:
    """Remove exactly what the run stored and restore what it replaced. Raises NotUndoable.

    What readers have seen is kept as revisions: they are told that it was taken back, and why.
    """
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if problem := problem_of_undo(run):
        raise NotUndoable(problem)
    source = run.source
    assert source is not None
    taken_back = [rows.filter(import_run=run).order_by("pk") for rows in (Observation.objects, Printed.objects)]
    public = source.published_at is not None and source.published_at <= timezone.now()
    seen = [revision(one, run) for rows in taken_back for one in rows] if public else []
    for rows in taken_back:
        rows.delete()
    while earlier := list(Revision.objects.filter(replaced_by=run).order_by("pk")[:BATCH]):
        values, printed = ([one for one in earlier if (one.kind == "value") is wanted] for wanted in (True, False))
        Observation.objects.bulk_create([Observation(**columns_of(one, Observation)) for one in values])
        Printed.objects.bulk_create([Printed(**columns_of(one, Printed)) for one in printed])
        Revision.objects.filter(pk__in=[one.pk for one in earlier]).delete()
    Revision.objects.bulk_create(seen, batch_size=BATCH)
    forget_empty_tables(source)
    if run.groups.all().delete()[0]:
        Partnership.bump_all()
    run.state, run.stored = RunState.UNDONE, 0
    run.undone_at, run.undone_by, run.undone_because = timezone.now(), by, because[:300]
    if source.published_at:
        publish_source(source, source.published_at)
    elif run.made_source and not source.import_runs.exclude(pk=run.pk).filter(state=RunState.STORED).exists():
        run.source = None
        run.save()
        source.delete()
        return
    run.save()
