"""Pages of the site administrator: jobs, and all partnerships: a new one, one that is closed or reopened."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from csp_portal.forms.layout import PortalForm, PortalModelForm
from csp_portal.models import JobState
from csp_portal.operation.health import LATE
from csp_portal.operation.jobs import wanted
from csp_portal.pages.jinja2 import date
from csp_portal.pages.live_pages import NotFound
from csp_portal.pages.table_files import csv_stream
from plans.access.decorators import DeskRequest, of_site
from plans.access.permissions import Permission
from plans.access.views.audit import audit_of_all
from plans.models import Partnership

from . import partnerships as rules


class PartnershipForm(PortalModelForm):
    class Meta(PortalModelForm.Meta):
        model = Partnership
        fields = ("name", "kind", "jurisdiction", "slug")
        labels = {"slug": gettext_lazy("Short address")}
        help_texts = {
            "slug": gettext_lazy("Usually the place in lower case, e.g. norwich. Its pages begin with it: /norwich/")
        }


class ClosingForm(PortalForm):
    successor = forms.ModelChoiceField(
        Partnership.objects.none(),
        label=gettext_lazy("Successor"),
        help_text=gettext_lazy("The partnership that covers the area from now on, if it is on this portal."),
        required=False,
        empty_label=gettext_lazy("None"),
    )


@require_safe
@of_site(Permission.MANAGE_PARTNERSHIPS)
def partnerships(request: DeskRequest) -> HttpResponse:
    """Every partnership of the portal."""
    context = {"partnerships": Partnership.objects.select_related("successor"), "crumbs": [(_("Partnerships"), "")]}
    return render(request, "desk/partnerships.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_site(Permission.MANAGE_PARTNERSHIPS)
def add(request: DeskRequest) -> HttpResponse:
    """A new partnership; who adds it is its first administrator and goes on to invite people."""
    form = PartnershipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        partnership = form.instance
        partnership.place = rules.place_of(partnership.slug)
        try:
            rules.add(partnership, by=request.user)
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        else:
            messages.success(request, _("Added: %(name)s. You are its administrator.") % {"name": partnership.name})
            return redirect("people", partnership.slug)
    crumbs = [*_above(), (_("Add a partnership"), "")]
    words = {"heading": _("Add a partnership"), "button": _("Add the partnership")}
    words["words"] = _("You will be its first administrator. Then you can invite people and give them roles.")
    return render(request, "access/form.html", {"form": form, "crumbs": crumbs, **words})


@require_http_methods(["GET", "HEAD", "POST"])
@of_site(Permission.MANAGE_PARTNERSHIPS)
def close(request: DeskRequest, slug: str) -> HttpResponse:
    """Say what happens when a partnership is closed, ask for its successor, and close it."""
    partnership = _find(slug, is_closed=False)
    form = ClosingForm(request.POST or None)
    successors = Partnership.objects.filter(closed_on=None).exclude(pk=partnership.pk)
    form.fields["successor"].queryset = successors  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        rules.close(partnership, form.cleaned_data["successor"], today=timezone.localdate(), by=request.user)
        messages.success(request, _("%(name)s is closed.") % {"name": partnership.name})
        return redirect("partnerships")
    crumbs = [*_above(), (_("Close"), "")]
    return render(request, "desk/close_partnership.html", {"form": form, "closing": partnership, "crumbs": crumbs})


@require_POST
@of_site(Permission.MANAGE_PARTNERSHIPS)
def reopen(request: DeskRequest, slug: str) -> HttpResponse:
    """Open a closed partnership again."""
    partnership = _find(slug, is_closed=True)
    rules.reopen(partnership, by=request.user)
    messages.success(request, _("%(name)s is open again.") % {"name": partnership.name})
    return redirect("partnerships")


@require_safe
@of_site(Permission.MANAGE_PARTNERSHIPS)
def jobs(request: DeskRequest) -> HttpResponse:
    """What the portal does by itself: when it was done last, when it is due, and what failed."""
    states = {state.name: state for state in JobState.objects.all()}
    listed = [(job, states.get(job.command)) for job in wanted()]
    context = {
        "jobs": listed,
        "failed": [job.label for job, state in listed if state and state.failures],
        "late": not any(
            state and state.ended_at and abs(timezone.now() - state.ended_at) < LATE for _job, state in listed
        ),
        "now": timezone.now(),
        "moment": lambda at: f"{date(timezone.localdate(at))}, {timezone.localtime(at):%H:%M}",
        "crumbs": [*_above(), (_("Jobs"), "")],
    }
    return render(request, "desk/jobs.html", context)


@require_safe
@of_site(Permission.MANAGE_PARTNERSHIPS)
def audit(request: DeskRequest) -> HttpResponse:
    """Who did what on the whole portal, and when."""
    response: HttpResponse = csv_stream(audit_of_all())
    return response


def _find(slug: str, is_closed: bool) -> Partnership:
    """The open or closed partnership with this address; 404 when there is none in this state."""
    partnership = Partnership.objects.filter(slug=slug, closed_on__isnull=not is_closed).first()
    if partnership is None:
        raise NotFound(_("There is no such partnership, or this has already been done."), _above())
    return partnership


def _above() -> list[tuple[str, str]]:
    return [(_("Partnerships"), reverse("partnerships"))]
