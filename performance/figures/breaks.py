"""How the series of an indicator is read: where it breaks, which direction is better for some time."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from csp_portal.formats.periods import day
from performance.models import Better, Indicator, PartnershipMeasure, PlainAnswer, SeriesBreak
from performance.rules.targets.outturns import Break
from plans.models import Organisation, Partnership


class PublishedBreak(NamedTuple):
    """From a day on, an indicator is counted differently: in one area, or, where `area` is None, everywhere."""

    indicator: str
    area: str | None
    starts_on: dt.date
    reason: str


def breaks(partnership: Partnership) -> list[PublishedBreak]:
    """Breaks in the series of every indicator that the partnership has figures of."""
    return [
        PublishedBreak(*row)
        for row in noted_breaks(partnership)
        .order_by("starts_on")
        .values_list("indicator__slug", "area__code", "starts_on", "reason")
        .distinct()
    ]


def noted_breaks(partnership: Partnership) -> QuerySet[SeriesBreak]:
    return SeriesBreak.objects.filter(noted_for(partnership), indicator__observations__source__partnership=partnership)


def noted_for(partnership: Partnership, path: str = "") -> Q:
    """The breaks that hold for a partnership: those of the indicator, and those that it noted itself."""
    return Q(**{f"{path}partnership": None}) | Q(**{f"{path}partnership": partnership})


def breaks_of(found: Iterable[PublishedBreak], indicator: str, area: str) -> list[Break]:
    """Those of one indicator that hold in one area."""
    return [
        Break(one.starts_on, one.reason) for one in found if one.indicator == indicator and one.area in (None, area)
    ]


class PublishedDirection(NamedTuple):
    """Another direction that is better for some time than the indicator says; a day of None is open."""

    better: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    reason: str

    @property
    def words(self) -> str:
        """ "until 31 March 2028: Higher is better (more people should report)" """
        days = {"first": self.starts_on and day(self.starts_on), "last": self.ends_on and day(self.ends_on)}
        given = {**days, "better": Better(self.better).label, "reason": self.reason.rstrip(".")}
        if self.starts_on is None:
            return _("until %(last)s: %(better)s (%(reason)s)") % given
        if self.ends_on is None:
            return _("from %(first)s: %(better)s (%(reason)s)") % given
        return _("from %(first)s to %(last)s: %(better)s (%(reason)s)") % given


def indicator_and_breaks(
    slug: str, partnership: Partnership
) -> tuple[Indicator | None, list[PublishedBreak], list[PublishedDirection]]:
    """An indicator with the breaks in its series and its temporary directions, as `said` the partnership's own
    answer, and as `measure` how the partnership follows it; one query."""
    of_partnership = Q(directions__partnership=partnership)
    joined = list(
        Indicator.objects.filter(slug=slug)
        .annotate(said=own_answer(partnership, "indicator"))
        .annotate(noted=FilteredRelation("breaks", condition=noted_for(partnership, "breaks__")))
        .annotate(
            followed=FilteredRelation("measures", condition=Q(measures__partnership=partnership)),
            provided_by=F("followed__provider__name"),
            **{f"measure_{name}": F(f"followed__{name}") for name in _MEASURE},
        )
        .annotate(turned=FilteredRelation("directions", condition=of_partnership))
        .annotate(area=F("noted__area__code"), starts_on=F("noted__starts_on"), reason=F("noted__reason"))
        .annotate(other=F("turned__better"), first=F("turned__starts_on"), last=F("turned__ends_on"))
        .annotate(because=F("turned__reason"))
        .order_by("starts_on", "first")
    )
    broken = [PublishedBreak(slug, row.area, row.starts_on, row.reason) for row in joined if row.starts_on]
    turned = [PublishedDirection(row.other, row.first, row.last, row.because) for row in joined if row.other]
    for row in joined[:1]:
        row.measure = _measure(row, partnership)
    return (joined[0] if joined else None), list(dict.fromkeys(broken)), list(dict.fromkeys(turned))


_MEASURE = ("pk", "frequency", "lag", "lag_unit", "good", "why")


def _measure(row: Indicator, partnership: Partnership) -> PartnershipMeasure | None:
    """The measure that was read beside an indicator, without a query."""
    said = {name: getattr(row, f"measure_{name}") for name in _MEASURE}
    provider = Organisation(name=row.provided_by) if row.provided_by else None
    return PartnershipMeasure(partnership=partnership, indicator=row, provider=provider, **said) if said["pk"] else None


def own_answer(partnership: Partnership, subject: str) -> Subquery:
    """The officer's sentence for each row of an indicator or an area; NULL where there is none."""
    rows = PlainAnswer.objects.filter(**{"partnership": partnership, subject: OuterRef("pk")})
    return Subquery(rows.values("sentence")[:1])
