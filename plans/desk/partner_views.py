"""The page of all tasks of a partnership."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from plans.access.decorators import DeskRequest, desk
from plans.access.page_context import first_crumb
from plans.access.permissions import Permission
from plans.models import Partnership

from .partners import by_partner, own_tasks


@require_safe
@desk(Permission.SEND_ROUNDS)
def all_tasks(request: DeskRequest, partnership: Partnership) -> HttpResponse:
    """Who has what to do. `?partner=` names one organisation, `?person=` one person by key; what is not known here is
    passed over."""
    today = timezone.localdate()
    groups, people = by_partner(partnership, today)
    person = next((one for one in people if str(one.person.pk) == request.GET.get("person")), None)
    partner = next((one for one in groups if one.partner and one.partner == request.GET.get("partner")), None)
    of_person = person.groups if person else groups
    shown = [group for group in of_person if partner in (None, group)]
    context = {
        "crumbs": [first_crumb(partnership, request.permissions), (_("All tasks"), "")],
        "partners": sorted((one.partner for one in groups if one.partner), key=str.casefold),
        "people": people,
        "person": person,
        "partner": partner,
        "groups": [group for group in shown if group.lines],
        "own": own_tasks(partnership, person.person, today) if person else [],
    }
    return render(request, "desk/tasks.html", context)
