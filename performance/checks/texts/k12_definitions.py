"""K12: figures that are compared are counted in the same way."""

from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import shown
from csp_portal.formats.periods import Period, day
from performance.checks.facts.types import Facts
from performance.checks.figures.k03_recomputed import CHANGES
from performance.checks.finding import Finding, Severity, at, fact
from performance.figures.breaks import PublishedBreak
from performance.figures.series import PublishedFigure


def check(facts: Facts) -> Iterator[Finding]:
    yield from _across_breaks(facts)
    yield from _other_definitions(facts)


def _across_breaks(facts: Facts) -> Iterator[Finding]:
    """A change from before a break in the series to after it."""
    breaks: dict[str, list[PublishedBreak]] = defaultdict(list)
    for broken in facts.breaks:
        breaks[broken.indicator].append(broken)
    for one in facts.figures:
        if one.kind not in CHANGES or not one.period or not one.against:
            continue
        for broken in breaks[one.indicator.slug]:
            here = broken.area in (None, one.area.code)
            if here and one.against.end < broken.starts_on <= one.period.end:
                yield _broken(one, broken)


def _broken(one: PublishedFigure, broken: PublishedBreak) -> Finding:
    """The finding for a change between figures counted before and after a change of definition."""
    return Finding(
        "K12",
        ("break", *fact(one)),
        Severity.WARNING,
        _("%(what)s: the change compares figures that are counted differently.") % {"what": one.indicator.name},
        (at(one),),
        f"{one.shown}, {one.period} {_('against')} {one.against}",
        _("counting changed on %(day)s") % {"day": day(broken.starts_on)},
        broken.reason,
        _("Say so wherever the change is printed, or compare figures from after the change only."),
    )


def _other_definitions(facts: Facts) -> Iterator[Finding]:
    """The same thing in the same place and period, counted by two definitions with two results."""
    groups: dict[tuple[int, str, Period], dict[int, list[PublishedFigure]]] = defaultdict(lambda: defaultdict(list))
    for (_source, indicator, area, period), figure in facts.observed.items():
        root = facts.indicators[indicator].variant_of or indicator
        groups[root, area, period][indicator].append(figure)
    for (root, area, period), found in groups.items():
        if len(found) < 2:
            continue
        figures = [one for indicator in sorted(found, key=lambda pk: pk != root) for one in found[indicator]]
        values = sorted({one.value for one in figures if one.value is not None})
        if len({frozenset(one.value for one in same) for same in found.values()}) == 1:
            continue
        name = facts.indicators[root].name
        yield Finding(
            "K12",
            ("definition", facts.indicators[root].slug, area, str(period)),
            Severity.WARNING,
            _("%(what)s, %(period)s, is counted by more than one definition.") % {"what": name, "period": period},
            tuple(at(one) for one in figures),
            "; ".join(f"{one.shown} ({one.label})" for one in figures),
            _("a difference of %(number)s") % {"number": shown(values[-1] - values[0])},
            f"{shown(values[-1])} − {shown(values[0])} = {shown(values[-1] - values[0])}",
            _("Name the definition wherever a figure is given: %(names)s.")
            % {"names": "; ".join(facts.indicators[pk].name for pk in found)},
        )
