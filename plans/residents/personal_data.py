"""What looks like personal data in a text, so that its writer is warned before sending it. Pure; it never refuses."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

TELEPHONE = re.compile(r"(?<![\w+])(?:\+44|0044|0)[\s().-]{0,3}(?:\d[\s().-]{0,2}){8,10}\d(?!\d)")
E_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s{0,2}\d[A-Z]{2}\b", re.I)
RELATION = (
    "son|daughter|child|kid|boy|girl|grandson|granddaughter|grandchild|nephew|niece|pupil|baby|toddler|teenager|"
    "stepson|stepdaughter|schoolboy|schoolgirl|brother|sister"
)
NAME = r"(?P<name>[A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+)?)"
CHILDREN = (
    re.compile(rf"\b(?i:{RELATION}),? (?:(?i:is |was )?(?i:called|named) )?{NAME}"),
    re.compile(rf"\b{NAME},? \(?(?i:aged?|is|was) (?:1[0-7]|[1-9])\b(?!\d)"),
    re.compile(rf"\b{NAME} ?\((?:1[0-7]|[1-9])\)"),
    re.compile(rf"\b{NAME},? (?:my|our|his|her|their) (?:\w+ )?(?:{RELATION})\b"),
)


@dataclass(frozen=True)
class PersonalDataMatch:
    """What a piece of a text looks like, in words, and the piece."""

    what: str
    piece: str


def looks_personal(text: str) -> list[PersonalDataMatch]:
    """Each piece that looks like a telephone number, an e-mail address, a postcode or a child's name, once."""
    found = [
        *(PersonalDataMatch(_("a telephone number"), one[0].strip()) for one in TELEPHONE.finditer(text)),
        *(PersonalDataMatch(_("an e-mail address"), one[0]) for one in E_MAIL.finditer(text)),
        *(PersonalDataMatch(_("a postcode"), one[0]) for one in POSTCODE.finditer(text)),
        *(PersonalDataMatch(_("a child’s name"), one["name"]) for rule in CHILDREN for one in rule.finditer(text)),
    ]
    return list(dict.fromkeys(found))
