"""The progress reports on a plan, on its desk page, with a button for the report on the last quarter."""

import datetime as dt

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from csp_portal.formats.periods import Period, in_months, last_quarter
from performance.models import ProgressReport
from plans.access.decorators import DeskRequest
from plans.access.permissions import Permission
from plans.models import Plan


def panel(request: DeskRequest, plan: Plan, today: dt.date) -> str:
    """The reports on a plan, on its desk page."""
    if Permission.READ_DESK not in request.permissions:
        return ""
    reports = list(plan.reports.order_by("-period_end"))
    can_write = Permission.EDIT_PARTNERSHIP in request.permissions
    context = {
        "plan": plan,
        "reports": reports,
        "can_write": can_write,
        "quarter": quarter_to_report(plan, reports, today) if can_write else None,
    }
    return render_to_string("reports/panel.html", context, request)


def quarter_to_report(plan: Plan, reports: list[ProgressReport], today: dt.date) -> dict[str, str] | None:
    """What is sent to start the report on the last quarter that is over, with its `period` in words.

    None where the plan has a report on it already, or has no day in it.
    """
    quarter = last_quarter(today)
    started = any(one.period == quarter for one in reports)
    if started or plan.period_end < quarter.start or quarter.end < plan.period_start:
        return None
    return {
        "period": in_months(quarter),
        "title": _("Progress report, %(period)s") % {"period": in_months(quarter)},
        "slug": f"{_address_of(quarter)}-{plan.slug}"[:80].rstrip("-"),
        "period_start": quarter.start.isoformat(),
        "period_end": quarter.end.isoformat(),
    }


def _address_of(quarter: Period) -> str:
    """A quarter as part of an address: 2026-27-q2."""
    name, year = str(quarter).split()
    return f"{year.replace('/', '-')}-{name.lower()}"
