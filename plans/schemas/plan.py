"""The shape of a plan as it is read: plain, typed and JSON-able. Its JSON Schema is made from these types.

Dates are ISO text or null, exact numbers are text, references link rows ("1.10"). Narrative is kept as written
(limited Markdown) and as clean HTML. `former_refs` are the references a row had before; older documents do not say
them. An action without `status` was not reported on; `measured_by` are the references of its targets, each the name
and due period of one. `visibility` stands in rows that are not public, in the document for members; `withheld` where
something is kept back. `SCHEMA` counts the shapes: a stored document keeps its number.
"""

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import Any, NotRequired

from typing_extensions import TypedDict

SCHEMA = 1


def iso(day: dt.date | None) -> str | None:
    """A date as it stands in a document."""
    return day.isoformat() if day else None


def exact(number: Decimal | None) -> str | None:
    """An exact number as it stands in a document: no exponent, no trailing zeros."""
    return None if number is None else format(number.normalize(), "f")


def target_reference(name: str, due_period: str) -> str:
    """How an action of a document names a target that measures it: its name and the period it is due, if it has one."""
    return f"{name}, {due_period}" if due_period else name


class Prose(TypedDict):
    markdown: str
    html: str


class PartnershipDocument(TypedDict):
    name: str
    slug: str
    kind: str
    place: str
    jurisdiction: str
    code: str
    colour: NotRequired[str]
    levels: NotRequired[dict[str, str]]
    two_tier: NotRequired[bool]


class PlanHead(TypedDict):
    title: str
    slug: str
    kind: str
    edition: str
    period: str
    period_start: str
    period_end: str
    period_as_printed: str
    source_document: str
    plain_answer: NotRequired[str]
    text_note: NotRequired[str]


class MemberDocument(TypedDict):
    organisation: str
    url: str
    statutory_class: str
    representative: str
    office: str
    note: str
    starts_on: str | None
    ends_on: str | None
    dates_as_printed: str
    locator: str
    organisation_kind: NotRequired[str]


class GroupDocument(TypedDict):
    name: str
    kind: str
    chair: str
    frequency: str
    remit: str
    reports_to: str
    locator: str


class SectionDocument(TypedDict):
    slug: str
    heading: str
    kind: str
    body: Prose
    visibility: NotRequired[str]
    locator: str


class CalendarDocument(TypedDict):
    kind: str
    when: str
    task: str
    body: str
    locator: str


class ContactDocument(TypedDict):
    name: str
    office: str
    organisation: str
    address: str
    telephone: str
    email: str
    web: str
    locator: str
    review_by: NotRequired[str]


class GlossaryDocument(TypedDict):
    slug: str
    term: str
    aliases: list[str]
    meaning: Prose
    locator: str


class AnswerDocument(TypedDict):
    option: str
    count: int


class QuestionDocument(TypedDict):
    text: str
    answers: list[AnswerDocument]
    base_as_printed: int | None


class ConsultationDocument(TypedDict):
    title: str
    method: str
    asked: str
    findings: str
    opens_on: str | None
    closes_on: str | None
    questions: list[QuestionDocument]
    locator: str


class DueDocument(TypedDict):
    kind: str
    on: str | None
    every_months: int | None
    times: int | None
    as_printed: str


class OrganisationsDocument(TypedDict):
    role: str
    as_printed: str
    organisations: list[str]


class MilestoneDocument(TypedDict):
    ref: str
    former_refs: NotRequired[list[str]]
    text: str
    note: str
    due: DueDocument
    completed_on: str | None
    organisations: list[OrganisationsDocument]


class IndicatorNameDocument(TypedDict):
    """An indicator as an action names it; `slug` is its part of the address of its page."""

    name: str
    slug: str


class ActionDocument(TypedDict):
    ref: str
    former_refs: NotRequired[list[str]]
    title: str
    note: str
    due: DueDocument
    outcome: NotRequired[str]
    measure: NotRequired[str]
    measured_by: NotRequired[list[str]]
    indicators: NotRequired[list[IndicatorNameDocument]]
    starts_on: NotRequired[str | None]
    completed_on: NotRequired[str | None]
    cost: NotRequired[str | None]
    cost_in_words: NotRequired[str]
    status: NotRequired[str]
    status_label: NotRequired[str]
    status_css: NotRequired[str]
    status_on: NotRequired[str | None]
    status_comment: NotRequired[str]
    also_serves: NotRequired[list[str]]
    objectives: NotRequired[list[str]]
    funding: NotRequired[list[str]]
    leads_unaligned: bool
    organisations: list[OrganisationsDocument]
    milestones: list[MilestoneDocument]
    themes: list[str]
    see_also: list[str]
    seen_from: list[str]
    locator: str


class WayPointDocument(TypedDict):
    """What a target aims at in one period before it is due."""

    period: str
    start: str
    end: str
    value: str


class TargetDocument(TypedDict):
    name: str
    indicator: str
    indicator_code: str
    area: str
    kind: str
    per_cent_meant: NotRequired[bool]
    wording: str
    as_printed: str
    sentence: NotRequired[str]
    value: str | None
    state: str
    unit: str
    baseline_period: str
    baseline_start: str | None
    baseline_end: str | None
    baseline_as_printed: str
    baseline: str | None
    baseline_state: str
    due_period: str
    due_start: str | None
    due_end: str | None
    better: str
    rule: str
    trajectory: NotRequired[list[WayPointDocument]]
    holder: str
    data_source: str
    note: str
    locator: str


class ThemeDocument(TypedDict):
    name: str
    description: Prose
    actions: list[str]
    locator: str


class AchievementDocument(TypedDict):
    text: Prose
    year: str
    visibility: NotRequired[str]
    locator: str


class OutsidePlanDocument(TypedDict):
    """An outside plan with its days; `replaced_by` is the title of the plan that took its place, or empty."""

    title: str
    link: str
    starts_on: str | None
    ends_on: str | None
    replaced_by: str


class AlignmentDocument(TypedDict):
    framework: str
    outside_plan: NotRequired[OutsidePlanDocument]
    reference: str
    text: str
    priority: str
    locator: str


class PriorityDocument(TypedDict):
    ref: str
    former_refs: NotRequired[list[str]]
    title: str
    also_printed_as: list[str]
    why: Prose
    aim: Prose
    approach: Prose
    success_measures: Prose
    data_sources: Prose
    lead: str
    lead_organisations: list[str]
    decision: str
    decision_label: str
    decision_reason: str
    duties: list[str]
    plain_answer: NotRequired[str]
    help_topics: NotRequired[list[str]]
    visibility: NotRequired[str]
    themes: list[ThemeDocument]
    targets: list[TargetDocument]
    actions: list[ActionDocument]
    achievements: list[AchievementDocument]
    alignments: list[AlignmentDocument]
    locator: str


class FundingDocument(TypedDict):
    fund: str
    purpose: str
    priority: str
    organisation: str
    period: str
    allocated: str | None
    spent: str | None
    in_words: str
    as_printed: str
    note: str
    visibility: NotRequired[str]
    locator: str


class OutputDocument(TypedDict):
    text: str
    promised: int | None
    delivered: int | None
    delivered_in_words: str


class SpendDocument(TypedDict):
    """What was spent in the quarter that begins on this day."""

    quarter: str
    spent: str


class ProjectDocument(TypedDict):
    name: str
    organisation: str
    action: str
    amount: str | None
    outputs: list[OutputDocument]
    spend: list[SpendDocument]


class GrantDocument(TypedDict):
    funder: str
    purpose: str
    amount: str | None
    starts_on: str | None
    ends_on: str | None
    conditions: str
    projects: list[ProjectDocument]
    visibility: NotRequired[str]
    locator: str


class CrossCuttingDocument(TypedDict):
    partnership: str
    interests: list[str]
    activity: str
    locator: str


class CriterionDocument(TypedDict):
    name: str
    meaning: str
    weight: int
    highest: int


class ScoreDocument(TypedDict):
    criterion: str
    score: int | None
    evidence: str
    link: str


class IssueDocument(TypedDict):
    """An issue of the strategic assessment. Without every score there is no total, and without a total no rank."""

    name: str
    finding: Prose
    scores: list[ScoreDocument]
    weighted_total: int | None
    rank: int | None
    recommendation: str
    recommendation_label: str
    recommendation_reason: str
    priority: str
    visibility: NotRequired[str]
    locator: str


class AssessmentDocument(TypedDict):
    criteria: list[CriterionDocument]
    issues: list[IssueDocument]


class CellDocument(TypedDict):
    kind: str
    text: str
    value: str | None
    state: str
    figure: str


class TableRowDocument(TypedDict):
    label: str
    indicator: str
    area: str
    total: bool
    cells: list[CellDocument]


class TableDocument(TypedDict):
    slug: str
    title: str
    source: str
    source_title: str
    locator: str
    note: str
    unit: str
    chart: str
    label_heading: str
    columns: list[str]
    rows: list[TableRowDocument]


class MapDocument(TypedDict):
    table: str
    viewbox: str
    paths: dict[str, str]
    attribution: str


class WithheldDocument(TypedDict):
    """A part of which something is withheld from the audience, and why; never how much."""

    part: str
    reason: str


class PlanDocument(TypedDict):
    schema: int
    audience: str
    partnership: PartnershipDocument
    plan: PlanHead
    sections: list[SectionDocument]
    assessment: NotRequired[AssessmentDocument]
    members: list[MemberDocument]
    groups: list[GroupDocument]
    priorities: list[PriorityDocument]
    themes: list[ThemeDocument]
    targets: list[TargetDocument]
    funding: list[FundingDocument]
    achievements: list[AchievementDocument]
    alignments: list[AlignmentDocument]
    cross_cutting: list[CrossCuttingDocument]
    consultations: list[ConsultationDocument]
    calendar: list[CalendarDocument]
    tables: list[TableDocument]
    maps: list[MapDocument]
    glossary: list[GlossaryDocument]
    contacts: list[ContactDocument]
    grants: NotRequired[list[GrantDocument]]
    withheld: NotRequired[list[WithheldDocument]]


class OutturnDocument(TypedDict):
    period: str
    shown: str
    value: str | None
    source: str
    figure: str
    provisional: bool


class OtherReadingDocument(TypedDict):
    """A target with the figure that another source gives for a period: the change in words, and the status then."""

    source: str
    figure: str
    period: str
    words: str
    status: str
    status_css: str


class OutcomeDocument(TypedDict):
    """One target beside its baseline and outturns, and the status that a named rule gives it.

    `under` holds the status by every rule that can judge the target, the named one included. `achieved` and `aimed`
    are changes from the baseline in per cent, unrounded. `result` says in a sentence by how much the target was met or
    missed, `others` what it is called with the figures of other sources; `no_baseline` and `final_missing` that a
    figure is wanted; `trajectory` the values set on the way. Older documents do not say these.
    """

    name: str
    indicator: str
    target: str
    target_locator: str
    due: str
    baseline: OutturnDocument
    outturns: list[OutturnDocument]
    change: str
    percent_change: str
    achieved: NotRequired[str | None]
    aimed: NotRequired[str | None]
    status: str
    status_css: str
    result: NotRequired[str]
    others: NotRequired[list[OtherReadingDocument]]
    no_baseline: NotRequired[bool]
    final_missing: NotRequired[bool]
    trajectory: NotRequired[list[WayPointDocument]]
    rule: str
    formula: str
    under: dict[str, str]
    holder: str
    note: str


@cache
def json_schema(document: type, address: str = "") -> dict[str, Any]:
    """The JSON Schema of a document type; `address` is where it stands for good."""
    from pydantic import TypeAdapter

    schema = TypeAdapter(document).json_schema()
    named = {"$id": address} if address else {}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **named, **schema}
