"""What stands between a plan and its publication. Errors block it; warnings ask whether it is meant so.

Each rule is a function from the document to what it finds; RULES is the list of them.
"""

from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import ngettext

from csp_portal.contributions import contributed
from plans.models import Plan, Visibility
from plans.schemas.plan import PlanDocument
from plans.schemas.problems import Problem, warning

from . import contents, reading, references

RULES: list[Callable[[PlanDocument], Iterator[Problem]]] = [
    contents.period,
    contents.priorities_stated,
    contents.what_is_done,
    contents.success_measured,
    contents.resources,
    contents.engagement,
    contents.members_by_class,
    contents.authorities_listed,
    references.one_action_per_reference,
    references.references_lead_somewhere,
    references.no_circle_of_references,
    contents.leads,
    contents.targets_confirmed,
    contents.funding_has_amounts,
    contents.sections_have_text,
    references.figures_lead_somewhere,
    contents.members_have_dates,
    contents.duties_answered,
    reading.easy_to_read,
]

# Rooms of other apps contribute rules of the same kind as PLAN_RULES. What they find in a plan beside its document are
# warnings, for nothing but the document can block it.
Rule = Callable[[Plan], Iterable[Problem]]


def of_other_rooms(plan: Plan, audience: Visibility) -> list[Problem]:
    """What the other rooms find in a plan."""
    return [problem for rule in contributed("CHECKLIST_RULES") for problem in rule(plan, audience)]


def problems(content: PlanDocument, open_comments: int = 0, others: Iterable[Problem] = ()) -> list[Problem]:
    """Everything that is wrong with a plan, errors first. `open_comments` counts the comments nobody resolved."""
    found = [problem for rule in (*RULES, *contributed("PLAN_RULES")) for problem in rule(content)]
    found += others
    if open_comments:
        sentence = ngettext("%(num)s comment is not resolved.", "%(num)s comments are not resolved.", open_comments)
        found.append(warning(sentence % {"num": open_comments}, "plan"))
    return sorted(found, key=lambda problem: problem.severity != "error")
