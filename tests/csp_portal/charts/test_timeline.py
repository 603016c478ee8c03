"""Lines over time, read from the drawing: to scale, joined only where periods follow each other, and nothing at zero
that is not known."""

import datetime as dt
import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from csp_portal.charts import Chart, Series

SVG = "{http://www.w3.org/2000/svg}"


def year(first: int) -> tuple[dt.date, dt.date]:
    return dt.date(first, 4, 1), dt.date(first + 1, 3, 31)


def quarter(first: int, month: int) -> tuple[dt.date, dt.date]:
    after = dt.date(first + (month + 3 > 12), (month + 2) % 12 + 1, 1)
    return dt.date(first, month, 1), after - dt.timedelta(days=1)


def over_time(days, values, *, shown=None, **more) -> Chart:
    numbers = tuple(None if value is None else Decimal(value) for value in values)
    words = shown or tuple("not available" if value is None else f"{value:,}" for value in numbers)
    series = {name: more.pop(name) for name in ("limits", "ranges") if name in more}
    guides = more.pop("guides", ())
    return Chart(
        slug="c", title="Thefts", sentence="s", unit="thefts", labels=tuple(f"{a:%b %Y}" for a, _ in days),
        series=(Series("Thefts", numbers, tuple(words), **series), *guides), kind="line", days=tuple(days),
        limits_text="95% limits", **more,
    )  # fmt: skip


def paths(one: Chart, css: str) -> list[str]:
    root = ElementTree.fromstring(str(one.svg))
    return [path.get("d") for path in root.iter(f"{SVG}path") if path.get("class") == css]


def marks(one: Chart) -> list[tuple[int, int]]:
    """Where the points of the first series stand."""
    root = ElementTree.fromstring(str(one.svg))
    drawn = [path.get("d") for path in root.iter(f"{SVG}path") if "m-4 0a4 4" in path.get("d")]
    titled = [re.match(r"M(\d+) (\d+)m", drawing) for drawing in drawn]
    return [(int(found[1]), int(found[2])) for found in titled if found]


def joined(one: Chart) -> list[int]:
    """How many points each piece of the first line joins."""
    return [len(piece.split("L")) for piece in paths(one, "c-line")[0].split("M")[1:]]


def numbers(one: Chart) -> dict[str, tuple[int, int, int]]:
    """The printed numbers: their base line and their ends."""
    root = ElementTree.fromstring(str(one.svg))
    (group,) = [part for part in root.iter(f"{SVG}g") if part.get("class") == "c-value"]
    found = {}
    for text in group:
        half = len(text.text) * 4
        found[text.text] = int(text.get("y")), int(text.get("x")) - half, int(text.get("x")) + half
    return found


def test_years_apart_stay_apart_and_are_not_joined():
    one = over_time([year(2006), year(2007), year(2024)], [900, 800, 700])
    first, second, last = (x for x, _y in marks(one))
    assert (last - second) / (second - first) == pytest.approx(17, abs=1)  # in whole units of the drawing
    assert joined(one) == [2, 1]


def test_neighbours_are_as_far_apart_as_their_days():
    one = over_time([quarter(2010, 1), quarter(2010, 4), quarter(2011, 1)], [5, 6, 7])
    first, second, third = (x for x, _y in marks(one))
    assert (third - second) / (second - first) == pytest.approx(3, abs=0.1)


def test_overlapping_periods_are_not_joined():
    twelve_months = [(dt.date(2010, month, 1), dt.date(2011, month, 1) - dt.timedelta(days=1)) for month in (1, 4, 7)]
    assert joined(over_time(twelve_months, [5, 6, 7])) == [1, 1, 1]


def test_a_break_is_drawn_at_its_day_and_parts_the_line_also_inside_a_period():
    days = [year(2005), year(2006), year(2007), year(2008)]
    inside = over_time(days, [5, 6, 7, 8], breaks=((dt.date(2006, 10, 1), "Counted anew"),))
    between = over_time(days, [5, 6, 7, 8], breaks=((dt.date(2007, 4, 1), "Counted anew"),))
    assert joined(inside) == [1, 1, 2]
    assert joined(between) == [2, 2]
    (at_inside,), (at_between,) = (re.findall(r"M(\d+)", paths(one, "c-break")[0]) for one in (inside, between))
    second, third = marks(inside)[1][0], marks(inside)[2][0]
    assert int(at_inside) == pytest.approx(second, abs=1)
    assert int(at_between) == pytest.approx((second + third) / 2, abs=1)


def test_the_table_says_which_period_is_counted_differently():
    one = over_time([year(2005), year(2006), year(2007)], [5, 6, 7], breaks=((dt.date(2006, 10, 1), "Counted anew"),))
    assert [row[0] for row in one.table["rows"]] == [
        "Apr 2005",
        "Apr 2006 (counted differently from 1 October 2006: Counted anew)",
        "Apr 2007",
    ]


def test_sources_that_differ_are_a_range_and_nothing_stands_on_zero():
    words = ("sources differ: 688 or 984", "915", "not available")
    span = ((Decimal(688), Decimal(984)), None, None)
    one = over_time([year(2003), year(2004), year(2005)], [None, 915, None], shown=words, ranges=span)
    x, high, low = map(int, re.match(r"M(\d+) (\d+)V(\d+)", paths(one, "c-range")[-1]).groups())
    ((_x, at_915),) = marks(one)
    scale = (low - high) / (984 - 688)
    assert at_915 == pytest.approx(high + (984 - 915) * scale, abs=1)
    axis = int(re.match(r"M\d+ (\d+)H", paths(one, "c-axis")[0])[1])
    assert low < axis - 50
    texts = list(ElementTree.fromstring(str(one.svg)).itertext())
    assert {"Apr 2003: sources differ: 688 or 984", "Apr 2005: not available"} <= set(texts)
    assert "sources differ: 688 or 984" in " ".join(texts[texts.index("915") :])  # beside the range
    interactive = one.figure()["layout"]
    (line,) = [shape for shape in interactive["shapes"] if shape["xref"] == "x" and shape["yref"] == "y"]
    assert (line["y0"], line["y1"]) == (688, 984)
    assert "sources" in " ".join(note["text"] for note in interactive["annotations"])


def test_no_number_is_struck_through_by_its_limits_the_line_or_the_target():
    values = [4966, 4800, 4673, 4222, 4100]
    limits = tuple((Decimal(value) - 400, Decimal(value) + 400) for value in values)
    one = over_time(
        [year(2003 + at) for at in range(5)], values, limits=limits, target=Decimal(4600), target_text="Target 4,600"
    )
    target = int(re.match(r"M\d+ (\d+)H", paths(one, "c-target")[-1])[1])
    whiskers = re.findall(r"M(\d+) (\d+)V(\d+)", paths(one, "c-limits")[-1])
    printed = numbers(one)
    assert set(printed) == {"4,966", "4,800", "4,673", "4,222", "4,100"}
    for y, left, right in printed.values():
        assert not y - 10 < target < y
        assert not any(left < int(x) < right and int(high) < y and y - 10 < int(low) for x, high, low in whiskers)


def test_every_point_has_its_number_in_the_interactive_chart_and_stands_to_scale_there_too():
    one = over_time([year(2003), year(2005), year(2006), year(2024)], [4, 3, 2, 1]).figure()
    told = {note["text"]: note["x"] for note in one["layout"]["annotations"]}
    assert list(told) == ["4", "3", "2", "1"]
    at = list(told.values())
    assert [round(x - at[0]) for x in at] == [0, 2, 3, 21]
    assert one["data"][0]["y"] == [4, None, 3, 2, None, 1]


def test_a_way_to_a_target_runs_over_periods_without_a_figure():
    way = Series("Way", (Decimal(10), None, Decimal(6)), ("10", "", "6"), guide=True)
    one = over_time([year(2003), year(2004), year(2007)], [10, 9, None], shown=("10", "9", ""), guides=(way,))
    first, last = re.fullmatch(r"M(\d+) \d+L(\d+) \d+", paths(one, "c-line")[-1]).groups()
    (at_first, _), (at_second, _) = marks(one)[-2:]  # after that of the key
    assert int(last) - int(first) == pytest.approx(4 * (at_second - at_first), abs=2)
    assert not [text for text in ElementTree.fromstring(str(one.svg)).itertext() if text.endswith(": ")]


def test_bars_about_which_sources_differ_have_their_range():
    one = Chart(
        slug="c", title="Thefts", sentence="s", unit="thefts", labels=("Cycles", "Cars"), kind="bars",
        series=(
            Series(
                "2003/04", (Decimal(688), Decimal(900)), ("sources differ: 688 or 984", "900"),
                ranges=((Decimal(688), Decimal(984)), None),
            ),
        ),
    )  # fmt: skip
    low, high = map(int, re.match(r"M(\d+) \d+H(\d+)", paths(one, "c-range")[-1]).groups())
    bars = re.findall(r"M(\d+) \d+h(\d+)", paths(one, "c-bar c-bar--now")[-1])
    (zero, cycles), (_zero, cars) = ((int(start), int(length)) for start, length in bars)
    assert low == pytest.approx(zero + cycles, abs=1)
    assert (high - zero) / cars == pytest.approx(984 / 900, abs=0.02)
    (drawn,) = one.figure()["layout"]["shapes"]
    assert (drawn["x0"], drawn["x1"], drawn["y0"], drawn["y1"]) == (688, 984, 0, 0)
