"""An area among similar ones, and beside larger places, wherever published sources have figures of them."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.numbers import shown
from plans.models import Area, AreaKind

from .area_figures import BASES, RESIDENTS, AreaFigures, Measure
from .change_words import COUNTED
from .periods import day
from .series import Figure, Group
from .similar import Standing, standing

LARGER = (AreaKind.COUNTY, AreaKind.FORCE, AreaKind.COUNTRY)
COMPARABLE = ("%", "per 1,000")


@dataclass(frozen=True)
class Line:
    """One place: its name, what it is to the area, its figure, and the rate that is compared."""

    name: str
    what: str
    figure: Figure
    rate: Decimal
    own: bool

    @property
    def rate_words(self) -> str:
        return shown(self.rate, decimals=1)


@dataclass(frozen=True)
class Beside:
    """One indicator in one period, the highest rate first."""

    measure: Measure
    unit: str
    lines: list[Line]
    group: Group | None
    standing: Standing | None

    @property
    def words(self) -> str:
        """The rank among similar areas, in a sentence; empty without one."""
        if self.standing is None or self.group is None:
            return ""
        words = {
            "rank": self.standing.rank,
            "of": self.standing.of,
            "mean": shown(self.standing.mean, decimals=1),
            "group": self.group.name,
            "day": day(self.group.starts_on),
            "count": len(self.group.members),
            "missing": self.standing.missing,
            "unit": self.unit,
        }
        sentence = _(
            "Rank %(rank)s of %(of)s, the highest first, among similar areas (%(group)s, %(day)s). Their mean, with "
            "this area, is %(mean)s %(unit)s."
        )
        missing = _("%(missing)s of the %(count)s similar areas have no figure here.")
        return f"{sentence % words} {missing % words}" if self.standing.missing else sentence % words


def beside(area: Area, group: Group | None, known: AreaFigures) -> list[Beside]:
    """Every indicator and period in which the area can be set beside another place, newest first."""
    members = group.members if group else frozenset()
    found = []
    for (indicator, code), by_period in known.said.items():
        for period, figure in by_period.items() if code == area.code and indicator not in BASES else ():
            measure = Measure(figure.indicator, period, area.area_set_id)
            rates: dict[str, Decimal] = {}
            lines = []
            for (other, place), said in known.said.items():
                there = said.get(period) if other == indicator else None
                if there is None or not (place in members or place == code or there.area.area_set__kind in LARGER):
                    continue
                if (rate := _rate(measure, place, known)) is not None:
                    rates[place] = rate
                    lines.append(
                        Line(there.area.name, _what(there, place == code, members), there, rate, place == code)
                    )
            if len(lines) > 1 and code in rates:
                counted = measure.indicator.unit in COUNTED
                unit = _("per 1,000 residents") if counted else measure.indicator.unit
                lines.sort(key=lambda line: (-line.rate, line.name))
                found.append(Beside(measure, unit, lines, group, standing(code, members, rates)))
    return sorted(found, key=lambda one: (one.measure.period.end, one.measure.indicator.name), reverse=True)


def _rate(measure: Measure, code: str, known: AreaFigures) -> Decimal | None:
    if measure.indicator.unit in COUNTED:
        rate = known.rate(measure, code, RESIDENTS)
        return rate.value if rate else None
    return known.value(measure, code) if measure.indicator.unit in COMPARABLE else None


def _what(figure: Figure, own: bool, members: frozenset[str]) -> str:
    if own:
        return _("this area")
    return _("similar area") if figure.area.code in members else AreaKind(figure.area.area_set__kind).label.lower()
