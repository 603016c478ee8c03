"""Any table of areas in a file. Workbooks of known bodies are recognised by the headings of their sheets."""

from pathlib import Path

from performance.imports.area_table.reading import as_bad_file, look_at, read_table
from performance.imports.reading import FileHead, Format, ImportContext, Reading
from performance.imports.sheets import CannotRead, read_sheets

from . import ons_table_c2, ons_table_p1


def recognise(head: FileHead) -> bool:
    """Any file: what is no table is refused by this format, with the reason."""
    return bool(head.start)


def read(file: Path, given: ImportContext) -> Reading:
    """Raises BadFile with what stands in the way of reading any row."""
    try:
        sheets = read_sheets(file.read_bytes())
        if given.mapping is None and (published := ons_table_c2.table_of(sheets)):
            return ons_table_c2.read_sheet(published, given)
        if given.mapping is None and (of_forces := ons_table_p1.table_of(sheets)):
            return ons_table_p1.read_sheet(of_forces, given)
        seen = look_at(sheets, given)
    except CannotRead as problem:
        raise as_bad_file(problem) from None
    return read_table(seen, given, sheets)


FORMAT = Format("area-table", "A table of areas (CSV, XLSX, ODS)", recognise, read)
