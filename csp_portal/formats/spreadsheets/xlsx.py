"""Sheets as an Excel workbook, with marked tables and no cell that runs."""

import datetime as dt
import io
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import cast
from zipfile import ZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell as ExcelCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet as ExcelSheet

from csp_portal.formats.archives import zipped
from csp_portal.formats.csv_files import may_run

from .book import Book, Cell, SheetLink, Worksheet, clean, headings_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CHARACTERS = 32_767  # of one cell of Excel
MOST_DIGITS = 15  # of a number of Excel
FIRST_YEAR = 1901  # Excel has no dates before 1900, and counts a day too many in that year
WIDEST, COVER_WIDTH = 60, 100  # characters
LINE, HIGHEST = 16, 400  # points
TOP = Alignment(wrap_text=True, vertical="top")
ONE_LINE = Alignment(vertical="top")
PLAIN = Font(name="Arial", size=12)
HEADING = Font(name="Arial", size=12, bold=True)
TITLE = Font(name="Arial", size=15, bold=True)
LINKED = Font(name="Arial", size=12, color="FF0563C1", underline="single")
DAY = "d mmmm yyyy"
CHOICES = "choices"


def xlsx(book: Book) -> bytes:
    """The sheets as one workbook. The same sheets give the same bytes."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in book.sheets:
        _write(workbook.create_sheet(sheet.name), sheet)
    _offer(workbook, [sheet for sheet in book.sheets if sheet.choices])
    _say_what_it_is(workbook, book)
    written = io.BytesIO()
    workbook.save(written)
    return _of_no_time(written.getvalue())


def _say_what_it_is(workbook: Workbook, book: Book) -> None:
    """Title, author and language, which a screen reader needs to know."""
    about = workbook.properties
    about.title, about.creator, about.description = clean(book.title), clean(book.author), clean(book.about)
    about.language = "en-GB"
    about.created = dt.datetime.combine(book.day or dt.date(1980, 1, 1), dt.time())


def _of_no_time(content: bytes) -> bytes:
    """The workbook without the minute in which it was written."""
    with ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    core = files["docProps/core.xml"]
    files["docProps/core.xml"] = re.sub(rb"<dcterms:modified.*?</dcterms:modified>", b"", core)
    return zipped(files)


def _write(sheet: ExcelSheet, said: Worksheet) -> None:
    """Title, lines and table, each in the next row."""
    _at(sheet, 1, 1).style = "Headline 1"
    _fill(_at(sheet, 1, 1), said.title, TITLE)
    _at(sheet, 1, 1).alignment = ONE_LINE
    for down, line in enumerate(said.lines, 2):
        _fill(_at(sheet, down, 1), line, PLAIN)
        _at(sheet, down, 1).alignment = ONE_LINE if said.headings else TOP
        if not said.headings:
            _make_room(sheet, down, [line], [COVER_WIDTH])
    if said.headings:
        _write_table(sheet, said, len(said.lines) + 2)
    else:
        sheet.column_dimensions["A"].width = COVER_WIDTH


def _write_table(sheet: ExcelSheet, said: Worksheet, top: int) -> None:
    """The table from the row `top` on, marked as one, its columns as wide as what is in them."""
    headings = headings_of(said)
    for across, heading in enumerate(headings, 1):
        _fill(_at(sheet, top, across), heading, HEADING)
        longest = max([len(heading), *(_length(row[across - 1]) for row in said.rows)])
        sheet.column_dimensions[get_column_letter(across)].width = min(longest + 4, WIDEST)
    widths = [sheet.column_dimensions[get_column_letter(across)].width for across in range(1, len(headings) + 1)]
    for down, row in enumerate(said.rows, top + 1):
        for across, value in enumerate(row, 1):
            _fill(_at(sheet, down, across), value, PLAIN)
        _make_room(sheet, down, row, widths)
    if not said.rows:  # a table needs a row
        return
    end = f"{get_column_letter(len(headings))}{top + len(said.rows)}"
    table = Table(displayName=re.sub(r"\W", "_", f"table_{said.name}"), ref=f"A{top}:{end}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    sheet.add_table(table)


def _offer(workbook: Workbook, sheets: list[Worksheet]) -> None:
    """Let cells be chosen from their words, which stand on a sheet that is not shown: a rule holds 255 characters."""
    if not sheets:
        return
    listed = workbook.create_sheet(CHOICES)
    listed.sheet_state = "hidden"
    place = 0
    for said in sheets:
        first = len(said.lines) + 3
        for column, words in said.choices.items():
            place += 1
            for down, word in enumerate(words, 1):
                _text(_at(listed, down, place), word)
            letter, own = get_column_letter(place), get_column_letter(column + 1)
            rule = DataValidation("list", f"{CHOICES}!${letter}$1:${letter}${len(words)}", allow_blank=True)
            rule.showErrorMessage = True
            rule.error = _("Choose one of the words in the list.")
            rule.add(f"{own}{first}:{own}{first + len(said.rows) + said.spare - 1}")
            workbook[said.name].add_data_validation(rule)


def _make_room(sheet: ExcelSheet, down: int, cells: Sequence[Cell | SheetLink], widths: Sequence[float]) -> None:
    """Make a row as high as its longest text needs: not every program does so when it opens the file."""
    lines = max(
        (
            sum(-(-max(len(part), 1) // int(width)) for part in str(cell).split("\n"))
            for cell, width in zip(cells, widths, strict=True)
            if isinstance(cell, str) and " " in cell
        ),
        default=1,
    )
    if lines > 1:
        sheet.row_dimensions[down].height = min(lines * LINE, HIGHEST)


def _at(sheet: ExcelSheet, down: int, across: int) -> ExcelCell:
    return cast(ExcelCell, sheet.cell(down, across))


def _length(cell: Cell | SheetLink) -> int:
    return len(cell.words if isinstance(cell, SheetLink) else str(cell or ""))


def _fill(cell: ExcelCell, value: Cell | SheetLink, font: Font) -> None:
    """Write one cell. A text stays a text whatever it begins with, also when somebody edits it later."""
    cell.font, cell.alignment = font, TOP
    if isinstance(value, SheetLink):
        _link(cell, value)
    elif isinstance(value, bool):
        _text(cell, _("Yes") if value else _("No"))
    elif isinstance(value, dt.date) and value.year >= FIRST_YEAR:
        cell.value, cell.number_format = value, DAY
    elif isinstance(value, int) or (isinstance(value, Decimal) and _fits(value)):
        cell.value = value
    elif value is not None:
        _text(cell, value.isoformat() if isinstance(value, dt.date) else str(value))


def _fits(number: Decimal) -> bool:
    return len(number.normalize().as_tuple().digits) <= MOST_DIGITS


def _link(cell: ExcelCell, link: SheetLink) -> None:
    _text(cell, link.words)
    cell.font = LINKED
    inside = link.target.startswith("#")
    where = {"location": f"'{link.target[1:]}'!A1"} if inside else {"target": link.target}
    cell.hyperlink = Hyperlink(ref=cell.coordinate, display=link.words, **where)


def _text(cell: ExcelCell, text: str) -> None:
    """A text of at most what Excel takes; the CSV files and the page have the rest of a longer one."""
    text = clean(text)
    if len(text) > MOST_CHARACTERS:
        more = _(" … (the text goes on in the CSV files and on the page)")
        text = text[: MOST_CHARACTERS - len(more)] + more
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = may_run(text)
