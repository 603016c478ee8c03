"""Do the figures agree? What the checks find, for those who work at the desk, and what is said about it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from csp_portal.formats.numbers import whole_number
from csp_portal.pages.live_pages import NotFound
from plans.access.decorators import DeskRequest, desk
from plans.access.page_context import first_crumb
from plans.access.permissions import Permission, audience_of
from plans.editing.tables import editable_tables
from plans.models import EditConflict, Partnership, Visibility

from . import explanations, pages as check_pages
from .explanations import ExplainedFinding
from .facts.loading import working_facts
from .pages import addresses, by_check, counts
from .registry import BY_KEY, CHECKS, run


@require_safe
@desk(Permission.READ_DESK)
def findings(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """Every finding of every check, or those of one plan or one row, with what is said about them."""
    audience = audience_of(request.permissions)
    facts = working_facts(partnership, audience)
    found = explanations.working(partnership, run(facts), audience)
    chosen = next((plan for plan in facts.plans if plan.slug == request.GET.get("plan")), None)
    shown = check_pages.of_plan(found, facts, chosen.slug) if chosen else found
    kind, _dash, row = request.GET.get("row", "").rpartition("-")
    of_row = kind in editable_tables() and whole_number(row) > 0
    shown = check_pages.of_row(shown, kind, int(row)) if of_row else shown
    context = {
        "crumbs": [first_crumb(partnership, request.permissions), (_("Do the figures agree?"), "")],
        "checks": by_check(shown),
        "quiet": [check for check in CHECKS if check.key not in {one.finding.check for one in shown if one.finding}],
        "of_row": editable_tables()[kind].name if of_row else "",
        "gone": [] if chosen or of_row else [one for one in found if one.finding is None],
        "counts": counts(shown),
        "plans": facts.plans,
        "chosen": chosen,
        "places": addresses(partnership, shown),
    }
    return render(request, "checks/figures_check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Permission.EDIT_PLAN)
def explain(request: DeskRequest, partnership: Partnership, key: str) -> HttpResponse:
    """Say what there is to say about one finding. What somebody else said first is shown, never overwritten."""
    one = _find(partnership, key)
    wrong: list[str] = []
    text = request.POST.get("text", one.explanation.text if one.explanation else "")
    seen = one.explanation.row_version if one.explanation else 0
    if request.method == "POST":
        try:
            _store(request, partnership, one, text)
            return redirect(f"{reverse('figures-check', args=[partnership.slug])}#{key}")
        except ValidationError as problem:
            wrong = problem.messages
        except EditConflict:
            one = _find(partnership, key)
            seen = one.explanation.row_version if one.explanation else 0
            wrong = [
                _("Someone else explained this in the meantime: read it below, then save again if you still want to.")
            ]
    listed = (_("Do the figures agree?"), reverse("figures-check", args=[partnership.slug]))
    context = {
        "crumbs": [first_crumb(partnership, request.permissions), listed, (_("Explain"), "")],
        "one": one,
        "check": BY_KEY[one.finding.check] if one.finding else None,
        "places": addresses(partnership, [one]),
        "text": text,
        "seen": seen,
        "wrong": wrong,
    }
    return render(request, "checks/explain.html", context)


def _store(request: DeskRequest, partnership: Partnership, one: ExplainedFinding, text: str) -> None:
    """Save or take back an explanation. Raises EditConflict, and ValidationError if the finding is gone."""
    seen = request.POST.get("seen", "")
    number = whole_number(seen)
    if "take_back" in request.POST:
        if one.explanation is None:
            raise EditConflict
        explanations.take_back(one.explanation, by=request.user, seen=number)
        messages.success(request, _("The explanation has been withdrawn."))
        return
    if one.finding is None:
        raise ValidationError(_("This is no longer found. Its explanation can only be withdrawn."))
    explanations.explain(partnership, one.finding, text, by=request.user, seen=number)
    messages.success(request, _("The explanation has been saved."))


def _find(partnership: Partnership, key: str) -> ExplainedFinding:
    """Raises NotFound for a finding that is not there and was never explained."""
    found = explanations.working(partnership, run(working_facts(partnership)), Visibility.MEMBERS)
    for one in found:
        if one.key == key:
            return one
    known = [(_("Do the figures agree?"), reverse("figures-check", args=[partnership.slug]))]
    raise NotFound(_("The checks no longer find this."), known)
