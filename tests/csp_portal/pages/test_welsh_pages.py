"""No public page mixes languages unsaid: what is Welsh is marked as Welsh, and a line says what is not."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client

from tests.leaky import partnership_of_everything
from tests.public_pages import addresses, public_routes
from tests.test_leaks import VALUES, publish_all

pytestmark = pytest.mark.anywhere

CATALOGUE = settings.BASE_DIR / "locale" / "cy" / "LC_MESSAGES" / "django.po"
PAIRS = re.findall(r'msgctxt "navigation"\nmsgid "(.+)"\nmsgstr "(.+)"', CATALOGUE.read_text())
WELSH = {welsh for english, welsh in PAIRS if english != welsh}
NOTE = dict(PAIRS)["Only the navigation of this page is in Welsh. Its text is in English."]
VOID = {"meta", "link", "img", "br", "hr", "input", "source", "wbr", "col"}


class Languages(HTMLParser):
    """The words of a page by the language that it marks them with."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = [("", "")]
        self.words: dict[str, list[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs) -> None:
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("lang") or self.open[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and len(self.open) > 1 and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.setdefault(self.open[-1][1], []).append(" ".join(data.split()))


def mixed(address: str) -> list[str]:
    """What is wrong with the languages of a page that was asked for in Welsh."""
    answer = Client().get(address, {"lang": "cy"})
    if "html" not in answer["Content-Type"]:
        return []
    words = Languages(answer.content.decode()).words
    welsh = set(words.get("cy", ()))
    wrong = [f"“{one}” is not marked as Welsh" for one in words.get("en-GB", ()) if one in WELSH]
    wrong += [f"“{one}” is marked as Welsh" for one in {english for english, cy in PAIRS if english != cy} & welsh]
    wrong += ["some words have no language"] if words.get("") else []
    if WELSH & welsh and NOTE not in welsh:
        wrong.append("only the navigation is Welsh, and no line says so")
    return [f"{address}: {one}" for one in wrong]


def test_every_public_page_is_in_one_language_or_says_which_part_is_welsh(db):
    """Every kind of public page that a stranger can read, in the form that ?lang=cy asks for."""
    owner = partnership_of_everything()
    publish_all(owner)
    values = {part: known[:1] for part, known in VALUES.items()}
    pages = [address for route in public_routes() for address in addresses(route, values)]
    assert len(pages) > 40
    assert [one for address in pages for one in mixed(address)] == []
    assert NOTE in Client().get("/anytown/", {"lang": "cy"}).content.decode()
    assert NOTE not in Client().get("/anytown/").content.decode()
