"""K2: two tables give the same figures for the same rows in the same period, but not the same figure to each row."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import shown
from performance.checks.facts.types import Facts, Row, TableKey
from performance.checks.finding import Finding, FindingPlace, Severity
from performance.figures.series import PublishedFigure

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
    """Every pair of columns with the same rows, period and figures, but the figures against different rows."""
    alike: dict[object, list[FigureColumn]] = defaultdict(list)
    for key, rows in facts.tables.items():
        for column in columns(key, rows, facts.totals(rows)):
            periods = {one.period for one in column.cells.values()}
            if len(column.cells) >= FEWEST_ROWS and len(periods) == 1 and None not in periods:
                values = tuple(sorted(value for value in column.values if value is not None))
                if len(values) == len(column.cells) and len(set(values)) > 1:
                    alike[frozenset(column.cells), periods.pop(), values].append(column)
    for group in alike.values():
        first = group[0]
        for other in group[1:]:
            moved = [key for key, cell in first.cells.items() if other.cells[key].value != cell.value]
            if moved:
                yield _permuted(first, other, moved)


def columns(key: TableKey, rows: list[Row], totals: set[int]) -> Iterator[FigureColumn]:
    """The columns of observed figures, without rows that are a total of others."""
    found: dict[int, dict[tuple[int, str], PublishedFigure]] = defaultdict(dict)
    for row in rows:
        for cell in row:
            if cell.kind == "value" and cell.indicator.pk not in totals:
                found[cell.column][cell.indicator.pk, cell.area.code] = cell
    for number, cells in found.items():
        yield FigureColumn(key, number, cells)


def _permuted(first: FigureColumn, other: FigureColumn, moved: list[tuple[int, str]]) -> Finding:
    """The finding for two such columns; `moved` are the rows whose figures differ."""
    owner = {cell.value: cell.label for cell in first.cells.values()}
    lines = []
    for key in moved:
        here, there = other.cells[key], first.cells[key]
        lines.append(
            _("%(row)s: %(figure)s, which stands beside “%(owner)s” in the other, where this row has %(own)s")
            % {
                "row": here.label,
                "figure": here.shown,
                "owner": owner.get(here.value, ""),
                "own": there.shown,
            }
        )
    same_order = first.values == other.values
    total = sum((cell.value or Decimal(0) for cell in first.cells.values()), Decimal(0))
    return Finding(
        "K2",
        (*first.table, first.heading, *other.table, other.heading),
        Severity.ERROR,
        _("Two columns hold the same figures beside different rows: %(number)s of %(all)s rows differ.")
        % {"number": len(moved), "all": len(first.cells)},
        (other.place, first.place),
        "; ".join(lines),
        _("both columns add up to %(sum)s, so the total hides it") % {"sum": shown(total)},
        _("The figures stand in the same order in both columns: the names of the rows moved, the figures did not.")
        if same_order
        else _("Sorted by size, both columns are the same figures."),
        _("Put each figure back beside its row, and work out again whatever was worked out from it."),
    )
