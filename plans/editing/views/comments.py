"""Comments on one row: read, added, and marked as dealt with."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from csp_portal.formats.numbers import whole_number
from plans.access.decorators import DeskRequest, desk, plan_of
from plans.access.permissions import Permission, audience_of
from plans.editing import comments, pages
from plans.editing.tables import editable_tables
from plans.models import Partnership

from .rows import desk_page, find_kind, find_row, read_or_write


@require_safe
@desk(Permission.COMMENT)
def still_open(request: DeskRequest, partnership: Partnership, plan: str) -> HttpResponse:
    """All comments of a plan that nobody has dealt with, each with the row it is about."""
    owner = plan_of(partnership, plan)
    here = pages.address(owner)
    readable = comments.open_comments(owner, audience_of(request.permissions))
    found = [(one, f"{here}rows/{one.row_kind}/{one.row_id}/comments/") for one in readable]
    crumbs = [*pages.trail(owner), (_("Open comments"), "")]
    return desk_page(request, "editing/open_comments.html", owner, crumbs, comments=found)


@read_or_write
@desk(Permission.COMMENT)
def on_row(request: DeskRequest, partnership: Partnership, plan: str, kind: str, pk: int) -> HttpResponse:
    """The comments on a row. A post adds one, or says that one is dealt with."""
    owner = plan_of(partnership, plan)
    row_kind = find_kind(kind, editable_tables().values(), owner)
    row = find_row(request, row_kind, owner, pk)
    wrong, text = [], request.POST.get("text", "")
    if request.method == "POST":
        resolved = whole_number(request.POST.get("resolve", ""))
        try:
            if resolved:
                comments.resolve(get_object_or_404(comments.comments_on(row_kind, row), pk=resolved), by=request.user)
                messages.success(request, _("Marked as dealt with."))
            else:
                comments.comment(row_kind, row, text, by=request.user)
                messages.success(request, _("Comment added."))
            return redirect(request.path)
        except ValidationError as problem:
            wrong = problem.messages
    crumbs = [*pages.trail(owner, row_kind, row), (_("Comments"), "")]
    found = comments.comments_on(row_kind, row)
    return desk_page(request, "editing/comments.html", owner, crumbs, row=row, comments=found, wrong=wrong, text=text)
