"""The next due day of a measure, from its rhythm, its lag and its newest figure."""

import datetime as dt

import pytest

from csp_portal.formats.periods import in_months, parse
from performance.rules.rhythm import DueRhythm, next_figure


@pytest.mark.parametrize(
    ("frequency", "lag", "unit", "known", "expected", "due"),
    [
        ("monthly", 2, "months", ["September 2026"], "October 2026", "2026-12-31"),
        ("monthly", 2, "months", ["December 2025"], "January 2026", "2026-03-31"),
        ("monthly", 0, "days", ["January 2024"], "February 2024", "2024-02-29"),
        ("quarterly", 46, "days", ["Q1 2026/27", "Q4 2025/26"], "July to September 2026", "2026-11-15"),
        ("quarterly", 6, "weeks", ["Q3 2025/26"], "January to March 2026", "2026-05-12"),
        ("half-yearly", 1, "months", ["April 2026 to September 2026"], "October 2026 to March 2027", "2027-04-30"),
        ("yearly", 3, "months", ["2024/25"], "2025/26", "2026-06-30"),
        ("yearly", 6, "months", ["2025"], "2026", "2027-06-30"),
        ("yearly", 12, "months", ["mid-2024"], "30 June 2025", "2026-06-30"),
        # a quarter counts before a whole year; a rolling year moves on; the year to date grows
        ("quarterly", 0, "days", ["2025/26", "Q3 2025/26"], "January to March 2026", "2026-03-31"),
        ("quarterly", 0, "days", ["year ending June 2026"], "October 2025 to September 2026", "2026-09-30"),
        ("quarterly", 0, "days", ["April 2026 to September 2026"], "April to December 2026", "2026-12-31"),
        ("quarterly", 0, "days", ["January 2026 to September 2026"], "2026", "2026-12-31"),
        # what would grow beyond a year moves on, as does what is shorter than the rhythm
        ("half-yearly", 0, "days", ["April 2026 to December 2026"], "October 2026 to June 2027", "2027-06-30"),
        ("quarterly", 0, "days", ["April 2026 to January 2027"], "July 2026 to April 2027", "2027-04-30"),
        ("half-yearly", 0, "days", ["Q1 2026/27"], "October to December 2026", "2026-12-31"),
        ("quarterly", 0, "days", ["Q3 2025/26", "February 2026"], "January to March 2026", "2026-03-31"),
        ("monthly", 1, "days", ["April 2026 to February 2027"], "2026/27", "2027-04-01"),
        ("monthly", 1, "weeks", ["March 2026", "January 2026"], "April 2026", "2026-05-07"),
    ],
)
def test_the_next_figure_and_its_day(frequency, lag, unit, known, expected, due):
    found = next_figure(DueRhythm(frequency, lag, unit), [parse(text) for text in known])
    assert found is not None
    assert (in_months(found.period), found.due_on) == (expected, dt.date.fromisoformat(due))


def test_it_is_overdue_from_the_day_after_and_unknown_without_a_figure():
    rhythm = DueRhythm("quarterly", 46, "days")
    found = next_figure(rhythm, [parse("Q1 2026/27")])
    assert found is not None
    assert [found.overdue(dt.date(2026, 11, day)) for day in (14, 15, 16)] == [False, False, True]
    assert next_figure(rhythm, []) is None
