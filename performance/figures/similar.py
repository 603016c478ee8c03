"""The average of similar areas for the targets that name it, from published figures and the newest groups."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from csp_portal.formats.periods import Period
from performance.rules.change.words import COUNTED
from performance.rules.targets.outturns import OutturnFigure, by_period
from performance.rules.targets.similar_areas import GroupAverage, Series, averages
from plans.schemas.plan import TargetDocument

from .relations import SimilarAreas
from .series import PublishedFigure, seen

BASES = ("residents", "households")


class SimilarAverages:
    """What is known of the areas that the partnership's areas are like. `groups`: the newest group of each own area."""

    def __init__(self, found: Sequence[PublishedFigure], groups: Mapping[str, SimilarAreas]) -> None:
        self.groups = groups
        self.said: Mapping[tuple[str, str], Sequence[OutturnFigure]] = seen(found) if groups else {}
        self.base = {one.indicator.slug: one.indicator.rate_base for one in found} if groups else {}

    def of(self, target: TargetDocument) -> dict[Period, GroupAverage]:
        """The averages by period for a target to be better than its group; empty for any other, and without a group."""
        group = self.groups.get(target["area"]) if target["kind"] == "better than group" else None
        if group is None:
            return {}
        bases = []
        if target["unit"] in COUNTED:
            units = {"residents": _("per 1,000 residents"), "households": _("per 1,000 households")}
            first = self.base.get(target["indicator"], BASES[0])
            bases = [(units[base], self._series(base)) for base in sorted(BASES, key=lambda base: base != first)]
        found = averages(target["area"], group.members, self._series(target["indicator"]), bases)
        unit = target["unit"] if target["unit"] not in COUNTED else ""
        return {period: one._replace(unit=one.unit or unit) for period, one in found.items()}

    def _series(self, indicator: str) -> dict[str, Series]:
        """The figures of an indicator by area, without those that are rounded or about which sources differ."""
        return {
            code: {period: one.value for period, one in by_period(entries).items() if one.rounded_to == 1}
            for (slug, code), entries in self.said.items()
            if slug == indicator
        }
