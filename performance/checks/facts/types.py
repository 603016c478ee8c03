"""What checks look at: plain values, and the few ways of looking them up that several checks share. Pure."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from csp_portal.formats.periods import Period
from performance.figures.breaks import PublishedBreak
from performance.figures.series import PublishedFigure, SourceHead

TableKey = tuple[str, str]  # slug of the source, slug of the table
Row = list[PublishedFigure]


class IndicatorFact(NamedTuple):
    pk: int
    slug: str
    name: str
    unit: str
    part_of: int | None
    variant_of: int | None
    usual: Decimal | None
    usual_source: str


class AreaFact(NamedTuple):
    """`own`: of a set that belongs to the partnership, not of one that several share."""

    code: str
    name: str
    set: int
    set_name: str
    own: bool


class StatementFact(NamedTuple):
    source: SourceHead
    plan: str
    kind: str
    locator: str
    subject: str
    about: str
    as_printed: str
    value: Decimal | None
    period: Period | None
    indicator: int | None
    area: str
    table: str


class LegendFact(NamedTuple):
    meaning: str
    symbol: str
    low: Decimal | None
    high: Decimal | None
    locator: str


class UnitCostFact(NamedTuple):
    pounds: Decimal
    prices: str
    estimate: str


class PriorityFact(NamedTuple):
    ref: str
    title: str
    also_printed_as: tuple[str, ...]
    locator: str


class TargetFact(NamedTuple):
    """A target for a change in per cent, or for a level, with the baseline that the plan prints."""

    name: str
    indicator: str
    area: str
    kind: str
    value: Decimal | None
    baseline: Decimal | None
    baseline_period: Period | None
    due: Period | None
    locator: str


class GroupFact(NamedTuple):
    name: str
    frequency: str
    locator: str


class QuestionFact(NamedTuple):
    text: str
    base: int | None
    answers: int


class PartFact(NamedTuple):
    """A lead or partner as an action or a milestone prints it, with the organisations that are meant."""

    as_printed: str
    organisations: tuple[str, ...]
    kind: str
    ref: str
    row: int = 0


class MemberFact(NamedTuple):
    organisation: str
    representative: str
    office: str
    locator: str
    row: int = 0


class TextFact(NamedTuple):
    """Words of a plan, with the row they stand in; `row` is its key at the desk, 0 for published words."""

    kind: str
    ref: str
    text: str
    row: int = 0


class DeadFigure(NamedTuple):
    """A figure that narrative names and that cannot be printed. Narrative of a report has no plan."""

    plan: str
    title: str
    text: TextFact
    name: str
    why: str


@dataclass(frozen=True)
class PlanFact:
    """`indicators`: codes such as NI 21; `rolled_from`: the plan before, whose rows this one carries on."""

    slug: str
    title: str
    period: Period
    priorities: tuple[PriorityFact, ...] = ()
    targets: tuple[TargetFact, ...] = ()
    groups: tuple[GroupFact, ...] = ()
    questions: tuple[QuestionFact, ...] = ()
    actions: frozenset[str] = frozenset()
    texts: tuple[TextFact, ...] = ()
    parts: tuple[PartFact, ...] = ()
    members: tuple[MemberFact, ...] = ()
    indicators: frozenset[str] = frozenset()
    rolled_from: str = ""


@dataclass(frozen=True)
class Facts:
    """Everything that is known of one partnership, or of what it has published."""

    figures: tuple[PublishedFigure, ...] = ()
    indicators: Mapping[int, IndicatorFact] = field(default_factory=dict)
    areas: Mapping[str, AreaFact] = field(default_factory=dict)
    links: tuple[tuple[str, str], ...] = ()
    breaks: tuple[PublishedBreak, ...] = ()
    statements: tuple[StatementFact, ...] = ()
    legends: Mapping[TableKey, tuple[LegendFact, ...]] = field(default_factory=dict)
    unit_costs: Mapping[int, tuple[UnitCostFact, ...]] = field(default_factory=dict)
    plans: tuple[PlanFact, ...] = ()
    plan_of_source: Mapping[str, str] = field(default_factory=dict)
    dead_figures: tuple[DeadFigure, ...] = ()
    county_plans: tuple[PlanFact, ...] = ()  # what the partnership above has published

    @cached_property
    def observed(self) -> dict[tuple[int, int, str, Period], PublishedFigure]:
        """What a source says of an indicator in an area and a period: by source, indicator, area, period."""
        return {
            (one.source.pk, one.indicator.pk, one.area.code, one.period): one
            for one in self.figures
            if one.kind == "value" and one.period and one.value is not None
        }

    @cached_property
    def tables(self) -> dict[TableKey, list[Row]]:
        """The rows of every table, each with its cells from left to right."""
        cells: dict[TableKey, dict[int, Row]] = defaultdict(lambda: defaultdict(list))
        for figure in self.figures:
            if figure.table:
                cells[figure.source.slug, figure.table.slug][figure.row].append(figure)
        return {
            key: [sorted(rows[number], key=lambda one: one.column) for number in sorted(rows)]
            for key, rows in cells.items()
        }

    @cached_property
    def by_slug(self) -> dict[str, IndicatorFact]:
        return {one.slug: one for one in self.indicators.values()}

    @cached_property
    def parts(self) -> dict[int, set[int]]:
        """The indicators that are counted directly in another."""
        found: dict[int, set[int]] = defaultdict(set)
        for one in self.indicators.values():
            if one.part_of is not None:
                found[one.part_of].add(one.pk)
        return found

    def said(self, kind: str) -> list[StatementFact]:
        """What sources say, of one kind."""
        return [one for one in self.statements if one.kind == kind]

    def then_and_now(self, figure: PublishedFigure) -> tuple[PublishedFigure, PublishedFigure] | None:
        """The two observations that a printed change compares, as one source gives them; None where one is missing."""
        if not figure.period or not figure.against:
            return None
        about = (figure.source.pk, figure.indicator.pk, figure.area.code)
        then, now = self.observed.get((*about, figure.against)), self.observed.get((*about, figure.period))
        return (then, now) if then and now else None

    def totals(self, rows: Iterable[Row]) -> set[int]:
        """The indicators that other rows of a table are a part of."""
        return {row[0].indicator.part_of_id for row in rows if row[0].indicator.part_of_id is not None}


def lasting(period: Period) -> int:
    """How many days a period has."""
    return (period.end - period.start + dt.timedelta(days=1)).days
