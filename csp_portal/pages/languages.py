"""The words around a page, in English or Welsh. The page itself is in the language its authors wrote it in."""

from django.utils import translation

ENGLISH, WELSH = "en-GB", "cy"


def asked_for(words: str) -> str:
    """The language that an address asks for with ?lang=; English for everything that is not Welsh."""
    return WELSH if words == WELSH else ENGLISH


def nav(text: str, language: str = ENGLISH) -> str:
    """A word of the navigation in a language."""
    with translation.override(language):
        return translation.pgettext("navigation", text)


def address_in(address: str, language: str) -> str:
    """The address of a page in a language; nobody is remembered, so the address carries it."""
    return f"{address}?lang={language}" if language != ENGLISH else address
