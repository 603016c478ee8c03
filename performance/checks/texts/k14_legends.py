"""K14: a legend covers every figure, and every symbol has its meaning in words."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import shown
from performance.checks.facts.types import Facts, LegendFact, Row, TableKey
from performance.checks.finding import Finding, FindingPlace, Severity, at
from performance.figures.series import PublishedFigure

from .k06_symbols import MEANS


def check(facts: Facts) -> Iterator[Finding]:
    """Tables with figures outside every class of their legend, or with symbols the legend does not explain.

    A file has no legend: symbols in it that everybody knows are let pass.
    """
    for key, rows in facts.tables.items():
        legend = facts.legends.get(key, ())
        classes = [entry for entry in legend if entry.low is not None or entry.high is not None]
        if classes:
            yield from _left_out(key, rows, classes)
        symbols = {one.as_printed: one for row in rows for one in row if one.kind == "status" and one.as_printed}
        loaded = all(one.table and one.table.loaded for one in symbols.values())
        if symbols and not (loaded and not legend and set(symbols) <= set(MEANS)):
            yield from _without_meaning(key, symbols, [entry for entry in legend if entry not in classes])


def _left_out(key: TableKey, rows: list[Row], classes: list[LegendFact]) -> Iterator[Finding]:
    """Figures of the first column of figures that no class covers."""
    figures = [cell for row in rows for cell in row if cell.kind == "value" and cell.value is not None]
    first = min((cell.column for cell in figures), default=0)
    figures = [cell for cell in figures if cell.column == first]
    outside = [cell for cell in figures if not any(_covers(one, cell.value or Decimal(0)) for one in classes)]
    if outside:
        values = [cell.value or Decimal(0) for cell in outside]
        yield Finding(
            "K14",
            ("classes", *key),
            Severity.WARNING,
            _("The legend leaves out %(number)s of %(all)s figures.") % {"number": len(outside), "all": len(figures)},
            (
                FindingPlace(classes[0].locator, outside[0].source.slug, outside[0].source.title),
                *(at(cell) for cell in outside),
            ),
            ", ".join(one.meaning for one in classes),
            _("from %(low)s to %(high)s") % {"low": shown(min(values)), "high": shown(max(values))},
            ", ".join(f"{cell.label} {cell.shown}" for cell in outside),
            _("Add a class for these figures."),
        )


def _covers(entry: LegendFact, value: Decimal) -> bool:
    return (entry.low is None or value >= entry.low) and (entry.high is None or value <= entry.high)


def _without_meaning(key: TableKey, symbols: dict[str, PublishedFigure], legend: list[LegendFact]) -> Iterator[Finding]:
    """The finding for a table with status symbols that the legend gives no meaning of their own."""
    meant = {entry.symbol for entry in legend if entry.symbol}
    unknown = [symbol for symbol in symbols if symbol not in meant]
    if not unknown:
        return
    first = next(iter(symbols.values()))
    place = FindingPlace(legend[0].locator, first.source.slug, first.source.title) if legend else at(first)
    yield Finding(
        "K14",
        ("symbols", *key),
        Severity.WARNING,
        _("The legend does not say what each symbol means."),
        (place, at(first)) if legend else (place,),
        "; ".join(entry.meaning for entry in legend) or _("no legend"),
        _("symbols: %(symbols)s; meanings: %(meanings)s; symbols without a meaning of their own: %(unknown)s")
        % {"symbols": len(symbols), "meanings": len(legend), "unknown": len(unknown)},
        _("The table uses %(symbols)s.") % {"symbols": ", ".join(symbols)},
        _("Give each symbol one meaning, in words next to it."),
    )
