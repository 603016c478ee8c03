"""What a printed change can mean."""

from decimal import Decimal

import pytest

from performance.rules.change.readings import readings


@pytest.mark.anywhere
@pytest.mark.parametrize(
    ("kind", "then", "percentages", "found"),
    [
        ("number change", 20, False, [(5, "")]),
        ("number change", 20, True, [(5, "")]),
        ("percent change", 20, False, [(25, "%")]),
        ("percent change", 20, True, [(5, ""), (25, "%")]),
        ("percent change", 0, False, []),
        ("percent change", 0, True, [(25, "")]),
    ],
)
def test_a_printed_change_is_a_number_a_percentage_or_points(kind, then, percentages, found):
    assert readings(kind, Decimal(then), Decimal(25), percentages=percentages) == found
