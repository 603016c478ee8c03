"""The desk's page of figures that leads gave: accept them, or set them aside."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from csp_portal.formats.numbers import whole_number
from performance.imports.desk.views import trail
from plans.access.decorators import DeskRequest, desk
from plans.access.permissions import Permission
from plans.models import Partnership

from .accepting import NotAccepted, accept, accepted_unpublished, by_organisation, set_aside


@require_http_methods(["GET", "HEAD", "POST"])
@desk(Permission.LOAD_FIGURES)
def given_figures(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """What leads gave and nobody has decided about, by organisation. A post decides about the ticked ones of one."""
    problems: list[str] = []
    if request.method == "POST":
        keys = [whole_number(text[:18]) for text in request.POST.getlist("figure")]
        name, now = request.POST.get("name", ""), timezone.now()
        try:
            if "set-aside" in request.POST:
                count = set_aside(partnership, name, keys, by=request.user, now=now)
                words = ngettext("%(num)s figure set aside.", "%(num)s figures set aside.", count)
            else:
                run = accept(partnership, name, keys, by=request.user, now=now)
                count = run.rows_read if run else 0
                words = ngettext(
                    "%(num)s figure accepted as provisional.", "%(num)s figures accepted as provisional.", count
                )
                if run and run.source and not run.source.published_at:
                    words += " " + _("Readers see nothing of the source “%(source)s” until you publish it.")
                words %= {"num": count, "source": run and run.source}
        except NotAccepted as problem:
            problems = problem.problems
        else:
            if count:
                messages.success(request, words % {"num": count})
            else:
                messages.error(request, _("Nothing was changed: tick the figures you mean."))
            return redirect("given-figures", partnership.slug)
    context = {
        "crumbs": trail(request, (_("Figures given by leads"), "")),
        "organisations": by_organisation(partnership),
        "unpublished": accepted_unpublished(partnership),
        "problems": problems,
    }
    return render(request, "providers/given.html", context, status=422 if problems else 200)
