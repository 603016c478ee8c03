"""What the columns of a table are taken for, from their headings and their first cells."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from csp_portal.formats.periods import is_rewritten
from performance.imports.sheets import Sheet
from performance.rules.areas.ranking import printed_rank
from performance.rules.values import NotAValue, parse as parse_value

from .groups import group_of
from .headings import is_figure, lines_of, read_period, words_of
from .mapping import TableMapping, ValueColumn
from .marks import unmark
from .names import LARGER, STATISTICAL_CODE, kind_of

_LOOKED_AT = 100
_CODE = re.compile(r"\b(code|cd)\b|(^|[a-z_ ]|\d\d)(code|cd)$|_code\b", re.IGNORECASE)
_NAME = re.compile(
    r"\b(name|ward|wards|area|district|neighbourhood|sector|locality|borough|committee|division|parish|place|town|"
    r"partnership|csp|authority)\b|name$|\d\dnm$",
    re.IGNORECASE,
)
_PERIOD = re.compile(r"^(time |reporting |financial |calendar )?(period|date|month|year|quarter)s?$", re.IGNORECASE)
_QUARTER = re.compile(r"\bquarter\b", re.IGNORECASE)
_UNIT = re.compile(r"^units?( of measure(ment)?)?$", re.IGNORECASE)
_INDICATOR = re.compile(
    r"\b(indicator|crime type|offence|offences|category|measure|crime|type of crime)\b|^(type|subject|majortext|"
    r"minortext)$",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"^(values?|numbers?|counts?|figures?|number of (offences|crimes|incidents)|crimes|rate|no\.?)$", re.IGNORECASE
)
_GROUP = re.compile(
    r"^(msg|msg group|(most )?similar( family)?( group| areas)?|group|(nearest )?neighbours?)$", re.IGNORECASE
)
_POSITION = re.compile(r"^(position|neighbour|nearest)( number| no\.?)?( in (the |its )?(group|msg))?$", re.IGNORECASE)
_DISTANCE = re.compile(r"\bdistance\b", re.IGNORECASE)
_OF_SIMILAR = re.compile(r"\b(msg|similar|neighbours?)\b", re.IGNORECASE)
_TOTAL = re.compile(r"^(total|lotal|totals|grand total|all)$", re.IGNORECASE)


def guess(sheet: Sheet, headings: tuple[int, int]) -> TableMapping:
    """A mapping as far as the table shows it; `problems` of the mapping says what is missing. Rows count from 0."""
    lines = lines_of(sheet, headings)
    words = [re.sub(r"[_\s]+", " ", text).strip() for text in words_of(lines)]
    rows = sheet.rows[headings[1] + 1 : headings[1] + 1 + _LOOKED_AT]
    cells = [[row[column] for row in rows if row[column].strip()] for column in range(sheet.width)]
    free = [column for column in range(sheet.width) if words[column] and column not in sheet.hidden_columns]

    def take(wanted: Callable[[int], bool]) -> list[int]:
        found = [column for column in free if wanted(column)]
        for column in found:
            free.remove(column)
        return found

    def dated(column: int) -> bool:
        return bool(_parted(lines[column])[0])

    def is_text(column: int, part: float = 0.6) -> bool:
        return bool(cells[column]) and not dated(column) and not _mostly(cells[column], is_figure, part)

    codes = take(lambda c: _mostly(cells[c], lambda text: bool(STATISTICAL_CODE.fullmatch(text.strip()))))
    codes += take(lambda c: bool(_CODE.search(words[c])) and not _mostly(cells[c], is_figure))
    quarters = take(lambda c: bool(_QUARTER.search(words[c])) and not dated(c) and _mostly(cells[c], _one_to_four))
    groups = take(lambda c: bool(_GROUP.match(words[c])) and is_text(c) and _mostly(cells[c], _names_group))[:1]
    group = "" if groups else _group_of_title(sheet, headings[0])
    positions = take(lambda c: bool(groups or group) and bool(_POSITION.match(words[c])))[:1]
    distances = take(lambda c: bool(groups or group) and bool(_DISTANCE.search(words[c])))[:1]
    periods = take(lambda c: bool(_PERIOD.match(words[c])) and (_is_period(words[c]) or _mostly(cells[c], _of_time)))
    units = take(lambda c: bool(_UNIT.match(words[c])))
    indicators = take(lambda c: bool(_INDICATOR.search(words[c])) and not _NAME.search(words[c]) and is_text(c, 0.2))
    names = take(lambda c: bool(_NAME.search(words[c])) and is_text(c))
    if not codes and not names:
        names = free[:1] if free and is_text(free[0]) else []
        del free[: len(names)]
    figures = take(lambda c: dated(c) or any(map(is_figure, cells[c])) or _is_rank(words[c], cells[c]))
    code, name = _finest(sheet, headings, codes, words), _finest(sheet, headings, names, words)
    larger = tuple(c for c in names if c not in name and kind_of([words[c]]) in LARGER) if name else ()
    values = _values(figures, lines, cells, bool(indicators))
    values = tuple(_with_points(one, rows, values) for one in values)
    period = "" if periods or all(one.period for one in values) else _period_of_title(sheet, headings[0])
    return TableMapping(
        values=values,
        headings=(headings[0] + 1, headings[1] + 1),
        sheet=sheet.name,
        codes=code,
        names=name,
        larger=larger,
        periods=periods[0] if periods else None,
        quarters=quarters[0] if quarters else None,
        indicators=tuple(indicators),
        units=units[0] if units else None,
        groups=next(iter(groups), None),
        positions=next(iter(positions), None),
        distances=next(iter(distances), None),
        group=group,
        period=period,
    )


def _names_group(text: str) -> bool:
    """If a cell names a group of similar areas: by its day, or by such a word."""
    return group_of(text) is not None or bool(_OF_SIMILAR.search(text))


def _group_of_title(sheet: Sheet, first: int) -> str:
    """The group of similar areas that a line over the headings names with its day; empty where none does."""
    cells = (" ".join(cell.split()) for row in sheet.rows[:first] for cell in row)
    return next((cell for cell in cells if _OF_SIMILAR.search(cell) and group_of(cell)), "")


def _is_rank(heading: str, cells: list[str]) -> bool:
    return _kind(heading, cells) == "rank" and any(map(printed_rank, cells))


def _mostly(cells: list[str], test: Callable[[str], bool], part: float = 0.6) -> bool:
    return bool(cells) and sum(map(test, cells)) >= part * len(cells)


def _is_period(words: str) -> bool:
    """If the heading alone says that its column holds periods, however a spreadsheet wrote them."""
    return words.casefold().endswith(("period", "periods"))


def _of_time(text: str) -> bool:
    return bool(read_period(text)) or is_rewritten(text)


def _one_to_four(text: str) -> bool:
    return text.strip().casefold().removeprefix("q") in ("1", "2", "3", "4")


def _finest(sheet: Sheet, headings: tuple[int, int], columns: list[int], words: list[str]) -> tuple[int, ...]:
    """Of several columns that name areas the ward, not its district: by the headings, then by the different names."""
    if not columns:
        return ()
    rows = sheet.rows[headings[1] + 1 :]

    def fine(column: int) -> tuple[bool, int]:
        return kind_of([words[column]]) not in LARGER, len({row[column].strip() for row in rows})

    return (max(columns, key=fine),)


def _values(
    columns: list[int], lines: list[tuple[str, ...]], cells: list[list[str]], named: bool
) -> tuple[ValueColumn, ...]:
    """The columns of figures as guessed; `named` if a column of the table already names the indicator."""
    values: list[ValueColumn] = []
    for column in columns:
        period, indicator = _parted(lines[column])
        kind = _kind(" ".join(lines[column]), cells[column])
        if kind == "value":
            values.append(ValueColumn(column, "" if named or _GENERIC.match(indicator) else indicator, period))
        else:
            values.append(_worked_out(column, kind, period, values))
    return tuple(values)


def _kind(heading: str, cells: list[str]) -> str:
    """What a column holds: value, total, share, rank, target, change or percent change."""
    words = heading.casefold()
    percent = "%" in words or "per cent" in words or "percent" in words
    if re.search(r"\bpoints?\b", words):
        return "points"
    if re.search(r"\b(change|difference|increase|decrease)\b", words):
        return "percent change" if percent or any("%" in cell for cell in cells) else "change"
    if re.search(r"\b(rank|ranking|position)\b", words):
        return "rank"
    if re.search(r"\btargets?\b", words):
        return "target"
    if re.search(r"\bshare\b|^(%|per ?cent) (of|share)", words):
        return "share"
    return "total" if _TOTAL.match(words.strip()) else "value"


def _worked_out(column: int, kind: str, period: str, values: list[ValueColumn]) -> ValueColumn:
    """A change, rank, share or target speaks of the nearest figures to its left."""
    near = [one for one in values if one.kind == "value"][-2:]
    if not near:
        return ValueColumn(column, "", period, kind)
    against = near[0].period if kind in ("change", "percent change", "points") and len(near) == 2 else ""
    if kind == "target":
        return ValueColumn(column, near[-1].indicator, period or near[-1].period, kind, near[0].period)
    return ValueColumn(column, near[-1].indicator, near[-1].period or period, kind, against)


def _with_points(one: ValueColumn, rows: list[list[str]], values: tuple[ValueColumn, ...]) -> ValueColumn:
    """A change in per cent that is in points instead: between percentages, most of its cells are the difference."""
    before = [other for other in values if other.kind == "value" and other.column < one.column][-2:]
    if one.kind != "percent change" or len(before) < 2:
        return one
    cells = [[_number(row[other.column]) for other in (*before, one)] for row in rows]
    known = [row for row in cells if None not in row]
    percentages = all("%" in row[other.column] for row in rows for other in before if row[other.column].strip())
    points = [row for row in known if row[1] - row[0] == row[2]]  # type: ignore[operator]
    return replace(one, kind="points") if percentages and len(points) * 2 > len(known) else one


def _number(text: str) -> Decimal | None:
    try:
        return parse_value(unmark(text).text).number
    except NotAValue:
        return None


def _parted(lines: tuple[str, ...]) -> tuple[str, str]:
    """The period and the rest of a heading: “Burglary / 2013/14” or “Burglary 2013/14”."""
    for line in lines:
        if read_period(line):
            return unmark(line).text, " ".join(other for other in lines if other is not line)
    words = " ".join(lines).replace("_", " ").split()
    for count in range(min(len(words) - 1, 7), 0, -1):
        if read_period(" ".join(words[-count:])):
            return unmark(" ".join(words[-count:])).text, " ".join(words[:-count]).rstrip(" ,:-–(")
        if read_period(" ".join(words[:count])):
            return unmark(" ".join(words[:count])).text, " ".join(words[count:]).lstrip(" ,:-–)")
    return "", unmark(" ".join(lines)).text


def _period_of_title(sheet: Sheet, first: int) -> str:
    """The one period that the lines over the headings name; nothing where they name none or several."""
    found: dict[str, str] = {}
    for row in sheet.rows[:first]:
        for cell in row:
            words = re.sub(r"\[[^\]]*\]|[(),;:.]", " ", cell[:500]).split()
            start = 0
            while start < len(words):
                for count in range(min(7, len(words) - start), 0, -1):
                    text = " ".join(words[start : start + count])
                    if any(character.isdigit() for character in text) and (period := read_period(text)):
                        found.setdefault(str(period), text)
                        start += count - 1
                        break
                start += 1
    return next(iter(found.values())) if len(found) == 1 else ""
