"""K7: what the text says of the figures is what the figures say."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import percent_change, rounded, shown, signed
from csp_portal.formats.periods import Period
from performance.checks.facts.types import Facts, StatementFact, lasting
from performance.checks.finding import Finding, FindingPlace, Severity, at, fact, where
from performance.figures.series import PublishedFigure
from performance.rules.agreement import fits
from performance.rules.areas.wards import total
from performance.rules.targets.rule_names import rule_name
from performance.rules.targets.status import RULES

from .k06_symbols import judge

POINTS = Decimal(5)  # so far apart may two changes be whose periods overlap without being the same


def check(facts: Facts) -> Iterator[Finding]:
    """Everything the text claims that the figures do not support."""
    for said in facts.said("reached"):
        yield from _reached(facts, said)
    for said in facts.said("most reached"):
        yield from _most_reached(facts, said)
    for said in facts.said("value"):
        yield from _value(facts, said)
    for said in facts.said("baseline"):
        yield from _baseline(facts, said)
    yield from _sum_of_areas(facts)
    yield from _overlapping(facts)


def _finding(
    facts: Facts, said: StatementFact, sentence: str, others: tuple[FindingPlace, ...], computed: str, arithmetic: str
) -> Finding:
    """The finding for one claim in the text; `others` are the places of the figures that contradict it."""
    about = said.table or (facts.indicators[said.indicator].slug if said.indicator else "")
    return Finding(
        "K7",
        (said.kind, said.source.slug, said.locator, about),
        Severity.WARNING,
        sentence,
        (where(said), *others),
        said.as_printed,
        computed,
        arithmetic,
        _("Make the words and the figures agree."),
    )


def _reached(facts: Facts, said: StatementFact) -> Iterator[Finding]:
    """A target counts as reached when the unrounded change reaches it."""
    if said.indicator is None or said.value is None or said.period is None:
        return
    aims = [
        one
        for one in facts.figures
        if one.kind == "target" and one.indicator.pk == said.indicator and one.area.code == said.area and one.against
    ]
    for aim in sorted(aims, key=lambda one: one.source.pk != said.source.pk)[:1]:
        ends = (aim.against, said.period)
        found = [facts.observed.get((said.source.pk, said.indicator, said.area, end)) for end in ends if end]
        then, now = found[0], found[1]
        change = percent_change(then.value, now.value) if then and now and then.value and now.value else None
        if then is None or now is None or change is None:
            return
        towards = change if said.value > 0 else -change
        if towards >= abs(said.value):
            return
        only_rounded = rounded(towards, 0) >= abs(said.value)
        sentence = (
            _("%(what)s: the target is reached only after rounding.")
            if only_rounded
            else _("%(what)s: the target is not reached.")
        )
        yield _finding(
            facts,
            said,
            sentence % {"what": now.indicator.name},
            (at(now), at(then)),
            signed(change, "%", 2),
            f"({now.shown} − {then.shown}) ÷ {then.shown} = {signed(change, '%', 3)}; "
            + _("the target is %(target)s") % {"target": signed(said.value, "%")},
        )


def _most_reached(facts: Facts, said: StatementFact) -> Iterator[Finding]:
    """The claim that most targets of a table are reached, when no more than half are. Totals are not counted."""
    rows = facts.tables.get((said.source.slug, said.table), [])
    totals = facts.totals(rows)
    judged = [found for row in rows if row[0].indicator.pk not in totals and (found := judge(facts, row))]
    met = {name: sum(one.met(rule) for one in judged) for name, rule in RULES.items()}
    exact = met["final-exact@1"]
    if judged and exact * 2 <= len(judged):
        counts = "; ".join(f"{rule_name(name)}: {number}" for name, number in met.items())
        yield _finding(
            facts,
            said,
            _("Not most of the targets in the table are reached."),
            (),
            _("%(met)s of %(all)s") % {"met": exact, "all": len(judged)},
            _("Targets reached of %(all)s, by rule: %(counts)s.") % {"all": len(judged), "counts": counts},
        )


def _value(facts: Facts, said: StatementFact) -> Iterator[Finding]:
    """A figure in the text that differs from a value given for the same indicator, area and period."""
    if said.value is None:
        return
    others = [
        one
        for one in facts.figures
        if one.kind == "value"
        and one.value is not None
        and (one.indicator.pk, one.area.code) == (said.indicator, said.area)
        and (said.period is None or one.period == said.period)
    ]
    wrong = [one for one in others if not fits(one, said.value)]
    if wrong:
        yield _finding(
            facts,
            said,
            _("%(what)s: the text and a figure differ.") % {"what": wrong[0].indicator.name},
            tuple(at(one) for one in wrong),
            "; ".join(one.shown for one in wrong),
            _("The text says %(said)s, the figure %(figure)s.") % {"said": shown(said.value), "figure": wrong[0].shown},
        )


def _baseline(facts: Facts, said: StatementFact) -> Iterator[Finding]:
    """A baseline year in the text that is not the baseline of the targets in the plan."""
    targets = [one for plan in facts.plans if plan.slug == said.plan for one in plan.targets]
    other = [one for one in targets if one.baseline_period and one.baseline_period != said.period]
    if other:
        periods = ", ".join(sorted({str(one.baseline_period) for one in other}))
        yield _finding(
            facts,
            said,
            _("The text compares with another year than the targets."),
            tuple(
                FindingPlace(one.locator, title=one.name, plan=said.plan, kind="targets", ref=one.name) for one in other
            ),
            periods,
            _("The text names %(said)s; %(number)s targets start from %(periods)s.")
            % {"said": said.period, "number": len(other), "periods": periods},
        )


def _sum_of_areas(facts: Facts) -> Iterator[Finding]:
    """A change that is printed in the text alone, held against the sum of the smaller areas."""
    below: dict[tuple[str, int], list[str]] = defaultdict(list)
    for smaller, larger in facts.links:
        if smaller in facts.areas:
            below[larger, facts.areas[smaller].set].append(smaller)
    sets: dict[str, list[list[str]]] = defaultdict(list)
    for (larger, _set), codes in below.items():
        sets[larger].append(codes)
    for one in facts.figures:
        if one.kind != "percent change" or one.value is None or one.table or facts.then_and_now(one):
            continue
        for codes in sets[one.area.code]:
            then, now = (_added(facts, one, codes, period) for period in (one.against, one.period))
            change = percent_change(then, now) if then is not None and now is not None else None
            if change is not None and then is not None and now is not None and not fits(one, change):
                yield Finding(
                    "K7",
                    ("sum", *fact(one)),
                    Severity.WARNING,
                    _("%(what)s: the change in the text is not that of the areas together.") % {"what": one.label},
                    (at(one),),
                    one.as_printed,
                    signed(change, "%", 2),
                    f"({shown(now)} − {shown(then)}) ÷ {shown(then)} = {signed(change, '%', 2)}",
                    _("Make the words and the figures agree."),
                )
                break


def _added(facts: Facts, one: PublishedFigure, codes: list[str], period: Period | None) -> Decimal | None:
    """The sum over areas that one source gives; None where one of them is missing."""
    if period is None:
        return None
    found = [facts.observed.get((one.source.pk, one.indicator.pk, code, period)) for code in codes]
    return total(figure.value if figure else None for figure in found)


def _overlapping(facts: Facts) -> Iterator[Finding]:
    """Two changes of the same thing whose periods share more than half, and that are far apart."""
    groups: dict[tuple[int, int, str], list[PublishedFigure]] = defaultdict(list)
    for one in facts.figures:
        if one.kind == "percent change" and one.period and one.value is not None:
            groups[one.source.pk, one.indicator.pk, one.area.code].append(one)
    for group in groups.values():
        group.sort(key=lambda one: (one.period_start or dt.date.min, one.period_end or dt.date.min, one.anchor))
        for first, second in zip(group, group[1:], strict=False):
            if _shared(first.period, second.period) and _apart(first, second) > POINTS:
                yield _far_apart(first, second)


def _shared(first: Period | None, second: Period | None) -> bool:
    """Whether two different periods share more than half of the shorter one."""
    if first is None or second is None or first == second:
        return False
    start, end = max(first.start, second.start), min(first.end, second.end)
    return end >= start and lasting(Period(start, end)) * 2 > min(lasting(first), lasting(second))


def _apart(first: PublishedFigure, second: PublishedFigure) -> Decimal:
    return abs((first.value or Decimal(0)) - (second.value or Decimal(0)))


def _far_apart(first: PublishedFigure, second: PublishedFigure) -> Finding:
    """The finding for two changes, in per cent, over nearly the same period that are more than POINTS apart."""
    return Finding(
        "K7",
        ("overlapping", first.source.slug, first.indicator.slug, first.area.code),
        Severity.WARNING,
        _("%(what)s: two changes for nearly the same period are far apart.") % {"what": first.indicator.name},
        (at(first), at(second)),
        "; ".join(f"{one.as_printed} ({one.period_words})" for one in (first, second)),
        _("%(points)s points apart") % {"points": shown(_apart(first, second))},
        _("The periods share more than half of their months; more than %(points)s points apart needs a reason.")
        % {"points": POINTS},
        _("Say why they differ, or give one change for one period."),
    )
