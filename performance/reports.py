"""From the rows of a progress report to its document: what is read, stored and compared is made from its result."""

from plans.document import partnership_document
from plans.document_types import SCHEMA, ReportDocument, TargetDocument
from plans.models import Plan, Visibility
from plans.models.rows import documents, visible

from .models import ProgressReport
from .outturns import outcome
from .series import breaks, breaks_of, figures, seen
from .target_tables import targets_of


def report_document(report: ProgressReport, audience: Visibility = Visibility.PUBLIC) -> ReportDocument:
    """The report as `audience` may read it, with the targets of its plan judged at the end of its period.

    Where published sources differ about a period, the report's own source counts.
    """
    plan_title, targets = _of_plan(report.plan, audience)
    said = seen(sorted(figures(report.partnership), key=lambda figure: figure.source.pk == report.source_id))
    broken = breaks(report.partnership)
    tables = report.source.tables.prefetch_related(
        "observations__indicator", "observations__area", "printeds__indicator", "printeds__area"
    )
    return {
        "schema": SCHEMA,
        "audience": audience.value,
        "partnership": partnership_document(report.partnership),
        "report": report.head(plan_title),
        "sections": documents(report.sections.all(), audience),
        "outcomes": [
            outcome(
                target,
                said.get((target["indicator"], target["area"]), []),
                breaks=breaks_of(broken, target["indicator"], target["area"]),
                until=report.period_end,
            )
            for target in targets
        ],
        "tables": documents(tables, audience),
    }


def _of_plan(plan: Plan, audience: Visibility) -> tuple[str, list[TargetDocument]]:
    """The title and the targets of a plan: as published, so that a report never tells what is being written."""
    newest = plan.versions.first()
    if newest and newest.content["audience"] == audience:
        return newest.content["plan"]["title"], list(targets_of(newest.content))
    rows = plan.targets.select_related("indicator", "area", "priority")
    return plan.title, documents((row for row in rows if visible(row.priority, audience)), audience)
