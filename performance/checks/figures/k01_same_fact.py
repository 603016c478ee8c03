"""K1: one fact is printed as one figure, wherever it is printed."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import shown
from performance.checks.facts.types import Facts
from performance.checks.finding import Finding, Severity, at
from performance.figures.series import PublishedFigure
from performance.rules.agreement import agree

COMPARED = ("value", "change", "percent change", "points", "target")
FactKey = tuple[str, str, int, str, object, object]


def check(facts: Facts) -> Iterator[Finding]:
    for group in printings(facts).values():
        if len(group) > 1 and not agree(group):
            yield _disagree(group)
    yield from _one_number_two_periods(facts)


def printings(facts: Facts) -> dict[FactKey, list[PublishedFigure]]:
    """All dated figures by the fact they state. A change in per cent and one in numbers are two facts, and so are a
    target for a change and one for a level."""
    found: dict[FactKey, list[PublishedFigure]] = defaultdict(list)
    for one in facts.figures:
        if one.kind in COMPARED and one.period and one.value is not None:
            against = one.against if one.kind != "target" or one.unit == "%" else None
            value = abs(one.value) if one.kind == "target" and one.unit == "%" else one.value
            unit = one.unit if one.kind == "target" else ""
            found[one.kind, unit, one.indicator.pk, one.area.code, one.period, against].append(
                one if value == one.value else _unsigned(one)
            )
    return found


def _unsigned(figure: PublishedFigure) -> PublishedFigure:
    """A target for a fall is printed with and without its sign."""
    return replace(figure, value=abs(figure.value or Decimal(0)))


def _disagree(group: list[PublishedFigure]) -> Finding:
    """The finding for one fact that is printed with different figures."""
    first = group[0]
    values = sorted({one.value for one in group if one.value is not None})
    unit = first.unit
    return Finding(
        "K1",
        (first.kind, first.indicator.slug, first.area.code, str(first.period), str(first.against or "")),
        Severity.ERROR,
        _("%(what)s in %(area)s, %(period)s, is printed with different figures.")
        % {"what": first.indicator.name, "area": first.area.name, "period": first.period},
        tuple(at(one) for one in group),
        "; ".join(f"{one.shown} ({one.source.title})" for one in group),
        _("a difference of %(number)s") % {"number": shown(values[-1] - values[0], unit)},
        f"{shown(values[-1], unit)} − {shown(values[0], unit)} = {shown(values[-1] - values[0], unit)}",
        _("Find out which source is right. Correct the other, or explain why they differ."),
    )


def _one_number_two_periods(facts: Facts) -> Iterator[Finding]:
    """A count over one stretch of time, given again for another: one of the two periods is wrong."""
    found: dict[tuple[int, int, str, Decimal], list[PublishedFigure]] = defaultdict(list)
    for one in facts.figures:
        if one.kind == "value" and one.value and one.indicator.unit not in ("%", "per 1,000"):
            found[one.source.pk, one.indicator.pk, one.area.code, one.value].append(one)
    for group in found.values():
        periods = list(dict.fromkeys(one.period_words for one in group))
        if len(periods) < 2 or all(one.period for one in group):
            continue
        first = group[0]
        yield Finding(
            "K1",
            ("periods", first.source.slug, first.indicator.slug, first.area.code),
            Severity.WARNING,
            _("%(what)s: the same figure is given for different periods.") % {"what": first.indicator.name},
            tuple(at(one) for one in group),
            "; ".join(f"{one.shown}, {one.period_words}" for one in group),
            _("one figure for %(number)s periods") % {"number": len(periods)},
            _("A count cannot be the same for a longer and a shorter period unless nothing happened in between."),
            _("Say which period the figure is for."),
        )
