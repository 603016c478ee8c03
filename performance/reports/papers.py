"""The files of a published report: the report, a two-page brief and a cover report on paper, and its figures as CSV."""

from functools import partial
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _, gettext_lazy

from csp_portal.formats.csv_files import csv_text
from performance.models import PaperName, ReportVersion
from performance.rules.reports.types import ReportDocument
from performance.rules.reports.upgrade import upgraded
from plans.exports.paper import WHOLE, Fit, on_paper, pdf, sheet, two_sides, write
from plans.exports.shape import Export, PublishedText
from plans.exports.stored import file_of, text_of
from plans.public.drawing import public_page

from .charts import for_paper
from .csv import COLUMNS, csv_rows
from .layout import parts
from .page import crumbs, report_path, version_path

BODIES = {
    PaperName.REPORT: "reports/whole.html",
    PaperName.BRIEF: "reports/brief.html",
    PaperName.COVER: "reports/cover.html",
}


def published_text(version: ReportVersion) -> PublishedText:
    """The public text of a version, from which its files are made."""
    return text_of(version, upgraded(version.content), version_path(version))


def report_file(version: ReportVersion, export: Export) -> bytes:
    """A file of a version. The first reader has it made, everybody after that gets the same bytes."""
    return file_of(version, export, published_text(version))[0]


def draw(text: PublishedText, name: PaperName) -> bytes:
    """Draw a paper as a tagged PDF (PDF/UA-1)."""
    if name == PaperName.BRIEF:
        return write(two_sides(lambda first, second: paper_html(text, name, first, second)))
    return pdf(paper_html(text, name))


def figures_csv(text: PublishedText) -> bytes:
    """The figures of a report with their status, exceptions with their reasons."""
    return csv_text(COLUMNS, csv_rows(text.document)).encode()


REPORT_EXPORTS = {
    **{
        f"{name}.pdf": Export(f"{name}.pdf", name.label, "application/pdf", partial(draw, name=name), shown=True)
        for name in PaperName
    },
    "outcomes.csv": Export("outcomes.csv", gettext_lazy("Figures as CSV"), "text/csv; charset=utf-8", figures_csv),
}


def paper_html(text: PublishedText, name: PaperName, first: Fit = WHOLE, second: Fit = WHOLE) -> str:
    """The HTML of one paper, ready to print; `first` and `second` are how much fits on the two sides of a brief."""
    content: ReportDocument = text.document
    context = _context(text, first, second)
    if name == PaperName.REPORT:
        context["whole"], context["ways"] = for_paper(content["outcomes"], content["report"]["period"])
    foot = _("%(partnership)s, %(title)s, version %(number)s") % {
        "partnership": content["partnership"]["name"],
        "title": content["report"]["title"],
        "number": text.number,
    }
    return sheet(f"{name.label}: {content['report']['title']}", foot, on_paper(render_to_string(BODIES[name], context)))


def paper_page(version: ReportVersion, name: PaperName, path: str) -> str:
    """Brief or cover report as a page of the portal."""
    text = published_text(version)
    content: ReportDocument = text.document
    context = {
        **_context(text, WHOLE, WHOLE),
        "body": BODIES[name],
        "title": name.label,
        "path": report_path(content),
        "pdf": f"{version_path(version)}{name.value}.pdf",
        "crumbs": crumbs(content, str(name.label)),
    }
    return public_page("reports/paper_page.html", context, path)


def _context(text: PublishedText, first: Fit, second: Fit) -> dict[str, Any]:
    return {**parts(text.document), "version": text, "first": first, "second": second}
