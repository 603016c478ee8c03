"""Figures to take away: those of one source as a table, and the catalogue of all data sets."""

from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.formats import dcat
from csp_portal.formats.spreadsheets.book import Cell
from csp_portal.formats.spreadsheets.one_table import TableFile
from csp_portal.pages.addresses import whole_address
from csp_portal.pages.live_pages import NotFound
from csp_portal.pages.table_files import table_response
from performance.figures.series import PublishedFigure, figures
from plans.models import Partnership
from plans.public.live import partnership_page, site_page

from .catalogue import data_sets

COLUMNS = [
    *("label", "indicator", "area code", "area", "period", "period start", "period end"),
    *("value", "shown", "as printed", "state", "unit", "kind", "provisional", "protected"),
    *("place in the source", "page"),
]


@partnership_page(takes=())
def source_figures(request: HttpRequest, partnership: Partnership, source: str, ending: str) -> HttpResponse:
    """Every published figure of a source, as its page shows it. Raises NotFound for a source that is not public."""
    found = partnership.sources.published(timezone.now()).filter(slug=source).first()
    if found is None:
        raise NotFound(_("There is no published source “%(slug)s”.") % {"slug": source})
    page = reverse("source", args=[partnership.slug, source])
    about = [_("Licence: %(licence)s") % {"licence": found.licence}] if found.licence else []
    rows = _rows(figures(partnership, source=found), whole_address(page))
    publisher = found.publisher or partnership.name
    table = TableFile(f"{partnership.slug}-{source}", found.title, COLUMNS, rows, whole_address(page), publisher, about)
    return table_response(table, ending, f"{page}figures.csv")


def _rows(found: Iterable[PublishedFigure], page: str) -> Iterator[list[Cell]]:
    """What readers may see of each figure, with its permanent place on the page of the source."""
    for one in found:
        period = str(one.period) if one.period else one.period_as_printed
        yield [
            *(one.label, one.indicator.slug, one.area.code, one.area.name, period, one.period_start, one.period_end),
            *(one.value, one.shown, one.as_printed, one.state, one.unit, one.kind, one.provisional, one.protected),
            *(one.locator, f"{page}#{one.anchor}"),
        ]


@site_page(takes=())
def catalogue(request: HttpRequest) -> HttpResponse:
    """All data sets as DCAT in JSON-LD."""
    said = dcat.catalogue(
        _("Community safety partnership plans and figures"),
        _("Published plans, reports and figures of community safety partnerships."),
        whole_address(reverse("data-catalogue")),
        _("Community Safety Partnership plans"),
        data_sets(),
    )
    return JsonResponse(said, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False})
