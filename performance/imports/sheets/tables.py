"""The tables of an uploaded file as its reader sees them, for the paste page of the desk."""

from .cells import CannotRead, column_name
from .reading import read_sheets


def visible_tables(content: bytes) -> list[tuple[str, list[list[str]]]]:
    """The name and cells of each sheet that is not hidden, without hidden rows and columns. Raises CannotRead, also
    for a cell whose content is not known, such as a formula without a result."""
    found = []
    for sheet in read_sheets(content):
        if sheet.hidden or not sheet.rows:
            continue
        if sheet.problems:
            (row, column), why = min(sheet.problems.items())
            raise CannotRead(why, "a cell with a value", row=row + 1, column=column_name(column))
        rows = [
            [cell for column, cell in enumerate(cells) if column not in sheet.hidden_columns]
            for row, cells in enumerate(sheet.rows)
            if row not in sheet.hidden_rows
        ]
        found.append((sheet.name, rows))
    return found
