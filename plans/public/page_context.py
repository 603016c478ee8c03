"""What stands around every public page: the trail from the home page, links to sections, and help where it is due."""

from django.urls import reverse
from django.utils.translation import gettext as _

from csp_portal.pages.languages import ENGLISH, address_in, nav

from .help import lines_for


def frame(slug: str | None, crumbs: list[tuple[str, str]], path: str, language: str = ENGLISH) -> dict:
    """Breadcrumb and section links of a page, for live and for stored pages alike. The trail is in English."""
    trail = [(_("Home"), "/"), *crumbs]
    breadcrumbs = [{"text": text, "href": href} for text, href in trail[:-1]] + [{"text": trail[-1][0], "href": ""}]
    sections = []
    if slug:
        for text, name in (
            ("Overview", "partnership"),
            ("Plans", "plans"),
            ("Performance", "performance"),
            ("Areas", "areas"),
            ("Scrutiny", "scrutiny"),
            ("Have your say", "have-your-say"),
        ):
            href = reverse(name, args=[slug])
            text, here = nav(text, language), address_in(href, language)
            sections.append({"text": text, "href": here, "current": _stands_in(path, href, name)})
    return {"breadcrumbs": breadcrumbs, "sections": sections, "lines_for": lines_for}


def _stands_in(path: str, href: str, name: str) -> bool:
    return path == href if name == "partnership" else path.startswith(href)
