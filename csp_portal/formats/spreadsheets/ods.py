"""Sheets as an OpenDocument spreadsheet (ISO/IEC 26300), written without a library: the one for Python
was last released in 2020 and takes half a gigabyte for a long table."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from csp_portal.formats.archives import zipped

from .book import Book, Cell, SheetLink, Worksheet, clean, headings_of

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACES = " ".join(
    f'xmlns:{short}="{address}"'
    for short, address in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
        "of": "urn:oasis:names:tc:opendocument:xmlns:of:1.2",
        "xlink": "http://www.w3.org/1999/xlink",
    }.items()
)
VERSION = f'{NAMESPACES} office:version="1.2"'
MANIFEST = (
    f'{XML}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
    f'manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="{MEDIA_TYPE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in ("content.xml", "styles.xml", "meta.xml")
    )
    + "</manifest:manifest>"
)
STYLES = (
    f"{XML}<office:document-styles {VERSION}><office:styles>"
    '<style:default-style style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap" '
    'style:vertical-align="top"/><style:text-properties fo:font-family="Arial" fo:font-size="12pt" fo:language="en" '
    'fo:country="GB"/></style:default-style>'
    '<style:style style:name="Default" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap" '
    'style:vertical-align="top"/></style:style>'
    '<style:style style:name="Heading" style:family="table-cell" style:parent-style-name="Default">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="Title" style:family="table-cell" style:parent-style-name="Default">'
    '<style:table-cell-properties fo:wrap-option="no-wrap"/><style:text-properties fo:font-weight="bold" '
    'fo:font-size="15pt"/></style:style>'
    '<style:style style:name="Line" style:family="table-cell" style:parent-style-name="Default">'
    '<style:table-cell-properties fo:wrap-option="no-wrap"/></style:style>'
    "</office:styles></office:document-styles>"
)
DAY = (
    '<number:date-style style:name="D"><number:day/><number:text> </number:text><number:month number:style="long" '
    'number:textual="true"/><number:text> </number:text><number:year number:style="long"/></number:date-style>'
    '<style:style style:name="Day" style:family="table-cell" style:parent-style-name="Default" '
    'style:data-style-name="D"/>'
)
ROW = (
    '<style:style style:name="R" style:family="table-row"><style:table-row-properties '
    'style:use-optimal-row-height="true"/></style:style>'
)
NARROW, WIDE, COVER_WIDTH = 2.5, 12.0, 24.0  # centimetres
PER_CHARACTER = 0.24  # centimetres


def ods(book: Book) -> bytes:
    """The sheets as one file. The same sheets give the same bytes."""
    files = {
        "mimetype": MEDIA_TYPE,
        "META-INF/manifest.xml": MANIFEST,
        "content.xml": _content(book),
        "styles.xml": STYLES,
        "meta.xml": _meta(book),
    }
    return zipped({name: content.encode() for name, content in files.items()}, stored="mimetype")


def _meta(book: Book) -> str:
    known = {"dc:title": book.title, "dc:creator": book.author, "dc:description": book.about, "dc:language": "en-GB"}
    told = "".join(f"<{name}>{_escaped(words)}</{name}>" for name, words in known.items())
    return f"{XML}<office:document-meta {VERSION}><office:meta>{told}</office:meta></office:document-meta>"


def _content(book: Book) -> str:
    """All sheets, and each table marked as a range of its own."""
    widths = [[_width(sheet, number) for number in range(max(1, len(sheet.headings)))] for sheet in book.sheets]
    columns = "".join(
        f'<style:style style:name="w{width * 10:.0f}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{width:.1f}cm"/></style:style>'
        for width in sorted({width for row in widths for width in row})
    )
    sheets = "".join(_sheet(sheet, row) for sheet, row in zip(book.sheets, widths, strict=True))
    ranges = "".join(_range(sheet) for sheet in book.sheets if sheet.headings)
    styles = f"<office:automatic-styles>{columns}{ROW}{DAY}</office:automatic-styles>"
    return (
        f"{XML}<office:document-content {VERSION}>{styles}"
        f"<office:body><office:spreadsheet>{_rules(book)}{sheets}<table:database-ranges>{ranges}</table:database-ranges>"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def _width(sheet: Worksheet, number: int) -> float:
    """The width of a column by its longest text, in whole millimetres."""
    if not sheet.headings:
        return COVER_WIDTH
    longest = max(len(sheet.headings[number]), *(_length(row[number]) for row in sheet.rows), 1)
    return round(min(max(longest * PER_CHARACTER + 0.4, NARROW), WIDE), 1)


def _length(cell: Cell | SheetLink) -> int:
    return len(cell.words if isinstance(cell, SheetLink) else str(cell or ""))


def _sheet(sheet: Worksheet, widths: list[float]) -> str:
    """Title, lines, the headings as header rows, then the rows."""
    columns = "".join(f'<table:table-column table:style-name="w{width * 10:.0f}"/>' for width in widths)
    style = "Line" if sheet.headings else "Default"
    above = [_row([sheet.title], "Title"), *(_row([line], style) for line in sheet.lines)]
    headings = f"<table:table-header-rows>{_row(headings_of(sheet), 'Heading')}</table:table-header-rows>"
    rules = {column: _rule(sheet, column) for column in sheet.choices}
    rows = [_row(row, rules=rules) for row in sheet.rows]
    spare = _row([None] * len(sheet.headings), rules=rules) if rules else ""
    table = [headings, *rows, spare * sheet.spare] if sheet.headings else []
    return f"<table:table table:name={quoteattr(sheet.name)}>{columns}{''.join([*above, *table])}</table:table>"


def _row(cells: Sequence[Cell | SheetLink], style: str = "Default", rules: Mapping[int, str] = {}) -> str:
    """A row; in columns with a rule, cells are chosen from its words."""
    written = (_cell(cell, style) for cell in cells)
    ruled = (
        cell.replace("<table:table-cell", f'<table:table-cell table:content-validation-name="{rules[at]}"', 1)
        if at in rules
        else cell
        for at, cell in enumerate(written)
    )
    return f"<table:table-row table:style-name='R'>{''.join(ruled)}</table:table-row>"


def _rules(book: Book) -> str:
    """The words from which cells are chosen, column by column."""
    rules = "".join(
        f'<table:content-validation table:name="{_rule(sheet, column)}" '
        f"table:condition={quoteattr(_in_list(words))} table:allow-empty-cell="
        f'"true" table:display-list="unsorted"><table:error-message table:message-type="stop" table:display="true">'
        f"<text:p>{_escaped(_('Choose one of the words in the list.'))}</text:p></table:error-message>"
        "</table:content-validation>"
        for sheet in book.sheets
        for column, words in sheet.choices.items()
    )
    return f"<table:content-validations>{rules}</table:content-validations>" if rules else ""


def _rule(sheet: Worksheet, column: int) -> str:
    return re.sub(r"\W", "_", f"rule_{sheet.name}_{column}")


def _in_list(words: Sequence[str]) -> str:
    quoted = ";".join('"' + clean(word).replace('"', '""') + '"' for word in words)
    return f"of:cell-content-is-in-list({quoted})"


def _cell(value: Cell | SheetLink, style: str) -> str:
    """One cell with its type. A text is written as a text, so nothing in it can run."""
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, SheetLink):
        inside = value.target.startswith("#")
        target = f"#{_place(value.target[1:], 'A1')}" if inside else value.target
        link = f'<text:a xlink:type="simple" xlink:href={quoteattr(clean(target))}>{_escaped(value.words)}</text:a>'
        return _typed('office:value-type="string"', link, style)
    if isinstance(value, bool):
        return _typed('office:value-type="string"', _("Yes") if value else _("No"), style)
    if isinstance(value, dt.date):
        return _typed(f'office:value-type="date" office:date-value="{value.isoformat()}"', value.isoformat(), "Day")
    if isinstance(value, int | Decimal):
        number = format(Decimal(value), "f")
        return _typed(f'office:value-type="float" office:value="{number}"', number, style)
    paragraphs = "</text:p><text:p>".join(map(_escaped, value.split("\n")))
    return _typed('office:value-type="string"', paragraphs, style)


def _typed(kind: str, inside: str, style: str) -> str:
    return f'<table:table-cell table:style-name="{style}" {kind}><text:p>{inside}</text:p></table:table-cell>'


def _range(sheet: Worksheet) -> str:
    """The table of a sheet under a name of its own, its first row the headings."""
    top = len(sheet.lines) + 2
    end = f"{_letters(len(sheet.headings))}{top + len(sheet.rows)}"
    name = re.sub(r"\W", "_", f"table_{sheet.name}")
    where = ":".join(_place(sheet.name, cell) for cell in (f"A{top}", end))
    return (
        f'<table:database-range table:name="{name}" table:contains-header="true" '
        f"table:target-range-address={quoteattr(where)}/>"
    )


def _place(sheet: str, cell: str) -> str:
    """A cell of a sheet, whose name stands in quotes where it is more than one word."""
    return f"{sheet}.{cell}" if re.fullmatch("[A-Za-z_]+", sheet) else f"'{sheet}'.{cell}"


def _letters(number: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    above, here = divmod(number - 1, 26)
    return (_letters(above) if above else "") + chr(ord("A") + here)


def _escaped(text: str) -> str:
    """Text inside a paragraph: tabs, and blanks at its ends and in a row, which readers would take for one."""
    kept = escape(clean(text)).replace("\t", "<text:tab/>")
    return re.sub("^ +| +$| {2,}", lambda blanks: f'<text:s text:c="{len(blanks[0])}"/>', kept)
