"""Limits on charts, and funnel plots: the picture, the table and the interactive figure hold the same numbers."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from csp_portal.charts import Chart, Funnel, FunnelLimits, FunnelPoint, Series

LIMITS = ((Decimal(81), Decimal(122)), (Decimal(37), Decimal(66)), None)


def chart(kind: str, **more) -> Chart:
    values = (Decimal(100), Decimal(50), None)
    own = Series("Thefts", values, ("100", "50", "not available"), LIMITS)
    given = {
        "slug": "chart",
        "title": "Thefts",
        "sentence": "Fewer.",
        "unit": "crimes",
        "labels": ("2001", "2002", "2003"),
        "series": (own,),
        "kind": kind,
        "limits_text": "95% limits",
    }
    return Chart(**given | more)


@pytest.mark.parametrize("kind", ["line", "bars"])
def test_limits_are_drawn_listed_and_interactive(kind):
    drawn = chart(kind)
    assert "c-limits" in drawn.svg
    assert "95% limits" in drawn.svg
    assert [column.text for column in drawn.table["columns"]] == ["Name", "Thefts", "95% limits"]
    assert drawn.table["rows"] == [
        ["2001", "100", "81 – 122"],
        ["2002", "50", "37 – 66"],
        ["2003", "not available", ""],
    ]
    errors = drawn.figure()["data"][0]["error_y" if kind == "line" else "error_x"]
    assert (errors["array"], errors["arrayminus"]) == ([22, 16, 0], [19, 13, 0])


YEARS = tuple((dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in (2001, 2002, 2003))


def test_limits_keep_their_place_beside_a_break():
    drawn = chart("line", days=YEARS, breaks=((dt.date(2002, 1, 1), "Counted anew"),)).figure()["data"][0]
    assert drawn["y"] == [100, None, 50, None]
    assert drawn["error_y"]["array"] == [22, 0, 16, 0]


def test_limits_need_words_and_one_pair_for_each_label():
    with pytest.raises(ValueError, match="limits need their words"):
        chart("line", limits_text="")
    short = Series("Thefts", (None,) * 3, ("",) * 3, LIMITS[:2])
    with pytest.raises(ValueError, match="for every label or for none"):
        chart("line", series=(short,))


def test_a_guide_is_a_line_without_marks_and_leaves_no_gap():
    guide = Series("Way to the target", (Decimal(100), Decimal(80), None), ("100", "80", ""), guide=True)
    drawn = chart("line", series=(chart("line").series[0], guide))
    assert drawn.svg.count("M-4") == 0
    assert "Way to the target, 2002" not in drawn.svg
    assert drawn.figure()["data"][1]["mode"] == "lines"
    assert [row[-1] for row in drawn.table["rows"]] == ["100", "80", ""]
    assert ">100<" in drawn.svg  # the numbers of the series itself still stand at its points


def funnel(**more) -> Funnel:
    points = (
        FunnelPoint("Centre <1>", Decimal(1000), Decimal(90), "1,000", "90.0", "higher", 1, "/centre/"),
        FunnelPoint("Edge", Decimal(3000), Decimal(50), "3,000", "50.0", "no significant difference", 0, "/edge/"),
    )
    band = FunnelLimits("99.8% limits", tuple((Decimal(x), Decimal(40), Decimal(60)) for x in (500, 3000)))
    return Funnel("funnel", "Thefts", "One is higher.", "Residents", "per 1,000", points, Decimal(50), "Average: 50",
                  (band,), "Ward", "Compared with the average", **more)  # fmt: skip


def test_a_funnel_says_the_same_in_picture_table_and_figure():
    drawn = funnel()
    assert drawn.table["rows"] == [
        ["Centre <1>", "1,000", "90.0", "higher"],
        ["Edge", "3,000", "50.0", "no significant difference"],
    ]
    points = drawn.figure()["data"][-1]
    assert (points["x"], points["y"]) == ([1000, 3000], [90, 50])
    assert points["marker"]["symbol"] == ["circle", "circle-open"]
    assert points["hovertext"][0] == "Centre &lt;1&gt;: 90.0 (1,000), higher"
    assert re.findall(r"<title>([^<]*)</title></circle>", drawn.svg) == [
        "Centre &lt;1&gt;: 90.0 (1,000), higher",
        "Edge: 50.0 (3,000), no significant difference",
    ]
    assert 'href="/centre/"' in drawn.svg
    assert 'role="group"' in drawn.svg
    assert "<style" not in drawn.svg
    assert "style=" not in drawn.svg


def test_a_point_that_stands_out_is_filled_and_named_and_lies_beyond_the_lines():
    picture = funnel().svg
    centre, edge = re.findall(r'<circle cx="\d+" cy="(\d+)" r="4.5" fill="([^"]+)"', picture)
    assert (centre[1], edge[1]) == ("#1c4a5a", "#fff")
    lines = re.search(r'stroke="#0b0c0c" d="M\d+ (\d+)L\d+ \d+M\d+ (\d+)L', picture)
    low, high = int(lines[1]), int(lines[2])
    assert int(centre[0]) < high < int(edge[0]) < low  # further up is a smaller number
    assert ">Centre &lt;1&gt;</text>" in picture
    assert ">Edge</text>" not in picture
