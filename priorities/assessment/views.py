"""The strategic assessment on the desk: the scores side by side, and what is filled in with one click."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST, require_safe

from csp_portal.pages.live_pages import NotFound
from plans.access.decorators import DeskRequest, of_plan
from plans.access.permissions import Permission, audience_of
from plans.editing import pages
from plans.editing.save import NotEditable
from plans.editing.tables import called, editable_tables
from plans.models import Plan, PlanState, User
from plans.models.rows import seen_by

from .filling import add_missing_scores, add_usual_criteria
from .next_priorities import BECOMES_ONE, draft_after, make_priority, recommended
from .pages import matrix_context, read_assessment


@require_safe
@of_plan(Permission.READ_DESK)
def overview(request: DeskRequest, plan: Plan) -> HttpResponse:
    """The matrix of the assessment with its recommendations, and the way to each part of it."""
    audience = audience_of(request.permissions)
    assessment, draft = read_assessment(plan, audience), draft_after(plan)
    may_edit = Permission.EDIT_PLAN in request.permissions
    context = {
        "crumbs": [*pages.trail(plan), (_("Strategic assessment"), "")],
        "plan": plan,
        **matrix_context(assessment),
        "rows_of": {slug: pages.address(plan, editable_tables()[slug]) for slug in ("criteria", "issues", "scores")},
        "draft": draft,
        "recommended": recommended(plan, draft, audience),
        "priorities": draft and pages.address(draft, editable_tables()["priorities"]),
        "priority_table": called(editable_tables()["priorities"], plan),
        "may_make": may_edit,
        "is_locked": may_edit and plan.state != PlanState.DRAFT,
        "may_edit": may_edit and plan.state == PlanState.DRAFT,
    }
    return render(request, "assessment/overview.html", context)


@require_POST
@of_plan(Permission.EDIT_PLAN)
def usual_criteria(request: DeskRequest, plan: Plan) -> HttpResponse:
    """Put the usual criteria in."""
    if (added := _done(request, plan, add_usual_criteria)) is not None:
        words = ngettext("%(num)s criterion added.", "%(num)s criteria added.", added) % {"num": added}
        messages.success(request, words if added else _("All the usual criteria are already there."))
    return redirect("assessment", plan.partnership.slug, plan.slug)


@require_POST
@of_plan(Permission.EDIT_PLAN)
def score_sheet(request: DeskRequest, plan: Plan) -> HttpResponse:
    """Make a row for each score that has none, and open them all as one table."""
    if _done(request, plan, add_missing_scores) is None:
        return redirect("assessment", plan.partnership.slug, plan.slug)
    return redirect(f"{pages.address(plan, editable_tables()['scores'])}table/")


@require_POST
@of_plan(Permission.EDIT_PLAN)
def priority(request: DeskRequest, plan: Plan, issue: int) -> HttpResponse:
    """Make a priority of the plan that is being drafted from an issue of this assessment."""
    issues = seen_by(audience_of(request.permissions), plan.issues.all())
    found, draft = issues.filter(pk=issue).first(), draft_after(plan)
    if found is None:
        raise NotFound(_("There is no such issue in this assessment."))
    if draft is None:
        messages.error(request, _("No plan is being drafted: roll this plan forward first."))
    elif found.recommendation not in BECOMES_ONE:
        messages.error(request, _("“%(issue)s” is not recommended as a priority.") % {"issue": found})
    else:
        try:
            made = make_priority(found, draft, by=request.user)
        except (NotEditable, ValidationError) as problem:
            messages.error(request, " ".join(getattr(problem, "messages", [str(problem)])))
        else:
            words = _("In “%(plan)s”: %(priority)s") % {"plan": draft.title, "priority": made}
            messages.success(request, words)
    return redirect("assessment", plan.partnership.slug, plan.slug)


def _done(request: DeskRequest, plan: Plan, fill: Callable[..., int]) -> int | None:
    """How many rows were added; None, and a message, where the plan is locked."""
    assert isinstance(request.user, User)
    try:
        return fill(plan, by=request.user)
    except NotEditable as problem:
        messages.error(request, str(problem))
        return None
