"""Rows of a plan in a spreadsheet that officers work on offline and load back: nothing is overwritten unseen."""

from .loading import LoadOutcome, load_workbook, preview_workbook
from .reading import Workbook, read_workbook
from .workbook import offline_tables, working_book, working_csv
