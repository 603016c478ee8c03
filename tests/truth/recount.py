"""The stored figures, and what follows from them, worked out here by other means than the portal's own.

Fractions in place of decimals, scipy's exact tests in place of the portal's, and nothing imported from its rules.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from functools import cache

from scipy.stats import binomtest, chi2, norm

from performance.models import Disclosure, Indicator, Observation, SimilarGroup, TrajectoryValue
from plans.models import AreaSet

Key = tuple[str, str]  # the slug of an indicator, the code of an area


def half_up(number: Fraction, places: int = 0) -> Fraction:
    """Rounded to some decimal places; a half goes away from zero."""
    scaled = abs(number) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if number >= 0 else -whole, 10**places)


def percent(then: Fraction, now: Fraction) -> Fraction:
    return (now - then) / abs(then) * 100


@cache
def may_be_chance(then: Fraction, now: Fraction) -> bool:
    """Two counts of equal periods that differ no more than chance makes them at 5 % (exact, two-sided, twice the
    smaller tail)."""
    then, now = int(then), int(now)
    if then + now == 0:
        return True
    side = "less" if then <= now else "greater"
    return 2 * binomtest(then, then + now, 0.5, alternative=side).pvalue > 0.05


def above_or_below(count: Fraction, expected: Fraction, confidence: float = 0.998) -> int:
    """1 or −1 where a Poisson count lies outside of what `expected` lets chance make (exact limits), else 0."""
    rest, count, expected = (1 - confidence) / 2, float(count), float(expected)
    low = chi2.ppf(rest, 2 * count) / 2 if count else 0.0
    high = chi2.ppf(1 - rest, 2 * (count + 1)) / 2
    return 1 if low > expected else -1 if high < expected else 0


def byar(count: float) -> tuple[float, float]:
    """95% limits of a count: exact below ten, by Byar's approximation from ten on (Breslow and Day, IARC 1987)."""
    if count < 10:
        return (chi2.ppf(0.025, 2 * count) / 2 if count else 0.0), chi2.ppf(0.975, 2 * (count + 1)) / 2
    z, above = norm.ppf(0.975), count + 1
    low = count * (1 - 1 / (9 * count) - z / (3 * count**0.5)) ** 3
    return low, above * (1 - 1 / (9 * above) + z / (3 * above**0.5)) ** 3


def similar_to(code: str) -> frozenset[str]:
    """The areas that were last published as most like an area; none where no group of it is in force."""
    group = SimilarGroup.objects.filter(area__code=code, ends_on=None).order_by("starts_on").last()
    return frozenset(group.members.values_list("code", flat=True)) if group else frozenset()


def better_is(slug: str) -> str:
    return str(Indicator.objects.get(slug=slug).better)


def is_added_up(slug: str) -> bool:
    """Whether an indicator counts what happens, so that the parts of a period make the whole."""
    return Indicator.objects.get(slug=slug).unit in {"crimes", "incidents"}


@cache
def ranked_with(code: str) -> tuple[tuple[str, ...], ...]:
    """The areas of each set that an area is in."""
    sets = AreaSet.objects.filter(areas__code=code).distinct()
    return tuple(tuple(found.areas.values_list("code", flat=True)) for found in sets)


def places(code: str, given: dict[str, set[Fraction]]) -> tuple[int, int]:
    """The first and the last rank that an area may have, whichever of the values that sources give is the true one."""
    others = [values for other, values in given.items() if other != code]
    first = 1 + sum(min(values) > max(given[code]) for values in others)
    return first, 1 + sum(max(values) > min(given[code]) for values in others)


class Stored:
    """Every figure of a published source, by indicator and area: period → the different values that sources give."""

    def __init__(self, at) -> None:
        self.values: dict[Key, dict[tuple, set[Fraction]]] = defaultdict(lambda: defaultdict(set))
        self.periods: dict[str, set[tuple]] = defaultdict(set)
        self.rounded: dict[Key, dict[tuple, int]] = defaultdict(dict)
        self.slugs: dict[str, set[str]] = defaultdict(set)
        self.codes: dict[str, set[str]] = defaultdict(set)
        self.rankings: dict[tuple, dict[str, set[Fraction]]] = {}
        rows = Observation.objects.filter(source__published_at__lte=at).select_related("indicator", "area", "source")
        for row in rows:
            key, period = (row.indicator.slug, row.area.code), (row.period_start, row.period_end)
            self.periods[row.period_words].add(period)
            self.slugs[row.indicator.name].add(row.indicator.slug)
            for name in {row.area.name, row.label} - {""}:
                self.codes[name].add(row.area.code)
            if row.value is not None:
                self.values[key][period].add(Fraction(row.value))
                if row.source.disclosure == Disclosure.PROTECTED:
                    self.rounded[key][period] = row.source.round_to

    def set_values(self, target: str) -> dict[str, Fraction]:
        """What plans set on the way to a target, by the words of the period."""
        rows = TrajectoryValue.objects.filter(target__name=target)
        return {str(row.period): Fraction(row.value) for row in rows}

    def one(self, key: Key, words: str) -> Fraction | None:
        """The figure of a period as a page names it; None where no source gives one or two disagree."""
        given = self.all(key, words)
        return next(iter(given)) if len(given) == 1 else None

    def all(self, key: Key, words: str) -> set[Fraction]:
        return {value for period in self.periods[words] for value in self.values[key].get(period, ())}

    def added_up(self, key: Key, start: dt.date, end: dt.date) -> Fraction | None:
        """The sum of the quarters, else of the months, that a period is made of; None where one has no agreed value."""
        for months in (3, 1):
            parts, first = [], start
            while first <= end:
                following = dt.date(first.year + (first.month + months > 12), (first.month + months - 1) % 12 + 1, 1)
                parts.append(self.values[key].get((first, following - dt.timedelta(days=1)), set()))
                first = following
            if len(parts) > 1 and all(len(given) == 1 for given in parts):
                return sum((next(iter(given)) for given in parts), Fraction(0))
        return None

    def slack(self, key: Key, words: str) -> Fraction:
        """How far a figure on a page may be from the stored one: half of what a protected source rounds to."""
        return max(
            (Fraction(self.rounded[key].get(period, 0), 2) for period in self.periods[words]), default=Fraction(0)
        )

    def each(self, slug: str, codes: Iterable[str], words: str) -> dict[str, set[Fraction]]:
        """By area every value that sources give of an indicator, for the areas with one at least."""
        return {code: given for code in codes if (given := self.all((slug, code), words))}

    def rates(self, slug: str, codes: Iterable[str], period: str, unit: str) -> dict[str, set[Fraction]]:
        """By area its figures as a page compares areas in a unit: for each 1,000 of some, or as they are."""
        given = self.each(slug, codes, period)
        if (base := unit.removeprefix("per 1,000 ")) not in {"residents", "households"}:
            return given
        counted = {code: people[0] for code in given if (people := self.people(code, period, base))}
        return {code: {value / counted[code] * 1000 for value in given[code]} for code in counted}

    def ranked_by(self, slug: str, codes: Iterable[str], period: str, *, by_rate: bool) -> dict[str, set[Fraction]]:
        """By area what it is ranked by: its figures, or these per 1,000 of what the indicator asks for, else of what
        is known. Worked out once: many sentences name a rank in it."""
        asked = (slug, tuple(codes), period, by_rate)
        if asked not in self.rankings:
            self.rankings[asked] = self._ranked_by(*asked)
        return self.rankings[asked]

    def _ranked_by(self, slug: str, listed: tuple[str, ...], period: str, by_rate: bool) -> dict[str, set[Fraction]]:
        if not by_rate:
            return self.each(slug, listed, period)
        first = Indicator.objects.get(slug=slug).rate_base
        for base in sorted(("residents", "households"), key=lambda one: one != first):
            if found := self.rates(slug, listed, period, f"per 1,000 {base}"):
                return found
        return {}

    def years_before(self, key: Key, words: str, years: int) -> Fraction | None:
        """The figure of the same months some years before; None where no source gives one or two disagree."""
        for start, end in self.periods[words]:
            for (earlier, last), given in self.values[key].items():
                if start and earlier and len(given) == 1:
                    same = (start.month, end.month, start.day) == (earlier.month, last.month, earlier.day)
                    if same and start.year - earlier.year == end.year - last.year == years:
                        return next(iter(given))
        return None

    def people(self, code: str, period: str, base: str = "residents") -> tuple[Fraction, int] | None:
        """The count of people or households nearest to a period, and its year."""
        known = [(end, values) for (_start, end), values in self.values[base, code].items() if len(values) == 1]
        for _start, end in self.periods[period]:
            for taken, values in sorted(known, key=lambda one: abs((one[0] - end).days)):
                return next(iter(values)), taken.year
        return None
