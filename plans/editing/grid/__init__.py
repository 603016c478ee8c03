"""Rows of one kind in one table: every cell a text field, saved together, by keyboard or as a pasted block."""

from .columns import GridColumn, grid_columns, in_order, kept_order, table_above
from .pasted import CannotFill, fill
from .rows import MOST_ROWS, GridRow, blank_rows, row_of, typed_rows
from .storing import GridOutcome, save_grid, stored_rows
