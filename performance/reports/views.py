"""Published progress reports and the papers made from them. Reads versions only."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from csp_portal.formats.csv_files import csv_response
from csp_portal.pages import stored_pages
from csp_portal.pages.live_pages import NotFound, answer
from performance.figures.series import published
from performance.models import PaperName, ReportVersion
from performance.rules.reports.upgrade import upgraded
from performance.rules.targets.rule_names import rule_name
from performance.rules.targets.status import RULES
from plans.public.live import find_partnership

from .csv import COLUMNS, csv_rows
from .page import report_page, report_path
from .papers import paper, paper_page


@require_safe
def report(request: HttpRequest, partnership: str, report: str) -> HttpResponse:
    """The newest published version of a report."""
    if "rule" not in request.GET and (response := stored_pages.answer(request)):
        return response
    newest = _newest(partnership, report)
    return _page(request, newest, newest.number)


@require_safe
def version(request: HttpRequest, partnership: str, report: str, number: int) -> HttpResponse:
    """One published version, for good."""
    if "rule" not in request.GET and (response := stored_pages.answer(request)):
        return response
    found = _numbered(partnership, report, number)
    return _page(request, found, _newest(partnership, report).number)


@require_safe
def paper_html(request: HttpRequest, partnership: str, report: str, number: int, name: str) -> HttpResponse:
    """The brief or the cover report as a page."""
    version = _numbered(partnership, report, number)
    stamp = f"{version.checksum} {name}"
    return answer(request, stamp, lambda: HttpResponse(paper_page(version, PaperName(name), request.path)))


@require_safe
def paper_pdf(request: HttpRequest, partnership: str, report: str, number: int, name: str) -> HttpResponse:
    """A paper as PDF: drawn when it is first asked for, and kept for good."""
    version = _numbered(partnership, report, number)

    def make() -> HttpResponse:
        response = HttpResponse(paper(version, PaperName(name)), content_type="application/pdf")
        response.headers["Content-Disposition"] = f'inline; filename="{report}-v{number}-{name}.pdf"'
        return response

    return answer(request, f"{version.checksum} {name} pdf", make)


@require_safe
def outcomes_csv(request: HttpRequest, partnership: str, report: str, number: int) -> HttpResponse:
    """The figures of a report with their status, exceptions with their reasons."""
    version = _numbered(partnership, report, number)
    rows = csv_rows(upgraded(version.content))
    return answer(request, f"{version.checksum} csv", lambda: csv_response(f"{report}-v{number}.csv", COLUMNS, rows))


def _page(request: HttpRequest, version: ReportVersion, newest: int) -> HttpResponse:
    """A version of a report, judged by the rule in the address. Raises NotFound for an unknown rule."""
    rule = request.GET.get("rule", "")
    if not rule:
        return stored_pages.keep(request, report_page(version, newest))
    if rule not in RULES:
        sentence = _("There is no test called “%(rule)s”. Choose one of those below.") % {"rule": rule[:60]}
        raise NotFound(sentence, [(rule_name(name), f"{request.path}?rule={name}") for name in RULES])
    stamp = f"{version.checksum} {newest} {rule}"
    return answer(request, stamp, lambda: HttpResponse(report_page(version, newest, rule)))


def _newest(partnership: str, slug: str) -> ReportVersion:
    """The newest version of a report. 404 where none is published."""
    versions = ReportVersion.objects.filter(report__partnership__slug=partnership, report__slug=slug)
    if newest := versions.first():
        return newest
    owner = find_partnership(partnership)
    listed = [(content["report"]["title"], report_path(content)) for _number, content in published(owner).reports]
    words = {"name": owner.name, "slug": slug}
    raise NotFound(_("%(name)s has no published report “%(slug)s”.") % words, listed)


def _numbered(partnership: str, slug: str, number: int) -> ReportVersion:
    """One version of a report. 404 where there is none of this number."""
    versions = ReportVersion.objects.filter(report__partnership__slug=partnership, report__slug=slug)
    if found := versions.filter(number=number).first():
        return found
    newest = _newest(partnership, slug)
    here = [(_("The newest version"), report_path(upgraded(newest.content)))]
    raise NotFound(_("The report “%(slug)s” has no version %(number)s.") % {"slug": slug, "number": number}, here)
