"""The text of a Word document, walked from the HTML of a paper: paragraphs of its styles, lists, tables, pictures."""

from base64 import b64decode
from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit
from xml.sax.saxutils import quoteattr

from django.utils.translation import gettext as _
from lxml import html as html_parser

from csp_portal.formats.spreadsheets.xlsx import clean

from ..paper import SHAPES
from .contents import contents_xml
from .lines import MARK, PLAIN, TAB, Line, Look, Paragraph
from .parts import DocumentParts
from .tables import TableCell, TableRow, table_xml

Block = Paragraph | str
Element = Any  # of lxml, which has no types
HEADINGS = {
    "h1": "Title",
    "h2": "Heading1",
    "h3": "Heading2",
    "h4": "Heading3",
    "h5": "Heading4",
    "h6": "Heading4",
}
BLOCKS = {*HEADINGS, "p", "div", "section", "nav", "figure", "figcaption", "details", "ul", "ol", "li", "table"}
NEVER_SHOWN = {"summary", "style", "script", "template"}
STYLES = {
    "app-lead": "Answer",
    "app-banner": "Notice",
    "app-partnership-name": "Subtitle",
    "app-extras": "SmallText",
    "app-locator": "SmallText",
    "app-picture__title": "Caption",
}
IN_TABLES = {"": "TableText", "SmallText": "TableSmall"}
OUTSIDE = ("http", "https", "mailto")
DEEPEST_LIST = 3
TWENTIETH = 635  # of a point, in the units of a drawing
HIGHEST = 9_500  # of a picture, in twentieths of a point: with its words it fits on a side
SHARE = 0.48  # of the width, for a picture that has another beside it in the PDF
LOGO = (3_175, 1_247)  # how wide and how high a logo is at most


class DocumentText:
    """The text of one document. `width` is that of its lines, in twentieths of a point."""

    def __init__(self, parts: DocumentParts, width: int) -> None:
        self._parts, self._width = parts, width
        self._numbers = count(1)
        self._marks: dict[str, str] = {}

    def xml(self, html: str) -> str:
        """Everything as children of the body of a document."""
        root = html_parser.fromstring(f"<div>{clean(html)}</div>")
        for found in root.iter():
            if found.tag in HEADINGS and found.get("id"):
                self._marks[found.get("id")] = f"{MARK}{next(self._numbers):08d}"
        return "".join(_joined(list(self._flow(root))))

    def _flow(self, element: Element, style: str = "", look: Look = PLAIN, depth: int = 0) -> Iterator[Block]:
        """The paragraphs and tables in an element, which is an item of so deep a list; text between them is in
        paragraphs of a style."""
        line = Line()
        line.add(element.text or "", look)
        for child in element:
            if _is_shown(child) and (child.tag in BLOCKS or _holds_blocks(child)):
                if line.says:
                    yield Paragraph(style, line)
                line = Line()
                yield from self._block(child, style, look, depth)
            elif _is_shown(child):
                self._inline(child, line, look)
            line.add(child.tail or "", look)
        if line.says:
            yield Paragraph(style, line)

    def _block(self, element: Element, style: str, look: Look, depth: int = 0) -> Iterator[Block]:
        """What one block becomes."""
        tag, kinds = element.tag, _classes(element)
        own = next((STYLES[kind] for kind in kinds if kind in STYLES), "")
        if tag in HEADINGS:
            yield Paragraph(HEADINGS[tag], self._line(element, look), mark=self._marks.get(element.get("id", ""), ""))
        elif tag in ("ul", "ol"):
            yield from self._list(element, look, depth + 1, style.startswith("Table"))
        elif tag == "table":
            yield from self._table(element)
        elif "app-sides" in kinds:
            yield contents_xml(element, self._marks)
        elif element.get("data-is") == "dt":
            yield Paragraph("Term", self._line(element, look))
        elif element.get("data-is") == "dd":
            yield from self._flow(element, "Definition", look)
        elif "app-picture" in kinds:
            *words, drawing = self._flow(element, style, look)
            yield from (one._replace(keeps_next=True) if isinstance(one, Paragraph) else one for one in words)
            yield drawing
        elif "app-facts" in _classes(element.getparent()):
            yield from self._fact(element, look)
        elif own and style.startswith("Table"):
            yield from self._flow(element, IN_TABLES.get(own, style), look._replace(is_bold=False))
        else:
            yield from self._flow(element, own or style, look)

    def _fact(self, element: Element, look: Look) -> Iterator[Block]:
        """A term and what is said of it, on one line where that is one text."""
        parts = list(element)
        if len(parts) != 2 or any(_holds_blocks(part) for part in parts):
            yield from self._flow(element, "", look)
            return
        line = Line()
        self._inline(parts[0], line, look._replace(is_bold=True))
        line.add_xml(TAB)
        said = Line()
        self._inline(parts[1], said, look)
        if said.says:
            line.add_xml(said.xml())
        yield Paragraph("Fact", line)

    def _line(self, element: Element, look: Look = PLAIN) -> Line:
        line = Line()
        self._inline(element, line, look)
        return line

    def _inline(self, element: Element, line: Line, look: Look) -> None:
        """Add the text of an element to a line, as its tags and classes say that it looks."""
        if element.tag == "br":
            line.end_line()
            return
        if element.tag == "img":
            line.add_xml(self._picture(element))
            return
        kinds = _classes(element)
        look = self._look(element, kinds, look)
        for kind, (shape, colour) in SHAPES.items():
            if f"app-status--{kind}" in kinds:
                line.add(f"{shape}\u00a0", Look(colour=colour))
        keeps_lines = "app-text" in kinds
        line.add(element.text or "", look, keeps_lines=keeps_lines)
        for child in element:
            if _is_shown(child):
                self._inline(child, line, look)
            line.add(child.tail or "", look, keeps_lines=keeps_lines)

    def _look(self, element: Element, kinds: list[str], look: Look) -> Look:
        """How the text in an element looks, within text of a look."""
        if element.tag in ("b", "strong") and "govuk-tag" not in kinds or "app-status" in kinds:
            look = look._replace(is_bold=True)
        if element.tag in ("i", "em"):
            look = look._replace(is_italic=True)
        if "app-extras" in kinds:
            look = look._replace(style="Extra", is_bold=False)
        if element.tag == "a" and (address := _outside(element.get("href", ""))):
            look = look._replace(link=self._parts.link(address), style="Hyperlink")
        return look

    def _list(self, element: Element, look: Look, depth: int, is_in_table: bool) -> Iterator[Block]:
        """The items of a list; what else is in an item is set in below it."""
        level = min(depth, DEEPEST_LIST)
        end = "" if level == 1 else str(level)
        first = "TableBullet" if is_in_table else "ListNumber" if element.tag == "ol" else f"ListBullet{end}"
        below = "TableText" if is_in_table else f"ListContinue{end}"
        number = self._parts.numbered_list() if first == "ListNumber" else 0
        for item in element:
            if item.tag != "li":
                continue
            parts: list[Block] = []
            for part in self._flow(item, below, look, depth):
                if not parts and isinstance(part, Paragraph) and part.style == below:
                    part = part._replace(style=first, number=number)
                parts.append(part)
            yield from parts

    def _table(self, element: Element) -> Iterator[Block]:
        """The caption of a table and the table."""
        caption = element.find("caption")
        words = self._line(caption) if caption is not None else Line()
        if words.says:
            yield Paragraph("Caption", words)
        rows = [self._row(row) for row in element.iter("tr")]
        if rows:
            names_rows = element.find(".//tbody//th") is not None
            yield table_xml(rows, words.words, self._width, names_rows=names_rows)

    def _row(self, element: Element) -> TableRow:
        """A row. A cell over several columns is followed by empty ones, so that each row has a cell in each column."""
        is_head = element.getparent().tag == "thead"
        is_total = "app-total" in _classes(element) or element.getparent().tag == "tfoot"
        cells: list[TableCell] = []
        for cell in element:
            if cell.tag not in ("td", "th"):
                continue
            style = "TableNumber" if "app-num" in _classes(cell) else "TableText"
            look = Look(is_bold=is_head or is_total or cell.tag == "th")
            cells.append(TableCell(list(self._flow(cell, style, look)), " ".join(cell.text_content().split())))
            cells += [TableCell()] * (int(cell.get("colspan", 1)) - 1)
        return TableRow(cells, is_head)

    def _picture(self, element: Element) -> str:
        """A picture as a run: a logo as large as it is, a drawing as wide as the text where it is not too high."""
        about, _comma, data = element.get("src", "").removeprefix("data:").partition(",")
        content = b64decode(data) if about.endswith(";base64") else unquote_to_bytes(data)
        relation, across, down = self._parts.picture(about.split(";")[0], content)
        room, highest = LOGO if "app-logo" in _classes(element) else (self._width, HIGHEST)
        if "app-pictures" in [kind for above in element.iterancestors() for kind in _classes(above)]:
            room = round(room * SHARE)
        scale = min(room / across, highest / down)
        wide, high = round(across * scale) * TWENTIETH, round(down * scale) * TWENTIETH
        words = element.get("alt", "")
        number = next(self._numbers)
        name = _("Picture %(number)s") % {"number": number}
        return (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
            f'<wp:docPr id="{number}" name={quoteattr(name)} descr={quoteattr(clean(words))}/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="{number}" name={quoteattr(name)}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
            f'<a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
            f'<a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )


def _joined(blocks: list[Block]) -> Iterator[str]:
    """All parts in their order: a paragraph after a table has room above it, and between two tables there is one."""
    after_table = False
    for block in blocks:
        is_table = isinstance(block, str) and block.startswith("<w:tbl>")
        if is_table and after_table:
            yield "<w:p/>"
        if isinstance(block, Paragraph):
            yield block._replace(has_room_above=after_table and not block.style.startswith("Heading")).xml()
        else:
            yield block
        after_table = is_table
    if after_table:
        yield "<w:p/>"


def _classes(element: Element) -> list[str]:
    return [] if element is None else (element.get("class") or "").split()


def _is_shown(element: Element) -> bool:
    """Whether an element is on paper: no comment, and nothing that is for the screen."""
    return isinstance(element.tag, str) and element.tag not in NEVER_SHOWN and "app-on-screen" not in _classes(element)


def _holds_blocks(element: Element) -> bool:
    return any(below.tag in BLOCKS for below in element.iterdescendants())


def _outside(address: str) -> str:
    """An address outside the document that can be followed from it; else empty."""
    return address if urlsplit(address).scheme in OUTSIDE else ""
