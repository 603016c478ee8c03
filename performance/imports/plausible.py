"""What a file says beside what is known already: a month that was cut short, extremes, and figures that good ones
would be lost to. A file that was cut at the end of a row looks whole; beside the months around it, it may not."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from csp_portal.formats.numbers import shown, trimmed
from csp_portal.formats.periods import Period
from performance.models import Observation, Source
from plans.models import Area, AreaKind

from .comparing import Changes
from .placing import PlacedFigure
from .reading import ImportFinding, ImportQuestion, Reading

FACTOR, MOST_LOST = 3, Decimal("0.1")  # of the stored figures above zero that the file speaks of
FEWEST_LOST, FEWEST_COUNTED = 5, 10
EXTREME, YEAR = 100, dt.timedelta(days=400)
PART, NEAR = Decimal("0.5"), dt.timedelta(days=100)
Counts = dict[tuple[int, Period], Decimal]


def fewer_than_beside(
    reading: Reading, placed: Sequence[PlacedFigure], source: Source | None
) -> Iterator[ImportFinding]:
    """Whole months with less than half the crimes of the police force in any month near them. Two queries."""
    here: Counts = defaultdict(Decimal)
    areas = {one.area.pk for one in placed} if reading.whole else set()
    forces = set(Area.objects.filter(pk__in=areas, area_set__kind=AreaKind.FORCE).values_list("pk", flat=True))
    for one in placed:
        period = one.figure.period
        if period and period in reading.whole and one.area.pk in forces:
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
            sentence = _("The month has far fewer rows than those around it.")
            yield ImportFinding(1, "Month", shown(count), shown(beside[month]), rule, sentence=sentence)


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


def losses(changes: Changes) -> Iterator[ImportQuestion]:
    """What has to be asked before stored figures are replaced: many would become zero or missing, or change much.

    Many are at least FEWEST_LOST figures and a tenth of those above zero that the file speaks of; much is more than
    FACTOR times, up or down, where one of the two is at least FEWEST_COUNTED.
    """
    before = [(then, now) for then, now in changes.moved if then]
    known = len(before) + changes.kept
    lost = sum(1 for _then, now in before if not now)
    moved = sum(
        1
        for then, now in before
        if now and max(then, now) >= FEWEST_COUNTED and not abs(then) <= abs(now) * FACTOR <= abs(then) * FACTOR**2
    )
    for count, words in (
        (lost, "{count} of {known} stored figures above zero would become zero, or have no number any more"),
        (moved, "{count} of {known} stored figures would be more than {factor} times as high or as low as now"),
    ):
        if count >= FEWEST_LOST and count >= known * MOST_LOST:
            yield ImportQuestion(0, "", words.format(count=f"{count:,}", known=f"{known:,}", factor=FACTOR))


def extremes(placed: Sequence[PlacedFigure]) -> Iterator[ImportFinding]:
    """Figures at least EXTREME times as high or as low as the nearest of the same thing within about a year.

    Periods of equal length are compared, in the file and as stored. One query.
    """
    figures = [
        (one, period, number)
        for one in placed
        if one.figure.kind == "value" and (period := one.figure.period) and (number := one.figure.value.number)
    ]
    if not figures:
        return
    known = _series(figures)
    for one, period, number in figures:
        near = [
            (abs(start - period.start), start, other)
            for start, other in known[_place(one, period)].items()
            if start != period.start and abs(start - period.start) <= YEAR
        ]
        if near:
            _apart, start, other = min(near)
            if max(number, other) >= EXTREME * min(number, other) > 0:
                row, column = one.figure.place
                words = {"factor": EXTREME, "period": Period.of_months(start.year, start.month, period.months)}
                rule = _("at least %(factor)s times as high or as low as the figure of %(period)s") % words
                sentence = _("This figure is very different from the one before or after it.")
                yield ImportFinding(row, column, one.figure.as_printed, shown(other), rule, sentence=sentence)


Place = tuple[int, int, int]


def _place(one: PlacedFigure, period: Period) -> Place:
    return one.indicator.pk, one.area.pk, period.months


def _series(figures: list[tuple[PlacedFigure, Period, Decimal]]) -> dict[Place, dict[dt.date, Decimal]]:
    """What is said of each indicator and area, by months and first day; the file before what is stored."""
    starts = [period.start for _one, period, _number in figures]
    rows = Observation.objects.filter(
        indicator__in={one.indicator.pk for one, _period, _number in figures},
        area__in={one.area.pk for one, _period, _number in figures},
        period_start__gte=min(starts) - YEAR,
        period_start__lte=max(starts) + YEAR,
        value__gt=0,
    )
    found: dict[Place, dict[dt.date, Decimal]] = defaultdict(dict)
    for indicator, area, start, end, value in rows.order_by("pk").values_list(
        "indicator", "area", "period_start", "period_end", "value"
    ):
        assert start is not None
        assert end is not None
        assert value is not None
        found[indicator, area, Period(start, end).months][start] = trimmed(value)
    for one, period, number in figures:
        found[_place(one, period)][period.start] = number
    return found
