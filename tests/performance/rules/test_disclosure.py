"""No hidden count can be worked out: an attacker who knows the rule solves the published sums by linear programming."""

import random

import pytest

from performance.rules.disclosure import EXACT, METHOD, CannotProtect, DisclosureRule, Release, Sum, protect
from tests.performance.attacker import attack

pytestmark = pytest.mark.anywhere

RULE = DisclosureRule()
TOTAL = "total"


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


EACH = DisclosureRule(threshold=5, base=1)  # counts that are shown are shown exactly, so that totals give more away


@pytest.mark.parametrize(
    ("rule", "shown"),  # of the counts from 0 on
    [
        (RULE, [0, None, None, None, None, 5, 5, 5, 10, 10, 10, 10, 10, 15]),
        (EACH, [0, None, None, None, None, 5, 6, 7]),
        (DisclosureRule(threshold=3, base=2), [0, None, None, 4, 4, 6, 6]),
        (EXACT, [0, 1, 2, 3]),
    ],
)
def test_small_counts_are_hidden_and_others_rounded_half_up(rule, shown):
    assert [rule.shown(count) for count in range(len(shown))] == shown


@pytest.mark.parametrize(
    ("rule", "figure", "ends"),
    [
        (RULE, 0, (0, 0)),
        (RULE, 5, (5, 7)),
        (RULE, 10, (8, 12)),
        (DisclosureRule(threshold=10, base=10), 10, (10, 14)),
        (DisclosureRule(threshold=10, base=10), 20, (15, 24)),
        (EACH, 7, (7, 7)),
        (EXACT, 1, (1, 1)),
    ],
)
def test_a_figure_stands_for_the_counts_that_are_rounded_to_it(rule, figure, ends):
    assert rule.stands_for(figure) == ends
    assert [count for count in range(40) if rule.shown(count) == figure] == list(range(ends[0], ends[1] + 1))


TABLES = [  # counts, how they are shown with the totals of rows and columns
    (RULE, "1 20 30 / 20 30 40", "- 20 30 50 / 20 30 40 90 / 20 50 70 140"),  # what is rounded gives nothing away
    (RULE, "1 0 0 / 0 20 30", "- 0 0 - / 0 20 30 50 / - 20 30 50"),
    (EACH, "1 20 30 / 20 30 40 / 40 30 20", "- - 30 51 / - - 40 90 / 40 30 20 90 / 61 80 90 231"),
    (EACH, "1 20 / 20 0", "- - 21 / 20 0 20 / - - 41"),
    (EACH, "1 0 0 / 0 20 30 / 0 30 40", "- 0 0 - / 0 20 30 50 / 0 30 40 70 / - 50 70 -"),
    (EACH, "3 20 30 / 9 30 40 / 40 30 7", "- - 30 53 / - - 40 79 / 40 30 7 77 / 52 80 77 209"),
    (EACH, "2 2 9 / 9 9 9 / 9 9 9", "- - 9 13 / - - 9 27 / 9 9 9 27 / 20 20 27 67"),
    (EACH, "1 5 5 / 5 5 5 / 6 5 5", "- 5 5 - / 5 5 5 15 / - 5 5 - / 12 15 15 42"),
    (EACH, "1 20 0 / 0 30 20 / 0 0 40", "- - 0 21 / 0 30 20 50 / 0 0 40 40 / - - 60 111"),
]


@pytest.mark.parametrize(("rule", "cells", "published"), TABLES)
def test_which_figures_of_a_table_are_hidden(rule, cells, published):
    rows = [[int(cell) for cell in row.split()] for row in cells.split(" / ")]
    down, across = range(len(rows)), range(len(rows[0]))
    counts = {(row, column): rows[row][column] for row in down for column in across}
    counts |= {(row, TOTAL): sum(rows[row]) for row in down}
    counts |= {(TOTAL, column): sum(row[column] for row in rows) for column in across}
    counts[TOTAL, TOTAL] = sum(map(sum, rows))
    shown = protect(counts, table_sums(down, across, TOTAL), rule)
    lines = [[shown[row, column] for column in (*across, TOTAL)] for row in (*down, TOTAL)]
    assert " / ".join(" ".join("-" if one is None else str(one) for one in line) for line in lines) == published


def test_four_ones_that_make_four_hide_nothing_around_them():
    """A reader who knew that all five are small could tell them, whatever else is hidden."""
    counts = {"a": 1, "b": 1, "c": 1, "d": 1, "town": 4, "country": 50, "all": 54}
    sums = [Sum("town", ("a", "b", "c", "d")), Sum("all", ("town", "country"))]
    assert protect(counts, sums) == dict.fromkeys(("a", "b", "c", "d", "town")) | {"country": 50, "all": 55}


def test_what_was_hidden_stays_hidden_until_its_count_changes():
    before = [Release({"a": 8, "b": 12}, {"a": None, "b": 10})]
    assert protect({"a": 8, "b": 12}, [], before=before) == {"a": None, "b": 10}
    assert protect({"a": 9, "b": 12}, [], before=before) == {"a": 10, "b": 10}
    before.append(Release({"a": 8}, {"a": 10}))
    assert protect({"a": 8}, [], before=before) == {"a": None}


def test_a_total_that_comes_later_is_hidden_where_it_would_give_an_earlier_count_away():
    sums = [Sum("total", ("a", "b"))]
    before = [Release({"a": 1, "b": 8}, {"a": None, "b": 8})]
    assert protect({"total": 9}, sums, EACH, before) == {"total": None}
    assert protect({"total": 9}, sums, EACH, [Release({"a": 7, "b": 2}, {"a": 7, "b": None}, EACH)]) == {"total": None}
    assert protect({"total": 9}, sums, EACH, [Release({"a": 1, "b": 8}, {"a": None, "b": None})]) == {"total": 9}
    assert protect({"total": 9}, [Sum("other", ("a", "b"))], EACH, before) == {"total": 9}


def test_what_is_public_already_is_not_hidden_for_the_sake_of_others():
    counts = {"a": 1, "b": 8, "c": 8, "total": 17}
    sums = [Sum("total", ("a", "b", "c"))]
    for public, hidden in (("b", "c"), ("c", "b")):
        shown = protect(counts, sums, EACH, [Release({public: 8}, {public: 8})])
        assert shown == {"a": None, public: 8, hidden: None, "total": 17}


def test_large_counts_that_are_rounded_give_nothing_away():
    counts = {"a": 1, "b": 1301, "total": 1302}
    assert protect(counts, [Sum("total", ("a", "b"))]) == {"a": None, "b": 1300, "total": 1300}


def test_a_hidden_count_can_be_one_so_that_a_total_beside_it_may_be_shown():
    sums = [
        Sum("north", ("homes", "shops")),
        Sum("south", ("farms", "mills")),
        Sum("land", ("homes", "farms")),
        Sum("all", ("north", "south")),
    ]
    counts = {"homes": 1, "shops": 2, "farms": 1, "mills": 0, "north": 3, "south": 1, "land": 2, "all": 4}
    shown = protect(counts, sums, DisclosureRule(threshold=3, base=1))
    assert {key: figure for key, figure in shown.items() if figure is not None} == {"mills": 0, "north": 3}


def test_the_method_names_the_usual_rule():
    assert METHOD.formula.startswith(
        "Counts from 1 to 4 are hidden, the others rounded to the nearest 5; a zero stays."
    )


@pytest.mark.parametrize(
    ("rule", "small", "cells", "totals"),
    [(RULE, 821, 614, 212), (EACH, 821, 776, 270), (DisclosureRule(10, 5), 1329, 874, 456)],
)
def test_no_more_is_hidden_than_is_needed(rule, small, cells, totals):
    """Of 3,340 figures in 200 tables: beyond the small counts a few with the usual rule, more with exact figures."""
    hidden = []
    for seed in range(200):
        counts, sums = random_table(random.Random(seed))
        small -= sum(0 < count < rule.threshold for count in counts.values())
        hidden += [TOTAL in key for key, figure in protect(counts, sums, rule).items() if figure is None]
    assert (small, hidden.count(False), hidden.count(True)) == (0, cells, totals)


def test_an_attacker_recovers_nothing_from_a_thousand_tables():
    """Slow: a thousand tables, each attacked by linear programming."""
    recovered, hidden = 0, 0
    for seed in range(1000):
        counts, sums = random_table(random.Random(seed))
        told, found = attack([Release(counts, protect(counts, sums))], sums)
        recovered, hidden = recovered + len(told), hidden + found
    assert recovered == 0
    assert hidden > 3000


def test_who_is_told_which_counts_are_small_recovers_only_four_ones_that_make_four():
    """Slow: 400 tables, each attacked by linear programming."""
    given_away, full = set(), set()
    for seed in range(400):
        counts, sums = random_table(random.Random(seed))
        if attack([Release(counts, protect(counts, sums))], sums, kinds_known=True)[0]:
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
        recovered += len(attack([Release(counts, {key: RULE.shown(count) for key, count in counts.items()})], sums)[0])
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
        recovered += len(attack([Release(counts, first), Release(later, second)], sums)[0])
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
        recovered += len(attack([Release(counts, protect(counts, sums))], sums)[0])
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


def two_sources(chance: random.Random):
    """The cells of a table in one protected source, its margins in another, protected or open, and some in both."""
    counts, sums = random_table(chance, 4, 4)
    margins = {key: count for key, count in counts.items() if TOTAL in key}
    cells = {key: count for key, count in counts.items() if TOTAL not in key}
    both = dict(chance.sample(sorted(cells.items()), len(cells) // 3)) if chance.random() < 0.5 else {}
    other = margins | {key: count for key, count in both.items() if count >= 5 or chance.random() < 0.1}
    return cells, other, sums


def test_two_sources_together_give_nothing_away_whichever_is_published_first():
    """Slow: 300 tables, each attacked by linear programming."""
    recovered = tried = refused = 0
    for seed in range(300):
        chance = random.Random(seed)
        cells, other, sums = two_sources(chance)
        rule = chance.choice((EXACT, DisclosureRule(3, 1), DisclosureRule(10, 10)))
        try:
            shown = other if rule == EXACT else protect(other, sums, rule)
            first = Release(other, shown, rule)
            second = Release(cells, protect(cells, sums, before=[first]))
        except CannotProtect:
            refused += 1
            continue
        told, found = attack([first, second], sums)
        recovered, tried = recovered + len(told), tried + found
    assert recovered == 0
    assert tried > 500
    assert refused < 100


def test_what_open_data_state_cannot_be_hidden():
    with pytest.raises(CannotProtect):
        protect({"a": 3}, [], before=[Release({"a": 3}, {"a": 3}, EXACT)])
    assert protect({"a": 3}, [], before=[Release({"a": 2}, {"a": 2}, EXACT)]) == {"a": None}  # it is another count


def test_the_smallest_count_that_is_shown_is_hidden_where_open_data_state_the_total():
    """1 of 6 could be told by the 5 beside it, as long as this stands there as 5 to 7."""
    sums = [Sum("total", ("a", "b"))]
    before = [Release({"total": 6}, {"total": 6}, EXACT)]
    assert protect({"a": 1, "b": 5}, sums, before=before) == {"a": None, "b": None}
    with pytest.raises(CannotProtect):  # a zero stays, so that the 1 is all there is
        protect({"a": 1, "b": 0}, sums, before=[Release({"total": 1}, {"total": 1}, EXACT)])


def test_each_source_alone_would_give_counts_away_together():
    """Two sources that do not know of each other: the attacker finds what they hide."""
    recovered = 0
    for seed in range(100):
        cells, other, sums = two_sources(random.Random(seed))
        recovered += len(attack([Release(other, other, EXACT), Release(cells, protect(cells, []))], sums)[0])
    assert recovered > 0
