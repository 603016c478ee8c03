"""Columns that moved inside their own table: a part of K2. Each printed change fits the figure of another row."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from performance.checks.facts.types import Facts
from performance.checks.finding import Finding, FindingPlace, Severity
from performance.figures.series import PublishedFigure
from performance.rules.values import COUNTED

from .k03_recomputed import CHANGES, follows

FEWEST_SHIFTED = 3
MOST_OF = Decimal("0.75")  # of the wrong rows must fit their neighbour before the column is called shifted
FEWEST_COPIED = 4


class ChangeRow(NamedTuple):
    """A printed change with the two figures that it compares."""

    change: PublishedFigure
    then: PublishedFigure
    now: PublishedFigure


def moved(facts: Facts) -> Iterator[Finding]:
    """Columns whose printed changes fit if the figures of one column stand beside other rows; columns given twice."""
    groups: dict[tuple[object, ...], list[ChangeRow]] = defaultdict(list)
    for one in facts.figures:
        compared = facts.then_and_now(one) if one.kind in CHANGES else None
        if compared and one.value is not None:
            table = one.table.slug if one.table else ""
            groups[one.source.pk, table, one.kind, one.period, one.against].append(ChangeRow(one, *compared))
    told: set[tuple[str, ...]] = set()
    for rows in groups.values():
        ordered = sorted(rows, key=lambda row: row.change.row)
        if (found := _moved(ordered)) and found.subject not in told:
            told.add(found.subject)
            yield found
    yield from _copied(facts)


def _moved(rows: Sequence[ChangeRow]) -> Finding | None:
    """The earlier or the later column of figures, if another order of it makes every wrong change right."""
    wrong = [number for number, row in enumerate(rows) if not follows(row.change, row.then, row.now)]
    if len(wrong) < 2:
        return None
    for which in ("then", "now"):
        fitting = {n: [m for m in wrong if m != n and _fits(rows[n], rows[m], which)] for n in wrong}
        for step in (1, -1):
            near = [n for n in wrong if 0 <= n + step < len(rows) and _fits(rows[n], rows[n + step], which)]
            if len(near) >= FEWEST_SHIFTED and len(near) >= MOST_OF * len(wrong):
                return _finding(rows, {n: n + step for n in near}, which, shifted=True)
        if all(fitting.values()) and (order := matching(fitting)):
            return _finding(rows, order, which, shifted=False)
    return None


def _fits(row: ChangeRow, other: ChangeRow, which: str) -> bool:
    """Whether the change of a row fits with the figure of another one in its place."""
    return follows(row.change, other.then if which == "then" else row.then, other.now if which == "now" else row.now)


def matching(fitting: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Each row with another one whose figure fits it, every figure once; empty where there is no such order."""
    owner: dict[int, int] = {}

    def place(row: int, tried: set[int]) -> bool:
        for other in fitting[row]:
            if other not in tried:
                tried.add(other)
                if other not in owner or place(owner[other], tried):
                    owner[other] = row
                    return True
        return False

    complete = all(place(row, set()) for row in fitting)
    return {row: other for other, row in owner.items()} if complete else {}


def _finding(rows: Sequence[ChangeRow], order: Mapping[int, int], which: str, *, shifted: bool) -> Finding:
    """The finding for one column; `order` says for each row which row's figure its change is worked out from."""
    cells = [getattr(row, which) for row in rows]
    first = cells[0]
    table = first.table.slug if first.table else ""
    sentence = (
        _(
            "The figures of a column are one row away from where they belong: %(number)s changes fit the "
            "neighbouring row."
        )
        if shifted
        else _("The figures of a column are next to other rows: %(number)s changes fit the figure of another row.")
    )
    return Finding(
        "K2",
        ("shifted" if shifted else "moved", first.source.slug, table, first.indicator.slug, str(first.period)),
        Severity.ERROR,
        sentence % {"number": len(order)},
        tuple(_place(cells[row]) for row in sorted(order)),
        "; ".join(f"{cells[row].label}: {cells[row].shown}" for row in sorted(order)),
        "; ".join(f"{cells[row].label}: {cells[order[row]].shown}" for row in sorted(order)),
        "; ".join(
            _("%(row)s: %(change)s follows from %(figure)s, which is printed next to %(other)s")
            % {
                "row": cells[row].label,
                "change": rows[row].change.as_printed,
                "figure": cells[order[row]].shown,
                "other": cells[order[row]].label,
            }
            for row in sorted(order)
        ),
        _("Put each figure back next to its row."),
    )


def _place(figure: PublishedFigure) -> FindingPlace:
    return FindingPlace(figure.locator, figure.source.slug, figure.source.title, figure.anchor)


def _copied(facts: Facts) -> Iterator[Finding]:
    """The same counts for the same areas in two periods of one source: one column is a copy of the other."""
    columns: dict[tuple[int, int], dict[object, dict[str, PublishedFigure]]] = defaultdict(lambda: defaultdict(dict))
    for (source, indicator, area, period), figure in facts.observed.items():
        if figure.indicator.unit in COUNTED and figure.indicator.type != "denominator":
            columns[source, indicator][period][area] = figure
    for by_period in columns.values():
        alike: dict[object, list[dict[str, PublishedFigure]]] = defaultdict(list)
        for column in by_period.values():
            values = {code: figure.value for code, figure in column.items()}
            if len(column) >= FEWEST_COPIED and len(set(values.values())) > 2:
                alike[frozenset(values.items())].append(column)
        for same in alike.values():
            yield from (_column_twice(same[0], other) for other in same[1:])


def _column_twice(column: dict[str, PublishedFigure], other: dict[str, PublishedFigure]) -> Finding:
    """Two periods with the same figures in every area."""
    first, second = next(iter(column.values())), next(iter(other.values()))
    return Finding(
        "K2",
        ("copied", first.source.slug, first.indicator.slug, str(first.period), str(second.period)),
        Severity.WARNING,
        _("%(what)s: all %(rows)s areas have the same figures in %(then)s and in %(now)s.")
        % {"what": first.indicator.name, "rows": len(column), "then": first.period, "now": second.period},
        (_place(second), _place(first)),
        _("the same figures twice"),
        _("two different columns"),
        _("Counts for several areas do not repeat themselves: one column may be a copy of the other."),
        _("Look up the figures of both periods again."),
    )
