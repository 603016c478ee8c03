"""What comes in the six months after the period of a report: actions, milestones and meetings."""

import datetime as dt
from dataclasses import dataclass

from csp_portal.formats.dates import months_after
from csp_portal.formats.periods import Period
from performance.rules.reports.types import ComingMeeting, ReportDocument, StepDocument
from plans.models import Partnership
from plans.schemas.plan import PlanDocument

MONTHS = 6


def months_ahead(end: dt.date) -> dt.date:
    """The last day that a report looks ahead to: the end of the sixth month after a period that ends with a month."""
    day = end + dt.timedelta(days=1)
    return months_after(day.replace(day=1), MONTHS) + dt.timedelta(days=day.day - 1) - dt.timedelta(days=1)


def steps(plan: PlanDocument, end: dt.date, until: dt.date) -> list[StepDocument]:
    """Actions and milestones open when the period ended: those late by then, and those due up to `until`. Pure."""
    day = end.isoformat()
    actions = [action for priority in plan["priorities"] for action in priority["actions"]]
    rows = [("action", one["title"], one) for one in actions]
    rows += [("milestone", one["text"], one) for action in actions for one in action["milestones"]]  # type: ignore
    found: list[StepDocument] = [
        {"kind": kind, "ref": row["ref"], "text": text, "due_on": due, "late": due <= day}
        for kind, text, row in rows
        if (due := row["due"]["on"]) and due <= until.isoformat() and not (row.get("completed_on") or "9999") <= day
    ]
    return sorted(found, key=lambda step: step["due_on"])


@dataclass(frozen=True)
class NextPeriod:
    """The period that follows a report's own and is as long, with the actions and milestones due in it."""

    name: str
    steps: list[StepDocument]


def next_period(content: ReportDocument) -> NextPeriod | None:
    """Counted from the end of the report's period, not from today. None for periods other than whole months, and for
    those longer than the report looks ahead."""
    start, end = (dt.date.fromisoformat(content["report"][name]) for name in ("period_start", "period_end"))
    following = end + dt.timedelta(days=1)
    months = Period(start, end).months
    period = Period.of_months(following.year, following.month, months)
    if following.day != 1 or start.day != 1 or period.end.isoformat() > content["ahead_until"]:
        return None
    last = period.end.isoformat()
    return NextPeriod(str(period), [one for one in content["steps"] if not one["late"] and one["due_on"] <= last])


def meetings_ahead(partnership: Partnership, end: dt.date, until: dt.date) -> list[ComingMeeting]:
    """The meetings that the published register announces for the time after the period."""
    newest = partnership.scrutiny_versions.defer("for_members").first()
    found: list[ComingMeeting] = [
        {"committee": committee["name"], "on": meeting["held_on"], "about": meeting["about"]}
        for committee in (newest.content["committees"] if newest else [])
        for meeting in committee["meetings"]
        if not meeting["cancelled"] and end.isoformat() < meeting["held_on"] <= until.isoformat()
    ]
    return sorted(found, key=lambda meeting: meeting["on"])
