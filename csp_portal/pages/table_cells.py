"""What a table needs to be read as stacked rows on a narrow screen: each cell carries the heading of its column. Empty
columns are left out, and links say where they lead without the cells around them."""

import re

from markupsafe import Markup

from .empty_columns import without_empty_columns

_TAG = re.compile(r"<(/?)(table|thead|tbody|tfoot|tr|th|td)\b([^>]*)>")
_MARK = re.compile(r"<[^>]*>")
_SPAN = re.compile(r'colspan="(\d+)"')
_LINK = re.compile(r"<a\b((?:(?!aria-label=)[^>])*)>(.*?)</a>", re.DOTALL)
_MORE = re.compile(r"<(?:div|p|br|ul|span)\b")  # where the name of a row ends and what is said of it begins
_BLANK = re.compile(r"(<td\b[^>]*>)\s+(?=</td>)")
LEAST = 4  # letters that the name of a link has
ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tfoot": "rowgroup", "tr": "row", "td": "cell"}


def labelled(html: str) -> Markup:
    """The same HTML, where every cell of a table names its column in `data-label`, and blank cells are empty.
    The name of a link that shows a number or a few letters goes on with its row and column.

    Roles are written out, because browsers drop those of a table whose rows are shown as blocks.
    """
    parts: list[str] = []
    labels: list[str] = []
    at = 0
    html = without_empty_columns(_BLANK.sub(r"\1", html))
    in_head, column, cell, row = False, 0, 0, ""
    for tag in _TAG.finditer(html):
        closing, name, attributes = tag.groups()
        piece = html[at : tag.start()]
        parts.append(_named(piece, row, labels[cell] if cell < len(labels) else "") if name == "td" else piece)
        at = tag.end()
        if name == "table":
            labels = []
        if name == "thead":
            in_head = not closing
        if closing:
            parts.append(tag[0])
            continue
        if name == "tr":
            column, row = 0, ""
        role = ROLES.get(name) or ("columnheader" if in_head else "rowheader")
        label = ""
        if name in ("td", "th"):
            span = int(found[1]) if (found := _SPAN.search(attributes)) else 1
            if in_head:
                labels += [_words(html[at : html.index(f"</{name}>", at)])] * span
            elif name == "th":
                row = row or _row_name(html[at : html.index("</th>", at)])
            elif column < len(labels) and labels[column]:
                label = f' data-label="{labels[column]}"'
            column, cell = column + span, column
        parts.append(f'<{name}{attributes} role="{role}"{label}>')
    return Markup("".join([*parts, html[at:]]))


def named_link(attributes: str, inner: str, more: str) -> str:
    """A link with its attributes and what it shows; where that is less than a word, its name goes on with `more`."""
    shown = _words(inner)
    if not more or 'href="tel:' in attributes or sum(map(str.isalpha, shown)) >= LEAST:
        return f"<a{attributes}>{inner}</a>"
    return f'<a{attributes} aria-label="{shown}, {more}">{inner}</a>'


def _named(cell: str, row: str, column: str) -> str:
    """The content of a cell, whose links say of which row and column they are."""
    if "<a " not in cell:
        return cell
    more = ", ".join(filter(None, (row, column)))
    return _LINK.sub(lambda link: named_link(link[1], link[2], more), cell)


def _row_name(heading: str) -> str:
    """The name of a row, without what is said of it below."""
    return _words(_MORE.split(heading)[0]) or _words(heading)


def _words(heading: str) -> str:
    """The text of a heading, fit for an attribute."""
    return " ".join(_MARK.sub(" ", heading).split()).replace('"', "&#34;")
