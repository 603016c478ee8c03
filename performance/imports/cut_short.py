"""A monthly file that was cut at the end of a row looks whole. Beside the months before and after it, it may not."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from csp_portal.formats.numbers import shown
from performance.models import Observation, Source
from performance.rules.periods import Period
from plans.models import AreaKind

from .placing import PlacedFigure
from .reading import ImportFinding, Reading

PART, NEAR = Decimal("0.5"), dt.timedelta(days=100)
Counts = dict[tuple[int, Period], Decimal]


def fewer_than_beside(
    reading: Reading, placed: Sequence[PlacedFigure], source: Source | None
) -> Iterator[ImportFinding]:
    """Whole months with less than half the crimes of the police force in any month near them. One query."""
    here: Counts = defaultdict(Decimal)
    for one in placed:
        period = one.figure.period
        if period and period in reading.whole and one.area.area_set.kind == AreaKind.FORCE:
            here[one.area.pk, period] += one.figure.value.number or Decimal(0)
    known = (_stored(source, here) if source and here else {}) | here
    for (area, period), count in sorted(here.items(), key=lambda item: item[0][1].start):
        beside = {
            other: found
            for (where, other), found in known.items()
            if where == area and other != period and abs(other.start - period.start) <= NEAR
        }
        if beside and count < min(beside.values()) * PART:
            month = min(beside, key=lambda other: beside[other])
            words = {"period": period, "month": month, "least": shown(beside[month])}
            rule = _("%(period)s has less than half the rows of %(month)s (%(least)s): is the file complete?") % words
            yield ImportFinding(1, "Month", shown(count), shown(beside[month]), rule)


def _stored(source: Source, here: Counts) -> Counts:
    """What the source says of the force in the months around those of the file."""
    starts = [period.start for _area, period in here]
    rows = Observation.objects.filter(
        source=source,
        area__in={area for area, _period in here},
        period_start__gte=min(starts) - NEAR,
        period_start__lte=max(starts) + NEAR,
    )
    sums = rows.order_by().values_list("area", "period_start", "period_end").annotate(sum=Sum("value"))
    found = {(area, Period(start, end)): Decimal(int(total)) for area, start, end, total in sums if total is not None}
    return {key: total for key, total in found.items() if key[1].months == 1}
