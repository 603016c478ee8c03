"""Recorded crime by Community Safety Partnership: Table C2 of the police force area data tables of the ONS.

Title lines stand over the headings. A row without a partnership is a whole force or what a force could assign to no
partnership. Rows of other places are passed over, but every force is compared with the sum of its parts.
"""

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from performance.imports.area_table.guess import guess
from performance.imports.area_table.headings import find_headings, lines_of, words_of
from performance.imports.area_table.mapping import TableMapping
from performance.imports.area_table.marks import unmark
from performance.imports.area_table.reading import TablePreview, as_bad_file, look_at, read_table
from performance.imports.figures import BadFile, CellError
from performance.imports.reading import FileHead, Format, ImportContext, ImportFinding, Reading, SourceWords
from performance.imports.sheets import CannotRead, Sheet, column_name, read_sheets
from performance.rules.periods import NotAPeriod
from performance.rules.values import NotAValue, State, parse as parse_value

FORCE, PARTNERSHIP, DISTRICT, NAME = (
    *("police force area code", "community safety partnership code"),
    *("local authority code", "community safety partnership name"),
)
AS_PUBLISHED = "Table C2 of the police force area data tables, as the ONS publishes it"
# The headline offences, and the indicator that counts each.
INDICATORS = {"Total recorded crime (excluding fraud)": "recorded-crime"} | {
    name: f"recorded-{name.casefold().replace(' ', '-')}"
    for name in (
        "Violence against the person",
        "Homicide",
        "Death or serious injury caused by illegal driving",
        "Violence with injury",
        "Violence without injury",
        "Stalking and harassment",
        "Sexual offences",
        "Robbery",
        "Theft offences",
        "Burglary",
        "Residential burglary",
        "Non-residential burglary",
        "Vehicle offences",
        "Theft from the person",
        "Bicycle theft",
        "Shoplifting",
        "All other theft offences",
        "Criminal damage and arson",
        "Drug offences",
        "Possession of weapons offences",
        "Public order offences",
        "Miscellaneous crimes against society",
    )
}
LICENCE = "Open Government Licence v3.0"


def recognise(head: FileHead) -> bool:
    text = " ".join(head.text.split()).casefold()
    return PARTNERSHIP in text and "total recorded crime" in text


def table_of(sheets: list[Sheet]) -> Sheet | None:
    """The sheet that has the headings of Table C2, if any has."""
    for sheet in sheets:
        if (found := find_headings(sheet)) and {FORCE, PARTNERSHIP} <= _words(sheet, found).keys():
            return sheet
    return None


def _words(sheet: Sheet, headings: tuple[int, int]) -> dict[str, int]:
    words = words_of(lines_of(sheet, headings))
    return {text.casefold(): column for column, text in reversed(list(enumerate(words)))}


def read(file: Path, given: ImportContext) -> Reading:
    """Raises BadFile."""
    try:
        sheets = read_sheets(file.read_bytes())
    except CannotRead as problem:
        raise as_bad_file(problem) from None
    sheet = table_of(sheets)
    if sheet is None:
        raise BadFile([CellError(1, "A", "", "the headings of Table C2 were not found", AS_PUBLISHED)])
    return read_sheet(sheet, given)


def read_sheet(sheet: Sheet, given: ImportContext) -> Reading:
    """Raises BadFile."""
    mapping = given.mapping or _mapping(sheet)
    try:
        seen: TablePreview = look_at([sheet], replace(given, mapping=mapping))
    except (CannotRead, NotAPeriod) as problem:
        raise BadFile([CellError(1, "A", "", str(problem), AS_PUBLISHED)]) from None
    issued = mapping.period
    words = SourceWords(
        "ons-table-c2", f"Recorded crime by partnership, {issued}", "Office for National Statistics", LICENCE, issued
    )
    reading = read_table(seen, given, [sheet], elsewhere=True, source=words)
    reading.findings[:] = _forces(sheet, mapping)
    return reading


def _mapping(sheet: Sheet) -> TableMapping:
    """What each column of Table C2 means; values are counts of offences."""
    found = find_headings(sheet) or (0, 0)
    words, guessed = _words(sheet, found), guess(sheet, found)
    return TableMapping(
        values=guessed.values,
        headings=guessed.headings,
        sheet=sheet.name,
        codes=tuple(words[name] for name in (PARTNERSHIP, DISTRICT) if name in words),
        names=tuple(words[name] for name in (NAME,) if name in words),
        larger=(words[FORCE],),
        period=guessed.period,
        indicators_meant=INDICATORS,
    )


def _forces(sheet: Sheet, mapping: TableMapping) -> list[ImportFinding]:
    """Every force whose own row is not the sum of its partnerships and of what was not assigned."""
    parts: dict[tuple[str, int], Decimal | None] = defaultdict(Decimal)
    printed: list[tuple[int, str, int, Decimal]] = []
    for row in range(mapping.headings[1], len(sheet.rows)):
        cells = sheet.rows[row]
        whole = not any(cells[column].strip() for column in (*mapping.codes, *mapping.names))
        force = cells[mapping.larger[0]].strip() if mapping.larger else ""
        for column in (one.column for one in mapping.values):
            number = _number(cells[column])
            if whole and number is not None:
                printed.append((row, force, column, number))
            elif not whole:
                so_far = parts[force, column]
                parts[force, column] = None if so_far is None or number is None else so_far + number
    return [
        ImportFinding(
            row + 1, column_name(column), sheet.rows[row][column].strip(), f"{total:,f}", "the sum of its partnerships"
        )
        for row, force, column, number in printed
        if (total := parts.get((force, column))) is not None and total != number
    ]


def _number(text: str) -> Decimal | None:
    try:
        value = parse_value(unmark(text).text)
    except NotAValue:
        return None
    return value.number if value.state == State.VALUE else None


FORMAT = Format("ons-table-c2", "Recorded crime by partnership (ONS Table C2)", recognise, read, of_many=True)
