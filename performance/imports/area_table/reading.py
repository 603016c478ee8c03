"""A file with a table of areas, read from its bytes to figures, findings and refusals."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from performance.imports.figures import BadFile, CellError, gathered
from performance.imports.reading import (
    MOST_LISTED,
    FileColumn,
    ImportContext,
    Reading,
    SkippedRows,
    SourceWords,
    TableHeadings,
)
from performance.imports.sheets import CannotRead, Sheet, column_name, read_sheets

from .comparing import compare
from .groups import GroupReader, districts_named
from .guess import guess
from .headings import find_headings, lines_of, words_of
from .mapping import KINDS, TableMapping
from .names import AreaNames, kind_of
from .rows import COUNTRY, ReadCell, TableReader, as_figure, once

CHOICE = "a choice for each column"
TABLE = "a table with a row of headings and, below it, one row for each area"
MOST_ROWS = 200


@dataclass(frozen=True)
class TablePreview:
    """What a file was found to be, for an officer to correct: its sheets with tables, and the mapping of one."""

    sheets: tuple[str, ...]
    sheet: Sheet
    mapping: TableMapping
    headings: tuple[str, ...]
    problems: tuple[str, ...]


def look(content: bytes, given: ImportContext) -> TablePreview:
    """The table of a file under the mapping that is given, or that its headings suggest. Raises CannotRead."""
    return look_at(read_sheets(content), given)


def look_at(sheets: list[Sheet], given: ImportContext) -> TablePreview:
    """The same for sheets that were read already. Raises CannotRead."""
    mapping, areas = given.mapping, AreaNames(given.areas)
    found = {id(sheet): find_headings(sheet, areas.knows) for sheet in sheets}
    tables = [sheet for sheet in sheets if not sheet.hidden and (mapping or found[id(sheet)])]
    named = [sheet for sheet in tables if mapping and mapping.sheet and sheet.name == mapping.sheet]
    if mapping and mapping.sheet and not named:
        names = ", ".join(one.name for one in tables if one.name)
        accepted = f"one of: {names}" if names else "the file without a sheet chosen; its table has no name"
        raise CannotRead(f"there is no sheet “{mapping.sheet}”", accepted)
    if not tables:
        hidden = [sheet.name for sheet in sheets if sheet.hidden]
        why = "no sheet has a table of figures" if len(sheets) > 1 else "the file has no table of figures"
        also = f"; hidden sheets are not read: {', '.join(hidden)}" if hidden else ""
        raise CannotRead(why + also, TABLE)
    chosen = named or tables
    if len(chosen) > 1:
        names = ", ".join(sheet.name or f"table {number}" for number, sheet in enumerate(chosen, start=1))
        raise CannotRead(
            f"{len(chosen)} tables were found: {names}", "one of them, by its sheet or as a file of its own"
        )
    sheet = chosen[0]
    used = mapping or guess(sheet, found[id(sheet)] or (0, 0))
    last = min(used.headings[1], len(sheet.rows))
    words = words_of(lines_of(sheet, (min(used.headings[0], last) - 1, last - 1)))
    listed = tuple(one.name for one in tables if one.name)
    return TablePreview(listed, sheet, used, tuple(words), tuple(used.problems(sheet.width)))


def as_bad_file(problem: CannotRead) -> BadFile:
    return BadFile([CellError(problem.row, problem.column, problem.value, problem.why, problem.accepted)])


def read_table(
    seen: TablePreview,
    given: ImportContext,
    sheets: list[Sheet],
    *,
    elsewhere: bool = False,
    source: SourceWords | None = None,
    passed_over: Mapping[int, str] | None = None,
    kind: str = "",
) -> Reading:
    """The figures of one table. Raises BadFile where the mapping does not fit it.

    `passed_over`: rows as a spreadsheet counts them that give no figure, and why. `kind`: of which kind the areas are,
    where the headings do not say it.
    """
    sheet, mapping = seen.sheet, seen.mapping
    if seen.problems:
        found = ", ".join(f"{column_name(number)} {words}" for number, words in enumerate(seen.headings) if words)
        raise BadFile([CellError(mapping.headings[0], "A", found[:200], why, CHOICE) for why in seen.problems])
    kind = kind or kind_of(seen.headings[column] for column in (*mapping.codes, *mapping.names))
    added = districts_named(sheet, mapping, given.areas, given.districts) if mapping.of_similar else []
    names = AreaNames([*given.areas, *added], mapping.area_set, kind)
    reader = TableReader(sheet, mapping, names, elsewhere, left_out={**given.left_out, **(passed_over or {})})
    reader.read()
    entries = once(reader)
    of_group = GroupReader(sheet, mapping, reader.places, given.own_areas)
    group = of_group.read() if mapping.of_similar else None
    reader.refused += of_group.refused
    compared = compare(reader, entries)
    kept = [entry for entry in entries if entry.value_column.kind != "total"]
    refused = [replace(entry, area="") for entry in reader.refused_entries if entry.value_column.kind != "total"]
    figures = [as_figure(entry, reader, group) for entry in kept]
    figures += [replace(as_figure(entry, reader, group), refused=True) for entry in refused]
    used = {one.area for one in figures} | {one.code for one in (group.members if group else ())}
    if not kept and not reader.refused:
        seen_rows = f"{reader.rows_read} rows were read, and none is of an area of the portal"
        raise BadFile([CellError(mapping.headings[1] + 1, "A", "", seen_rows, "rows of areas that the portal knows")])
    return Reading(
        rows_read=reader.rows_read,
        figures=figures,
        skipped=(_not_read(sheets, sheet) + _together([*reader.skipped, *compared.totals]))[:MOST_LISTED],
        refused=gathered(sorted(reader.refused, key=lambda one: one.row))[:MOST_LISTED],
        refused_rows=len({one.row for one in reader.refused}),
        columns=_columns(seen),
        findings=compared.findings,
        questions=compared.questions,
        source=source,
        group=group,
        new_areas=tuple(one for one in added if one.code in used),
        table=None if elsewhere else _headings(seen, reader, kept),
    )


def _headings(seen: TablePreview, reader: TableReader, kept: list[ReadCell]) -> TableHeadings | None:
    """What stands over the columns that were read; None for a table of more than MOST_ROWS rows."""
    if not kept or len({entry.row for entry in kept}) > MOST_ROWS:
        return None
    named = next(iter((*seen.mapping.names, *seen.mapping.codes, *seen.mapping.indicators)), None)
    return TableHeadings(
        title=seen.sheet.name[:200],
        label_heading="" if named is None else seen.headings[named][:100],
        columns=tuple(seen.headings[one.column] for one in reader.stored_columns),
    )


def _not_read(sheets: list[Sheet], chosen: Sheet) -> list[SkippedRows]:
    """Sheets, columns and titles that were passed over."""
    passed = [
        SkippedRows(
            1, "A", one.name, "the sheet is hidden, and hidden sheets are not read" if one.hidden else "another sheet"
        )
        for one in sheets
        if one is not chosen
    ]
    hidden = [column for column in sorted(chosen.hidden_columns) if column < chosen.width]
    return passed + [
        SkippedRows(1, column_name(column), "", "the column is hidden, and hidden columns are not read")
        for column in hidden
    ]


def _together(skipped: list[SkippedRows]) -> list[SkippedRows]:
    """Rows of areas elsewhere as one line, with their number; all others one by one, in the order of the rows."""
    skipped = sorted(skipped, key=lambda one: one.row)
    many = Counter(one.why for one in skipped)
    first: set[str] = set()
    kept = []
    for one in skipped:
        if one.why != COUNTRY:
            kept.append(one)
        elif one.why not in first:
            first.add(one.why)
            kept.append(SkippedRows(one.row, one.column, one.value, one.why, many[one.why]))
    return kept


def _columns(seen: TablePreview) -> list[FileColumn]:
    """Every column of the table by its heading, with what it is read as; empty for a column that is not used."""
    mapping, taken = seen.mapping, dict[int, str]()
    for one in mapping.values:
        taken[one.column] = ", ".join(filter(None, [KINDS[one.kind], one.indicator, one.period]))
    for columns, words in (
        (mapping.codes, "code of the area"),
        (mapping.names, "area"),
        (mapping.larger, "larger area"),
        (mapping.indicators, "indicator"),
        ((mapping.periods,), "period"),
        ((mapping.quarters,), "quarter"),
        ((mapping.units,), "unit"),
        ((mapping.groups,), "group of similar areas"),
        ((mapping.positions,), "position in the group"),
        ((mapping.distances,), "distance in the group"),
    ):
        taken |= {column: words for column in columns if column is not None}
    return [FileColumn(words, taken.get(number, "")) for number, words in enumerate(seen.headings)]
