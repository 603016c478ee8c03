"""Where the headings of a table stand, and what they say over one, two or three lines."""

from collections import Counter
from collections.abc import Callable

from csp_portal.formats.periods import NotAPeriod, Period, parse as parse_period
from performance.imports.sheets import Sheet
from performance.rules.values import NotAValue, parse as parse_value

from .marks import unmark
from .names import STATISTICAL_CODE

MOST_LINES = 3
_LOOKED_AT = 200


def is_figure(text: str) -> bool:
    """Whether a cell is written as figures are, a missing one included. Periods such as 2014 are no figures."""
    words = unmark(text).text
    if not words or (len(words) in (4, 6) and read_period(words)):
        return False
    try:
        parse_value(words)
    except NotAValue:
        return False
    return True


def read_period(text: str) -> Period | None:
    """The period that a text says, or None."""
    try:
        return parse_period(unmark(text).text)
    except NotAPeriod:
        return None


def find_headings(sheet: Sheet, is_area: Callable[[str], bool] = lambda text: False) -> tuple[int, int] | None:
    """First and last row of the headings above the first row of data, counted from 0; None where there are none."""
    for row, cells in enumerate(sheet.rows[:_LOOKED_AT]):
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) < 2 or row in sheet.hidden_rows:
            continue
        of_area = _names_area(filled, is_area)
        if not of_area and not any(
            is_figure(cell) or (row, column) in sheet.problems for column, cell in enumerate(cells)
        ):
            continue
        data = row
        while data - 1 in sheet.hidden_rows:
            data -= 1
        first = data
        while first > 0 and data - first < MOST_LINES and _may_be_heading(sheet, first - 1, data):
            first -= 1
        if first < data and not _names_area([cell for cell in sheet.rows[data - 1] if cell.strip()], is_area):
            return first, data - 1
    return None


def _names_area(filled: list[str], is_area: Callable[[str], bool]) -> bool:
    """Whether one of the first cells of a row is the name of an area, or a statistical code."""
    return any(is_area(cell) or STATISTICAL_CODE.fullmatch(cell.strip()) for cell in filled[:4])


def _may_be_heading(sheet: Sheet, row: int, data: int) -> bool:
    filled = [cell for cell in sheet.rows[row] if cell.strip()]
    if len(filled) > 1:
        return True
    return bool(filled) and row == data - 1 and row > 0 and sum(1 for cell in sheet.rows[row - 1] if cell.strip()) > 1


def lines_of(sheet: Sheet, headings: tuple[int, int]) -> list[tuple[str, ...]]:
    """The words of each column heading from top to bottom; one that spans several columns counts for each of them."""
    first, last = headings
    rows = [[" ".join(cell.split()) for cell in sheet.rows[row]] for row in range(first, last + 1)]
    for top, left, bottom, right in sheet.joined:
        if first <= top <= last and bottom <= last:
            for column in range(left + 1, min(right, sheet.width - 1) + 1):
                rows[top - first][column] = rows[top - first][column] or rows[top - first][left]
    for upper, lower in zip(rows, rows[1:], strict=False):
        often = Counter(text for text in lower if text)
        for column in range(1, sheet.width):
            over_several = often[lower[column]] > 1 or read_period(lower[column])
            if not upper[column] and lower[column] and over_several and not _starts_new(upper, lower, column):
                upper[column] = upper[column - 1]
    return [tuple(row[column] for row in rows if row[column]) for column in range(sheet.width)]


def _starts_new(upper: list[str], lower: list[str], column: int) -> bool:
    """Whether the column to the left is of another kind: it has a heading above and none below."""
    return bool(upper[column - 1]) and not lower[column - 1]


def words_of(lines: list[tuple[str, ...]]) -> list[str]:
    """Each heading in one line."""
    return [" ".join(line) for line in lines]
