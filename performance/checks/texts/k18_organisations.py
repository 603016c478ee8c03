"""K18: an organisation has one name in a plan, and each member is listed once."""

import re
from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _

from performance.checks.facts.types import Facts, MemberFact, PartFact, PlanFact
from performance.checks.finding import Finding, FindingPlace, Severity

TWO_PLACES = re.compile(r"\d.*\band\b.*\d")


def check(facts: Facts) -> Iterator[Finding]:
    for plan in facts.plans:
        yield from _names(plan)
        yield from _seats(plan)
        yield from _listed_twice(plan)


def _names(plan: PlanFact) -> Iterator[Finding]:
    """Organisations that leads and partners are printed by in several ways; capitals and spaces are let pass."""
    printed: dict[str, dict[str, PartFact]] = defaultdict(dict)
    for part in plan.parts:
        if len(part.organisations) == 1:
            printed[part.organisations[0]].setdefault(" ".join(part.as_printed.casefold().split()), part)
    for organisation, ways in sorted(printed.items()):
        if len(ways) > 1:
            ways = dict(sorted(ways.items()))
            names = ", ".join(f"“{part.as_printed}”" for part in ways.values())
            yield Finding(
                "K18",
                ("organisation", plan.slug, organisation),
                Severity.WARNING,
                _("%(name)s is named in %(number)s ways.") % {"name": organisation, "number": len(ways)},
                tuple(_place(plan, part.kind, part.ref, part.row) for part in ways.values()),
                names,
                _("one name"),
                _("Readers cannot tell that these are one organisation."),
                _("Use one name, or explain the short forms in the glossary."),
            )


def _seats(plan: PlanFact) -> Iterator[Finding]:
    """The same seat of a member twice: organisation, person and office."""
    seats: dict[tuple[str, str, str], list[MemberFact]] = defaultdict(list)
    for one in plan.members:
        seats[one.organisation, one.representative, one.office].append(one)
    for same in seats.values():
        if len(same) > 1:
            yield Finding(
                "K18",
                ("member", plan.slug, same[0].organisation),
                Severity.WARNING,
                _("%(name)s is listed as a member %(number)s times.")
                % {"name": same[0].organisation, "number": len(same)},
                tuple(_place(plan, "members", one.organisation, one.row, one.locator) for one in same),
                "; ".join(one.organisation for one in same),
                _("once"),
                _("The rows name the same organisation, person and office."),
                _("Remove one of them, or say what is different."),
            )


def _listed_twice(plan: PlanFact) -> Iterator[Finding]:
    """The whole list of members in two places of the document, as every locator says."""
    if len(plan.members) > 1 and all(TWO_PLACES.search(one.locator) for one in plan.members):
        first = plan.members[0]
        yield Finding(
            "K18",
            ("list", plan.slug),
            Severity.WARNING,
            _("The list of members is printed twice."),
            tuple(_place(plan, "members", one.organisation, one.row, one.locator) for one in plan.members),
            _("%(number)s members, each in two places, such as %(locator)s")
            % {"number": len(plan.members), "locator": first.locator},
            _("one list"),
            _("Both lists have to be kept up to date whenever a member changes."),
            _("Print the list once."),
        )


def _place(plan: PlanFact, kind: str, ref: str, row: int, locator: str = "") -> FindingPlace:
    return FindingPlace(locator or ref, title=plan.title, plan=plan.slug, kind=kind, ref=ref, row=row)
