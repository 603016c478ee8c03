"""Totals and shares of tables, and the base of a question: a part of K3. No part is added to its own subtotal."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import rounded, shown
from performance.checks.facts.types import Facts
from performance.checks.finding import Finding, FindingPlace, Severity, at, fact
from performance.figures.series import PublishedFigure
from performance.rules.agreement import fits
from performance.rules.values import COUNTED

ADDED = ("value", "change")
GroupKey = tuple[tuple[int, str], str, str, object, object]  # source and table, area, kind, period, period before


def sums(facts: Facts) -> Iterator[Finding]:
    """Totals of indicators that are not the sum of their parts beside them, by rows or by columns; questions.

    All known parts make up the total, where there are several; some of them where they do so for at least half of the
    totals beside it. Whatever is counted, parts are never more than their total.
    """
    groups: dict[GroupKey, dict[int, PublishedFigure]] = defaultdict(dict)
    for one in facts.figures:
        if one.kind in ADDED and one.indicator.unit in COUNTED and one.value is not None:
            when = one.period or one.period_as_printed
            groups[_beside(one), one.area.code, one.kind, when, one.against][one.indicator.pk] = one
    compared = list(_compared(groups))
    balance: Counter[tuple[object, ...]] = Counter()
    for key, total, parts, agrees in compared:
        if groups[key][total].value:
            balance[key[0], total, parts] += 1 if agrees else -1
    adding_up = {
        (key[0], total, parts) for key, total, parts, agrees in compared if agrees and groups[key][total].value
    }
    for key, total, parts, agrees in compared:
        group, here = groups[key], (key[0], total, parts)
        cell, number = group[total], _sum(group, parts)
        complete = (len(parts) > 1 and parts >= facts.parts[total]) or (here in adding_up and balance[here] >= 0)
        if not agrees and (number > (cell.value or Decimal(0)) or complete):
            yield _wrong_sum(group, cell, [group[part] for part in group if part in parts], number)
    yield from _questions(facts)


def _beside(figure: PublishedFigure) -> tuple[int, str]:
    """Where its parts are looked for. A source says each fact once, in whichever table or list; a change that it
    printed belongs to its table."""
    return figure.source.pk, figure.table.slug if figure.table and figure.kind != "value" else ""


def _compared(
    groups: dict[GroupKey, dict[int, PublishedFigure]],
) -> Iterator[tuple[GroupKey, int, frozenset[int], bool]]:
    """Each total with those of its parts that stand beside it, and whether they add up to it."""
    for key, group in groups.items():
        for total in {one.indicator.part_of_id for one in group.values()} & set(group):
            if total is None:
                continue
            parts = frozenset(pk for pk, one in group.items() if one.indicator.part_of_id == total)
            yield key, total, parts, _sum(group, parts) == group[total].value


def _sum(group: dict[int, PublishedFigure], parts: frozenset[int]) -> Decimal:
    return sum((group[part].value or Decimal(0) for part in parts), Decimal(0))


def _wrong_sum(
    group: dict[int, PublishedFigure], cell: PublishedFigure, beside: list[PublishedFigure], number: Decimal
) -> Finding:
    """The finding for a printed total; `number` is the sum of its parts. Advises if a subtotal was counted twice."""
    below = {one.indicator.pk for one in beside}
    twice = [one for one in group.values() if one.indicator.part_of_id in below]
    with_them = number + sum((one.value or Decimal(0) for one in twice), Decimal(0))
    advice = _("Correct the total or the part that is wrong.")
    if twice and with_them == cell.value:
        names = ", ".join(one.label for one in twice)
        advice = _("The total counts these twice, once in their own subtotal: %(names)s.") % {"names": names}
    row = cell.label if cell.table else f"{cell.area.name}, {cell.indicator.name}, {cell.period_words}"
    return Finding(
        "K3",
        ("sum", *fact(cell)),
        Severity.ERROR,
        _("%(row)s: the printed total is not the sum of its parts.") % {"row": row},
        (at(cell), *(at(one) for one in beside)),
        cell.as_printed,
        shown(number),
        f"{' + '.join(one.shown for one in beside)} = {shown(number)}",
        advice,
    )


def shares(facts: Facts) -> Iterator[Finding]:
    """Printed shares that are not the part of their figure in the sum of its column, where most of them are."""
    groups: dict[tuple[object, ...], list[tuple[PublishedFigure, PublishedFigure]]] = defaultdict(list)
    for one in facts.figures:
        about = (one.source.pk, one.indicator.pk, one.area.code, one.period)
        figure = facts.observed.get(about) if one.kind == "share" and one.period else None  # type: ignore[arg-type]
        if figure and one.table and one.value is not None:
            groups[one.source.pk, one.table.slug, one.column, one.period].append((one, figure))
    for pairs in groups.values():
        whole = sum((figure.value or Decimal(0) for _share, figure in pairs), Decimal(0))
        parts = [(share, figure, (figure.value or Decimal(0)) / whole * 100) for share, figure in pairs if whole]
        wrong = [one for one in parts if not fits(one[0], one[2])]
        if len(wrong) * 2 < len(parts):
            yield from (_wrong_share(share, figure, number, whole) for share, figure, number in wrong)


def _wrong_share(share: PublishedFigure, figure: PublishedFigure, number: Decimal, whole: Decimal) -> Finding:
    """A printed share that is not the part of its figure in the whole."""
    words = shown(rounded(number, max(1, share.decimals)), "%")
    return Finding(
        "K3",
        ("share", *fact(share)),
        Severity.ERROR,
        _("%(row)s: the printed share does not follow from its figure and the whole.") % {"row": share.label},
        (at(share), at(figure)),
        share.as_printed,
        words,
        f"{figure.shown} ÷ {shown(whole)} = {words}",
        _("Correct the share or the figure that is wrong."),
    )


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
