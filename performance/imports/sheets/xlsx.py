"""Excel workbooks (XLSX). Looked over as a stream of elements first, so that only a bounded one is loaded."""

import datetime as dt
import io
import re
import warnings
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from performance.rules.values import NotAValue, parse

from .archive import WORKBOOK, damaged, walk
from .cells import (
    MOST_CELLS,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    CannotRead,
    Sheet,
    column_number,
    too_long,
    too_many_cells,
    too_many_columns,
    too_many_rows,
)
from .number_formats import NotShown, exact, shown_date, shown_number

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
NO_RESULT = "the formula has no stored result"


def read_xlsx(archive: zipfile.ZipFile, content: bytes) -> list[Sheet]:
    """All sheets with cells. Raises CannotRead."""
    survey = _Survey()
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            is_sheet = name.startswith("xl/worksheets/")
            walk(archive, name, *((survey.start, survey.end, survey.text) if is_sheet else ()))
    book = _load(content, data_only=True)
    formulas = _load(content, data_only=False) if survey.without_result else None
    return [
        _read(sheet, formulas[sheet.title] if formulas else None)
        for sheet in book.worksheets
        if sheet.max_row > 1 or sheet.max_column > 1 or sheet["A1"].value is not None
    ]


class _Survey:
    """Counts what the sheets hold, and stops at the first that is too much."""

    def __init__(self) -> None:
        self.cells, self.without_result = 0, False
        self._row = self._column = 0
        self._formula = self._content = self._inside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Count a cell, and check it against the limits. Raises CannotRead for a sheet that is too large or damaged."""
        if tag == "c":
            self.cells += 1
            if self.cells > MOST_CELLS:
                raise too_many_cells()
            match = _REFERENCE.fullmatch(attributes.get("r", "A1"))
            if not match:
                raise damaged()
            self._column, self._row = column_number(match[1]), int(match[2])
            self._formula, self._content = False, attributes.get("t") == "str"
        elif tag in ("v", "is"):
            self._inside = True
            if self._column >= MOST_COLUMNS:
                raise too_many_columns(self._row - 1)
        elif tag == "f":
            self._formula = True
        elif tag == "mergeCell":
            _corners(attributes.get("ref", ""))
        if self._row > MOST_ROWS:
            raise too_many_rows()

    def text(self, words: str) -> None:
        self._content |= self._inside and bool(words.strip())

    def end(self, tag: str) -> None:
        if tag in ("v", "is"):
            self._inside = False
        if tag == "c" and self._formula and not self._content:
            self.without_result = True


def _corners(reference: str) -> tuple[int, int, int, int]:
    """First row, first column, last row, last column of merged cells. Raises CannotRead for more than a table has."""
    first, _, last = reference.partition(":")
    start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
    if not start or not end:
        raise damaged()
    corners = int(start[2]) - 1, column_number(start[1]), int(end[2]) - 1, column_number(end[1])
    if (corners[2] - corners[0] + 1) * (corners[3] - corners[1] + 1) > MOST_CELLS:
        raise CannotRead(f"the cells {reference} are merged into one", "a table whose data cells are not merged")
    return corners


def _load(content: bytes, *, data_only: bool) -> "Workbook":
    import openpyxl  # only where a workbook is read: it is large, and a police file is to be read in little memory

    try:
        with warnings.catch_warnings(action="ignore"):  # about styles and drawings, which nobody reads here
            return openpyxl.load_workbook(io.BytesIO(content), data_only=data_only, keep_links=False)
    except Exception:  # a workbook that somebody else wrote can break openpyxl anywhere
        raise damaged() from None


def _read(sheet: "Worksheet", formulas: "Worksheet | None") -> Sheet:
    """A sheet as it is shown, with what is hidden or merged and with formulas that have no stored result."""
    read = Sheet(
        name=sheet.title,
        hidden=sheet.sheet_state != "visible",
        hidden_rows=frozenset(number - 1 for number, row in sheet.row_dimensions.items() if row.hidden),
        hidden_columns=frozenset(
            number - 1
            for column in sheet.column_dimensions.values()
            if column.hidden
            for number in range(column.min or 1, min(column.max or column.min or 1, MOST_COLUMNS) + 1)
        ),
        joined=tuple(_corners(str(joined)) for joined in sheet.merged_cells.ranges),
    )
    width = min(sheet.max_column, MOST_COLUMNS)
    for row, cells in enumerate(sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS), max_col=width)):
        read.rows.append([_text(read, row, place, cell) for place, cell in enumerate(cells)])
        if formulas:
            for place, cell in enumerate(cells):
                if cell.value is None and formulas.cell(row + 1, place + 1).data_type == "f":
                    read.problems[row, place] = NO_RESULT
                    read.rows[row][place] = _formula(formulas.cell(row + 1, place + 1).value)
    read.even_out()
    read.cut.clear()  # a spreadsheet does not say where its rows end
    return read


def _formula(value: Any) -> str:
    """The formula as it is seen when the cell is edited."""
    return str(getattr(value, "text", value))[:100] or "="


def _text(read: Sheet, row: int, column: int, cell: Any) -> str:
    """A cell as it is shown, noting problems in `read`. Raises CannotRead if the text is too long."""
    value = cell.value
    if value is None:
        return ""
    try:
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, int | float):
            text = shown_number(value, cell.number_format or "")
            _compare(read, row, column, text, exact(value))
            return text
        if isinstance(value, dt.date | dt.time | dt.timedelta):
            return shown_date(value, cell.number_format or "")
    except (NotShown, ArithmeticError, ValueError):
        read.problems[row, column] = f"the number format “{cell.number_format}” hides or changes the number"
        return str(value)
    text = str(value)
    if len(text) > MOST_CHARACTERS:
        raise too_long(row, column, WORKBOOK)
    if cell.data_type == "e":
        read.problems[row, column] = f"{text} is an error of the spreadsheet"
    return text


def _compare(read: Sheet, row: int, column: int, text: str, held: Decimal) -> None:
    """Note a cell whose file holds more than it shows."""
    try:
        number = parse(text).number
    except NotAValue:
        return
    if number is not None and held not in (number, number / 100):
        read.rounded[row, column] = f"{held:f}"
