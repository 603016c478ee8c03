"""What a partnership has published last: its plans and its scrutiny register."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Max, QuerySet

from plans.models import Partnership, PlanVersion, ScrutinyVersion
from plans.schemas.plan import PlanDocument
from plans.schemas.scrutiny import ScrutinyDocument

from .newest_versions import newest_ids


class PublishedDocuments(NamedTuple):
    """The newest version of every plan, latest period first, and of the register."""

    plans: list[PlanDocument]
    register: ScrutinyDocument | None


def latest(slug: str) -> PublishedDocuments:
    """What the partnership with this slug has published last; one query."""
    plans, registers = (rows.order_by().values_list("content", flat=True) for rows in _newest(partnership__slug=slug))
    return as_latest(plans.union(registers, all=True))


def newest_texts(partnership: Partnership) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """The versions to read: of its plans, without those withdrawn, and of its register."""
    return _newest(partnership=partnership)


def _newest(**owner: Any) -> tuple[QuerySet[Any], QuerySet[Any]]:
    of_plans = {f"plan__{name}": value for name, value in owner.items()}
    plans = PlanVersion.objects.filter(plan__withdrawn_at__isnull=True, **of_plans)
    registers = ScrutinyVersion.objects.filter(**owner)
    newest_register = registers.order_by().values("partnership").annotate(newest=Max("pk")).values("newest")
    return plans.filter(pk__in=newest_ids()), registers.filter(pk__in=newest_register)


def as_latest(contents: Iterable[Any]) -> PublishedDocuments:
    """The documents of these versions, told apart."""
    found = list(contents)
    plans = [content for content in found if "plan" in content]
    return PublishedDocuments(
        sorted(plans, key=lambda content: content["plan"]["period_start"], reverse=True),
        next((content for content in found if "plan" not in content), None),
    )
