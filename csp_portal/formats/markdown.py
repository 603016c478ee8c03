"""Limited Markdown: paragraphs, headings below the page's own, lists, tables, links, emphasis. No more survives."""

import re

import nh3
from django import forms
from django.db import models
from markdown_it import MarkdownIt
from markupsafe import Markup

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")

HEADING = re.compile(r"(</?)h([34])\b")  # those of `to_html`
TAGS = {"p", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "table", "thead", "tbody", "tr", "th", "td", "br"}

WORDS = {"text", "code_inline", "softbreak", "hardbreak"}
# What is written after a block that has no full stop, by what ends there last.
ENDS = {f"{name}_close": "." for name in ("paragraph", "heading", "bullet_list", "ordered_list", "table")}
ENDS |= {"list_item_close": ";", "tr_close": ";", "th_close": ",", "td_close": ","}


def to_html(text: str) -> str:
    """Markdown to clean HTML. `#` becomes a third-level heading, since page and section own the first two."""
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3" if token.tag in ("h1", "h2", "h3") else "h4"
    return _clean(_markdown.renderer.render(tokens, _markdown.options, {}))


def below(html: str, heading: str) -> Markup:
    """The same HTML, where its own headings are one and two levels below the heading it stands under: h4 makes h5."""
    above = int(heading.removeprefix("h"))
    return Markup(HEADING.sub(lambda found: f"{found[1]}h{int(found[2]) - 2 + above}", html))


def to_words(text: str) -> str:
    """Markdown as one line without marks: items of a list are told apart by semicolons, cells of a table by commas."""
    said, end = [], ""
    for token in _markdown.parse(text):
        end = ENDS.get(token.type, end)
        if token.type == "inline":
            if said and not said[-1].endswith((".", ",", ":", ";", "!", "?")):
                said[-1] += end
            said.append("".join(part.content or " " for part in token.children or () if part.type in WORDS).strip())
    return " ".join(" ".join(said).split())


def is_clean(html: str) -> bool:
    """Whether HTML from elsewhere holds no more than that."""
    return _clean(html) == html


def _clean(html: str) -> str:
    schemes = {"http", "https", "mailto"}
    return nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes=schemes, link_rel="noopener").strip()


class MarkdownInput(forms.Textarea):
    """A text in limited Markdown: forms offer a preview of it."""

    markdown = True


class MarkdownField(models.TextField):
    """Text in limited Markdown. Its clean HTML is kept beside it in `<name>_html`, made when the row is saved."""

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        historical = cls.__module__ == "__fake__"  # a model inside a migration lists both columns itself
        if not cls._meta.abstract and not historical:
            cls.add_to_class(f"{name}_html", models.TextField(blank=True, editable=False))

    def formfield(self, **kwargs):
        return super().formfield(**{"widget": MarkdownInput} | kwargs)

    def pre_save(self, instance, add):
        text = super().pre_save(instance, add)
        setattr(instance, f"{self.name}_html", to_html(text))
        return text


def prose(instance: models.Model, name: str) -> dict[str, str]:
    """The Markdown field `name` of a row as it stands in a document: as written, and as HTML."""
    return {"markdown": getattr(instance, name), "html": getattr(instance, f"{name}_html")}
