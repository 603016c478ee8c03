"""One fact and all its printings, agree or not; and two tables beside each other, cell by cell. Pure."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import signed
from performance.figures.series import PublishedFigure
from performance.models import PrintedKind
from performance.rules.agreement import agree

from .facts.types import Facts, TableKey
from .figures.k01_same_fact import printings
from .figures.k03_recomputed import worked_out

FEWEST_SHARED = 3
KINDS = dict(PrintedKind.choices)


@dataclass(frozen=True)
class Fact:
    """One fact that is printed in more than one place."""

    printings: list[PublishedFigure]

    @property
    def agrees(self) -> bool:
        return agree(self.printings)

    @property
    def name(self) -> str:
        first = self.printings[0]
        kind = KINDS.get(first.kind)
        words = f"{first.indicator.name}, {str(kind).lower()}" if kind else first.indicator.name
        return f"{words}, {first.area.name}, {first.period}"


@dataclass(frozen=True)
class Cell:
    """The same fact in two tables; `owner` is the row of the first table beside which the second one's figure stands.

    `change` is the change that the second table prints for this row, and `by_first` what it is by the first one's
    figure.
    """

    first: PublishedFigure
    second: PublishedFigure
    owner: str
    change: PublishedFigure | None
    by_first: str

    @property
    def agrees(self) -> bool:
        return agree([self.first, self.second])

    @property
    def turned(self) -> bool:
        """Whether the change goes the other way by the first one's figure."""
        return bool(self.change and self.change.value and self.by_first.startswith("+") != (self.change.value > 0))


@dataclass(frozen=True)
class TablePair:
    """Two tables that give the same facts."""

    cells: list[Cell]

    @property
    def first(self) -> PublishedFigure:
        return self.cells[0].first

    @property
    def second(self) -> PublishedFigure:
        return self.cells[0].second

    @property
    def different(self) -> int:
        return sum(not cell.agrees for cell in self.cells)

    @property
    def slug(self) -> str:
        tables = [one.table.slug if one.table else "" for one in (self.first, self.second)]
        return "-and-".join(tables)


def facts_printed_twice(facts: Facts) -> list[Fact]:
    """Every dated fact with more than one printing, those that do not agree first."""
    found = [Fact(group) for group in printings(facts).values() if len(group) > 1]
    return sorted(found, key=lambda fact: (fact.agrees, fact.name))


def pairs(facts: Facts) -> list[TablePair]:
    """Tables that share at least three observed facts, in the order of their sources."""
    shared: dict[tuple[TableKey, TableKey], list[tuple[PublishedFigure, PublishedFigure]]] = defaultdict(list)
    for group in printings(facts).values():
        placed = [one for one in group if one.kind == "value" and one.table]
        for first, second in zip(placed, placed[1:], strict=False):
            if _key(first) != _key(second):
                shared[_key(first), _key(second)].append((first, second))
    return [TablePair(list(_cells(facts, cells))) for cells in shared.values() if len(cells) >= FEWEST_SHARED]


def _key(figure: PublishedFigure) -> TableKey:
    return figure.source.slug, figure.table.slug if figure.table else ""


def _cells(facts: Facts, shared: list[tuple[PublishedFigure, PublishedFigure]]) -> Iterator[Cell]:
    """The cells two tables share. If they differ: whose figure it is in the first, and the change this gives in %."""
    owners: dict[tuple[object, Decimal | None], str] = {}
    for first, _second in shared:
        owners.setdefault((first.period, first.value), first.label)
    changes = {
        (one.source.pk, one.indicator.pk, one.area.code, one.against): one
        for one in facts.figures
        if one.kind == "percent change" and one.table and one.against
    }
    for first, second in sorted(shared, key=lambda cell: (cell[1].row, cell[1].column)):
        change = changes.get((second.source.pk, second.indicator.pk, second.area.code, second.period))
        compared = facts.then_and_now(change) if change else None
        number = worked_out(change, first, compared[1]) if change and compared else None
        differs = first.value != second.value
        yield Cell(
            first,
            second,
            owners.get((second.period, second.value), _("nowhere")) if differs else "",
            change,
            signed(number, "%", 1) if number is not None and differs else "",
        )
