"""Totals, changes, shares and ranks that a table prints, worked out again from its own figures."""

from collections import defaultdict
from decimal import Decimal

from csp_portal.formats import numbers
from performance.imports.reading import ImportFinding
from performance.rules.areas.ranking import ranks
from performance.rules.areas.wards import total
from performance.rules.periods import Period, parse as parse_period

from .rows import ReadCell, TableReader

Facts = dict[tuple[str, str, Period | None], ReadCell]


def findings(reader: TableReader, entries: list[ReadCell]) -> list[ImportFinding]:
    """Every printed result that its own table does not give, in the order of the rows."""
    figures = [one for one in entries if one.value_column.kind == "value"]
    facts: Facts = {(one.indicator, one.area, one.period): one for one in figures}
    found = [*_totals(reader, figures), *_row_totals(entries, reader.totals, figures), *_ranks(entries, facts)]
    sums = _sums(figures)
    for one in entries:
        found += _changes(one, facts) if "change" in one.value_column.kind else []
        found += _shares(one, facts, sums) if one.value_column.kind == "share" else []
    return sorted(found, key=lambda finding: (finding.row, finding.column))


def _finding(one: ReadCell, computed: Decimal, rule: str, unit: str = "", decimals: int | None = None) -> ImportFinding:
    return ImportFinding(one.row + 1, one.column, one.as_printed, numbers.shown(computed, unit, decimals), rule)


def _number(one: ReadCell | None) -> Decimal | None:
    return one.value.number if one else None


def _sums(figures: list[ReadCell]) -> dict[tuple[str, Period | None, int], Decimal | None]:
    """The sum of a column for one indicator and period; None where a figure is missing."""
    return {key: total(one.value.number for one in rows) for key, rows in _columns(figures).items()}


def _columns(figures: list[ReadCell]) -> dict[tuple[str, Period | None, int], list[ReadCell]]:
    columns: dict[tuple[str, Period | None, int], list[ReadCell]] = defaultdict(list)
    for one in figures:
        columns[one.indicator, one.period, one.value_column.column].append(one)
    return columns


def _totals(reader: TableReader, figures: list[ReadCell]) -> list[ImportFinding]:
    """A total is the sum of all rows above it, or of those since the total before it. Rates have no sum."""
    columns = _columns(figures)
    before: dict[tuple[str, Period | None, int], int] = {}
    found = []
    for printed in reader.totals:
        key = printed.indicator, printed.period, printed.value_column.column
        rows = [one for one in columns[key] if one.row < printed.row]
        since = [one for one in rows if one.row > before.get(key, -1)]
        before[key] = printed.row
        number = printed.value.number
        if number is None or printed.value_column.kind != "value" or not rows or _is_rate([printed, *rows]):
            continue
        sums = [total(one.value.number for one in some) for some in (rows, since) if some]
        if None not in sums and number not in sums:
            found.append(_finding(printed, sums[0] or Decimal(0), "the sum of the rows above"))
    return found


def _is_rate(entries: list[ReadCell]) -> bool:
    words = entries[0].indicator.casefold()
    named = any(word in words for word in ("rate", "per 1,000", "%", "per cent", "average", "mean"))
    return named or any(one.value.unit == "%" for one in entries)


def _row_totals(entries: list[ReadCell], totals: list[ReadCell], figures: list[ReadCell]) -> list[ImportFinding]:
    """Printed totals at the end of a row that are not the sum of the figures in that row."""
    rows: dict[int, list[ReadCell]] = defaultdict(list)
    for one in [*figures, *(printed for printed in totals if printed.value_column.kind == "value")]:
        rows[one.row].append(one)
    found = []
    for printed in [*entries, *totals]:
        if printed.value_column.kind == "total" and printed.value.number is not None:
            computed = total(one.value.number for one in rows[printed.row])
            if computed is not None and computed != printed.value.number:
                found.append(_finding(printed, computed, "the sum of the figures in the row"))
    return found


def _changes(one: ReadCell, facts: Facts) -> list[ImportFinding]:
    """A printed change, absolute or in per cent, that does not follow from the two figures it compares."""
    against = one.value_column.against
    now = _number(facts.get((one.indicator, one.area, one.period)))
    then = _number(facts.get((one.indicator, one.area, parse_period(against)))) if against else None
    if now is None or then is None or one.value.number is None:
        return []
    if one.value_column.kind == "change":
        computed: Decimal | None = now - then
        rule, unit = "later figure − earlier figure", ""
    else:
        computed = numbers.percent_change(then, now)
        rule, unit = "(later − earlier) ÷ earlier × 100", "%"
    if computed is None or numbers.rounded(computed, one.value.decimals) == one.value.number:
        return []
    return [_finding(one, computed, rule, unit, one.value.decimals)]


def _shares(
    one: ReadCell, facts: Facts, sums: dict[tuple[str, Period | None, int], Decimal | None]
) -> list[ImportFinding]:
    """A printed share, in per cent, that is not the figure's part of the sum of all areas."""
    part = facts.get((one.indicator, one.area, one.period))
    whole = sums.get((one.indicator, one.period, part.value_column.column)) if part else None
    if not part or part.value.number is None or not whole or one.value.number is None:
        return []
    computed = part.value.number / whole * 100
    if numbers.rounded(computed, one.value.decimals) == one.value.number:
        return []
    return [_finding(one, computed, "figure ÷ sum of all areas × 100", "%", one.value.decimals)]


def _ranks(entries: list[ReadCell], facts: Facts) -> list[ImportFinding]:
    """Ranks share ties and leave the following places out; the direction is the one that fits more of them."""
    columns: dict[tuple[int, str, Period | None], list[tuple[ReadCell, Decimal]]] = defaultdict(list)
    for one in entries:
        if one.value_column.kind == "rank" and one.value.number is not None:
            number = _number(facts.get((one.indicator, one.area, one.period)))
            if number is not None:
                columns[one.value_column.column, one.indicator, one.period].append((one, number))
    found = []
    for ranked in columns.values():
        both: list[list[ImportFinding]] = []
        for highest_first in (True, False):
            place = ranks({one.row: number for one, number in ranked}, highest_first=highest_first)
            rule = f"rank by the figure, {'highest' if highest_first else 'lowest'} first"
            wrong = [(one, place[one.row]) for one, _ in ranked if one.value.number != place[one.row]]
            both.append([_finding(one, Decimal(computed), rule) for one, computed in wrong])
        highest, lowest = both
        found += highest if len(highest) <= len(lowest) else lowest
    return found
