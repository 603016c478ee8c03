"""The words around a page, in English or Welsh. The page itself is in the language its authors wrote it in.

Every word of ours that a reader or an officer sees is marked with gettext, on public pages, on the desk and in emails:
also the labels of choices, hints and names of fields, the sentences of constraints, the names of editable tables and of
transitions. So a language is added by its catalogue alone; tests/test_languages.py holds it.

Not marked: addresses and commands; field names that Django makes of an attribute, until a model writes them out; and
sentences that are stored as they were said, such as the history and what was wrong in a loaded file.
Documents hold plain strings: a label is put into one with str().
"""

from typing import TYPE_CHECKING, TypeAlias

from django.utils import translation

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"  # may be translated as late as it is shown
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
