"""How a figure reads and how figures make a table again, whether they come as rows of a model or from one query."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from csp_portal.formats.locators import place_for_readers
from csp_portal.formats.periods import Period
from plans.schemas.plan import CellDocument, TableDocument, TableRowDocument, exact

from . import values

EMPTY_CELL: CellDocument = {"kind": "value", "text": "", "value": None, "state": "not available", "figure": ""}


class FigureWords:
    """What observations and printed figures have in common once they are read."""

    row: Any
    column: Any
    table: Any
    period_start: Any
    period_end: Any
    period_as_printed: Any
    against_start: Any
    against_end: Any
    as_printed: Any
    value: Any
    decimals: Any
    unit: Any
    state: Any
    qualifier: Any
    kind: Any
    locator: Any

    @property
    def period(self) -> Period | None:
        return Period(self.period_start, self.period_end) if self.period_start and self.period_end else None

    @property
    def against(self) -> Period | None:
        """The earlier period that a printed change is worked out from."""
        return Period(self.against_start, self.against_end) if self.against_start and self.against_end else None

    @property
    def place(self) -> str:
        """Where it is in its source, as readers can find it."""
        return place_for_readers(self.locator)

    @property
    def period_words(self) -> str:
        if self.period and self.period_as_printed:
            return f"{self.period}, printed “{self.period_as_printed}”"
        return str(self.period) if self.period else self.period_as_printed or "period not stated"

    @property
    def shown(self) -> str:
        """The figure for people, with its qualifier: "over 6,000"; "hidden", or the word of another state."""
        if self.state == values.State.SUPPRESSED:
            return _("hidden")
        words = values.shown(self.value, self.unit, self.decimals, self.state)
        return words if self.value is None else values.with_qualifier(words, self.qualifier)

    @property
    def anchor(self) -> str:
        """The figure's permanent place on the page of its source."""
        return anchor_of(self.table.slug if self.table else None, self.row, self.column)

    def as_cell(self) -> CellDocument:
        """The figure as a cell of its printed table."""
        return {
            "kind": self.kind,
            "text": self.as_printed,
            "value": exact(self.value),
            "state": self.state,
            "figure": self.anchor,
        }


def anchor_of(table: str | None, row: int, column: int) -> str:
    """The place of a figure in its source: in a table, or in the text."""
    return f"text-{row + 1}" if table is None else f"{table}-{row + 1}-{column + 1}"


def protected_words(value: Decimal | None, state: str) -> dict[str, Any]:
    """What readers get in place of all that a source says of a protected figure: its words, number, note and place.

    A place such as “counted from 3 rows” would tell the count.
    """
    known = value is not None and state == values.State.VALUE
    return {
        "as_printed": values.shown(value, decimals=0) if known else "",
        "value": value if known else None,
        "decimals": 0,
        "state": state or values.State.SUPPRESSED.value,
        "qualifier": "",
        "locator": "",
        "note": "",
    }


def in_columns(cells: Sequence[Any], columns: Sequence[str]) -> list[Any]:
    """The figures of one row, each in its column; None where a column has none."""
    by_column = {cell.column: cell for cell in cells}
    return [by_column.get(number) for number in range(len(columns))]


def rounding_note() -> str:
    """What is said of a table of protected counts; its chart is left out, whose sentences add and compare them."""
    return _("Counts here are rounded, and small ones are hidden, so that nobody can be identified.")


def table_document(table: Any, source: Any, figures: Iterable[Any]) -> TableDocument:
    """A table as printed: every cell with its words, its exact number and the figure it comes from."""
    figures = sorted(figures, key=lambda figure: (figure.row, figure.column))
    totals = {figure.indicator.part_of_id for figure in figures}
    protected = source.disclosure != "open"
    rows: list[TableRowDocument] = []
    for _number, row in groupby(figures, key=lambda figure: figure.row):
        cells = list(row)
        first = cells[0]
        rows.append(
            {
                "label": first.label,
                "indicator": first.indicator.slug,
                "area": first.area.code,
                "total": first.indicator_id in totals,
                "cells": [cell.as_cell() if cell else EMPTY_CELL for cell in in_columns(cells, table.columns)],
            }
        )
    return {
        "slug": table.slug,
        "title": table.title,
        "source": source.slug,
        "source_title": source.title,
        "locator": table.locator,
        "note": " ".join(filter(None, [table.note, rounding_note() if protected else ""])),
        "unit": table.unit,
        "chart": "" if protected else table.chart,
        "label_heading": table.label_heading,
        "columns": table.columns,
        "rows": rows,
    }
