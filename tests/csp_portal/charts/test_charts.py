import datetime as dt
import json
import re
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import brotli
import pytest
from django.conf import settings
from hypothesis import given, strategies as st
from markupsafe import Markup

from csp_portal.charts import Chart, Series
from csp_portal.charts.plotly_figure import KILOBYTES
from csp_portal.charts.scale import extent, nice_step, number_text, ticks, wrapped

SVG = "{http://www.w3.org/2000/svg}"
YEARS = ("2003/04", "2004/05", "2005/06", "2006/07", "2007/08")
DAYS = tuple((dt.date(year, 4, 1), dt.date(year + 1, 3, 31)) for year in range(2003, 2008))
WARDS = {
    "Central": 4713, "East": 1568, "Fletton": 1164, "Bretton North": 1084, "Orton with Hampton": 1063,
    "Orton Longueville": 1016, "Park": 1000, "Ravensthorpe": 932, "Dogsthorpe": 893,
    "Orton Waterville": 776, "West": 723, "Paston": 696, "North": 613, "Stanground Central": 599,
    "Walton": 451, "Werrington North": 410, "Eye and Thorney": 365, "Glinton and Wittering": 265,
    "Werrington South": 238, "Bretton South": 141, "Newborough": 129, "Stanground East": 113,
    "Barnack": 70, "Northborough": 50,
}  # fmt: skip


def series(name, *numbers, none="not available"):
    values = tuple(None if number is None else Decimal(str(number)) for number in numbers)
    return Series(name, values, tuple(none if value is None else f"{value:,}" for value in values))


def chart(kind, labels, *all_series, **more):
    more = {"title": "Crimes", "sentence": "Fewer crimes.", "unit": "crimes", **more}
    return Chart(slug="crimes", labels=tuple(labels), series=all_series, kind=kind, **more)


CRIME_TYPES = chart(
    "pairs",
    (
        "Serious acquisitive crime",
        "Theft / unauthorised taking of a vehicle",
        "Violent crime",
        "Serious sexual offences",
    ),
    series("April 2009 to March 2010", 3926, 424, 4657, 252),
    series("April 2010 to March 2011", 3054, 313, 4591, 237),
    title="Reduction of crime types",
)
RANKING = chart("bars", WARDS, series("Crimes", *WARDS.values()), label_heading="Ward")
CYCLES = chart(
    "line",
    YEARS,
    series("Cycle thefts", 688, None, 915, 811, 760),
    days=DAYS,
    breaks=((dt.date(2006, 4, 1), "Recording rules changed"),),
    target=Decimal(482),
    target_text="Target 482",
    label_heading="Year",
)
BULLET = chart(
    "bullet",
    ("Robbery", "Cycle theft", "Arson"),
    series("Outturn", 207, 811, 12),
    series("Target", 203, 482, None, none="to be confirmed"),
)
COMPARED = chart("line", YEARS, series("Norwich", 120, 118, 121, 117, 110), series("England", 99, 98, 97, 92, 90))
KINDS = {
    "bars": RANKING, "pairs": CRIME_TYPES, "line": CYCLES, "bullet": BULLET, "two lines": COMPARED,
}  # fmt: skip
every_kind = pytest.mark.parametrize("one", KINDS.values(), ids=KINDS)


def drawn(one):
    return ElementTree.fromstring(str(one.svg))


def words(one):
    """Every text of the drawing, tooltips of points among them, as a reader finds it."""
    return [text for text in drawn(one).itertext() if text.strip()]


def lengths(one, css):
    """Lengths of the bars of one class, with their sign."""
    (bars,) = [path for path in drawn(one) if path.get("class") == css]
    return [int(length) for length in re.findall(r"M-?\d+ \d+h(-?\d+)", bars.get("d"))]


def test_the_table_says_what_the_chart_draws():
    assert CRIME_TYPES.table == {
        "caption": "Reduction of crime types (crimes)",
        "columns": [
            ("Name", False),
            ("April 2009 to March 2010", True),
            ("April 2010 to March 2011", True),
        ],
        "rows": [
            ["Serious acquisitive crime", "3,926", "3,054"],
            ["Theft / unauthorised taking of a vehicle", "424", "313"],
            ["Violent crime", "4,657", "4,591"],
            ["Serious sexual offences", "252", "237"],
        ],
    }


def test_a_target_for_all_stands_in_the_caption_of_the_table():
    assert CYCLES.table["caption"] == "Crimes (crimes). Target 482"
    assert [column.text for column in CYCLES.table["columns"]] == ["Year", "Cycle thefts"]
    assert CYCLES.table["rows"][1] == ["2004/05", "not available"]


@every_kind
def test_drawing_table_and_figure_carry_the_same_numbers(one):
    in_drawing = " ".join(words(one))
    columns = list(zip(*one.table["rows"], strict=True))[1:]
    traces = one.figure()["data"]
    assert len(columns) == len(traces) == len(one.series)
    for values, shown, trace in zip((s.values for s in one.series), columns, traces, strict=True):
        assert all(text in in_drawing for text in shown)
        assert [text.replace(",", "") for text, value in zip(shown, values, strict=True) if value is not None] == [
            str(value) for value in values if value is not None
        ]
        numbers = trace["y"] if one.kind == "line" else trace["x"]
        assert [n for n in numbers if n is not None] == [float(v) for v in values if v is not None]
        told = [text for text in trace["hovertext"] if text]
        assert all(text.endswith(f": {cell}") for text, cell in zip(told, shown, strict=True))


@every_kind
def test_a_drawing_is_a_named_picture_that_scales(one):
    root = drawn(one)
    assert isinstance(one.svg, Markup)
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].get("id") == root.get("aria-labelledby") == "crimes-title"
    assert root[0].text == one.caption
    assert (root[1].tag, root[1].text) == (f"{SVG}desc", "Fewer crimes.")
    assert root[1].get("id") == root.get("aria-describedby") == "crimes-desc"
    assert root.get("viewBox").startswith("0 0 400 ")
    assert root.get("width") is root.get("height") is None
    assert "style" not in one.svg


@every_kind
def test_every_text_stands_inside_the_drawing(one):
    _, _, width, height = map(int, drawn(one).get("viewBox").split())
    places = [(int(text.get("x")), int(text.get("y"))) for text in drawn(one).iter(f"{SVG}text")]
    assert all(0 <= x <= width and 9 <= y <= height for x, y in places)


def test_24_wards_are_a_small_drawing():
    assert len(RANKING.svg.encode()) <= 4000
    assert [text for text in words(RANKING) if text in WARDS] == list(WARDS)


def test_a_finding_names_the_drawing_and_the_table_keeps_its_caption():
    found = replace(CYCLES, finding="Cycle thefts fell 6.3% from 2006/07 to 2007/08")
    root = drawn(found)
    assert root[0].text == "Cycle thefts fell 6.3% from 2006/07 to 2007/08"
    assert root[1].text == "Fewer crimes."
    assert found.table["caption"] == "Crimes (crimes). Target 482"


def test_words_stand_beside_what_they_name_in_place_of_a_key():
    way = Series(
        "Path from 2003/04", tuple(map(Decimal, (688, 640, 590, 540, 482))), ("",) * 5, guide=True, label="Path"
    )
    found = replace(CYCLES, series=(*CYCLES.series, way))
    root = drawn(found)
    heights = {text.text: int(text.get("y")) for text in root.iter(f"{SVG}text")}
    (target,) = [path.get("d") for path in root.iter(f"{SVG}path") if path.get("class") == "c-target"]
    assert abs(heights["Target 482"] - int(re.match(r"M\d+ (\d+)H", target)[1])) <= 17
    assert "Path" in heights
    assert "Path from 2003/04" not in heights
    assert "Cycle thefts" not in heights
    assert {path.get("stroke") for path in root.iter(f"{SVG}path") if path.get("class") == "c-line"} == {
        "#1c4a5a", "#505a5f",
    }  # fmt: skip


def test_several_lines_are_named_at_their_ends_one_below_the_other():
    close = chart("line", YEARS, series("Norwich", 9, 9, 9, 9, 100), series("Ipswich", 8, 8, 8, 8, 99))
    heights = {text.text: int(text.get("y")) for text in drawn(close).iter(f"{SVG}text")}
    assert heights["Ipswich, 99"] - heights["Norwich, 100"] == 17


@pytest.mark.parametrize(
    ("count", "ranges", "words"),
    [
        (7, (), ""),
        (8, (), "Zoom in (loads 329 kB)"),
        (8, (None, (Decimal(3), Decimal(5))) + (None,) * 6, ""),
    ],
)
def test_an_interactive_chart_is_offered_for_long_series_without_disputes(count, ranges, words):
    own = Series("n", tuple(map(Decimal, range(count))), tuple(map(str, range(count))), ranges=ranges)
    one = chart("line", map(str, range(count)), own, address="/chart.json")
    assert one.opens == words
    assert replace(one, address="").opens == ""
    if count == 8 and not ranges:
        assert replace(one, kind="bars").opens == "Zoom and compare (loads 329 kB)"


def test_the_button_says_how_much_browsers_load():
    """Compresses the bundle as static files are served: two seconds."""
    bundle = settings.BASE_DIR / "static" / "vendor" / "plotly-4.1.1" / "plotly-basic.min.js"
    press = brotli.Compressor(quality=11)
    assert round(len(press.process(bundle.read_bytes()) + press.finish()) / 1000) == KILOBYTES


def test_bars_are_measured_from_zero():
    then = lengths(CRIME_TYPES, "c-bar c-bar--then")
    now = lengths(CRIME_TYPES, "c-bar c-bar--now")
    assert now[0] / then[0] == pytest.approx(3054 / 3926, abs=0.01)
    assert now[3] / then[2] == pytest.approx(237 / 4657, abs=0.01)


def test_earlier_bars_are_outlines_and_later_ones_solid_so_that_no_colour_is_needed():
    three = chart("pairs", ["North"], series("2008", 3), series("2009", 2), series("2010", 1))
    assert lengths(three, "c-bar c-bar--then")[0] > lengths(three, "c-bar--between")[0]
    assert '<pattern id="crimes-hatch"' in three.svg
    assert 'class="c-bar--between" fill="url(#crimes-hatch)"' in three.svg
    assert [text for text in words(three) if text.startswith("20")] == ["2008", "2009", "2010"]


def test_negative_values_reach_to_the_left_and_gaps_draw_no_bar():
    change = chart("bars", ["Damage", "Theft", "Arson"], series("Change", -15, 30, None), unit="%")
    down, up = lengths(change, "c-bar c-bar--now")
    assert down < 0 < up
    assert up / -down == pytest.approx(2, abs=0.05)
    assert "not available" in words(change)
    assert "not available" in [note["text"] for note in change.figure()["layout"]["annotations"]]


def test_a_tiny_value_still_has_a_bar_and_zero_has_none():
    assert lengths(chart("bars", "abc", series("n", 1, 0, 9000)), "c-bar c-bar--now")[0] == 1
    assert len(lengths(chart("bars", "abc", series("n", 1, 0, 9000)), "c-bar c-bar--now")) == 2


def test_long_labels_stand_above_their_bars_in_lines():
    long = "Targeted police patrols and high visibility patrols in the streets where burglars were last seen"
    texts = words(chart("bars", [long], series("Amount", 7)))
    assert long not in texts
    assert long in " ".join(texts)


def test_a_line_stops_at_a_gap_and_at_a_break_and_says_why():
    lines = [path for path in drawn(CYCLES).iter(f"{SVG}path") if path.get("class") == "c-line"]
    assert [part.count(" ") for part in lines[0].get("d").split("M")[1:]] == [1, 1, 2]
    assert "A: Recording rules changed" in words(CYCLES)
    assert "2004/05: not available" in words(CYCLES)
    assert CYCLES.figure()["data"][0]["y"] == [688, None, 915, None, 811, 760]
    x = CYCLES.figure()["data"][0]["x"]
    assert [round(one - x[0], 1) for one in x] == [0, 1, 2, 2.5, 3, 4]


def test_a_line_chart_shows_its_target_in_drawing_and_figure():
    assert any(path.get("class") == "c-target" for path in drawn(CYCLES))
    assert "Target 482" in words(CYCLES)
    across = [shape for shape in CYCLES.figure()["layout"]["shapes"] if shape["yref"] == "y"]
    assert [(shape["y0"], shape["y1"]) for shape in across] == [(482, 482)]


def test_many_periods_keep_the_latest_label_and_drop_what_does_not_fit():
    months = [f"{month} {year}" for year in (2009, 2010, 2011) for month in ("March", "September", "December")]
    texts = words(chart("line", months * 4, series("n", *range(36))))
    assert "2011" in texts
    assert 2 <= texts.count("December") < 12


def test_a_bullet_has_a_tick_for_each_target_it_knows():
    ticks_drawn = [path.get("d") for path in drawn(BULLET) if path.get("class") == "c-target"]
    assert [drawing.count("M") for drawing in ticks_drawn] == [2]
    assert "12, target to be confirmed" in words(BULLET)
    single = chart(
        "bullet", ["All crime"], series("2007/08", 17012), target=Decimal(16414), target_text="Target 16,414"
    )
    assert "Upright line: Target 16,414" in words(single)
    assert single.figure()["data"][1]["x"] == [16414]


def test_linked_labels_make_the_drawing_a_group_because_a_picture_hides_its_links():
    linked = chart("bars", ["East", "West"], series("n", 2, 1), links=("/east/?a=1&b=2", ""))
    assert drawn(linked).get("role") == "group"
    assert [a.get("href") for a in drawn(linked).iter(f"{SVG}a")] == ["/east/?a=1&b=2"]


def test_names_with_signs_of_markup_are_only_text():
    rude = "<b>\"Fish\" & 'chips'</b>"
    for kind in ("bars", "line"):
        one = chart(kind, [rude], series(rude, 1), title=rude, unit=rude)
        assert "<b>" not in one.svg
        assert "<b>" not in json.dumps(one.figure())
        assert any(rude in text for text in words(one))
        assert one.table["rows"] == [[rude, "1"]]


@every_kind
def test_a_figure_is_json_for_the_basic_bundle(one):
    figure = one.figure()
    assert json.loads(json.dumps(figure)) == figure
    assert set(figure) == {"data", "layout", "config"}
    assert {trace["type"] for trace in figure["data"]} <= {"bar", "scatter"}
    assert figure["config"] == {"responsive": True, "displaylogo": False}
    assert figure["layout"]["font"]["family"].startswith("Arial")
    assert "title" not in figure["layout"]
    assert len(json.dumps(figure["layout"].get("template", {}))) < 200


def test_equal_labels_keep_their_own_bars_in_the_figure():
    twice = chart("bars", ["Barnack", "Barnack"], series("n", 1, 2)).figure()
    assert twice["data"][0]["y"] == [0, 1]
    assert sorted(twice["layout"]["yaxis"]["ticktext"]) == ["Barnack", "Barnack"]


@pytest.mark.parametrize("kind", ["bars", "line", "bullet"])
def test_a_chart_of_nothing_draws_nothing_and_does_not_fail(kind):
    empty = chart(kind, [], series("n"))
    assert drawn(empty).get("role") == "img"
    assert empty.table["rows"] == []
    assert empty.figure()["data"][0]["hovertext"] == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"slug": "two words"}, "cannot be part of an id"),
        ({"labels": ("one",)}, "one value and one text"),
        ({"links": ("/a/",)}, "for every label or for none"),
        ({"series": CRIME_TYPES.series}, "1 to 1 series"),
        ({"target": Decimal(5)}, "needs its words"),
        ({"breaks": ((dt.date(2050, 4, 1), "new rules"),)}, "needs the days"),
    ],
)
def test_parts_that_do_not_fit_are_refused(change, reason):
    parts = {name: getattr(RANKING, name) for name in RANKING.__dataclass_fields__}
    with pytest.raises(ValueError, match=reason):
        Chart(**{**parts, **change})


numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@given(st.lists(numbers | st.none(), min_size=1, max_size=12), st.sampled_from(["bars", "line", "bullet"]))
def test_any_numbers_make_a_drawing_with_every_number_in_it(values, kind):
    goal = {"target": Decimal(7), "target_text": "Target 7"}
    one = chart(kind, [f"Row {at}" for at in range(len(values))], series("n", *values), **goal)
    in_drawing = " ".join(words(one))
    assert all(text in in_drawing for text in one.series[0].shown)
    _, _, width, height = map(int, drawn(one).get("viewBox").split())
    assert all(0 <= int(text.get("x")) <= width for text in drawn(one).iter(f"{SVG}text"))


@given(numbers, numbers, st.integers(1, 9))
def test_ticks_are_round_and_cover_the_range(one, other, parts):
    low, high = sorted((one, other))
    steps = ticks(low, high, parts)
    assert steps[0] <= low <= high <= steps[-1]
    assert len(steps) <= parts + 2
    step = nice_step(high - low, parts)
    assert step.normalize().as_tuple().digits in {(1,), (2,), (5,)}


def test_round_numbers_read_as_people_write_them():
    assert [number_text(step) for step in ticks(Decimal(0), Decimal(4713), 5)] == [
        "0", "1,000", "2,000", "3,000", "4,000", "5,000",
    ]  # fmt: skip
    assert [number_text(step) for step in ticks(Decimal(0), Decimal("0.9"), 2)] == ["0", "0.5", "1"]
    assert extent([None, Decimal(0)]) == (0, 1)
    assert wrapped("", 100) == [""]


def test_the_bars_of_a_bullet_have_the_whole_width():
    """Their numbers are above them, so that no room is kept beside them."""
    falls = (Decimal("-20.5"), Decimal("-12.3"), Decimal("4.0"))
    texts = ("−20.5%", "−12.3%", "+4.0%")
    made = chart(
        "bullet", ["Damage", "Theft", "Violence"], Series("Outturn", falls, texts), Series("Goal", falls, texts)
    )
    bars = [path.get("d") for path in drawn(made) if "c-bar--now" in (path.get("class") or "")][-1]
    ends = [(int(start), int(start) + int(length)) for start, length in re.findall(r"M(\d+) [\d.]+h(-?\d+)", bars)]
    assert len(ends) == 3
    places = [place for pair in ends for place in pair]
    assert max(places) - min(places) > 370  # of 400
