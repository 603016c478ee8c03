"""Counts beside the harm that they stand for, by the table of weights that a partnership shows to readers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import BooleanField, Case, Q, When

from csp_portal.formats.dates import months_after
from csp_portal.formats.numbers import ordinal_range, shown, trimmed
from csp_portal.formats.periods import Period
from performance.figures.series import AreaHead, PublishedFigure, figures, published_rows
from performance.indicators.listing import figure_href
from performance.models import Disclosure, HarmTable, HarmWeight, Unit
from performance.rules.agreement import choose
from performance.rules.areas.ranking import Bounds, rank_ranges
from performance.rules.harm import above, harm_words, together, weighted
from performance.rules.values import COUNTED
from plans.models import Partnership
from plans.models.places import AreaKind

Counts = dict[int, PublishedFigure]  # of one area in one period, by the indicator
Weights = Mapping[int, HarmWeight]  # by the indicator
# Readers are shown no qualifier of protected figures.
UNQUALIFIED = Q(qualifier="") | ~Q(source__disclosure=Disclosure.OPEN)


@dataclass(frozen=True)
class HarmRow:
    """One type of crime: its count, its weight, and the two multiplied, in words."""

    name: str
    count: str
    href: str
    weight: str
    harm: str


@dataclass(frozen=True)
class AreaHarm:
    """The partnership's own area, type by type. What no total holds is named: `missing` has no figure of this period,
    `unweighted` no weight, `doubled` is a total whose parts are weighted."""

    name: str
    rows: list[HarmRow]
    total: str
    missing: list[str]
    unweighted: list[str]
    doubled: list[str]


class RankedHarm(NamedTuple):
    """The total of one area in words; `rank` and `harm` are empty where a type has no figure."""

    name: str
    code: str
    rank: str
    harm: str


@dataclass(frozen=True)
class HarmRanking:
    """The areas of one set, the most harm first."""

    kind: str
    rows: list[RankedHarm]


@dataclass(frozen=True)
class HarmPart:
    """What the performance page shows of harm in one period."""

    table: HarmTable
    period: str
    areas: list[AreaHarm]
    rankings: list[HarmRanking]


def harm_part(partnership: Partnership, own: Mapping[str, str]) -> HarmPart | None:
    """Weighted counts of one period; None where no table is shown. One query without a table, three with one.

    Of the periods that end within a year of the newest weighted figure it is the one with the most types, then the
    newest. `own`: the codes of the partnership's own areas.
    """
    rows = HarmWeight.objects.filter(table__partnership=partnership, table__shown=True).exclude(indicator=None)
    weights = {row.indicator.pk: row for row in rows.select_related("table", "indicator") if row.indicator}
    at_home, elsewhere = _periods(partnership, weights, own) if weights else ({}, {})
    if not (measured := at_home or elsewhere):
        return None
    period = _period(measured)
    found = figures(partnership, UNQUALIFIED, period_start=period.start, period_end=period.end)
    given = [one for one in found if one.kind == "value"]
    counts = _counts(given)
    areas = {one.area.code: one.area for one in given}
    totals = _totals(weights, given)
    kept = set(weights) - _doubled(weights, totals)
    used = (one for one in given if one.indicator.pk in weights and (not at_home or one.area.code in own))
    return HarmPart(
        next(iter(weights.values())).table,
        next(used).period_words,
        [_own_area(partnership.slug, areas[code], counts[code], weights, totals) for code in own if code in counts],
        _rankings([area for code, area in areas.items() if code not in own], counts, weights, kept),
    )


def _periods(
    partnership: Partnership, weights: Weights, own: Iterable[str]
) -> tuple[dict[Period, set[int]], dict[Period, set[int]]]:
    """The weighted types of which there are figures, by period: in the `own` areas, and in the others; one query."""
    rows = published_rows(partnership).filter(UNQUALIFIED, indicator__in=weights, period_start__isnull=False).order_by()
    at_home = Case(When(area__code__in=list(own), then=True), default=False, output_field=BooleanField())
    columns = ("at_home", "indicator", "period_start", "period_end")
    found: tuple[dict[Period, set[int]], dict[Period, set[int]]] = (defaultdict(set), defaultdict(set))
    for is_own, indicator, start, end in rows.annotate(at_home=at_home).values_list(*columns).distinct():
        found[0 if is_own else 1][Period(start, end)].add(indicator)
    return found


def _period(types: Mapping[Period, set[int]]) -> Period:
    """The period to show, of these with the types that have weights."""
    since = months_after(max(period.end for period in types), -12)
    recent = [period for period in types if period.end > since]
    return max(recent, key=lambda period: (len(types[period]), period.end, period.months))


def _counts(figures: Iterable[PublishedFigure]) -> dict[str, Counts]:
    """What counts for each area and indicator, by the code of the area."""
    said: dict[tuple[str, int], list[PublishedFigure]] = defaultdict(list)
    for one in figures:
        if one.indicator.unit in COUNTED:
            said[one.area.code, one.indicator.pk].append(one)
    counts: dict[str, Counts] = defaultdict(dict)
    for (code, indicator), several in said.items():
        counts[code][indicator] = choose(several)
    return counts


def _totals(weights: Weights, figures: Iterable[PublishedFigure]) -> dict[int, int | None]:
    """What each weighted or published indicator is a part of."""
    published = {one.indicator.pk: one.indicator.part_of_id for one in figures}
    return published | {pk: one.indicator.part_of_id for pk, one in weights.items() if one.indicator}


def _doubled(weights: Weights, totals: Mapping[int, int | None]) -> set[int]:
    """The weighted totals of weighted parts, which would count a crime twice."""
    return {total for pk in weights for total in above(pk, totals)} & set(weights)


def _own_area(
    partnership: str, area: AreaHead, counts: Counts, weights: Weights, totals: Mapping[int, int | None]
) -> AreaHarm:
    """One area, type by type in the order of their names."""
    names = {pk: str(one.indicator and one.indicator.name) for pk, one in weights.items()}
    doubled = _doubled(weights, totals)
    kept = sorted(set(weights) - doubled, key=names.__getitem__)
    bounds = {pk: pair for pk in kept if pk in counts and (pair := counts[pk].bounds) is not None}
    harm = {pk: weighted(pair, weights[pk].weight) for pk, pair in bounds.items()}
    family = set(weights) | {total for pk in weights for total in above(pk, totals)}
    return AreaHarm(
        area.name,
        [
            HarmRow(
                names[pk],
                counts[pk].shown,
                figure_href(partnership, counts[pk]),
                shown(trimmed(weights[pk].weight)),
                harm_words(one),
            )
            for pk, one in harm.items()
        ],
        harm_words(together(harm.values())) if harm else "",
        [names[pk] for pk in kept if pk not in harm],
        sorted(
            one.indicator.name
            for pk, one in counts.items()
            if one.indicator.unit == Unit.CRIMES and pk not in family and not above(pk, totals) & set(weights)
        ),
        sorted(names[pk] for pk in doubled),
    )


def _rankings(
    areas: Iterable[AreaHead], counts: Mapping[str, Counts], weights: Weights, kept: set[int]
) -> list[HarmRanking]:
    """The areas of each set by their totals. An area that lacks a type which others of its set have has no total."""
    sets: dict[int, list[AreaHead]] = defaultdict(list)
    for area in areas:
        if kept & set(counts[area.code]):
            sets[area.area_set_id].append(area)
    return [_ranking(of_one, counts, weights, kept) for of_one in sets.values() if len(of_one) > 1]


def _ranking(areas: Sequence[AreaHead], counts: Mapping[str, Counts], weights: Weights, kept: set[int]) -> HarmRanking:
    """The areas of one set with their ranks, which are ranges where totals are; `kept`: the indicators to add up."""
    used = {pk for area in areas for pk in kept & set(counts[area.code])}
    harm: dict[str, Bounds | None] = {}
    for area in areas:
        bounds = {pk: counts[area.code][pk].bounds for pk in used if pk in counts[area.code]}
        known = {pk: pair for pk, pair in bounds.items() if pair is not None}
        complete = len(known) == len(used)
        harm[area.code] = (
            together(weighted(pair, weights[pk].weight) for pk, pair in known.items()) if complete else None
        )
    ranks = rank_ranges(harm)
    ordered = sorted(areas, key=lambda one: (ranks.get(one.code, (len(areas) + 1, 0)), one.name))
    rows = [
        RankedHarm(
            one.name, one.code, ordinal_range(*ranks[one.code]) if one.code in ranks else "", _total(harm[one.code])
        )
        for one in ordered
    ]
    return HarmRanking(str(AreaKind(areas[0].area_set__kind).label), rows)


def _total(harm: Bounds | None) -> str:
    return "" if harm is None else harm_words(harm)
