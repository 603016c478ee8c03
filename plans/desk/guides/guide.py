"""A guide: its Markdown as HTML, with a name on every heading, and links that lead to pages of the portal."""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER = settings.BASE_DIR / "docs" / "guides"
GUIDES = {
    "officers": _("Partnership officers"),
    "approvers": _("Approvers"),
    "members": _("Scrutiny members"),
    "administrators": _("Administrators"),
    "operators": _("Operators: the people who run the server"),
    "data-users": _("Data users"),
}
CLASSES = {
    "heading_open": "govuk-heading-m",
    "table_open": "govuk-table",
    "th_open": "govuk-table__header",
    "td_open": "govuk-table__cell",
}
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Guide:
    """What a guide says below its title; `sections` are the names of its headings and their words."""

    title: str
    html: str
    sections: dict[str, str]


@cache
def guide(slug: str) -> Guide:
    """One of GUIDES, read once in the life of a process."""
    tokens = _markdown.parse((FOLDER / f"{slug}.md").read_text(encoding="utf-8"))
    title, sections = tokens[1].content, {}
    for number, token in enumerate(tokens):
        if token.type in CLASSES:
            token.attrs["class"] = CLASSES[token.type]
        if token.type == "heading_open":
            words = tokens[number + 1].content
            token.attrs["id"] = slugify(words)
            sections[slugify(words)] = words
        token.children = _here(token.children) if token.children else token.children
    del sections[slugify(title)]
    return Guide(title, str(_markdown.renderer.render(tokens[3:], _markdown.options, {})), sections)


def _here(children: list[Token]) -> list[Token]:
    """Links to other guides and pictures as the portal has them. A link to another file of the project is its words."""
    kept, is_left_out = [], False
    for child in children:
        if child.type == "link_open":
            found = re.fullmatch(r"([\w-]+)\.md(#[\w-]+)?", str(child.attrs["href"]))
            is_left_out = not found
            if found:
                child.attrs["href"] = reverse("guide", args=[found[1]]) + (found[2] or "")
        elif child.type == "image":
            child.attrs["src"] = static(str(child.attrs["src"]).removeprefix("../../static/"))
        if not (is_left_out and child.type in ("link_open", "link_close")):
            kept.append(child)
    return kept
