"""Terms of the glossary, linked where they are first used on a page."""

import re

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from csp_portal.pages.table_cells import labelled, named_link
from plans.schemas.plan import GlossaryDocument


class GlossaryLinks:
    """Links each term once, at its first use in the pieces of HTML that pass through `link`, in their order.

    Short forms in capitals (ASB) must match exactly; other terms in any case. Text inside links and headings is left
    alone. `address` is the page the glossary stands on, empty for this page.
    """

    def __init__(self, terms: list[GlossaryDocument], address: str) -> None:
        """Prepare one pattern of all names, the longest first, so that a name inside a longer one is left alone."""
        self.address = address
        self.slugs: dict[str, str] = {}
        for term in terms:
            for name in (term["term"], *term["aliases"]):
                words = str(escape(name))  # as the name stands in HTML
                self.slugs.setdefault(words if name.isupper() else words.casefold(), term["slug"])
        self.used: set[str] = set()
        names = sorted(self.slugs, key=len, reverse=True)
        choices = "|".join(re.escape(name) if name.isupper() else f"(?i:{re.escape(name)})" for name in names)
        self.pattern = re.compile(rf"\b(?:{choices})\b") if names else None

    def link(self, html: str) -> Markup:
        """The same HTML with the terms not linked before as links to their meaning."""
        if self.pattern is None or len(self.used) == len(set(self.slugs.values())):
            return labelled(html)
        parts, closed = [], 0
        for part in re.split(r"(<[^>]+>)", html):
            if part.startswith("<"):
                tag = part[1:].lstrip("/").split(maxsplit=1)[0].rstrip(">")
                if tag in ("a", "h3", "h4", "th"):
                    closed += -1 if part.startswith("</") else 1
            elif not closed:
                part = self.pattern.sub(self._link, part)
            parts.append(part)
        return labelled("".join(parts))

    def _link(self, match: re.Match[str]) -> str:
        word = match.group()
        slug = self.slugs.get(word) or self.slugs[word.casefold()]
        if slug in self.used:
            return word
        self.used.add(slug)
        return named_link(f' class="app-term" href="{self.address}#term-{slug}"', word, _("in the glossary"))
