"""What a table needs to be read as stacked rows on a narrow screen: each cell carries the heading of its column. Empty
columns are left out."""

import re

from markupsafe import Markup

from .empty_columns import without_empty_columns

_TAG = re.compile(r"<(/?)(table|thead|tbody|tfoot|tr|th|td)\b([^>]*)>")
_MARK = re.compile(r"<[^>]*>")
_SPAN = re.compile(r'colspan="(\d+)"')
_BLANK = re.compile(r"(<td\b[^>]*>)\s+(?=</td>)")
ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tfoot": "rowgroup", "tr": "row", "td": "cell"}


def labelled(html: str) -> Markup:
    """The same HTML, where every cell of a table names its column in `data-label`, and blank cells are empty.

    Roles are written out, because browsers drop those of a table whose rows are shown as blocks.
    """
    parts: list[str] = []
    labels: list[str] = []
    at = 0
    html = without_empty_columns(_BLANK.sub(r"\1", html))
    in_head, column = False, 0
    for tag in _TAG.finditer(html):
        closing, name, attributes = tag.groups()
        parts.append(html[at : tag.start()])
        at = tag.end()
        if name == "table":
            labels = []
        if name == "thead":
            in_head = not closing
        if closing:
            parts.append(tag[0])
            continue
        if name == "tr":
            column = 0
        role = ROLES.get(name) or ("columnheader" if in_head else "rowheader")
        label = ""
        if name in ("td", "th"):
            span = int(found[1]) if (found := _SPAN.search(attributes)) else 1
            if in_head:
                labels += [_words(html[at : html.index(f"</{name}>", at)])] * span
            elif name == "td" and column < len(labels) and labels[column]:
                label = f' data-label="{labels[column]}"'
            column += span
        parts.append(f'<{name}{attributes} role="{role}"{label}>')
    return Markup("".join([*parts, html[at:]]))


def _words(heading: str) -> str:
    """The text of a heading, fit for an attribute."""
    return " ".join(_MARK.sub(" ", heading).split()).replace('"', "&#34;")
