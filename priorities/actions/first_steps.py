"""The steps of a new partnership that this room contributes: priorities and actions."""

from django.utils.translation import gettext_lazy as _

from plans.access.permissions import Permission
from plans.access.tasks import FirstStep
from plans.editing import pages
from plans.editing.tables import editable_tables
from plans.models import Partnership, Plan
from priorities.models import Action, Priority


def _priorities(_owner: Partnership, plan: Plan | None) -> str:
    return pages.address(plan, editable_tables()["priorities"]) if plan else ""


FIRST_STEPS = (
    FirstStep(
        5, _("Set the priorities"), Permission.EDIT_PLAN, Priority.objects.all(), "plan__partnership", _priorities
    ),
    FirstStep(
        8,
        _("List the actions, each with its lead, below its priority"),
        Permission.EDIT_PLAN,
        Action.objects.all(),
        "priority__plan__partnership",
        _priorities,
    ),
)
