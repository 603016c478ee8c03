"""What this room says on the desk home: targets that wait for a number, and figures that do not agree."""

import datetime as dt

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import ngettext

from csp_portal.operation.reading import Reader
from performance.models import FigureState, Observation, Source, Target, TargetKind
from performance.rules.targets.adding_up import ADDED_UP
from plans.access.permissions import Permission, where_may
from plans.access.tasks import Task
from plans.documents.worked_out import LongWork, worked_out
from plans.models import Membership, Partnership, Plan, PlanState, User

from .explanations import explained_findings
from .facts.loading import working_facts
from .pages import counts
from .registry import run

FROM_BASELINE = (
    TargetKind.PERCENT_CHANGE,
    TargetKind.CHANGE,
    TargetKind.POINTS,
    TargetKind.KEEP,
    TargetKind.BELOW_BASELINE,
    TargetKind.ABOVE_BASELINE,
)
PARTS_OF_A_YEAR = (4, 12, 16)  # quarters, months or both, which are added up


def targets(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """Targets of plans still running that wait for a number: their own, or a baseline that no source gives at all."""
    said = Observation.objects.filter(
        indicator=OuterRef("indicator"),
        area=OuterRef("area"),
        period_start=OuterRef("baseline_start"),
        period_end=OuterRef("baseline_end"),
        state=FigureState.VALUE,
    )
    parts = Observation.objects.filter(
        indicator=OuterRef("indicator"),
        indicator__unit__in=ADDED_UP,
        area=OuterRef("area"),
        period_start__gte=OuterRef("baseline_start"),
        period_end__lte=OuterRef("baseline_end"),
        state=FigureState.VALUE,
    )
    added = parts.order_by().values("source").annotate(figures=Count("pk")).filter(figures__in=PARTS_OF_A_YEAR)
    unsaid = Target.objects.filter(kind__in=FROM_BASELINE, baseline_value__isnull=True)
    unsaid = unsaid.exclude(Exists(said)).exclude(Exists(added))
    plans = (
        Plan.objects.filter(partnership__in=where_may(memberships, Permission.EDIT_PLAN))
        .filter(~Q(state=PlanState.PUBLISHED) | Q(period_end__gte=today))
        .select_related("partnership")
        .annotate(
            unconfirmed=Count("targets", filter=Q(targets__state=FigureState.TO_BE_CONFIRMED)),
            without_baseline=Count("targets", filter=Q(targets__in=unsaid)),
        )
    )
    (found,) = yield [plans]
    for plan in found:
        page = reverse("desk-rows", args=[plan.partnership.slug, plan.slug, "targets"])
        for number, words in (
            (
                plan.unconfirmed,
                ngettext(
                    "%(num)s target of “%(title)s” is still to be confirmed.",
                    "%(num)s targets of “%(title)s” are still to be confirmed.",
                    plan.unconfirmed,
                ),
            ),
            (
                plan.without_baseline,
                ngettext(
                    "%(num)s target of “%(title)s” has no baseline to be judged from.",
                    "%(num)s targets of “%(title)s” have no baseline to be judged from.",
                    plan.without_baseline,
                ),
            ),
        ):
            yield Task(plan.partnership, words % {"num": number, "title": plan.title}, page, number)


def figures(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """For those who write plans: how many figures of their partnership do not agree and are not explained."""
    owners = where_may(memberships, Permission.EDIT_PLAN)
    found = yield from worked_out(FINDINGS, owners, today)
    for key, number in found.items():
        owner = owners[key]
        words = ngettext(
            "%(num)s finding of the checks has not been explained: do the figures agree?",
            "%(num)s findings of the checks have not been explained: do the figures agree?",
            number,
        )
        yield Task(owner, words % {"num": number}, reverse("figures-check", args=[owner.slug]), number)


def _open_findings(owners: list[Partnership]) -> dict[int, int]:
    """How many findings nobody explained, of each partnership; none where it has no source."""
    with_sources = set(Source.objects.filter(partnership__in=owners).values_list("partnership", flat=True))
    return {
        owner.pk: counts(explained_findings(owner, run(working_facts(owner)))).open if owner.pk in with_sources else 0
        for owner in owners
    }


FINDINGS = LongWork("findings", _open_findings, of_figures=True)
