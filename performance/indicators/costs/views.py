"""The desk's page of what changes in crime would be worth."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from plans.access.decorators import DeskRequest, desk
from plans.access.page_context import first_crumb
from plans.access.permissions import Permission
from plans.models import Partnership

from .page import changed_counts


@require_safe
@desk(Permission.READ_DESK)
def worth_of_changes(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """Each count with a unit cost, how it changed, and what that would be worth."""
    crumbs = [first_crumb(partnership, request.permissions), (_("What changes would be worth"), "")]
    return render(request, "indicators/worth.html", {"crumbs": crumbs, "counts": changed_counts(partnership)})
