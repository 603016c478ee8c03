"""Which priorities and actions of published plans are about what an indicator counts, by their titles."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from plans.documents.related import action_thing, priority_thing
from plans.schemas.plan import ActionDocument, PlanDocument

# Kinds of crime as titles write them.
KINDS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bburglar(?:y|ies|s)\b",
        r"\brobber(?:y|ies|s)\b",
        r"\b(?:cycle|bicycle|bike)s?\b",
        r"\b(?:vehicle|car) crime\b|\b(?:from|of) (?:a |motor )?vehicles?\b|\bvehicle interference\b",
        r"\bcriminal damage\b|\bvandalism\b|\bgraffiti\b",
        r"\banti-social behaviour\b",
        r"\bhate (?:crime|incident)s?\b",
        r"\bdomestic (?:abuse|violence)\b",
        r"\barson\b|\bdeliberate fires?\b",
        r"\bshoplifting\b|\bshop theft\b",
    )
]


class PlannedWork(NamedTuple):
    """A priority or action with its address, and who leads it."""

    title: str
    address: str
    lead: str


def planned_about(indicator: str, name: str, plans: Iterable[PlanDocument]) -> list[PlannedWork]:
    """The priorities with a target for an indicator or whose title names the kind of crime in its name, and the actions
    that it measures or whose title names that kind; plan by plan as given."""
    kinds = [kind for kind in KINDS if kind.search(name)]
    return [one for content in plans for one in _of_plan(indicator, kinds, content)]


def _of_plan(indicator: str, kinds: list[re.Pattern[str]], content: PlanDocument) -> Iterator[PlannedWork]:
    """Each priority of a plan that is about the indicator, followed by its actions that are."""
    for priority in content["priorities"]:
        aimed = any(target["indicator"] == indicator for target in priority["targets"])
        if aimed or any(kind.search(priority["title"]) for kind in kinds):
            thing = priority_thing(content, priority)
            yield PlannedWork(thing.title, thing.address, priority["lead"])
        for action in priority["actions"]:
            if is_measured(action, indicator) or any(kind.search(action["title"]) for kind in kinds):
                thing = action_thing(content, priority, action)
                yield PlannedWork(thing.title, thing.address, _lead(action))


def is_measured(action: ActionDocument, indicator: str) -> bool:
    """Whether an action names an indicator as what measures it."""
    return any(one["slug"] == indicator for one in action.get("indicators", []))


def _lead(action: ActionDocument) -> str:
    """The leads of an action as the plan prints them."""
    return "; ".join(one["as_printed"] for one in action["organisations"] if one["role"] == "lead")
