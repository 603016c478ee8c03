"""What every layout of a file is read into: figures with their place, or a problem with its place."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from csp_portal.formats.periods import NotAPeriod, Period, parse as parse_period
from performance.rules.values import NotAValue, State, Value, parse as parse_value


@dataclass(frozen=True)
class CellError:
    """A cell that is refused: its place as a spreadsheet shows it, its text, the reason, and what would be accepted.

    `more`: other rows with the same fault in the same column.
    """

    row: int
    column: str
    value: str
    why: str
    accepted: str = ""
    more: tuple[int, ...] = ()

    @property
    def rows(self) -> tuple[int, ...]:
        return (self.row, *self.more)

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {self.why}"


def gathered(refused: Iterable[CellError]) -> list[CellError]:
    """One fault once, with all its rows, in the order of the first."""
    rows: dict[CellError, list[int]] = {}
    for one in refused:
        rows.setdefault(replace(one, row=0, more=()), []).extend(one.rows)
    return [replace(one, row=all_rows[0], more=tuple(all_rows[1:])) for one, all_rows in rows.items()]


class BadFile(ValueError):
    """A file that cannot be taken. `refused` lists every reason, with its place."""

    def __init__(self, refused: list[CellError]) -> None:
        self.refused = refused
        super().__init__("; ".join(str(reason) for reason in refused))


@dataclass(frozen=True, slots=True)
class ParsedFigure:
    """One figure of a file. `kind` is "value" for an observation, else what the document worked out.

    `indicator` and `area` are keys: the slug or code, or any name they are known by. `row` and `column` count from
    0 inside the printed table; `line` and `cell` are the row and column of the file as a spreadsheet shows them, and
    `locator` is the place in words ("sheet Table C2, row 12, column D"). `row_label` is what its row is called.
    `refused`: a cell of it cannot be read; it is looked up only to find what else is wrong with it.
    """

    indicator: str
    area: str
    period: Period | None
    as_printed: str
    value: Value
    locator: str
    kind: str = "value"
    period_as_printed: str = ""
    against: Period | None = None
    label: str = ""
    row: int = 0
    column: int = 0
    provisional: bool = False
    note: str = ""
    line: int = 0
    cell: str = ""
    row_label: str = ""
    refused: bool = False

    @property
    def place(self) -> tuple[int, str]:
        """Row and column of the file. A table of ours has one row of headings, and counts from 0 below it."""
        return self.line or self.row + 2, self.cell or "as_printed"


def read_value(text: str, kind: str, given: str = "") -> Value:
    """The number in a cell. `given` says it in figures where the print says it in words. A symbol has no number."""
    if kind == "status":
        return Value(State.NOT_APPLICABLE)
    if not given:
        return parse_value(text)
    number = parse_value(given)
    try:
        printed = parse_value(text)
    except NotAValue:
        return number
    return Value(number.state, number.number, number.unit or printed.unit, number.qualifier or printed.qualifier)


def read_period(text: str) -> Period | None:
    """A period, or None where the cell is empty."""
    return parse_period(text) if text.strip() else None


__all__ = ["BadFile", "NotAPeriod", "NotAValue", "ParsedFigure", "CellError", "read_period", "read_value"]
