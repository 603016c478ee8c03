"""Area sets from boundary files (GeoJSON with `code` and `name` on every feature).

Where an area had another code before, `codes` says by which one it is known here, and its aliases hold the newer one.
"""

import json
from pathlib import Path

from django.core.exceptions import ValidationError

from csp_portal import fixtures
from csp_portal.fixtures import BrokenFixture
from plans.models import Area, AreaSet


def load_boundaries(path: Path) -> list[AreaSet]:
    """Load the area sets that a YAML file describes, each with the areas of its boundary file."""
    sets = []
    for number, entry in enumerate(fixtures.read(path)):
        try:
            file, record = path.parent / entry["file"], entry["area_set"]
            features = json.loads(file.read_text(encoding="utf-8"))["features"]
        except (KeyError, TypeError, OSError, json.JSONDecodeError) as problem:
            raise BrokenFixture(f"{path}: set {number + 1}: the boundary file cannot be used: {problem}.") from None
        (area_set,) = fixtures.load(path, {"plans.AreaSet": record})
        for position, feature in enumerate(sorted(features, key=lambda f: f["properties"]["name"])):
            code = entry.get("codes", {}).get(feature["properties"]["code"], feature["properties"]["code"])
            area = Area(
                area_set=area_set,
                position=position,
                code=code,
                name=feature["properties"]["name"],
                aliases=entry.get("aliases", {}).get(code, []),
                caveat=entry.get("caveats", {}).get(code, ""),
                outline=feature["geometry"],
            )
            try:
                fixtures.store(area)
            except ValidationError as problem:
                raise BrokenFixture(f"{file}: {code}: {'; '.join(problem.messages)}") from None
        sets.append(area_set)
    return sets
