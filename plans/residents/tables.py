"""What the desk edits of “You said, we did”."""

from django.utils.translation import gettext_lazy as _

from plans import models
from plans.editing.tables import EditableTable

TABLES = (
    EditableTable("you-said", models.YouSaid, _("you said, we did"), _("you said, we did"), "partnership",
            "partnership",
            ("said", "heard_from", "source", "feedback", "consultation", "member_question", "decided", "what",
             "because", "decided_on", "plan", "priority", "action"),
            _("What people said and what was decided. Readers see it when the register is published.")),
)  # fmt: skip
