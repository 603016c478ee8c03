"""The desk's page of what points to an outside plan, where all of it is pointed to the plan that replaced it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from csp_portal.pages.live_pages import NotFound
from plans.access.decorators import DeskRequest, desk
from plans.access.permissions import Permission, audience_of
from plans.editing import pages
from plans.editing.save import NotEditable
from plans.editing.tables import editable_tables
from plans.editing.views.pasting import undo_steps
from plans.editing.views.rows import read_or_write
from plans.models import EditConflict, Partnership
from priorities.models import OutsidePlan

from .repointing import pointing, repoint

UNDO = "repointed"  # in the session: the page, and what takes the last re-pointing back


@read_or_write
@desk(Permission.EDIT_PLAN)
def what_points_to_it(request: DeskRequest, partnership: Partnership, pk: int) -> HttpResponse:
    """What points to an outside plan, by plan; one click points all of it to the plan that replaced it, another takes
    that back."""
    outside = partnership.outside_plans.select_related("replaced_by").filter(pk=pk).first()
    if outside is None:
        raise NotFound(_("There is no such outside plan on your list."))
    if request.method == "POST":
        if "undo" in request.POST:
            _undo(request)
        else:
            _repoint(request, outside)
        return redirect(request.path)
    kind = editable_tables()["outside-plans"]
    found = pointing(outside, audience_of(request.permissions))
    context = {
        "crumbs": [*pages.trail(partnership, kind, outside), (_("What points to it"), "")],
        "outside": outside,
        "is_over": outside.is_over(timezone.localdate()),
        "edit": pages.address(partnership, kind, outside),
        "pointing": found,
        "count": sum(len(one.objectives) for one in found if one.is_draft),
        "can_undo": request.session.get(UNDO, {}).get("page") == request.path,
    }
    return render(request, "alignment/what_points_to_it.html", context)


def _repoint(request: DeskRequest, outside: OutsidePlan) -> None:
    """Point everything in drafts to the plan that replaced this one, or say why not."""
    if outside.replaced_by is None:
        messages.error(request, _("Say first what replaced “%(title)s”.") % {"title": outside})
        return
    plans = [one for one in pointing(outside, audience_of(request.permissions)) if one.is_draft]
    rows = [row for one in plans for row in one.objectives]
    try:
        steps = repoint(rows, outside.replaced_by, by=request.user)
    except (EditConflict, NotEditable, ValidationError) as problem:
        said = " ".join(getattr(problem, "messages", [str(problem)]))
        messages.error(request, _("Nothing was changed. %(said)s") % {"said": said})
        return
    request.session[UNDO] = {"page": request.path, "steps": steps}
    words = ngettext(
        "%(num)s objective now points to “%(title)s”.", "%(num)s objectives now point to “%(title)s”.", len(rows)
    )
    messages.success(request, words % {"num": len(rows), "title": outside.replaced_by})


def _undo(request: DeskRequest) -> None:
    kept = request.session.get(UNDO, {})
    if kept.get("page") != request.path:
        messages.error(request, _("There is nothing to undo here."))
    elif undo_steps(request, kept["steps"], request.user):
        del request.session[UNDO]
        messages.success(request, _("Undone: the objectives point to where they did before."))
