"""Recorded crime by police force area: Table P1 of the police force area data tables of the ONS.

Countries and regions stand among the forces. Forces are printed by their short names, “Cambridgeshire” or “Devon and
Cornwall”, which other areas have too: a code decides, and without one the force is meant. Rows of other places are
passed over.
"""

from dataclasses import replace
from pathlib import Path

from performance.imports.area_table.guess import guess
from performance.imports.area_table.headings import find_headings
from performance.imports.area_table.mapping import TableMapping
from performance.imports.area_table.reading import as_bad_file, look_at, read_table
from performance.imports.reading import FileHead, Format, ImportContext, Reading, SourceWords
from performance.imports.sheets import CannotRead, Sheet

from .ons_table_c2 import INDICATORS, LICENCE, PARTNERSHIP, headings_of, of_numbers, published_table, refuse_rates

NAMES = ("area name", "police force area name")
FORCES = "police force area"  # what the title or the headings speak of
AS_PUBLISHED = "Table P1 of the police force area data tables, as the ONS publishes it"


def recognise(head: FileHead) -> bool:
    text = " ".join(head.text.split()).casefold()
    named = any(name in text for name in NAMES) and FORCES in text
    return named and "total recorded crime" in text and PARTNERSHIP not in text


def table_of(sheets: list[Sheet]) -> Sheet | None:
    """The sheet that has the headings of Table P1, if any has; one of rates only where no other has them."""
    tables = []
    for sheet in sheets:
        if (found := find_headings(sheet)) and not sheet.hidden:
            words = headings_of(sheet, found)
            over = " ".join(" ".join(row) for row in sheet.rows[: found[1] + 1])
            of_forces = FORCES in " ".join(over.split()).casefold()
            named = of_forces and any(name in words for name in NAMES) and PARTNERSHIP not in words
            if named and any(word.startswith("total recorded crime") for word in words):
                tables.append((sheet, found))
    return of_numbers(tables)


def read(file: Path, given: ImportContext) -> Reading:
    """Raises BadFile."""
    return read_sheet(published_table(file, table_of, "Table P1", AS_PUBLISHED), given)


def read_sheet(sheet: Sheet, given: ImportContext) -> Reading:
    """Raises BadFile."""
    mapping = given.mapping or _mapping(sheet)
    refuse_rates(sheet, mapping)
    try:
        seen = look_at([sheet], replace(given, mapping=mapping))
    except CannotRead as problem:
        raise as_bad_file(problem) from None
    issued = mapping.period
    words = SourceWords(
        "ons-table-p1", f"Recorded crime by police force, {issued}", "Office for National Statistics", LICENCE, issued
    )
    return read_table(seen, given, [sheet], elsewhere=True, source=words, kind="force")


def _mapping(sheet: Sheet) -> TableMapping:
    """What each column of Table P1 means; values are counts of offences."""
    guessed = guess(sheet, find_headings(sheet) or (0, 0))
    return replace(guessed, indicators_meant=INDICATORS)


FORMAT = Format("ons-table-p1", "Recorded crime by police force (ONS Table P1)", recognise, read)
