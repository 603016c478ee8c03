"""What stands between a plan and its publication. Errors block it; warnings ask whether it is meant so.

Each rule is a function from the document to what it finds; RULES is the list of them.
"""

from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import ngettext

from . import contents_rules, reading_rules, reference_rules
from .document_types import PlanDocument
from .models import Plan
from .problems import Problem, warning

RULES: list[Callable[[PlanDocument], Iterator[Problem]]] = [
    contents_rules.withheld_with_reason,
    contents_rules.period,
    contents_rules.priorities_stated,
    contents_rules.what_is_done,
    contents_rules.success_measured,
    contents_rules.resources,
    contents_rules.engagement,
    contents_rules.members_by_class,
    reference_rules.one_action_per_reference,
    reference_rules.references_lead_somewhere,
    reference_rules.no_circle_of_references,
    contents_rules.leads,
    contents_rules.targets_confirmed,
    contents_rules.funding_has_amounts,
    contents_rules.sections_have_text,
    reference_rules.figures_lead_somewhere,
    contents_rules.members_have_dates,
    contents_rules.duties_answered,
    reading_rules.easy_to_read,
]

# What other rooms find in a plan beside its document: warnings, for nothing but the document can block it. Each room
# registers its rules when it is ready.
Rule = Callable[[Plan], Iterable[Problem]]
OTHER_ROOMS: list[Rule] = []


def register(*rules: Rule) -> None:
    """Add rules of another room to the checklist."""
    OTHER_ROOMS.extend(rule for rule in rules if rule not in OTHER_ROOMS)


def of_other_rooms(plan: Plan) -> list[Problem]:
    """What the other rooms find in a plan."""
    return [problem for rule in OTHER_ROOMS for problem in rule(plan)]


def problems(content: PlanDocument, open_comments: int = 0, others: Iterable[Problem] = ()) -> list[Problem]:
    """Everything that is wrong with a plan, errors first. `open_comments` counts the comments nobody resolved."""
    found = [problem for rule in RULES for problem in rule(content)]
    found += others
    if open_comments:
        sentence = ngettext("%(num)s comment is not resolved.", "%(num)s comments are not resolved.", open_comments)
        found.append(warning(sentence % {"num": open_comments}, "plan"))
    return sorted(found, key=lambda problem: problem.severity != "error")
