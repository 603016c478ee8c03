"""A table in a Word document: a head that is repeated on each side, no cells over several columns."""

from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from csp_portal.formats.spreadsheets.xlsx import clean

from ..columns import widths
from .lines import Line, Paragraph

SHORT_ROW = 900  # letters of a row that does not go on on the next side


class TableCell(NamedTuple):
    """A cell: what is in it, and the words of it by which its column gets its width."""

    parts: Sequence["Paragraph | str"] = ()
    words: str = ""


class TableRow(NamedTuple):
    cells: list[TableCell]
    is_head: bool = False


def table_xml(rows: list[TableRow], caption: str, width: int, *, names_rows: bool) -> str:
    """The table. `names_rows`: whether the first cell of each row is its heading."""
    count = max(len(row.cells) for row in rows)
    columns = widths([[cell.words for cell in row.cells] + [""] * (count - len(row.cells)) for row in rows], width)
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in columns)
    look = f'w:firstRow="{int(rows[0].is_head)}" w:firstColumn="{int(names_rows)}"'
    named = f"<w:tblCaption w:val={quoteattr(clean(caption)[:255])}/>" if caption else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="PortalTable"/><w:tblW w:w="{sum(columns)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook {look} w:lastRow="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"{named}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(_row(row, columns) for row in rows)}</w:tbl>"
    )


def _row(row: TableRow, columns: list[int]) -> str:
    """A row with a cell for each column."""
    is_short = sum(len(cell.words) for cell in row.cells) < SHORT_ROW
    facts = ("<w:cantSplit/>" if is_short else "") + ("<w:tblHeader/>" if row.is_head else "")
    cells = [*row.cells, *[TableCell()] * (len(columns) - len(row.cells))]
    drawn = "".join(_cell(cell, width) for cell, width in zip(cells, columns, strict=True))
    return f"<w:tr>{f'<w:trPr>{facts}</w:trPr>' if facts else ''}{drawn}</w:tr>"


def _cell(cell: TableCell, width: int) -> str:
    """A cell, which always ends with a paragraph."""
    parts = [part if isinstance(part, str) else part.xml() for part in cell.parts]
    end = "" if cell.parts and not isinstance(cell.parts[-1], str) else Paragraph("TableText", Line()).xml()
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{"".join(parts)}{end}</w:tc>'
