"""The facts of a published plan, from its document. Pure."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from csp_portal.formats.periods import Period
from performance.rules.targets.judging import number, span
from plans.schemas.plan import OrganisationsDocument, PlanDocument, TargetDocument

from .types import GroupFact, MemberFact, PartFact, PlanFact, PriorityFact, QuestionFact, TargetFact, TextFact

PROSE = ("why", "aim", "approach", "success_measures", "data_sources")


def plan_fact(content: PlanDocument, rolled_from: str = "") -> PlanFact:
    """What checks look at in a plan as it was published."""
    actions = [action for priority in content["priorities"] for action in priority["actions"]]
    milestones = [milestone for action in actions for milestone in action["milestones"]]
    head = content["plan"]
    achievements = [*content["achievements"], *(one for p in content["priorities"] for one in p["achievements"])]
    targets = [*content["targets"], *(one for priority in content["priorities"] for one in priority["targets"])]
    return PlanFact(
        slug=head["slug"],
        title=head["title"],
        period=Period(dt.date.fromisoformat(head["period_start"]), dt.date.fromisoformat(head["period_end"])),
        priorities=tuple(
            PriorityFact(one["ref"], one["title"], tuple(one["also_printed_as"]), one["locator"])
            for one in content["priorities"]
        ),
        targets=tuple(_target(one) for one in targets),
        groups=tuple(GroupFact(one["name"], one["frequency"], one["locator"]) for one in content["groups"]),
        questions=tuple(
            QuestionFact(one["text"], one["base_as_printed"], sum(answer["count"] for answer in one["answers"]))
            for consultation in content["consultations"]
            for one in consultation["questions"]
        ),
        actions=frozenset([*(one["ref"] for one in actions), *(one["ref"] for one in milestones)]),
        texts=(
            *(TextFact("sections", one["slug"], one["body"]["markdown"]) for one in content["sections"]),
            *(TextFact("priorities", one["ref"], _prose(one)) for one in content["priorities"]),
            *(TextFact("actions", one["ref"], f"{one['title']}\n{one['note']}") for one in actions),
            *(TextFact("milestones", one["ref"], f"{one['text']}\n{one['note']}") for one in milestones),
            *(TextFact("targets", one["name"], one["note"]) for one in targets),
            *(TextFact("achievements", one["text"]["markdown"][:80], one["text"]["markdown"]) for one in achievements),
        ),
        parts=(
            *(_part(part, "actions", one["ref"]) for one in actions for part in one["organisations"]),
            *(_part(part, "milestones", one["ref"]) for one in milestones for part in one["organisations"]),
        ),
        members=tuple(
            MemberFact(one["organisation"], one["representative"], one["office"], one["locator"])
            for one in content["members"]
        ),
        indicators=codes(
            [one["indicator_code"] for one in targets],
            [
                (one["framework"], one["reference"])
                for holder in (content, *content["priorities"])
                for one in holder["alignments"]
            ],
        ),
        rolled_from=rolled_from,
    )


def codes(of_targets: Iterable[str], alignments: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The indicators of national or county sets that a plan follows: by its targets, or as it says in words."""
    named = (reference for framework, reference in alignments if "indicator" in framework.casefold())
    return frozenset(filter(None, (*of_targets, *named)))


def _part(one: OrganisationsDocument, kind: str, ref: str) -> PartFact:
    return PartFact(one["as_printed"], tuple(one["organisations"]), kind, ref)


def _prose(priority: Any) -> str:
    return "\n".join([*(priority[name]["markdown"] for name in PROSE), priority["decision_reason"]])


def _target(one: TargetDocument) -> TargetFact:
    """A target as the checks need it, from the document of a plan."""
    return TargetFact(
        one["name"],
        one["indicator"],
        one["area"],
        one["kind"],
        number(one["value"]),
        number(one["baseline"]),
        span(one, "baseline"),
        span(one, "due"),
        one["locator"],
    )
