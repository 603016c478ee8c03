"""The newest published plans and reports of a partnership, for pages that set figures beside them."""

from typing import NamedTuple

from django.db.models import DateField, JSONField, Max, QuerySet, Value
from django.db.models.functions import Cast

from performance.models import ReportVersion
from performance.rules.reports.types import ReportDocument
from performance.rules.reports.upgrade import upgraded
from plans.documents.newest_versions import newest_versions
from plans.models import Area, Partnership
from plans.schemas.plan import PlanDocument

from .relations import SimilarAreas, newest_groups, similar_groups

PART = "part"  # where an area is one of a set, in place of its kind


class Published(NamedTuple):
    """The newest published documents of a partnership; `number` is the version's.

    `own`: the codes of the partnership's own areas, with their kinds. `groups`: the newest group of similar areas of
    each. `parts`: the codes of the areas of its sets.
    """

    plans: list[tuple[int, PlanDocument]]
    reports: list[tuple[int, ReportDocument]]
    own: dict[str, str]
    groups: dict[str, SimilarAreas]
    parts: frozenset[str] = frozenset()


def newest_reports() -> QuerySet:
    """The keys of the newest version of every report."""
    return ReportVersion.objects.order_by().values("report").annotate(newest=Max("pk")).values("newest")


def published(partnership: Partnership) -> Published:
    """The newest version of every plan and of every report, latest period first, the own areas and their groups; one
    query."""
    reports = ReportVersion.objects.filter(report__partnership=partnership, pk__in=newest_reports())
    no_day = Cast(Value(None), DateField())  # PostgreSQL takes a bare NULL for text where several are united
    documents = [
        rows.order_by().values_list("number", "content", Value(""), Value(""), Value(""), no_day)
        for rows in (newest_versions(partnership), reports)
    ]
    nothing = (Value(0), Value({}, JSONField()))
    areas = partnership.areas.order_by().values_list(*nothing, "code", "area_set__kind", Value(""), no_day)
    in_sets = Area.objects.filter(area_set__partnership=partnership).order_by()
    parts = in_sets.values_list(*nothing, "code", Value(PART), Value(""), no_day)
    groups = similar_groups(partnership).values_list(*nothing, "area__code", "members__code", "name", "starts_on")
    found = list(documents[0].union(documents[1], areas, parts, groups, all=True))
    similar = [(code, member, name, day) for _number, _content, code, member, name, day in found if day]
    plan_rows = [(number, content) for number, content, *_others in found if "plan" in content]
    report_rows = [(number, upgraded(content)) for number, content, *_others in found if "report" in content]
    return Published(
        sorted(plan_rows, key=lambda row: row[1]["plan"]["period_start"], reverse=True),
        sorted(report_rows, key=lambda row: row[1]["report"]["period_end"], reverse=True),
        {code: kind for _number, _content, code, kind, _name, day in found if code and not day and kind != PART},
        newest_groups(similar),
        frozenset(code for _number, _content, code, kind, _name, _day in found if kind == PART),
    )
