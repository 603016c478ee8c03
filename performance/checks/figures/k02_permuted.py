"""K2: two tables give the same figures for the same rows in the same period, but not the same figure to each row."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import shown
from csp_portal.formats.periods import Period
from performance.checks.facts.types import Facts, Row, TableKey
from performance.checks.finding import Finding, FindingPlace, Severity
from performance.figures.series import PublishedFigure

from .k02_moved import moved

FEWEST_ROWS = 3


class FigureColumn(NamedTuple):
    """One column of a table without its total: its figures by what each is about, in the order of the rows."""

    table: TableKey
    number: int
    cells: dict[tuple[int, str], PublishedFigure]

    @property
    def heading(self) -> str:
        table = next(iter(self.cells.values())).table
        return table.columns[self.number] if table and self.number < len(table.columns) else ""

    @property
    def place(self) -> FindingPlace:
        cells = list(self.cells.values())
        first, last = cells[0], cells[-1]
        where = f"{first.locator} – {last.locator}, “{self.heading}”"
        return FindingPlace(where, first.source.slug, first.source.title, first.anchor)

    @property
    def values(self) -> list[Decimal | None]:
        return [one.value for one in self.cells.values()]


def check(facts: Facts) -> Iterator[Finding]:
    """Every pair of columns with the same figures for the same rows and period, against different rows."""
    by_period: dict[Period, list[FigureColumn]] = defaultdict(list)
    for key, rows in facts.tables.items():
        for period, column in columns(key, rows, facts.totals(rows)):
            if len(column.cells) >= FEWEST_ROWS:
                by_period[period].append(column)
    for group in by_period.values():
        for first, other in combinations(sorted(group, key=lambda one: (one.table, one.number)), 2):
            if first.table != other.table:
                yield from _compared(first, other)
    yield from moved(facts)


def _compared(first: FigureColumn, other: FigureColumn) -> Iterator[Finding]:
    """The finding for two columns that hold the same figures, but not beside the same rows; or one row away."""
    shared = [key for key in other.cells if key in first.cells]
    theirs, ours = [first.cells[key].value for key in shared], [other.cells[key].value for key in shared]
    if len(shared) < FEWEST_ROWS or theirs == ours or len(set(theirs)) == 1:
        return
    if _sorted(theirs) == _sorted(ours):
        yield _permuted(first, other, [key for key in shared if first.cells[key].value != other.cells[key].value])
    elif theirs[:-1] == ours[1:] or theirs[1:] == ours[:-1]:
        yield _shifted(first, other, shared)


def _sorted(values: list[Decimal | None]) -> list[Decimal]:
    return sorted(value for value in values if value is not None)


def columns(key: TableKey, rows: list[Row], totals: set[int]) -> Iterator[tuple[Period, FigureColumn]]:
    """The columns of observed figures by period, without rows that are a total of others or have no figure."""
    found: dict[tuple[int, Period], dict[tuple[int, str], PublishedFigure]] = defaultdict(dict)
    for row in rows:
        for cell in row:
            if cell.kind == "value" and cell.period and cell.value is not None and cell.indicator.pk not in totals:
                found[cell.column, cell.period][cell.indicator.pk, cell.area.code] = cell
    for (number, period), cells in found.items():
        yield period, FigureColumn(key, number, cells)


def _shifted(first: FigureColumn, other: FigureColumn, shared: list[tuple[int, str]]) -> Finding:
    """The finding for a column whose figures stand one row away from those of another."""
    return Finding(
        "K2",
        ("shifted", *first.table, first.heading, *other.table, other.heading),
        Severity.ERROR,
        _("Two columns hold the same figures one row apart."),
        (other.place, first.place),
        "; ".join(f"{other.cells[key].label}: {other.cells[key].shown}" for key in shared),
        "; ".join(f"{other.cells[key].label}: {first.cells[key].shown}" for key in shared),
        _("Each figure of one column is one row further up or down in the other."),
        _("Put each figure back next to its row."),
    )


def _permuted(first: FigureColumn, other: FigureColumn, moved_rows: list[tuple[int, str]]) -> Finding:
    """The finding for two such columns; `moved_rows` are those whose figures differ."""
    owner = {cell.value: cell.label for cell in first.cells.values()}
    lines = []
    for key in moved_rows:
        here, there = other.cells[key], first.cells[key]
        lines.append(
            _("%(row)s: %(figure)s, which is printed next to “%(owner)s” in the other, where this row has %(own)s")
            % {
                "row": here.label,
                "figure": here.shown,
                "owner": owner.get(here.value, ""),
                "own": there.shown,
            }
        )
    same_order = first.values == other.values
    shared = [cell for key, cell in first.cells.items() if key in other.cells]
    total = sum((cell.value or Decimal(0) for cell in shared), Decimal(0))
    return Finding(
        "K2",
        (*first.table, first.heading, *other.table, other.heading),
        Severity.ERROR,
        _("Two columns hold the same figures next to different rows: %(number)s of %(all)s rows differ.")
        % {"number": len(moved_rows), "all": len(shared)},
        (other.place, first.place),
        "; ".join(lines),
        _("both columns add up to %(sum)s, so the total hides it") % {"sum": shown(total)},
        _("The figures are in the same order in both columns: the names of the rows moved, the figures did not.")
        if same_order
        else _("Sorted by size, both columns are the same figures."),
        _("Put each figure back next to its row, and recalculate whatever was worked out from it."),
    )
