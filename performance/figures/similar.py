"""The average of similar areas for the targets that name it, from published figures and the newest groups."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from performance.rules.change.words import COUNTED
from performance.rules.periods import Period
from performance.rules.targets.outturns import OutturnFigure, by_period
from performance.rules.targets.similar_areas import GroupAverage, Series, averages
from plans.models import Partnership
from plans.schemas.plan import TargetDocument

from .series import PublishedFigure, relations, seen

BASES = ("residents", "households")


def names_similar_areas(targets: Iterable[TargetDocument]) -> bool:
    """Whether a target is to be better than the average of similar areas."""
    return any(target["kind"] == "better than group" for target in targets)


class SimilarAverages:
    """One query, and none where no target names similar areas."""

    def __init__(
        self, partnership: Partnership, found: Sequence[PublishedFigure], targets: Iterable[TargetDocument]
    ) -> None:
        """Keep what is known of the areas that the partnership's areas are like."""
        self.groups = relations(partnership).groups if names_similar_areas(targets) else {}
        self.said: Mapping[tuple[str, str], Sequence[OutturnFigure]] = seen(found) if self.groups else {}
        self.base = {one.indicator.slug: one.indicator.rate_base for one in found} if self.groups else {}

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
