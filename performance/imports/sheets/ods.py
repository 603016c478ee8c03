"""OpenDocument spreadsheets (ODS), read as a stream of elements.

The file holds the text of every cell as it is shown. odfpy builds the whole tree (796 MB for 20,000 rows of 8 cells),
and python-calamine tells neither what is hidden nor what is shown, so the standard library's expat reads it.
"""

import zipfile

from .archive import damaged, protected, walk
from .cells import (
    MOST_CELLS,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    Sheet,
    too_long,
    too_many_cells,
    too_many_columns,
    too_many_rows,
)
from .xlsx import NO_RESULT

_CELLS = ("table-cell", "covered-table-cell")
_NOT_SHOWN = ("annotation", "shapes", "frame", "tracked-changes")


def read_ods(archive: zipfile.ZipFile) -> list[Sheet]:
    """All sheets with cells. Raises CannotRead."""
    names = archive.namelist()
    if "META-INF/manifest.xml" in names:
        walk(archive, "META-INF/manifest.xml", _refuse_encryption)
    if "content.xml" not in names:
        raise damaged()
    reader = _Reader()
    walk(archive, "content.xml", reader.start, reader.end, reader.text)
    return [sheet for sheet in reader.sheets if sheet.rows]


def _refuse_encryption(tag: str, _attributes: dict[str, str]) -> None:
    if tag == "encryption-data":
        raise protected()


def _times(attributes: dict[str, str], name: str) -> int:
    try:
        return max(1, int(attributes.get(name, "1")))
    except ValueError:
        raise damaged() from None


class _Reader:
    """Collects the sheets. Empty cells and rows are only counted until something follows them."""

    def __init__(self) -> None:
        """Nothing has been read yet."""
        self.sheets: list[Sheet] = []
        self._cells = 0
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._ignored = 0
        self._words: list[str] | None = None
        self._row: list[str] = []
        self._attributes: dict[str, str] = {}
        self._row_attributes: dict[str, str] = {}
        self._empty_rows = self._empty_cells = self._column = 0
        self._problems: dict[int, str] = {}
        self._joined: list[tuple[int, int, int, int]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Start an element; text that is not shown, such as comments, is ignored."""
        if self._ignored or tag in _NOT_SHOWN:
            self._ignored += 1
        elif tag == "style":
            self._style = attributes.get("name", "")
        elif tag == "table-properties" and attributes.get("display") == "false":
            self._hidden_styles.add(self._style)
        elif tag == "table":
            hidden = attributes.get("style-name", "") in self._hidden_styles
            self.sheets.append(Sheet(name=attributes.get("name", ""), hidden=hidden))
            self._empty_rows, self._column, self._joined = 0, 0, []
        elif not self.sheets:
            return
        elif tag == "table-column":
            self._column += self._one_column(attributes)
        elif tag == "table-row":
            self._row, self._empty_cells, self._problems, self._row_attributes = [], 0, {}, attributes
        elif tag in _CELLS:
            self._attributes, self._words = attributes, []
        elif self._words is not None:
            self._inside(tag, attributes)

    def _inside(self, tag: str, attributes: dict[str, str]) -> None:
        assert self._words is not None
        if tag == "p" and self._words:
            self._words.append("\n")
        elif tag in ("s", "tab"):
            self._words.append(" " * min(_times(attributes, "c"), 10))
        elif tag == "line-break":
            self._words.append("\n")

    def text(self, words: str) -> None:
        if self._words is not None and not self._ignored:
            self._words.append(words)

    def end(self, tag: str) -> None:
        """End an element: a cell, a row or a sheet is complete."""
        if self._ignored:
            self._ignored -= 1
        elif tag in _CELLS and self._words is not None:
            self._end_cell("".join(self._words).strip("\n"))
            self._words = None
        elif tag == "table-row" and self.sheets:
            self._end_row()
        elif tag == "table" and self.sheets:
            sheet = self.sheets[-1]
            sheet.joined = tuple(self._joined)
            sheet.even_out().cut.clear()

    def _one_column(self, attributes: dict[str, str]) -> int:
        times = _times(attributes, "number-columns-repeated")
        if attributes.get("visibility", "visible") != "visible":
            last = min(self._column + times, MOST_COLUMNS)
            self.sheets[-1].hidden_columns |= set(range(self._column, last))
        return times

    def _end_cell(self, words: str) -> None:
        """Add a cell as often as it repeats, noting formula errors. Raises CannotRead if too long or too far right."""
        attributes = self._attributes
        times, kind = _times(attributes, "number-columns-repeated"), attributes.get("value-type", "")
        words = words or (attributes.get("value", "") if kind else "")
        if len(words) > MOST_CHARACTERS:
            raise too_long(self._next_row, len(self._row), "a table")
        problem = ""
        if "formula" in attributes and not words and not kind:
            problem, words = NO_RESULT, attributes["formula"].removeprefix("of:")[:100]
        elif "formula" in attributes and words.startswith(("#", "Err:")):
            problem = f"{words} is an error of the spreadsheet"
        self._join(attributes)
        if not words:
            self._empty_cells += times
            return
        if len(self._row) + self._empty_cells + times > MOST_COLUMNS:
            raise too_many_columns(self._next_row)
        self._row += [""] * self._empty_cells
        self._empty_cells = 0
        if problem:
            self._problems |= dict.fromkeys(range(len(self._row), len(self._row) + times), problem)
        self._row += [words] * times

    @property
    def _next_row(self) -> int:
        return len(self.sheets[-1].rows) + self._empty_rows

    def _join(self, attributes: dict[str, str]) -> None:
        across, down = _times(attributes, "number-columns-spanned"), _times(attributes, "number-rows-spanned")
        if across > 1 or down > 1:
            row, column = self._next_row, len(self._row) + self._empty_cells
            self._joined.append((row, column, row + down - 1, column + across - 1))

    def _end_row(self) -> None:
        """Add a row, as often as it repeats. Raises CannotRead if the file has too many rows or cells."""
        times = _times(self._row_attributes, "number-rows-repeated")
        if not self._row:
            self._empty_rows += times
            return
        sheet, first = self.sheets[-1], self._next_row
        if first + times > MOST_ROWS:
            raise too_many_rows()
        self._cells += len(self._row) * times
        if self._cells > MOST_CELLS:
            raise too_many_cells()
        sheet.rows += [[] for _ in range(self._empty_rows)]
        self._empty_rows = 0
        for number in range(first, first + times):
            sheet.rows.append(list(self._row))
            sheet.problems |= {(number, column): problem for column, problem in self._problems.items()}
        if self._row_attributes.get("visibility", "visible") != "visible":
            sheet.hidden_rows |= set(range(first, first + times))
