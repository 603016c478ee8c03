"""Boundaries in degrees become outlines in small whole numbers, without gaps between neighbours."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from math import cos, radians
from typing import Any, TypedDict

Point = tuple[int, int]
Geometry = Mapping[str, Any]
MARGIN = 3
FLAT = 2  # a corner is left out when its triangle is at most this big (twice the area, in square units)
SPECK = 4  # a part or hole is left out when it is at most this big (twice the area)


class Outlines(TypedDict):
    viewbox: str
    paths: dict[str, str]


def project(geometries: Mapping[str, Geometry], width: int = 600) -> Outlines:
    """Outlines of GeoJSON polygons (longitude and latitude in degrees), by code, `width` units wide.

    East-west distances are shortened by the cosine of the middle latitude. Every point is rounded once
    and left out in all areas or in none, so neighbours that shared their vertices still do. An area too
    small to draw becomes a small diamond. Raises ValueError where there is nothing to draw.
    """
    rings = {code: list(rings_of(geometry)) for code, geometry in geometries.items()}
    degrees = [point for area in rings.values() for ring in area for point in ring]
    if not degrees or not all(rings.values()):
        raise ValueError("every area needs a Polygon or MultiPolygon")
    west, east = min(x for x, _ in degrees), max(x for x, _ in degrees)
    south, north = min(y for _, y in degrees), max(y for _, y in degrees)
    squeeze = cos(radians((south + north) / 2))
    across, down = (east - west) * squeeze, north - south
    scale = (width - 2 * MARGIN) / (across or down or 1)

    def placed(point: Sequence[float]) -> Point:
        x, y = (point[0] - west) * squeeze, north - point[1]
        return round(x * scale) + MARGIN, round(y * scale) + MARGIN

    drawn = {code: [joined(placed(point) for point in ring) for ring in area] for code, area in rings.items()}
    dropped = flat_corners(ring for area in drawn.values() for ring in area)
    return {
        "viewbox": f"0 0 {width} {round(down * scale) + 2 * MARGIN}",
        "paths": {code: path_of(area, dropped) for code, area in drawn.items()},
    }


def rings_of(geometry: Geometry) -> Iterator[Sequence[tuple[float, float]]]:
    """Outer rings and holes of a Polygon or MultiPolygon, each without its repeated last point."""
    polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}
    for polygon in polygons.get(geometry["type"], []):
        for ring in polygon:
            yield [(point[0], point[1]) for point in ring[:-1]]


def joined(points: Iterable[Point]) -> list[Point]:
    """The ring without points that repeat the one before."""
    kept: list[Point] = []
    for point in points:
        if not kept or kept[-1] != point:
            kept.append(point)
    while len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return kept


def double_area(ring: Sequence[Point]) -> int:
    following = [*ring[1:], *ring[:1]]
    return abs(sum(x * v - u * y for (x, y), (u, v) in zip(ring, following, strict=True)))


def flat_corners(rings: Iterable[Sequence[Point]]) -> set[Point]:
    """Points that can go, the flattest first (Visvalingam), found over all rings together.

    Only a point between exactly two others can go: where three areas meet, the corner stays.
    """
    near: dict[Point, set[Point]] = {}
    for ring in rings:
        for here, there in zip(ring, [*ring[1:], *ring[:1]], strict=True):
            if here != there:
                near.setdefault(here, set()).add(there)
                near.setdefault(there, set()).add(here)

    def flatness(point: Point) -> int | None:
        return double_area([point, *near[point]]) if len(near[point]) == 2 else None

    waiting = [(flat, point) for point in near if (flat := flatness(point)) is not None and flat <= FLAT]
    heapify(waiting)
    gone: set[Point] = set()
    while waiting:
        flat, point = heappop(waiting)
        if point in gone or flatness(point) != flat:
            continue
        one, other = near[point]
        if other in near[one]:
            continue
        gone.add(point)
        for end, opposite in ((one, other), (other, one)):
            near[end].remove(point)
            near[end].add(opposite)
        for end in (one, other):
            if (again := flatness(end)) is not None and again <= FLAT:
                heappush(waiting, (again, end))
    return gone


def path_of(rings: Sequence[Sequence[Point]], dropped: set[Point]) -> str:
    """Path text of one area in relative whole numbers."""
    kept = [joined(point for point in ring if point not in dropped) for ring in rings]
    biggest = max(kept, key=double_area)
    if double_area(biggest) <= SPECK:
        x, y = rings[0][0]
        return f"M{x - 2} {y}l2-2 2 2-2 2Z"
    return "".join(ring_path(ring) for ring in kept if ring is biggest or double_area(ring) > SPECK)


def ring_path(ring: Sequence[Point]) -> str:
    (x, y), *rest = ring
    text = f"M{x} {y}l"
    for u, v in rest:
        text += f"{pair(u - x, first=text[-1] == 'l')}{pair(v - y)}"
        x, y = u, v
    return text + "Z"


def pair(step: int, first: bool = False) -> str:
    """A number in a path: a minus sign or the letter before it needs no blank."""
    return str(step) if step < 0 or first else f" {step}"
