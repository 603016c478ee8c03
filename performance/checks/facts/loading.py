"""Rows and published documents in, facts out. The number of queries does not depend on the number of rows."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, Sum, Value
from django.utils import timezone

from csp_portal.formats.periods import Period
from performance.figures.breaks import PublishedBreak, noted_for
from performance.figures.documents import published
from performance.figures.relations import areas, relations
from performance.figures.series import PublishedFigure, SourceHead, every_figure, figures
from performance.indicators.figure_references import look_up
from performance.models import (
    Disclosure,
    Indicator,
    LegendEntry,
    Observation,
    Printed,
    ReportSection,
    SeriesBreak,
    Source,
    Statement,
    Target,
    UnitCost,
)
from plans.documents.figure_references import names
from plans.documents.newest_versions import newest_ids
from plans.models import GlossaryTerm, Group, Partnership, PartnershipMember, Plan, PlanVersion, Section, Visibility
from plans.models.engagement import Question
from plans.models.rows import seen_by
from plans.schemas.plan import exact
from priorities.models import Achievement, Action, Alignment, Milestone, Part, Priority, Theme

from . import documents
from .types import (
    AreaFact,
    DeadFigure,
    Facts,
    GroupFact,
    IndicatorFact,
    LegendFact,
    MemberFact,
    PartFact,
    PlanFact,
    PriorityFact,
    QuestionFact,
    StatementFact,
    TableKey,
    TargetFact,
    TextFact,
    UnitCostFact,
)

PROSE = ("why", "aim", "approach", "success_measures", "data_sources", "decision_reason")
NAMING = ("sections", "priorities")  # texts of a plan in which figures may be named; others are read for that alone


def working_facts(partnership: Partnership, audience: Visibility = Visibility.MEMBERS) -> Facts:
    """Everything that the desk knows of a partnership, published or not, and an audience may read."""
    plans = _plans(partnership, audience)
    facts = _facts(partnership, Source.objects.all(), every_figure(partnership), plans)
    return replace(facts, dead_figures=tuple(_dead_figures(partnership, plans, audience)))


def public_facts(partnership: Partnership) -> Facts:
    """The newest version of each plan and the open sources: rounded figures of protected sources need not add up."""
    rolled = dict(partnership.plans.filter(rolled_from__isnull=False).values_list("slug", "rolled_from__slug"))
    plans = tuple(
        documents.plan_fact(content, rolled.get(content["plan"]["slug"], ""))
        for _number, content in published(partnership).plans
    )
    sources = Source.objects.filter(published_at__lte=timezone.now(), disclosure=Disclosure.OPEN)
    open_figures = figures(partnership, source__disclosure=Disclosure.OPEN)
    return _facts(partnership, sources, open_figures, plans)


def _facts(partnership: Partnership, sources: Any, given: list[PublishedFigure], plans: tuple[PlanFact, ...]) -> Facts:
    """The facts of a partnership from the given sources, figures and plans."""
    own = sources.filter(partnership=partnership)
    plan_of_source = {slug: plan or "" for slug, plan in own.values_list("slug", "plan__slug")}
    return Facts(
        figures=tuple(given),
        indicators=_indicators(),
        areas=_areas(partnership),
        links=tuple((smaller, larger) for smaller, larger, _basis in relations(partnership).links),
        breaks=_breaks(partnership),
        statements=_statements(own),
        legends=_legends(own),
        unit_costs=_unit_costs(partnership),
        plans=plans,
        plan_of_source=plan_of_source,
        county_plans=_county_plans(partnership),
    )


def _county_plans(partnership: Partnership) -> tuple[PlanFact, ...]:
    """What the partnership above has published; one query, also where there is none."""
    above = PlanVersion.objects.filter(plan__partnership__partnerships_below=partnership, pk__in=newest_ids())
    return tuple(documents.plan_fact(content) for content in above.order_by("pk").values_list("content", flat=True))


def _indicators() -> dict[int, IndicatorFact]:
    columns = ("pk", "slug", "name", "unit", "part_of_id", "variant_of_id", "usual", "usual_source")
    return {row[0]: IndicatorFact(*row) for row in Indicator.objects.values_list(*columns)}


def _areas(partnership: Partnership) -> dict[str, AreaFact]:
    columns = ("code", "name", "area_set_id", "area_set__name", "area_set__partnership")
    rows = areas(partnership).values_list(*columns)
    return {code: AreaFact(code, name, pk, title, owner is not None) for code, name, pk, title, owner in rows}


def _breaks(partnership: Partnership) -> tuple[PublishedBreak, ...]:
    """Breaks in series of indicators that any figure of the partnership is about, observed or worked out."""
    ours = {"indicator": OuterRef("indicator"), "source__partnership": partnership}
    about = Q(Exists(Observation.objects.filter(**ours))) | Q(Exists(Printed.objects.filter(**ours)))
    columns = ("indicator__slug", "area__code", "starts_on", "reason")
    noted = SeriesBreak.objects.filter(about, noted_for(partnership)).order_by("starts_on", "pk")
    return tuple(PublishedBreak(*row) for row in noted.values_list(*columns))


def _statements(sources: Any) -> tuple[StatementFact, ...]:
    """What the given sources say in words, in the order of the sources."""
    rows = Statement.objects.filter(source__in=sources).order_by("source__pk", "pk")
    rows = rows.select_related("source__plan", "area", "table")
    return tuple(
        StatementFact(
            source=SourceHead(row.source.pk, row.source.slug, row.source.title, row.source.disclosure),
            plan=row.source.plan.slug if row.source.plan else "",
            kind=row.kind,
            locator=row.locator,
            subject=row.subject,
            about=row.about,
            as_printed=row.as_printed,
            value=None if row.value is None else Decimal(str(exact(row.value))),
            period=row.period,
            indicator=row.indicator_id,
            area=row.area.code if row.area else "",
            table=row.table.slug if row.table else "",
        )
        for row in rows
    )


def _legends(sources: Any) -> dict[TableKey, tuple[LegendFact, ...]]:
    found: dict[TableKey, list[LegendFact]] = defaultdict(list)
    columns = ("table__source__slug", "table__slug", "meaning", "symbol", "low", "high", "locator")
    for source, table, *entry in LegendEntry.objects.filter(table__source__in=sources).values_list(*columns):
        found[source, table].append(LegendFact(*entry))
    return {key: tuple(entries) for key, entries in found.items()}


def _unit_costs(partnership: Partnership) -> dict[int, tuple[UnitCostFact, ...]]:
    found: dict[int, list[UnitCostFact]] = defaultdict(list)
    columns = ("indicator", "pounds", "prices", "estimate")
    for indicator, *cost in UnitCost.objects.filter(noted_for(partnership)).values_list(*columns):
        found[indicator].append(UnitCostFact(*cost))
    return {indicator: tuple(costs) for indicator, costs in found.items()}


def _plans(partnership: Partnership, audience: Visibility) -> tuple[PlanFact, ...]:
    """The working rows of every plan: one query for each kind of row, whatever the number of plans."""
    plans = list(
        Plan.objects.filter(partnership=partnership).select_related("rolled_from").order_by("period_start", "slug")
    )
    of: dict[str, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in seen_by(audience, Priority.objects.filter(plan__in=plans)):
        of["priorities"][row.plan_id].append(PriorityFact(row.ref, row.title, tuple(row.also_printed_as), row.locator))
        of["texts"][row.plan_id] += [TextFact("priorities", row.ref, getattr(row, name), row.pk) for name in PROSE]
    for section in seen_by(audience, Section.objects.filter(plan__in=plans)):
        of["texts"][section.plan_id].append(TextFact("sections", section.slug, section.body, section.pk))
    actions = seen_by(audience, Action.objects.filter(priority__plan__in=plans))
    for plan, ref, title, note, pk in actions.values_list("priority__plan", "ref", "title", "note", "pk"):
        of["actions"][plan].append(ref)
        of["texts"][plan].append(TextFact("actions", ref, f"{title}\n{note}", pk))
    milestones = seen_by(audience, Milestone.objects.filter(action__priority__plan__in=plans))
    for plan, ref, title, note, pk in milestones.values_list("action__priority__plan", "ref", "text", "note", "pk"):
        of["actions"][plan].append(ref)
        of["texts"][plan].append(TextFact("milestones", ref, f"{title}\n{note}", pk))
    for target in seen_by(audience, Target.objects.filter(plan__in=plans)).select_related("indicator", "area"):
        of["targets"][target.plan_id].append(_target(target))
        of["codes"][target.plan_id].append(target.indicator.code if target.indicator else "")
        of["texts"][target.plan_id].append(TextFact("targets", target.name, target.note, target.pk))
    for row in seen_by(audience, Achievement.objects.filter(plan__in=plans)):
        of["texts"][row.plan_id].append(TextFact("achievements", row.text[:80], row.text, row.pk))
    for seat in PartnershipMember.objects.filter(named_in__in=plans).select_related("organisation"):
        of["members"][seat.named_in_id or 0].append(
            MemberFact(seat.organisation.name, seat.representative, seat.office, seat.locator, seat.pk)
        )
    for plan, part in _parts(plans, audience):
        of["parts"][plan].append(part)
    alignments = seen_by(audience, Alignment.objects.filter(plan__in=plans))
    names = alignments.values_list("plan", "outside_plan__title", "framework", "reference")
    for plan, title, framework, reference in names:
        of["alignments"][plan].append((title or framework, reference))
    for group in Group.objects.filter(named_in__in=plans):
        of["groups"][group.named_in_id or 0].append(GroupFact(group.name, group.frequency, group.locator))
    questions = Question.objects.filter(consultation__plan__in=plans).annotate(sum=Sum("answers__count"))
    for plan, text, base, total in questions.values_list("consultation__plan", "text", "base_as_printed", "sum"):
        of["questions"][plan].append(QuestionFact(text, base, total or 0))
    return tuple(
        PlanFact(
            slug=plan.slug,
            title=plan.title,
            period=Period(plan.period_start, plan.period_end),
            priorities=tuple(of["priorities"][plan.pk]),
            targets=tuple(of["targets"][plan.pk]),
            groups=tuple(of["groups"][plan.pk]),
            questions=tuple(of["questions"][plan.pk]),
            actions=frozenset(of["actions"][plan.pk]),
            texts=tuple(of["texts"][plan.pk]),
            parts=tuple(of["parts"][plan.pk]),
            members=tuple(of["members"][plan.pk]),
            indicators=documents.codes(of["codes"][plan.pk], of["alignments"][plan.pk]),
            rolled_from=plan.rolled_from.slug if plan.rolled_from else "",
        )
        for plan in plans
    )


def _parts(plans: list[Plan], audience: Visibility) -> Iterator[tuple[int, PartFact]]:
    """Leads and partners of actions and milestones by plan, in the order in which they stand; one query."""
    of_action, of_milestone = Q(action__priority__plan__in=plans), Q(milestone__action__priority__plan__in=plans)
    columns = ("action__priority__plan", "action__ref", "action", "milestone__action__priority__plan",
               "milestone__ref", "milestone", "pk", "as_printed", "organisations__name")  # fmt: skip
    parts = seen_by(audience, Part.objects.filter(of_action | of_milestone))
    rows = parts.order_by("pk", "organisations__name").values_list(*columns)
    found: dict[int, tuple[int, PartFact]] = {}
    for plan, ref, action, other_plan, other_ref, milestone, pk, text, name in rows:
        place = ("actions", ref, action) if action else ("milestones", other_ref, milestone)
        names = (*found[pk][1].organisations, name) if pk in found else (name,) if name else ()
        found[pk] = (plan or other_plan, PartFact(text, names, *place))
    yield from found.values()


def _dead_figures(partnership: Partnership, plans: tuple[PlanFact, ...], audience: Visibility) -> Iterator[DeadFigure]:
    """Figures that the working narrative of plans and reports names and no reader could see."""
    texts = [(plan.slug, plan.title, text) for plan in plans for text in plan.texts if text.kind in NAMING]
    texts += _other_narrative(partnership, audience)
    named = [(plan, title, text, name) for plan, title, text in texts for name in dict.fromkeys(names(text.text))]
    said = look_up(partnership, frozenset(name for *_place, name in named))
    for plan, title, text, name in named:
        if why := said[name].problem:
            yield DeadFigure(plan, title, text, name, why)


def _other_narrative(partnership: Partnership, audience: Visibility) -> Iterator[tuple[str, str, TextFact]]:
    """Narrative in which figures may be named, and which no other check reads: only texts that name any."""
    of_plan = ("plan__slug", "plan__title")
    kinds: tuple[tuple[str, Any, str, str, tuple[Any, Any]], ...] = (
        ("themes", Theme.objects.filter(plan__partnership=partnership), "name", "description", of_plan),
        ("glossary", GlossaryTerm.objects.filter(plan__partnership=partnership), "term", "meaning", of_plan),
        ("achievements", Achievement.objects.filter(plan__partnership=partnership), "text", "text", of_plan),
        (
            "report-sections",
            ReportSection.objects.filter(report__partnership=partnership),
            *("heading", "body"),
            (Value(""), "report__title"),
        ),
    )
    for kind, rows, ref, text, (plan, title) in kinds:
        naming = seen_by(audience, rows).filter(**{f"{text}__contains": "{{"}).order_by("pk")
        for plan_slug, words, name, body, pk in naming.values_list(plan, title, ref, text, "pk"):
            yield plan_slug, words, TextFact(kind, name[:80], body, pk)


def _target(row: Target) -> TargetFact:
    """A target as the checks need it, from its row in the database."""
    return TargetFact(
        row.name,
        row.indicator.slug if row.indicator else "",
        row.area.code,
        row.kind,
        row.value,
        row.baseline_value,
        row.baseline_period,
        row.due_period,
        row.locator,
    )
