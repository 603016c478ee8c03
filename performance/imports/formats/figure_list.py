"""Single figures of a text, one a row: what it measures, where, when, as printed, and where it stands.

Columns: locator, indicator, area, period, against, kind, label, as_printed, value, provisional, note. `value` repeats
the figure in digits where the print uses words or says the direction in words; a period that cannot be dated is kept
as printed when it is written in quotation marks, and the printed words may follow a dated period in the same way.
"""

import csv
import io
from collections.abc import Container
from pathlib import Path

from performance.imports.figures import BadFile, CellError, NotAPeriod, NotAValue, ParsedFigure, read_period, read_value
from performance.imports.reading import FileColumn, FileHead, Format, ImportContext, Reading, SkippedRows, not_text

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
        cell = dict(zip(COLUMNS, cells, strict=True))
        column = "period"
        try:
            dated, words = _period_and_words(cell["period"])
            period = read_period(dated)
            column = "against"
            against = read_period(cell["against"])
            column = "as_printed"
            value = read_value(cell["as_printed"], cell["kind"], cell["value"])
        except (NotAValue, NotAPeriod) as problem:
            refused.append(CellError(number, column, cell[column], str(problem)))
            continue
        figures.append(
            ParsedFigure(
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
            )
        )
    if refused:
        raise BadFile(refused)
    return figures


def recognise(head: FileHead) -> bool:
    return head.rows() == [COLUMNS]


def read(file: Path, given: ImportContext) -> Reading:
    """Raises BadFile with all that is wrong."""
    if problem := not_text(file):
        raise BadFile([problem])
    try:
        figures = parse(file.read_text(encoding="utf-8-sig"), given.left_out)
    except csv.Error as broken:
        raise BadFile([CellError(1, "A", "", f"the file is broken: {broken}", "a comma-separated file")]) from None
    left_out = [SkippedRows(row, "A", "", why) for row, why in given.left_out.items()]
    return Reading(
        len(figures), figures, left_out, columns=[FileColumn(name, name.replace("_", " ")) for name in COLUMNS]
    )


FORMAT = Format("figure-list", "A list of single figures, one a row", recognise, read)


def _period_and_words(cell: str) -> tuple[str, str]:
    """The dated period of a cell, and the printed words behind it in quotation marks; either may be empty."""
    if not cell.endswith('"') or cell.count('"') != 2:
        return cell, ""
    dated, words = cell[:-1].split('"')
    return dated.strip(), words
