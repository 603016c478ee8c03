"""The shape of a progress report as it is read: plain, typed and JSON-able.

`REPORT_SCHEMA` counts the shapes: a stored report keeps its number, and `upgrade.upgraded` brings an older one
up to date when it is read.
"""

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from plans.schemas.plan import (
    AlignmentDocument,
    ConsultationDocument,
    FundingDocument,
    OutcomeDocument,
    OutturnDocument,
    PartnershipDocument,
    SectionDocument,
    TableDocument,
    TargetDocument,
    WithheldDocument,
)
from plans.schemas.scrutiny import MemberQuestionDocument

REPORT_SCHEMA = 5


class ReportHead(TypedDict):
    title: str
    slug: str
    period: str
    period_start: str
    period_end: str
    plan: str
    committee: str
    meeting_on: str | None
    source_document: str
    text_note: NotRequired[str]


class LineDocument(TypedDict):
    """What the report says about one target, milestone or action."""

    key: str
    name: str
    commentary: str
    cause: str
    action: str
    back_on: str | None
    back_as_said: str
    locator: str


class RateDocument(TypedDict):
    """A count for each 1,000 residents or households (`base`), counted in `year`; empty where that is not known."""

    shown: str
    year: int | None
    base: NotRequired[str]


class ComparatorDocument(TypedDict):
    """The same indicator in another area over the same period."""

    area: str
    shown: str
    source: str
    figure: str


class ReportOutcome(OutcomeDocument):
    """A target with what a committee asks beside its figures.

    `of_period` says whether the last outturn is of the report's own period; `measured` is "target" where a number is
    aimed at, else "tracker". `trend` compares the last outturn with the one before it, `forecast` says what the next
    period brings or why nobody can say.
    """

    key: str
    unit: str
    of_period: bool
    measured: str
    rate: RateDocument
    rate_before: RateDocument
    trend: str
    trend_word: str
    comparators: list[ComparatorDocument]
    forecast: str


ExceptionGroup = Literal["performance", "actions", "disputed", "missing", "noted"]


class ExceptionDocument(LineDocument):
    """What a committee must look at: `what` is the word for it, `says` the facts in a sentence.

    `group` keeps apart what goes badly, what hangs on a disputed figure and what is only missing.
    """

    group: ExceptionGroup
    what: str
    css: str
    indicator: str
    says: str


class ActionLineDocument(TypedDict):
    """How an action goes, as its lead said for the period; without `status`, nobody said."""

    ref: str
    title: str
    lead: str
    status: str
    css: str
    happened: str
    next: str
    said_on: str | None


class StatusCountDocument(TypedDict):
    """How many actions have a status; without a word nobody said how they go."""

    status: str
    css: str
    count: int


class MovedActionDocument(TypedDict):
    """An action that goes otherwise than in the report before. `was` is empty for one that was not in it, `now` for one
    that is not in this one."""

    ref: str
    title: str
    was: list[StatusCountDocument]
    now: list[StatusCountDocument]


class ActionMovementDocument(TypedDict):
    before: list[StatusCountDocument]
    moved: list[MovedActionDocument]


class StepDocument(TypedDict):
    """An action or milestone (`kind`; milestone where it is not said) with its last day.

    `late` says that it was open when the period ended and due before that.
    """

    kind: NotRequired[str]
    ref: str
    text: str
    due_on: str
    late: bool


class FigureDocument(TypedDict):
    """A figure of the period that no target is judged by: a tracker.

    The newest of each indicator and area has a `trend`, which compares it with the figure before.
    """

    name: str
    indicator: str
    area: str
    what: str
    entry: OutturnDocument
    source_title: str
    unit: NotRequired[str]
    trend: NotRequired[str]
    trend_word: NotRequired[str]


class QuarterFigures(TypedDict):
    """The figure of a measure in each period, and what `change` says of a year before."""

    this: OutturnDocument
    last: OutturnDocument
    year_before: OutturnDocument
    year_to_date: OutturnDocument
    change: str
    change_word: str


class QuarterLineDocument(QuarterFigures):
    """A measure in a quarter: the figure of each period, with what `change` says of a year before.

    A figure without a value is words; one with a value and no source is the sum of its months or quarters.
    """

    key: str
    name: str
    indicator: str
    area: str
    unit: str
    target: str
    due: str
    status: str
    status_css: str


class DecisionDocument(TypedDict):
    text: str
    reason: str


class ComingMeeting(TypedDict):
    committee: str
    on: str
    about: str


class MoneyDocument(TypedDict):
    """The lines of the plan that may be about the period, with their sums; a sum is null where no line has such an
    amount. `other_periods` counts the lines that name another period."""

    lines: list[FundingDocument]
    allocated: str | None
    spent: str | None
    underspent: str | None
    without_amount: int
    other_periods: int


class GrantSpendDocument(TypedDict):
    """The money (pounds) of a grant or one of its projects: its amount, and what was spent in the period of the report.

    `missing` has the first days of the quarters without a record; then `spent` is null. A grant without projects has no
    record of spend at all.
    """

    funder: str
    purpose: str
    project: str
    amount: str | None
    spent: str | None
    missing: list[str]


class SinceDocument(TypedDict):
    """What is different from the report before: its title and period, one sentence a change, and how actions moved."""

    title: str
    period: str
    slug: str
    changes: list[str]
    actions: ActionMovementDocument | None


class SourceDocument(TypedDict):
    slug: str
    title: str


class ReportDocument(TypedDict):
    schema: int
    audience: str
    partnership: PartnershipDocument
    report: ReportHead
    sections: list[SectionDocument]
    targets: list[TargetDocument]
    outcomes: list[ReportOutcome]
    tables: list[TableDocument]
    lines: list[LineDocument]
    exceptions: list[ExceptionDocument]
    figures: list[FigureDocument]
    quarter: list[QuarterLineDocument]
    has_plan_of_action: bool
    actions: list[ActionLineDocument]
    steps: list[StepDocument]
    money: MoneyDocument
    grants: list[GrantSpendDocument]
    decisions: list[DecisionDocument]
    questions: list[MemberQuestionDocument]
    meetings: list[ComingMeeting]
    ahead_until: str
    since: SinceDocument | None
    alignments: list[AlignmentDocument]
    consultations: list[ConsultationDocument]
    sources: list[SourceDocument]
    withheld: NotRequired[list[WithheldDocument]]
