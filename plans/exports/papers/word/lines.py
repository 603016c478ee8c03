"""The text of one paragraph as Word stores it: runs of characters of one look, links, line ends and pictures."""

import re
import unicodedata
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from csp_portal.formats.spreadsheets.xlsx import clean

WHITE = re.compile(r"[ \t\n\r\f]+")
LINE_END = "\n"
MARK = "_Toc"  # how Word begins the names of bookmarks of a contents list; a number follows
BREAK = "<w:r><w:br/></w:r>"
TAB = "<w:r><w:tab/></w:r>"


class Look(NamedTuple):
    """How characters look. `style` is the name of a character style, `link` the relation to where they lead."""

    is_bold: bool = False
    is_italic: bool = False
    colour: str = ""
    style: str = ""
    link: str = ""


PLAIN = Look()


class Line:
    """What comes into one paragraph. White space runs together, as in a browser."""

    def __init__(self) -> None:
        self._pieces: list[tuple[str, Look | None]] = []
        self._is_open = True  # for white space: there is none yet before what comes next

    def add(self, words: str, look: Look = PLAIN, *, keeps_lines: bool = False) -> None:
        """Add words; their line ends are kept where the page keeps them."""
        for number, part in enumerate(words.split(LINE_END) if keeps_lines else [words]):
            if number:
                self.end_line()
            text = WHITE.sub(" ", clean(part))
            text = text.removeprefix(" ") if self._is_open else text
            if text:
                self._pieces.append((text, look))
                self._is_open = text.endswith(" ")

    def end_line(self) -> None:
        if self._pieces:
            self._trim()
            self.add_xml(BREAK)
            self._is_open = True

    def add_xml(self, xml: str) -> None:
        """Add what is a run already: a tab, a picture."""
        self._pieces.append((xml, None))
        self._is_open = False

    @property
    def words(self) -> str:
        return "".join(text for text, look in self._pieces if look is not None).strip()

    @property
    def says(self) -> bool:
        """Whether there is anything to see."""
        return bool(self.words) or any(look is None and xml != BREAK for xml, look in self._pieces)

    def xml(self) -> str:
        """Everything as runs. Those of one link come into one."""
        self._trim()
        while self._pieces and self._pieces[-1] == (BREAK, None):
            self._pieces.pop()
        parts, link = [], ""
        for text, look in self._pieces:
            here = look.link if look else ""
            if here != link:
                parts.append("</w:hyperlink>" if link else "")
                parts.append(f'<w:hyperlink r:id={quoteattr(here)} w:history="1">' if here else "")
                link = here
            parts.append(text if look is None else _runs(text, look))
        return "".join([*parts, "</w:hyperlink>" if link else ""])

    def _trim(self) -> None:
        """Take white space from the end."""
        if self._pieces and self._pieces[-1][1] is not None:
            text, look = self._pieces.pop()
            if text.rstrip(" "):
                self._pieces.append((text.rstrip(" "), look))


class Paragraph(NamedTuple):
    """A paragraph by the name of its style. `number` is the list that it is numbered in, `mark` the bookmark at it."""

    style: str
    line: Line
    number: int = 0
    mark: str = ""
    has_room_above: bool = False
    keeps_next: bool = False

    def xml(self) -> str:
        """The paragraph, from right to left where its first letter is."""
        facts = [f'<w:pStyle w:val="{self.style}"/>' if self.style else ""]
        facts.append("<w:keepNext/>" if self.keeps_next else "")
        facts.append(f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{self.number}"/></w:numPr>' if self.number else "")
        facts.append("<w:bidi/>" if begins_right_to_left(self.line.words) else "")
        facts.append('<w:spacing w:before="140"/>' if self.has_room_above else "")
        about = "".join(facts)
        return f"<w:p>{f'<w:pPr>{about}</w:pPr>' if about else ''}{marked(self.mark, self.line.xml())}</w:p>"


def marked(name: str, xml: str) -> str:
    """Runs with a bookmark around them. Its number is the one in its name."""
    if not name:
        return xml
    number = int(name.removeprefix(MARK))
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{xml}<w:bookmarkEnd w:id="{number}"/>'


def begins_right_to_left(words: str) -> bool:
    """Whether the first character with a direction is one of a script that is read from right to left."""
    directions = (unicodedata.bidirectional(character) for character in words)
    return next((one for one in directions if one in ("L", "R", "AL")), "L") != "L"


def _runs(text: str, look: Look) -> str:
    """A text as runs: one for each stretch of scripts that are read in one direction."""
    return "".join(_run(part, look, is_right_to_left) for part, is_right_to_left in _stretches(text))


def _stretches(text: str) -> list[tuple[str, bool]]:
    """Parts of a text and whether they are read from right to left. What has no direction goes with what is before."""
    found: list[tuple[str, bool]] = []
    start, current = 0, False
    if text.isascii():
        return [(text, False)]
    for place, character in enumerate(text):
        direction = unicodedata.bidirectional(character)
        now = direction in ("R", "AL") if direction in ("L", "R", "AL") else current
        if now != current:
            found.append((text[start:place], current))
            start, current = place, now
    return [one for one in [*found, (text[start:], current)] if one[0]]


def _run(text: str, look: Look, is_right_to_left: bool) -> str:
    """One run."""
    facts = [f'<w:rStyle w:val="{look.style}"/>' if look.style else ""]
    facts.append("<w:b/><w:bCs/>" if look.is_bold else "")
    facts.append("<w:i/><w:iCs/>" if look.is_italic else "")
    facts.append(f'<w:color w:val="{look.colour}"/>' if look.colour else "")
    facts.append("<w:rtl/>" if is_right_to_left else "")
    about = "".join(facts)
    return f'<w:r>{f"<w:rPr>{about}</w:rPr>" if about else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
