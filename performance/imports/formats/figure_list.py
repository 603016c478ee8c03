"""Single figures of a text, one a row: what it measures, where, when, as printed, and where it stands.

Columns: locator, indicator, area, period, against, kind, label, as_printed, value, provisional, note. `value` repeats
the figure in digits where the print uses words or says the direction in words; a period that cannot be dated is kept
as printed when it is written in quotation marks, and the printed words may follow a dated period in the same way.
"""

import csv
import io
from collections.abc import Callable, Container
from pathlib import Path
from typing import Any

from performance.imports.figures import (
    BadFile,
    CellError,
    NotAPeriod,
    NotAValue,
    ParsedFigure,
    gathered,
    read_period,
    read_value,
)
from performance.imports.reading import (
    MOST_LISTED,
    FileColumn,
    FileHead,
    Format,
    ImportContext,
    Reading,
    SkippedRows,
    not_text,
)
from performance.rules.values import State, Value

COLUMNS = [
    "locator",
    "indicator",
    "area",
    "period",
    "against",
    "kind",
    "label",
    "as_printed",
    "value",
    "provisional",
    "note",
]


def parse(text: str, left_out: Container[int] = ()) -> list[ParsedFigure]:
    """Every figure of the list but those of rows that are left out. Raises BadFile with all that is wrong."""
    figures, refused = examine(text, left_out)
    if refused:
        raise BadFile(refused)
    return figures


def examine(text: str, left_out: Container[int] = ()) -> tuple[list[ParsedFigure], list[CellError]]:
    """Every figure of the list, and all that is wrong with its cells. A figure with a fault is marked as refused, so
    that its other cells can be looked up. Raises BadFile where the headings are others."""
    lines = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    if not lines or lines[0] != COLUMNS:
        found = ", ".join(lines[0]) if lines else "nothing"
        raise BadFile([CellError(1, "A", found, f"the headings must be {', '.join(COLUMNS)}; found {found}")])
    figures: list[ParsedFigure] = []
    refused: list[CellError] = []
    for number, cells in enumerate(lines[1:], start=2):
        if number in left_out:
            continue
        if len(cells) != len(COLUMNS):
            why = f"{len(cells)} cells where the headings have {len(COLUMNS)}"
            refused.append(CellError(number, COLUMNS[0], ",".join(cells), why))
            continue
        figure, faults = _figure(number, dict(zip(COLUMNS, cells, strict=True)))
        figures.append(figure)
        refused += faults
    return figures, refused


def _figure(number: int, cell: dict[str, str]) -> tuple[ParsedFigure, list[CellError]]:
    """The figure of one row, as far as its cells can be read, and why those that cannot are refused."""
    faults: list[CellError] = []

    def read_cell(column: str, reader: Callable[[], Any], otherwise: Any) -> Any:
        try:
            return reader()
        except (NotAValue, NotAPeriod) as problem:
            faults.append(CellError(number, column, cell[column], str(problem)))
            return otherwise

    dated, words = _period_and_words(cell["period"])
    period = read_cell("period", lambda: read_period(dated), None)
    against = read_cell("against", lambda: read_period(cell["against"]), None)
    value = read_cell(
        "as_printed", lambda: read_value(cell["as_printed"], cell["kind"], cell["value"]), Value(State.NOT_AVAILABLE)
    )
    figure = ParsedFigure(
        indicator=cell["indicator"],
        area=cell["area"],
        kind=cell["kind"] or "value",
        period=period,
        period_as_printed=words,
        against=against,
        label=cell["label"],
        as_printed=cell["as_printed"],
        value=value,
        locator=cell["locator"],
        row=number - 2,
        provisional=cell["provisional"] == "yes",
        note=cell["note"],
        refused=bool(faults),
    )
    return figure, faults


def recognise(head: FileHead) -> bool:
    return head.rows() == [COLUMNS]


def read(file: Path, given: ImportContext) -> Reading:
    """Raises BadFile where no row of it can be read."""
    if problem := not_text(file):
        raise BadFile([problem])
    try:
        figures, refused = examine(file.read_text(encoding="utf-8-sig"), given.left_out)
    except csv.Error as broken:
        raise BadFile([CellError(1, "A", "", f"the file is broken: {broken}", "a comma-separated file")]) from None
    refused_rows = {one.row for one in refused}
    return Reading(
        rows_read=len({figure.place[0] for figure in figures} | refused_rows),
        figures=figures,
        skipped=[SkippedRows(row, "A", "", why) for row, why in given.left_out.items()],
        refused=gathered(refused)[:MOST_LISTED],
        refused_rows=len(refused_rows),
        columns=[FileColumn(name, name.replace("_", " ")) for name in COLUMNS],
    )


FORMAT = Format("figure-list", "A list of single figures, one per row", recognise, read)


def _period_and_words(cell: str) -> tuple[str, str]:
    """The dated period of a cell, and the printed words behind it in quotation marks; either may be empty."""
    if not cell.endswith('"') or cell.count('"') != 2:
        return cell, ""
    dated, words = cell[:-1].split('"')
    return dated.strip(), words
