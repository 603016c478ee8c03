"""A report's page on the desk: what it still lacks, its exceptions, and where it is on its way to publication."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from csp_portal.pages.live_pages import NotFound
from performance.models import ProgressReport
from performance.rules.reports.types import ReportDocument
from plans.access.decorators import DeskRequest
from plans.access.permissions import Permission, audience_of
from plans.documents.document import checksum
from plans.editing import pages
from plans.models import Plan, Visibility
from plans.publishing.approval import approvers_in
from plans.schemas.problems import Problem, errors
from priorities.models import Action

from ..addresses import report_path
from ..approval import is_published, state_of, texts_of
from ..content.checklist import LINES, problems
from ..layout import plain_answer


def report_of(plan: Plan, slug: str) -> ProgressReport:
    related = ("partnership", "plan__partnership", "source", "meeting__committee")
    found = plan.reports.select_related(*related).filter(slug=slug).first()
    if found is None:
        raise NotFound(_("%(plan)s has no report at this address.") % {"plan": plan.title})
    return found


def matters(content: ReportDocument) -> list[tuple[str, str]]:
    """Everything that a line can be about: the exceptions first, then the other targets."""
    named = {one["key"]: one["name"] for one in content["exceptions"] if one["key"]}
    return list((named | {one["key"]: one["name"] for one in content["outcomes"] if one["key"] not in named}).items())


def left_out(report: ProgressReport, content: ReportDocument) -> list[str]:
    """Which statuses of actions the report does not have, and what to do if it should: those dated after its period,
    and those that the published plan does not have yet. One query."""
    lines = {f"{one['ref']} {one['title']}": one for one in content["actions"]}
    later, unpublished = [], []
    for action in Action.objects.filter(priority__plan=report.plan_id, status_on__isnull=False).order_by("pk"):
        line = lines.get(f"{action.ref} {action.title}")
        if line is None or action.status_on is None:
            continue
        if action.status_on > report.period_end:
            later += [] if line["status"] else [action.ref]
        elif (line["said_on"] or "") < action.status_on.isoformat():
            unpublished.append(action.ref)
    end = date_format(report.period_end, "j F Y")
    sentences = []
    if later:
        words = _(
            "Not in this report, because the status is dated after the period: %(refs)s. If it says how things were on "
            "%(end)s, give it that date."
        )
        sentences.append(words % {"refs": ", ".join(later), "end": end})
    if unpublished:
        words = _("Not in this report, because the plan has not been published since the status was entered: %(refs)s.")
        sentences.append(words % {"refs": ", ".join(unpublished)})
    return sentences


def desk_page(
    request: DeskRequest, report: ProgressReport, *, refused: str = "", note: str = "", status: int = 200
) -> HttpResponse:
    """The report's page on the desk: what it still lacks, its exceptions, and what you may do with it."""
    texts = texts_of(report)
    seen = checksum(texts)
    state = state_of(report, seen)
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
        "public_page": request.build_absolute_uri(report_path(latest.content)) if latest else "",
        "changed": not is_published(report, texts),
        "seen": seen,
        "state": state,
        "has_approved": any(one.by == request.user for one in state.approved),
        "second_person": state.missing_person(request.user),
        "asked": approvers_in(report.partnership_id) if state.sent else [],
        "blocked": errors(found),
        "problems": [(one, _mending_page(report, one, lines)) for one in found],
        "others": [(key, name) for key, name in matters(content) if key not in exceptions],
        "left_out": left_out(report, content),
        "commented": {one["key"] for one in content["lines"] if one["commentary"]},
        "words": reverse("desk-about-row", args=[report.partnership.slug, "reports", report.pk]),
        "can_write": Permission.EDIT_PARTNERSHIP in request.permissions,
        "can_publish": Permission.PUBLISH in request.permissions,
        "can_approve": Permission.SIGN_OFF in request.permissions,
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
