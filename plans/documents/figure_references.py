"""Figures named in narrative: `{{ figure cycle-theft 2006/07 }}` prints the figure and links to it.

A document is made with the figures as readers may see them at that moment, so that what is published never changes.
The app that keeps figures contributes how names are looked up (all names of a partnership's texts at once); this
module knows only where names stand.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from csp_portal.contributions import contributed
from csp_portal.formats.markdown import to_html
from plans.models import Partnership

NAME = re.compile(r"\{\{[ \t]*figure[ \t]+([^{}\r\n]{1,200}?)[ \t]*\}\}")
NOT_FOUND = "[figure not found: "
_DEAD = re.compile(re.escape(NOT_FOUND) + r"([^\]]*)\]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#|!])")


class ResolvedFigure(NamedTuple):
    """What stands in place of a name: printed words and the address of the figure, or why there is none."""

    words: str
    address: str = ""
    problem: str = ""


def names(text: str) -> list[str]:
    """The figures that a text names, in its order."""
    return [" ".join(name.split()) for name in NAME.findall(text)]


def resolved(text: str, said: dict[str, ResolvedFigure], *, linked: bool = False) -> str:
    """The text with its figures printed; a text that names none is given back unchanged."""

    def put(found: re.Match[str]) -> str:
        name = " ".join(found[1].split())
        one = said.get(name) or ResolvedFigure("", problem="there is no such figure")
        if one.problem:
            words = f"{NOT_FOUND}{name.replace(']', '')} ({one.problem})]"
            return _plain(words) if linked else words
        return f"[{_plain(one.words)}]({one.address})" if linked else one.words

    return NAME.sub(put, text)


def _plain(words: str) -> str:
    """Words that Markdown shows as they are."""
    return _MARKDOWN.sub(r"\\\1", words)


def broken(text: str) -> list[str]:
    """The figures that were named in a text of a document and could not be printed, each with why."""
    return _DEAD.findall(text)


def named_in(dead: str) -> str:
    """The name alone of a figure that could not be printed, without why."""
    return dead.partition(" (")[0]


def html_of(partnership: Partnership, text: str) -> str:
    """A text as HTML, as a document would show it now."""
    return to_html(resolved(text, _all_said(partnership, [text]), linked=True))


def resolve(documents: Iterable[tuple[Partnership, Any]]) -> None:
    """Print the figures that are named in the narrative of documents. Without a name it costs nothing."""
    found: dict[Partnership, list[dict[str, str]]] = defaultdict(list)
    for partnership, content in documents:
        found[partnership] += [prose for prose in _narratives(content) if NAME.search(prose["markdown"])]
    for partnership, texts in found.items():
        said = _all_said(partnership, [prose["markdown"] for prose in texts])
        for prose in texts:
            prose["html"] = to_html(resolved(prose["markdown"], said, linked=True))
            prose["markdown"] = resolved(prose["markdown"], said)


def broken_in(content: Any) -> list[str]:
    """Every figure that a document names and could not print."""
    return [name for prose in _narratives(content) for name in broken(prose["markdown"])]


def _all_said(partnership: Partnership, texts: Iterable[str]) -> dict[str, ResolvedFigure]:
    asked = frozenset(name for text in texts for name in names(text))
    (look_up,) = contributed("FIGURE_LOOKUPS")
    return look_up(partnership, asked) if asked else {}


def _narratives(content: Any) -> Iterator[dict[str, str]]:
    """Every narrative of a document: the Markdown and its HTML."""
    if isinstance(content, dict):
        if content.keys() == {"markdown", "html"}:
            yield content
            return
        content = content.values()
    elif not isinstance(content, list):
        return
    for part in content:
        yield from _narratives(part)
