"""K11: the targets of the parts add up to the target of the whole."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import places, rounded, shown, signed
from performance.checks.facts.types import Facts, PlanFact, Row, TargetFact
from performance.checks.finding import Finding, FindingPlace, Severity, at
from performance.checks.texts.k06_symbols import aimed
from performance.figures.series import PublishedFigure


class Aim(NamedTuple):
    """One target as a level to reach, from its baseline."""

    indicator: int
    baseline: Decimal
    level: Decimal
    place: FindingPlace


class Whole(NamedTuple):
    """The target of a total, with the words and the precision it is printed with."""

    aim: Aim
    printed: str
    change: Decimal | None
    name: str


def check(facts: Facts) -> Iterator[Finding]:
    """A table and a plan that print the same targets make one finding."""
    found: dict[tuple[str, ...], Finding] = {}
    for rows in facts.tables.values():
        for whole, parts, subject in [*_changes(facts, rows), *_levels(facts, rows)]:
            if finding := _compared(facts, whole, parts, subject):
                found.setdefault(finding.subject, finding)
    for plan in facts.plans:
        for whole, parts, subject in _of_plan(facts, plan):
            if finding := _compared(facts, whole, parts, subject):
                found.setdefault(finding.subject, finding)
    yield from found.values()


Group = tuple[Whole, list[Aim], tuple[str, ...]]


def _changes(facts: Facts, rows: list[Row]) -> Iterator[Group]:
    """Targets for a change in per cent, as the level each of them leads to."""
    aims: dict[int, tuple[PublishedFigure, Aim, Decimal]] = {}
    for row in rows:
        if found := aimed(facts, row):
            target, baseline, change = found
            base = baseline.value or Decimal(0)
            aims[target.indicator.pk] = (
                target,
                Aim(target.indicator.pk, base, base * (1 + change / 100), at(target)),
                change,
            )
    for total in facts.totals(rows) & set(aims):
        target, aim, change = aims[total]
        parts = [one for figure, one, _change in aims.values() if figure.indicator.part_of_id == total]
        subject = (target.indicator.slug, target.area.code, str(target.against), str(target.period))
        yield Whole(aim, target.as_printed, change, target.indicator.name), parts, subject


def _levels(facts: Facts, rows: list[Row]) -> Iterator[Group]:
    """Targets that are levels: a column of them adds up like any other."""
    columns: dict[int, dict[int, PublishedFigure]] = defaultdict(dict)
    for row in rows:
        for cell in row:
            if cell.kind == "target" and cell.unit != "%" and cell.value is not None:
                columns[cell.column][cell.indicator.pk] = cell
    for cells in columns.values():
        for total in facts.totals(rows) & set(cells):
            cell = cells[total]
            value = cell.value or Decimal(0)
            parts = [
                Aim(one.indicator.pk, one.value or Decimal(0), one.value or Decimal(0), at(one))
                for one in cells.values()
                if one.indicator.part_of_id == total
            ]
            subject = (cell.indicator.slug, cell.area.code, "level", str(cell.period))
            yield Whole(Aim(total, value, value, at(cell)), cell.as_printed, None, cell.indicator.name), parts, subject


def _of_plan(facts: Facts, plan: PlanFact) -> Iterator[Group]:
    """Percentage targets of a plan, each with the targets of its parts for the same area, baseline and due period."""
    aims: dict[tuple[int, str, object, object], tuple[TargetFact, Aim]] = {}
    for one in plan.targets:
        indicator = facts.by_slug.get(one.indicator)
        if indicator and one.kind == "percent change" and one.value is not None and one.baseline:
            place = FindingPlace(one.locator, title=plan.title, plan=plan.slug, kind="targets", ref=one.name)
            level = one.baseline * (1 + one.value / 100)
            key = (indicator.pk, one.area, one.baseline_period, one.due)
            aims[key] = (one, Aim(indicator.pk, one.baseline, level, place))
    for (pk, area, baseline, due), (target, aim) in aims.items():
        parts = [
            aims[part, area, baseline, due][1]
            for part in facts.parts.get(pk, ())
            if (part, area, baseline, due) in aims
        ]
        if parts:
            subject = (target.indicator, area, str(baseline), str(due))
            yield Whole(aim, signed(target.value or Decimal(0), "%"), target.value, target.name), parts, subject


def _compared(facts: Facts, whole: Whole, parts: list[Aim], subject: tuple[str, ...]) -> Finding | None:
    """The parts are compared only where their baselines make up the whole."""
    base = sum((one.baseline for one in parts), Decimal(0))
    level = sum((one.level for one in parts), Decimal(0))
    if not parts:
        return None
    if whole.change is None:
        complete = {one.indicator for one in parts} >= facts.parts[whole.aim.indicator] or level > whole.aim.level
        if level == whole.aim.level or not complete:
            return None
        return _found(
            whole, parts, subject, shown(level), f"{' + '.join(shown(one.level) for one in parts)} = {shown(level)}"
        )
    if base != whole.aim.baseline or not base:
        return None
    change = (level - base) / base * 100
    if rounded(change, places(whole.change.normalize())) == whole.change:
        return None
    cut = shown(abs(base - level), "", 0)
    return _found(
        whole,
        parts,
        subject,
        signed(change, "%", 2),
        _("The targets of the parts together change %(base)s by %(cut)s: %(cut)s ÷ %(base)s = %(change)s.")
        % {"base": shown(base), "cut": cut, "change": shown(abs(change), "%", 2)},
    )


def _found(whole: Whole, parts: list[Aim], subject: tuple[str, ...], computed: str, arithmetic: str) -> Finding:
    """The finding for parts that do not add up; `computed` is the target the parts give together."""
    return Finding(
        "K11",
        subject,
        Severity.WARNING,
        _("%(what)s: the targets of the parts do not add up to the target of the whole.") % {"what": whole.name},
        (whole.aim.place, *(one.place for one in parts)),
        whole.printed,
        computed,
        arithmetic,
        _("Set the targets of the parts and of the whole together, or say why they differ."),
    )
