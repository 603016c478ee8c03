"""The only writer of what makes figures public: sources and versions of progress reports."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal import stored_pages
from plans.document import checksum
from plans.models import User, VersionKind
from plans.problems import errors
from plans.publishing import NotPublishable

from .models import Disclosure, ProgressReport, ReportVersion, Source
from .protection import protect_source
from .report_checklist import problems
from .report_pages import report_page, report_path
from .reports import members_report, report_document


@transaction.atomic
def publish_source(source: Source, at: dt.datetime | None = None) -> None:
    """Let the public read a source from `at` on, and move the partnership's public stamp.

    Of a protected source the figures that may be read are worked out here, also when it is published again. Raises
    NotPublishable.
    """
    if source.disclosure == Disclosure.PROTECTED:
        protect_source(source)
    source.published_at = at or timezone.now()
    source.save(update_fields=["published_at"])
    stored_pages.forget(f"/{source.partnership.slug}/plans/")  # the answers on top of plans are made from figures
    source.partnership.move_public_stamp()


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
