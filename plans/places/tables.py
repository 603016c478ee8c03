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
    EditableTable("area-links", models.AreaLink, _("larger area"), _("larger areas"), "smaller",
            "smaller__area_set__partnership", ("larger", "share", "basis", "note"), shared=True),
)  # fmt: skip
