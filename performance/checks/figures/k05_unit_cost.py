"""K5: a saving divided by what one crime costs is a whole number of crimes, and the number that is claimed."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import shown
from performance.checks.facts.types import Facts, UnitCostFact
from performance.checks.finding import Finding, Severity, at, fact
from performance.figures.series import PublishedFigure


def check(facts: Facts) -> Iterator[Finding]:
    """Savings in pounds that are not a whole number of crimes at any known unit cost, or not the number claimed."""
    claims = {
        (one.source.pk, one.indicator.pk, one.area.code, one.period): one
        for one in facts.figures
        if one.kind == "change" and one.value is not None
    }
    for one in facts.figures:
        costs = facts.unit_costs.get(one.indicator.pk, ())
        if one.kind != "saving" or not one.value or one.qualifier or not costs:
            continue
        claim = claims.get((one.source.pk, one.indicator.pk, one.area.code, one.period))
        whole = [cost for cost in costs if one.value % cost.pounds == 0]
        if not whole:
            yield _found(one, claim, costs[0], _("is not a whole number of crimes"))
        elif (
            claim
            and claim.value
            and not claim.qualifier
            and abs(claim.value) not in {one.value / cost.pounds for cost in whole}
        ):
            yield _found(one, claim, whole[0], _("is not the number of crimes claimed"))


def _found(saving: PublishedFigure, claim: PublishedFigure | None, cost: UnitCostFact, what: str) -> Finding:
    """The finding for one saving: `cost` is the unit cost it was divided by, `what` ends its sentence."""
    value = saving.value or Decimal(0)
    number = value / cost.pounds
    decimals = 0 if number == number.to_integral_value() else 2
    arithmetic = f"{saving.shown} ÷ {shown(cost.pounds, '£', 0)} = {shown(number, '', decimals)}"
    if claim and claim.value:
        claimed = abs(claim.value)
        back = shown(claimed * cost.pounds, "£", 0)
        arithmetic += f"; {shown(claimed)} × {shown(cost.pounds, '£', 0)} = {back}"
    return Finding(
        "K5",
        fact(saving),
        Severity.ERROR,
        _("%(what)s: the saving, divided by the cost of one crime, %(sentence)s.")
        % {"what": saving.indicator.name, "sentence": what},
        tuple(at(one) for one in (claim, saving) if one),
        "; ".join(one.as_printed for one in (claim, saving) if one),
        _("%(number)s crimes") % {"number": shown(number, "", decimals)},
        arithmetic,
        _("Correct the saving or the number. Cost of one crime: %(estimate)s, prices of %(year)s.")
        % {"estimate": cost.estimate, "year": cost.prices},
    )
