"""Figures of areas put together for ranking, rates and maps: pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import ordinal_range, shown
from csp_portal.formats.periods import Period
from performance.figures.series import IndicatorHead, PublishedFigure
from performance.rules.agreement import choose
from performance.rules.areas.average import AverageComparison, compare_with_average
from performance.rules.areas.ranking import Bounds, closed, rank_ranges, rate, rates_of
from performance.rules.areas.wards import Movement, denominator, movement
from performance.rules.change.words import COUNTED
from plans.models import Area, AreaKind, AreaSet

RESIDENTS, HOUSEHOLDS = "residents", "households"
RATE, COUNT = "rate", "count"  # what areas are ranked by; a rate only where it is known what to divide by
BASES = (RESIDENTS, HOUSEHOLDS)


def bases_of(indicator: IndicatorHead) -> list[str]:
    """What a count may be divided by, the one that the indicator asks for first."""
    return sorted(BASES, key=lambda base: base != indicator.rate_base)


def per_thousand(base: str) -> str:
    """The unit of a rate."""
    return _("per 1,000 households") if base == HOUSEHOLDS else _("per 1,000 residents")


def whole_of(sets: Mapping[AreaSet, Sequence[Area]]) -> str:
    """The code of the one district that the other areas of a partnership make up; empty where there are several."""
    codes = [area.code for area_set, areas in sets.items() if area_set.kind == AreaKind.DISTRICT for area in areas]
    return codes[0] if len(codes) == 1 else ""


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
    """An area in one measure. Without a figure it has no rank.

    `last_rank` is another rank than `rank` where the order is not certain: counts are rounded or hidden, or sources
    differ about one. `by`: what it is ranked by, rate or count.
    """

    area: Area
    figure: PublishedFigure | None = None
    rank: int | None = None
    last_rank: int | None = None
    of: int = 0
    printed_rank: PublishedFigure | None = None
    per_residents: Rate | None = None
    per_households: Rate | None = None
    movement: Movement | None = None
    against: AverageComparison | None = None
    base: str = ""
    by: str = COUNT

    @property
    def shown(self) -> str:
        """The figure, or why there is none."""
        return self.figure.shown if self.figure else _("no figure")

    @property
    def rank_words(self) -> str:
        """ "3rd", or "2nd to 9th" where the order is not certain; empty without a rank."""
        return "" if self.rank is None else ordinal_range(self.rank, self.last_rank or self.rank)

    @property
    def other_printed_rank(self) -> str:
        """The rank by count that a source prints, where it is none of those the area may have."""
        printed = self.printed_rank
        if self.by == RATE or self.rank is None or printed is None or printed.value is None:
            return ""
        return "" if self.rank <= printed.value <= (self.last_rank or 0) else printed.as_printed

    @property
    def disputed(self) -> bool:
        """Whether sources differ about the figure."""
        return bool(self.figure and self.figure.disputed)

    @property
    def protected(self) -> bool:
        """Whether the figure comes from a source whose counts are rounded and small ones hidden."""
        return bool(self.figure and self.figure.protected)

    @property
    def rate(self) -> Rate | None:
        """The rate that areas are compared by."""
        return {RESIDENTS: self.per_residents, HOUSEHOLDS: self.per_households}.get(self.base)

    @property
    def value(self) -> Decimal | None:
        return self.figure.value if self.figure else None

    @property
    def ranked_value(self) -> Decimal | None:
        """The rate or the count that it is ranked by."""
        if self.by == COUNT:
            return self.value
        return self.rate.value if self.rate else None

    @property
    def ranked_shown(self) -> str:
        """The same as readers see it, or why there is none."""
        if self.by == COUNT or self.value is None:
            return self.shown
        return self.rate.words if self.rate else _("no rate")


class AreaFigures:
    """Figures by indicator, area and period. Where sources differ, a figure stands here that has no value."""

    def __init__(self, found: Iterable[PublishedFigure], comparable: Sequence[Measure] | None = None) -> None:
        """Keep the dated values and printed ranks among the figures; anything else is left out.

        `comparable`: what areas can be compared by, where the figures are only some of those that are published.
        """
        self.comparable = comparable
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

    def exact(self, indicator: str, code: str) -> dict[Period, Decimal | None]:
        """The same without rounded figures: between these no change is worked out."""
        said = self.said.get((indicator, code), {})
        return {period: figure.value if figure.rounded_to == 1 else None for period, figure in said.items()}

    def bounds(self, measure: Measure, codes: Iterable[str], whole: str = "") -> dict[str, Bounds | None]:
        """What the figure of each area can stand for. A hidden one is at most what the others leave of the figure of
        the `whole`, where one source gives all of them."""
        found = {code: self.figure(measure, code) for code in codes}
        pairs = {code: figure.bounds if figure else None for code, figure in found.items()}
        together = self.figure(measure, whole)
        said = (one for figure in (*found.values(), together) if figure for one in figure.disputed or (figure,))
        sources = {figure.source for figure in said}
        return closed(pairs, together.bounds[1] if together and together.bounds and len(sources) == 1 else None)

    def figure(self, measure: Measure, code: str) -> PublishedFigure | None:
        return self.said.get((measure.indicator.slug, code), {}).get(measure.period)

    def value(self, measure: Measure, code: str) -> Decimal | None:
        figure = self.figure(measure, code)
        return figure.value if figure else None

    def movement(self, measure: Measure, code: str) -> Movement | None:
        counted = measure.indicator.unit in COUNTED
        return movement(self.exact(measure.indicator.slug, code), measure.period, counted=counted)

    def measures(self, area_set: int) -> list[Measure]:
        """What at least two areas of a set can be compared by, newest first, the most complete first among equals."""
        if self.comparable is not None:
            return [one for one in self.comparable if one.area_set == area_set]
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

    def disputed(self, measure: Measure, codes: Iterable[str]) -> set[str]:
        """The areas about which sources differ. They are ranked, but are in no average."""
        return {code for code in codes if (figure := self.figure(measure, code)) and figure.disputed}

    def compared(self, measure: Measure, areas: Sequence[Area], whole: str = "", by: str = COUNT) -> list[AreaFigure]:
        """Every area in a measure, the highest first, hidden counts before zeros, those without a figure last.

        `whole` is the code of the area that these make up. `by`: a rate is taken only where it is known what to divide
        by. The average leaves out the areas about which sources differ.
        """
        counts = self.bounds(measure, [area.code for area in areas], whole)
        base = self.base_of(measure, areas)
        bases = {area.code: found[0] for area in areas if (found := self.base(measure, area.code, base))}
        by = by if base else COUNT
        ranked = counts if by == COUNT else rates_of(counts, bases)
        placed = rank_ranges(ranked)
        disputed = self.disputed(measure, counts)
        compared = compare_with_average({code: pair for code, pair in counts.items() if code not in disputed}, bases)
        rows = [
            AreaFigure(
                area=area,
                figure=self.figure(measure, area.code),
                rank=placed.get(area.code, (None, None))[0],
                last_rank=placed.get(area.code, (None, None))[1],
                of=len(placed),
                printed_rank=self.printed_ranks.get((measure.indicator.slug, area.code, measure.period)),
                per_residents=self.rate(measure, area.code, RESIDENTS),
                per_households=self.rate(measure, area.code, HOUSEHOLDS),
                movement=self.movement(measure, area.code),
                against=compared.get(area.code) if self.value(measure, area.code) is not None else None,
                base=base,
                by=by,
            )
            for area in areas
        ]
        return sorted(rows, key=lambda row: (row.rank is None, -_height(row, ranked), row.area.name))


def _height(row: AreaFigure, ranked: Mapping[str, Bounds | None]) -> Decimal:
    """Where an area stands in a list: by its figure, or by the least that a hidden or disputed one can be."""
    pair = ranked[row.area.code]
    return row.ranked_value if row.ranked_value is not None else pair[0] if pair else Decimal(0)
