"""Figures of older areas as newer ones would have had them: estimates, made when they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import shown
from performance.rules.areas.shares import Estimate, Share, estimates
from performance.rules.change.words import COUNTED
from plans.models import Area, AreaSet

from .figures import AreaFigures, Measure


@dataclass(frozen=True)
class EstimatedArea:
    """A newer area with its estimate and the older areas that this is made from."""

    area: Area
    estimate: Estimate
    made_from: list[Area]

    @property
    def words(self) -> str:
        return _("about %(number)s") % {"number": shown(self.estimate.value, decimals=0)}


@dataclass(frozen=True)
class EstimatedSet:
    """The areas of one newer set, in their own order, and how many of them have no estimate."""

    area_set: AreaSet
    rows: list[EstimatedArea]
    missing: int


def estimated_sets(
    measure: Measure, known: AreaFigures, sets: Mapping[AreaSet, Sequence[Area]], shares: Sequence[Share]
) -> list[EstimatedSet]:
    """For each newer set that shares reach from the areas of the measure. Counts only: a rate cannot be shared out."""
    older = next((areas for area_set, areas in sets.items() if area_set.pk == measure.area_set), ())
    by_code = {area.code: area for area in older}
    if measure.indicator.unit not in COUNTED:
        return []
    counts = {code: known.value(measure, code) for code in by_code}
    found = estimates(counts, [one for one in shares if one.older in by_code])
    made = []
    for area_set, areas in sets.items():
        rows = [
            EstimatedArea(area, found[area.code], [by_code[code] for code in found[area.code].made_from])
            for area in areas
            if area.code in found
        ]
        if rows:
            made.append(EstimatedSet(area_set, rows, len(areas) - len(rows)))
    return made
