"""The papers of a published report (the report, a two-page brief, a cover report), as PDFs and as pages."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from csp_portal.pages.demonstration import is_demonstration
from performance.models import PaperName, ReportPaper, ReportVersion
from performance.rules.reports.types import ReportDocument
from performance.rules.reports.upgrade import upgraded
from plans.public.drawing import public_page

from .charts import for_paper
from .layout import parts
from .page import crumbs, report_path, version_path

BODIES = {
    PaperName.REPORT: "reports/whole.html",
    PaperName.BRIEF: "reports/brief.html",
    PaperName.COVER: "reports/cover.html",
}
SIDES = 2
# How many rows of a list, and how many characters of a text, stand on a side of a brief: the first pair that fits.
Fit = tuple[int, int]
FITS: tuple[Fit, ...] = ((40, 600), (30, 300), (20, 200), (14, 140), (9, 100), (6, 80), (4, 60), (2, 40))
WHOLE: Fit = (100_000, 100_000)


@transaction.atomic
def paper(version: ReportVersion, name: PaperName) -> bytes:
    """The PDF of a paper. The first reader has it drawn, everybody after that gets the same bytes."""
    ReportVersion.objects.select_for_update().get(pk=version.pk)
    stored = version.papers.filter(name=name).first()
    if stored is None:
        stored = ReportPaper.objects.create(version=version, name=name, pdf=draw(version, name))
    return bytes(stored.pdf)


def draw(version: ReportVersion, name: PaperName) -> bytes:
    """Draw a paper as a tagged PDF (PDF/UA-1)."""
    document = brief(version) if name == PaperName.BRIEF else _document(_html(version, name))
    return document.write_pdf(pdf_variant="pdf/ua-1")


def brief(version: ReportVersion) -> Any:
    """The brief with as much on each of its two sides as fits there: what fits is halved, as each try takes long."""

    @cache
    def drawn(first: Fit, second: Fit) -> Any:
        return _document(_html(version, PaperName.BRIEF, first, second))

    def most(side: Callable[[Fit], Any]) -> Fit:
        place = bisect_left(FITS, True, key=lambda fit: len(side(fit).pages) == SIDES)
        return FITS[min(place, len(FITS) - 1)]

    if len(drawn(FITS[0], FITS[0]).pages) == SIDES:
        return drawn(FITS[0], FITS[0])
    first = most(lambda fit: drawn(fit, FITS[-1]))
    return drawn(first, most(lambda fit: drawn(first, fit)))


def _document(html: str) -> Any:
    from weasyprint import HTML  # takes half a second and 40 MB, which most processes never need

    return HTML(string=html, url_fetcher=fetcher()).render(pdf_variant="pdf/ua-1")


def fetcher() -> Any:
    """What a paper may load: nothing from the disk and nothing from the network."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols={"data"})


def _html(version: ReportVersion, name: PaperName, first: Fit = WHOLE, second: Fit = WHOLE) -> str:
    """The HTML of one paper, ready to print; `first` and `second` are how much fits on the two sides of a brief."""
    content = upgraded(version.content)
    context = _context(version, first, second)
    if name == PaperName.REPORT:
        context["whole"], context["ways"] = for_paper(content["outcomes"], content["report"]["period"])
    body = render_to_string(BODIES[name], context)
    page = {
        "title": f"{name.label}: {content['report']['title']}",
        "foot": _foot(content, version.number),
        "body": on_paper(body),
    }
    return render_to_string("reports/paper.html", page)


def _foot(content: ReportDocument, number: int) -> str:
    """What stands at the foot of every side."""
    words = _("%(partnership)s, %(title)s, version %(number)s") % {
        "partnership": content["partnership"]["name"],
        "title": content["report"]["title"],
        "number": number,
    }
    return f"{_('Demonstration')} – {words}" if is_demonstration() else words


INNER_LINK = re.compile(r'<a\b[^>]*\bhref="[/?#][^>]*>(.*?)</a>', re.S)
TERMS = re.compile(r"<(dl|dt|dd)\b")
TERMS_END = re.compile(r"</(?:dl|dt|dd)>")
PICTURE = re.compile(r"<svg\b.*?</svg>", re.S)


def on_paper(html: str) -> str:
    """A page as it is printed: no links within the portal, no decorative shapes, symbols by their names.

    The fonts have no pictures of faces; a reader would see an empty box. A list of terms in groups becomes blocks: as a
    list it would break a rule of PDF/UA.
    """
    plain = PICTURE.sub("", INNER_LINK.sub(r"\1", html))
    blocks = TERMS_END.sub("</div>", TERMS.sub(r'<div data-is="\1"', plain))
    return "".join(map(_printable, blocks))


def _printable(character: str) -> str:
    if character == "\ufe0f":
        return ""
    if ord(character) >= 0x1F000 or 0x2600 <= ord(character) < 0x27C0:
        return f"[{unicodedata.name(character, 'symbol').lower()}]"
    return character


def paper_page(version: ReportVersion, name: PaperName, path: str) -> str:
    """Brief or cover report as a page of the portal."""
    content = upgraded(version.content)
    context = {
        **_context(version, WHOLE, WHOLE),
        "body": BODIES[name],
        "title": name.label,
        "path": report_path(content),
        "pdf": f"{version_path(version)}{name.value}.pdf",
        "crumbs": crumbs(content, name.label),
    }
    return public_page("reports/paper_page.html", context, path)


def _context(version: ReportVersion, first: Fit, second: Fit) -> dict[str, Any]:
    return {**parts(upgraded(version.content)), "version": version, "first": first, "second": second}
