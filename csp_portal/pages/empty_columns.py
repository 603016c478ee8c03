"""Tables without the columns that say nothing in any row."""

import re
from collections.abc import Iterable

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_HEAD = re.compile(r"<thead\b.*?</thead>", re.DOTALL)
_ROW = re.compile(r"(<tr\b[^>]*>)(.*?)(</tr>)", re.DOTALL)
_CELL = re.compile(r"<(t[hd])\b([^>]*)>(.*?)</\1>\s*", re.DOTALL)
_SPAN = re.compile(r'colspan="(\d+)"')
_NOTHING = re.compile(r'<span class="app-none">[^<]*</span>')  # words in place of a value that is not there
_TAGS = re.compile(r"<(?!svg|img|input|select|textarea|button)[^>]*>")


def without_empty_columns(html: str) -> str:
    """The same HTML, where no table has a column whose cells are all empty. The first column always stays, and a table
    with cells over several rows stays as it is."""
    return _TABLE.sub(lambda table: _shortened(table[0]), html)


def _shortened(table: str) -> str:
    """One table without its empty columns."""
    head = _HEAD.search(table)
    heads = _ROW.findall(head[0]) if head else []
    if head is None or len(heads) != 1 or "rowspan=" in table:
        return table
    count = sum(_span(attributes) for _name, attributes, _text in _CELL.findall(heads[0][1]))
    rows = [_CELL.findall(row) for _open, row, _close in _ROW.findall(table[head.end() :])]
    whole = any(len(row) == count for row in rows)
    empty = set(range(1, count)) - _filled(rows) if whole else set()
    return _ROW.sub(lambda row: f"{row[1]}{_without(row[2], empty)}{row[3]}", table) if empty else table


def _filled(rows: Iterable[list[tuple[str, str, str]]]) -> set[int]:
    """The columns that say something in a row; of a cell over several columns, the first."""
    filled = set()
    for row in rows:
        at = 0
        for _name, attributes, text in row:
            if _says(text):
                filled.add(at)
            at += _span(attributes)
    return filled


def _says(text: str) -> bool:
    return bool(_TAGS.sub("", _NOTHING.sub("", text)).strip())


def _without(row: str, empty: set[int]) -> str:
    """A row without the cells of some columns; a cell over several columns becomes as much narrower."""
    kept, at = [], 0
    for cell in _CELL.finditer(row):
        span = _span(cell[2])
        left = span - len(empty & set(range(at, at + span)))
        at += span
        if left:
            kept.append(cell[0] if left == span else _SPAN.sub(f'colspan="{left}"', cell[0], count=1))
    return "".join(kept)


def _span(attributes: str) -> int:
    found = _SPAN.search(attributes)
    return int(found[1]) if found else 1
