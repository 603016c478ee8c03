"""Ways through a plan document: its actions, its targets, its narrative, the keys of its rows in order."""

from collections.abc import Iterable, Iterator
from functools import cache

from typing_extensions import is_typeddict

from . import plan
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


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """The keys of a row as its shape lists them: not every database keeps them in the order in which they were stored.

    The shape is the narrowest that has them all; keys that no shape has stand in the order of the alphabet.
    """
    return _in_order(frozenset(names))


@cache
def _in_order(names: frozenset[str]) -> tuple[str, ...]:
    shapes = [shape for shape in vars(plan).values() if is_typeddict(shape) and names <= shape.__annotations__.keys()]
    shape = min(shapes, key=lambda one: len(one.__annotations__), default=None)
    return tuple(name for name in shape.__annotations__ if name in names) if shape else tuple(sorted(names))
