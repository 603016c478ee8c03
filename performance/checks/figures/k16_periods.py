"""K16: shorter periods inside a longer one: parts add up, running counts never fall, no part exceeds its whole."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Container, Iterator
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import shown
from csp_portal.formats.periods import Period
from performance.checks.facts.types import Facts
from performance.checks.finding import Finding, Severity, at, fact
from performance.figures.series import PublishedFigure
from performance.rules.values import COUNTED

YEAR = 12
ByPeriod = dict[Period, PublishedFigure]


def check(facts: Facts) -> Iterator[Finding]:
    """What one source counts of one thing in one area, over periods of which some lie inside others."""
    series: dict[tuple[int, int, str], ByPeriod] = defaultdict(dict)
    for (source, indicator, area, period), figure in facts.observed.items():
        if figure.indicator.unit in COUNTED and figure.indicator.type != "denominator":
            series[source, indicator, area][period] = figure
    for known in series.values():
        if len(known) > 1:
            ordered = sorted(known, key=lambda one: (one.start, one.end))
            wrong = {
                whole: parts for whole, parts in _made_of(known, ordered) if _sum(known, parts) != known[whole].value
            }
            yield from (_parts(known, whole, parts) for whole, parts in wrong.items())
            yield from _falling(known, ordered, wrong)


def _made_of(known: ByPeriod, ordered: list[Period]) -> Iterator[tuple[Period, list[Period]]]:
    """Each period with the shorter ones of one length that follow each other from its start to its end.

    Of several lengths the longest: a year is compared with its quarters, and these with their months. `ordered`: the
    periods by their starts.
    """
    starts = [one.start for one in ordered]
    for whole in known:
        if whole.months < 2:
            continue  # nothing shorter: ten years of months are not searched for each month
        begun = ordered[bisect_left(starts, whole.start) : bisect_right(starts, whole.end)]
        inside = [one for one in begun if one != whole and one.end <= whole.end]
        for months in sorted({one.months for one in inside if one.months * 2 <= whole.months}, reverse=True):
            parts = [one for one in inside if one.months == months]
            follow = all((later.start - one.end).days == 1 for one, later in pairwise(parts))
            if len(parts) > 1 and follow and parts[0].start == whole.start and parts[-1].end == whole.end:
                yield whole, parts
                break


def _sum(known: ByPeriod, parts: list[Period]) -> Decimal:
    return sum((known[one].value or Decimal(0) for one in parts), Decimal(0))


def _parts(known: ByPeriod, whole: Period, parts: list[Period]) -> Finding:
    """The finding for a period whose parts do not add up to it; a year that is not over is called “to date”."""
    figure, number = known[whole], _sum(known, parts)
    sentence = (
        _("%(what)s in %(area)s: the parts of %(period)s do not add up to it.")
        if whole.months >= YEAR
        else _("%(what)s in %(area)s: the count to date, %(period)s, is not the sum of its parts.")
    )
    return Finding(
        "K16",
        ("parts", *fact(figure)),
        Severity.ERROR,
        sentence % {"what": figure.indicator.name, "area": figure.area.name, "period": whole},
        (at(figure), *(at(known[one]) for one in parts)),
        figure.shown,
        shown(number),
        f"{' + '.join(known[one].shown for one in parts)} = {shown(number)}",
        _("Correct the period or the part that is wrong, or say why they differ."),
    )


def _falling(known: ByPeriod, ordered: list[Period], wrong: Container[Period]) -> Iterator[Finding]:
    """A longer period with fewer than a shorter one inside it; counts that run from one day on are compared in order.

    A period whose parts do not add up is told of once, by them.
    """
    going_on: list[Period] = []  # what began earlier and may contain what follows
    for shorter, following in zip(ordered, (*ordered[1:], None), strict=True):
        running = following is not None and following.start == shorter.start
        going_on = [one for one in going_on if one.end >= shorter.start]
        around = [one for one in going_on if one.end >= shorter.end]
        longer = following if running else min(around, key=lambda one: one.end, default=None)
        going_on.append(shorter)
        if longer is None or longer in wrong or shorter in wrong:
            continue
        less, more = known[longer].value, known[shorter].value
        if less is None or more is None or less >= more:
            continue
        yield _less(known[shorter], known[longer], running=running)


def _less(shorter: PublishedFigure, longer: PublishedFigure, *, running: bool) -> Finding:
    """The finding for a longer period with a smaller count than a shorter one in it."""
    sentence = (
        _("%(what)s in %(area)s: the running count falls, and it can only rise.")
        if running
        else _("%(what)s in %(area)s: a part of the period has more than the whole period.")
    )
    return Finding(
        "K16",
        ("falls", *fact(longer), str(shorter.period)),
        Severity.ERROR,
        sentence % {"what": longer.indicator.name, "area": longer.area.name},
        (at(longer), at(shorter)),
        f"{longer.shown} ({longer.period})",
        _("at least %(number)s, as in %(period)s") % {"number": shorter.shown, "period": shorter.period},
        _("%(shorter)s is inside %(longer)s.") % {"shorter": shorter.period, "longer": longer.period},
        _("Correct the figure that is wrong, or its period."),
    )
