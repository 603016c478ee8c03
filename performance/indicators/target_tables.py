"""Targets beside outturns, for each published plan and report of a partnership."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from csp_portal.formats.spreadsheets.book import Cell
from performance.figures.breaks import PublishedBreak, breaks_of
from performance.figures.documents import Published
from performance.figures.series import PublishedFigure, seen
from performance.figures.similar import SimilarAverages
from performance.rules.targets.outturns import outcome
from performance.rules.targets.picture import picture
from performance.rules.targets.status import Status
from plans.schemas.plan import OutcomeDocument, PlanDocument, TargetDocument

# What a reader must look at comes first; what is not set yet has nothing to show and comes last.
ORDER = (
    Status.MISSED,
    Status.WRONG_WAY,
    Status.FAR_BEHIND,
    Status.BEHIND,
    Status.NOT_CERTAIN,
    Status.NOT_AVAILABLE,
    Status.ON_TARGET,
    Status.AHEAD,
    Status.MET,
    Status.NOT_DUE,
    Status.NOT_SET,
    Status.TO_BE_CONFIRMED,
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
    def rows(self) -> list[tuple[OutcomeDocument, Markup]]:
        """The targets that are set, each with its picture, the worst first."""
        return [(one, picture(one)) for one in self.outcomes if one["status"] != Status.TO_BE_CONFIRMED]

    @property
    def to_be_confirmed(self) -> list[OutcomeDocument]:
        """The targets of which only the name is known."""
        return [one for one in self.outcomes if one["status"] == Status.TO_BE_CONFIRMED]


COLUMNS = [
    *("plan or report", "judged", "target", "indicator", "aim", "due", "baseline", "baseline shown"),
    *("baseline period", "outturn", "outturn shown", "outturn period", "change shown", "status", "rule"),
    *("source", "figure"),
]


def outcome_rows(tables: Iterable[TargetTable]) -> Iterator[list[Cell]]:
    """Each target with its newest outturn and its status, as the tables show them; numbers exact beside them."""
    for table in tables:
        judged = _("as published") if table.frozen else _("by the figures published now")
        for one in table.outcomes:
            known = [entry for entry in one["outturns"] if entry["value"] is not None or not entry["source"]]
            last = known[-1] if known else None
            base = one["baseline"]
            yield [
                *(table.title, judged, one["name"], one["indicator"], one["target"], one["due"]),
                *(_number(base["value"]), base["shown"], base["period"]),
                *((_number(last["value"]), last["shown"], last["period"]) if last else (None, None, None)),
                *(one["change"], one["status"], one["rule"]),
                *((last["source"], last["figure"]) if last else (None, None)),
            ]


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def targets_of(content: PlanDocument) -> Iterator[TargetDocument]:
    """Every target of a plan: those of its priorities, then those of the whole plan."""
    for priority in content["priorities"]:
        yield from priority["targets"]
    yield from content["targets"]


def known_targets(published: Published) -> dict[str, list[TargetDocument]]:
    """The targets of each plan by its title; of a plan that is not published, those its newest report names."""
    plans = {plan["plan"]["title"]: list(targets_of(plan)) for _number, plan in published.plans}
    for _number, report in published.reports:
        plans.setdefault(report["report"]["plan"], report["targets"])
    return plans


def target_tables(
    published: Published,
    found: Sequence[PublishedFigure],
    broken: Sequence[PublishedBreak],
    today: dt.date,
    indicator: str = "",
    similar: SimilarAverages | None = None,
) -> list[TargetTable]:
    """One table for each plan, judged by the figures of today, then one for each report, as it was published.

    With an indicator, only the targets for it. `similar` knows the averages of similar areas.
    """
    tables, said = [], seen(found)

    def judged(targets: Iterable[TargetDocument]) -> list[OutcomeDocument]:
        """What became of each target that the tables are about."""
        return [
            outcome(
                target,
                said.get((target["indicator"], target["area"]), []),
                breaks=breaks_of(broken, target["indicator"], target["area"]),
                on=today,
                similar=similar and similar.of(target),
            )
            for target in targets
            if indicator in ("", target["indicator"])
        ]

    for _number, plan in published.plans:
        head = plan["plan"]
        href = reverse("plan", args=[plan["partnership"]["slug"], head["slug"]])
        slug, outcomes = f"plan-{head['slug']}", judged(targets_of(plan))
        tables.append(TargetTable(head["title"], slug, head["title"], head["period"], href, False, outcomes))
    known = {table.plan for table in tables}
    for _number, report in published.reports:
        head = report["report"]
        slug, title = f"report-{head['slug']}", head["plan"]
        href = reverse("report", args=[report["partnership"]["slug"], head["slug"]])
        if title not in known and report["targets"]:
            known.add(title)
            tables.append(TargetTable(title, f"now-{slug}", title, "", href, False, judged(report["targets"])))
        tables.append(TargetTable(title, slug, head["title"], head["period"], href, True, report["outcomes"]))
    return [chosen for table in tables if (chosen := _only(table, indicator)).outcomes]


def each_once(tables: Sequence[TargetTable]) -> list[OutcomeDocument]:
    """The outcomes to count: those of each plan once, from the plan itself or else from its newest report."""
    first = {table.plan: table for table in reversed(tables)}
    return [one for table in first.values() for one in table.outcomes]


def _only(table: TargetTable, indicator: str) -> TargetTable:
    kept = [one for one in table.outcomes if indicator in ("", one["indicator"])]
    kept.sort(key=lambda one: ORDER.index(Status(one["status"])))
    return replace(table, outcomes=kept)
