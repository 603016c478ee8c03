import json
import re
from collections import Counter
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.conf import settings
from hypothesis import given, strategies as st
from markupsafe import Markup

from csp_portal.charts import Choropleth, MapArea, legend, maps, project
from csp_portal.charts.legend import classes

SVG = "{http://www.w3.org/2000/svg}"
BOUNDARIES = settings.BASE_DIR / "fixtures" / "boundaries" / "peterborough-wards-2013.geojson"
CRIMES = {
    "Central": 4713, "East": 1568, "Fletton and Woodston": 1164, "Bretton North": 1084,
    "Orton with Hampton": 1063, "Orton Longueville": 1016, "Park": 1000, "Ravensthorpe": 932,
    "Dogsthorpe": 893, "Orton Waterville": 776, "West": 723, "Paston": 696, "North": 613,
    "Stanground Central": 599, "Walton": 451, "Werrington North": 410, "Eye and Thorney": 365,
    "Glinton and Wittering": 265, "Werrington South": 238, "Bretton South": 141, "Newborough": 129,
    "Stanground East": 113, "Barnack": 70, "Northborough": 50,
}  # fmt: skip


@pytest.fixture(scope="module")
def wards():
    features = json.loads(BOUNDARIES.read_text())["features"]
    return {feature["properties"]["name"]: feature["geometry"] for feature in features}


@pytest.fixture(scope="module")
def outlines(wards):
    return project(wards)


def corners(path):
    """The rings of a path as lists of absolute points."""
    rings = []
    for ring in path.split("Z")[:-1]:
        start, steps = ring[1:].split("l")
        x, y = map(int, start.split())
        points = [(x, y)]
        numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
        for right, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + right, y + down
            points.append((x, y))
        rings.append(points)
    return rings


def edges(points):
    return [frozenset(pair) for pair in zip(points, [*points[1:], points[0]], strict=True)]


def outer_edges(paths):
    """Edges that belong to one area alone; no edge may belong to more than two."""
    seen = Counter(edge for path in paths.values() for ring in corners(path) for edge in edges(ring))
    assert set(seen.values()) <= {1, 2}
    return [tuple(edge) for edge, times in seen.items() if times == 1]


def is_one_closed_line(lines):
    near = {}
    for one, other in lines:
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    (start, here), before, steps = lines[0], lines[0][0], 1
    while here != start and steps < len(lines):
        here, before = next(point for point in near[here] if point != before), here
        steps += 1
    return {len(points) for points in near.values()} == {2} and steps == len(lines)


def box(west, south, east, north):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def decimals(*numbers):
    return [Decimal(str(number)) for number in numbers]


def summary(found):
    return [(one.label, one.css, one.count) for one in found]


def test_every_ward_of_peterborough_fits_into_little_text(wards, outlines):
    assert list(outlines["paths"]) == list(wards)
    assert sum(map(len, outlines["paths"].values())) <= 9000
    assert outlines["viewbox"] == "0 0 600 347"
    assert json.loads(json.dumps(outlines)) == outlines


def test_neighbours_leave_no_gap(outlines):
    assert is_one_closed_line(outer_edges(outlines["paths"]))


def test_outlines_stay_inside_the_viewbox(outlines):
    width, height = map(int, outlines["viewbox"].split()[2:])
    points = [point for path in outlines["paths"].values() for ring in corners(path) for point in ring]
    assert min(x for x, _ in points) >= 0 <= min(y for _, y in points)
    assert max(x for x, _ in points) <= width
    assert max(y for _, y in points) <= height


def test_north_is_up_and_distances_east_shrink_with_the_latitude():
    made = project({"a": {"type": "Polygon", "coordinates": [box(0, 59, 1, 61)]}}, width=106)
    assert made == {"viewbox": "0 0 106 406", "paths": {"a": "M3 403l100 0 0-400-100 0Z"}}


def test_holes_and_several_parts_are_kept_and_specks_dropped():
    parts = [[box(0, 0, 10, 10), box(2, 2, 8, 8)], [box(12, 0, 20, 10)], [box(11, 0, 11.001, 0.001)]]
    made = project({"a": {"type": "MultiPolygon", "coordinates": parts}})
    rings = corners(made["paths"]["a"])
    assert [len(ring) for ring in rings] == [4, 4, 4]


def test_an_area_too_small_to_draw_stays_visible():
    tiny = {"type": "Polygon", "coordinates": [box(5, 5, 5.0001, 5.0001)]}
    made = project({"all": {"type": "Polygon", "coordinates": [box(0, 0, 10, 10)]}, "tiny": tiny})
    assert re.fullmatch(r"M\d+ \d+l2-2 2 2-2 2Z", made["paths"]["tiny"])


@pytest.mark.parametrize(
    "geometry", [{"type": "Point", "coordinates": [0, 52]}, {"type": "Polygon", "coordinates": []}]
)
def test_what_is_no_polygon_is_refused(geometry):
    with pytest.raises(ValueError, match="Polygon"):
        project({"a": geometry})


def test_no_areas_are_refused():
    with pytest.raises(ValueError, match="Polygon"):
        project({})


@given(
    st.lists(st.floats(0.3, 3), min_size=1, max_size=6),
    st.lists(st.floats(-0.4, 0.4), min_size=3, max_size=9),
)
def test_areas_with_wavy_lines_between_them_leave_no_gap(widths, wiggle):
    lines, x = [], 0.0
    for width in [0.0, *widths]:
        x += width
        lines.append([[x + shift * min(widths), 52 + row / 10] for row, shift in enumerate(wiggle)])
    areas = {
        str(at): {"type": "Polygon", "coordinates": [[*left, *reversed(right), left[0]]]}
        for at, (left, right) in enumerate(zip(lines, lines[1:], strict=False))
    }
    assert is_one_closed_line(outer_edges(project(areas)["paths"]))


def test_counts_of_very_different_size_get_growing_classes():
    assert summary(classes(decimals(*CRIMES.values()))) == [
        ("0 to 99", "q0", 2),
        ("100 to 199", "q1", 3),
        ("200 to 499", "q2", 5),
        ("500 to 999", "q3", 7),
        ("1,000 to 1,999", "q4", 6),
        ("2,000 to 4,999", "q5", 1),
    ]


def test_counts_of_like_size_get_equal_classes_from_zero():
    assert summary(classes(decimals(*range(0, 100, 5)))) == [
        ("0 to 19", "q0", 4),
        ("20 to 39", "q1", 4),
        ("40 to 59", "q2", 4),
        ("60 to 79", "q3", 4),
        ("80 to 99", "q5", 4),
    ]


def test_rates_say_where_a_class_ends():
    labels = [one.label for one in classes(decimals("80.5", "82.25", "84", "89.9"))]
    assert labels == [
        "80 to under 82",
        "82 to under 84",
        "84 to under 86",
        "86 to under 88",
        "88 to under 90",
    ]


def test_one_value_none_and_zeros_have_classes_too():
    assert classes([]) == []
    assert summary(classes(decimals(0, 0))) == [("0", "q2", 2)]
    assert sum(one.count for one in classes(decimals(7))) == 1


counts = st.lists(st.integers(0, 10**7).map(Decimal), min_size=1, max_size=40)
rates = st.lists(st.decimals(min_value=-(10**6), max_value=10**6, places=3), min_size=1, max_size=40)


@given(counts | rates)
def test_every_value_falls_into_exactly_one_class(values):
    found = classes(values)
    assert 1 <= len(found) <= 6
    assert all(sum(one.holds(value) for one in found) == 1 for value in values)
    assert sum(one.count for one in found) == len(values)
    assert [one.count for one in found] == [sum(map(one.holds, values)) for one in found]
    assert all(one.upper == other.lower for one, other in zip(found, found[1:], strict=False))
    assert len({one.css for one in found}) == len({one.label for one in found}) == len(found)
    assert found == classes(list(reversed(values)))


@given(counts)
def test_classes_of_counts_start_at_zero(values):
    assert classes(values)[0].lower == 0


def ward_map(outlines, **more):
    areas = tuple(
        MapArea(name, name, Decimal(number), f"{number:,}", f"/wards/{at}/")
        for at, (name, number) in enumerate(CRIMES.items())
    )
    more = {"areas": areas, **more}
    return Choropleth("ward-map", "Crimes by ward", "Central has the most.", "crimes", outlines, **more)


def test_every_ward_is_a_link_that_says_its_number_and_rank(outlines):
    svg = ward_map(outlines).svg
    root = ElementTree.fromstring(str(svg))
    assert isinstance(svg, Markup)
    assert root.get("role") == "group"
    assert root[0].get("id") == root.get("aria-labelledby") == "ward-map-title"
    assert root[0].text == "Crimes by ward (crimes)"
    links = list(root.iter(f"{SVG}a"))
    assert len(links) == 24
    assert links[0].get("href") == "/wards/0/"
    assert links[0][0].get("class") == "c-ward q5"
    assert links[0][0][0].text == "Central: 4,713 crimes, ranked 1st of 24"
    assert links[-1][0][0].text == "Northborough: 50 crimes, ranked 24th of 24"
    assert "style" not in svg
    assert len(svg.encode()) <= 10_000


def test_map_legend_and_table_agree(outlines):
    one = ward_map(outlines)
    shades = Counter(re.findall(r'class="c-ward (q\d)"', one.svg))
    assert shades == {found.css: found.count for found in one.legend}
    assert one.table["caption"] == "Crimes by ward (crimes)"
    assert [column.text for column in one.table["columns"]] == ["Area", "crimes", "Rank"]
    assert one.table["rows"][0] == ["Central", "4,713", "1st"]
    assert one.table["rows"][-1] == ["Northborough", "50", "24th"]


def test_an_area_without_a_figure_is_hatched_and_counted(outlines):
    areas = (
        MapArea("Barnack", "Barnack", None, "not available", "/b/"),
        MapArea("East", "East", Decimal(5), "5"),
        MapArea("West", "West", Decimal(5), "5"),
        MapArea("Nowhere", "Nowhere", Decimal(1), "1"),
    )
    one = ward_map(outlines, areas=areas)
    assert 'class="c-ward q-none" fill="url(#ward-map-none)"' in one.svg
    assert "<title>Barnack: not available</title>" in one.svg
    assert (one.legend[-1].label, one.legend[-1].css, one.legend[-1].count) == ("no figure", "q-none", 1)
    assert sum(found.count for found in one.legend) == len(areas)
    assert [row[2] for row in one.table["rows"]] == ["", "1st", "1st", "3rd"]
    assert "Nowhere" not in one.svg
    assert one.svg.count("<a ") == 1


def test_hidden_disputed_and_unknown_areas_are_marked_and_counted_apart(outlines):
    areas = (
        MapArea("Barnack", "Barnack", None, "hidden", without="hidden"),
        MapArea("East", "East", None, "sources differ: 688 or 984", rank="1st to 2nd", without="disputed"),
        MapArea("West", "West", None, "no figure"),
        MapArea("Central", "Central", Decimal(700), "700", rank="1st to 2nd"),
    )
    one = ward_map(outlines, areas=areas, count=2)
    assert [(found.label, found.css, found.count) for found in one.legend[-3:]] == [
        ("hidden", "q-hidden", 1),
        ("sources differ", "q-disputed", 1),
        ("no figure", "q-none", 1),
    ]
    assert "<title>East: sources differ: 688 or 984, ranked 1st to 2nd of 2</title>" in one.svg
    assert 'class="c-ward q-disputed" fill="url(#ward-map-disputed)"' in one.svg
    assert 'id="ward-map-disputed"' in one.svg
    assert "q-disputed" in one.legend[-2].swatch


def test_names_with_signs_of_markup_are_only_text(outlines):
    rude = "<b>\"Fish\" & 'chips'</b>"
    one = ward_map(outlines, areas=(MapArea("East", rude, Decimal(1), rude, '/"><b>/'),))
    assert "<b>" not in one.svg
    (link,) = ElementTree.fromstring(str(one.svg)).iter(f"{SVG}a")
    assert link.get("href") == '/"><b>/'
    assert link[0][0].text == f"{rude}: {rude} crimes, ranked 1st of 1"


def test_the_words_of_a_map_can_be_translated(outlines, monkeypatch):
    welsh = {
        "%(lower)s to %(upper)s": "%(lower)s i %(upper)s",
        "ranked %(rank)s of %(count)s": "safle %(rank)s o %(count)s",
        "Area": "Ward",
        "Rank": "Safle",
    }
    for module in (legend, maps):
        monkeypatch.setattr(module, "_", lambda text: welsh.get(text, text))
    one = ward_map(outlines)
    assert one.legend[0].label == "0 i 99"
    assert "Central: 4,713 crimes, safle 1st o 24" in one.svg
    assert [column.text for column in one.table["columns"]] == ["Ward", "crimes", "Safle"]


def test_a_swatch_shows_the_shade_of_its_class(outlines):
    first, *_, last = ward_map(outlines).legend
    assert 'class="c-ward q0"' in first.swatch
    assert 'class="c-ward q5"' in last.swatch
    assert all(ElementTree.fromstring(str(one.swatch)).get("aria-hidden") == "true" for one in (first, last))
