"""The calendar of a partnership: as a page, and for calendar programs."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from csp_portal.formats import ical
from plans.models import Partnership
from plans.public.live import page, partnership_page

from .days import as_event, days_of


@partnership_page
def overview(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """What comes, the next first, and what was, the latest first."""
    today, days = timezone.localdate(), days_of(partnership)
    coming = [day for day in days if day.on >= today]
    return page(
        request,
        "news/days.html",
        partnership,
        [(partnership.name, reverse("partnership", args=[partnership.slug])), (_("Calendar"), "")],
        coming=coming,
        past=[day for day in reversed(days) if day.on < today],
        answer=_answer(len(coming), len(days)),
    )


def _answer(coming: int, all_days: int) -> str:
    if coming:
        return ngettext("%(num)s upcoming date.", "%(num)s upcoming dates.", coming) % {"num": coming}
    if all_days:
        return _("No upcoming dates. Past dates are below.")
    return _("No meetings or dates have been published yet.")


@partnership_page(takes=(), names_portal=True)
def as_ical(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """All days, for a calendar program to subscribe to."""
    portal = request.build_absolute_uri("/").rstrip("/")
    events = [as_event(day, partnership.slug, portal) for day in days_of(partnership)]
    response = HttpResponse(ical.calendar(partnership.name, events), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{partnership.slug}.ics"'
    return response
