"""What progress reports and indicators belong to: plans, priorities, actions and recommendations."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Max
from django.urls import reverse

from performance.models import ReportVersion
from performance.rules.reports.types import ReportDocument
from performance.rules.reports.upgrade import upgraded
from plans.documents.published_documents import PublishedDocuments
from plans.documents.related import Pair, PublicThing, action_thing, plan_thing, priority_thing
from plans.models import SearchKind
from plans.schemas.plan import PlanDocument
from plans.schemas.scrutiny import ScrutinyDocument
from plans.scrutiny.related import recommendation_thing

from .series import PublishedFigure


def of_reports(slug: str, published: PublishedDocuments) -> Iterator[Pair]:
    """Each report and each indicator with what it belongs to; one query."""
    newest = ReportVersion.objects.order_by().values("report").annotate(newest=Max("pk")).values("newest")
    rows = ReportVersion.objects.filter(report__partnership__slug=slug, pk__in=newest).order_by("pk")
    reports = [upgraded(content) for content in rows.values_list("content", flat=True)]
    yield from of_indicators(slug, published.plans, reports)
    for report in reports:
        here = report_thing(slug, report)
        yield from ((here, one) for one in _planned(report, published.plans))
        if published.register:
            yield from ((here, one) for one in _recommended(slug, report, published.register))


def of_indicators(slug: str, plans: Sequence[PlanDocument], reports: Iterable[ReportDocument]) -> Iterator[Pair]:
    """Each indicator with the priorities and plans that have a target for it, the actions that it measures, and the
    reports that treat it."""
    for content in plans:
        for priority in content["priorities"]:
            for target in priority["targets"]:
                yield from _pair(slug, target["indicator"], target["name"], priority_thing(content, priority))
                yield from _pair(slug, target["indicator"], target["name"], plan_thing(content))
            for action in priority["actions"]:
                for named in action.get("indicators", []):
                    yield from _pair(slug, named["slug"], named["name"], action_thing(content, priority, action))
        for target in content["targets"]:
            yield from _pair(slug, target["indicator"], target["name"], plan_thing(content))
    for report in reports:
        for row in (*report["outcomes"], *report["figures"], *report["quarter"]):
            yield from _pair(slug, row["indicator"], row["name"], report_thing(slug, report))


def of_figures(slug: str, figures: Iterable[PublishedFigure]) -> Iterator[Pair]:
    """Each indicator with the areas that sources give a value of it for, by name."""
    given = {(one.indicator, one.area) for one in figures if one.kind == "value"}
    often = Counter(name for name, _code in {(area.name, area.code) for _indicator, area in given})
    for indicator, area in sorted(given, key=lambda pair: (pair[0].name, pair[1].name, pair[1].code)):
        title = f"{area.name} ({area.code})" if often[area.name] > 1 else area.name
        here = PublicThing(SearchKind.AREA, title, reverse("area", args=[slug, area.code]))
        yield from _pair(slug, indicator.slug, indicator.name, here)


def _pair(slug: str, indicator: str, name: str, other: PublicThing) -> Iterator[Pair]:
    if indicator:
        yield PublicThing(SearchKind.INDICATOR, name, reverse("indicator", args=[slug, indicator])), other


def report_thing(slug: str, report: ReportDocument) -> PublicThing:
    head = report["report"]
    title = f"{head['title']} ({head['period']})"
    return PublicThing(SearchKind.REPORT, title, reverse("report", args=[slug, head["slug"]]))


def plan_of(report: ReportDocument, plans: Sequence[PlanDocument]) -> PlanDocument | None:
    """The plan that a report is about, by its title; of several the one whose time has most in common with it."""
    head = report["report"]
    named = [one for one in plans if one["plan"]["title"] == head["plan"]]
    begun = [one for one in named if one["plan"]["period_start"] <= head["period_end"]]
    return next(iter(begun or named), None)


def _planned(report: ReportDocument, plans: Sequence[PlanDocument]) -> Iterator[PublicThing]:
    """The plan of a report, with the priorities whose targets or outside aims it treats and the actions it reports."""
    content = plan_of(report, plans)
    if content is None:
        return
    yield plan_thing(content)
    judged = {(one["indicator"], one["name"]) for one in report["outcomes"]}
    aimed = {one["priority"] for one in report["alignments"]}
    reported = {one["ref"] for one in (*report["actions"], *report["steps"])}
    for priority in content["priorities"]:
        actions = [one for one in priority["actions"] if one["ref"] in reported]
        judges = any((one["indicator"], one["name"]) in judged for one in priority["targets"])
        if judges or actions or priority["ref"] in aimed:
            yield priority_thing(content, priority)
        yield from (action_thing(content, priority, action) for action in actions)


def _recommended(slug: str, report: ReportDocument, register: ScrutinyDocument) -> Iterator[PublicThing]:
    """The recommendations of the meeting at which the committee had the report."""
    head = report["report"]
    had = {(head["committee"], head["meeting_on"])}
    had |= {
        (committee["name"], meeting["held_on"])
        for committee in register["committees"]
        for meeting in committee["meetings"]
        if head["title"] in meeting["about"]
    }
    for one in register["recommendations"]:
        if one["meeting"] and (one["committee"], one["meeting"]) in had:
            yield recommendation_thing(slug, one)
