"""Calendars that a calendar program can subscribe to (RFC 5545). Only whole days: they need no time zone, so that a
meeting is on the same day in summer and in winter."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 75  # octets of a line, RFC 5545 section 3.1


@dataclass(frozen=True)
class Event:
    """Something on one day. `name` stays the same for good; `stamp` is when it was published, `sequence` counts the
    publications."""

    name: str
    day: dt.date
    title: str
    stamp: dt.datetime
    sequence: int = 0
    place: str = ""
    text: str = ""
    address: str = ""
    cancelled: bool = False

    def lines(self) -> Iterable[str]:
        """The lines of the event, not yet folded (RFC 5545 section 3.6.1)."""
        yield "BEGIN:VEVENT"
        yield f"UID:{escaped(self.name)}"
        yield f"DTSTAMP:{self.stamp.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
        yield f"DTSTART;VALUE=DATE:{self.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{self.day + dt.timedelta(days=1):%Y%m%d}"
        yield f"SEQUENCE:{self.sequence}"
        yield f"SUMMARY:{escaped(self.title)}"
        for name, text in (("LOCATION", self.place), ("DESCRIPTION", self.text)):
            if text:
                yield f"{name}:{escaped(text)}"
        if self.address:
            yield f"URL:{''.join(self.address.split())}"
        if self.cancelled:
            yield "STATUS:CANCELLED"
        yield "TRANSP:TRANSPARENT"
        yield "END:VEVENT"


def calendar(title: str, events: Iterable[Event]) -> bytes:
    """A calendar as a file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Community Safety Partnership portal//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(title)}",
    ]
    for event in events:
        lines += event.lines()
    return b"".join(folded(line) for line in [*lines, "END:VCALENDAR"])


def escaped(text: str) -> str:
    """A text as it stands in a value: RFC 5545 section 3.3.11; other control characters are left out."""
    text = "\n".join(text.splitlines())
    text = "".join(letter for letter in text if letter in "\n\t" or ord(letter) >= 32 and ord(letter) != 127)
    for letter, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(letter, written)
    return text


def folded(line: str) -> bytes:
    """A line of at most 75 octets, and what is longer on lines that begin with a space; no letter is cut in two."""
    pieces: list[str] = []
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST - bool(pieces):
            pieces.append(piece)
            piece, size = "", 0
        piece += letter
        size += octets
    return b"\r\n ".join(one.encode() for one in [*pieces, piece]) + b"\r\n"
