"""What the command line says of the columns of a table, on top of what its headings suggest."""

from collections.abc import Iterable, Mapping
from typing import Any

from performance.imports.reading import ImportContext
from performance.imports.sheets import CannotRead, column_name, column_number

from .mapping import KINDS, BadMapping
from .reading import look

# What a column may be: words of the command line, and the name in a mapping.
SEVERAL = {"code": "codes", "area": "names", "larger": "larger", "counted": "indicators"}
ONE = {
    "period": "periods",
    "quarter": "quarters",
    "unit": "units",
    "group": "groups",
    "position": "positions",
    "distance": "distances",
}
FIGURES = {kind.replace(" ", "-") if kind != "value" else "figure": kind for kind in KINDS}
ACCEPTED = f"LETTER=ROLE with a role out of: {', '.join([*SEVERAL, *ONE, *FIGURES, 'unused'])}"


def mapping_said(
    content: bytes, given: ImportContext, columns: Iterable[str], whole: Mapping[str, str]
) -> dict[str, Any]:
    """The mapping of a file as it is kept with an import. Raises BadMapping.

    `columns` are such as "C=period", "D=figure", "D=figure:burglary:2018/19" or, with both periods of a change,
    "E=change:burglary:2018/19:2017/18"; `whole` says what holds for the whole table: area, indicator, period, unit.
    """
    try:
        plain = look(content, given).mapping.as_json()
    except CannotRead as problem:
        raise BadMapping(f"{problem.why}; {problem.accepted}") from None
    for said in columns:
        letters, _, role = said.partition("=")
        role, *words = role.split(":", 3)
        try:
            column = column_name(column_number(letters.strip()))
        except ValueError as problem:
            raise BadMapping(f"“{said}”: {problem}") from None
        _free(plain, column)
        if role in SEVERAL:
            # the finest column is guessed alone, so that one that is said takes its place
            plain[SEVERAL[role]] = [column, *(plain[SEVERAL[role]] if role in ("larger", "counted") else ())]
        elif role in ONE:
            plain[ONE[role]] = column
        elif role in FIGURES:
            texts = dict(zip(("indicator", "period", "against"), (*words, "", "", ""), strict=False))
            plain["values"].append({"column": column, "kind": FIGURES[role]} | texts)
        elif role != "unused":
            raise BadMapping(f"“{said}” does not say what a column is; write {ACCEPTED}")
    return plain | {name: text for name, text in whole.items() if text}


def _free(plain: dict[str, Any], column: str) -> None:
    """Take a column out of whatever it was taken for."""
    for name in SEVERAL.values():
        plain[name] = [one for one in plain[name] if one != column]
    for name in ONE.values():
        plain[name] = "" if plain[name] == column else plain[name]
    plain["values"] = [one for one in plain["values"] if one["column"] != column]
