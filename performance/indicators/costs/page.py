"""Each count with a unit cost, how it changed, and what that change would be worth."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from performance.figures.breaks import PublishedBreak, breaks, noted_for
from performance.figures.documents import published
from performance.figures.series import PublishedFigure, figures
from performance.indicators.listing import unit_word
from performance.indicators.page import IndicatorPage
from performance.models import UnitCost
from performance.rules.agreement import choose
from performance.rules.change.worth import CostOfOne, basis, worth
from plans.models import Partnership


@dataclass(frozen=True)
class WorthEstimate:
    """What a change would be worth by one unit cost, and what that is made of."""

    sentence: str
    basis: str


@dataclass(frozen=True)
class ChangedCount:
    """A count with its newest change in words; without an estimate, `why` says why."""

    name: str
    slug: str
    place: str
    change: str
    why: str
    estimates: list[WorthEstimate]


def changed_counts(partnership: Partnership) -> list[ChangedCount]:
    """Every indicator for which a unit cost is known here, by name. Four queries, one where there is none."""
    costs: dict[int, list[UnitCost]] = {}
    for cost in UnitCost.objects.filter(noted_for(partnership)).select_related("indicator"):
        costs.setdefault(cost.indicator_id, []).append(cost)
    if not costs:
        return []
    found, broken, own = figures(partnership, Q(indicator__in=costs)), breaks(partnership), published(partnership).own
    pages = [_page(partnership, group, found, broken, own) for group in costs.values()]
    return sorted((_counted(page, costs[page.indicator.pk]) for page in pages), key=lambda one: one.name)


def _page(
    partnership: Partnership,
    costs: list[UnitCost],
    found: Iterable[PublishedFigure],
    broken: Iterable[PublishedBreak],
    own: dict[str, str],
) -> IndicatorPage:
    """The page of the indicator that unit costs are for, with its figures and its breaks."""
    indicator = costs[0].indicator
    return IndicatorPage(
        partnership.slug,
        indicator,
        [one for one in found if one.indicator.slug == indicator.slug],
        [one for one in broken if one.indicator == indicator.slug],
        (),
        own,
    )


def _counted(page: IndicatorPage, costs: list[UnitCost]) -> ChangedCount:
    """The newest change of a count by each of its unit costs, or why there is none."""
    place, why, change = page.area.name if page.area else "", "", page.change
    estimates: list[WorthEstimate] = []
    if change is None:
        why = _no_change(page)
    else:
        things = unit_word(page.indicator.unit) or _("of them")
        heads = [CostOfOne(one.pounds, one.prices, one.estimate, one.lowest, one.highest) for one in costs]
        found = [(worth(change, one, things), basis(one)) for one in heads]
        estimates = [WorthEstimate(sentence, why) for sentence, why in found]
    return ChangedCount(page.indicator.name, page.indicator.slug, place, page.moved, why, estimates)


def _no_change(page: IndicatorPage) -> str:
    """Why a count has no change that could be worth anything."""
    if not page.series:
        return _("No published source gives a figure for the whole area.")
    newest = choose(page.series[-1][1])
    if newest.rounded_to > 1 or newest.value is None or page.protected:
        return _("No value is worked out: counts are rounded, hidden, missing or differ between sources.")
    return _("No value is worked out: there is no earlier figure to compare with.")
