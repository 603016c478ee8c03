"""The rows of a table under a mapping: figures, and the fate of every row that gives none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from csp_portal.formats.periods import (
    REWRITTEN,
    NotAPeriod,
    Period,
    is_rewritten,
    may_be_a_day,
    parse as parse_period,
)
from performance.imports.figures import CellError, ParsedFigure
from performance.imports.reading import KnownArea, PublishedGroup, SkippedRows
from performance.imports.sheets import Sheet, column_name
from performance.rules.areas.ranking import printed_rank
from performance.rules.values import NotAValue, State, Value, parse as parse_value

from .headings import is_figure, lines_of, words_of
from .mapping import TableMapping, ValueColumn
from .marks import unmark
from .names import AreaNames, UnknownArea

TOTAL = re.compile(
    r"^\(?(lotal|total|totals|grand total|sum|overall|all|all (wards|areas|districts|sectors)|.+ total|total .+)\)?$",
    re.IGNORECASE,
)
UNASSIGNED = re.compile(r"^unassigned\b", re.IGNORECASE)
AVERAGE = re.compile(r"\b(average|mean|median)\b", re.IGNORECASE)
COUNTRY = "not an area of the portal"
EXACT = "an exact number such as 3,926; leave the cell empty where only a vague one is known"


class _NotTaken(ValueError):
    """A cell that cannot be taken, and the column to point at."""

    def __init__(self, why: str, accepted: str, column: int) -> None:
        self.accepted, self.column = accepted, column
        super().__init__(why)


@dataclass(frozen=True)
class ReadCell:
    """One cell that was read: its place, what it says, and for whom. `area` is empty in a row of totals."""

    row: int
    value_column: ValueColumn
    indicator: str
    area: str
    period: Period | None
    value: Value
    as_printed: str
    label: str = ""
    note: str = ""
    provisional: bool = False
    row_label: str = ""

    @property
    def fact(self) -> tuple[str, str, Period | None, str]:
        return self.indicator, self.area, self.period, self.value_column.kind

    @property
    def column(self) -> str:
        return column_name(self.value_column.column)


@dataclass
class TableReader:
    """Reads the rows of one sheet. `elsewhere`: rows of areas that the portal does not know are passed over, because
    the table speaks of the whole country. `left_out`: rows as a spreadsheet counts them, and why nothing is taken
    from them.

    `entries` are figures of areas, `refused_entries` those whose area or period is refused, `totals` those of rows of
    totals. `parts` are figures that belong to a total and to no area; `unread` those of hidden rows and of rows that
    were passed over, for comparing totals only. `places`: the rows of the sheet, from 0, whose area is known.
    """

    sheet: Sheet
    mapping: TableMapping
    areas: AreaNames
    elsewhere: bool = False
    left_out: Mapping[int, str] = field(default_factory=dict)
    rows_read: int = 0
    entries: list[ReadCell] = field(default_factory=list)
    refused_entries: list[ReadCell] = field(default_factory=list)
    totals: list[ReadCell] = field(default_factory=list)
    parts: list[ReadCell] = field(default_factory=list)
    unread: list[ReadCell] = field(default_factory=list)
    skipped: list[SkippedRows] = field(default_factory=list)
    refused: list[CellError] = field(default_factory=list)
    places: dict[int, KnownArea] = field(default_factory=dict)
    _stopped: bool = False
    _dates: bool | None = None

    @property
    def stored_columns(self) -> list[ValueColumn]:
        """The columns whose figures are stored, from left to right: totals of rows are only compared."""
        read = [one for one in self.mapping.values if one.column not in self.sheet.hidden_columns]
        return sorted((one for one in read if one.kind != "total"), key=lambda one: one.column)

    def read(self) -> None:
        """Read every row after the headings. Stops where a second table with other headings begins."""
        first, last = self.mapping.headings
        columns = [one for one in self.mapping.values if one.column not in self.sheet.hidden_columns]
        headings = [words_of(lines_of(self.sheet, (first - 1, last - 1)))]
        headings += [[" ".join(cell.split()) for cell in self.sheet.rows[row]] for row in range(first - 1, last)]
        for row in range(last, len(self.sheet.rows)):
            cells = self.sheet.rows[row]
            if not any(map(str.strip, cells)):
                continue
            self.rows_read += 1
            if row + 1 in self.left_out:
                self._pass_over(row, cells, columns, 0, self._named(cells)[0], self.left_out[row + 1])
            elif row in self.sheet.hidden_rows:
                why = "the row is hidden in the file, and hidden rows are not read"
                self._pass_over(row, cells, columns, 0, _words(cells), why)
            elif [" ".join(cell.split()) for cell in cells] in headings:
                self._skip(row, 0, cells[0], "the headings again")
            else:
                self._row(row, cells, columns)
            if self._stopped:
                return

    def _row(self, row: int, cells: list[str], columns: list[ValueColumn]) -> None:
        """Read the figures of one row, or record why the row is skipped or refused."""
        filled = [column for column, cell in enumerate(cells) if cell.strip()]
        given = [one for one in columns if cells[one.column].strip() or (row, one.column) in self.sheet.problems]
        name, place = self._named(cells)
        areas = self._areas(cells, name, columns)
        problem = next((one for one in areas.values() if isinstance(one, UnknownArea)), None)
        area = next((one for one in areas.values() if isinstance(one, KnownArea)), None)
        if area:
            self.places[row] = area
        cells_there = self.sheet.cut.get(row, len(cells))
        figures = any(self._may_be_figure(row, one.column) for one in given)
        known = area is not None or any(cells[column].strip() for column in self.mapping.codes)
        if cells_there <= max((one.column for one in columns), default=0):
            if figures or known or cells_there > len(filled):
                why = f"the row has {cells_there} cells where the table has {self.sheet.width}"
                return self._refuse(row, cells_there - 1, _words(cells), why, "the whole file; it may be cut off")
            return self._skip(row, filled[0], cells[filled[0]], "words without figures")
        if not given and area is None and len(filled) == 1:
            return self._skip(row, filled[0], cells[filled[0]], "words without figures")
        if not area and TOTAL.match(unmark(name).text):
            return self._figures(row, cells, columns, {}, self.totals)
        if not area and UNASSIGNED.match(name):
            self._skip(row, place, name, "assigned to no area; a part of the whole, not saved")
            return self._figures(row, cells, columns, {}, self.parts)
        if not area and AVERAGE.search(name):
            return self._skip(row, place, name, "an average of the areas; not an area")
        if len(given) > 1 and not figures and area is None:
            self._stopped = True
            why = "the headings here differ from those above the table; rows from here on are not read"
            return self._refuse(row, place, _words(cells), why, "one table a file, or each table on a sheet of its own")
        if problem:
            if problem.elsewhere or (self.elsewhere and not (problem.meant and problem.meant.own)):
                return self._pass_over(row, cells, columns, place, name, COUNTRY)
            self._refuse(row, place, name, str(problem), problem.accepted)
        return self._figures(row, cells, columns, areas, self.entries)

    def _pass_over(
        self, row: int, cells: list[str], columns: list[ValueColumn], place: int, words: str, why: str
    ) -> None:
        """Skip a row of figures, and keep them for comparing totals. Nothing in it can refuse the file."""
        self._skip(row, place, words, why)
        refused = len(self.refused)
        self._figures(row, cells, columns, {}, self.unread)
        del self.refused[refused:]

    def _may_be_figure(self, row: int, column: int) -> bool:
        return is_figure(self.sheet.rows[row][column]) or (row, column) in self.sheet.problems

    def _named(self, cells: list[str]) -> tuple[str, int]:
        """What the row calls its area, by name if it can, and the column to point at."""
        columns = (*self.mapping.names, *self.mapping.codes, *self.mapping.larger)
        place = next((column for column in columns if cells[column].strip()), None)
        return (cells[place].strip(), place) if place is not None else ("", next(iter(columns), 0))

    def _areas(
        self, cells: list[str], name: str, columns: list[ValueColumn]
    ) -> dict[Period | None, KnownArea | UnknownArea]:
        """The area that the row means in each period of its figures, or why none can be meant.

        Where a period cannot be read, an area of several that the name may mean is enough: no figure is made of it.
        """
        found: dict[Period | None, KnownArea | UnknownArea] = {}
        for one in columns:
            try:
                period: Period | None = self._period(cells, one)
            except NotAPeriod:
                period = None
            if period not in found:
                area = self._area(cells, name, period)
                found[period] = area.meant or area if period is None and isinstance(area, UnknownArea) else area
        return found

    def _area(self, cells: list[str], name: str, period: Period | None) -> KnownArea | UnknownArea:
        """The area by the first code that is known, else by the name; or why there is none."""
        smaller = [cells[column].strip() for column in self.mapping.codes if cells[column].strip()]
        names = [cells[column].strip() for column in self.mapping.names if cells[column].strip()]
        if self.mapping.area:
            smaller, names = [], [self.mapping.area]
        larger = [cells[column].strip() for column in self.mapping.larger if cells[column].strip()]
        if meant := self.mapping.areas_meant.get(name):
            smaller, names = [meant], []
        elif not smaller and not names:
            smaller, names = larger, larger
        first: UnknownArea | None = None
        for code, called in [(code, next(iter(names), "")) for code in smaller] or [
            ("", one) for one in names or [name]
        ]:
            try:
                area = self.areas.find(code, called, period)
            except UnknownArea as problem:
                first = problem if first is None or (problem.meant and not first.meant) else first
                continue
            if not code and (other := self._of_others(larger)):
                why = f"the row is of {other}, and {area.name} ({area.code}) is of “{area.set_name}”"
                return UnknownArea(why, "the code of the area")
            return area
        assert first is not None
        return first

    def _of_others(self, larger: list[str]) -> str:
        """The area of others that the row says it lies in: a name below it cannot be one of ours. A larger area that
        nobody knows is of others in a table that names one of ours too."""
        known = [area for name in larger if (area := self._larger(name))]
        if any(area.own for area in known):
            return ""
        if known:
            return known[0].name
        return larger[0] if larger and self._names_larger_of_ours else ""

    @cached_property
    def _names_larger_of_ours(self) -> bool:
        """Whether a row of the table says that it lies in an area of ours."""
        rows = self.sheet.rows[self.mapping.headings[1] :]
        names = {name for cells in rows for column in self.mapping.larger if (name := cells[column].strip())}
        return any(area is not None and area.own for area in map(self._larger, names))

    def _larger(self, name: str) -> KnownArea | None:
        try:
            return self.areas.find("", name)
        except UnknownArea:
            return None

    def _figures(
        self,
        row: int,
        cells: list[str],
        columns: list[ValueColumn],
        areas: Mapping[Period | None, KnownArea | UnknownArea],
        into: list[ReadCell],
    ) -> None:
        """Add the figures of one row to `into`, those of an area or, without `areas`, of none. Every cell is read,
        so that all that is wrong with the row is said at once."""
        said: set[str] = set()
        for one in columns:
            period, problem = None, ""
            try:
                period = self._period(cells, one)
            except NotAPeriod as not_read:
                problem = not_read.why
                if problem not in said:
                    place = self.mapping.periods if self.mapping.periods is not None else one.column
                    self._refuse(row, place, cells[place], problem, "a period such as 2007/08 or October 2018")
                    said.add(problem)
            area = areas.get(period)
            entry = self._entry(row, cells, one, area.code if isinstance(area, KnownArea) else "", period)
            if entry and not problem and not isinstance(area, UnknownArea):
                into.append(entry)
            elif entry and into is self.entries:
                self.refused_entries.append(entry)

    def _period(self, cells: list[str], one: ValueColumn) -> Period:
        """The period of a figure, from its column, its row or the whole table. Raises NotAPeriod."""
        if one.period:
            return parse_period(one.period)
        if self.mapping.periods is None:
            return parse_period(self.mapping.period)
        words = unmark(cells[self.mapping.periods]).text
        if may_be_a_day(words) and self._has_dates():
            raise NotAPeriod(words, REWRITTEN)
        if self.mapping.quarters is not None:
            quarter = cells[self.mapping.quarters].strip().casefold().removeprefix("q")
            words = f"Q{quarter} {words}"
        return parse_period(words)

    def _has_dates(self) -> bool:
        """If the column of periods holds dates: then a spreadsheet wrote it, and Apr-18 may be 18 April."""
        if self._dates is None:
            assert self.mapping.periods is not None
            below = self.sheet.rows[self.mapping.headings[1] :]
            self._dates = any(is_rewritten(cells[self.mapping.periods]) for cells in below)
        return self._dates

    def _entry(self, row: int, cells: list[str], one: ValueColumn, area: str, period: Period | None) -> ReadCell | None:
        """One cell as a figure with its notes; None if the cell is refused."""
        text, marked = cells[one.column], unmark(cells[one.column])
        label = self._indicator(cells, one)
        try:
            symbol = one.kind == "status"
            value = Value(State.NOT_APPLICABLE) if symbol else self._value(row, one, marked.text, label)
        except _NotTaken as problem:
            self._refuse(row, problem.column, cells[problem.column], str(problem), problem.accepted)
            return None
        unit = cells[self.mapping.units].strip() if self.mapping.units is not None else self.mapping.unit
        notes = [f"marked {' '.join(marked.marks)}"] if marked.marks else []
        notes += [f"in {unit}"] if unit else []
        if held := self.sheet.rounded.get((row, one.column)):
            notes.append(f"shown rounded; the file holds {held}")
        provisional = marked.provisional or self._is_provisional(cells)
        indicator = self.mapping.indicators_meant.get(label, label)
        own = [unmark(cells[column]).text for column in self.mapping.indicators]
        row_label = ", ".join(filter(None, [self._named(cells)[0], *own])) or label
        note = "; ".join(notes)
        return ReadCell(row, one, indicator, area, period, value, text.strip(), label, note, provisional, row_label)

    def _value(self, row: int, one: ValueColumn, text: str, indicator: str) -> Value:
        """The value of a cell. Raises _NotTaken if it is not an exact number or nothing says what it counts."""
        if why := self.sheet.problems.get((row, one.column)):
            raise _NotTaken(why, "the number itself, as a plain cell", one.column)
        try:
            value = (_rank(text, one.column) if one.kind == "rank" else None) or parse_value(text)
        except NotAValue as problem:
            raise _NotTaken(problem.why, "a number, or a mark that says why there is none", one.column) from None
        if value.qualifier:
            raise _NotTaken(f"“{value.qualifier}” does not say an exact figure", EXACT, one.column)
        if not indicator:
            place = self.mapping.indicators[0] if self.mapping.indicators else one.column
            raise _NotTaken("nothing says what is counted", "the name of an indicator", place)
        return value

    def _is_provisional(self, cells: list[str]) -> bool:
        return self.mapping.periods is not None and unmark(cells[self.mapping.periods]).provisional

    def _indicator(self, cells: list[str], one: ValueColumn) -> str:
        parts = [unmark(cells[column]).text for column in self.mapping.indicators]
        if parts and not any(parts):
            return ""
        words = [*parts, one.indicator] if parts or one.indicator else [self.mapping.indicator]
        return ", ".join(filter(None, words))

    def _skip(self, row: int, column: int, value: str, why: str) -> None:
        self.skipped.append(SkippedRows(row + 1, column_name(column), value.strip()[:100], why))

    def _refuse(self, row: int, column: int, value: str, why: str, accepted: str) -> None:
        self.refused.append(CellError(row + 1, column_name(max(column, 0)), value.strip()[:100], why, accepted))


def _rank(text: str, column: int) -> Value | None:
    """A rank such as “13 of 15”; None for a cell in other words. Raises _NotTaken for one that cannot be."""
    found = printed_rank(text)
    if found is None:
        return None
    rank, of = found
    if of is not None and not 1 <= rank <= of:
        raise _NotTaken(f"there is no rank {rank} of {of}", f"a rank from 1 to {of}", column)
    return Value(State.VALUE, Decimal(rank))


def _words(cells: list[str]) -> str:
    return ", ".join(cell.strip() for cell in cells if cell.strip())


def once(reader: TableReader) -> list[ReadCell]:
    """The entries, each fact once: added up where the mapping says so, else the second is refused."""
    found: dict[tuple[str, str, Period | None, str], ReadCell] = {}
    times: dict[tuple[str, str, Period | None, str], int] = {}
    for entry in reader.entries:
        first = found.get(entry.fact)
        if first is None:
            found[entry.fact] = entry
        elif reader.mapping.add_up and entry.value_column.kind == "value":
            found[entry.fact] = _added(first, entry)
        else:
            why = f"row {first.row + 1}, column {first.column} already says this about {entry.label}"
            reader.refused.append(
                CellError(
                    entry.row + 1, entry.column, entry.as_printed, why, "one row for each area, indicator and period"
                )
            )
        times[entry.fact] = times.get(entry.fact, 0) + 1
    return [
        replace(entry, note="; ".join(filter(None, [entry.note, f"{times[fact]} rows added"])))
        if times[fact] > 1
        else entry
        for fact, entry in found.items()
    ]


def _added(first: ReadCell, second: ReadCell) -> ReadCell:
    if first.value.number is None:
        return first
    if second.value.number is None:
        return replace(first, value=second.value, as_printed=second.as_printed)
    number: Decimal = first.value.number + second.value.number
    return replace(first, value=replace(first.value, number=number), as_printed=f"{number:,f}")


def as_figure(entry: ReadCell, reader: TableReader, group: PublishedGroup | None = None) -> ParsedFigure:
    """The entry as the engine stores it. A rank is noted with the group of similar areas that the table is about."""
    against = entry.value_column.against
    ranked = entry.value_column.kind == "rank" and group is not None and entry.area in group.codes
    among = [f"similar areas ({group.name})"] if group and ranked else []
    place = f"row {entry.row + 1}, column {entry.column}"
    return ParsedFigure(
        indicator=entry.indicator,
        area=entry.area,
        kind=entry.value_column.kind,
        period=entry.period,
        against=parse_period(against) if against else None,
        label=entry.label[:200],
        as_printed=entry.as_printed[:100],
        value=entry.value,
        locator=f"sheet {reader.sheet.name[:120]}, {place}" if reader.sheet.name else place,
        row=max(0, entry.row - reader.mapping.headings[1]),
        column=reader.stored_columns.index(entry.value_column),
        provisional=entry.provisional,
        note="; ".join(filter(None, [*among, entry.note]))[:300],
        line=entry.row + 1,
        cell=entry.column,
        row_label=entry.row_label[:200],
    )
