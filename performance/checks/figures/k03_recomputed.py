"""K3: changes, percentages, ranks and sums that a document prints come out again from the figures it prints."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import percent_change, places, rounded, shown, signed
from performance.checks.facts.types import Facts
from performance.checks.finding import Finding, Severity, at, fact
from performance.figures.series import PublishedFigure
from performance.rules.agreement import fits
from performance.rules.areas.ranking import ranks

from .sums import sums

_FALL = re.compile(r"reduc|decreas|fall|fewer|down", re.IGNORECASE)


def check(facts: Facts) -> Iterator[Finding]:
    yield from _changes(facts)
    yield from _wrong_way(facts)
    yield from _targets(facts)
    yield from _ranks(facts)
    yield from sums(facts)


def _changes(facts: Facts) -> Iterator[Finding]:
    """Printed changes, absolute or in per cent, that do not follow from the two figures they compare."""
    for one in facts.figures:
        compared = facts.then_and_now(one) if one.kind in ("change", "percent change") else None
        if not compared or one.value is None:
            continue
        then, now = compared
        number = worked_out(one, then, now)
        if number is None or fits(one, number) or (headed_as_fall(one) and _fits_without_sign(one, number)):
            continue
        unit = "%" if one.kind == "percent change" else ""
        yield Finding(
            "K3",
            fact(one),
            Severity.ERROR,
            _("%(row)s: the printed change does not follow from the figures beside it.") % {"row": one.label},
            (at(one), at(then), at(now)),
            one.as_printed,
            signed(number, unit, max(1, one.decimals) if unit else None),
            formula(one, then, now),
            _("Correct the change or the figure that is wrong."),
        )


def worked_out(figure: PublishedFigure, then: PublishedFigure, now: PublishedFigure) -> Decimal | None:
    """What a printed change must be, unrounded. A change between percentages is in points, whatever its name."""
    if then.value is None or now.value is None:
        return None
    if figure.kind == "change" or figure.indicator.unit == "%":
        return now.value - then.value
    return percent_change(then.value, now.value)


def formula(figure: PublishedFigure, then: PublishedFigure, now: PublishedFigure) -> str:
    """The arithmetic of a printed change, in figures."""
    if figure.kind == "change" or figure.indicator.unit == "%":
        return f"{now.shown} − {then.shown} = {signed((now.value or Decimal(0)) - (then.value or Decimal(0)))}"
    number = percent_change(then.value or Decimal(0), now.value or Decimal(0))
    return f"({now.shown} − {then.shown}) ÷ {then.shown} = {signed(number, '%', 2) if number is not None else _('n/a')}"


def headed_as_fall(figure: PublishedFigure) -> bool:
    """Whether a heading or a label says that a figure without a sign is a fall."""
    heading = figure.table.columns[figure.column] if figure.table and figure.column < len(figure.table.columns) else ""
    return bool(_FALL.search(f"{heading} {figure.label}"))


def _fits_without_sign(figure: PublishedFigure, number: Decimal) -> bool:
    return number < 0 and rounded(-number, figure.decimals) == figure.value


def _wrong_way(facts: Facts) -> Iterator[Finding]:
    """A change for the better is printed; by the earlier figure that another source gives it is one for the worse."""
    others: dict[tuple[int, str, object], list[PublishedFigure]] = defaultdict(list)
    for (_source, indicator, area, period), figure in facts.observed.items():
        others[indicator, area, period].append(figure)
    for one in facts.figures:
        compared = facts.then_and_now(one) if one.kind == "percent change" else None
        number = worked_out(one, *compared) if compared else None
        if not compared or not number or not _better(one, number):
            continue
        then, now = compared
        for other in others[one.indicator.pk, one.area.code, one.against]:
            turned = worked_out(one, other, now)
            if turned is not None and turned * number < 0:
                yield _turned(one, then, now, other, turned)
                break


def _better(one: PublishedFigure, change: Decimal) -> bool:
    """Whether a change is one for the better, or counts as one where neither direction is better."""
    return one.indicator.better == "neither" or (change < 0) == (one.indicator.better == "lower")


def _turned(
    one: PublishedFigure, then: PublishedFigure, now: PublishedFigure, other: PublishedFigure, turned: Decimal
) -> Finding:
    """The finding for a change whose direction reverses, to `turned` per cent, with another source's baseline."""
    sentence = (
        _("%(row)s: a rise is printed as a fall, if the other source gives the right baseline.")
        if turned > 0
        else _("%(row)s: a fall is printed as a rise, if the other source gives the right baseline.")
    )
    return Finding(
        "K3",
        ("direction", *fact(one)),
        Severity.ERROR,
        sentence % {"row": one.label},
        (at(one), at(then), at(other)),
        one.as_printed,
        _("%(change)s by the baseline of %(source)s")
        % {"change": signed(turned, "%", 2), "source": other.source.title},
        formula(one, other, now),
        _("Settle the baseline first. A wrong direction is worse than a wrong figure: tell readers."),
    )


def _targets(facts: Facts) -> Iterator[Finding]:
    """A target that is printed as a level and as a per cent of the baseline says the same both ways."""
    levels: dict[tuple[int, int, str, object], PublishedFigure] = {}
    for one in facts.figures:
        if one.kind == "target" and one.unit != "%" and one.period and one.value is not None:
            levels.setdefault((one.source.pk, one.indicator.pk, one.area.code, one.period), one)
    for one in facts.figures:
        if one.kind != "target" or one.unit != "%" or one.value is None or not one.against:
            continue
        level = levels.get((one.source.pk, one.indicator.pk, one.area.code, one.period))
        base = facts.observed.get((one.source.pk, one.indicator.pk, one.area.code, one.against))
        if not level or not base:
            continue
        number = percent_change(base.value or Decimal(0), level.value or Decimal(0))
        if number is None or fits(one, number) or _fits_without_sign(one, number):
            continue
        yield Finding(
            "K3",
            ("target", *fact(one)),
            Severity.ERROR,
            _("%(what)s: the target in per cent and the target as a number differ.") % {"what": one.indicator.name},
            (at(one), at(level), at(base)),
            f"{one.as_printed}; {level.as_printed}",
            signed(number, "%", max(1, places(one.value))),
            f"({level.shown} − {base.shown}) ÷ {base.shown} = {signed(number, '%', 2)}",
            _("Say which of the two is the target."),
        )


def _ranks(facts: Facts) -> Iterator[Finding]:
    """Competition ranking of the nearest column of figures before the rank, from the most or from the fewest."""
    for rows in facts.tables.values():
        ranked: dict[int, list[tuple[PublishedFigure, Decimal]]] = defaultdict(list)
        for row in rows:
            value: Decimal | None = None
            for cell in row:
                if cell.kind == "value":
                    value = cell.value
                elif cell.kind == "rank" and cell.value is not None and value is not None:
                    ranked[cell.column].append((cell, value))
        for cells in ranked.values():
            yield from _wrong_ranks(cells)


def _wrong_ranks(cells: list[tuple[PublishedFigure, Decimal]]) -> Iterator[Finding]:
    """Printed ranks that do not match their figures, counting from whichever end leaves fewer wrong."""
    values = {cell.anchor: value for cell, value in cells}
    orders = [ranks(values, highest_first=highest_first) for highest_first in (True, False)]
    wrong = [[cell for cell, _value in cells if cell.value != order[cell.anchor]] for order in orders]
    order, found = min(zip(orders, wrong, strict=True), key=lambda way: len(way[1]))
    for cell in found:
        place = order[cell.anchor]
        yield Finding(
            "K3",
            ("rank", *fact(cell)),
            Severity.ERROR,
            _("%(row)s has another rank than its figure gives.") % {"row": cell.label},
            (at(cell),),
            cell.as_printed,
            _("%(place)s of %(all)s") % {"place": place, "all": len(cells)},
            _("%(better)s of %(all)s figures stand before %(figure)s; equal figures share a rank.")
            % {"better": place - 1, "all": len(cells), "figure": shown(values[cell.anchor])},
            _("Correct the rank, or the figure."),
        )
