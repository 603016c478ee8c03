"""What the desk edits of areas."""

from django.utils.translation import gettext_lazy as _

from plans import models
from plans.editing.tables import EditableTable

TABLES = (
    EditableTable("area-sets", models.AreaSet, _("area set"), _("area sets"), "partnership", "partnership",
            ("name", "kind", "starts_on", "ends_on", "attribution", "note"),
            more=(_("Upload outlines for the map"), "outlines/"), shared=True),
    EditableTable("areas", models.Area, _("area"), _("areas"), "area_set", "area_set__partnership",
            ("name", "code", "aliases", "caveat"), shared=True),
    EditableTable("councillors", models.Councillor, _("councillor"), _("councillors"), "area",
            "area__area_set__partnership",
            ("name", "party", "email", "telephone", "web", "starts_on", "ends_on", "source", "checked_on"),
            _("Readers see those in office today on the page of the area. Give only what the council publishes."),
            shared=True),
    EditableTable("area-links", models.AreaLink, _("larger area"), _("larger areas"), "smaller",
            "smaller__area_set__partnership", ("larger", "share", "basis", "note"), shared=True),
)  # fmt: skip
