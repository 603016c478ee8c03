"""What the desk edits of areas."""

from plans import models
from plans.editing.tables import EditableTable

TABLES = (
    EditableTable("area-sets", models.AreaSet, "area set", "area sets", "partnership", "partnership",
            ("name", "kind", "starts_on", "ends_on", "attribution", "note"),
            more=("Upload outlines for the map", "outlines/")),
    EditableTable("areas", models.Area, "area", "areas", "area_set", "area_set__partnership",
            ("name", "code", "aliases", "caveat")),
    EditableTable("area-links", models.AreaLink, "larger area", "larger areas", "smaller",
            "smaller__area_set__partnership", ("larger", "share", "basis", "note")),
)  # fmt: skip
