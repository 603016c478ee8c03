"""What the desk edits of a partnership itself."""

from django.utils.translation import gettext_lazy as _

from csp_portal.pages.level_names import LEVEL_NAMES
from plans import models

from .tables import EditableTable

SEAT = ("organisation", "statutory_class", "representative", "office", "starts_on", "ends_on", "dates_as_printed",
        "note", "locator")  # fmt: skip
GROUP = ("name", "kind", "chair", "frequency", "remit", "reports_to", "locator")
UNPRINTED = (("named_in", None),)

TABLES = (
    EditableTable("partnership", models.Partnership, _("partnership"), _("partnership"), "", "",
            ("name", "kind", "jurisdiction", "place", "code", "colour", "parent", "areas",
             "one_person_may_publish", *(f"word_for_{level}" for level in LEVEL_NAMES))),
    EditableTable("standing-members", models.PartnershipMember, _("member"), _("members"), "partnership", "partnership",
            SEAT, _("The members of the partnership. Each plan lists them from its next version."), UNPRINTED),
    EditableTable("standing-groups", models.Group, _("group"), _("groups"), "partnership", "partnership", GROUP,
            _("The groups of the partnership. Each plan lists them from its next version."), UNPRINTED),
    EditableTable("organisations", models.Organisation, _("organisation"), _("organisations"), "partnership",
            "partnership", ("name", "kind", "aliases", "url"),
            _("Organisations kept by this partnership. Others are shared by all partnerships."), shared=True),
    EditableTable("editions", models.Edition, _("edition"), _("editions"), "partnership", "partnership",
            ("plan", "version", "kind", "language", "title", "body"),
            _("A published version in another language, an easy read or a summary. Readers can find it at once.")),
)  # fmt: skip
