"""From what an officer types to districts, partnerships of several districts, and counties. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .lists import FormerDistrict, PlaceChoice, place_lists

LONGEST, MOST = 100, 20
_CODE = re.compile(r"[A-Z]\d{8}")
_LIKE_A_CODE = re.compile(r"[A-Za-z]\s?\d[\dA-Za-z]*")
_IGNORED = {
    "the",
    "of",
    "city",
    "county",
    "council",
    "borough",
    "district",
    "and",
    "community",
    "safety",
    "partnership",
}


@dataclass(frozen=True)
class PlaceAnswer:
    """The choices that a text means or may mean; a `sentence` where it means nothing, or something that is no more."""

    choices: Sequence[PlaceChoice] = ()
    sentence: str = ""


def find(text: str) -> PlaceAnswer:
    """What a text means: a code, the name of a district, partnership or county, or a part of it."""
    text, lists = " ".join(text.split()), place_lists()
    if not text:
        return PlaceAnswer(sentence=_("Type the name of your district, partnership or county, such as Norwich."))
    if len(text) > LONGEST:
        return PlaceAnswer(sentence=_("Type one name of at most %(most)s characters at a time.") % {"most": LONGEST})
    code = text.upper()
    if code in lists.choices:
        return PlaceAnswer([lists.choices[code]])
    if code in lists.former:
        return _succeeded(lists.former[code])
    if _LIKE_A_CODE.fullmatch(text):
        return _unknown_code(text)
    return _by_name(text)


def _unknown_code(text: str) -> PlaceAnswer:
    if not _CODE.fullmatch(text.upper()):
        words = _("“%(text)s” is not the code of a district: a code is a letter and eight digits, such as E07000148.")
        return PlaceAnswer(sentence=words % {"text": text})
    words = _("No district, county or partnership of several districts in England and Wales has the code %(code)s.")
    return PlaceAnswer(sentence=words % {"code": text.upper()})


def _by_name(text: str) -> PlaceAnswer:
    """Those of the name; else those that have the words in their names; else a former district; else near spellings."""
    lists, wanted = place_lists(), words_of(text)
    named = {choice: words_of(choice.name) for choice in lists.choices.values()}
    if exact := [choice for choice, words in named.items() if words == wanted]:
        inside = [choice for choice, words in named.items() if choice not in exact and _begins(wanted, words)]
        return PlaceAnswer([*exact, *inside][:MOST])
    if old := [one for one in lists.former.values() if words_of(one.name) == wanted]:
        return _succeeded(old[-1])
    if inside := [choice for choice, words in named.items() if _begins(wanted, words)]:
        return PlaceAnswer(inside[:MOST])
    spelt = {" ".join(words): choice for choice, words in named.items()}
    near = [spelt[name] for name in get_close_matches(" ".join(wanted), spelt, n=5, cutoff=0.7)]
    if near:
        return PlaceAnswer(
            near, _("No place in England and Wales is called “%(text)s”. Did you mean:") % {"text": text}
        )
    words = _(
        "No district, partnership or county in England and Wales is called “%(text)s”. Type its name as its council "
        "writes it, or its code, such as E07000148."
    )
    return PlaceAnswer(sentence=words % {"text": text})


def words_of(name: str) -> tuple[str, ...]:
    """The words by which a place is known: “Bristol, City of” and “the City of Bristol” are one place."""
    name = name.casefold().replace("&", " and ").replace("’", "'").replace("'", "").replace(".", "")
    words = [word for word in re.split(r"[^\w]+", name) if word]
    kept = [word for word in words if word not in _IGNORED]
    return tuple(sorted(kept or words))


def _begins(wanted: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether each word that was typed begins a word of the name."""
    return bool(wanted) and all(any(word.startswith(one) for word in words) for one in wanted)


def _succeeded(old: FormerDistrict) -> PlaceAnswer:
    """What a former district is part of today; without a sentence where only its code is new."""
    lists, last = place_lists(), old
    while last.successor in lists.former:
        last = lists.former[last.successor]
    successor = lists.choices[last.successor]
    if words_of(successor.name) == words_of(old.name):
        return PlaceAnswer([successor])
    words = _("%(old)s (%(code)s) is no longer a district: since %(day)s it is part of %(new)s. Choose %(new)s.")
    day = date_format(last.ended_on, "j F Y")
    return PlaceAnswer([successor], words % {"old": old.name, "code": old.code, "new": successor.name, "day": day})
