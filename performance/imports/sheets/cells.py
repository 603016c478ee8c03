"""A table as a reader of the file sees it: rows of text, and what cannot be seen or has no content."""

from dataclasses import dataclass, field

MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_CELLS = 150_000  # of a workbook; a text file may be as long as MOST_ROWS
MOST_CHARACTERS = 20_000  # of one cell


class CannotRead(ValueError):
    """A file whose cells cannot be read; `accepted` says what could be. Row and column as a spreadsheet shows them."""

    def __init__(self, why: str, accepted: str, *, row: int = 1, column: str = "A", value: str = "") -> None:
        self.why, self.accepted, self.row, self.column, self.value = why, accepted, row, column, value
        super().__init__(f"row {row}, column {column}: {why}")


def column_name(number: int) -> str:
    """The letters of a column, counted from 0: A, B, … Z, AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The reverse of `column_name`. Raises ValueError for anything but one to three letters."""
    if not (1 <= len(letters) <= 3 and letters.isascii() and letters.isalpha()):
        raise ValueError(f"“{letters}” is not a column; write a letter such as B")
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


@dataclass
class Sheet:
    """One sheet. Rows and columns count from 0; all rows have the same number of cells.

    `problems`: why a cell has no content that could be read (a formula without a result, an error). `rounded`: cells
    whose file holds more places than it shows, with what it holds. `joined`: merged cells as first row, first column,
    last row, last column. `cut`: rows that are shorter than the longest, as the file has them.
    """

    name: str = ""
    rows: list[list[str]] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    problems: dict[tuple[int, int], str] = field(default_factory=dict)
    rounded: dict[tuple[int, int], str] = field(default_factory=dict)
    joined: tuple[tuple[int, int, int, int], ...] = ()
    cut: dict[int, int] = field(default_factory=dict)

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def even_out(self) -> "Sheet":
        """Empty cells behind the end of short rows, and no empty rows or columns at the end."""
        while self.rows and not any(map(str.strip, self.rows[-1])):
            self.rows.pop()
        width = max((number + 1 for row in self.rows for number, cell in enumerate(row) if cell.strip()), default=0)
        for number, row in enumerate(self.rows):
            if len(row) < width:
                self.cut[number] = len(row)
                row += [""] * (width - len(row))
            del row[width:]
        return self


def too_long(row: int, column: int, accepted: str) -> CannotRead:
    why = f"the cell has more than {MOST_CHARACTERS:,} characters"
    return CannotRead(why, accepted, row=row + 1, column=column_name(column))


def too_many_rows() -> CannotRead:
    accepted = "a table of areas; data of single crimes or offences has a format of its own"
    return CannotRead(f"the table has more than {MOST_ROWS:,} rows", accepted, row=MOST_ROWS + 1)


def too_many_columns(row: int) -> CannotRead:
    why = f"the row has more than {MOST_COLUMNS} columns"
    return CannotRead(why, f"a table of at most {MOST_COLUMNS} columns", row=row + 1, column=column_name(MOST_COLUMNS))


def too_many_cells() -> CannotRead:
    why = f"the workbook has more than {MOST_CELLS:,} cells"
    return CannotRead(why, "the sheet that is needed, saved as a file of its own")
