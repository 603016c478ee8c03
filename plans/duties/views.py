"""How a partnership meets its duties: which priority answers which, the steps of the year, and to whom plans went."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.formats import ical
from plans.models import Partnership
from plans.public.live import page, partnership_page
from plans.schemas import duties

from .page import DutiesPage


@partnership_page
def duties_page(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """The newest plan against the statutory duties, and the statutory year."""
    crumbs = [(partnership.name, reverse("partnership", args=[partnership.slug])), (_("Statutory duties"), "")]
    drawn = DutiesPage.read(partnership, timezone.localdate())
    return page(request, "duties/duties.html", partnership, crumbs, drawn=drawn)


@partnership_page(takes=(), names_portal=True)
def calendar(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """The steps of this financial year and the next, to subscribe to."""
    first = duties.year_of(timezone.localdate())
    stamp = timezone.make_aware(dt.datetime(first.year, 4, 1))
    events = [
        ical.Event(
            name=f"{request.get_host()}/{partnership.slug}/{due.step}/{due.on}",
            day=due.on,
            title=due.step.label,
            stamp=stamp,
            text=due.law,
            address=request.build_absolute_uri(reverse("duties", args=[partnership.slug])),
        )
        for year in (first, first.replace(year=first.year + 1))
        for due in duties.statutory_year(year, partnership.jurisdiction, {})
    ]
    title = _("%(name)s: statutory year") % {"name": partnership.name}
    response = HttpResponse(ical.calendar(title, events), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{partnership.slug}-statutory-year.ics"'
    return response
