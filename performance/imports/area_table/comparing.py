"""Totals, changes, shares and ranks that a table prints, worked out again from its own figures."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal

from csp_portal.formats import numbers
from csp_portal.formats.periods import Period, parse as parse_period
from performance.imports.reading import ImportFinding, ImportQuestion, SkippedRows
from performance.imports.sheets import column_name
from performance.rules.areas.ranking import printed_rank, ranks
from performance.rules.areas.wards import total
from performance.rules.change.readings import readings

from .rows import ReadCell, TableReader

CHANGES = ("change", "percent change", "points")
Column = tuple[str, Period | None, int]
Facts = dict[tuple[str, str, Period | None], ReadCell]


@dataclass
class TableComparison:
    """What comparing a table with itself gave: results that its figures do not give, what becomes of each row with a
    total, and what has to be asked."""

    findings: list[ImportFinding] = field(default_factory=list)
    totals: list[SkippedRows] = field(default_factory=list)
    questions: list[ImportQuestion] = field(default_factory=list)


def compare(reader: TableReader, entries: list[ReadCell]) -> TableComparison:
    """Every printed result that its own table does not give, in the order of the rows, and every total with what
    became of it. A total is not compared where a figure that it counts is missing, hidden or passed over."""
    figures = [one for one in entries if one.value_column.kind == "value"]
    facts: Facts = {(one.indicator, one.area, one.period): one for one in figures}
    done = TableComparison()
    _totals(reader, figures, done)
    _row_totals(entries, reader.totals, figures, done)
    complete = not reader.unread and not reader.refused and all(one.value.number is not None for one in figures)
    found = [*done.findings, *(_ranks(entries, facts) if complete else ())]
    sums = _sums(figures)
    for one in entries:
        found += _changes(one, facts) if one.value_column.kind in CHANGES else []
        found += _shares(one, facts, sums) if one.value_column.kind == "share" else []
    done.findings = sorted(found, key=lambda finding: (finding.row, finding.column))
    return done


def _finding(one: ReadCell, computed: Decimal, rule: str, unit: str = "", decimals: int | None = None) -> ImportFinding:
    return ImportFinding(one.row + 1, one.column, one.as_printed, numbers.shown(computed, unit, decimals), rule)


def _number(one: ReadCell | None) -> Decimal | None:
    return one.value.number if one else None


def _sums(figures: list[ReadCell]) -> dict[tuple[str, Period | None, int], Decimal | None]:
    """The sum of a column for one indicator and period; None where a figure is missing."""
    return {key: total(one.value.number for one in rows) for key, rows in _columns(figures).items()}


def _columns(figures: list[ReadCell]) -> dict[Column, list[ReadCell]]:
    columns: dict[Column, list[ReadCell]] = defaultdict(list)
    for one in figures:
        columns[one.indicator, one.period, one.value_column.column].append(one)
    return columns


def _totals(reader: TableReader, figures: list[ReadCell], done: TableComparison) -> None:
    """A total is the sum of all rows above it, or of those since the total before it. Rates have no sum."""
    columns, unread = _columns([*figures, *reader.parts]), _columns(reader.unread)
    before: dict[Column, int] = {}
    why_not: dict[int, str] = {}
    for printed in reader.totals:
        key = printed.indicator, printed.period, printed.value_column.column
        rows = [one for one in columns[key] if one.row < printed.row]
        since = [one for one in rows if one.row > before.get(key, -1)]
        before[key] = printed.row
        if printed.value_column.kind == "value":
            missing = [one for one in unread[key] if one.row < printed.row]
            why = _compared(reader, printed, [rows, since], missing, done)
            why_not[printed.row] = why_not.get(printed.row) or why
    place = column_name(next(iter(reader.mapping.names), 0))
    for row in dict.fromkeys(printed.row for printed in reader.totals):
        why = why_not.get(row, "it has no figure that could be a sum")
        name = next((cell.strip() for cell in reader.sheet.rows[row] if cell.strip()), "")
        how = f"not compared: {why}" if why else "compared with the rows above it"
        done.totals.append(SkippedRows(row + 1, place, name[:100], f"a total; {how}; not saved"))


def _compared(
    reader: TableReader,
    printed: ReadCell,
    sums: list[list[ReadCell]],
    unread: list[ReadCell],
    done: TableComparison,
) -> str:
    """Compare one total with each of the sums that it may be. Why it could not be compared; empty where it was."""
    number = printed.value.number
    if number is None:
        return f"row {printed.row + 1}, column {printed.column} has no number"
    if not sums[0]:
        return "there is no figure above it"
    if _is_rate([printed, *sums[0]]):
        return "rates and averages have no sum"
    if number in [_sum(rows) for rows in sums if rows]:
        return ""
    hidden = [one for one in unread if one.row in reader.sheet.hidden_rows]
    if hidden and number in (_sum([*rows, *hidden]) for rows in sums):
        listed = ", ".join(str(one.row + 1) for one in hidden)
        words = (
            f"The total in row {printed.row + 1} counts what is hidden in the file (row {listed}). Unhide it and send "
            "the file again, or save the figures without it"
        )
        done.questions.append(ImportQuestion(printed.row + 1, printed.column, words))
    if unread:
        why = "is hidden" if unread[0].row in reader.sheet.hidden_rows else "was passed over"
        return f"row {unread[0].row + 1} {why}"
    if missing := [one for one in sums[0] if one.value.number is None]:
        return f"row {missing[0].row + 1}, column {printed.column} has no number"
    done.findings.append(_finding(printed, _sum(sums[0]) or Decimal(0), "the sum of the rows above"))
    return ""


def _sum(rows: list[ReadCell]) -> Decimal | None:
    return total(one.value.number for one in rows)


def _is_rate(entries: list[ReadCell]) -> bool:
    words = entries[0].indicator.casefold()
    named = any(word in words for word in ("rate", "per 1,000", "%", "per cent", "average", "mean"))
    return named or any(one.value.unit == "%" for one in entries)


def _row_totals(
    entries: list[ReadCell], totals: list[ReadCell], figures: list[ReadCell], done: TableComparison
) -> None:
    """Printed totals at the end of a row that are not the sum of the figures in that row."""
    rows: dict[int, list[ReadCell]] = defaultdict(list)
    for one in [*figures, *(printed for printed in totals if printed.value_column.kind == "value")]:
        rows[one.row].append(one)
    for printed in [*entries, *totals]:
        if printed.value_column.kind == "total" and printed.value.number is not None and rows[printed.row]:
            computed = _sum(rows[printed.row])
            if computed is None:
                why = "the total of the row; not compared: a figure of the row is missing"
                done.totals.append(SkippedRows(printed.row + 1, printed.column, printed.as_printed, why))
            elif computed != printed.value.number:
                done.findings.append(_finding(printed, computed, "the sum of the figures in the row"))


def _changes(one: ReadCell, facts: Facts) -> list[ImportFinding]:
    """A printed change that does not follow from the two figures it compares, however it may be read."""
    against = one.value_column.against
    cells = [facts.get((one.indicator, one.area, one.period))]
    cells.append(facts.get((one.indicator, one.area, parse_period(against))) if against else None)
    now, then = map(_number, cells)
    if now is None or then is None or one.value.number is None:
        return []
    percentages = all(cell and cell.value.unit == "%" for cell in cells)
    meant = readings(one.value_column.kind, then, now, percentages=percentages)
    if not meant or any(numbers.rounded(number, one.value.decimals) == one.value.number for number, _unit in meant):
        return []
    rules = {"": "later figure − earlier figure", "%": "(later − earlier) ÷ earlier × 100"}
    first = _finding(one, *(meant[0][0], rules[meant[0][1]], meant[0][1]), one.value.decimals)
    others = (f"{numbers.shown(number, unit, one.value.decimals)} by {rules[unit]}" for number, unit in meant[1:])
    return [replace(first, rule="; or ".join([first.rule, *others]))]


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
    for (_column, indicator, period), ranked in columns.items():
        everybody = [one for one in facts.values() if (one.indicator, one.period) == (indicator, period)]
        of = {said[1] for cell, _ in ranked if (said := printed_rank(cell.as_printed)) and said[1]}
        others = {one.row: one.value.number for one in everybody} if of == {len(everybody)} else {}
        if of and of not in ({len(ranked)}, {len(everybody)}):
            continue  # it is a rank among areas that the table does not show
        both: list[list[ImportFinding]] = []
        for highest_first in (True, False):
            place = ranks({**others, **{one.row: number for one, number in ranked}}, highest_first=highest_first)
            rule = f"rank by the figure, {'highest' if highest_first else 'lowest'} first"
            wrong = [(one, place[one.row]) for one, _ in ranked if one.value.number != place[one.row]]
            both.append([_finding(one, Decimal(computed), rule) for one, computed in wrong])
        highest, lowest = both
        found += highest if len(highest) <= len(lowest) else lowest
    return found
