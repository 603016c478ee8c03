"""The progress reports on a plan, on its desk page."""

import datetime as dt

from django.template.loader import render_to_string

from plans.access.permissions import Permission
from plans.models import Plan


def panel(plan: Plan, permissions: frozenset[Permission], today: dt.date) -> str:
    """The reports on a plan, on its desk page."""
    if Permission.READ_DESK not in permissions:
        return ""
    context = {
        "plan": plan,
        "reports": plan.reports.order_by("-period_end"),
        "can_write": Permission.EDIT_PARTNERSHIP in permissions,
    }
    return render_to_string("reports/panel.html", context)
