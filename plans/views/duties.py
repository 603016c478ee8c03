"""How a partnership meets its duties: which priority answers which, the steps of the year, and to whom plans went."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import duties
from ..duties_page import DutiesPage
from ..models import Partnership
from .live import of_partnership, page


@of_partnership
def duties_page(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """The newest plan against the statutory duties, and the statutory year."""
    crumbs = [(partnership.name, reverse("partnership", args=[partnership.slug])), (_("Statutory duties"), "")]
    drawn = DutiesPage.read(partnership, timezone.localdate())
    return page(request, "plans/duties.html", partnership, crumbs, drawn=drawn)


@of_partnership
def calendar(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """The steps of this financial year and the next, to subscribe to."""
    first = duties.year_of(timezone.localdate())
    days = [
        due
        for year in (first, first.replace(year=first.year + 1))
        for due in duties.statutory_year(year, partnership.jurisdiction, {})
    ]
    stamp = timezone.now().replace(hour=0, minute=0, second=0)
    body = duties.ical(f"{partnership.name}: statutory year", request.build_absolute_uri(), days, stamp)
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{partnership.slug}-statutory-year.ics"'},
    )
