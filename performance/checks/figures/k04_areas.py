"""K4: smaller areas make up the larger ones: each lies in exactly one, none is left out, and their figures add up."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import shown
from csp_portal.formats.periods import Period
from performance.checks.facts.types import Facts
from performance.checks.finding import Finding, FindingPlace, Severity, at
from performance.figures.series import PublishedFigure
from performance.rules.areas.wards import MatchingAreas, reconcile

RATES = ("%", "per 1,000", "per day")
Pairs = list[tuple[str, str]]


def check(facts: Facts) -> Iterator[Finding]:
    """Compare each pair of linked area sets: who belongs to which, and whether their figures add up."""
    between: dict[tuple[int, int], Pairs] = defaultdict(list)
    for smaller, larger in facts.links:
        if smaller in facts.areas and larger in facts.areas:
            between[facts.areas[smaller].set, facts.areas[larger].set].append((smaller, larger))
    of_set: dict[int, list[str]] = defaultdict(list)
    for code, area in facts.areas.items():
        of_set[area.set].append(code)
    figures = _by_fact(facts)
    for (small, large), pairs in between.items():
        back = between.get((large, small), [])
        if back and (large, small) < (small, large) and len(back) >= len(pairs):
            continue  # seen from the other set, which holds more of the smaller areas
        if back and len(back) > len(pairs):
            continue
        yield from _partition(facts, of_set[small], of_set[large], pairs, back)
        yield from _sums(facts, of_set[small], of_set[large], [*pairs, *back], figures)


def _partition(facts: Facts, small: list[str], large: list[str], pairs: Pairs, back: Pairs) -> Iterator[Finding]:
    """Smaller areas that are part of none or several of the larger ones, and larger areas of our own with no parts."""
    inside: dict[str, list[str]] = defaultdict(list)
    for smaller, larger in pairs:
        inside[smaller].append(larger)
    whole = {larger for _smaller, larger in back}
    name = facts.areas[large[0]].set_name
    for code in small:
        if len(inside[code]) > 1 or (inside[code] and code in whole):
            names = ", ".join(facts.areas[one].name for one in inside[code])
            yield _broken(facts, code, name, "overlap", _("%(area)s is part of more than one of “%(set)s”."), names)
        elif not inside[code] and code not in whole:
            yield _broken(facts, code, name, "left-out", _("%(area)s is part of none of “%(set)s”."), _("none"))
    reached = {larger for _smaller, larger in pairs} | {smaller for smaller, _larger in back}
    for code in large:
        if facts.areas[code].own and code not in reached:
            own = facts.areas[small[0]].set_name
            yield _broken(facts, code, own, "empty", _("%(area)s contains none of “%(set)s”."), _("none"))


def _broken(facts: Facts, code: str, set_name: str, what: str, sentence: str, printed: str) -> Finding:
    """The finding for one area; `what` is overlap, left-out or empty, and keeps the key of the finding stable."""
    area = facts.areas[code]
    return Finding(
        "K4",
        (what, code, set_name),
        Severity.ERROR,
        sentence % {"area": area.name, "set": set_name},
        (FindingPlace(area.set_name, title=area.name, kind="area", ref=code),),
        printed,
        _("exactly one"),
        _("The smaller areas must cover the larger ones once, without gap or overlap."),
        _("Correct which area is part of which."),
    )


def _by_fact(facts: Facts) -> dict[tuple[int, int, Period], dict[str, PublishedFigure]]:
    """What each source says of an indicator in a period, by area."""
    found: dict[tuple[int, int, Period], dict[str, PublishedFigure]] = defaultdict(dict)
    for (source, indicator, area, period), figure in facts.observed.items():
        if figure.indicator.unit not in RATES:
            found[source, indicator, period][area] = figure
    return found


def _sums(
    facts: Facts,
    small: list[str],
    large: list[str],
    pairs: Pairs,
    figures: dict[tuple[int, int, Period], dict[str, PublishedFigure]],
) -> Iterator[Finding]:
    for known in figures.values():
        smaller = {code: known[code].value if code in known else None for code in small}
        larger = {code: known[code].value if code in known else None for code in large}
        for group in reconcile(smaller, larger, pairs):
            if group.agrees is False:
                yield _wrong_sum(facts, group, known)


def _wrong_sum(facts: Facts, group: MatchingAreas, known: dict[str, PublishedFigure]) -> Finding:
    """The finding for larger areas whose figure is not the sum of the smaller areas that make them up."""
    first = known[group.larger[0]]
    parts = [known[code] for code in group.smaller]
    wholes = [known[code] for code in group.larger]
    total, printed = group.smaller_sum or Decimal(0), group.larger_sum or Decimal(0)
    names = ", ".join(facts.areas[code].name for code in group.larger)
    return Finding(
        "K4",
        ("sum", first.source.slug, first.indicator.slug, str(first.period), *group.larger),
        Severity.ERROR,
        _("%(area)s: the smaller areas do not add up to its figure for %(what)s.")
        % {"area": names, "what": first.indicator.name},
        tuple(at(one) for one in [*wholes, *parts]),
        shown(printed),
        shown(total),
        f"{' + '.join(one.shown for one in parts)} = {shown(total)}",
        _("Correct the figure that is wrong, or which area is part of which."),
    )
