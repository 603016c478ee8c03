"""No hidden count can be worked out: an attacker who knows the rule solves the published sums by linear programming."""

import random

import numpy
import pytest
from scipy.optimize import linprog

from performance.rules.disclosure import CannotProtect, DisclosureRule, Release, Sum, protect

RULE = DisclosureRule()
TOTAL = "total"


def attack(editions, sums, *, kinds_known=False):
    """Which hidden counts an attacker can tell: those whose smallest and largest possible count are the same.

    The attacker knows the rule: a zero is a zero, a figure is within 2 of its count and never stands for less than 5,
    a hidden count is at least 1. With `kinds_known` somebody told which are hidden because they are small: these are 1
    to 4, the others 5 or more. The same count in two editions is known to be the same.
    """
    variables: dict[tuple, int] = {}
    bounds: list[list[float]] = []
    hidden = set()
    for counts, shown in editions:
        for key, figure in shown.items():
            count = counts[key]
            low, high = limits(count, figure, kinds_known)
            place = variables.setdefault((key, count), len(variables))
            if place == len(bounds):
                bounds.append([low, high])
            bounds[place] = [max(bounds[place][0], low), min(bounds[place][1], high)]
            if figure is None:
                hidden.add(place)
    lines = []
    for counts, _shown in editions:
        for one in sums:
            if one.total in counts:
                line = numpy.zeros(len(variables))
                line[variables[one.total, counts[one.total]]] = -1
                for part in one.parts:
                    line[variables[part, counts[part]]] += 1
                lines.append(line)
    told = []
    for place in hidden:
        aim = numpy.zeros(len(variables))
        aim[place] = 1
        ends = [
            linprog(sign * aim, A_eq=numpy.array(lines), b_eq=numpy.zeros(len(lines)), bounds=bounds, method="highs")
            for sign in (1, -1)
        ]
        assert all(end.success or end.status == 3 for end in ends), [end.message for end in ends]  # 3: without bound
        least, most = ends[0].fun, -ends[1].fun if ends[1].success else numpy.inf
        if most - least < 1e-6:
            told.append(place)
    return told, len(hidden)


def limits(count: int, figure: int | None, kinds_known: bool) -> tuple[float, float]:
    if figure is None and not kinds_known:
        return 1, numpy.inf
    if figure is None:
        return (1, 4) if count < 5 else (5, numpy.inf)
    return (0, 0) if figure == 0 else (max(5, figure - 2), figure + 2)


def table_sums(rows, columns, total):
    """The sums of a table with margins: cells are `(row, column)`, margins `(row, total)` and `(total, column)`."""
    return [
        *(Sum((row, total), tuple((row, column) for column in columns)) for row in rows),
        *(Sum((total, column), tuple((row, column) for row in rows)) for column in columns),
        Sum((total, total), tuple((row, total) for row in rows)),
        Sum((total, total), tuple((total, column) for column in columns)),
    ]


def random_table(chance: random.Random, most_rows: int = 6, most_columns: int = 5):
    """A table of small counts with margins, some of them not published: counts and sums."""
    rows, columns = range(chance.randint(1, most_rows)), range(chance.randint(1, most_columns))
    size = chance.choice((3, 8, 20, 60))
    zeros = chance.choice((0, 0.2, 0.6))
    counts = {
        (row, column): 0 if chance.random() < zeros else chance.randint(0, size) for row in rows for column in columns
    }
    published = counts | {(row, TOTAL): sum(counts[row, column] for column in columns) for row in rows}
    published |= {(TOTAL, column): sum(counts[row, column] for row in rows) for column in columns}
    published[TOTAL, TOTAL] = sum(counts.values())
    for key in [key for key in published if TOTAL in key]:
        if chance.random() < 0.1:
            del published[key]
    sums = [
        one
        for one in table_sums(rows, columns, TOTAL)
        if one.total in published and all(part in published for part in one.parts)
    ]
    return published, sums


def test_an_attacker_recovers_nothing_from_a_thousand_tables():
    """Slow: a thousand tables, each attacked by linear programming."""
    recovered, hidden = 0, 0
    for seed in range(1000):
        counts, sums = random_table(random.Random(seed))
        told, found = attack([(counts, protect(counts, sums))], sums)
        recovered, hidden = recovered + len(told), hidden + found
    assert recovered == 0
    assert hidden > 3000


def test_who_is_told_which_counts_are_small_recovers_only_four_ones_that_make_four():
    """Slow: 400 tables, each attacked by linear programming."""
    given_away, full = set(), set()
    for seed in range(400):
        counts, sums = random_table(random.Random(seed))
        if attack([(counts, protect(counts, sums))], sums, kinds_known=True)[0]:
            given_away.add(seed)
        if any(counts[one.total] == 4 == sum(counts[part] > 0 for part in one.parts) for one in sums):
            full.add(seed)
    assert given_away == full != set()


def test_without_the_second_step_the_attacker_would_recover_some():
    """The attacker is a real one: small counts hidden and the rest rounded, and nothing more, gives counts away.

    Slow: 200 tables, each attacked by linear programming.
    """
    recovered = 0
    for seed in range(200):
        counts, sums = random_table(random.Random(seed))
        recovered += len(attack([(counts, {key: RULE.shown(count) for key, count in counts.items()})], sums)[0])
    assert recovered > 0


def test_two_editions_together_give_nothing_away():
    """Slow: 300 tables, each attacked by linear programming."""
    recovered = 0
    for seed in range(300):
        chance = random.Random(seed)
        counts, sums = random_table(chance, 4, 4)
        first = protect(counts, sums)
        later = corrected(chance, counts, sums)
        second = protect(later, sums, before=[Release(counts, first)])
        recovered += len(attack([(counts, first), (later, second)], sums)[0])
        assert all(second[key] is None for key in counts if first[key] is None and later[key] == counts[key])
    assert recovered == 0


def corrected(chance: random.Random, counts: dict, sums: list[Sum]) -> dict:
    """The same table with one or two cells corrected, and every published total with them."""
    later = dict(counts)
    cells = [key for key in counts if TOTAL not in key]
    for cell in chance.sample(cells, min(len(cells), chance.randint(1, 2))):
        step = chance.randint(0, 9) - later[cell]
        row, column = cell
        for key in ((row, column), (row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            if key in later:
                later[key] += step
    return later


def test_a_row_whose_total_would_give_a_cell_back_hides_a_second_one():
    counts = {"a": 1, "b": 8, "c": 8, "total": 17}
    shown = protect(counts, [Sum("total", ("a", "b", "c"))])
    assert shown == {"a": None, "b": shown["b"], "c": shown["c"], "total": 15}
    assert [shown["b"], shown["c"]].count(None) == 1


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 0, "b": 7, "total": 7}, {"a": 0, "b": 5, "total": 5}),  # nothing small, nothing hidden
        ({"a": 3, "b": 0, "total": 3}, {"a": None, "b": 0, "total": None}),  # the total is as small
        ({"a": 2, "b": 1, "total": 3}, {"a": None, "b": None, "total": None}),  # every cell hidden
        ({"a": 2, "b": 3, "total": 5}, {"a": None, "b": None, "total": 5}),
        ({"a": 4, "total": 4}, {"a": None, "total": None}),  # a single cell
        ({"a": 2, "b": 9}, {"a": None, "b": 10}),  # the total is not published
        ({}, {}),
    ],
)
def test_zeros_single_cells_hidden_rows_and_totals_that_are_not_published(counts, shown):
    sums = [Sum("total", tuple(key for key in counts if key != "total"))]
    assert protect(counts, sums) == shown


def test_wards_that_add_up_to_sectors_and_to_committees_are_protected_in_both():
    chance = random.Random(7)
    recovered = 0
    for _table in range(60):
        wards = {f"ward {number}": chance.randint(0, 9) for number in range(8)}
        names = list(wards)
        sets = {"sector": [names[:3], names[3:6], names[6:]], "committee": [names[::2], names[1::2]]}
        sums = [
            Sum(f"{kind} {number}", tuple(group))
            for kind, groups in sets.items()
            for number, group in enumerate(groups)
        ]
        counts = wards | {one.total: sum(wards[part] for part in one.parts) for one in sums}
        counts["city"] = sum(wards.values())
        for kind in sets:
            sums.append(Sum("city", tuple(key for key in counts if key.startswith(kind))))
        recovered += len(attack([(counts, protect(counts, sums))], sums)[0])
    assert recovered == 0


def test_what_earlier_editions_give_away_cannot_be_mended_and_is_said():
    """Counts that were public as they are: nothing that is hidden now would help."""
    sums = [Sum("total", ("a", "b"))]
    earlier = Release({"b": 8, "total": 9}, {"b": 10, "total": 10})
    assert protect({"a": 1, "b": 8, "total": 9}, sums, before=[earlier])["a"] is None
    exact = DisclosureRule(threshold=5, base=1)
    earlier = Release({"b": 8, "total": 9}, {"b": 8, "total": 9})
    with pytest.raises(CannotProtect):
        protect({"a": 1, "b": 8, "total": 9}, sums, exact, [earlier])
