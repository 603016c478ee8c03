"""The only writer of versions of progress reports."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from csp_portal.operation.metrics import Gauge
from csp_portal.pages import stored_pages
from performance.figures.publishing import publish_source
from performance.models import ProgressReport, ReportVersion
from performance.rules.reports.types import ReportDocument
from plans.documents.versions import NotPublishable, publish_next
from plans.models import User
from plans.public.pages import state_of
from plans.schemas.problems import errors

from .addresses import report_path
from .content.checklist import problems
from .content.document import members_report, report_document
from .page import kept_page


@transaction.atomic
def publish_report(
    report: ProgressReport, *, note: str = "", by: User | None = None, at: dt.datetime | None = None
) -> ReportVersion:
    """Store the report as it is now, with its page, and publish its source. `note` says what changed since the last
    version. Raises NotPublishable, also for a report with errors."""
    related = ("partnership", "plan", "source", "meeting__committee")
    report = ProgressReport.objects.select_for_update(of=("self",)).select_related(*related).get(pk=report.pk)

    def make() -> tuple[ReportDocument, ReportDocument | None]:
        if report.source and report.source.published_at is None:
            publish_source(report.source, at)
        content = report_document(report)
        for_members = members_report(report, content)
        if blocking := errors(problems(for_members or content)):
            raise NotPublishable(" ".join(problem.sentence for problem in blocking))
        return content, for_members

    version = publish_next(report.versions, make, partnership=report.partnership, note=note, by=by, at=at)
    content = version.content
    page, until = kept_page(version, version.number, timezone.localdate())
    stored_pages.store(report_path(content), page, state_of(report.partnership), good_until=until)
    return version


def measures() -> Iterable[Gauge]:
    """How many texts of reports are published, for those who watch the portal."""
    yield Gauge("portal_report_versions", "Published texts of reports", ReportVersion.objects.count())
