"""A block pasted from a spreadsheet or a table: read into cells, looked at, corrected, then stored all at once."""

from .files import MOST_BYTES, as_text, texts_of_file
from .layouts import MOST_CHARACTERS, MOST_ROWS, Layout, NotATable, PasteColumn, paste_layouts
from .storing import PasteOutcome, preview_all, store_all, undo
from .table import UNUSED, PastedTable, look, marks_in, read, rows_of, settle, with_meanings
