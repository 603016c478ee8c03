"""Published progress reports and the papers made from them. Reads versions only."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.pages.chart_files import chart_file
from csp_portal.pages.embeds.page import embed_page
from csp_portal.pages.live_pages import NotFound
from performance.figures.documents import published
from performance.models import PaperName, ReportVersion
from performance.rules.reports.upgrade import upgraded
from plans.exports.views import as_file
from plans.models import Partnership
from plans.public.live import Lasting, partnership_page

from .addresses import report_path, version_path
from .layout import by_unit
from .page import disputes_of, kept_page, report_charts
from .papers import REPORT_EXPORTS, paper_page, report_file


@partnership_page(takes=())
def report(request: HttpRequest, partnership: Partnership, report: str) -> HttpResponse:
    """The newest published version of a report."""
    newest = _newest(partnership, report)
    page, until = kept_page(newest, newest.number, timezone.localdate())
    return Lasting(page, good_until=until)


@partnership_page(takes=())
def version(request: HttpRequest, partnership: Partnership, report: str, number: int) -> HttpResponse:
    """One published version, for good."""
    found = _numbered(partnership, report, number)
    page, until = kept_page(found, _newest(partnership, report).number, timezone.localdate())
    return Lasting(page, good_until=until)


@partnership_page(takes=())
def paper_html(request: HttpRequest, partnership: Partnership, report: str, number: int, name: str) -> HttpResponse:
    """The brief or the cover report as a page."""
    return Lasting(paper_page(_numbered(partnership, report, number), PaperName(name), request.path))


@partnership_page(takes=())
def version_file(request: HttpRequest, partnership: Partnership, report: str, number: int, name: str) -> HttpResponse:
    """A file of a version: made when it is first asked for, and kept for good."""
    export = REPORT_EXPORTS[name]
    content = report_file(_numbered(partnership, report, number), export)
    return as_file(export, content, f"{report}-v{number}-{name}")


@partnership_page(takes=())
def chart(
    request: HttpRequest, partnership: Partnership, report: str, chart: str, ending: str, number: int = 0
) -> HttpResponse:
    """A chart of a version as a file, as plotly.js draws it, and for frames on other sites; without a number of the
    newest version. That of the newest says what other sources say, as its page does; one that others embed by its
    number says what the version says, for good."""
    newest = _newest(partnership, report)
    version = _numbered(partnership, report, number) if number else newest
    content = upgraded(version.content)
    is_frozen = number and ending == "html"
    disputes = {} if is_frozen else disputes_of(content, version, newest.number)
    charts = report_charts(content, version_path(version), disputes)
    page = version_path(version) if number else report_path(content)
    return chart_file(charts.get(chart), ending, page, timezone.localdate(version.published_at))


@partnership_page(takes=())
def targets(request: HttpRequest, partnership: Partnership, report: str, number: int = 0) -> HttpResponse:
    """The targets of a report as it judged them when it was published, for frames on other sites; without a number
    those of its newest version."""
    version = _numbered(partnership, report, number) if number else _newest(partnership, report)
    content = upgraded(version.content)
    page, title = version_path(version) if number else report_path(content), content["report"]["title"]
    if not content["outcomes"]:
        raise NotFound(_("This report judges no targets."), [(title, page)])
    context = {
        "title": _("Targets: %(name)s") % {"name": title},
        "doc": content,
        "source": content["report"]["source_document"],
        "groups": by_unit(content),
    }
    return embed_page("reports/embed_targets.html", context, page=page, day=timezone.localdate(version.published_at))


def _newest(partnership: Partnership, slug: str) -> ReportVersion:
    """The newest version of a report. 404 where none is published."""
    versions = ReportVersion.objects.filter(report__partnership=partnership, report__slug=slug)
    if newest := versions.first():
        return newest
    listed = [(content["report"]["title"], report_path(content)) for _number, content in published(partnership).reports]
    words = {"name": partnership.name, "slug": slug}
    raise NotFound(_("%(name)s has no published report “%(slug)s”.") % words, listed)


def _numbered(partnership: Partnership, slug: str, number: int) -> ReportVersion:
    """One version of a report. 404 where there is none of this number."""
    versions = ReportVersion.objects.filter(report__partnership=partnership, report__slug=slug)
    if found := versions.filter(number=number).first():
        return found
    newest = _newest(partnership, slug)
    here = [(_("The newest version"), report_path(upgraded(newest.content)))]
    raise NotFound(_("The report “%(slug)s” has no version %(number)s.") % {"slug": slug, "number": number}, here)
