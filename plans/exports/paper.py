"""Paper: HTML drawn as tagged PDF (PDF/UA-1), for whatever is printed of a document."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import quote

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from csp_portal.pages.demonstration import is_demonstration

SIDES = 2
# How many rows of a list, and how many characters of a text, stand on a side: the first pair that fits.
Fit = tuple[int, int]
FITS: tuple[Fit, ...] = ((40, 600), (30, 300), (20, 200), (14, 140), (9, 100), (6, 80), (4, 60), (2, 40))
WHOLE: Fit = (100_000, 100_000)


def sheet(title: str, foot: str, body: str, is_draft: bool = False) -> str:
    """The HTML of a paper: its title, what stands at the foot of every side, and its text as `on_paper` gives it."""
    page = {"title": title, "foot": _foot(foot), "body": body, "watermark": _watermark() if is_draft else ""}
    return render_to_string("exports/paper.html", page)


def _foot(words: str) -> str:
    return f"{_('Demonstration')} – {words}" if is_demonstration() else words


def _watermark() -> str:
    """The word across every side of a draft, as an address: a background is nothing that a screen reader reads."""
    text = (
        '<text x="105" y="160" transform="rotate(-50 105 148)" text-anchor="middle" font-size="52" '
        f'font-family="Liberation Sans, Arial" font-weight="bold" fill="#ededed">{_("Draft")}</text>'
    )
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297" width="210mm" height="297mm">{text}</svg>'
    return f"data:image/svg+xml,{quote(picture)}"


def pdf(html: str) -> bytes:
    """A paper as PDF."""
    return write(drawn(html))


def write(document: Any) -> bytes:
    return document.write_pdf(pdf_variant="pdf/ua-1")  # type: ignore[no-any-return]


def drawn(html: str) -> Any:
    """A paper laid out in sides, before it is written."""
    from weasyprint import HTML  # takes half a second and 40 MB, which most processes never need

    return HTML(string=html, url_fetcher=fetcher()).render(pdf_variant="pdf/ua-1")


def fetcher() -> Any:
    """What a paper may load: nothing from the disk and nothing from the network."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols={"data"})


def two_sides(html: Callable[[Fit, Fit], str]) -> Any:
    """A paper with as much on each of its two sides as fits there: what fits is halved, as each try takes long."""

    @cache
    def tried(first: Fit, second: Fit) -> Any:
        return drawn(html(first, second))

    def most(side: Callable[[Fit], Any]) -> Fit:
        place = bisect_left(FITS, True, key=lambda fit: len(side(fit).pages) == SIDES)
        return FITS[min(place, len(FITS) - 1)]

    if len(tried(FITS[0], FITS[0]).pages) == SIDES:
        return tried(FITS[0], FITS[0])
    first = most(lambda fit: tried(fit, FITS[-1]))
    return tried(first, most(lambda fit: tried(first, fit)))


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
