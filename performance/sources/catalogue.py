"""The data sets of the portal: the newest version of every plan and report, and every published source."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Max, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.formats.dcat import OGL, DataFile, DataSet
from csp_portal.pages.addresses import whole_address
from csp_portal.pages.table_files import FORM_TYPES
from performance.models import ReportFile, ReportVersion, Source
from performance.reports.addresses import version_path
from performance.reports.papers import REPORT_EXPORTS
from plans.documents.document import canonical
from plans.documents.newest_versions import newest_ids
from plans.exports.registry import PLAN_EXPORTS
from plans.exports.stored import Made, data_files, made_files
from plans.models import PlanFile, PlanVersion
from plans.public.pages import plan_path

from .kept_files import Kept, address_of, kept_files


def data_sets() -> Iterator[DataSet]:
    """Each with its files. Six queries."""
    plans, reports = made_files(PlanFile.objects), made_files(ReportFile.objects)
    newest_plans = PlanVersion.objects.filter(pk__in=newest_ids(), plan__withdrawn_at=None)
    for plan in newest_plans.defer("for_members").order_by("plan__partnership", "pk"):
        yield _plan(plan, plans)
    newest = ReportVersion.objects.order_by().values("report").annotate(newest=Max("pk")).values("newest")
    for report in ReportVersion.objects.filter(pk__in=newest).order_by("pk"):
        yield _report(report, reports)
    spans = {"start": Min("observations__period_start"), "end": Max("observations__period_end")}
    public = Source.objects.published(timezone.now()).select_related("partnership").annotate(**spans)
    sources = list(public.order_by("partnership", "slug"))
    kept = kept_files(sources)
    for source in sources:
        yield _source(source, kept)


def _plan(version: PlanVersion, made: Made) -> DataSet:
    """A plan is under the licence that councils publish with, unless it says otherwise."""
    content = version.content
    path = f"{plan_path(content)}v{version.number}/"
    json = DataFile(
        _("data for programs"),
        whole_address(f"{path}plan.json"),
        "application/json",
        len(canonical(content)),
        version.checksum,
    )
    return _of_document(content, "plan", version, path, [json, *data_files(version, PLAN_EXPORTS.values(), path, made)])


def _report(version: ReportVersion, made: Made) -> DataSet:
    path = version_path(version)
    files = data_files(version, REPORT_EXPORTS.values(), path, made)
    return _of_document(version.content, "report", version, path, files)


def _of_document(content: Any, part: str, version: Any, path: str, files: list[DataFile]) -> DataSet:
    """What a plan and a report have in common."""
    head, partnership = content[part], content["partnership"]
    about = _("Version %(number)s of %(title)s, with all its tables and figures.")
    return DataSet(
        f"{head['title']}: {partnership['place'] or partnership['name']}",
        about % {"number": version.number, "title": head["title"]},
        whole_address(path),
        partnership["name"],
        timezone.localdate(version.published_at),
        files,
        OGL,
        (dt.date.fromisoformat(head["period_start"]), dt.date.fromisoformat(head["period_end"])),
        (partnership["place"], partnership["code"]),
    )


def _source(source: Any, kept: Kept) -> DataSet:
    """The figures of a source, under the licence that it states."""
    owner = source.partnership
    path = reverse("source", args=[owner.slug, source.slug])
    files = []
    for form, media_type in FORM_TYPES.items():
        words, address = _("Figures as %(form)s") % {"form": form.upper()}, address_of(source, form)
        files.append(DataFile(words, whole_address(address), media_type, *kept.get(address, ())))
    return DataSet(
        source.title,
        source.note or _("Figures of this source as published by %(name)s.") % {"name": owner.name},
        whole_address(path),
        source.publisher or owner.name,
        timezone.localdate(source.published_at),
        files,
        source.licence,
        (source.start, source.end),
        (owner.place, owner.code),
    )
