"""Paper: what is printed of a document, as HTML, and the same drawn as tagged PDF (PDF/UA-1)."""

import gc
import re
import unicodedata
from base64 import b64encode
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _

from csp_portal.pages.demonstration import is_demonstration

from ..about import version_words
from ..shape import PublishedText
from .columns import with_columns

SIDES = 2
WIDTH = 10_318  # of the text on a side, in twentieths of a point: A4 without its margins
# How many rows of a list, and how many characters of a text, are in a part of a short paper.
Fit = tuple[int, int]
FITS: tuple[Fit, ...] = ((40, 600), (30, 300), (20, 200), (14, 140), (9, 100), (6, 80), (4, 60), (2, 40))
WHOLE: Fit = (100_000, 100_000)
NOTHING: Fit = (0, 0)


# The shape and the colour beside the word of a status, by the kind of status.
SHAPES = {
    "ahead": ("▲", "005A30"),
    "on": ("●", "005A30"),
    "behind": ("◆", "8A4B00"),
    "wrong": ("■", "A1160E"),
    "none": ("○", "444444"),
}
COLOUR = "#1d5a7a"  # where the partnership has none of its own


@dataclass(frozen=True)
class Paper:
    """What is printed of a text, before it is a file of one form: PDF and Word are made from the same.

    `body` is HTML as `on_paper` gives it. `subject` says what kind of paper it is. `is_wide`: as a Word
    document it lies on its long side.
    """

    title: str
    subject: str
    text: PublishedText
    body: str
    is_wide: bool = False

    @property
    def colour(self) -> str:
        return str(self.text.document["partnership"].get("colour") or COLOUR)

    @property
    def html(self) -> str:
        """The body below the picture of the partnership, if it has one."""
        if not self.text.logo:
            return self.body
        address = f"data:image/png;base64,{b64encode(self.text.logo).decode()}"
        name = escape(self.text.document["partnership"]["name"])
        return f'<div class="app-head"><img class="app-logo" alt="{name}" src="{address}"></div>{self.body}'


def sheet(paper: Paper) -> str:
    """The HTML of a paper: its title, what stands at the foot of every side, and its text."""
    page = {
        "title": paper.title,
        "foot": foot_of(paper.text),
        "body": with_columns(printable(paper.html), WIDTH),
        "watermark": _watermark() if paper.text.is_draft else "",
        "colour": paper.colour,
        "shapes": SHAPES,
    }
    return render_to_string("exports/paper.html", page)


def foot_of(text: PublishedText) -> str:
    """Partnership and version, and in a line of its own the address, at the foot of every side."""
    words = " · ".join([text.document["partnership"]["name"], version_words(text)])
    words = f"{_('Demonstration')} – {words}" if is_demonstration() else words
    return words if text.is_draft else f"{words}\n{text.address}"


def _watermark() -> str:
    """The word across every side of a draft, as an address: a background is nothing that a screen reader reads."""
    text = (
        '<text x="105" y="160" transform="rotate(-50 105 148)" text-anchor="middle" font-size="52" '
        f'font-family="Liberation Sans, Arial" font-weight="bold" fill="#ededed">{_("Draft")}</text>'
    )
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297" width="210mm" height="297mm">{text}</svg>'
    return f"data:image/svg+xml,{quote(picture)}"


def pdf(paper: Paper) -> bytes:
    """A paper as PDF."""
    return write(drawn(paper))


def write(document: Any) -> bytes:
    """A laid out paper as PDF. What laying it out left behind goes first: 20 MB of 260 for a plan of 33 sides."""
    gc.collect()
    return document.write_pdf(pdf_variant="pdf/ua-1")  # type: ignore[no-any-return]


def drawn(paper: Paper) -> Any:
    """A paper laid out in sides, before it is written."""
    return laid_out(sheet(paper))


def laid_out(html: str) -> Any:
    """The HTML of a paper, laid out in sides."""
    from weasyprint import HTML  # takes half a second and 40 MB, which most processes never need

    return HTML(string=html, url_fetcher=fetcher()).render(pdf_variant="pdf/ua-1")


def fetcher() -> Any:
    """What a paper may load: nothing from the disk and nothing from the network."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols={"data"})


def two_sides(paper: Callable[..., Paper], *, has_third: bool = False) -> Any:
    """A paper with as much in each of its two parts as fits on two sides: what fits is halved, as each try takes long.

    What both can have is found first; then the second part takes the room that is left, then the first, and then a
    third, which may have nothing. Fits that make the same paper, as all do of a short plan, are drawn once.
    """
    laid_out_once = cache(laid_out)

    @cache
    def tried(first: Fit, second: Fit, third: Fit = NOTHING) -> Any:
        return laid_out_once(sheet(paper(first, second, third) if has_third else paper(first, second)))

    def most(part: Callable[[Fit], Any], known: int) -> int:
        """The place of the largest fit with which it has two sides; the one at the `known` place has them."""
        fits = FITS[:known]
        return bisect_left(fits, True, key=lambda fit: len(part(fit).pages) <= SIDES)

    both = min(most(lambda fit: tried(fit, fit), len(FITS)), len(FITS) - 1)
    second = most(lambda fit: tried(FITS[both], fit), both)
    first = most(lambda fit: tried(fit, FITS[second]), both)
    if not has_third:
        return tried(FITS[first], FITS[second])
    third = most(lambda fit: tried(FITS[first], FITS[second], fit), len(FITS))
    return tried(FITS[first], FITS[second], (*FITS, NOTHING)[third])


INNER_LINK = re.compile(r'<a\b[^>]*\bhref="[/?#][^>]*>(.*?)</a>', re.S)
TERMS = re.compile(r"<(dl|dt|dd)\b")
TERMS_END = re.compile(r"</(?:dl|dt|dd)>")
PICTURE = re.compile(r"<svg\b.*?</svg>", re.S)
HEARD = re.compile(r"<(span|label)\b[^>]*\bgovuk-visually-hidden\b[^>]*>.*?</\1>", re.S)


def on_paper(html: str) -> str:
    """A page as it is on paper: no links within the portal, no decorative shapes, no words that are only heard.

    A list of terms in groups becomes blocks: as a list it would break a rule of PDF/UA.
    """
    plain = PICTURE.sub("", INNER_LINK.sub(r"\1", HEARD.sub("", html)))
    return TERMS_END.sub("</div>", TERMS.sub(r'<div data-is="\1"', plain))


def printable(html: str) -> str:
    """The same with symbols by their names: the fonts have no pictures of faces; a reader would see an empty box."""
    return "".join(map(_printable, html))


def _printable(character: str) -> str:
    if character == "\ufe0f":
        return ""
    if ord(character) >= 0x1F000 or 0x2600 <= ord(character) < 0x27C0:
        return f"[{unicodedata.name(character, 'symbol').lower()}]"
    return character
