"""What a change in a count would be worth by what one crime costs: an estimate, and only of a change that is one. Pure.

The change × the cost of one crime, in pounds of the year whose prices the unit cost is in. Chance is not called change:
without a statistically significant difference there is no sum. Fewer crimes are a saving, more are a cost.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import pounds, shown

from .words import COUNTED, FigureChange


@dataclass(frozen=True)
class CostOfOne:
    """What one crime costs in pounds by a published estimate, in the prices of a year, with its range where given."""

    pounds: Decimal
    prices: str
    estimate: str
    lowest: Decimal | None = None
    highest: Decimal | None = None


def worth(change: FigureChange, cost: CostOfOne, things: str) -> str:
    """What a change would be worth, in a sentence: "82 fewer crimes than a year ago would be a saving of £486,260."

    `things` is the word for what is counted. Where nothing can be worked out, why."""
    if why := not_worked_out(change):
        return why
    pair = change.pair
    number = abs(pair.now - pair.then)
    words = {"number": shown(number), "things": things, "ago": pair.ago, "sum": pounds(number * cost.pounds)}
    if pair.now > pair.then:
        sentence = _("%(number)s more %(things)s than %(ago)s would be an extra cost of %(sum)s%(range)s.")
    else:
        sentence = _("%(number)s fewer %(things)s than %(ago)s would be a saving of %(sum)s%(range)s.")
    words["range"] = ""
    if cost.lowest is not None and cost.highest is not None:
        ends = {"low": pounds(number * cost.lowest), "high": pounds(number * cost.highest)}
        words["range"] = _(" (from %(low)s to %(high)s)") % ends
    return sentence % words


def not_worked_out(change: FigureChange) -> str:
    """Why a change is worth nothing that can be said; empty where it can."""
    if change.unit not in COUNTED:
        return _("No value is worked out: this is not a count.")
    if change.pair.broken:
        words = {"why": change.pair.broken}
        return _("No value is worked out: counting changed in between (%(why)s).") % words
    if not change.clear:
        return _("No value is worked out: there is no statistically significant change from %(ago)s.") % {
            "ago": change.pair.ago
        }
    return ""


def basis(cost: CostOfOne) -> str:
    """What the sum is made of, in two sentences."""
    words = {"cost": pounds(cost.pounds), "prices": cost.prices, "estimate": cost.estimate.rstrip(".")}
    return (
        _(
            "This is an estimate of the cost to society: the change in the count × %(cost)s for each, in prices of "
            "%(prices)s (%(estimate)s). Nobody has this money in a budget, and what caused the change is not known."
        )
        % words
    )
