"""K15: a priority has one name, and the priorities stand in one order, wherever they are listed."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from performance.checks.facts.matching import stem_list
from performance.checks.facts.types import Facts, PlanFact, PriorityFact, StatementFact
from performance.checks.finding import Finding, FindingPlace, Severity, where


def check(facts: Facts) -> Iterator[Finding]:
    for plan in facts.plans:
        for priority in plan.priorities:
            yield from _names(plan, priority)
    plans = {plan.slug: plan for plan in facts.plans}
    for said in facts.said("order"):
        if said.plan in plans:
            yield from _order(said, plans[said.plan])


def _names(plan: PlanFact, priority: PriorityFact) -> Iterator[Finding]:
    """A shorter or a longer form is the same name; a word in place of another is not."""
    other = {name: changed for name in priority.also_printed_as if (changed := exchanged(priority.title, name))}
    if other:
        yield Finding(
            "K15",
            ("name", plan.slug, priority.ref),
            Severity.WARNING,
            _("Priority %(ref)s is called by different names.") % {"ref": priority.ref},
            (FindingPlace(priority.locator, title=plan.title, plan=plan.slug, kind="priorities", ref=priority.ref),),
            "; ".join(f"“{name}”" for name in (priority.title, *other)),
            "; ".join(dict.fromkeys(f"{mine} – {theirs}" for pairs in other.values() for mine, theirs in pairs)),
            _("Endings, hyphens, short words and shorter forms are accepted; a different word is not."),
            _("Use one name everywhere."),
        )


def exchanged(name: str, other: str) -> list[tuple[str, str]]:
    """The words that stand in each other's place in two names, without their endings."""
    mine, theirs = stem_list(name), stem_list(other)
    steps = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    return [(" ".join(mine[a:b]), " ".join(theirs[c:d])) for what, a, b, c, d in steps if what == "replace"]


def _order(said: StatementFact, plan: PlanFact) -> Iterator[Finding]:
    """The finding for a list of priorities that is not in the order of the plan."""
    own = [priority.ref for priority in plan.priorities]
    listed = [ref.strip() for ref in said.about.split(",")]
    expected = [ref for ref in own if ref in listed]
    if listed != expected:
        yield Finding(
            "K15",
            ("order", said.source.slug, said.locator),
            Severity.WARNING,
            _("The priorities are listed in another order than they are numbered."),
            (where(said),),
            ", ".join(listed),
            ", ".join(expected),
            _("The plan numbers its priorities %(order)s.") % {"order": ", ".join(own)},
            _("List the priorities in one order."),
        )
