"""The files of a published report: the report, a two-page brief and a cover report on paper, the first and the last in
Word too, and its figures as CSV and spreadsheets."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy

from csp_portal.formats.csv_files import csv_text
from csp_portal.formats.spreadsheets.book import Book
from csp_portal.formats.spreadsheets.one_table import book_of_table
from csp_portal.pages.table_files import WRITERS
from performance.figures.documents import newest_reports
from performance.models import PaperName, ReportVersion
from performance.rules.reports.types import ReportDocument
from performance.rules.reports.upgrade import upgraded
from plans.exports.about import version_words
from plans.exports.papers.contents import CONTENTS_HERE, with_contents
from plans.exports.papers.paper import WHOLE, Fit, Paper, on_paper, pdf, two_sides, write
from plans.exports.papers.word import word
from plans.exports.registry import PDF, WORD
from plans.exports.shape import Download, Export, PublishedText
from plans.exports.stored import file_of, listed, missing, text_of
from plans.public.drawing import public_page

from .addresses import crumbs, report_path, version_path
from .charts import for_paper
from .csv import figures_table
from .layout import parts

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
    pages = [reverse("data-catalogue"), report_path(version.content), version_path(version)]
    return file_of(version, export, published_text(version), pages)


def make_missing() -> Iterator[str]:
    """Make the files of the newest version of each report that are not made yet, and give the name of each."""
    for version in ReportVersion.objects.filter(pk__in=newest_reports()):
        for export in missing(version, REPORT_EXPORTS.values()):
            report_file(version, export)
            yield export.name


def downloads(version: ReportVersion, path: str) -> list[Download]:
    """What can be taken away of a version. One query."""
    return listed(version, REPORT_EXPORTS.values(), path)


def draw(text: PublishedText, name: PaperName) -> bytes:
    """Draw a paper as a tagged PDF (PDF/UA-1)."""
    if name == PaperName.BRIEF:
        return write(two_sides(lambda first, second: report_paper(text, name, first, second)))
    return pdf(report_paper(text, name))


def document(text: PublishedText, name: PaperName) -> bytes:
    """A paper as a Word document."""
    return word(report_paper(text, name))


def figures_csv(text: PublishedText) -> bytes:
    """The figures of a report with their status, exceptions with their reasons."""
    table = figures_table(text.document, text.address)
    return csv_text(list(table.columns), table.rows).encode()


def figures_book(text: PublishedText, make: Callable[[Book], bytes]) -> bytes:
    """The same as a spreadsheet."""
    return make(book_of_table(figures_table(text.document, text.address)))


def _printed(name: PaperName) -> list[Export]:
    """The files of one paper. A brief has two sides on paper alone: Word lays it out in its own way."""
    as_pdf = Export(f"{name}.pdf", name.label, PDF, partial(draw, name=name), shown=True)
    if name == PaperName.BRIEF:
        return [as_pdf]
    return [as_pdf, Export(f"{name}.docx", name.label, WORD, partial(document, name=name))]


REPORT_EXPORTS = {
    **{one.name: one for name in PaperName for one in _printed(name)},
    "outcomes.csv": Export("outcomes.csv", gettext_lazy("Figures"), "text/csv; charset=utf-8", figures_csv),
    **{
        f"outcomes.{form}": Export(
            f"outcomes.{form}", gettext_lazy("Figures"), media_type, partial(figures_book, make=make)
        )
        for form, (make, media_type) in WRITERS.items()
    },
}


def report_paper(text: PublishedText, name: PaperName, first: Fit = WHOLE, second: Fit = WHOLE) -> Paper:
    """One paper, ready to print; `first` and `second` are how much fits in the two parts of a brief."""
    content: ReportDocument = text.document
    context = _context(text, first, second)
    if name == PaperName.REPORT:
        context["whole"], context["ways"], context["drawn"] = for_paper(content)
    body = on_paper(render_to_string(BODIES[name], context))
    if name == PaperName.REPORT:
        body = with_contents(body)
    return Paper(f"{name.label}: {content['report']['title']}", str(name.label), text, body)


def paper_page(version: ReportVersion, name: PaperName, path: str) -> str:
    """Brief or cover report as a page of the portal."""
    text = published_text(version)
    content: ReportDocument = text.document
    context = {
        **_context(text, WHOLE, WHOLE),
        "body": BODIES[name],
        "title": name.label,
        "path": report_path(content),
        "files": [
            (export.form, version_path(version) + export.name)
            for export in REPORT_EXPORTS.values()
            if export.name.startswith(f"{name.value}.")
        ],
        "crumbs": crumbs(content, str(name.label)),
    }
    return public_page("reports/paper_page.html", context, path)


def _context(text: PublishedText, first: Fit, second: Fit) -> dict[str, Any]:
    here = {"contents_here": CONTENTS_HERE, "version_words": version_words(text)}
    return {**parts(text.document), **here, "version": text, "first": first, "second": second}
