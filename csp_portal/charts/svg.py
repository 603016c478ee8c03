"""The parts every drawing is made of: frame, texts, key. Every text passes through `escape` here."""

from collections.abc import Callable, Iterable

from markupsafe import Markup, escape

from .scale import text_width

WIDTH = 400
LINE = 17
INK, PAPER, BLUE, GREY, QUIET = "#0b0c0c", "#fff", "#1c4a5a", "#b1b4b6", "#505a5f"
FONTS = "Arial,Helvetica,Liberation Sans,sans-serif"  # the third has the widths of the first
BOLD = ' font-weight="700"'

Swatch = Callable[[int, int], str]


def frame(slug: str, title: str, body: str, *, viewbox: str, says: str = "", interactive: bool = False) -> Markup:
    """A complete SVG named by its title and described by what it `says`. With links inside it is a group, as a picture
    hides its parts."""
    described = f' aria-describedby="{slug}-desc"' if says else ""
    description = f'<desc id="{slug}-desc">{escape(says)}</desc>' if says else ""
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" class="c-chart" role="{"group" if interactive else "img"}" '
        f'aria-labelledby="{slug}-title"{described} viewBox="{viewbox}" font-family="{FONTS}" '
        f'font-size="14"><title id="{slug}-title">{escape(title)}</title>{description}{body}</svg>'
    )


def text(x: float, y: float, words: str, anchor: str = "") -> str:
    placed = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{round(x)}" y="{round(y)}"{placed}>{escape(words)}</text>'


def ground(x: float, y: float, words: str, anchor: str = "") -> str:
    """The white box behind a text on this base line, so that no line runs through it."""
    width = text_width(words)
    left = x - {"end": width, "middle": width / 2}.get(anchor, 0)
    return f"M{round(left)} {round(y) - 12}h{width}v15h-{width}z"


def link(href: str, inside: str, *, in_tab_order: bool = True) -> str:
    passed_by = "" if in_tab_order else ' tabindex="-1"'
    return f'<a href="{escape(href)}"{passed_by}>{inside}</a>' if href else inside


def group(css: str, parts: Iterable[str], attributes: str = "") -> str:
    inside = "".join(parts)
    return f'<g class="{css}"{attributes}>{inside}</g>' if inside else ""


def path(css: str, drawing: Iterable[str], attributes: str) -> str:
    lines = "".join(drawing)
    return f'<path class="{css}" {attributes} d="{lines}"/>' if lines else ""


def key(entries: list[tuple[Swatch, str]], width: int = WIDTH) -> tuple[str, int]:
    """The key on top of a chart, as many entries on a line as fit, and its height."""
    x, y, parts = 0, 2, []
    for swatch, words in entries:
        room = 26 + text_width(words)
        if x and x + room > width:
            x, y = 0, y + LINE + 3
        parts.append(swatch(x, y) + text(x + 24, y + 12, words))
        x += room + 12
    return group("c-label", parts), y + LINE + 8 if entries else 3
