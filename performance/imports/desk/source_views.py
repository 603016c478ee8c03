"""The sources of a partnership at the desk, and what readers may see of each."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from csp_portal.pages.live_pages import NotFound
from csp_portal.tables import PAGE_SIZE, page_links
from performance.models import RunState, Source
from performance.sources.protection_form import (
    FIELDS,
    ProtectionForm,
    as_seen,
    set_protection,
    words_of_protection,
)
from plans.access.decorators import DeskRequest, desk
from plans.access.permissions import Permission
from plans.documents.versions import NotPublishable
from plans.models import EditConflict, Partnership

from .views import trail


@require_safe
@desk(Permission.LOAD_FIGURES)
def sources(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """Every source with its protection."""
    page = Paginator(partnership.sources.order_by("title", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "crumbs": trail(request, (_("Sources"), "")),
        "sources": [(one, words_of_protection(one)) for one in page],
        "links": page_links(page, request.GET),
    }
    return render(request, "sources/desk_sources.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Permission.PUBLISH)
def source_protection(request: DeskRequest, partnership: Partnership, source: str) -> HttpResponse:
    """What readers may see of one source."""
    found = partnership.sources.filter(slug=source).first()
    if found is None:
        raise NotFound(
            _("There is no such source."), [(_("Sources"), reverse("desk-sources", args=[partnership.slug]))]
        )
    now = {name: getattr(found, name) for name in FIELDS} | {"seen": as_seen(found)}
    form = ProtectionForm(found, request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            return _store(request, partnership, found, form)
        except EditConflict:
            found.refresh_from_db()
            form.data = form.data.copy()
            form.data["seen"] = as_seen(found)
            words = _(
                "Someone else changed this in the meantime. It now says: %(rule)s Save again if you still want to."
            )
            form.add_error(None, words % {"rule": words_of_protection(found)})
        except (ValidationError, NotPublishable) as problem:
            form.add_error(None, problem.messages if isinstance(problem, ValidationError) else str(problem))
    crumbs = [(_("Sources"), reverse("desk-sources", args=[partnership.slug])), (found.title, "")]
    context = {
        "crumbs": trail(request, *crumbs),
        "source": found,
        "protection": words_of_protection(found),
        "newest_run": None if found.published_at else found.import_runs.filter(state=RunState.STORED).first(),
        "form": form,
    }
    return render(request, "sources/protection.html", context, status=422 if form.errors else 200)


def _store(request: DeskRequest, partnership: Partnership, source: Source, form: ProtectionForm) -> HttpResponse:
    if set_protection(source, **form.cleaned_data, by=request.user):
        messages.success(
            request, _("Saved, and published again.") if source.published_at else _("The protection has been saved.")
        )
    return redirect("source-protection", partnership.slug, source.slug)
