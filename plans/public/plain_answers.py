"""The plain answer on top of a plan and of a priority: is it better, the same or worse?

The officer's own sentence stands in the document. Without one the rooms to the right, which know the figures, say it.
"""

from collections.abc import Callable
from typing import NamedTuple

from csp_portal.contributions import contributed
from plans.schemas.plan import PlanDocument, PriorityDocument

# From a plan to the sentence of each of its priorities, by reference, and of the whole plan, under "".
Rule = Callable[[PlanDocument], dict[str, str]]


class AnswerText(NamedTuple):
    """A sentence, and whether a person wrote it."""

    sentence: str
    by_officer: bool


def by_rule(content: PlanDocument) -> dict[str, str]:
    """What the figures that are public now say of a plan; empty where they say nothing."""
    found: dict[str, str] = {}
    for rule in contributed("PLAIN_ANSWERS"):
        found |= rule(content)
    return found


def plain_answer(part: PlanDocument | PriorityDocument, said: dict[str, str]) -> AnswerText | None:
    """The answer of a plan or priority: the officer's, else that of the rule; None if neither says anything."""
    own = part["plan"].get("plain_answer", "") if "plan" in part else part.get("plain_answer", "")
    if own:
        return AnswerText(own, True)
    ruled = said.get("" if "plan" in part else part["ref"], "")
    return AnswerText(ruled, False) if ruled else None
