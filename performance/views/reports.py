"""Published progress reports and the papers made from them. Reads versions only."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from csp_portal import stored_pages
from csp_portal.csv_files import csv_response
from csp_portal.live_pages import NotFound, answer
from plans.views.live import find_partnership

from ..models import PaperName, ReportVersion
from ..report_csv import COLUMNS, csv_rows
from ..report_pages import report_page, report_path
from ..report_papers import paper, paper_page
from ..report_schema import upgraded
from ..series import published
from ..status import RULES


@require_safe
def report(request: HttpRequest, partnership: str, report: str) -> HttpResponse:
    """The newest published version of a report."""
    if "rule" not in request.GET and (response := stored_pages.answer(request)):
        return response
    newest, version = _version(partnership, report)
    return _page(request, version, newest)


@require_safe
def version(request: HttpRequest, partnership: str, report: str, number: int) -> HttpResponse:
    """One published version, for good."""
    if "rule" not in request.GET and (response := stored_pages.answer(request)):
        return response
    newest, version = _version(partnership, report, number)
    return _page(request, version, newest)


@require_safe
def paper_html(request: HttpRequest, partnership: str, report: str, number: int, name: str) -> HttpResponse:
    """The brief or the cover report as a page."""
    newest, version = _version(partnership, report, number)
    stamp = f"{version.checksum} {name}"
    return answer(request, stamp, lambda: HttpResponse(paper_page(version, PaperName(name), request.path)))


@require_safe
def paper_pdf(request: HttpRequest, partnership: str, report: str, number: int, name: str) -> HttpResponse:
    """A paper as PDF: drawn when it is first asked for, and kept for good."""
    newest, version = _version(partnership, report, number)

    def make() -> HttpResponse:
        response = HttpResponse(paper(version, PaperName(name)), content_type="application/pdf")
        response.headers["Content-Disposition"] = f'inline; filename="{report}-v{number}-{name}.pdf"'
        return response

    return answer(request, f"{version.checksum} {name} pdf", make)


@require_safe
def outcomes_csv(request: HttpRequest, partnership: str, report: str, number: int) -> HttpResponse:
    """The figures of a report with their status, exceptions with their reasons."""
    newest, version = _version(partnership, report, number)
    rows = csv_rows(upgraded(version.content))
    return answer(request, f"{version.checksum} csv", lambda: csv_response(f"{report}-v{number}.csv", COLUMNS, rows))


def _page(request: HttpRequest, version: ReportVersion, newest: int) -> HttpResponse:
    rule = request.GET.get("rule", "")
    if not rule:
        return stored_pages.keep(request, report_page(version, newest))
    if rule not in RULES:
        words = {"rule": rule[:60], "known": ", ".join(RULES)}
        sentence = _("There is no status rule “%(rule)s”; known are %(known)s.") % words
        raise NotFound(sentence, [(name, f"{request.path}?rule={name}") for name in RULES])
    stamp = f"{version.checksum} {newest} {rule}"
    return answer(request, stamp, lambda: HttpResponse(report_page(version, newest, rule)))


def _version(partnership: str, slug: str, number: int | None = None) -> tuple[int, ReportVersion]:
    """The number of the newest version, and the version asked for: without a number the newest. 404 without one."""
    versions = ReportVersion.objects.filter(report__partnership__slug=partnership, report__slug=slug)
    if number is None:
        chosen = versions.first()
        newest = chosen.number if chosen else 0
    else:
        chosen = versions.filter(number=number).first()
        newest = versions.values_list("number", flat=True).first() or 0
    if chosen is not None:
        return newest, chosen
    owner = find_partnership(partnership)
    listed = [(content["report"]["title"], report_path(content)) for _number, content in published(owner).reports]
    if number is not None and newest:
        words = {"slug": slug, "number": number}
        here = [(_("The newest version"), reverse("report", args=[owner.slug, slug]))]
        raise NotFound(_("The report “%(slug)s” has no version %(number)s.") % words, here)
    words = {"name": owner.name, "slug": slug}
    raise NotFound(_("%(name)s has no published report “%(slug)s”.") % words, listed)
