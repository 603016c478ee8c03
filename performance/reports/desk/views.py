"""Progress reports on the desk: start one, see what it still lacks, say why of its exceptions, publish it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from csp_portal.forms.layout import PortalModelForm
from csp_portal.pages.live_pages import NotFound
from performance.models import ProgressReport, ReportVersion
from performance.rules.reports.types import ReportDocument
from performance.rules.reports.upgrade import upgraded
from plans.access.decorators import DeskRequest, desk, of_plan
from plans.access.page_context import first_crumb
from plans.access.permissions import Permission, audience_of
from plans.documents.document import checksum
from plans.documents.versions import NotPublishable
from plans.editing import pages, save
from plans.editing.tables import editable_tables
from plans.models import ChangeKind, Meeting, Partnership, Plan, Visibility, log_change
from plans.schemas.problems import Problem, errors

from ..content.checklist import LINES, problems
from ..content.document import members_report, report_document
from ..content.restricted import withheld_part
from ..layout import parts, plain_answer
from ..page import report_page
from ..publishing import publish_report


class ReportForm(PortalModelForm):
    class Meta(PortalModelForm.Meta):
        model = ProgressReport
        fields = ("title", "slug", "period_start", "period_end", "meeting")
        labels = {"slug": "Address, e.g. 2026-27-quarter-1", "meeting": "Meeting it is made for"}
        widgets = {name: forms.DateInput(attrs={"type": "date"}) for name in ("period_start", "period_end")}


@require_http_methods(["GET", "HEAD", "POST"])
@of_plan(Permission.EDIT_PARTNERSHIP)
def new_report(request: DeskRequest, plan: Plan) -> HttpResponse:
    """Start a report on a plan: its period, and the meeting it is made for."""
    form = ReportForm(request.POST or None, instance=ProgressReport(partnership=plan.partnership, plan=plan))
    form.fields["meeting"].queryset = Meeting.objects.filter(committee__partnership=plan.partnership).select_related(
        "committee"
    )
    if request.method == "POST" and form.is_valid():
        made = form.instance
        try:
            save.store(made)
        except ValidationError as problem:
            for message in problem.messages:
                form.add_error(None, message)
        else:
            added = [("", "", str(made))]
            log_change(plan.partnership, "reports", made, ChangeKind.ADDED, added, by=request.user)
            messages.success(request, _("Started: %(report)s") % {"report": made.title})
            return redirect(made.desk_page)
    crumbs = [*pages.trail(plan), (_("New progress report"), "")]
    return render(request, "reports/new_report.html", {"crumbs": crumbs, "plan": plan, "form": form})


@require_safe
@of_plan(Permission.READ_DESK)
def standing(request: DeskRequest, plan: Plan, report: str) -> HttpResponse:
    """Where a report stands: its exceptions and what is said of them, its checklist, its publication."""
    return _page(request, _report(plan, report))


@require_safe
@of_plan(Permission.READ_DESK)
def preview(request: DeskRequest, plan: Plan, report: str) -> HttpResponse:
    """The report as readers would see it if it were published now."""
    owner = _report(plan, report)
    latest = owner.versions.first()
    number = latest.number + 1 if latest else 1
    version = ReportVersion(report=owner, number=number, kind="final", content=report_document(owner))
    return HttpResponse(report_page(version, number))


@require_safe
@desk(Permission.READ_MEMBERS_TEXT)
def for_members(request: DeskRequest, partnership: Partnership, report: str) -> HttpResponse:
    """What the newest version of a report keeps for members."""
    version = ReportVersion.objects.filter(report__partnership=partnership, report__slug=report).first()
    if version is None:
        raise NotFound(_("%(name)s has no published report “%(slug)s”.") % {"name": partnership.name, "slug": report})
    content = upgraded(version.content)
    theirs = upgraded(version.for_members) if version.for_members else None
    context: dict[str, Any] = parts(withheld_part(content, theirs)) if theirs else {"doc": None}
    crumbs = [
        first_crumb(partnership, request.permissions),
        (_("Scrutiny, for members"), reverse("members-scrutiny", args=[partnership.slug])),
        (content["report"]["title"], ""),
    ]
    context |= {"crumbs": crumbs, "version": version, "report": theirs or content}
    return render(request, "reports/restricted.html", context)


@require_POST
@of_plan(Permission.EDIT_PARTNERSHIP)
def explain(request: DeskRequest, plan: Plan, report: str) -> HttpResponse:
    """Open the line about one target or exception, and make it first where there is none."""
    owner, key = _report(plan, report), request.POST.get("key", "")
    line = owner.lines.filter(key=key).first() if key else None
    if line is None:
        content, theirs = _texts(owner)
        names = dict(_matters(theirs or content))
        if key not in names:
            messages.error(request, _("The report no longer has anything of this name. Look again."))
            return redirect(owner.desk_page)
        line = save.add_row(editable_tables()[LINES], owner, {"key": key, "name": names[key][:400]}, by=request.user)
    return redirect(reverse("desk-about-row", args=[plan.partnership.slug, LINES, line.pk]))


@require_POST
@of_plan(Permission.PUBLISH)
def publish(request: DeskRequest, plan: Plan, report: str) -> HttpResponse:
    """Publish what stood on the page."""
    owner, note = _report(plan, report), request.POST.get("note", "")[:5000]
    if request.POST.get("seen", "") != checksum(_texts(owner)):
        sentence = _("The report has changed since you opened this page. Read it again, then publish.")
        return _page(request, owner, refused=sentence, note=note, status=409)
    try:
        version = publish_report(owner, note=note, by=request.user)
    except NotPublishable as problem:
        return _page(request, owner, refused=str(problem), note=note, status=409)
    messages.success(request, _("Published: version %(number)s of the report.") % {"number": version.number})
    return redirect(owner.desk_page)


def _report(plan: Plan, slug: str) -> ProgressReport:
    related = ("partnership", "plan__partnership", "source", "meeting__committee")
    found = plan.reports.select_related(*related).filter(slug=slug).first()
    if found is None:
        raise NotFound(_("%(plan)s has no report at this address.") % {"plan": plan.title})
    return found


def _texts(report: ProgressReport) -> tuple[ReportDocument, ReportDocument | None]:
    """The report as the public would read it, and as members would, where that is more."""
    content = report_document(report)
    return content, members_report(report, content)


def _matters(content: ReportDocument) -> list[tuple[str, str]]:
    """Everything that a line can be about: the exceptions first, then the other targets."""
    named = {one["key"]: one["name"] for one in content["exceptions"] if one["key"]}
    return list((named | {one["key"]: one["name"] for one in content["outcomes"] if one["key"] not in named}).items())


def _page(
    request: DeskRequest, report: ProgressReport, *, refused: str = "", note: str = "", status: int = 200
) -> HttpResponse:
    """The report's page on the desk: what it still lacks, its exceptions, and what you may do with it."""
    texts = _texts(report)
    content = texts[0] if audience_of(request.permissions) == Visibility.PUBLIC else texts[1] or texts[0]
    found = problems(content)
    exceptions = {one["key"] for one in content["exceptions"]}
    lines = {line.key: line.pk for line in report.lines.all() if line.key}
    latest = report.versions.first()
    context = {
        "crumbs": [*pages.trail(report.plan), (report.title, "")],
        "plan": report.plan,
        "report": report,
        "doc": content,
        "answer": plain_answer(content),
        "refused": refused,
        "note": note,
        "latest": latest,
        "changed": latest is None or (latest.checksum, latest.for_members) != (checksum(texts[0]), texts[1]),
        "seen": checksum(texts),
        "blocked": errors(found),
        "problems": [(one, _mending_page(report, one, lines)) for one in found],
        "others": [(key, name) for key, name in _matters(content) if key not in exceptions],
        "commented": {one["key"] for one in content["lines"] if one["commentary"]},
        "words": reverse("desk-about-row", args=[report.partnership.slug, "reports", report.pk]),
        "can_write": Permission.EDIT_PARTNERSHIP in request.permissions,
        "can_publish": Permission.PUBLISH in request.permissions,
    }
    return render(request, "reports/desk_report.html", context, status=status)


def _mending_page(report: ProgressReport, problem: Problem, lines: dict[str, int]) -> str:
    """The address of the desk page where a problem can be fixed."""
    slug, place = report.partnership.slug, problem.place
    if place.kind == LINES:
        if place.ref in lines:
            return reverse("desk-about-row", args=[slug, LINES, lines[place.ref]])
        return f"{report.desk_page}#exceptions"
    if place.kind == "reports":
        return reverse("desk-about-row", args=[slug, "reports", report.pk])
    return reverse("desk-about-rows", args=[slug, place.kind])
