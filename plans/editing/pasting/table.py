"""From pasted text to a table: where its headings are, what each column holds, and its rows. Pure."""

import csv
import io
import re
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _

from .layouts import MOST_CHARACTERS, MOST_ROWS, Layout, NotATable, PasteColumn, plain

UNUSED = "-"
SAMPLES = 3
_HEADINGS_WITHIN = 8  # rows from the top
_MARKS = {*"ragbx✓✔✗✘●▲▼■🔴🟠🟡🟢", "red", "amber", "green", "blue", "yellow", "grey", "rag", "complete", "completed"}
_MARKS |= {"done", "behind", "on track", "off track", "not started"}


@dataclass(frozen=True)
class PastedTable:
    """The lines of a table. The first `last` of them are above the rows; headings are those from `first` (0: none).

    `roles`: for each column the name of what it holds, UNUSED, or nothing where an officer has to say. `filled`:
    columns whose empty cells are filled from the cell above.
    """

    lines: list[list[str]]
    first: int
    last: int
    roles: tuple[str, ...]
    filled: frozenset[int]

    @property
    def is_settled(self) -> bool:
        return all(self.roles)

    @property
    def data(self) -> list[list[str]]:
        """The rows below the headings, without headings that a later page repeats."""
        headings = [[plain(cell) for cell in line] for line in self.lines[max(self.first - 1, 0) : self.last]]
        return [line for line in self.lines[self.last :] if [plain(cell) for cell in line] not in headings]

    @property
    def left_out(self) -> list[str]:
        """The titles above the headings."""
        above = self.lines[: self.first - 1 if self.first else self.last]
        return [" ".join(" ".join(line).split()) for line in above]

    def heading(self, column: int) -> str:
        """All the words above a column."""
        words = [self.lines[row][column] for row in range(self.first - 1, self.last)] if self.first else []
        return " ".join(" ".join(words).split())

    def samples(self, column: int) -> list[str]:
        cells = dict.fromkeys(" ".join(line[column].split())[:40] for line in self.data)
        return [cell for cell in cells if cell][:SAMPLES]

    def has_gaps(self, column: int) -> bool:
        """Whether a cell is empty below one that is not."""
        cells = [bool(line[column].strip()) for line in self.data]
        return any(cells) and not all(cells[cells.index(True) :])


def look(text: str, layout: Layout) -> PastedTable:
    """The table as it is taken at first. A column is known by its heading; every other one is asked about, also where
    two have one heading, or hold marks such as R, A, G under the heading of something else. Raises NotATable.
    """
    lines = _lines(text, layout)
    first, last = _heading_rows(lines, layout)
    return settle(lines, layout, first, last)


def settle(lines: list[list[str]], layout: Layout, first: int, last: int) -> PastedTable:
    """The table with headings in these rows. Raises NotATable for more rows than can be looked at."""
    table = PastedTable(lines, first, last, (), frozenset())
    if len(table.data) > MOST_ROWS:
        words = _("The block has %(count)s rows; paste at most %(most)s at a time.")
        raise NotATable(words % {"count": f"{len(table.data):,}", "most": MOST_ROWS})
    found = [_column(table, number, layout) for number in range(len(lines[0]))]
    roles = tuple("" if role != UNUSED and found.count(role) > 1 else role for role in found)
    groups = {column.name for column in layout.columns if column.groups}
    filled = frozenset(
        number
        for number, role in enumerate(roles)  # a first column with gaps is likely merged, whatever it holds
        if table.has_gaps(number) and (role in groups or (number == 0 and not role))
    )
    return PastedTable(lines, first, last, roles, filled)


def _column(table: PastedTable, number: int, layout: Layout) -> str:
    """What a column holds by its heading, or one row of it; nothing where that does not say it."""
    own = [table.lines[row][number] for row in range(table.first - 1, table.last)] if table.first else []
    cells = [cell for line in table.data if (cell := plain(line[number]) or line[number].strip())]
    named = [column for words in (" ".join(own), *reversed(own)) if (column := _called(words, layout))]
    if not named:
        return "" if cells else UNUSED
    holds_marks = (
        bool(cells) and set(cells) <= _MARKS - {*named[0].values} and not named[0].name.endswith(("ref", "note"))
    )
    return "" if holds_marks else named[0].name


def _called(heading: str, layout: Layout) -> PasteColumn | None:
    return next((column for column in layout.columns if heading.strip() and column.is_called(heading)), None)


def _heading_rows(lines: list[list[str]], layout: Layout) -> tuple[int, int]:
    """The first and last row of headings, from 1; 0 and how many rows are titles where there are no headings."""
    known = [sum(_called(cell, layout) is not None for cell in line) for line in lines[:_HEADINGS_WITHIN]]
    full = [sum(bool(cell.strip()) for cell in line) for line in lines[:_HEADINGS_WITHIN]]
    rows = [row for row, count in enumerate(known) if count >= 2 or (count and count == full[row])]
    if rows:
        row = max(rows, key=lambda row: known[row])
        return _above(lines, row) + 1, _below(lines, row) + 1
    titles = 0
    while titles < len(full) - 1 and full[titles] == 1:
        titles += 1
    if len(lines) > titles + 1 and _is_unlike(lines[titles], lines[titles + 1 :]):
        return titles + 1, _below(lines, titles) + 1
    return 0, titles


def _above(lines: list[list[str]], row: int) -> int:
    """The row above, where it has the headings of columns that this one has none for."""
    if row and _are_words(lines[row - 1]) and sum(bool(cell.strip()) for cell in lines[row - 1]) > 1:
        pairs = zip(lines[row - 1], lines[row], strict=True)
        return row - 1 if any(upper.strip() and not lower.strip() for upper, lower in pairs) else row
    return row


def _below(lines: list[list[str]], row: int) -> int:
    """The row below, where it parts headings that stand over several columns, or says the unit of one."""
    if row + 1 >= len(lines) or not _are_words(lines[row + 1]):
        return row
    upper, lower = lines[row], lines[row + 1]
    filled = [number for number, cell in enumerate(lower) if cell.strip()]
    units = [number for number in filled if re.fullmatch(r"\s*\(.*\)\s*", lower[number])]
    spans = [not upper[number].strip() or not (*upper, "x")[number + 1].strip() or number in units for number in filled]
    return row + 1 if all(spans) and any(not upper[number].strip() for number in filled) else row


def _are_words(line: list[str]) -> bool:
    return any(map(str.strip, line)) and not any(re.search(r"\d", cell) for cell in line)


def _is_unlike(line: list[str], below: list[list[str]]) -> bool:
    """Whether a row of words is above a column of numbers, dates or marks, and none of its words comes again below."""
    if not _are_words(line):
        return False
    over = [[row[number].strip() for row in below if row[number].strip()] for number in range(len(line))]
    if any(line[number].strip() in cells for number, cells in enumerate(over)):
        return False
    return any(cells and (_are_numbers(cells) or {plain(cell) or cell for cell in cells} <= _MARKS) for cells in over)


def _are_numbers(cells: list[str]) -> bool:
    """Whether at least half of the cells have a digit, as dates in words do."""
    return 2 * sum(bool(re.search(r"\d", cell)) for cell in cells) >= len(cells)


def rows_of(table: PastedTable, layout: Layout, owner: models.Model | None = None) -> list[dict[str, str]]:
    """The cells row by row, once every column is settled; rows below `owner` are numbered. Raises NotATable."""
    used = [(number, role) for number, role in enumerate(table.roles) if role and role != UNUSED]
    labels = {column.name: str(column.label) for column in layout.columns}
    for _number, role in used:
        if [other for _other, other in used].count(role) > 1:
            words = _("Two columns are chosen as “%(column)s”; choose one of them.")
            raise NotATable(words % {"column": labels[role]})
    rows: list[dict[str, str]] = []
    for line in table.data:
        row = dict.fromkeys(labels, "") | {role: line[number] for number, role in used}
        for number, role in used:
            if rows and number in table.filled and not row[role].strip():
                row[role] = rows[-1][role]
        rows.append(row)
    if owner and layout.number_new and "ref" not in table.roles:
        rows = layout.number_new(owner, rows)
    if layout.parted and any(row[layout.columns[0].name] for row in rows):
        rows = layout.parted(rows)
    if len(rows) > MOST_ROWS:
        words = _("The block gives %(count)s rows; paste at most %(most)s at a time.")
        raise NotATable(words % {"count": f"{len(rows):,}", "most": MOST_ROWS})
    return [{name: " ".join(cell.split()) for name, cell in row.items()} for row in rows]


def marks_in(rows: list[dict[str, str]], layout: Layout) -> list[tuple[PasteColumn, str]]:
    """Cells that are none of the words that their column takes, such as R, A and G for a status: each once."""
    found = {}
    for column in layout.columns:
        for row in rows if column.values else ():
            if (cell := row[column.name]) and cell.casefold().strip(" .") not in column.values:
                found[column.name, cell] = (column, cell)
    return list(found.values())


def with_meanings(rows: list[dict[str, str]], meanings: dict[tuple[str, str], str]) -> list[dict[str, str]]:
    """The rows with marks replaced by the words that an officer gave for them, by column and mark. Pure."""
    return [{name: meanings.get((name, cell), cell) for name, cell in row.items()} for row in rows]


def read(text: str, layout: Layout) -> list[dict[str, str]]:
    """The cells of a block of which every column is known. Raises NotATable, and nothing else."""
    table = look(text, layout)
    if not table.is_settled:
        raise NotATable(_("Say what each column contains."))
    return rows_of(table, layout)


def _lines(text: str, layout: Layout) -> list[list[str]]:
    """The cells of the text as an even table: parted by tabs, commas under headings, or runs of spaces."""
    if len(text) > MOST_CHARACTERS and text.count("\n") > 2 * MOST_ROWS:
        words = _("The table has about %(count)s lines; paste at most %(most)s rows at a time.")
        raise NotATable(words % {"count": f"{text.count(chr(10)):,}", "most": MOST_ROWS})
    if len(text) > MOST_CHARACTERS:
        words = _("The text has %(count)s characters; paste at most %(most)s at a time.")
        raise NotATable(words % {"count": f"{len(text):,}", "most": f"{MOST_CHARACTERS:,}"})
    if not text.strip():
        raise NotATable(_("Nothing was pasted. Copy the rows with their headings."))
    if "\t" in text:
        lines = _cells(text, "excel-tab")
    elif _is_called(_cells(text.strip("\r\n").partition("\n")[0], "excel"), layout):
        lines = _cells(text, "excel")
    else:
        lines = _parted_by_spaces(text)
    lines = [line for line in lines if any(map(str.strip, line))]
    width = max((len(line) for line in lines), default=0)
    if width < 2:
        raise NotATable(_("No columns were found. Copy the cells from the spreadsheet or table, not just their text."))
    return [line + [""] * (width - len(line)) for line in lines]


def _is_called(lines: list[list[str]], layout: Layout) -> bool:
    return any(sum(_called(cell, layout) is not None for cell in line) > 1 for line in lines)


def _cells(text: str, dialect: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text.strip("\r\n")), dialect=dialect))
    except csv.Error as problem:
        words = _("The text is not a table (%(problem)s); copy the cells of a spreadsheet.")
        raise NotATable(words % {"problem": problem}) from None


def _parted_by_spaces(text: str) -> list[list[str]]:
    """A table copied from a PDF, if every row has as many columns as the first. Raises NotATable."""
    lines = [re.split(r"\s{2,}", line.strip()) for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines, start=1):
        if len(line) != len(lines[0]):
            words = _(
                "Line %(line)s has %(count)s columns where the first line has %(first)s. Put a tab between columns, "
                "or paste the table into a spreadsheet first and copy its cells from there."
            )
            raise NotATable(words % {"line": number, "count": len(line), "first": len(lines[0])})
    return lines
