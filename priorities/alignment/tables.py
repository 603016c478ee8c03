"""What the desk edits of outside plans."""

from django.utils.translation import gettext_lazy as _

from plans.editing.tables import EditableTable
from priorities import models

TABLES = (
    EditableTable("outside-plans", models.OutsidePlan, _("outside plan"), _("outside plans"), "partnership",
            "partnership", ("title", "link", "starts_on", "ends_on", "replaced_by"),
            _("Plans of others that yours contribute to, such as the police and crime plan. When one has ended, say "
              "what replaced it; then point everything that names the old one to the new one."),
            more=(_("What points to it"), "what-points-to-it/")),
)  # fmt: skip
