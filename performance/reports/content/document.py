"""From the rows of a progress report to its document: what is read, stored and compared is made from its result."""

import copy
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import cast

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from csp_portal.formats.periods import Period
from performance.areas.figures import BASES, bases_of
from performance.figures.breaks import PublishedBreak, breaks, breaks_of
from performance.figures.places import WHOLE, own_places, speaks_for
from performance.figures.relations import SimilarAreas, relations
from performance.figures.series import PublishedFigure, figures, seen
from performance.figures.similar import SimilarAverages
from performance.indicators.plain_answers import of_places
from performance.indicators.target_tables import targets_of
from performance.models import Observation, Printed, ProgressReport
from performance.rules.reports.exceptions import exceptions
from performance.rules.reports.types import (
    REPORT_SCHEMA,
    ComparatorDocument,
    FigureDocument,
    LineDocument,
    ReportDocument,
    ReportOutcome,
    SourceDocument,
)
from performance.rules.targets.outturns import OutturnFigure, by_period
from plans.documents.document import partnership_document, plan_document, withheld_parts
from plans.documents.figure_references import resolve
from plans.models import Plan, Visibility
from plans.models.rows import documents, visible
from plans.schemas.plan import GrantDocument, PlanDocument, TargetDocument, exact

from .changes_since_last import since
from .money import grant_spend, money
from .outcomes import report_outcome, tracker_trend, with_keys
from .outlook import meetings_ahead, months_ahead, steps
from .progress import action_lines
from .quarter import quarter_lines


def report_document(report: ProgressReport, audience: Visibility = Visibility.PUBLIC) -> ReportDocument:
    """The report as `audience` may read it, with the targets of its plan judged at the end of its period.

    Where published sources differ about a period, the report's own source counts. Of a published plan the published
    text counts, so that a report never tells what is being written; of one that is not published only the targets.
    """
    published = _published_text(report.plan, audience)
    told, plan = published is not None, published or plan_document(report.plan, audience)
    broken = breaks(report.partnership)
    targets, groups = list(targets_of(plan)), relations(report.partnership).groups
    of_wholes = Q(area__area_set__kind__in=WHOLE)
    found = figures(report.partnership, of_places(targets, own_places(report.partnership), groups) | of_wholes)
    outcomes = _outcomes(report, targets, found, broken, groups)
    tables = report.source.tables.prefetch_related(
        "observations__indicator", "observations__area", "printeds__indicator", "printeds__area"
    ) if report.source else []  # fmt: skip
    questions = report.meeting.questions.select_related("meeting__committee", "answered_by") if report.meeting else []
    until = months_ahead(report.period_end)
    content = cast(
        ReportDocument,
        {
            "schema": REPORT_SCHEMA,
            "audience": audience.value,
            "partnership": partnership_document(report.partnership),
            "report": report.head(plan["plan"]["title"]),
            "sections": documents(report.sections.all(), audience),
            "targets": targets,
            "outcomes": outcomes,
            "tables": documents(tables, audience),
            "lines": documents(report.lines.all(), audience),
            "figures": _other_figures(report, found, outcomes, broken),
            "quarter": quarter_lines(report, targets, outcomes, found, broken),
            "has_plan_of_action": told and any(priority["actions"] for priority in plan["priorities"]),
            "actions": action_lines(report, plan, audience) if told else [],
            "steps": steps(plan, report.period_end, until) if told else [],
            "money": money(plan["funding"] if told else [], report.period),
            "grants": grant_spend(_grants(report, plan, audience) if told else [], report.period),
            "decisions": documents(report.decisions.all(), audience),
            "questions": documents(questions, audience),
            "meetings": meetings_ahead(report.partnership, report.period_end, until),
            "ahead_until": until.isoformat(),
            "alignments": _alignments(plan) if told else [],
            "consultations": plan["consultations"] if told else [],
            "sources": _sources(report, outcomes),
        },
    )
    resolve([(report.partnership, content["sections"])])
    content["exceptions"] = exceptions(content)
    content["lines"] = _about_what_stands_here(content)
    content["since"] = since(report, content)
    withheld = withheld_parts({"sections": report.sections.all(), "questions": questions}, audience)
    withheld += [one for one in plan.get("withheld", []) if one["part"] in ("priorities", "funding")]
    if withheld:
        content["withheld"] = withheld
    return content


def members_report(report: ProgressReport, content: ReportDocument) -> ReportDocument | None:
    """The report as members may read it; None where that is what the public reads in `content`."""
    theirs = report_document(report, Visibility.MEMBERS)
    same = {**theirs, "audience": content["audience"]} == content
    return None if same else theirs


def _grants(report: ProgressReport, plan: PlanDocument, audience: Visibility) -> list[GrantDocument]:
    """The grants of the published text with the spend recorded by now, which is written in any state of the plan."""
    current = {
        (grant.funder, grant.purpose, project.name): [one.to_document() for one in project.spend.all()]
        for grant in report.plan.grants.prefetch_related("projects__spend")
        if visible(grant, audience)
        for project in grant.projects.all()
    }
    grants = copy.deepcopy(plan.get("grants", []))
    for grant in grants:
        for project in grant["projects"]:
            known = (grant["funder"], grant["purpose"], project["name"])
            project["spend"] = current.get(known, project["spend"])
    return grants


def _published_text(plan: Plan, audience: Visibility) -> PlanDocument | None:
    """The newest text of a plan that an audience was given; None where there is none."""
    newest = plan.versions.first()
    if newest and audience == Visibility.MEMBERS:
        return newest.for_members or newest.content
    return newest.content if newest and newest.content["audience"] == audience else None


def _about_what_stands_here(content: ReportDocument) -> list[LineDocument]:
    """The lines about something that this audience reads in the report: no line names what is withheld."""
    named = {one["key"] for one in (*content["outcomes"], *content["exceptions"])}
    return [line for line in content["lines"] if not line["key"] or line["key"] in named]


def _outcomes(
    report: ProgressReport,
    targets: list[TargetDocument],
    found: list[PublishedFigure],
    broken: list[PublishedBreak],
    groups: Mapping[str, SimilarAreas],
) -> list[ReportOutcome]:
    """Every target of the plan with its outturns for the period of the report and the areas it is compared with."""
    said = seen(found)
    bases = {figure.indicator.slug: bases_of(figure.indicator) for figure in found}
    names = {figure.area.code: figure.area for figure in found}
    similar = SimilarAverages(found, groups)
    return with_keys(
        [
            report_outcome(
                target,
                said.get((target["indicator"], target["area"]), []),
                breaks=breaks_of(broken, target["indicator"], target["area"]),
                of=report.period,
                bases={
                    base: {period: one.value for period, one in by_period(said.get((base, target["area"]), [])).items()}
                    for base in bases.get(target["indicator"], BASES)
                },
                others=_others(said, target["indicator"], target["area"], names),
                own=report.source.slug if report.source else "",
                similar=similar.of(target),
            )
            for target in targets
        ]
    )


def _others(
    said: dict[tuple[str, str], list[OutturnFigure]], indicator: str, area: str, names: dict
) -> dict[Period, list[ComparatorDocument]]:
    """What sources say of the same indicator in other whole places, by period."""
    others: dict[Period, list[ComparatorDocument]] = defaultdict(list)
    for (slug, code), entries in said.items():
        if slug == indicator and code != area and names[code].area_set__kind in WHOLE:
            for one in by_period(entries).values():
                others[one.period].append(
                    {"area": names[code].name, "shown": one.shown, "source": one.source_slug, "figure": one.anchor}
                )
    return others


def _other_figures(
    report: ProgressReport, found: list[PublishedFigure], outcomes: list[ReportOutcome], broken: list[PublishedBreak]
) -> list[FigureDocument]:
    """What sources say of the place for the period, beside targets and own tables; the same figure once."""
    own = own_places(report.partnership)
    judged = {one["indicator"] for one in outcomes if any(entry["value"] is not None for entry in one["outturns"])}
    figures_once = {
        (figure.indicator.slug, figure.area.code, figure.period, figure.kind, figure.shown): figure
        for figure in found
        if figure.period
        and report.period_start <= figure.period.end <= report.period_end
        and speaks_for(figure.area, own)
        and figure.kind in ("value", "change", "percent change", "points")
        and figure.indicator.slug not in judged
        and not (figure.source.pk == report.source_id and figure.table)
    }
    trends = _trends(report, figures_once.values(), seen(found), broken)
    return [
        {
            **trends.get(id(figure), {}),
            "name": figure.indicator.name,
            "indicator": figure.indicator.slug,
            "area": figure.area.name,
            "what": figure.kind,
            "entry": {
                "period": str(figure.period),
                "shown": figure.shown,
                "value": exact(figure.value),
                "source": figure.source.slug,
                "figure": figure.anchor,
                "provisional": figure.provisional,
            },
            "source_title": figure.source.title,
        }
        for figure in figures_once.values()
    ]


def _trends(
    report: ProgressReport,
    trackers: Iterable[PublishedFigure],
    said: dict[tuple[str, str], list[OutturnFigure]],
    broken: list[PublishedBreak],
) -> dict[int, dict[str, str]]:
    """Where the newest figure of each indicator and area is going, by the identity of the figure."""
    newest: dict[tuple[str, str], PublishedFigure] = {}
    for one in trackers:
        about = (one.indicator.slug, one.area.code)
        if one.kind == "value" and (about not in newest or _recent(one) > _recent(newest[about])):
            newest[about] = one
    own = report.source.slug if report.source else ""
    return {
        id(one): tracker_trend(
            said.get(about, []), one.period, breaks_of(broken, *about), one.indicator.unit, one.better, own
        )
        for about, one in newest.items()
        if one.period
    }


def _recent(figure: PublishedFigure) -> tuple[dt.date, int]:
    """The later end counts, then the longer period."""
    assert figure.period
    return figure.period.end, figure.period.months


def _alignments(plan: PlanDocument) -> list:
    return [*(one for priority in plan["priorities"] for one in priority["alignments"]), *plan["alignments"]]


def _sources(report: ProgressReport, outcomes: list[ReportOutcome]) -> list[SourceDocument]:
    """The published sources whose figures stand in the report, and those with figures of its period."""
    used = {entry["source"] for one in outcomes for entry in (one["baseline"], *one["outturns"])}
    used |= {report.source.slug} if report.source else set()
    of_period = Q(period_end__range=(report.period_start, report.period_end))
    given = [model.objects.filter(source=OuterRef("pk")) for model in (Observation, Printed)]
    rows = report.partnership.sources.published(timezone.now()).order_by("pk")
    rows = rows.annotate(
        any=Exists(given[0]) | Exists(given[1]),
        of_period=Exists(given[0].filter(of_period)) | Exists(given[1].filter(of_period)),
    )
    listed = rows.filter(any=True).values_list("slug", "title", "of_period")
    return [{"slug": slug, "title": title} for slug, title, now in listed if now or slug in used]
