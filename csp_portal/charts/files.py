"""A chart as a file that stands alone: an SVG with its title, legend, source, day and address, and the same as PNG; and
as a picture on paper."""

import re
import threading
from typing import Any
from xml.etree import ElementTree

from django.utils.translation import gettext as _
from markupsafe import escape

from .chart import Drawable
from .scale import text_width, wrapped
from .svg import FONTS, INK, PAPER, QUIET, WIDTH, text

EDGE = 20
TITLE, SMALL = 17, 11  # sizes of letters; the drawing itself is lettered in 14
# Pixels of a PNG for each unit. One to take away is drawn while its reader waits: sharp at half a page of Word, and 2
# would cost more than twice as much. One on paper is drawn by a job.
SCALE, ON_PAPER = 1.25, 1.5
LINK = re.compile(r"</?a\b[^>]*>")
OF_THREAD = threading.local()


def svg_file(one: Drawable, page: str, day: str) -> str:
    """The picture below its title and above its legend, source, its day and the whole address of its page."""
    parts: list[str] = []
    y = _write(parts, one.finding or one.title, EDGE + 4, TITLE, f' font-weight="700" fill="{INK}"')
    y = _write(parts, one.caption, y, 14, f' fill="{QUIET}"') if one.finding else y
    y = _write(parts, one.sentence, y, 14, f' fill="{INK}"') + 8
    width, height = _size(one.svg)
    tall = round(WIDTH * height / width)
    home = re.sub(r"(?<=[^:/])/.*", "", page)
    # A picture that need not be cut at its edge is drawn in place: half of the time goes into a layer of its own.
    place = f'<svg x="{EDGE}" y="{y}" width="{WIDTH}" height="{tall}" overflow="visible" '
    picture = str(one.svg).replace("<svg ", place, 1)
    parts.append(picture.replace('href="/', f'href="{escape(home)}/'))
    y = _legend(parts, one, y + tall + 8)
    source = [_("Source: %(source)s") % {"source": one.source}] if one.source else []
    for words in (*source, _("As published on %(day)s") % {"day": day}, page):
        y = _write(parts, words, y, SMALL, f' fill="{QUIET}"')
    whole = WIDTH + 2 * EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole * 2}" height="{(y + EDGE) * 2}" '
        f'viewBox="0 0 {whole} {y + EDGE}" font-family="{FONTS}" font-size="14">'
        f'<path fill="{PAPER}" d="M0 0h{whole}v{y + EDGE}h-{whole}z"/>{"".join(parts)}</svg>'
    )


def svg_picture(one: Drawable) -> str:
    """The picture above its legend alone, as it is on paper: its words stand around it, and nothing in it is a link."""
    width, height = _size(one.svg)
    tall = round(one.width * height / width)
    drawing = LINK.sub("", one.svg).replace("<svg ", f'<svg x="{EDGE}" width="{one.width}" height="{tall}" ', 1)
    parts = [drawing]
    whole = _legend(parts, one, tall + 8) if one.legend else tall
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{one.width}" height="{whole}" '
        f'viewBox="{EDGE} 0 {one.width} {whole}" font-family="{FONTS}" font-size="14">'
        f"{''.join(parts)}</svg>"
    )


def png_file(svg: str, scale: float = SCALE) -> bytes:
    """An SVG as pixels."""
    from resvg import render, usvg

    ElementTree.fromstring(svg)  # says what is wrong with it; resvg would end the process
    tree = usvg.Tree.from_str(svg, _fonts())
    across, down = tree.int_size()
    times = round(_size(svg)[0] * scale) / across
    return bytes(render(tree, (times, 0, 0, 0, times, 0), bg_size=(round(across * times), round(down * times))))


def _fonts() -> Any:
    """The fonts of the machine, read once by each thread: no other one may use what it read."""
    from resvg import usvg

    if not hasattr(OF_THREAD, "fonts"):
        OF_THREAD.fonts = usvg.Options.default()
        OF_THREAD.fonts.load_system_fonts()
    return OF_THREAD.fonts


def _write(parts: list[str], words: str, y: int, size: int, look: str) -> int:
    """Lines of text from the left edge; gives back where the next may begin."""
    lines = wrapped(words, WIDTH * 14 // size)
    step = round(size * 1.3)
    written = "".join(text(EDGE, y + step * at + size - 4, line) for at, line in enumerate(lines))
    parts.append(f'<g font-size="{size}"{look}>{written}</g>')
    return y + step * len(lines) + 4


def _legend(parts: list[str], one: Drawable, y: int) -> int:
    """The classes of a map, as many on a line as fit."""
    x = EDGE
    for entry in one.legend:
        words = f"{entry.label} ({entry.count})"
        room = 30 + text_width(words)
        if x > EDGE and x + room > EDGE + WIDTH:
            x, y = EDGE, y + 22
        parts.append(str(entry.swatch).replace("<svg ", f'<svg x="{x}" y="{y}" ', 1) + text(x + 30, y + 13, words))
        x += room + 12
    return y + 26 if one.legend else y


def _size(svg: str) -> tuple[float, float]:
    width, height = re.findall(r"[\d.]+", svg.split('viewBox="', 1)[1].split('"', 1)[0])[-2:]
    return float(width), float(height)
