"""Ways through a plan document: its actions, its targets, its narrative."""

from collections.abc import Iterator

from .plan import ActionDocument, PlanDocument, TargetDocument
from .problems import ProblemPlace


def actions_of(content: PlanDocument) -> Iterator[ActionDocument]:
    for priority in content["priorities"]:
        yield from priority["actions"]


def targets_of(content: PlanDocument) -> Iterator[TargetDocument]:
    yield from content["targets"]
    for priority in content["priorities"]:
        yield from priority["targets"]


def narrative_of(content: PlanDocument) -> Iterator[tuple[ProblemPlace, str]]:
    """Everything people wrote in which they may refer to an action or a priority, with its place."""
    for section in content["sections"]:
        yield ProblemPlace("sections", section["slug"]), section["body"]["markdown"]
    for priority in content["priorities"]:
        here = ProblemPlace("priorities", priority["ref"])
        for key in ("why", "aim", "approach", "success_measures", "data_sources"):
            yield here, priority[key]["markdown"]
        yield here, priority["decision_reason"]
        for action in priority["actions"]:
            yield ProblemPlace("actions", action["ref"]), f"{action['title']}\n{action['note']}"
            for milestone in action["milestones"]:
                yield ProblemPlace("milestones", milestone["ref"]), f"{milestone['text']}\n{milestone['note']}"
    for issue in content["assessment"]["issues"] if "assessment" in content else ():
        here = ProblemPlace("issues", issue["name"])
        yield here, f"{issue['finding']['markdown']}\n{issue['recommendation_reason']}"
    for line in content["funding"]:
        yield ProblemPlace("funding", line["purpose"]), line["note"]
    for target in targets_of(content):
        yield ProblemPlace("targets", target["name"]), target["note"]
