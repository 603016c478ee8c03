"""How the actions of a plan go, in what their leads said of the period of a report."""

import datetime as dt

from django.utils import timezone

from performance.models import ProgressReport
from performance.rules.reports.types import ActionLineDocument
from plans.models import Visibility
from plans.models.rows import visible
from plans.schemas.plan import ActionDocument, PlanDocument
from priorities.models import ProgressStatus, ProgressUpdate
from priorities.updates.answers import answered_updates
from priorities.updates.progress import last_answers


def action_lines(report: ProgressReport, plan: PlanDocument, audience: Visibility) -> list[ActionLineDocument]:
    """Every action of the published plan with the last answer of each lead in rounds about the period.

    An answer belongs to an action by the words in which the lead was asked, or in which the action stands now: a number
    alone may have gone to another action since.
    """
    rounds = {"lead__round__period_start__lte": report.period_end, "lead__round__period_end__gte": report.period_start}
    answered = [
        one
        for one in answered_updates(report.plan).filter(action__isnull=False, **rounds)
        if one.action and visible(one.action.priority, audience)
    ]
    said: dict[str, list[ProgressUpdate]] = {}
    for update in last_answers(answered, of=lambda one: (one.action_id, one.lead.name)).values():
        for words in {update.name, str(update.action)[:330]}:
            said.setdefault(words, []).append(update)
    lines: list[ActionLineDocument] = []
    for priority in plan["priorities"]:
        for action in priority["actions"]:
            updates = said.get(f"{action['ref']} {action['title']}"[:330], [])
            lines += [_line(action, one) for one in updates] or [_without_update(action, report.period_end)]
    return lines


def _line(action: ActionDocument, update: ProgressUpdate) -> ActionLineDocument:
    """One line for an action, from one lead's update."""
    said_at = update.told_at
    return {
        "ref": action["ref"],
        "title": action["title"],
        "lead": update.lead.name,
        "status": str(ProgressStatus(update.status).label),
        "css": update.status_kind,
        "happened": update.happened,
        "next": update.next,
        "said_on": timezone.localtime(said_at).date().isoformat() if said_at else None,
    }


def _without_update(action: ActionDocument, end: dt.date) -> ActionLineDocument:
    """The line of an action with its printed leads, and the status that the plan gives it, if any."""
    leads = [part["as_printed"] for part in action["organisations"] if part["role"] == "lead"]
    status, said_on = _of_plan(action, end.isoformat())
    return {
        "ref": action["ref"],
        "title": action["title"],
        "lead": ", ".join(leads),
        "status": str(status.label) if status else "",
        "css": status.kind if status else "none",
        "happened": action.get("status_comment", "") if said_on == action.get("status_on") else "",
        "next": "",
        "said_on": said_on,
    }


def _of_plan(action: ActionDocument, end: str) -> tuple[ProgressStatus | None, str | None]:
    """What the plan itself says of an action by the end of a period, and when: completed, or its reported status."""
    completed, said_on = action.get("completed_on"), action.get("status_on")
    if completed and completed <= end:
        return ProgressStatus.COMPLETE, completed
    status = action.get("status")
    if status and status != ProgressStatus.COMPLETE and said_on and said_on <= end:
        return ProgressStatus(status), said_on
    return None, None
