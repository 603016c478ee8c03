"""What the desk edits of the duties of a partnership."""

from plans import models
from plans.editing.tables import EditableTable

TABLES = (
    EditableTable("oversight-bodies", models.OversightBody, "oversight body", "oversight bodies", "partnership",
            "partnership", ("name", "kind", "starts_on", "ends_on"),
            "The commissioner, mayor or board to whom the partnership answers, each with its time."),
    EditableTable("sent-copies", models.SentCopy, "sent copy", "sent copies", "partnership", "partnership",
            ("plan", "version", "recipient", "name", "sent_on", "received_on", "receipt"),
            "To whom a published plan was sent. The desk reminds you of the policing body after 14 days."),
    EditableTable("done-steps", models.DoneStep, "step of the statutory year", "steps of the statutory year",
            "partnership", "partnership", ("year", "step", "done_on", "note"),
            "What the law asks for every year, and when it was done."),
)  # fmt: skip
