"""K17: rates follow from the counts and residents beside them, and residents are those of their own area and year."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import rounded, shown
from csp_portal.formats.periods import Period
from performance.checks.facts.types import Facts
from performance.checks.finding import Finding, Severity, at, fact
from performance.figures.series import PublishedFigure
from performance.rules.agreement import fits
from performance.rules.values import COUNTED

FEWEST = 3  # areas that show what a column is worked out from
MOST_OF = Decimal("0.6")  # of the rows must fit before the others are called wrong
SMALLEST = 100  # two areas may well have the same few residents
MOST_CHANGE = Decimal("0.25")  # of the residents of an area within YEARS years
YEARS = 2

Column = dict[str, PublishedFigure]  # by the code of the area
ColumnKey = tuple[int, int, Period]  # source, indicator, period


def check(facts: Facts) -> Iterator[Finding]:
    """Rates against their counts and residents; residents against their neighbours and other years."""
    columns: dict[ColumnKey, Column] = defaultdict(dict)
    for (source, indicator, area, period), figure in facts.observed.items():
        columns[source, indicator, period][area] = figure
    bases = {key: column for key, column in columns.items() if _first(column).indicator.type == "denominator"}
    yield from _copied(bases)
    yield from _jumps(bases)
    for key, column in columns.items():
        if _first(column).indicator.unit == "per 1,000":
            yield from _rates(key, column, columns, bases)


def _first(column: Column) -> PublishedFigure:
    return next(iter(column.values()))


def _rates(
    key: ColumnKey, rates: Column, columns: dict[ColumnKey, Column], bases: dict[ColumnKey, Column]
) -> Iterator[Finding]:
    """Rates that do not follow from the count and the base from which most rates of their column do."""
    source, _indicator, period = key
    counts = [
        column
        for other, column in columns.items()
        if (other[0], other[2]) == (source, period) and _first(column).indicator.unit in COUNTED and other not in bases
    ]
    best: tuple[list[str], Column, Column] | None = None
    for count in counts:
        for base in bases.values():
            there = [code for code in rates if code in count and code in base and base[code].value]
            right = [code for code in there if fits(rates[code], _rate(count[code], base[code]))]
            wrong = [code for code in there if code not in right]
            enough = len(right) >= FEWEST and len(right) >= MOST_OF * len(there)
            if enough and (best is None or len(wrong) < len(best[0])):
                best = wrong, count, base
    if best:
        codes, count, base = best
        for code in codes:
            yield _wrong_rate(rates[code], count[code], base[code])


def _rate(count: PublishedFigure, base: PublishedFigure) -> Decimal:
    return (count.value or Decimal(0)) / (base.value or Decimal(1)) * 1000


def _wrong_rate(rate: PublishedFigure, count: PublishedFigure, base: PublishedFigure) -> Finding:
    """A printed rate that is not its count divided by its base."""
    number = rounded(_rate(count, base), max(1, rate.decimals))
    return Finding(
        "K17",
        ("rate", *fact(rate)),
        Severity.ERROR,
        _("%(what)s in %(area)s: the rate does not follow from the count and the %(base)s next to it.")
        % {"what": rate.indicator.name, "area": rate.area.name, "base": base.indicator.name.lower()},
        (at(rate), at(count), at(base)),
        rate.as_printed or rate.shown,
        shown(number),
        f"{count.shown} ÷ {base.shown} × 1,000 = {shown(number)}",
        _("Correct the rate, the count or the number it is divided by."),
    )


def _copied(bases: dict[ColumnKey, Column]) -> Iterator[Finding]:
    """The same number of residents in two rows that follow each other, and whole columns given twice."""
    for column in bases.values():
        ordered = sorted(column.values(), key=lambda one: (one.table.position if one.table else -1, one.row))
        for first, second in pairwise(ordered):
            if first.value == second.value and (first.value or 0) >= SMALLEST:
                yield _same(first, second)
    for (key, column), (other_key, other) in _pairs(bases):
        shared = [code for code in column if code in other]
        alike = all(column[code].value == other[code].value for code in shared)
        if len(shared) >= FEWEST and alike and len({column[code].value for code in shared}) > 1 and key != other_key:
            yield _column_twice(_first(column), _first(other), len(shared))


def _pairs(bases: dict[ColumnKey, Column]) -> Iterator[tuple[tuple[ColumnKey, Column], tuple[ColumnKey, Column]]]:
    """Columns of one source that give another base or another period."""
    listed = list(bases.items())
    for number, one in enumerate(listed):
        yield from ((one, other) for other in listed[number + 1 :] if other[0][0] == one[0][0])


def _same(first: PublishedFigure, second: PublishedFigure) -> Finding:
    """Two neighbouring rows with the same number of residents or households."""
    return Finding(
        "K17",
        ("copied", *fact(second)),
        Severity.WARNING,
        _("%(what)s: %(area)s has the same number as %(other)s, the row before it.")
        % {"what": second.indicator.name, "area": second.area.name, "other": first.area.name},
        (at(second), at(first)),
        f"{first.area.name} {first.shown}; {second.area.name} {second.shown}",
        _("two different numbers"),
        _("Two neighbouring rows seldom have exactly the same number: one may be copied."),
        _("Look both numbers up again."),
    )


def _column_twice(first: PublishedFigure, second: PublishedFigure, rows: int) -> Finding:
    """Two columns of residents or households with the same numbers in every row."""
    return Finding(
        "K17",
        ("column", *fact(second)),
        Severity.WARNING,
        _("%(what)s, %(period)s, and %(other)s, %(then)s, are the same numbers in all %(rows)s areas.")
        % {
            "what": second.indicator.name,
            "period": second.period,
            "other": first.indicator.name,
            "then": first.period,
            "rows": rows,
        },
        (at(second), at(first)),
        _("the same numbers twice"),
        _("two different columns"),
        _("Residents differ from households, and from one year to the next."),
        _("One of the two columns may be copied: look it up again."),
    )


def _jumps(bases: dict[ColumnKey, Column]) -> Iterator[Finding]:
    """Residents of an area that change by more than a quarter within two years, where most areas do not."""
    series: dict[tuple[int, str], dict[Period, PublishedFigure]] = defaultdict(dict)
    for (_source, indicator, period), column in bases.items():
        for code, figure in column.items():
            series[indicator, code][period] = figure
    steps = [
        (known[then], known[now])
        for known in series.values()
        for then, now in pairwise(sorted(known))
        if then.end < now.end and (now.end - then.end).days <= 366 * YEARS
    ]
    jumped = [(then, now) for then, now in steps if _jump(then, now) > MOST_CHANGE]
    rows = Counter((then.period, now.period) for then, now in steps)
    often = Counter((then.period, now.period) for then, now in jumped)
    for then, now in jumped:
        pair = (then.period, now.period)
        if often[pair] * 2 <= rows[pair]:
            yield _jumped(then, now)


def _jump(then: PublishedFigure, now: PublishedFigure) -> Decimal:
    return abs((now.value or Decimal(0)) / then.value - 1) if then.value else Decimal(0)


def _jumped(then: PublishedFigure, now: PublishedFigure) -> Finding:
    """A number of residents or households that changes by more than a quarter."""
    return Finding(
        "K17",
        ("jump", *fact(now)),
        Severity.WARNING,
        _("%(what)s of %(area)s change by more than a quarter from %(then)s to %(now)s.")
        % {"what": now.indicator.name, "area": now.area.name, "then": then.period, "now": now.period},
        (at(now), at(then)),
        f"{then.shown} → {now.shown}",
        _("at most a quarter more or less"),
        f"({now.shown} − {then.shown}) ÷ {then.shown} = {shown(_jump(then, now) * 100, '%', 1)}",
        _("The number may be that of another area, or its boundaries may have changed: look it up again."),
    )
