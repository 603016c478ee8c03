"""A table as a document prints it: one row an indicator or an area, one column a period or a printed result.

The CSV file has the columns `line` (where the row stands in the source), `key` (indicator or area), `label` (as
printed), then the printed columns in order. What the columns mean is said beside it, in `TableSpec`.
"""

import csv
import io
from dataclasses import dataclass

from performance.imports.figures import BadFile, CellError, NotAPeriod, NotAValue, ParsedFigure, read_period, read_value

FIXED = ("line", "key", "label")


@dataclass(frozen=True)
class ColumnSpec:
    heading: str
    kind: str = "value"
    period: str = ""
    against: str = ""
    indicator: str = ""


@dataclass(frozen=True)
class TableSpec:
    """`rows` says what the keys are: "indicator" or "area". The other one is the same for the whole table."""

    rows: str
    columns: tuple[ColumnSpec, ...]
    indicator: str = ""
    area: str = ""


def parse(text: str, spec: TableSpec) -> list[ParsedFigure]:
    """Every figure of the table. Raises BadFile with all that is wrong."""
    lines = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    headings = [*FIXED, *(column.heading for column in spec.columns)]
    if not lines or lines[0] != headings:
        found = ", ".join(lines[0]) if lines else "nothing"
        raise BadFile([CellError(1, "A", found, f"the headings must be {', '.join(headings)}; found {found}")])
    figures: list[ParsedFigure] = []
    refused: list[CellError] = []
    for number, cells in enumerate(lines[1:], start=2):
        if len(cells) != len(headings):
            why = f"{len(cells)} cells where the headings have {len(headings)}"
            refused.append(CellError(number, headings[0], ",".join(cells), why))
            continue
        line, key, label = cells[:3]
        for place, (column, cell) in enumerate(zip(spec.columns, cells[3:], strict=True)):
            try:
                figures.append(
                    ParsedFigure(
                        indicator=key if spec.rows == "indicator" else column.indicator or spec.indicator,
                        area=key if spec.rows == "area" else spec.area,
                        kind=column.kind,
                        period=read_period(column.period),
                        against=read_period(column.against),
                        label=label,
                        as_printed=cell,
                        value=read_value(cell, column.kind),
                        locator=line,
                        row=number - 2,
                        column=place,
                    )
                )
            except (NotAValue, NotAPeriod) as problem:
                refused.append(CellError(number, column.heading, cell, str(problem)))
    if refused:
        raise BadFile(refused)
    return figures
