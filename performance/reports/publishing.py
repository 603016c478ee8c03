"""The only writer of versions of progress reports."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.pages import stored_pages
from performance.figures.publishing import publish_source
from performance.models import ProgressReport, ReportVersion
from plans.documents.document import checksum
from plans.models import User, VersionKind
from plans.publishing.versions import NotPublishable
from plans.schemas.problems import errors

from .content.checklist import problems
from .content.document import members_report, report_document
from .page import report_page, report_path


@transaction.atomic
def publish_report(
    report: ProgressReport, *, note: str = "", by: User | None = None, at: dt.datetime | None = None
) -> ReportVersion:
    """Store the report as it reads now, with its page; its source becomes public with it.

    From the second version on, `note` says what changed. Raises NotPublishable, also for a report with errors.
    """
    related = ("partnership", "plan", "source", "meeting__committee")
    report = ProgressReport.objects.select_for_update(of=("self",)).select_related(*related).get(pk=report.pk)
    latest = report.versions.first()
    if latest and not note.strip():
        raise NotPublishable(_("Say what changed since the last version; readers see this note."))
    if report.source and report.source.published_at is None:
        publish_source(report.source, at)
    content = report_document(report)
    for_members = members_report(report, content)
    if blocking := errors(problems(for_members or content)):
        raise NotPublishable(" ".join(problem.sentence for problem in blocking))
    if latest and latest.checksum == checksum(content) and latest.for_members == for_members:
        raise NotPublishable(_("Nothing has changed since the last version."))
    version = report.versions.create(
        kind=VersionKind.FINAL,
        number=latest.number + 1 if latest else 1,
        content=content,
        checksum=checksum(content),
        for_members=for_members,
        members_checksum=checksum(for_members) if for_members else "",
        note=note.strip(),
        published_at=at or timezone.now(),
        published_by=by,
    )
    stored_pages.forget(report_path(content))
    stored_pages.store(report_path(content), report_page(version, version.number))
    report.partnership.move_public_stamp()
    return version
