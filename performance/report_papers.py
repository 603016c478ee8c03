"""The papers made from a published report: the whole of it, a brief on two sides of A4, a cover report for the
committee. Brief and cover are pages to read as well as PDFs to print."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from plans.views.live import frame

from .models import PaperName, ReportPaper, ReportVersion
from .report_pages import crumbs, report_path, version_path
from .report_parts import parts
from .report_schema import upgraded

BODIES = {
    PaperName.REPORT: "performance/report_whole.html",
    PaperName.BRIEF: "performance/brief_body.html",
    PaperName.COVER: "performance/cover_body.html",
}
SIDES = 2
# How many rows of a list, and how many characters of a text, stand in a brief: the first pair that fits on two sides.
FITS = ((40, 600), (30, 300), (20, 200), (14, 140), (9, 100), (6, 80), (4, 60), (2, 40))


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
    if name == PaperName.BRIEF:
        return in_sides(_html(version, name, most, longest) for most, longest in FITS)
    return _document(_html(version, name)).write_pdf(pdf_variant="pdf/ua-1")


def in_sides(attempts: Iterable[str], sides: int = SIDES) -> bytes:
    """The first of the attempts, each shorter than the one before, that takes up so many sides."""
    for html in attempts:
        document = _document(html)
        if len(document.pages) == sides:
            return document.write_pdf(pdf_variant="pdf/ua-1")
    raise ValueError(f"The brief does not fit on {sides} sides.")


def _document(html: str) -> Any:
    from weasyprint import HTML  # takes half a second and 40 MB, which most processes never need
    from weasyprint.urls import URLFetcher

    fetch = URLFetcher(allowed_protocols={"data"})
    return HTML(string=html, url_fetcher=fetch).render(pdf_variant="pdf/ua-1")


def _html(version: ReportVersion, name: PaperName, most: int = 1000, longest: int = 100_000) -> str:
    body = render_to_string(BODIES[name], _context(version, name, most, longest))
    content = upgraded(version.content)
    page = {
        "title": f"{name.label}: {content['report']['title']}",
        "foot": _("%(partnership)s, %(title)s, version %(number)s")
        % {
            "partnership": content["partnership"]["name"],
            "title": content["report"]["title"],
            "number": version.number,
        },
        "body": on_paper(body),
    }
    return render_to_string("performance/paper.html", page)


INNER_LINK = re.compile(r'<a\b[^>]*\bhref="[/?#][^>]*>(.*?)</a>', re.S)
PICTURE = re.compile(r"<svg\b.*?</svg>", re.S)


def on_paper(html: str) -> str:
    """A page as it is printed: no links within the portal, no decorative shapes, symbols by their names.

    The fonts have no pictures of faces; a reader would see an empty box.
    """
    return "".join(map(_printable, PICTURE.sub("", INNER_LINK.sub(r"\1", html))))


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
        **_context(version, name, 1000, 100_000),
        "body": BODIES[name],
        "title": name.label,
        "path": report_path(content),
        "pdf": f"{version_path(version)}{name.value}.pdf",
        **frame(content["partnership"]["slug"], crumbs(content, name.label), path),
    }
    return render_to_string("performance/paper_page.html", context)


def _context(version: ReportVersion, name: PaperName, most: int, longest: int) -> dict[str, Any]:
    content = upgraded(version.content)
    return {**parts(content), "version": version, "most": most, "longest": longest}
