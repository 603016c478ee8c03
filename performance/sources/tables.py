"""What the desk edits of sources."""

from performance import models
from plans.editing.tables import EditableTable

TABLES = (
    EditableTable("sources", models.Source, "source", "sources", "partnership", "partnership",
            ("title", "plan", "publisher", "issued", "file_name", "licence", "note"),
            "Documents and files that figures come from. Figures are loaded, and corrected, by importing; what "
            "a source says in words, its tables and their legends are kept here."),
    EditableTable("statements", models.Statement, "statement", "statements", "source", "source__partnership",
            ("kind", "locator", "subject", "about", "as_printed", "value", "period_start", "period_end",
             "indicator", "area", "table", "note")),
    EditableTable("figure-tables", models.FigureTable, "table", "tables", "source", "source__partnership",
            ("title", "label_heading", "columns", "unit", "locator", "note", "chart")),
    EditableTable("legends", models.LegendEntry, "line of the legend", "legend", "table",
            "table__source__partnership", ("symbol", "meaning", "low", "high", "locator")),
)  # fmt: skip
