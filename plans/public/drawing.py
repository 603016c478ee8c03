"""Draws every public page, stored or made when asked for: the links around it, and help where it is due."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.template import engines
from django.template.loader import render_to_string
from django.urls import reverse
from markupsafe import Markup

from csp_portal.pages.addresses import whole_address
from csp_portal.pages.languages import ENGLISH, address_in, nav

from .help import ABUSE, lines_for, with_current

# Where templates leave room for help. Without `help_here` in its text a page has the helplines at its end.
PLACES = {name: Markup(f"<!-- {name} -->") for name in ("exit_here", "text_here", "help_here", "end_here")}


def public_page(
    template: str, context: dict[str, Any], path: str, *, language: str = ENGLISH, request: HttpRequest | None = None
) -> str:
    """The page at `path`. A `partnership` in the context is a row or its part of a published document.

    `crumbs` in the context are (text, address) pairs from the home page down; the last is the page itself.
    `help_topics` are the topics that an officer marked, `chiefly_about` those that the whole page is about.
    """
    context = {"language": language, "portal": whole_address(), "path_here": path, **PLACES, **context}
    jurisdiction = ""
    if partnership := context.get("partnership"):
        said = partnership if isinstance(partnership, dict) else vars(partnership)
        context["sections"] = _sections(said["slug"], path, language)
        jurisdiction = said.get("jurisdiction", "")
    page = render_to_string(template, context, request)
    chiefly = context.get("chiefly_about", [])
    return _with_help(page, context.get("help_topics", chiefly), jurisdiction, leave=bool(ABUSE & set(chiefly)))


def _with_help(page: str, marked: Iterable[str], jurisdiction: str, leave: bool) -> str:
    """A drawn page with the helplines that its text calls for and, to `leave` it quickly, a button."""
    before, _place, rest = page.partition(PLACES["exit_here"])
    banner, _place, rest = rest.partition(PLACES["text_here"])
    text, _place, after = rest.partition(PLACES["end_here"])
    lines = lines_for(text, marked, jurisdiction)
    text = with_current(text)
    drawn = engines["jinja2"].get_template("components/help.html").template.module
    contacts = str(drawn.help_contacts(lines, leave))
    if PLACES["help_here"] in text:
        text = text.removesuffix("\n").replace(PLACES["help_here"], contacts)
    elif 'id="help"' not in text:
        text += contacts
    return "".join([before, drawn.quick_exit() if leave else "", banner, text, after])


def _sections(slug: str, path: str, language: str) -> list[dict[str, Any]]:
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
