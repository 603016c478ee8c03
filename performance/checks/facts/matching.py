"""Words of titles and names, reduced to what makes two of them the same."""

import re

_LITTLE = {"a", "an", "and", "by", "for", "in", "of", "on", "the", "this", "to"}
_YEARS = re.compile(r"\b((?:19|20)\d\d)\s*[-–/]\s*(?:19|20)?(\d{1,2})\b")
_ENDINGS = ("ing", "es", "s", "e")


def stem_list(text: str) -> list[str]:
    """The words of a title in order: without case, hyphens, endings and little words; 2006/7 and 2006-07 are one."""
    plain = _YEARS.sub(lambda found: f" {found[1]}y{int(found[2]) % 10} ", text.casefold())
    plain = re.sub(r"\b(anti|co|inter|non|pre|re|sub)[-–](?=\w)", r"\1", plain)
    return [_stem(word) for word in re.findall(r"\w+", plain) if word not in _LITTLE]


def stems(text: str) -> set[str]:
    return set(stem_list(text))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word
