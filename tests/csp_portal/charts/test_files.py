"""A chart as a file: it stands alone, says where it is from, and holds the numbers that the page shows."""

import csv
import datetime as dt
import io
import struct
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from csp_portal.charts import Chart, Choropleth, MapArea, Series
from csp_portal.charts.files import png_file, svg_file
from csp_portal.pages.chart_files import chart_file
from csp_portal.pages.live_pages import NotFound

SVG = "{http://www.w3.org/2000/svg}"
PAGE = "https://portal.example/anytown/performance/thefts/"
RUDE = "<b>\"Fish\" & 'chips'</b>"
THEFTS = Chart(
    slug="chart",
    title="Thefts, Anytown",
    sentence="Fewer than a year ago.",
    finding="Thefts fell 20.0% from 2008/09 to 2009/10",
    unit="crimes",
    labels=("2007/08", "2008/09", "2009/10"),
    series=(
        Series(
            "Anytown",
            (None, Decimal("1000.0000"), Decimal(800)),
            ("sources differ: 900 or 905", "1,000", "800"),
            (None, (Decimal(939), Decimal(1064)), (Decimal(745), Decimal(857))),
            ((Decimal(900), Decimal(905)), None, None),
            origins=(("A; B", "row 1; row 2"), ("A", "=row 3"), ("A", "row 4")),
        ),
    ),
    kind="line",
    days=tuple((dt.date(year, 4, 1), dt.date(year + 1, 3, 31)) for year in (2007, 2008, 2009)),
    limits_text="95% limits",
    label_heading="Period",
    source="A; B",
    address="/anytown/performance/thefts/chart.json",
)
MAP = Choropleth(
    "map", "Thefts by ward", "Darker is more.", "crimes", {"viewbox": "0 0 400 300", "paths": {"n": "M0 0h9v9z"}},
    (MapArea("n", "North", Decimal(7), "7", "/anytown/areas/n/"), MapArea("s", "South", None, "not available")),
    source="Office for National Statistics",
)  # fmt: skip


def words(svg: str) -> str:
    return " ".join(text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text"))


def test_a_picture_as_a_file_has_its_title_source_day_and_address_as_text():
    svg = svg_file(THEFTS, PAGE, "29 November 2026")
    for said in ("Thefts fell 20.0% from 2008/09 to", "Thefts, Anytown (crimes)", "Fewer than a year ago.",
                 "Source: A; B", "As published on 29 November 2026", PAGE, "1,000"):  # fmt: skip
        assert said in words(svg)
    assert "<style" not in svg
    assert 'class="c-value" text-anchor="middle" font-weight="700"' in svg
    for outside in ("<image", "<script", "@import", "url(http"):
        assert outside not in svg


def test_a_map_as_a_file_has_its_legend_and_links_that_work_from_anywhere():
    svg = svg_file(MAP, PAGE, "29 November 2026")
    assert "7 (1)" in words(svg)
    assert "no figure (1)" in words(svg)
    assert [link.get("href") for link in ElementTree.fromstring(svg).iter(f"{SVG}a")] == [
        "https://portal.example/anytown/areas/n/"
    ]


def test_names_with_signs_of_markup_are_only_text_in_a_file():
    svg = svg_file(replace(THEFTS, title=RUDE, finding=RUDE, source=RUDE, sentence=RUDE), PAGE, RUDE)
    assert "<b>" not in svg
    assert words(svg).count("Fish") == 5


def test_the_pixels_are_those_of_the_drawing():
    """Fonts of the machine are read for it: a tenth of a second."""
    svg = svg_file(THEFTS, PAGE, "29 November 2026")
    drawn = png_file(svg)
    width, height = struct.unpack(">II", drawn[16:24])
    box = [int(part) for part in ElementTree.fromstring(svg).get("viewBox").split()]
    assert drawn.startswith(b"\x89PNG")
    assert (width, height) == (box[2] * 1.25, pytest.approx(box[3] * 1.25, abs=2))
    bare = png_file(svg.replace("<text", "<metadata").replace("</text", "</metadata"))
    assert len(drawn) > 2 * len(bare)  # there are letters on it


def rows(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode())))


def test_the_csv_of_a_chart_holds_exact_numbers_beside_what_is_shown_with_state_and_source(settings):
    settings.PORTAL_URL = "https://portal.example"
    response = chart_file(THEFTS, "csv", "/anytown/performance/thefts/")
    assert rows(response) == [
        ["Period", "Series", "Value", "As shown", "State", "Lower limit", "Upper limit", "Lowest in the sources",
         "Highest in the sources", "Unit", "Source", "Place in the source", "Page"],
        ["2007/08", "Anytown", "", "sources differ: 900 or 905", "sources differ", "", "", "900", "905", "crimes",
         "A; B", "row 1; row 2", PAGE],
        ["2008/09", "Anytown", "1000", "1,000", "value", "939", "1064", "", "", "crimes", "A", "'=row 3", PAGE],
        ["2009/10", "Anytown", "800", "800", "value", "745", "857", "", "", "crimes", "A", "row 4", PAGE],
    ]  # fmt: skip
    assert response["Content-Disposition"] == 'attachment; filename="anytown-performance-thefts-chart.csv"'


def test_the_csv_of_a_map_names_every_area(settings):
    settings.PORTAL_URL = "https://portal.example"
    assert rows(chart_file(MAP, "csv", "/anytown/areas/"))[1:] == [
        ["North", "n", "7", "7", "crimes", "1st", "Office for National Statistics", "https://portal.example/anytown/areas/"],
        ["South", "s", "", "not available", "crimes", "", "Office for National Statistics",
         "https://portal.example/anytown/areas/"],
    ]  # fmt: skip


@pytest.mark.parametrize(("ending", "kind"), [("svg", "image/svg+xml"), ("png", "image/png")])
def test_pictures_are_files_to_take_away(ending, kind):
    response = chart_file(THEFTS, ending, "/anytown/performance/thefts/")
    assert response["Content-Type"] == kind
    name = f"anytown-performance-thefts-chart.{ending}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize(("drawn", "ending"), [(None, "svg"), (THEFTS, "pdf"), (MAP, "json")])
def test_what_a_chart_does_not_have_is_not_found(drawn, ending):
    with pytest.raises(NotFound):
        chart_file(drawn, ending, "/anytown/performance/thefts/")


def test_files_are_beside_the_figure_and_keep_what_is_asked_for():
    assert THEFTS.file("csv") == "/anytown/performance/thefts/chart.csv"
    asked = replace(THEFTS, address="/anytown/areas/chart.json?measure=thefts&period=a")
    assert asked.file("png") == "/anytown/areas/chart.png?measure=thefts&period=a"
