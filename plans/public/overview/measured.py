"""The targets that measure actions: both ends of the link, as the pages of a plan show it. All of it is read from the
document, but for how a target is going, which is given."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from plans.schemas.plan import ActionDocument, PlanDocument, TargetDocument, target_reference
from plans.schemas.walk import actions_of, targets_of


class TargetStatus(NamedTuple):
    """How a target is going: the word, and its shape and colour."""

    label: str
    css: str


# From a plan to how the targets are going that measure its actions, each by its reference: listed as TARGET_STATUSES.
Rule = Callable[[PlanDocument], dict[str, TargetStatus]]


class MeasuringTarget(NamedTuple):
    """A target that measures actions: its place on the page of the plan, the numbers of these actions, and how it is
    going; None where nothing says so."""

    target: TargetDocument
    reference: str
    anchor: str
    actions: list[str]
    status: TargetStatus | None


class MeasuringTargets:
    """The targets of a plan that measure an action of it."""

    def __init__(self, content: PlanDocument, statuses: Mapping[str, TargetStatus]) -> None:
        """`statuses` is how targets are going, by their references."""
        actions: dict[str, list[str]] = {}
        for action in actions_of(content):
            for reference in action.get("measured_by", []):
                actions.setdefault(reference, []).append(action["ref"])
        self.anchors = {id(target): f"target-{number}" for number, target in enumerate(targets_of(content), 1)}
        self.targets = [
            MeasuringTarget(target, reference, self.anchor(target), actions[reference], statuses.get(reference))
            for target in targets_of(content)
            if (reference := reference_of(target)) in actions
        ]

    def of_action(self, action: ActionDocument) -> list[MeasuringTarget]:
        """The targets that an action names; several for one reference only where the plan repeats name and period."""
        named = action.get("measured_by", [])
        return sorted(
            (one for one in self.targets if one.reference in named), key=lambda one: named.index(one.reference)
        )

    def anchor(self, target: TargetDocument) -> str:
        """The place of a target on the page, for good within its version."""
        return self.anchors[id(target)]

    def row(self, target: TargetDocument) -> MeasuringTarget | None:
        """What the row of a target of this document says of actions; None where it measures none."""
        return next((one for one in self.targets if one.target is target), None)


def reference_of(target: TargetDocument) -> str:
    """How actions name a target."""
    return target_reference(target["name"], target["due_period"])
