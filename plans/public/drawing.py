"""Draws every public page, stored or made when asked for: the links around it, and help where it is due."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from csp_portal.pages.languages import ENGLISH, address_in, nav

from .help import lines_for


def public_page(
    template: str, context: dict[str, Any], path: str, *, language: str = ENGLISH, request: HttpRequest | None = None
) -> str:
    """The page at `path`. A `partnership` in the context is a row or its part of a published document.

    `crumbs` in the context are (text, address) pairs from the home page down; the last is the page itself.
    """
    context = {"language": language, "lines_for": lines_for, **context}
    if partnership := context.get("partnership"):
        slug = partnership["slug"] if isinstance(partnership, dict) else partnership.slug
        context["sections"] = _sections(slug, path, language)
    return render_to_string(template, context, request)


def _sections(slug: str, path: str, language: str) -> list[dict]:
    """The sections of a partnership as links; the one that the page is in is marked."""
    links = []
    for text, name in (
        ("Overview", "partnership"),
        ("Plans", "plans"),
        ("Performance", "performance"),
        ("Areas", "areas"),
        ("Scrutiny", "scrutiny"),
        ("Have your say", "have-your-say"),
    ):
        href = reverse(name, args=[slug])
        current = path == href if name == "partnership" else path.startswith(href)
        links.append({"text": nav(text, language), "href": address_in(href, language), "current": current})
    return links
