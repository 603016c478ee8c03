"""K6: a printed symbol says what the rule says that the document itself gives for its symbols."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import percent_change, places, signed
from performance.checks.facts.types import Facts, Row
from performance.checks.finding import Finding, Severity, at, fact
from performance.figures.series import PublishedFigure
from performance.rules.targets.rule_names import rule_name
from performance.rules.targets.status import RULES, Status, StatusInputs as StatusFacts, StatusRule

# What a symbol says by itself: whether the target is met.
MEANS = {"😊": True, "🙂": True, "😊😊": True, "☺": True, "☹": False, "☹️": False, "🙁": False}
EXACT = "final-exact@1"
MET = (Status.ON_TARGET, Status.AHEAD)


class SymbolRow(NamedTuple):
    """A row with a symbol: what the rules look at, and whether the symbol says that the target is met."""

    symbol: PublishedFigure
    target: PublishedFigure
    baseline: PublishedFigure
    now: PublishedFigure
    facts: StatusFacts

    def met(self, rule: StatusRule) -> bool:
        return rule.status(self.facts) in MET


def check(facts: Facts) -> Iterator[Finding]:
    """Symbols that break the rule of their legend; where no rule is known, those that fit no rule at all."""
    ruled = {(said.source.slug, said.table) for said in facts.said("symbol rule")}
    for key, rows in facts.tables.items():
        for row in rows if key not in ruled else ():
            judged = judge(facts, row) if row[0].better != "neither" else None
            if judged and not any(judged.met(rule) == MEANS[judged.symbol.as_printed] for rule in RULES.values()):
                yield _found(judged, RULES[EXACT], "")
    for said in facts.said("symbol rule"):
        rule = RULES[said.subject]
        for row in facts.tables.get((said.source.slug, said.table), []):
            judged = judge(facts, row)
            if judged and judged.met(rule) != MEANS[judged.symbol.as_printed]:
                yield _found(judged, rule, said.as_printed)


def judge(facts: Facts, row: Row) -> SymbolRow | None:
    """The target of a row, with what its symbol says; None where the row has no known symbol, target or figures."""
    symbol = next((one for one in row if one.kind == "status" and one.as_printed in MEANS), None)
    found = aimed(facts, row)
    if symbol is None or found is None or not symbol.period:
        return None
    target, baseline, aim = found
    now = facts.observed.get((symbol.source.pk, symbol.indicator.pk, symbol.area.code, symbol.period))
    if now is None or now.value is None or not baseline.value or not target.period or not baseline.period:
        return None
    started = baseline.period.end
    elapsed, total = (
        (end.year - started.year) * 12 + end.month - started.month for end in (symbol.period.end, target.period.end)
    )
    return SymbolRow(
        symbol,
        target,
        baseline,
        now,
        StatusFacts(baseline.value, now.value, aim, places(aim), max(1, elapsed), max(1, total)),
    )


def aimed(facts: Facts, row: Row) -> tuple[PublishedFigure, PublishedFigure, Decimal] | None:
    """The target of a row for a change in per cent, its baseline, and the change: signed by which way is better for the
    indicator."""
    target = next((one for one in row if one.kind == "target" and one.unit == "%" and one.value is not None), None)
    if target is None or target.value is None or not target.against:
        return None
    baseline = facts.observed.get((target.source.pk, target.indicator.pk, target.area.code, target.against))
    if baseline is None:
        return None
    falls = target.better == "lower"
    return target, baseline, -abs(target.value) if falls else target.value


def _found(judged: SymbolRow, rule: StatusRule, words: str) -> Finding:
    """The finding for a symbol that differs from the status under `rule`; `words` is the legend as printed, if any."""
    symbol, met = judged.symbol, MEANS[judged.symbol.as_printed]
    fitting = [rule_name(name) for name, other in RULES.items() if judged.met(other) == met]
    change = percent_change(judged.facts.baseline, judged.facts.now) or Decimal(0)
    return Finding(
        "K6",
        fact(symbol),
        Severity.WARNING,
        (
            _("%(row)s: the symbol does not follow the rule of its legend.")
            if words
            else _("%(row)s: the symbol is not what its figures say by any rule.")
        )
        % {"row": symbol.label},
        (at(symbol),),
        _("%(symbol)s, target met") % {"symbol": symbol.as_printed}
        if met
        else _("%(symbol)s, target not met") % {"symbol": symbol.as_printed},
        f"{rule.status(judged.facts).value} ({rule_name(rule.name)})",
        (
            _("%(change)s against a target of %(target)s. The legend says “%(words)s”. The symbol fits: %(rules)s.")
            if words
            else _("%(change)s against a target of %(target)s. The symbol fits: %(rules)s.")
        )
        % {
            "change": signed(change, "%", 2),
            "target": signed(judged.facts.target, "%"),
            "words": words,
            "rules": ", ".join(fitting) or _("no rule"),
        },
        _("Name the rule that the symbols follow, or change the symbol."),
    )
