"""What the desk edits of progress reports."""

from performance import models
from plans.editing.tables import EditableTable

TABLES = (
    EditableTable("reports", models.ProgressReport, "progress report", "progress reports", "", "partnership",
            ("title", "period_start", "period_end", "meeting")),
    EditableTable("report-lines", models.ReportLine, "line", "lines", "report", "report__partnership",
            ("name", "commentary", "cause", "action", "back_on", "back_as_said", "locator")),
    EditableTable("decisions-wanted", models.WantedDecision, "decision wanted", "decisions wanted", "report",
            "report__partnership", ("text", "reason")),
    EditableTable("report-sections", models.ReportSection, "section", "sections", "report", "report__partnership",
            ("heading", "kind", "body", "visibility", "withheld", "locator")),
)  # fmt: skip
