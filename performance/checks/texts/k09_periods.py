"""K9: plans of a partnership do not overlap, and each runs as long as its text says."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _, ngettext

from csp_portal.formats.numbers import places, rounded, shown
from csp_portal.formats.periods import Period
from performance.checks.facts.types import Facts, PlanFact, StatementFact, lasting
from performance.checks.finding import Finding, FindingPlace, Severity, where


class Running(NamedTuple):
    """A plan, or a plan that a source speaks of, when it runs, and which plan it carries on."""

    title: str
    period: Period
    place: FindingPlace
    slug: str = ""
    rolled_from: str = ""


def check(facts: Facts) -> Iterator[Finding]:
    """Plans whose periods overlap, and plans that do not run for as many years as their text says."""
    runs = facts.said("runs")
    known = [Running(plan.title, plan.period, _of_plan(plan), plan.slug, plan.rolled_from) for plan in facts.plans]
    named = {one.period for one in known}
    known += [
        Running(said.subject, said.period, where(said))
        for said in runs
        if said.period and said.subject and said.period not in named
    ]
    yield from _overlaps(sorted(known, key=lambda one: one.period))
    plans = {plan.slug: plan for plan in facts.plans}
    for said in runs:
        if said.value is not None and not said.subject and said.plan in plans:
            yield from _length(said, plans[said.plan])


def _of_plan(plan: PlanFact) -> FindingPlace:
    return FindingPlace(str(plan.period), title=plan.title, plan=plan.slug, kind="plan")


def _overlaps(known: list[Running]) -> Iterator[Finding]:
    """Each plan beside the earlier one that runs longest. Editions for the same period are one plan.

    A plan that rolls another forward takes its place: that both run for a time is no contradiction.
    """
    longest: Running | None = None
    for one in known:
        rolled = longest and longest.slug and longest.slug == one.rolled_from
        if longest and not rolled and one.period != longest.period and one.period.start <= longest.period.end:
            shared = Period(one.period.start, min(one.period.end, longest.period.end))
            yield Finding(
                "K9",
                ("overlap", longest.title, one.title),
                Severity.WARNING,
                _("Two plans run at the same time."),
                (one.place, longest.place),
                f"{longest.title}, {longest.period}; {one.title}, {one.period}",
                _("both run in %(period)s") % {"period": shared},
                ngettext("%(num)s month belongs to both.", "%(num)s months belong to both.", shared.months)
                % {"num": shared.months},
                _("Say which plan applies in these months, or end the earlier one."),
            )
        if longest is None or one.period.end > longest.period.end:
            longest = one


def _length(said: StatementFact, plan: PlanFact) -> Iterator[Finding]:
    """The finding for a plan whose length differs from the years in its text, to the precision printed there."""
    years = Decimal(lasting(plan.period)) / Decimal("365.25")
    if said.value is None or rounded(years, places(said.value.normalize())) == said.value.normalize():
        return
    yield Finding(
        "K9",
        ("length", plan.slug),
        Severity.WARNING,
        _("The plan does not run for as many years as its text says."),
        (where(said), _of_plan(plan)),
        said.as_printed,
        ngettext("%(num)s year", "%(num)s years", int(rounded(years, 0))) % {"num": shown(years, "", 0)},
        _("%(period)s has %(months)s months.") % {"period": plan.period, "months": plan.period.months},
        _("Correct the length or the period."),
    )
