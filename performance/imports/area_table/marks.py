"""Marks that stand behind a name, a figure or a period: notes, provisional, revised, estimated."""

import re
from dataclasses import dataclass

_NOTE = r"\[notes? ?[\d, ]+\]|[¹²³⁰⁴-⁹]+|[*†‡§]+|\[(?:p|r|e|low|u|b|d)\]|\((?:p|r|e)\)"
_MARK = re.compile(rf"(?<=[\w%)\]¹²³⁰⁴-⁹*†‡§])\s*({_NOTE})$", re.IGNORECASE)
_LETTER = re.compile(r"(?<=\d)\s*(p|r)$", re.IGNORECASE)
_PROVISIONAL = re.compile(r"^provisional(?: figures?| data)?(?: for)?:? |[ ,]*\(?provisional\)?$", re.IGNORECASE)


@dataclass(frozen=True)
class StrippedMarks:
    """The text without its marks. `marks` keeps them as they were written, from left to right."""

    text: str
    marks: tuple[str, ...] = ()
    provisional: bool = False


def unmark(text: str) -> StrippedMarks:
    """A name, figure or period parted from what is written behind it. A text that is a mark alone stays as it is."""
    left, provisional = text.strip(), False
    marks: list[str] = []
    while match := _MARK.search(left) or _LETTER.search(left):
        marks.insert(0, match[1])
        provisional |= match[1].strip("[]()").casefold() == "p"
        left = left[: match.start()].rstrip()
    if (match := _PROVISIONAL.search(left)) and match.end() - match.start() < len(left):
        marks.append("provisional")
        provisional, left = True, _PROVISIONAL.sub("", left).strip()
    return StrippedMarks(left, tuple(marks), provisional)
