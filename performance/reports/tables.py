"""What the desk edits of progress reports."""

from django.utils.translation import gettext_lazy as _

from performance import models
from plans.editing.tables import EditableTable

TABLES = (
    EditableTable("reports", models.ProgressReport, _("progress report"), _("progress reports"), "", "partnership",
            ("title", "period_start", "period_end", "meeting", "text_note")),
    EditableTable("report-lines", models.ReportLine, _("line"), _("lines"), "report", "report__partnership",
            ("name", "commentary", "cause", "action", "back_on", "back_as_said", "locator")),
    EditableTable("decisions-wanted", models.WantedDecision, _("decision needed"), _("decisions needed"), "report",
            "report__partnership", ("text", "reason")),
    EditableTable("report-sections", models.ReportSection, _("section"), _("sections"), "report", "report__partnership",
            ("heading", "kind", "body", "visibility", "withheld", "locator")),
)  # fmt: skip
