"""Targets that contradict their baselines, or each other's printing, and targets that changed places: a part of K3."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import percent_change, places, rounded, shown, signed
from performance.checks.facts.types import Facts
from performance.checks.finding import Finding, FindingPlace, Severity, at, fact
from performance.figures.series import PublishedFigure
from performance.rules.agreement import fits

FARTHEST = Decimal("0.5")  # a level half as much or half as little again as its baseline is no usual target


class TargetLevel(NamedTuple):
    """A target as a level, with its baseline; `name` is what its row is called."""

    name: str
    key: tuple[str, ...]
    baseline: Decimal
    level: Decimal
    shown: str
    place: FindingPlace

    def fits(self, level: Decimal) -> bool:
        """Whether a level is near enough to the baseline to be its target."""
        return bool(self.baseline) and abs(level / self.baseline - 1) < FARTHEST


def targets(facts: Facts) -> Iterator[Finding]:
    for group in _aims(facts):
        for one, other in combinations(group, 2):
            apart = not one.fits(one.level) and not other.fits(other.level)
            if apart and one.fits(other.level) and other.fits(one.level):
                yield _swapped(one, other)
    yield from _printed_twice(facts)


def _aims(facts: Facts) -> Iterator[list[TargetLevel]]:
    """The targets that are levels, table by table and plan by plan."""
    tables: dict[tuple[object, ...], list[TargetLevel]] = defaultdict(list)
    for one in facts.figures:
        if one.kind == "target" and one.unit != "%" and one.value is not None and one.against:
            base = facts.observed.get((one.source.pk, one.indicator.pk, one.area.code, one.against))
            if base and base.value:
                name = one.label if one.label != base.indicator.name else one.indicator.name
                table = one.table.slug if one.table else ""
                aim = TargetLevel(name, fact(one), base.value, one.value, one.as_printed, at(one))
                tables[one.source.pk, table, one.column, one.period].append(aim)
    yield from tables.values()
    for plan in facts.plans:
        yield [
            TargetLevel(one.name, ("plan", plan.slug, one.name), one.baseline, one.value, shown(one.value),
                FindingPlace(one.locator, title=plan.title, plan=plan.slug, kind="targets", ref=one.name))
            for one in plan.targets
            if one.kind in ("at most", "at least") and one.baseline and one.value is not None
        ]  # fmt: skip


def _swapped(one: TargetLevel, other: TargetLevel) -> Finding:
    """The finding for two targets that each fit the baseline of the other."""
    words = {"one": one.name, "other": other.name}
    return Finding(
        "K3",
        ("swapped", *one.key, *other.key),
        Severity.WARNING,
        _("The targets of %(one)s and %(other)s seem to have changed places.") % words,
        (one.place, other.place),
        f"{one.name}: {one.shown}; {other.name}: {other.shown}",
        f"{one.name}: {other.shown}; {other.name}: {one.shown}",
        _("From %(first)s to %(level)s, and from %(second)s to %(second_level)s: each fits the other baseline.")
        % {
            "first": shown(one.baseline),
            "level": one.shown,
            "second": shown(other.baseline),
            "second_level": other.shown,
        },
        _("Put each target back next to its row, or say why it is so far from its baseline."),
    )


def _printed_twice(facts: Facts) -> Iterator[Finding]:
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
        if not level or not base or level.indicator.unit == "%":
            continue
        number = percent_change(base.value or Decimal(0), level.value or Decimal(0))
        if number is None or fits(one, number) or (number < 0 and rounded(-number, one.decimals) == one.value):
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
