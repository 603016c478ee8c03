"""What the desk edits of the duties of a partnership."""

from django.utils.translation import gettext_lazy as _

from plans import models
from plans.editing.tables import EditableTable

TABLES = (
    EditableTable("oversight-bodies", models.OversightBody, _("oversight body"), _("oversight bodies"), "partnership",
            "partnership", ("name", "kind", "starts_on", "ends_on"),
            _("The commissioner, mayor or board to whom the partnership answers, each with its time.")),
    EditableTable("sent-copies", models.SentCopy, _("sent copy"), _("sent copies"), "partnership", "partnership",
            ("plan", "version", "recipient", "name", "sent_on", "received_on", "receipt"),
            _("To whom a published plan was sent. The desk reminds you of the policing body after 14 days.")),
    EditableTable("done-steps", models.DoneStep, _("step of the statutory year"), _("steps of the statutory year"),
            "partnership", "partnership", ("year", "step", "done_on", "note"),
            _("What the law asks for every year, and when it was done.")),
)  # fmt: skip
