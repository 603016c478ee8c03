"""What the desk edits of a partnership itself."""

from plans import models

from .tables import EditableTable

SEAT = ("organisation", "statutory_class", "representative", "office", "starts_on", "ends_on", "dates_as_printed",
        "note", "locator")  # fmt: skip
GROUP = ("name", "kind", "chair", "frequency", "remit", "reports_to", "locator")
UNPRINTED = (("named_in", None),)

TABLES = (
    EditableTable("partnership", models.Partnership, "partnership", "partnership", "", "",
            ("name", "kind", "jurisdiction", "place", "code", "colour", "parent", "areas")),
    EditableTable("standing-members", models.PartnershipMember, "member", "members", "partnership", "partnership",
            SEAT, "Members that no plan names yet. They stand in the next text of every plan.", UNPRINTED),
    EditableTable("standing-groups", models.Group, "group", "groups", "partnership", "partnership", GROUP,
            "Groups that no plan names yet. They stand in the next text of every plan.", UNPRINTED),
    EditableTable("organisations", models.Organisation, "organisation", "organisations", "partnership",
            "partnership", ("name", "kind", "aliases", "url"),
            "Organisations that this partnership keeps. Others are shared by all partnerships."),
    EditableTable("editions", models.Edition, "edition", "editions", "partnership", "partnership",
            ("plan", "version", "kind", "language", "title", "body"),
            "A published version in another language, easy to read, or in short. Readers find it at once."),
)  # fmt: skip
