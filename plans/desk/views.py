"""The desk: what waits for me, my plans, a new plan, a preview of what readers would see."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from csp_portal.forms.layout import PortalModelForm
from csp_portal.operation.reading import Reader, read_together
from plans.access.decorators import DeskRequest, desk, plan_of, signed_in
from plans.access.page_context import first_crumb
from plans.access.permissions import Permission, audience_of, site_permissions, where_may
from plans.access.tasks import task_readers
from plans.documents.versions import draft_version
from plans.editing import pages, save
from plans.editing.tables import count_rows, editable_tables, top_kinds
from plans.models import Change, ChangeKind, Partnership, Plan, Visibility, log_change
from plans.models.rows import seen_by
from plans.public.pages import downloads_of, plan_page, read_around

from . import my_plans
from .first_steps import first_steps
from .panels import panels_of


@require_safe
@never_cache
@signed_in
def home(request: DeskRequest) -> HttpResponse:
    """What waits for me; my plans, their state and what blocks their next move; my partnerships."""
    mine = request.memberships
    roles: dict[Partnership, list[str]] = {}
    for row in mine:
        roles.setdefault(row.partnership, []).append(row.get_role_display())
    desks, below = where_may(mine, Permission.READ_DESK), where_may(mine, Permission.READ_MEMBERS_TEXT)
    loading, asking = where_may(mine, Permission.LOAD_FIGURES), where_may(mine, Permission.SEND_ROUNDS)
    today = timezone.localdate()
    published, steps, recent, in_work, *tasks = read_together(
        [
            my_plans.published(mine),
            first_steps(mine),
            _recent(desks, below),
            my_plans.standings(mine, today),
            *task_readers(request.user, mine, today),
        ]
    )
    context = {
        "roles": [
            (partnership, ", ".join(names), *(partnership.pk in those for those in (desks, below, loading, asking)))
            for partnership, names in roles.items()
        ],
        "first_steps": steps,
        "waiting": my_plans.all_tasks(in_work, tasks, today),
        "in_work": in_work,
        "published": [(plan, plan.partnership_id in desks) for plan in published],
        "is_site_administrator": Permission.MANAGE_PARTNERSHIPS in site_permissions(request.user),
        "recent": recent,
    }
    return render(request, "desk/home.html", context)


def _recent(desks: Iterable[int], members: Iterable[int]) -> Reader:
    """What was changed last at these desks, newest first; what is withheld only where this person may read it."""
    changes = Change.objects.filter(partnership__in=desks)
    readable = seen_by(Visibility.PUBLIC, changes) | changes.filter(partnership__in=members)
    (rows,) = yield [readable.select_related("by", "plan__partnership")[:10]]
    yield from rows


@require_safe
@desk(Permission.READ_DESK)
def partnership(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """The plans of a partnership and their state."""
    context = {"crumbs": [(partnership.name, "")], "plans": partnership.plans.all()}
    return render(request, "desk/partnership.html", context)


@require_safe
@desk(Permission.READ_DESK)
def plan(request: DeskRequest, partnership: Partnership, plan: str) -> HttpResponse:
    """One plan: its state, its parts and how many rows each has."""
    owner = plan_of(partnership, plan)
    counts = count_rows(owner, audience_of(request.permissions))
    parts = [(kind, pages.address(owner, kind), counts[kind.slug]) for kind in top_kinds(owner)]
    context = {
        "crumbs": [first_crumb(partnership, request.permissions), (owner.title, "")],
        "plan": owner,
        "parts": parts,
        "head": pages.address(owner, editable_tables()["plan"], owner),
        "grids": [
            (kind, f"{pages.address(owner, kind)}table/")
            for kind in editable_tables().values()
            if kind.root_model is Plan and kind.owner and not kind.is_top
        ],
        "panels": panels_of(request, owner, timezone.localdate()),
    }
    return render(request, "desk/plan.html", context)


class PlanForm(PortalModelForm):
    class Meta(PortalModelForm.Meta):
        model = Plan
        fields = ("title", "kind", "slug", "edition", "period_start", "period_end")
        labels = {
            "slug": gettext_lazy("Address"),
            "period_start": gettext_lazy("Start date"),
            "period_end": gettext_lazy("End date"),
        }
        help_texts = {
            "slug": gettext_lazy("The last part of its web address. If left empty: the years, like 2026-2029")
        }
        widgets = {name: forms.DateInput(attrs={"type": "date"}) for name in ("period_start", "period_end")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The address may be left empty."""
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        """The years of the period as the address where none is given."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = given.get("period_start"), given.get("period_end")
        if not given.get("slug") and start and end:
            given["slug"] = f"{start.year}-{end.year}"
        return given


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Permission.EDIT_PLAN)
def new_plan(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """Start a plan from nothing."""
    form = PlanForm(request.POST or None, instance=Plan(partnership=partnership))
    if request.method == "POST" and form.is_valid():
        made = form.instance
        try:
            save.store(made)
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        else:
            log_change(made, "plan", made, ChangeKind.ADDED, by=request.user)
            messages.success(request, _("Started: %(plan)s") % {"plan": made.title})
            return redirect(pages.address(made))
    crumbs = [first_crumb(partnership, request.permissions), (_("New plan"), "")]
    return render(request, "desk/new_plan.html", {"crumbs": crumbs, "form": form})


@require_safe
@desk(Permission.READ_DESK)
def preview(request: DeskRequest, partnership: Partnership, plan: str) -> HttpResponse:
    """The plan as readers would see it if it were published now."""
    version = draft_version(plan_of(partnership, plan))
    around = read_around(version, timezone.localdate())
    return HttpResponse(plan_page(version, version, request.path, around, downloads_of(version)))
