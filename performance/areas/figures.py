"""Figures of areas put together for ranking, rates and maps: pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import shown
from performance.figures.series import IndicatorHead, PublishedFigure
from performance.rules.agreement import choose
from performance.rules.areas.average import AverageComparison, compare_with_average
from performance.rules.areas.ranking import ranks, rate
from performance.rules.areas.wards import Movement, denominator, movement
from performance.rules.change.words import COUNTED
from performance.rules.periods import Period
from plans.models import Area

RESIDENTS, HOUSEHOLDS = "residents", "households"
BASES = (RESIDENTS, HOUSEHOLDS)


def bases_of(indicator: IndicatorHead) -> list[str]:
    """What a count may be divided by, the one that the indicator asks for first."""
    return sorted(BASES, key=lambda base: base != indicator.rate_base)


def per_thousand(base: str) -> str:
    """The unit of a rate."""
    return _("per 1,000 households") if base == HOUSEHOLDS else _("per 1,000 residents")


@dataclass(frozen=True)
class Measure:
    """An indicator in a period, for the areas of a set."""

    indicator: IndicatorHead
    period: Period
    area_set: int

    @property
    def key(self) -> str:
        """The period as it stands in an address."""
        return f"{self.period.start}_{self.period.end}"


@dataclass(frozen=True)
class Rate:
    """So many for each 1,000 of those counted in `year`, residents or households."""

    value: Decimal
    year: int

    @property
    def words(self) -> str:
        return shown(self.value, decimals=1)


@dataclass(frozen=True)
class AreaFigure:
    """An area in one measure. Without a figure it has no rank."""

    area: Area
    figure: PublishedFigure | None
    rank: int | None
    of: int
    printed_rank: PublishedFigure | None
    per_residents: Rate | None
    per_households: Rate | None
    movement: Movement | None
    against: AverageComparison | None = None
    base: str = ""

    @property
    def rate(self) -> Rate | None:
        """The rate that areas are compared by."""
        return {RESIDENTS: self.per_residents, HOUSEHOLDS: self.per_households}.get(self.base)

    @property
    def value(self) -> Decimal | None:
        return self.figure.value if self.figure else None


class AreaFigures:
    """Figures by indicator, area and period. Where sources differ, a figure stands here that has no value."""

    def __init__(self, found: Iterable[PublishedFigure]) -> None:
        """Keep the dated values and printed ranks among the figures; anything else is left out."""
        self.said: dict[tuple[str, str], dict[Period, PublishedFigure]] = {}
        self.printed_ranks: dict[tuple[str, str, Period], PublishedFigure] = {}
        facts: dict[tuple[str, str, str, Period], list[PublishedFigure]] = {}
        for figure in found:
            if figure.period and figure.kind in ("value", "rank"):
                fact = (figure.kind, figure.indicator.slug, figure.area.code, figure.period)
                facts.setdefault(fact, []).append(figure)
        for (kind, indicator, code, period), said in facts.items():
            if kind == "value":
                self.said.setdefault((indicator, code), {})[period] = choose(said)
            else:
                self.printed_ranks[indicator, code, period] = choose(said)

    def series(self, indicator: str, code: str) -> dict[Period, Decimal | None]:
        return {period: figure.value for period, figure in self.said.get((indicator, code), {}).items()}

    def figure(self, measure: Measure, code: str) -> PublishedFigure | None:
        return self.said.get((measure.indicator.slug, code), {}).get(measure.period)

    def value(self, measure: Measure, code: str) -> Decimal | None:
        figure = self.figure(measure, code)
        return figure.value if figure else None

    def movement(self, measure: Measure, code: str) -> Movement | None:
        counted = measure.indicator.unit in COUNTED
        return movement(self.series(measure.indicator.slug, code), measure.period, counted=counted)

    def measures(self, area_set: int) -> list[Measure]:
        """What at least two areas of a set can be compared by, newest first, the most complete first among equals."""
        counts: dict[Measure, int] = {}
        for by_period in self.said.values():
            for period, figure in by_period.items():
                if figure.area.area_set_id == area_set and figure.indicator.type != "denominator":
                    measure = Measure(figure.indicator, period, area_set)
                    counts[measure] = counts.get(measure, 0) + 1
        comparable = [measure for measure, count in counts.items() if count > 1]
        return sorted(comparable, key=lambda one: (one.period.end, counts[one], one.indicator.name), reverse=True)

    def base(self, measure: Measure, code: str, base: str) -> tuple[Decimal, int] | None:
        """How many a count is divided by, and their year. Counts only: a rate of a percentage would mean nothing."""
        return denominator(self.series(base, code), measure.period) if measure.indicator.unit in COUNTED else None

    def base_of(self, measure: Measure, areas: Sequence[Area]) -> str:
        """What the areas are compared by: what the indicator asks for, else the other; empty where neither is known."""
        known = (
            base for base in bases_of(measure.indicator) if any(self.base(measure, area.code, base) for area in areas)
        )
        return next(known, "")

    def rate(self, measure: Measure, code: str, base: str) -> Rate | None:
        counted = self.base(measure, code, base)
        found = rate(self.value(measure, code), counted[0]) if counted else None
        return Rate(found, counted[1]) if counted and found is not None else None

    def compared(self, measure: Measure, areas: Sequence[Area]) -> list[AreaFigure]:
        """Every area in a measure, by rank, those without a figure last."""
        counts = {area.code: self.value(measure, area.code) for area in areas}
        placed, base = ranks(counts), self.base_of(measure, areas)
        bases = {area.code: found[0] for area in areas if (found := self.base(measure, area.code, base))}
        compared = compare_with_average(counts, bases)
        rows = [
            AreaFigure(
                area=area,
                figure=self.figure(measure, area.code),
                rank=placed.get(area.code),
                of=len(placed),
                printed_rank=self.printed_ranks.get((measure.indicator.slug, area.code, measure.period)),
                per_residents=self.rate(measure, area.code, RESIDENTS),
                per_households=self.rate(measure, area.code, HOUSEHOLDS),
                movement=self.movement(measure, area.code),
                against=compared.get(area.code),
                base=base,
            )
            for area in areas
        ]
        return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.area.name))
