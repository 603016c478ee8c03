"""A table of a web page, or as an office program saves it: HTML."""

import re
from html.parser import HTMLParser

from .cells import MOST_COLUMNS, MOST_ROWS, CannotRead, Sheet, too_many_columns, too_many_rows


def read_html(text: str) -> list[Sheet]:
    """Every table of a piece of HTML. Raises CannotRead."""
    parser = _Tables()
    parser.feed(text)
    parser.close()
    if parser.open:
        why = "a table of the page is not closed; it may have been cut off"
        raise CannotRead(why, "the whole table, copied again", row=len(parser.sheets[-1].rows))
    return [sheet for sheet in parser.sheets if sheet.even_out().rows]


class _Tables(HTMLParser):
    """Rows and cells; words outside of them are left out. A cell over several rows or columns stands in its first."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[Sheet] = []
        self.open = 0
        self._words: list[str] | None = None
        self._across = self._down = 1
        self._taken: dict[int, int] = {}

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Start a table, row or cell. Raises CannotRead for a table inside another."""
        if tag == "table":
            self.open += 1
            if self.open > 1:
                raise CannotRead("a table is inside a cell of the table", "a table without another in it")
            self.sheets.append(Sheet())
            self._taken = {}
        elif not self.open:
            return
        elif tag == "tr":
            self._new_row()
        elif tag in ("td", "th"):
            self._end_cell()
            if not self.sheets[-1].rows:
                self._new_row()
            given = dict(attributes)
            self._across, self._down = _span(given.get("colspan")), _span(given.get("rowspan"))
            self._words = []
        elif tag in ("br", "p", "div") and self._words:
            self._words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table" and self.open:
            self.open -= 1

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(re.sub(r"\s+", " ", data))

    def _new_row(self) -> None:
        self._end_cell()
        rows = self.sheets[-1].rows
        if len(rows) >= MOST_ROWS:
            raise too_many_rows()
        rows.append([])
        self._taken = {column: left - 1 for column, left in self._taken.items() if left > 1}

    def _end_cell(self) -> None:
        """Add the cell to its row, after cells that reach down into it. Raises CannotRead for too many columns."""
        if self._words is None:
            return
        sheet = self.sheets[-1]
        row, number = sheet.rows[-1], len(sheet.rows) - 1
        while len(row) in self._taken:
            row.append("")
        column = len(row)
        if column + self._across > MOST_COLUMNS:
            raise too_many_columns(number)
        row += ["".join(self._words).strip(), *[""] * (self._across - 1)]
        if self._down > 1:
            self._taken |= dict.fromkeys(range(column, column + self._across), self._down)
        if self._across > 1 or self._down > 1:
            sheet.joined += ((number, column, number + self._down - 1, column + self._across - 1),)
        self._words = None


def _span(text: str | None) -> int:
    return min(int(text), MOST_COLUMNS) if text and text.isascii() and text.isdecimal() and int(text) else 1
