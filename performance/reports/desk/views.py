"""Progress reports on the desk: start one, see what it still lacks, say why of its exceptions, publish it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from csp_portal.formats.slugs import slug_of
from csp_portal.forms.layout import PortalModelForm
from csp_portal.pages.live_pages import NotFound
from performance.models import ProgressReport, ReportVersion
from performance.rules.reports.upgrade import upgraded
from performance.rules.targets.rule_names import rule_name
from performance.rules.targets.status import RULES
from plans.access.decorators import DeskRequest, desk, of_plan
from plans.access.page_context import first_crumb
from plans.access.permissions import Permission
from plans.editing import pages, save
from plans.editing.tables import editable_tables
from plans.models import ChangeKind, Meeting, Partnership, Plan, log_change

from ..addresses import version_path
from ..approval import texts_of
from ..content.checklist import LINES
from ..content.document import report_document
from ..content.restricted import withheld_part
from ..layout import parts
from ..page import other_tests, report_page
from ..papers import downloads
from .page import desk_page, matters, report_of


class ReportForm(PortalModelForm):
    class Meta(PortalModelForm.Meta):
        model = ProgressReport
        fields = ("title", "slug", "period_start", "period_end", "meeting")
        labels = {"slug": gettext_lazy("Address"), "meeting": gettext_lazy("Meeting it is made for")}
        help_texts = {
            "slug": gettext_lazy(
                "The last part of its web address, such as 2026-27-quarter-1. If left empty: the title"
            )
        }
        widgets = {name: forms.DateInput(attrs={"type": "date"}) for name in ("period_start", "period_end")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        """An address that was left empty is made from the title."""
        cleaned = super().clean() or {}
        if "slug" not in self.errors and not cleaned.get("slug") and cleaned.get("title"):
            cleaned["slug"] = slug_of(cleaned["title"].replace("/", "-"), "report")
        return cleaned


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
    return desk_page(request, report_of(plan, report))


@require_safe
@of_plan(Permission.READ_DESK)
def preview(request: DeskRequest, plan: Plan, report: str) -> HttpResponse:
    """The report as readers would see it if it were published now."""
    owner = report_of(plan, report)
    latest = owner.versions.first()
    number = latest.number + 1 if latest else 1
    version = ReportVersion(report=owner, number=number, kind="final", content=report_document(owner))
    return HttpResponse(report_page(version, number))


@require_safe
@desk(Permission.READ_MEMBERS_TEXT)
def for_members(request: DeskRequest, partnership: Partnership, report: str) -> HttpResponse:
    """What the newest version of a report keeps for members."""
    version = _newest(partnership, report)
    content = upgraded(version.content)
    theirs = upgraded(version.for_members) if version.for_members else None
    context: dict[str, Any] = parts(withheld_part(content, theirs)) if theirs else {"doc": None}
    crumbs = [
        first_crumb(partnership, request.permissions),
        (_("Scrutiny, for members"), reverse("members-scrutiny", args=[partnership.slug])),
        (content["report"]["title"], ""),
    ]
    context |= {"crumbs": crumbs, "version": version, "report": theirs or content}
    context |= other_tests(content)
    return render(request, "reports/restricted.html", context)


@require_safe
@desk(Permission.READ_MEMBERS_TEXT)
def by_another_test(request: DeskRequest, partnership: Partnership, report: str, rule: str) -> HttpResponse:
    """The public page of a report as it would be if each target were judged by another test."""
    version = _newest(partnership, report)
    if rule not in RULES:
        here = reverse("report-for-members", args=[partnership.slug, report])
        sentence = _("There is no test called “%(rule)s”. Choose one of those below.") % {"rule": rule[:60]}
        raise NotFound(sentence, [(rule_name(name), f"{here}tests/{name}/") for name in RULES])
    files = downloads(version, version_path(version))
    return HttpResponse(report_page(version, version.number, rule, files))


def _newest(partnership: Partnership, report: str) -> ReportVersion:
    """The newest version of a report. 404 where none is published."""
    if version := ReportVersion.objects.filter(report__partnership=partnership, report__slug=report).first():
        return version
    raise NotFound(_("%(name)s has no published report “%(slug)s”.") % {"name": partnership.name, "slug": report})


@require_POST
@of_plan(Permission.EDIT_PARTNERSHIP)
def explain(request: DeskRequest, plan: Plan, report: str) -> HttpResponse:
    """Open the line about one target or exception, and make it first where there is none."""
    owner, key = report_of(plan, report), request.POST.get("key", "")
    line = owner.lines.filter(key=key).first() if key else None
    if line is None:
        content, theirs = texts_of(owner)
        names = dict(matters(theirs or content))
        if key not in names:
            messages.error(request, _("The report no longer has anything of this name. Look again."))
            return redirect(owner.desk_page)
        line = save.add_row(editable_tables()[LINES], owner, {"key": key, "name": names[key][:400]}, by=request.user)
    return redirect(reverse("desk-about-row", args=[plan.partnership.slug, LINES, line.pk]))
