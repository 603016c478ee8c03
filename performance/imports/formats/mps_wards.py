"""Ward level crime of the Metropolitan Police: one row a ward and kind of crime, one column a month (202307)."""

from pathlib import Path

from performance.imports.area_table.reading import as_bad_file, look_at, read_table
from performance.imports.figures import BadFile, CellError
from performance.imports.reading import FileHead, Format, ImportContext, Reading, SourceWords
from performance.imports.sheets import CannotRead, read_sheets

HEADINGS = ("MajorText", "MinorText", "WardName", "WardCode")


def recognise(head: FileHead) -> bool:
    return any(set(HEADINGS) <= {cell.strip() for cell in row} for row in head.rows(1))


def read(file: Path, given: ImportContext) -> Reading:
    """Raises BadFile."""
    try:
        sheets = read_sheets(file.read_bytes())
        seen = look_at(sheets, given)
    except CannotRead as problem:
        raise as_bad_file(problem) from None
    if not {word.casefold() for word in HEADINGS} <= {word.casefold() for word in seen.headings}:
        raise BadFile([CellError(1, "A", "", "the headings are not those of ward level crime", ", ".join(HEADINGS))])
    words = SourceWords(
        *("mps-ward-level-crime", "Ward level crime", "Metropolitan Police Service", "Open Government Licence")
    )
    return read_table(seen, given, sheets, elsewhere=True, source=words)


FORMAT = Format("mps-wards", "Ward level crime of the Metropolitan Police", recognise, read)
