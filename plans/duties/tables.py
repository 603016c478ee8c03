"""What the desk edits of the duties of a partnership."""

from django.utils.translation import gettext_lazy as _

from plans import models
from plans.editing.tables import EditableTable

TABLES = (
    EditableTable("oversight-bodies", models.OversightBody, _("oversight body"), _("oversight bodies"), "partnership",
            "partnership", ("name", "kind", "starts_on", "ends_on"),
            _("The commissioner, mayor or board that the partnership answers to, each with its dates.")),
    EditableTable("sent-copies", models.SentCopy, _("sent copy"), _("sent copies"), "partnership", "partnership",
            ("plan", "version", "recipient", "name", "sent_on", "received_on", "receipt"),
            _("Who a published plan was sent to. The desk reminds you about the policing body after 14 days.")),
    EditableTable("done-steps", models.DoneStep, _("step of the statutory year"), _("steps of the statutory year"),
            "partnership", "partnership", ("year", "step", "done_on", "note"),
            _("What the law asks for every year, and when it was done.")),
    EditableTable("key-dates", models.KeyDate, _("date of the year"), _("dates of the year"), "partnership",
            "partnership", ("title", "month", "day", "once_on", "lead", "remind_days", "done_for"),
            _("Dates of the partnership's own year, with reminders. Readers never see them.")),
)  # fmt: skip
