"""What the desk edits of “You said, we did”."""

from plans import models
from plans.editing.tables import EditableTable

TABLES = (
    EditableTable("you-said", models.YouSaid, "you said, we did", "you said, we did", "partnership", "partnership",
            ("said", "heard_from", "source", "feedback", "consultation", "member_question", "decided", "what",
             "because", "decided_on", "plan", "priority", "action"),
            "What people said and what was decided. Readers see it when the register is published."),
)  # fmt: skip
