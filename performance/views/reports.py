"""Published progress reports, served as stored bytes."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from csp_portal import stored_pages
from csp_portal.live_pages import NotFound
from plans.views.live import find_partnership

from ..models import ReportVersion
from ..report_pages import report_page
from ..series import published


@require_safe
def report(request: HttpRequest, partnership: str, report: str) -> HttpResponse:
    """The newest published version of a report."""
    if response := stored_pages.answer(request):
        return response
    newest = ReportVersion.objects.filter(report__partnership__slug=partnership, report__slug=report).first()
    if newest is None:
        owner = find_partnership(partnership)
        listed = [
            (content["report"]["title"], reverse("report", args=[owner.slug, content["report"]["slug"]]))
            for _number, content in published(owner).reports
        ]
        words = {"name": owner.name, "slug": report}
        raise NotFound(_("%(name)s has no published report “%(slug)s”.") % words, listed)
    return stored_pages.keep(request, report_page(newest))
