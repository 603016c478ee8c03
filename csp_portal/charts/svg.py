"""The parts every drawing is made of: frame, texts, key. Every text passes through `escape` here."""

from collections.abc import Callable, Iterable

from markupsafe import Markup, escape

from .scale import text_width

WIDTH = 400
LINE = 17
INK, PAPER, BLUE, GREY = "#0b0c0c", "#fff", "#1c4a5a", "#b1b4b6"

Swatch = Callable[[int, int], str]


def frame(slug: str, title: str, body: str, *, viewbox: str, interactive: bool = False) -> Markup:
    """A complete SVG named by its title. With links inside it is a group, as a picture hides its parts."""
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="c-chart" role="{"group" if interactive else "img"}" '
        f'aria-labelledby="{slug}-title" viewBox="{viewbox}" font-family="Arial,Helvetica,sans-serif" '
        f'font-size="14"><title id="{slug}-title">{escape(title)}</title>{body}</svg>'
    )


def text(x: float, y: float, words: str, anchor: str = "") -> str:
    placed = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{round(x)}" y="{round(y)}"{placed}>{escape(words)}</text>'


def link(href: str, inside: str) -> str:
    return f'<a href="{escape(href)}">{inside}</a>' if href else inside


def group(css: str, parts: Iterable[str], attributes: str = "") -> str:
    inside = "".join(parts)
    return f'<g class="{css}"{attributes}>{inside}</g>' if inside else ""


def path(css: str, drawing: Iterable[str], attributes: str) -> str:
    lines = "".join(drawing)
    return f'<path class="{css}" {attributes} d="{lines}"/>' if lines else ""


def key(entries: list[tuple[Swatch, str]]) -> tuple[str, int]:
    """The key on top of a chart, as many entries on a line as fit, and its height."""
    x, y, parts = 0, 2, []
    for swatch, words in entries:
        room = 26 + text_width(words)
        if x and x + room > WIDTH:
            x, y = 0, y + LINE + 3
        parts.append(swatch(x, y) + text(x + 24, y + 12, words))
        x += room + 12
    return group("c-label", parts), y + LINE + 8 if entries else 3
