"""What points to an outside plan, and pointing all of it to the plan that replaced it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from plans.editing import save
from plans.editing.pasting.storing import snapshot, undo_step
from plans.editing.tables import editable_tables
from plans.models import Plan, PlanState, User, Visibility
from plans.models.rows import seen_by
from priorities.models import Alignment, OutsidePlan


@dataclass(frozen=True)
class PointingPlan:
    """A plan with its objectives that point to an outside plan. Only a draft can be changed."""

    plan: Plan
    objectives: list[Alignment]

    @property
    def is_draft(self) -> bool:
        return self.plan.state == PlanState.DRAFT


def pointing(outside: OutsidePlan, audience: Visibility) -> list[PointingPlan]:
    """What points to an outside plan, by plan, the newest first, as far as an audience may see it. Two queries."""
    rows = seen_by(audience, _rows(outside)).prefetch_related("actions")
    plans = {row.plan_id: row.plan for row in rows}
    return [PointingPlan(plan, [row for row in rows if row.plan_id == key]) for key, plan in plans.items()]


def _rows(outside: OutsidePlan) -> QuerySet[Alignment]:
    rows = outside.alignments.select_related("plan__partnership", "priority", "outside_plan")
    return rows.order_by("-plan__period_start", "plan", "position", "pk")


@transaction.atomic
def repoint(rows: Iterable[Alignment], later: OutsidePlan, *, by: User | None) -> list[dict[str, Any]]:
    """Point objectives to another outside plan; what undoes it. Raises EditConflict, ValidationError, NotEditable, and
    then nothing is changed."""
    kind, steps = editable_tables()["objectives"], []
    for row in rows:
        before = snapshot(row)
        stored = save.save_row(kind, row, {"outside_plan": later}, seen=row.row_version, by=by)
        steps.append(undo_step(stored, before))
    return steps
