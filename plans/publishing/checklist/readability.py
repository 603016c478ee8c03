"""Is a text easy to read? Long sentences, abbreviations nobody explains, office words, its reading age. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_SENTENCE = 25  # words; GOV.UK content design guidance
HARD_AGE = 14
FEWEST_WORDS = 30  # below this a reading age says nothing

# Word of the office, and what to write instead.
JARGON = {
    "deliverables": "what will be done",
    "facilitate": "help",
    "going forward": "from now on",
    "holistic": "whole",
    "in order to": "to",
    "leverage": "use",
    "multi-agency": "together with other services",
    "operationalise": "put into practice",
    "outputs": "what is done",
    "prior to": "before",
    "robust": "strong",
    "stakeholders": "the people concerned",
    "synergies": "working together",
    "utilise": "use",
    "with regard to": "about",
}
EVERYDAY = {
    *("AIDS", "AM", "BBC", "CCTV", "DNA", "EU", "GP", "HIV", "ID"),
    *("II", "III", "NHS", "OK", "PC", "PM", "TV", "UK"),
}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_END = re.compile(r"(?<!\b[A-Z])(?<!e\.g)(?<!i\.e)[.!?](?=\s|$)|\n\s*\n|\n\s*(?:[-*•]|\d+\.)\s")
_ABBREVIATION = re.compile(r"\b[A-Z]{2,6}s?\b")


@dataclass(frozen=True)
class Readability:
    """What makes a text hard. `age` is None for a text too short to say."""

    long_sentences: list[str]
    abbreviations: list[str]
    jargon: dict[str, str]
    age: int | None


def sentences(text: str) -> list[str]:
    """The sentences and list entries of a text, without those that hold no word."""
    parts = [" ".join(part.split()) for part in _END.split(text)]
    return [part for part in parts if _WORD.search(part)]


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e at the end; at least one. A rule of thumb, right for most English words."""
    word = word.casefold()
    count = len(re.findall(r"[aeiouy]+", word))
    if word.endswith("e") and not word.endswith(("le", "ee", "ye")) and count > 1:
        count -= 1
    return max(count, 1)


def reading_age(text: str) -> int | None:
    """The age at which most pupils can read a text, rounded; None for fewer than 30 words.

    Flesch–Kincaid grade + 5: 0.39 × words ÷ sentences + 11.8 × syllables ÷ words − 15.59 + 5, at least 5.
    Kincaid and others, Naval Technical Training Command Research Branch Report 8-75 (1975).
    """
    words = _WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return None
    spoken = sum(syllables(word) for word in words)
    return max(5, round(0.39 * len(words) / max(len(sentences(text)), 1) + 11.8 * spoken / len(words) - 15.59 + 5))


def read(text: str, explained: Iterable[str] = ()) -> Readability:
    """What is hard in a text. `explained` are abbreviations that the glossary explains."""
    known = EVERYDAY | set(explained)
    found = dict.fromkeys(match.removesuffix("s") for match in _ABBREVIATION.findall(text))
    in_text = {match for match in found if f"({match})" in text or re.search(rf"\b{match} \(", text)}
    return Readability(
        long_sentences=[one for one in sentences(text) if len(_WORD.findall(one)) > LONGEST_SENTENCE],
        abbreviations=[one for one in found if one not in known | in_text],
        jargon={word: plain for word, plain in JARGON.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)},
        age=reading_age(text),
    )
