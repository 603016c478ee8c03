"""Every table of the portal as a file: CSV, XLSX and ODS, with the same cells in each."""

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from csp_portal.formats.csv_files import csv_lines, csv_response
from csp_portal.formats.spreadsheets import ods, xlsx
from csp_portal.formats.spreadsheets.one_table import MOST_ROWS, TableFile, TooLong, book_of_table

from .live_pages import NotFound

WRITERS = {"xlsx": (xlsx.xlsx, xlsx.MEDIA_TYPE), "ods": (ods.ods, ods.MEDIA_TYPE)}
FORM_TYPES = {"csv": "text/csv"} | {form: media_type for form, (_make, media_type) in WRITERS.items()}
TABLE_FORMS = tuple(FORM_TYPES)


def table_response(table: TableFile, ending: str, csv_address: str = "") -> HttpResponse:
    """The file of a table. Raises NotFound for other endings, and for a spreadsheet of too many rows."""
    if ending == "csv":
        return csv_response(f"{table.name}.csv", list(table.columns), table.rows)
    if ending not in WRITERS:
        sentence = _("Tables can be downloaded as CSV, XLSX and ODS, not as “%(ending)s”.")
        raise NotFound(sentence % {"ending": ending})
    make, media_type = WRITERS[ending]
    try:
        content = make(book_of_table(table))
    except TooLong:
        sentence = _("A spreadsheet here holds %(most)s rows, and this table has more. Its CSV file has all of them.")
        beside = [(_("Download as CSV"), csv_address)] if csv_address else []
        raise NotFound(sentence % {"most": f"{MOST_ROWS:,}"}, beside) from None
    response = HttpResponse(content, media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{table.name}.{ending}"'
    return response


def csv_stream(table: TableFile) -> Any:
    """A CSV file that is sent while its rows are read, however many there are."""
    lines = csv_lines(list(table.columns), table.rows)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{table.name}.csv"'
    return response
