"""What the desk edits of the strategic assessment."""

from django.utils.translation import gettext_lazy as _

from plans.editing.tables import EditableTable
from priorities import models

TABLES = (
    EditableTable("criteria", models.Criterion, _("criterion"), _("criteria"), "plan", "plan",
            ("name", "meaning", "weight", "highest"),
            _("What the issues in the strategic assessment are scored against.")),
    EditableTable("issues", models.Issue, _("issue"), _("issues"), "plan", "plan",
            ("name", "finding", "recommendation", "recommendation_reason", "priority", "visibility", "withheld",
             "locator"),
            _("Crime types and other issues of the strategic assessment. Each has its scores and a recommendation.")),
    EditableTable("scores", models.Score, _("score"), _("scores"), "issue", "issue__plan",
            ("criterion", "score", "evidence", "link")),
)  # fmt: skip
