"""An uploaded spreadsheet as the text that its cells would be if they were pasted."""

import csv
import io

from django.utils.translation import gettext as _

from csp_portal.contributions import contributed

from .layouts import NotATable

MOST_BYTES = 5_000_000


def text_of_file(content: bytes) -> str:
    """The cells of the one sheet of an XLSX, ODS or CSV file, parted by tabs. Raises NotATable."""
    if len(content) > MOST_BYTES:
        raise NotATable(_("The file is larger than 5 MB; save the sheet with the rows as a file of its own."))
    (visible_tables,) = contributed("SHEET_READERS")
    try:
        tables = visible_tables(content)
    except ValueError as problem:
        raise NotATable(_("The file cannot be read: %(why)s.") % {"why": problem}) from None
    if len(tables) != 1:
        words = _("The file has %(count)s sheets with rows (%(names)s); save the one you need as a file of its own.")
        raise NotATable(words % {"count": len(tables), "names": ", ".join(name for name, _rows in tables)})
    text = io.StringIO()
    csv.writer(text, dialect="excel-tab").writerows(tables[0][1])
    return text.getvalue()
