"""Text files: which characters they are written in, what parts their cells, and the cells."""

import codecs
import csv
import io
from collections import Counter

from .cells import (
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    CannotRead,
    Sheet,
    too_long,
    too_many_columns,
    too_many_rows,
)

TEXT = "a text file saved as CSV (UTF-8)"
CLOSED = "a table; look for a quotation mark that is not closed"
DELIMITERS = ",;\t|"
_LOOKED_AT = 50
_CHUNK = 1 << 16


def read_text(content: bytes) -> Sheet:
    """The cells of a text file. Raises CannotRead."""
    encoding = charset(content)
    with io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="") as lines:
        try:
            return _cells(lines, delimiter_of(lines.read(_CHUNK)))
        except UnicodeError:  # any other text was decoded to its end when its kind was found out
            raise CannotRead("the file is not the UTF-16 text that its first bytes promise", TEXT) from None


def charset(content: bytes) -> str:
    """A byte order mark decides, then strict UTF-8, else Windows-1252. Raises CannotRead for what is no text."""
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise CannotRead("the file is UTF-32 text", TEXT)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for place in range(0, len(content), _CHUNK):
        part = content[place : place + _CHUNK]
        if strange := part.translate(None, delete=_NO_CONTROLS):
            number = place + part.index(strange[:1])
            raise CannotRead(f"the file is not text: byte {number + 1:,} of it is {strange[0]}", TEXT)
    for encoding in ("utf-8-sig", "cp1252"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for place in range(0, len(content), _CHUNK):
                decoder.decode(content[place : place + _CHUNK])
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise CannotRead("the file is neither UTF-8 nor Windows-1252 text", TEXT)


_NO_CONTROLS = bytes(set(range(256)) - (set(range(32)) - set(b"\t\r\n\x0b\x0c")))


def delimiter_of(text: str) -> str:
    """What parts the cells: whatever gives most rows of the same number of cells, and then the most cells."""
    best, found = (0, 0), ","
    for delimiter in DELIMITERS:
        try:
            rows = [
                row
                for row, _ in zip(csv.reader(io.StringIO(text), delimiter=delimiter), range(_LOOKED_AT), strict=False)
            ]
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if widths:
            width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
            if (count, width) > best:
                best, found = (count, width), delimiter
    return found


def _cells(lines: io.TextIOWrapper, delimiter: str) -> Sheet:
    """The cells of a delimited text file. Raises CannotRead if it is too large or a quotation mark is not closed."""
    lines.seek(0)
    sheet = Sheet()
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for number, row in enumerate(reader):
            if number >= MOST_ROWS:
                raise too_many_rows()
            if len(row) > MOST_COLUMNS and any(map(str.strip, row[MOST_COLUMNS:])):
                raise too_many_columns(number)
            long = next((place for place, cell in enumerate(row) if len(cell) > MOST_CHARACTERS), None)
            if long is not None:
                raise too_long(number, long, CLOSED)
            sheet.rows.append(row[:MOST_COLUMNS])
    except csv.Error as problem:
        if "field limit" in str(problem):
            raise too_long(len(sheet.rows), 0, CLOSED) from None
        why = f"a quotation mark is not closed, or something follows a closed one ({problem})"
        raise CannotRead(why, TEXT, row=len(sheet.rows) + 1) from None
    return sheet.even_out()
