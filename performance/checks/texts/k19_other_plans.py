"""K19: a plan beside another: priorities that are reprinted word for word, and indicators that only one of them has.

A plan that was rolled forward from another carries its priorities on by decision; nothing is found in that.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from performance.checks.facts.types import Facts, PlanFact, StatementFact
from performance.checks.finding import Finding, FindingPlace, Severity

FEWEST_REPRINTED = 2


def check(facts: Facts) -> Iterator[Finding]:
    yield from _reprinted(facts)
    for plan in facts.plans:
        for county in facts.county_plans:
            if county.period.start <= plan.period.end and plan.period.start <= county.period.end:
                yield from _indicators(plan, county)


def _reprinted(facts: Facts) -> Iterator[Finding]:
    """Priorities of an earlier plan, here or named by a source, that a later one has in the same words."""
    plans = {plan.slug: plan for plan in facts.plans}
    for earlier in facts.plans:
        for later in facts.plans:
            if earlier.period.end < later.period.end and earlier.period < later.period and not _rolled(later, earlier):
                places = [_of_plan(earlier)]
                yield from _same_words(later, earlier.title, (one.title for one in earlier.priorities), places)
    named: dict[tuple[str, str], list[StatementFact]] = defaultdict(list)
    for said in facts.said("priority"):
        named[said.plan, said.subject].append(said)
    for (slug, subject), priorities in named.items():
        if slug in plans:
            places = [FindingPlace(one.locator, one.source.slug, one.source.title) for one in priorities]
            yield from _same_words(plans[slug], subject, (one.about for one in priorities), places)


def _rolled(later: PlanFact, earlier: PlanFact) -> bool:
    return later.rolled_from == earlier.slug


def _same_words(plan: PlanFact, other: str, titles: Iterable[str], places: list[FindingPlace]) -> Iterator[Finding]:
    """The finding for all priorities of another plan that stand here word for word, when these are at least two."""
    before = {" ".join(title.casefold().split()): title for title in titles}
    own = {" ".join(one.title.casefold().split()): one for one in plan.priorities}
    if len(before) >= FEWEST_REPRINTED and set(before) <= set(own):
        added = [one.title for key, one in own.items() if key not in before]
        yield Finding(
            "K19",
            ("reprinted", plan.slug, other),
            Severity.WARNING,
            _("The %(number)s priorities of “%(other)s” are reprinted word for word.")
            % {"number": len(before), "other": other},
            (_of_plan(plan), *places),
            "; ".join(before.values()),
            _("new: %(titles)s") % {"titles": "; ".join(added)} if added else _("no new priority"),
            _("A new plan follows a new assessment: the same words say nothing about what that found."),
            _("Say why each priority is kept, or roll the plan forward so that readers see it."),
        )


def _of_plan(plan: PlanFact) -> FindingPlace:
    return FindingPlace(str(plan.period), title=plan.title, plan=plan.slug, kind="plan")


def _indicators(plan: PlanFact, county: PlanFact) -> Iterator[Finding]:
    """Indicators of one set, such as NI, that only one of two plans for the same time has."""
    sets = {_set(code) for code in plan.indicators} & {_set(code) for code in county.indicators}
    own, theirs = ({code for code in codes if _set(code) in sets} for codes in (plan.indicators, county.indicators))
    if own == theirs or not own or not theirs:
        return
    only_theirs, only_own = ", ".join(_ordered(theirs - own)), ", ".join(_ordered(own - theirs))
    yield Finding(
        "K19",
        ("indicators", plan.slug, county.slug),
        Severity.WARNING,
        _("“%(plan)s” and “%(county)s” do not follow the same indicators.")
        % {"plan": plan.title, "county": county.title},
        (_of_plan(plan),),
        ", ".join(_ordered(own)),
        ", ".join(_ordered(theirs)),
        _("Only in the county's plan: %(theirs)s. Only in this plan: %(own)s.")
        % {"theirs": only_theirs or _("none"), "own": only_own or _("none")},
        _("Add the indicators that are missing, or say why they are not followed here."),
    )


def _set(code: str) -> str:
    return code.split()[0]


def _ordered(codes: set[str]) -> list[str]:
    return sorted(codes, key=lambda code: (len(code), code))
