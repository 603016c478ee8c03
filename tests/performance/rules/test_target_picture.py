"""The small picture of a target: what it shows, what it says, and when there is none."""

import re

from performance.rules.targets.outturns import outcome
from performance.rules.targets.picture import picture
from tests.performance.rules.test_outturns import seen, target


def test_the_picture_has_baseline_way_and_latest_outturn_in_their_places():
    """From 1,000 to 800 in four years: half way at 900 lies half way down the picture and half way across."""
    svg = picture(outcome(target(), [seen(2003, 1000), seen(2005, 900)]))
    label = re.search(r'aria-label="([^"]*)"', svg)[1]
    assert label == "Baseline 1000 in 2003/04; target down 20% by 2007/08; latest 900 in 2005/06"
    (start, end) = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', svg)
    assert start == ("7.0", "7.0")
    assert abs(float(end[0]) - 66) < 0.2
    assert end[1] == "22.0"
    assert re.search(r'd="M7.0 7.0L125.0 37.0" [^>]*dasharray', svg)
    assert "<text" not in svg


def test_there_is_no_picture_without_a_baseline_an_aim_or_an_outturn():
    assert picture(outcome(target(baseline=None), [seen(2005, 900)])) == ""
    assert picture(outcome(target(), [seen(2003, 1000)])) == ""
    assert picture(outcome(target(state="to be confirmed", value=None), [seen(2003, 1000), seen(2005, 900)])) == ""
    assert picture(outcome(target(due_period="when we can"), [seen(2003, 1000), seen(2005, 900)])) == ""
