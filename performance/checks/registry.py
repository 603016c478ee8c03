"""The checks, each with its question and its rule in words, and the one way to run them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .facts.types import Facts
from .figures import (
    k01_same_fact,
    k02_permuted,
    k03_recomputed,
    k04_areas,
    k05_unit_cost,
    k11_subtargets,
    k13_magnitude,
    k16_periods,
    k17_rates,
)
from .finding import Finding
from .texts import (
    k06_symbols,
    k07_claims,
    k08_references,
    k09_periods,
    k10_frequency,
    k12_definitions,
    k14_legends,
    k15_names,
    k18_organisations,
    k19_other_plans,
    k20_presentation,
)


@dataclass(frozen=True)
class Check:
    key: str
    name: Promise
    rule: Promise
    run: Callable[[Facts], Iterable[Finding]]


CHECKS = (
    Check(
        "K1",
        _("One fact, one figure"),
        _("The same indicator, area and period has the same figure wherever it is printed, to the printed precision."),
        k01_same_fact.check,
    ),
    Check(
        "K2",
        _("The same figures next to other rows"),
        _("Every figure is next to its own row: as another column or table has it, and as its printed change says."),
        k02_permuted.check,
    ),
    Check(
        "K3",
        _("Changes, percentages, ranks and sums"),
        _(
            "Anything a document worked out comes out the same from its own figures, rounded half up to the "
            "printed precision."
        ),
        k03_recomputed.check,
    ),
    Check(
        "K4",
        _("Areas add up"),
        _("Every smaller area is in exactly one larger area, and their figures add up."),
        k04_areas.check,
    ),
    Check(
        "K5",
        _("Savings and unit costs"),
        _("A saving ÷ the cost of one crime is a whole number: the number of crimes claimed."),
        k05_unit_cost.check,
    ),
    Check(
        "K6",
        _("Symbols follow their rule"),
        _("A symbol says “target met”, or not, as the rule in its own legend does."),
        k06_symbols.check,
    ),
    Check(
        "K7",
        _("Words and figures"),
        _("What the text claims matches the figures. A target is reached when the unrounded change reaches it."),
        k07_claims.check,
    ),
    Check(
        "K8",
        _("References lead somewhere"),
        _("A section, appendix, action or figure that the text refers to exists once and is what the text says."),
        k08_references.check,
    ),
    Check(
        "K9",
        _("Periods of plans"),
        _("Plans of one partnership do not overlap, and a plan runs for as many years as its text says."),
        k09_periods.check,
    ),
    Check(
        "K10",
        _("How often groups meet"),
        _("How often a group meets is stated in only one way."),
        k10_frequency.check,
    ),
    Check(
        "K11",
        _("Targets of parts and of the whole"),
        _("The levels that the targets of all parts lead to add up to the level of the target of the whole."),
        k11_subtargets.check,
    ),
    Check(
        "K12",
        _("Counted in the same way"),
        _("Figures before and after a change of definition or recording are not compared without saying so."),
        k12_definitions.check,
    ),
    Check(
        "K13",
        _("Order of magnitude"),
        _("A figure is between a fifth of the usual figure of its indicator and five times that."),
        k13_magnitude.check,
    ),
    Check(
        "K14",
        _("Legends"),
        _("The classes of a legend cover every figure, and every symbol has a meaning in words."),
        k14_legends.check,
    ),
    Check(
        "K15",
        _("Names and order of priorities"),
        _("A priority has one name, and priorities are listed in one order."),
        k15_names.check,
    ),
    Check(
        "K16",
        _("Periods inside periods"),
        _("The parts of a period add up to it, a running count never falls, and no part has more than its whole."),
        k16_periods.check,
    ),
    Check(
        "K17",
        _("Rates and residents"),
        _("Rates follow from the counts and residents next to them, and residents are not copied from another row."),
        k17_rates.check,
    ),
    Check(
        "K18",
        _("Organisations and members"),
        _("An organisation has one name in a plan, and each member is listed once."),
        k18_organisations.check,
    ),
    Check(
        "K19",
        _("Compared with other plans"),
        _("A new plan does not reprint the priorities of the last one, and follows the indicators of its county."),
        k19_other_plans.check,
    ),
    Check(
        "K20",
        _("Ready to print"),
        _("Signs, headings and names of areas are of one kind, and no note to the writer is left in."),
        k20_presentation.check,
    ),
)
BY_KEY = {check.key: check for check in CHECKS}


def run(facts: Facts) -> list[Finding]:
    """All findings of all checks, in the order of the checks."""
    return [finding for check in CHECKS for finding in check.run(facts)]
