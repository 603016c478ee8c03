"""What the desk edits of sources."""

from django.utils.translation import gettext_lazy as _

from performance import models
from plans.editing.tables import EditableTable

TABLES = (
    EditableTable("sources", models.Source, _("source"), _("sources"), "partnership", "partnership",
            ("title", "plan", "publisher", "issued", "file_name", "licence", "note"),
            _("Documents and files that figures come from. Figures are loaded, and corrected, by importing; what "
            "a source says in words, its tables and their legends are kept here.")),
    EditableTable("statements", models.Statement, _("statement"), _("statements"), "source", "source__partnership",
            ("kind", "locator", "subject", "about", "as_printed", "value", "period_start", "period_end",
             "indicator", "area", "table", "note")),
    EditableTable("figure-tables", models.FigureTable, _("table"), _("tables"), "source", "source__partnership",
            ("title", "label_heading", "columns", "unit", "locator", "note", "chart")),
    EditableTable("legends", models.LegendEntry, _("line of the legend"), _("legend"), "table",
            "table__source__partnership", ("symbol", "meaning", "low", "high", "locator")),
)  # fmt: skip
