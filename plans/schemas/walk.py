"""Ways through a plan document: its actions, its targets, its narrative."""

from collections.abc import Iterator

from .plan import ActionDocument, PlanDocument, TargetDocument
from .problems import Place


def actions_of(content: PlanDocument) -> Iterator[ActionDocument]:
    for priority in content["priorities"]:
        yield from priority["actions"]


def targets_of(content: PlanDocument) -> Iterator[TargetDocument]:
    yield from content["targets"]
    for priority in content["priorities"]:
        yield from priority["targets"]


def narrative_of(content: PlanDocument) -> Iterator[tuple[Place, str]]:
    """Everything people wrote in which they may refer to an action or a priority, with its place."""
    for section in content["sections"]:
        yield Place("sections", section["slug"]), section["body"]["markdown"]
    for priority in content["priorities"]:
        here = Place("priorities", priority["ref"])
        for part in (priority["why"], priority["hope"], priority["approach"], priority["measure"], priority["data"]):
            yield here, part["markdown"]
        yield here, priority["decision_reason"]
        for action in priority["actions"]:
            yield Place("actions", action["ref"]), f"{action['title']}\n{action['note']}"
            for milestone in action["milestones"]:
                yield Place("milestones", milestone["ref"]), f"{milestone['text']}\n{milestone['note']}"
    for line in content["funding"]:
        yield Place("funding", line["purpose"]), line["note"]
    for target in targets_of(content):
        yield Place("targets", target["name"]), target["note"]
