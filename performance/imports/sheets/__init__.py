"""Files that hold a table, read into sheets of cells as a reader of the file sees them."""

from .cells import CannotRead, Sheet, column_name, column_number
from .reading import read_sheets
