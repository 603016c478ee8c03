"""Totals of tables, and the base of a question: a part of K3. A part of a part is never added to its own subtotal."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import shown
from performance.checks.facts.types import Facts, Row
from performance.checks.finding import Finding, FindingPlace, Severity, at, fact
from performance.figures.series import PublishedFigure

ADDED = ("value", "change")


def sums(facts: Facts) -> Iterator[Finding]:
    for rows in facts.tables.values():
        for total in facts.totals(rows):
            yield from _table(facts, rows, total)
    yield from _questions(facts)


def _table(facts: Facts, rows: list[Row], total: int) -> Iterator[Finding]:
    """The columns of one table that have this total.

    Parts that are more than their total are wrong. Parts that are less are wrong where the table lists every part that
    is known, or where another of its columns does add up; else the table may leave some out.
    """
    own = [row for row in rows if row[0].indicator.pk == total]
    parts = [row for row in rows if row[0].indicator.part_of_id == total]
    if len(own) != 1 or len({row[0].area.code for row in [*own, *parts]}) != 1:
        return
    checked = []
    for cell in own[0]:
        beside = [found for row in parts if (found := _same_column(row, cell))]
        numbers = [found.value for found in beside if found.value is not None]
        if cell.kind in ADDED and cell.indicator.unit != "%" and cell.value is not None and len(numbers) == len(parts):
            checked.append((cell, beside, sum(numbers, Decimal(0))))
    complete = {row[0].indicator.pk for row in parts} >= facts.parts[total]
    complete = complete or any(number == cell.value for cell, _beside, number in checked)
    for cell, beside, number in checked:
        if number == cell.value or (number < (cell.value or Decimal(0)) and not complete):
            continue
        yield _wrong_sum(rows, cell, beside, number)


def _wrong_sum(rows: list[Row], cell: PublishedFigure, beside: list[PublishedFigure], number: Decimal) -> Finding:
    """The finding for a printed total; `number` is the sum of its parts. Advises if a subtotal was counted twice."""
    below = {one.indicator.pk for one in beside}
    twice = [found for row in rows if row[0].indicator.part_of_id in below and (found := _same_column(row, cell))]
    with_them = number + sum((one.value or Decimal(0) for one in twice), Decimal(0))
    advice = _("Correct the total or the part that is wrong.")
    if twice and with_them == cell.value:
        names = ", ".join(one.label for one in twice)
        advice = _("The total counts these twice, once in their own subtotal: %(names)s.") % {"names": names}
    return Finding(
        "K3",
        ("sum", *fact(cell)),
        Severity.ERROR,
        _("%(row)s: the printed total is not the sum of its parts.") % {"row": cell.label},
        (at(cell), *(at(one) for one in beside)),
        cell.as_printed,
        shown(number),
        f"{' + '.join(one.shown for one in beside)} = {shown(number)}",
        advice,
    )


def _same_column(row: Row, cell: PublishedFigure) -> PublishedFigure | None:
    return next((one for one in row if one.column == cell.column), None)


def _questions(facts: Facts) -> Iterator[Finding]:
    """Consultation questions whose printed number of people is not the sum of their answers."""
    for plan in facts.plans:
        for question in plan.questions:
            if question.base is not None and question.base != question.answers:
                yield Finding(
                    "K3",
                    ("question", plan.slug, question.text),
                    Severity.ERROR,
                    _("The answers to “%(text)s” do not add up to the printed number of people.")
                    % {"text": question.text},
                    (FindingPlace(question.text, title=plan.title, plan=plan.slug, kind="consultations"),),
                    shown(Decimal(question.base)),
                    shown(Decimal(question.answers)),
                    _("The sum of all answers is %(sum)s.") % {"sum": shown(Decimal(question.answers))},
                    _("Correct the number of people or the answers."),
                )
