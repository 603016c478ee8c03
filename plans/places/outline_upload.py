"""Outlines of the areas of a set from one uploaded GeoJSON file: looked at as a whole, then stored as a whole."""

import json
import math
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from plans.editing import save
from plans.models import Area, AreaSet, ChangeKind, User, log_change

MOST_BYTES = 5_000_000
MOST_POINTS = 200_000


class NotOutlines(ValueError):
    """The file cannot be used; the message says why and what would be."""


def read(content: bytes, areas: list[Area]) -> dict[Area, dict[str, Any]]:
    """The geometry of each area that the file names by its code or name. Raises NotOutlines, and nothing else."""
    if len(content) > MOST_BYTES:
        raise NotOutlines(_("The file is larger than 5 megabytes. Simplify the outlines, then upload it again."))
    try:
        features = json.loads(content)["features"]
        named = [(dict(one["properties"]), one["geometry"]) for one in features]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotOutlines(_("The file is not a GeoJSON FeatureCollection with a code or name for each area.")) from None
    by_word = {word: area for area in areas for word in (area.name, area.code)}
    found: dict[Area, dict[str, Any]] = {}
    for number, (properties, geometry) in enumerate(named, start=1):
        area = next((by_word[word] for word in map(str, properties.values()) if word in by_word), None)
        if area is None:
            words = _(
                "Area %(number)s in the file does not match this set: none of its properties is a code or name we know."
            )
            raise NotOutlines(words % {"number": number})
        if area in found:
            raise NotOutlines(_("The file outlines “%(name)s” twice.") % {"name": area.name})
        found[area] = geometry_of(area.name, geometry)
    if not found:
        raise NotOutlines(_("There is no area in the file."))
    return found


def geometry_of(name: str, geometry: Any) -> dict[str, Any]:
    """The geometry as it is kept: its kind and its corners, without heights. Raises NotOutlines."""
    try:
        kind = geometry["type"]
        polygons = [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]
        if kind not in ("Polygon", "MultiPolygon") or not polygons:
            raise ValueError
        kept = [[[_corner(point) for point in ring] for ring in polygon] for polygon in polygons]
        if not all(polygon and all(len(ring) >= 4 and ring[0] == ring[-1] for ring in polygon) for polygon in kept):
            raise ValueError
        if sum(len(ring) for polygon in kept for ring in polygon) > MOST_POINTS:
            raise ValueError
    except (ValueError, KeyError, TypeError, IndexError, OverflowError):
        words = _(
            "The outline of “%(name)s” is not a closed Polygon or MultiPolygon in degrees of longitude and latitude "
            "(WGS 84)."
        )
        raise NotOutlines(words % {"name": name}) from None
    return {"type": kind, "coordinates": kept[0] if kind == "Polygon" else kept}


def _corner(point: Any) -> list[float]:
    x, y = float(point[0]), float(point[1])
    if not (math.isfinite(x) and math.isfinite(y) and -180 <= x <= 180 and -90 <= y <= 90):
        raise ValueError
    return [x, y]


@transaction.atomic
def store(area_set: AreaSet, outlines: dict[Area, dict[str, Any]], *, by: User | None) -> None:
    """Give areas of a set these outlines. Areas that are not named keep theirs."""
    save.require_draft(area_set.partnership, shared=True)
    for area, outline in outlines.items():
        area.outline = outline
        area.row_version += 1
        area.save(update_fields=["outline", "row_version"])
        log_change(area_set.partnership, "areas", area, ChangeKind.CHANGED, [("outline", "", _("uploaded"))], by=by)
