"""K3: changes, percentages, ranks and sums that a document prints come out again from the figures it prints."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import rounded, shown, signed
from performance.checks.facts.types import Facts
from performance.checks.finding import Finding, Severity, at, fact
from performance.figures.series import PublishedFigure
from performance.rules.agreement import fits
from performance.rules.areas.ranking import printed_rank
from performance.rules.change.readings import readings

from .k03_sums import shares, sums
from .k03_targets import targets

CHANGES = ("change", "percent change", "points")
FALL = re.compile(r"reduc|decreas|fall|fewer|down", re.IGNORECASE)


def check(facts: Facts) -> Iterator[Finding]:
    yield from _changes(facts)
    yield from _wrong_way(facts)
    yield from targets(facts)
    yield from _ranks(facts)
    yield from shares(facts)
    yield from sums(facts)


def _changes(facts: Facts) -> Iterator[Finding]:
    """Printed changes, absolute or in per cent, that do not follow from the two figures they compare."""
    for one in facts.figures:
        compared = facts.then_and_now(one) if one.kind in CHANGES else None
        if not compared or one.value is None or follows(one, *compared):
            continue
        then, now = compared
        meant = _readings(one, then, now)
        if not meant:
            continue
        turned = any(fits(one, -number) for number, _unit in meant)
        sentence = (
            _("%(row)s: the printed change has the wrong sign.")
            if turned
            else _("%(row)s: the printed change does not follow from the figures next to it.")
        )
        yield Finding(
            "K3",
            fact(one),
            Severity.ERROR,
            sentence % {"row": one.label},
            (at(one), at(then), at(now)),
            one.as_printed,
            _(" or ").join(_change_words(one, number, unit, len(meant)) for number, unit in meant),
            "; ".join(_formula(then, now, number, unit) for number, unit in meant),
            _("Correct the change or the figure that is wrong."),
        )


def follows(one: PublishedFigure, then: PublishedFigure, now: PublishedFigure) -> bool:
    """Whether a printed change is what two figures give, in any reading of it; True where they give none."""
    meant = _readings(one, then, now)
    plain = any(fits(one, number) for number, _unit in meant)
    return not meant or plain or (headed_as_fall(one) and any(_fits_without_sign(one, n) for n, _unit in meant))


def _readings(one: PublishedFigure, then: PublishedFigure, now: PublishedFigure) -> list[tuple[Decimal, str]]:
    if then.value is None or now.value is None:
        return []
    return readings(one.kind, then.value, now.value, percentages=one.indicator.unit == "%")


def _change_words(one: PublishedFigure, number: Decimal, unit: str, count: int) -> str:
    words = signed(number, unit, max(1, one.decimals) if unit else None)
    return _("%(number)s points") % {"number": words} if count > 1 and not unit else words


def worked_out(figure: PublishedFigure, then: PublishedFigure, now: PublishedFigure) -> Decimal | None:
    """What a printed change must be, unrounded: the reading that fits, else the likelier one."""
    meant = [number for number, _unit in _readings(figure, then, now)]
    return next((number for number in meant if fits(figure, number)), next(iter(meant), None))


def formula(figure: PublishedFigure, then: PublishedFigure, now: PublishedFigure) -> str:
    """The arithmetic of a printed change, in figures."""
    number, unit = next(iter(_readings(figure, then, now)), (Decimal(0), ""))
    return _formula(then, now, number, unit)


def _formula(then: PublishedFigure, now: PublishedFigure, number: Decimal, unit: str) -> str:
    if not unit:
        return f"{now.shown} − {then.shown} = {signed(number)}"
    return f"({now.shown} − {then.shown}) ÷ {then.shown} = {signed(number, '%', 2)}"


def headed_as_fall(figure: PublishedFigure) -> bool:
    """Whether a heading or a label says that a figure without a sign is a fall."""
    heading = figure.table.columns[figure.column] if figure.table and figure.column < len(figure.table.columns) else ""
    return bool(FALL.search(f"{heading} {figure.label}"))


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
    return one.better == "neither" or (change < 0) == (one.better == "lower")


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
        _("%(change)s using the baseline from %(source)s")
        % {"change": signed(turned, "%", 2), "source": other.source.title},
        formula(one, other, now),
        _("Settle the baseline first. A wrong direction is worse than a wrong figure: tell readers."),
    )


def _ranks(facts: Facts) -> Iterator[Finding]:
    """Competition ranking of the figures that the ranks are about, from the most or from the fewest."""
    ranked: dict[tuple[object, ...], list[tuple[PublishedFigure, Decimal]]] = defaultdict(list)
    for one in facts.figures:
        about = (one.source.pk, one.indicator.pk, one.area.code, one.period)
        figure = facts.observed.get(about) if one.kind == "rank" and one.period else None  # type: ignore[arg-type]
        if figure and figure.value is not None and one.value is not None:
            table = one.table.slug if one.table else ""
            ranked[one.source.pk, table, one.column, one.indicator.pk, one.period, one.area.area_set_id].append(
                (one, figure.value)
            )
    for cells in ranked.values():
        if others := _ranked_among(facts, cells):
            yield from _wrong_ranks(cells, others)


def _ranked_among(facts: Facts, cells: list[tuple[PublishedFigure, Decimal]]) -> list[Decimal]:
    """The figures that printed ranks are among: those that are ranked, or for ranks “of 15” all 15 that the source
    gives. Empty where the ranks are among figures that the source does not give."""
    counts = {found[1] for cell, _value in cells if (found := printed_rank(cell.as_printed)) and found[1]}
    if not counts or counts == {len(cells)}:
        return [value for _cell, value in cells]
    first = cells[0][0]
    others = [
        figure.value
        for (source, indicator, _area, period), figure in facts.observed.items()
        if (source, indicator, period) == (first.source.pk, first.indicator.pk, first.period)
        and figure.area.area_set_id == first.area.area_set_id
        and figure.value is not None
    ]
    return others if counts == {len(others)} else []


def _wrong_ranks(cells: list[tuple[PublishedFigure, Decimal]], others: list[Decimal]) -> Iterator[Finding]:
    """Printed ranks that do not match their figures among all `others`, from whichever end leaves fewer wrong."""
    values = {cell.anchor: value for cell, value in cells}
    orders = [
        {
            anchor: 1 + sum((other > value) if highest_first else (other < value) for other in others)
            for anchor, value in values.items()
        }
        for highest_first in (True, False)
    ]
    wrong = [[cell for cell, _value in cells if cell.value != order[cell.anchor]] for order in orders]
    order, found = min(zip(orders, wrong, strict=True), key=lambda way: len(way[1]))
    for cell in found:
        place = order[cell.anchor]
        yield Finding(
            "K3",
            ("rank", *fact(cell)),
            Severity.ERROR,
            _("%(row)s has a different rank from the one its figure gives.") % {"row": cell.label},
            (at(cell),),
            cell.as_printed,
            _("%(place)s of %(all)s") % {"place": place, "all": len(others)},
            _("%(better)s of %(all)s figures come before %(figure)s; equal figures share a rank.")
            % {"better": place - 1, "all": len(others), "figure": shown(values[cell.anchor])},
            _("Correct the rank, or the figure."),
        )
