"""What comes in the six months after the period of a report: milestones and meetings."""

import datetime as dt

from csp_portal.formats.dates import months_after
from performance.rules.reports.types import ComingMeeting, StepDocument
from plans.models import Partnership
from plans.schemas.plan import PlanDocument

MONTHS = 6


def months_ahead(end: dt.date) -> dt.date:
    """The last day that a report looks ahead to: the end of the sixth month after a period that ends with a month."""
    day = end + dt.timedelta(days=1)
    return months_after(day.replace(day=1), MONTHS) + dt.timedelta(days=day.day - 1) - dt.timedelta(days=1)


def steps(plan: PlanDocument, end: dt.date, until: dt.date) -> list[StepDocument]:
    """Milestones that were open when the period ended: those late by then, and those due up to `until`. Pure."""
    found: list[StepDocument] = [
        {"ref": step["ref"], "text": step["text"], "due_on": step["due"]["on"], "late": step["due"]["on"] <= iso_end}
        for iso_end in (end.isoformat(),)
        for priority in plan["priorities"]
        for action in priority["actions"]
        for step in action["milestones"]
        if step["due"]["on"]
        and step["due"]["on"] <= until.isoformat()
        and (step["completed_on"] is None or step["completed_on"] > iso_end)
    ]
    return sorted(found, key=lambda step: step["due_on"])


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
