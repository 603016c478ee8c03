"""An area among similar ones, and beside larger places, wherever published sources have figures of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F
from django.utils.translation import gettext as _, ngettext

from csp_portal.formats.numbers import ordinal_range, shown
from csp_portal.formats.periods import Period, day
from performance.figures.relations import SimilarAreas
from performance.figures.series import PublishedFigure
from performance.models import SimilarMember
from performance.rules.areas.ranking import Bounds, rate
from performance.rules.areas.similar import SimilarRank, rank_among_similar
from performance.rules.change.words import COUNTED
from plans.models import Area, AreaKind

from .figures import BASES, AreaFigures, Measure, bases_of, per_thousand

LARGER = (AreaKind.COUNTY, AreaKind.FORCE, AreaKind.COUNTRY)
COMPARABLE = ("%", "per 1,000")


@dataclass(frozen=True)
class ComparisonLine:
    """One place: its name, what it is to the area, its figure, and the rate that is compared.

    A place has no rate where sources differ or its count is hidden.
    """

    name: str
    what: str
    figure: PublishedFigure
    rate: Decimal | None
    own: bool

    @property
    def rate_words(self) -> str:
        return _("not available") if self.rate is None else shown(self.rate, decimals=1)


@dataclass(frozen=True)
class AreaComparison:
    """One indicator in one period, the highest rate first."""

    measure: Measure
    unit: str
    lines: list[ComparisonLine]
    group: SimilarAreas | None
    standing: SimilarRank | None

    @property
    def words(self) -> str:
        """The rank among similar areas, in a sentence; empty without one."""
        if self.standing is None or self.group is None:
            return ""
        words = {
            "rank": ordinal_range(self.standing.rank, self.standing.last),
            "of": self.standing.of,
            "group": self.group.name,
            "day": day(self.group.starts_on),
            "count": len(self.group.members),
            "missing": self.standing.missing,
            "unit": self.unit,
        }
        said = [_("Ranked %(rank)s of %(of)s, highest first, among similar areas (%(group)s, %(day)s).")]
        if self.standing.mean is not None:
            words["mean"] = shown(self.standing.mean, decimals=1)
            said.append(_mean(self.standing.disputed))
        if self.standing.missing:
            said.append(_("%(missing)s of the %(count)s similar areas have no figure here."))
        return " ".join(said) % words


def nearest(area: Area, group: SimilarAreas) -> list[SimilarMember]:
    """The similar areas in their published order, with position and distance where these are known. One query."""
    rows = SimilarMember.objects.filter(group__area=area, group__starts_on=group.starts_on, group__ends_on=None)
    in_order = rows.order_by(F("position").asc(nulls_last=True), "area__name")
    return list(in_order.select_related("area").defer("area__outline"))


def comparisons(area: Area, group: SimilarAreas | None, known: AreaFigures) -> list[AreaComparison]:
    """Every indicator and period in which the area can be set beside another place, newest first."""
    members = group.members if group else frozenset()
    found = []
    near: dict[str, list[tuple[str, dict[Period, PublishedFigure]]]] = {}
    for (indicator, code), by_period in known.said.items():
        if any(_is_near(one, area.code, members) for one in by_period.values()):
            near.setdefault(indicator, []).append((code, by_period))
    for (indicator, code), by_period in known.said.items():
        for period, figure in by_period.items() if code == area.code and indicator not in BASES else ():
            measure = Measure(figure.indicator, period, area.area_set_id)
            there = {
                place: said[period]
                for place, said in near[indicator]
                if period in said and _is_near(said[period], code, members)
            }
            counted = measure.indicator.unit in COUNTED
            for base in bases_of(measure.indicator) if counted else ("",):
                rates = {place: rate for place in there if (rate := _rate(measure, place, base, known)) is not None}
                unknown = [place for place in there if there[place].disputed or there[place].hidden]
                if rates and code in (*rates, *unknown) and len(rates) + len(unknown) > 1:
                    unit = per_thousand(base) if counted else measure.indicator.unit
                    lines = _lines(there, {**rates, **dict.fromkeys(unknown)}, code, members)
                    standing = rank_among_similar(
                        code, members, _rate_bounds(measure, there, base, known), known.disputed(measure, there)
                    )
                    found.append(AreaComparison(measure, unit, lines, group, standing))
                    break
    return sorted(found, key=lambda one: (one.measure.period.end, one.measure.indicator.name), reverse=True)


def _mean(disputed: int) -> str:
    """The mean of a group in words, without the areas about which sources differ, which are so many."""
    if not disputed:
        return _("Their mean, with this area, is %(mean)s %(unit)s.")
    without = ngettext(
        "Their mean, without %(num)s area about which sources differ, is %%(mean)s %%(unit)s.",
        "Their mean, without %(num)s areas about which sources differ, is %%(mean)s %%(unit)s.",
        disputed,
    )
    return without % {"num": disputed}


def _is_near(figure: PublishedFigure, code: str, members: frozenset[str]) -> bool:
    return figure.area.code in members or figure.area.code == code or figure.area.area_set__kind in LARGER


def _lines(
    there: dict[str, PublishedFigure], rates: dict[str, Decimal | None], code: str, members: frozenset[str]
) -> list[ComparisonLine]:
    lines = [
        ComparisonLine(
            there[place].area.name, _what(there[place], place == code, members), there[place], rate, place == code
        )
        for place, rate in rates.items()
    ]
    return sorted(lines, key=lambda line: (line.rate is None, -(line.rate or 0), line.name))


def _rate(measure: Measure, code: str, base: str, known: AreaFigures) -> Decimal | None:
    if measure.indicator.unit in COUNTED:
        rate = known.rate(measure, code, base)
        return rate.value if rate else None
    return known.value(measure, code) if measure.indicator.unit in COMPARABLE else None


def _rate_bounds(measure: Measure, there: Iterable[str], base: str, known: AreaFigures) -> dict[str, Bounds | None]:
    """Between which ends the rate of each place lies: the same twice, unless its count is not exact."""
    found: dict[str, Bounds | None] = {}
    for place, pair in known.bounds(measure, there).items():
        counted = known.base(measure, place, base) if base else None
        if pair and (counted or not base):
            least, most = (None if end is None else rate(end, counted[0]) if counted else end for end in pair)
            found[place] = None if least is None else (least, most)
    return found


def _what(figure: PublishedFigure, own: bool, members: frozenset[str]) -> str:
    if own:
        return _("this area")
    return _("similar area") if figure.area.code in members else AreaKind(figure.area.area_set__kind).label.lower()
