"""The newest published text of each plan."""

from django.db.models import Max, QuerySet

from plans.models import Partnership, PlanVersion


def newest_versions(partnership: Partnership):
    """The newest published version of each plan of a partnership, latest period first."""
    return (
        PlanVersion.objects.filter(plan__partnership=partnership, pk__in=newest_ids())
        .select_related("plan")
        .order_by("-plan__period_start")
    )


def newest_ids() -> QuerySet:
    """Numbers and keys of versions grow together, so the newest version of a plan has the largest key."""
    return PlanVersion.objects.order_by().values("plan").annotate(newest=Max("pk")).values("newest")
