"""Targets beside outturns, for each published plan and report of a partnership."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from performance.figures.series import Published, PublishedBreak, PublishedFigure, breaks_of, seen
from performance.rules.targets.outturns import outcome
from performance.rules.targets.status import Status
from plans.schemas.plan import OutcomeDocument, PlanDocument, TargetDocument

# What a reader must look at comes first.
ORDER = (
    Status.WRONG_WAY,
    Status.FAR_BEHIND,
    Status.BEHIND,
    Status.TO_BE_CONFIRMED,
    Status.NOT_AVAILABLE,
    Status.ON_TARGET,
    Status.AHEAD,
    Status.NOT_SET,
)


@dataclass(frozen=True)
class TargetTable:
    """The targets of one document; `frozen` says that a report judged them when it was published.

    `plan` is the title of the plan that sets them.
    """

    plan: str
    slug: str
    title: str
    period: str
    href: str
    frozen: bool
    outcomes: list[OutcomeDocument]

    @property
    def formulas(self) -> dict[str, str]:
        """The rules in use, each with its formula."""
        return {one["rule"]: one["formula"] for one in self.outcomes if one["rule"]}


def targets_of(content: PlanDocument) -> Iterator[TargetDocument]:
    """Every target of a plan: those of its priorities, then those of the whole plan."""
    for priority in content["priorities"]:
        yield from priority["targets"]
    yield from content["targets"]


def target_tables(
    published: Published, found: Sequence[PublishedFigure], broken: Sequence[PublishedBreak], indicator: str = ""
) -> list[TargetTable]:
    """One table for each document that has targets, or targets for one indicator."""
    tables, said = [], seen(found)
    for _number, plan in published.plans:
        head = plan["plan"]
        outcomes = [
            outcome(
                target,
                said.get((target["indicator"], target["area"]), []),
                breaks=breaks_of(broken, target["indicator"], target["area"]),
            )
            for target in targets_of(plan)
            if indicator in ("", target["indicator"])
        ]
        href = reverse("plan", args=[plan["partnership"]["slug"], head["slug"]])
        tables.append(
            TargetTable(head["title"], f"plan-{head['slug']}", head["title"], head["period"], href, False, outcomes)
        )
    for _number, report in published.reports:
        head = report["report"]
        href = reverse("report", args=[report["partnership"]["slug"], head["slug"]])
        outcomes = report["outcomes"]
        tables.append(
            TargetTable(head["plan"], f"report-{head['slug']}", head["title"], head["period"], href, True, outcomes)
        )
    return [chosen for table in tables if (chosen := _only(table, indicator)).outcomes]


def each_once(tables: Sequence[TargetTable]) -> list[OutcomeDocument]:
    """The outcomes to count: those of each plan once, from the plan itself or else from its newest report."""
    first = {table.plan: table for table in reversed(tables)}
    return [one for table in first.values() for one in table.outcomes]


def _only(table: TargetTable, indicator: str) -> TargetTable:
    kept = [one for one in table.outcomes if indicator in ("", one["indicator"])]
    kept.sort(key=lambda one: ORDER.index(Status(one["status"])))
    return replace(table, outcomes=kept)
