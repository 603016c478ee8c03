"""Pieces of text with their emphasis and links, written as Markdown that reads as exactly these words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote

BEFORE_EMPHASIS, AFTER_EMPHASIS = " (/'\"“‘", " ).,;:!?/'\"”’"
_LINE_START = re.compile(r"(#{1,6}(?= |$)|[-+=>|:~]|\d{1,9}(?=[.)](?: |$)))")


@dataclass(frozen=True)
class Span:
    """Text of one kind; a line break is a line feed."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str = ""

    @property
    def mark(self) -> str:
        return "**" * self.bold + "*" * self.italic


def plain(spans: Iterable[Span]) -> str:
    """The words alone, with their line breaks."""
    lines = "".join(span.text for span in spans).split("\n")
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def to_markdown(spans: Iterable[Span], line_break: str = "\\\n") -> str:
    """Emphasis that Markdown could not tell from asterisks, inside a word, is left out; the words never are."""
    lines: list[list[Span]] = [[]]
    for span in spans:
        first, *others = span.text.split("\n")
        lines[-1].append(replace(span, text=first))
        lines += [[replace(span, text=text)] for text in others]
    return line_break.join(filter(None, map(_line, lines)))


def escape(text: str) -> str:
    """Text whose characters mean nothing but themselves, inside a line."""
    return re.sub(r"([\\`*_\[\]<]|&(?! ))", r"\\\1", text)


def line(text: str) -> str:
    """Text as a line of its own."""
    return _start_escaped(escape(" ".join(text.split())))


def _start_escaped(text: str) -> str:
    def escaped(match: re.Match[str]) -> str:
        return match[0] + "\\" if match[0].isdecimal() else "\\" + match[0]

    return _LINE_START.sub(escaped, text, count=1) if _LINE_START.match(text) else text


def _line(spans: list[Span]) -> str:
    """One line of Markdown from its pieces."""
    pieces = _pieces(spans)
    written = ""
    for number, piece in enumerate(pieces):
        before = pieces[number - 1] if number else None
        after = pieces[number + 1] if number + 1 < len(pieces) else None
        if piece.url:
            if written.endswith("!"):
                written = written[:-1] + "\\!"
            written += f"[{escape(piece.text)}]({piece.url})"
        elif piece.mark and _can_be_marked(before, after):
            written += f"{piece.mark}{escape(piece.text)}{piece.mark}"
        else:
            written += escape(piece.text)
    return _start_escaped(written)


def _can_be_marked(before: Span | None, after: Span | None) -> bool:
    return (before is None or (not before.mark and before.text[-1] in BEFORE_EMPHASIS)) and (
        after is None or (not after.mark and after.text[0] in AFTER_EMPHASIS)
    )


def _pieces(spans: list[Span]) -> list[Span]:
    """Neighbours of one kind joined, single spaces, none at the ends, and no emphasis on the spaces around words."""
    joined: list[Span] = []
    for span in spans:
        for text in re.findall(r"\s+|\S+(?:\s+\S+)*", span.text):
            part = Span(" ") if text.isspace() else replace(span, text=" ".join(text.split()))
            if part.url:
                part = Span(part.text, url=web_address(part.url))
            if joined and joined[-1].text.endswith(" ") and part.text == " ":
                continue
            if joined and replace(joined[-1], text="") == replace(part, text=""):
                joined[-1] = replace(part, text=joined[-1].text + part.text)
            else:
                joined.append(part)
    return _bridged(_trimmed(joined))


def _bridged(pieces: list[Span]) -> list[Span]:
    """Emphasis that goes on behind a space goes over it."""
    bridged: list[Span] = []
    for piece in pieces:
        if len(bridged) > 1 and bridged[-1].text == " " and piece.mark and bridged[-2].mark == piece.mark:
            bridged.pop()
            bridged[-1] = replace(piece, text=f"{bridged[-1].text} {piece.text}")
        else:
            bridged.append(piece)
    return bridged


def _trimmed(pieces: list[Span]) -> list[Span]:
    if pieces:
        pieces[0] = replace(pieces[0], text=pieces[0].text.lstrip())
        pieces[-1] = replace(pieces[-1], text=pieces[-1].text.rstrip())
    return [piece for piece in pieces if piece.text]


def web_address(url: str) -> str:
    """A web or email address as it is written in Markdown; empty for any other."""
    url = url.strip()
    allowed = re.match(r"(https?://|mailto:)\S", url, re.IGNORECASE)
    return quote(url, safe="!#$%&'*+,/:;=?@[]~-._").replace("*", "%2A").replace("_", "%5F") if allowed else ""
