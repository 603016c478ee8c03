"""Recorded crime by Community Safety Partnership: Table C2 of the police force area data tables of the ONS.

Title lines stand over the headings. A row without a partnership is a whole force or what a force could assign to no
partnership. Rows of other places are passed over, but every force is compared with the sum of its parts. Where several
partnerships share a district, their rows are added up if all are there; a part is never taken for the whole.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from performance.imports.area_table.guess import guess
from performance.imports.area_table.headings import find_headings, lines_of, words_of
from performance.imports.area_table.mapping import TableMapping
from performance.imports.area_table.marks import unmark
from performance.imports.area_table.names import STATISTICAL_CODE
from performance.imports.area_table.reading import TablePreview, as_bad_file, look_at, read_table
from performance.imports.figures import BadFile, CellError
from performance.imports.reading import (
    MOST_LISTED,
    FileHead,
    Format,
    ImportContext,
    ImportFinding,
    ImportQuestion,
    Reading,
    SkippedRows,
    SourceWords,
)
from performance.imports.sheets import CannotRead, Sheet, column_name, read_sheets
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
# Districts that several partnerships look after, each with all of them. Of Bournemouth, Christchurch and Poole a part
# belongs to a partnership that reaches beyond it, so that its parts are never the whole. Source: ONS, Local Authority
# District to Community Safety Partnership to Police Force Area lookup, 2024 (Open Government Licence v3.0).
SHARED_DISTRICTS: dict[str, frozenset[str]] = {
    "E06000058": frozenset(),
    "E06000060": frozenset({"E22000303", "E22000306", "E22000311", "E22000318"}),
    "E06000061": frozenset({"E22000233", "E22000235", "E22000236", "E22000239"}),
    "E06000062": frozenset({"E22000237", "E22000357"}),
    "E06000063": frozenset({"E22000031", "E22000033", "E22000034"}),
    "E06000064": frozenset({"E22000032", "E22000035", "E22000036"}),
    "E07000244": frozenset({"E22000274", "E22000278"}),
}
LICENCE = "Open Government Licence v3.0"


def recognise(head: FileHead) -> bool:
    text = " ".join(head.text.split()).casefold()
    return PARTNERSHIP in text and "total recorded crime" in text


def table_of(sheets: list[Sheet]) -> Sheet | None:
    """The sheet that has the headings of Table C2, if any has; one of rates only where no other has them."""
    tables = [
        (sheet, found)
        for sheet in sheets
        if not sheet.hidden
        and (found := find_headings(sheet))
        and {FORCE, PARTNERSHIP} <= headings_of(sheet, found).keys()
    ]
    return of_numbers(tables)


def of_numbers(tables: list[tuple[Sheet, tuple[int, int]]]) -> Sheet | None:
    """The first of several sheets with the same headings that does not hold rates, else the first."""
    numbers = [sheet for sheet, found in tables if not _rates_in_title(sheet, found[0])]
    return next(iter(numbers or [sheet for sheet, _found in tables]), None)


def _rates_in_title(sheet: Sheet, headings: int) -> str:
    """The title over the headings (their first row, counted from 0) if it speaks of rates or changes, else nothing."""
    over = [" ".join(" ".join(row).split()) for row in sheet.rows[:headings]]
    title = next((line for line in over if line), "")
    rates = re.search(r"\brates?\b|per 1,000|percentage change|per cent change", title, re.IGNORECASE)
    return title if rates else ""


def headings_of(sheet: Sheet, headings: tuple[int, int]) -> dict[str, int]:
    """The column of each heading, in small letters and without its notes."""
    words = words_of(lines_of(sheet, headings))
    return {unmark(text).text.casefold(): column for column, text in reversed(list(enumerate(words)))}


def read(file: Path, given: ImportContext) -> Reading:
    """Raises BadFile."""
    return read_sheet(published_table(file, table_of, "Table C2", AS_PUBLISHED), given)


def published_table(file: Path, table_of: Callable[[list[Sheet]], Sheet | None], name: str, accepted: str) -> Sheet:
    """The sheet of a workbook that is the table of this name. Raises BadFile."""
    try:
        sheets = read_sheets(file.read_bytes())
    except CannotRead as problem:
        raise as_bad_file(problem) from None
    sheet = table_of(sheets)
    if sheet is None:
        raise BadFile([CellError(1, "A", "", f"the headings of {name} were not found", accepted)])
    return sheet


def refuse_rates(sheet: Sheet, mapping: TableMapping) -> None:
    """Tables of the same headings hold rates and changes. Raises BadFile where the title says so."""
    if title := _rates_in_title(sheet, mapping.headings[0] - 1):
        why = "the table holds rates or changes, and numbers of offences are read"
        raise BadFile([CellError(1, "A", title[:100], why, "the table of the number of offences of the same workbook")])


def read_sheet(sheet: Sheet, given: ImportContext) -> Reading:
    """Raises BadFile."""
    mapping = given.mapping or _mapping(sheet)
    try:
        seen: TablePreview = look_at([sheet], replace(given, mapping=mapping))
    except CannotRead as problem:
        raise as_bad_file(problem) from None
    refuse_rates(sheet, mapping)
    issued = mapping.period
    words = SourceWords(
        "ons-table-c2", f"Recorded crime by partnership, {issued}", "Office for National Statistics", LICENCE, issued
    )
    passed_over: dict[int, str] = {}
    if len(mapping.codes) == len((PARTNERSHIP, DISTRICT)):
        passed_over, added = _parts_of_districts(sheet, mapping, given)
        seen = replace(seen, mapping=replace(seen.mapping, add_up=seen.mapping.add_up or added))
    reading = read_table(seen, given, [sheet], elsewhere=True, source=words, passed_over=passed_over)
    sums = _forces(sheet, mapping)
    skipped = [*reading.skipped, *sums.not_compared][:MOST_LISTED]
    return replace(reading, findings=sums.findings, skipped=skipped, questions=[*reading.questions, *sums.questions])


def _mapping(sheet: Sheet) -> TableMapping:
    """What each column of Table C2 means; values are counts of offences."""
    found = find_headings(sheet) or (0, 0)
    words, guessed = headings_of(sheet, found), guess(sheet, found)
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


def _parts_of_districts(sheet: Sheet, mapping: TableMapping, given: ImportContext) -> tuple[dict[int, str], bool]:
    """Rows of partnerships that are a part of a district, with why nothing is taken from them; and if there are rows
    that are taken, because they are all parts of their district and add up to it.

    A partnership whose own code is that of an area of the portal is taken for itself.
    """
    by_district: dict[str, dict[int, str]] = defaultdict(dict)
    partnership, district = mapping.codes
    known = {area.code for area in given.areas}
    for row in range(mapping.headings[1], len(sheet.rows)):
        cells = sheet.rows[row]
        by_itself = cells[partnership].strip() in known or row in sheet.hidden_rows
        if STATISTICAL_CODE.fullmatch(cells[district].strip()) and not by_itself:
            by_district[cells[district].strip()][row] = cells[partnership].strip()
    passed_over: dict[int, str] = {}
    added = False
    for code, rows in by_district.items():
        needed = SHARED_DISTRICTS.get(code)
        if needed is None and len(set(rows.values())) == 1:
            continue
        if needed and sorted(rows.values()) == sorted(needed):
            added = True
            continue
        why = f"a part of the district {code}, and the table does not have all its parts; not saved"
        passed_over |= {row + 1: why for row in rows}
    return passed_over, added


@dataclass
class _ForceSums:
    """What comparing each force with its parts gave."""

    findings: list[ImportFinding] = field(default_factory=list)
    not_compared: list[SkippedRows] = field(default_factory=list)
    questions: list[ImportQuestion] = field(default_factory=list)


def _forces(sheet: Sheet, mapping: TableMapping) -> _ForceSums:
    """Every force whose own row is not the sum of its partnerships and of what was not assigned; and every force
    whose row could not be compared, because a part has no figure or is hidden. A hidden part that the force counts is
    asked about."""
    parts: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    hidden: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    unknown: dict[tuple[str, int], str] = {}
    printed: list[tuple[int, str, int, Decimal]] = []
    for row in range(mapping.headings[1], len(sheet.rows)):
        cells = sheet.rows[row]
        whole = not any(cells[column].strip() for column in (*mapping.codes, *mapping.names))
        force = cells[mapping.larger[0]].strip() if mapping.larger else ""
        for column in (one.column for one in mapping.values):
            number = _number(cells[column])
            if whole:
                if number is not None:
                    printed.append((row, force, column, number))
            elif row in sheet.hidden_rows:
                unknown.setdefault((force, column), f"row {row + 1} is hidden")
                hidden[force, column] += number or Decimal(0)
            elif number is None:
                unknown.setdefault((force, column), f"row {row + 1}, column {column_name(column)} has no number")
            else:
                parts[force, column] += number
    sums, asked = _ForceSums(), set()
    for row, force, column, number in printed:
        key, letters, text = (force, column), column_name(column), sheet.rows[row][column].strip()
        if key not in parts:
            continue
        if key not in unknown:
            if parts[key] != number:
                rule = "the sum of its partnerships"
                sums.findings.append(ImportFinding(row + 1, letters, text, f"{parts[key]:,f}", rule))
            continue
        why = f"the whole of the force; not compared with its partnerships: {unknown[key]}"
        sums.not_compared.append(SkippedRows(row + 1, letters, text, why))
        if key in hidden and parts[key] + hidden[key] == number and force not in asked:
            asked.add(force)
            words = (
                f"The force in row {row + 1} counts what is hidden in the file ({unknown[key]}). Unhide it and send "
                "the file again, or store the figures without it"
            )
            sums.questions.append(ImportQuestion(row + 1, letters, words))
    return sums


def _number(text: str) -> Decimal | None:
    try:
        value = parse_value(unmark(text).text)
    except NotAValue:
        return None
    return value.number if value.state == State.VALUE else None


FORMAT = Format("ons-table-c2", "Recorded crime by partnership (ONS Table C2)", recognise, read)
