"""From what an assessment recommends to the priorities of the plan that is being drafted."""

from dataclasses import dataclass

from django.db import transaction

from plans.editing.outline import standard
from plans.editing.save import add_row, require_draft, save_row
from plans.editing.tables import editable_tables
from plans.models import ChangeKind, Plan, PlanState, User, Visibility, log_change
from plans.models.rows import seen_by
from priorities.models import Issue, Priority, PriorityDecision

BECOMES_ONE = frozenset(
    {
        PriorityDecision.NEW,
        PriorityDecision.KEPT,
        PriorityDecision.CHANGED,
        PriorityDecision.KEPT_AGAINST_ADVICE,
    }
)


@dataclass(frozen=True)
class Recommended:
    """An issue with a recommendation, the priority that deals with it in the drafted plan, and whether one can be
    made of it there."""

    issue: Issue
    priority: Priority | None
    can_be_made: bool


def draft_after(plan: Plan) -> Plan | None:
    """The plan that an assessment recommends priorities for: the newest draft rolled forward from its own plan, or
    that plan itself while it is a draft. None where nothing is being drafted."""
    rolled = plan.rolled_to.filter(state=PlanState.DRAFT).order_by("-period_start", "-pk").first()
    return rolled or (plan if plan.state == PlanState.DRAFT else None)


def recommended(plan: Plan, draft: Plan | None, audience: Visibility) -> list[Recommended]:
    """What is recommended for each issue of a plan that an audience may read, in their order. Costs two queries."""
    issues = seen_by(audience, plan.issues.exclude(recommendation=PriorityDecision.NOT_STATED))
    there = {one.name: one for one in draft.issues.select_related("priority")} if draft else {}
    by_origin = {one.copied_from_id: one for one in there.values()}
    found = []
    for issue in issues:
        same = by_origin.get(issue.pk) or there.get(issue.name)
        priority = same.priority if same else None
        can = draft is not None and priority is None and issue.recommendation in BECOMES_ONE
        found.append(Recommended(issue, priority, can))
    return found


@transaction.atomic
def make_priority(issue: Issue, draft: Plan, *, by: User) -> Priority:
    """A priority of the draft from an issue: its name, what was found, the decision with its reason, who may read it.

    The issue of the draft, copied there if it has none, then belongs to the priority. Where it already belongs to one,
    nothing is made and that one is given back. Raises NotEditable.
    """
    require_draft(draft)
    there = _issue_in(draft, issue, by)
    if there.priority is not None:
        return there.priority
    values = {
        "ref": _free_ref(draft),
        "title": issue.name,
        "why": issue.finding,
        "decision": issue.recommendation,
        "decision_reason": issue.recommendation_reason,
        "visibility": issue.visibility,
        "withheld": issue.withheld,
    }
    made = add_row(editable_tables()["priorities"], draft, values, by=by)
    assert isinstance(made, Priority)
    save_row(editable_tables()["issues"], there, {"priority": made}, seen=there.row_version, by=by)
    return made


def _issue_in(draft: Plan, issue: Issue, by: User) -> Issue:
    """The issue as the draft has it; copied there where it is missing."""
    if issue.plan_id == draft.pk:
        return Issue.objects.select_related("priority").get(pk=issue.pk)
    own = draft.issues.select_related("priority")
    if there := own.filter(copied_from=issue).first() or own.filter(name=issue.name).first():
        return there
    made = issue.copy_to(draft, None, position=draft.issues.count())
    log_change(draft, "issues", made, ChangeKind.ADDED, [("", "", str(made))], by=by)
    return made


def _free_ref(plan: Plan) -> str:
    """The first number after those of the plan's priorities that none of them has or had."""
    priorities = list(plan.priorities.all())
    taken = {ref for one in priorities for ref in [one.ref, *one.former_refs]}
    number = len(priorities) + 1
    while standard("priorities", "", number) in taken:
        number += 1
    return standard("priorities", "", number)
