"""The figures that a plan itself reports, for the answer on top of it. Pure."""

from collections.abc import Container, Iterable, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.dates import months_after
from csp_portal.formats.numbers import percent_change, shown, signed
from csp_portal.formats.periods import Period
from performance.figures.series import IndicatorHead, PublishedFigure
from performance.rules.change.seasons import FigurePair, pair
from performance.rules.change.words import FigureChange
from performance.rules.targets.judging import number, span
from plans.schemas.plan import PlanDocument, TargetDocument

PRINTED = ("percent change", "change")
YEARS_BEFORE = 2  # a plan reports on the years that led to it, and on no older ones


# What is aimed at, in per cent of the baseline, by indicator, area, baseline period and due period.
Aims = Mapping[tuple[str, str, Period, Period], Decimal]


def aims(targets: Iterable[TargetDocument]) -> Aims:
    """The changes in per cent that targets ask for."""
    found = {}
    for target in targets:
        start, due, value = span(target, "baseline"), span(target, "due"), number(target["value"])
        if target["kind"] == "percent change" and start and due and value:
            found[target["indicator"], target["area"], start, due] = value
    return found


def headlines(content: PlanDocument, found: Sequence[PublishedFigure], areas: Container[str], aimed: Aims) -> list[str]:
    """What the plan's own document says of its whole area, each measure once: totals first, then as printed.

    `areas` are the codes of the partnership's own areas, `aimed` what its targets ask for. Only measures with a better
    direction count. A figure that sources differ about is left out, and so is what ends more than two years before the
    plan begins or after it ends.
    """
    start = months_after(Period.of_months(*_month(content["plan"]["period_start"]), 1).start, -12 * YEARS_BEFORE)
    end = content["plan"]["period_end"]
    here = [one for one in found if one.area.code in areas and one.better in ("lower", "higher")]
    own = [
        one
        for one in here
        if one.source.plan__slug == content["plan"]["slug"]
        and one.period
        and start <= one.period.end
        and one.period.end.isoformat() <= end
    ]
    totals = {one.indicator.part_of_id for one in own}
    measures = sorted(dict.fromkeys(one.indicator for one in own), key=lambda indicator: indicator.pk not in totals)
    said = (_headline(indicator, own, here, aimed) for indicator in measures)
    return [words for words in said if words]


def _month(day: str) -> tuple[int, int]:
    return int(day[:4]), int(day[5:7])


def _headline(
    indicator: IndicatorHead, own: Iterable[PublishedFigure], here: Iterable[PublishedFigure], aimed: Aims
) -> str:
    """The newest change of one measure in words: worked out where both figures are given, else as printed."""
    mine = [one for one in own if one.indicator == indicator]
    of_it = [one for one in here if one.indicator == indicator and one.kind == "value"]
    periods = [one.period for one in mine if one.kind == "value" and one.period]
    if periods and (compared := pair(_agreed(of_it, mine), max(periods))):
        return _worked_out(indicator, compared, mine, aimed)
    printed = [one for one in mine if one.kind in PRINTED and one.period and one.value is not None]
    if not printed or any(_differ(of_it, one) for one in printed):
        return ""
    return _as_printed(max(printed, key=lambda one: (one.period_end, one.kind == "percent change")))


def _agreed(figures: Sequence[PublishedFigure], mine: Sequence[PublishedFigure]) -> dict[Period, Decimal | None]:
    """What the plan's own sources give and no other source gives otherwise."""
    sources = {one.source for one in mine}
    values: dict[Period, set[Decimal]] = {}
    for one in figures:
        if one.period and one.value is not None and one.rounded_to == 1:
            values.setdefault(one.period, set()).add(one.value)
    given = {one.period for one in figures if one.source in sources}
    return {period: min(each) for period, each in values.items() if len(each) == 1 and period in given}


def _differ(figures: Sequence[PublishedFigure], printed: PublishedFigure) -> bool:
    """Whether sources differ about the figure that a printed change starts or ends with."""
    ends = (printed.period, printed.against)
    return any(len({one.value for one in figures if one.period == period} - {None}) > 1 for period in ends if period)


def _worked_out(indicator: IndicatorHead, compared: FigurePair, mine: Sequence[PublishedFigure], aimed: Aims) -> str:
    """A change in words; where a target in per cent is known for it, whether that was met."""
    words = {
        "name": indicator.name,
        "change": FigureChange(compared, indicator.unit).difference,
        "then": compared.since,
        "now": compared.period,
    }
    printed = (one.value for one in mine if one.kind == "target" and one.unit == "%" and one.period == compared.period)
    value = next(printed, None) or aimed.get((indicator.slug, mine[0].area.code, compared.since, compared.period))
    percent = percent_change(compared.then, compared.now)
    if not value or percent is None or indicator.unit == "%":
        return _("%(name)s %(change)s, %(then)s to %(now)s") % words
    words["target"] = signed(value, "%")
    met = percent <= value if value < 0 else percent >= value
    if met:
        return _("%(name)s %(change)s, %(then)s to %(now)s: the target of %(target)s was met") % words
    return _("%(name)s %(change)s, %(then)s to %(now)s: the target of %(target)s was missed") % words


def _as_printed(one: PublishedFigure) -> str:
    value = one.value or Decimal(0)
    unit = "%" if one.kind == "percent change" else one.unit
    size = " ".join(filter(None, [one.qualifier, shown(abs(value), unit)]))
    words = {"name": one.indicator.name, "size": size, "period": one.period_words}
    return (_("%(name)s up %(size)s, %(period)s") if value > 0 else _("%(name)s down %(size)s, %(period)s")) % words
