"""What looks like personal data in a text, so that its writer is warned before it is sent or published. Pure; it never
refuses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

TELEPHONE = re.compile(r"(?<![\w+])(?:\+44|0044|0)[\s().-]{0,3}(?:\d[\s().-]{0,2}){8,10}\d(?!\d)")
# Numbers that Ofcom's plan gives to organisations alone, never to a person or a house: 03, 0800, 0808, 084, 087, 09.
OF_ORGANISATIONS = re.compile(r"(?:\+44|0044|0)[\s().-]*(?:3|80|84|87|9)")
E_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s{0,2}\d[A-Z]{2}\b", re.I)
RELATION = (
    "son|daughter|child|kid|boy|girl|grandson|granddaughter|grandchild|nephew|niece|pupil|baby|toddler|teenager|"
    "stepson|stepdaughter|schoolboy|schoolgirl|brother|sister"
)
WORD = r"[A-Z][a-z'’-]+"
NAME = rf"(?P<name>{WORD}(?: {WORD})?)"
CHILDREN = (
    re.compile(rf"\b(?i:{RELATION}),? (?:(?i:is |was )?(?i:called|named) )?{NAME}"),
    re.compile(rf"\b{NAME},? \(?(?i:aged?|is|was) (?:1[0-7]|[1-9])\b(?!\d)"),
    re.compile(rf"\b{NAME} ?\((?:1[0-7]|[1-9])\)"),
    re.compile(rf"\b{NAME},? (?:my|our|his|her|their) (?:\w+ )?(?:{RELATION})\b"),
)
PERSON = rf"(?:(?:Mrs?|Ms|Miss|Dr)\.? )?{WORD}(?: {WORD}){{1,2}}|(?:Mrs?|Ms|Miss|Dr)\.? {WORD}"
TITLED = rf"(?:Mrs?|Ms|Miss|Dr)\.? {WORD}(?: {WORD})?"
AGE = r"(?:1[89]|[2-9]\d|10\d)"
ADULTS = (
    re.compile(rf"\b(?P<piece>(?:{PERSON}),? \(?aged? {AGE}\)?)(?!\d)"),
    re.compile(rf"\b(?P<piece>(?:{PERSON}) ?\({AGE}\))"),
    re.compile(rf"\b(?P<piece>(?:{PERSON}), {AGE}(?= of [A-Z]|,| years old))"),
    re.compile(rf"\b(?P<piece>{TITLED},? (?:is|was) {AGE})(?![\d%.]\d)"),
)
# Words that begin with a capital letter where a name would, but name no person.
NOT_PEOPLE = re.compile(
    r"\b(?:Section|Subsection|Paragraph|Schedule|Article|Appendix|Table|Figure|Act|Indicator|Priority|Action|Ward|Council|"
    r"Partnership|Police|Constabulary|Service|Trust|Board|Authority|Committee|Centre|Company|Ltd|Girl|Boy)s?\b"
)
STREET = (
    rf"\d{{1,4}}[a-z]? (?:{WORD} ){{1,3}}(?:Road|Rd|Street|St|Avenue|Ave|Close|Lane|Drive|Way|Court|Crescent|Place|"
)
STREET += "Terrace|Gardens|Grove|Walk|Hill|Green|Row|Square|Mews)"
LIVES_AT = re.compile(
    rf"\b(?P<piece>(?:{PERSON}),? (?:(?i:aged \d+),? )?(?:of|at|from|living at|who lives at|lives at) (?:{STREET})\b)"
)
HOUSE = re.compile(
    rf"\b(?P<piece>(?:{STREET})\b[\w ,]{{0,40}}?{POSTCODE.pattern}|\d{{1,4}}[a-z]?,? {POSTCODE.pattern})"
)
DAY = r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+,? \d{4}|[A-Z][a-z]+ \d{1,2},? \d{4})"
BORN = re.compile(rf"\b(?P<piece>(?:(?i:born(?: on)?|date of birth(?: is)?|d\.?o\.?b\.?)):? ?{DAY})")

NAMELESS = ((E_MAIL,), (HOUSE,), (BORN,))


@dataclass(frozen=True)
class PersonalDataMatch:
    """What a piece of a text looks like, in words, and the piece."""

    what: str
    piece: str


def looks_personal(text: str) -> list[PersonalDataMatch]:
    """Each piece of what a resident writes that looks personal, once: also a number of an organisation and a postcode
    alone, which may be where the writer lives."""
    telephones = (PersonalDataMatch(_("a phone number"), one[0].strip()) for one in TELEPHONE.finditer(text))
    postcodes = (PersonalDataMatch(_("a postcode"), one[0]) for one in POSTCODE.finditer(text))
    return list(dict.fromkeys([*telephones, *_of_people(text), *postcodes]))


def names_somebody(text: str, contacts: frozenset[str] = frozenset()) -> list[PersonalDataMatch]:
    """Each piece of what an officer writes that looks personal, once. A number that only organisations have is not,
    nor a postcode without a house, nor what `contacts` hold: the addresses to write to and numbers to ring."""
    telephones = (
        PersonalDataMatch(_("a phone number"), one[0].strip())
        for one in TELEPHONE.finditer(text)
        if not OF_ORGANISATIONS.match(one[0].strip())
    )
    return [one for one in dict.fromkeys([*telephones, *_of_people(text)]) if as_contact(one.piece) not in contacts]


def as_contact(piece: str) -> str:
    """A telephone number by its digits, an e-mail address in small letters."""
    return piece.strip().lower() if "@" in piece else re.sub(r"\D", "", piece)


def _of_people(text: str) -> Iterable[PersonalDataMatch]:
    """Names with an age or address, houses, dates of birth, e-mail addresses."""
    kinds = (
        (_("an email address"), (E_MAIL,), 0),
        (_("a house"), (HOUSE,), "piece"),
        (_("a date of birth"), (BORN,), "piece"),
        (_("a child’s name"), CHILDREN, "name"),
        (_("a name with an age"), ADULTS, "piece"),
        (_("a name with an address"), (LIVES_AT,), "piece"),
    )
    for what, rules, group in kinds:
        pieces = (PersonalDataMatch(what, one[group]) for rule in rules for one in rule.finditer(text))
        yield from (one for one in pieces if rules in NAMELESS or not NOT_PEOPLE.search(one.piece))
