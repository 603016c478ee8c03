"""Do the wards add up? The figures of one set of areas beside those of every larger set: pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from performance.figures.series import PublishedFigure
from performance.rules.areas.wards import MatchingAreas, Movement, reconcile, together, total
from plans.models import Area, AreaSet

from .figures import AreaFigures, Measure


@dataclass(frozen=True)
class ReconciliationLine:
    """Areas that cover the same ground: their wards' sum, their own figures, and how these moved."""

    group: MatchingAreas
    smaller: list[Area]
    larger: list[Area]
    figures: list[PublishedFigure]
    movement: Movement | None


@dataclass(frozen=True)
class Reconciliation:
    """One larger set beside the wards."""

    area_set: AreaSet
    lines: list[ReconciliationLine]
    left_out: list[Area]
    derived: bool

    @property
    def smaller_sum(self) -> Decimal | None:
        return total(line.group.smaller_sum for line in self.lines)

    @property
    def larger_sum(self) -> Decimal | None:
        return total(line.group.larger_sum for line in self.lines)

    @property
    def movement(self) -> Movement | None:
        """All lines together; None where one of them has no earlier figure."""
        return together(line.movement for line in self.lines)

    @property
    def agrees(self) -> bool | None:
        """Whether every line agrees; None where no line can be compared."""
        known = [line.group.agrees for line in self.lines if line.group.agrees is not None]
        return all(known) if known else None


def reconciliations(
    measure: Measure,
    wards: Sequence[Area],
    larger_sets: Mapping[AreaSet, Sequence[Area]],
    links: Iterable[tuple[str, str, str]],
    known: AreaFigures,
) -> list[Reconciliation]:
    """One for each larger set that a link joins to the wards. `links` are smaller, larger and basis."""
    by_code = {area.code: area for areas in (wards, *larger_sets.values()) for area in areas}
    links = list(links)
    pairs = [(smaller, larger) for smaller, larger, _basis in links]
    smaller = {area.code: known.value(measure, area.code) for area in wards}
    found = []
    for area_set, areas in larger_sets.items():
        larger = {area.code: known.value(measure, area.code) for area in areas}
        groups = reconcile(smaller, larger, pairs)
        if not groups:
            continue
        covered = {code for group in groups for code in group.smaller}
        found.append(
            Reconciliation(
                area_set=area_set,
                lines=[_line(group, by_code, measure, known) for group in groups],
                left_out=[area for area in wards if area.code not in covered],
                derived=any(
                    basis != "printed" and {one, other} & set(larger) and {one, other} & set(smaller)
                    for one, other, basis in links
                ),
            )
        )
    return found


def _line(
    group: MatchingAreas, by_code: Mapping[str, Area], measure: Measure, known: AreaFigures
) -> ReconciliationLine:
    moved = together(known.movement(measure, code) for code in group.larger)
    figures = [figure for code in group.larger if (figure := known.figure(measure, code))]
    return ReconciliationLine(
        group, [by_code[c] for c in group.smaller], [by_code[c] for c in group.larger], figures, moved
    )
