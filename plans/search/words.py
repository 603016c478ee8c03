"""The words of what a reader types, and how the names of partnerships, areas and indicators spell them."""

import re
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from functools import lru_cache
from itertools import groupby

from plans.models import SearchEntry, SearchKind

MOST_WORDS, SHORTEST = 8, 4  # words that are looked for; letters of a word that is worth correcting
NAMES = (SearchKind.PARTNERSHIP, SearchKind.AREA, SearchKind.INDICATOR)  # whose words are known to the spelling
# Words of a question that say nothing of what is looked for.
SAYS_NOTHING = (
    "a about an and are as at be been being by do does done down for from going has have how i in is it its live me "
    "my near of on or our that the their there they this to up was we were what when where which who why will with "
    "you your"
)
STOP_WORDS = frozenset(SAYS_NOTHING.split())


def words_of(text: str) -> list[str]:
    """The words that are looked for: at most eight, without those that say nothing, unless there is no other."""
    words = list(dict.fromkeys(re.findall(r"\w+", text.casefold().replace("’", "").replace("'", ""))))
    return [word for word in words if word not in STOP_WORDS][:MOST_WORDS] or words[:MOST_WORDS]


def corrected(words: Sequence[str], state: str) -> list[str]:
    """The words, each as the nearest word of a name of a partnership, an area or an indicator is spelt."""
    known = words_of_names(state)
    return [_nearest(word, known.get(word[0], ())) if len(word) >= SHORTEST else word for word in words]


@lru_cache(maxsize=2)
def words_of_names(state: str) -> dict[str, tuple[str, ...]]:
    """The words of names by their first letter, remembered for as long as nothing else is public; one query."""
    titles = SearchEntry.objects.filter(kind__in=NAMES).values_list("title", flat=True).distinct()
    known = sorted({word for title in titles for word in words_of(title) if len(word) >= SHORTEST})
    return {letter: tuple(words) for letter, words in groupby(known, key=lambda word: word[0])}


def _nearest(word: str, known: Collection[str]) -> str:
    if word in known:
        return word
    alike = [one for one in known if abs(len(one) - len(word)) < 3]
    return next(iter(get_close_matches(word, alike, n=1, cutoff=0.75)), word)
