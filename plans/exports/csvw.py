"""The tables of a plan as CSV files in one zip, described for programs by CSV on the Web.

The description is the file that https://www.w3.org/TR/tabular-metadata/ looks for beside a CSV file.
"""

import json
from typing import Any

from django.utils.translation import gettext as _

from csp_portal.formats.archives import zipped
from csp_portal.formats.csv_files import csv_text

from .about import rights_words
from .shape import PublishedText
from .tables.columns import LIST_MARK, SHORTHAND, Column, ExportTable, Kind
from .tables.whole import tables_of

DESCRIPTION = "csv-metadata.json"
CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "en"}]
YES_NO = {"base": "boolean", "format": "yes|no"}
DATATYPES = {Kind.NUMBER: "decimal", Kind.DATE: "date", Kind.YES_NO: YES_NO}


def csv_zip(text: PublishedText) -> bytes:
    """One CSV file for each table, and their description."""
    tables = tables_of(text.document)
    files = {f"{table.name}.csv": _file(table).encode() for table in tables}
    described = json.dumps(description(text, tables), ensure_ascii=False, indent=1)
    return zipped({DESCRIPTION: described.encode(), **files})


def _file(table: ExportTable) -> str:
    return csv_text([str(column.title) for column in table.columns], table.rows)


def description(text: PublishedText, tables: list[ExportTable]) -> dict[str, Any]:
    """The tables as a table group: where they come from, and what each column holds."""
    head = text.document["plan"]
    known: dict[str, Any] = {
        "dc:title": head["title"],
        "dc:description": _(
            "Every table of the plan. A text that begins with =, +, -, @, a tab or a line end has an apostrophe in "
            "front, so that no spreadsheet runs it as a formula. An empty cell means that the plan does not say."
        ),
        "dc:publisher": text.document["partnership"]["name"],
        "dc:rights": rights_words(text),
        "dc:source": {"@id": text.address},
        "schema:version": str(text.number),
    }
    if head["source_document"]:
        known["dc:provenance"] = head["source_document"]
    if text.published_on:
        known["dc:issued"] = {"@value": text.published_on.isoformat(), "@type": "xsd:date"}
    return {"@context": CONTEXT, "@type": "TableGroup", **known, "tables": list(map(_table, tables))}


def _table(table: ExportTable) -> dict[str, Any]:
    about = {"dc:description": table.about} if table.about else {}
    columns = list(map(_column, table.columns))
    return {"url": f"{table.name}.csv", "dc:title": table.title, **about, "tableSchema": {"columns": columns}}


def _column(column: Column) -> dict[str, Any]:
    """A column as programs read it. The shorthand for a missing number is no value."""
    described: dict[str, Any] = {
        "name": column.name,
        "titles": str(column.title),
        "datatype": DATATYPES.get(column.kind, "string"),
    }
    if column.kind == Kind.LIST:
        described["separator"] = LIST_MARK
    if column.state:
        described["null"] = ["", *SHORTHAND.values()]
    if column.unit:
        described["schema:unitText"] = column.unit
    return described
