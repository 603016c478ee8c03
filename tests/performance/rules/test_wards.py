"""Wards and larger areas: sums, movements, denominators, and Peterborough as printed."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, strategies as st

from csp_portal.formats.periods import Period
from performance.areas.figures import AreaFigures
from performance.areas.ranking_page import RankingPage
from performance.figures.relations import areas, relations
from performance.figures.series import figures
from performance.rules.areas.wards import MatchingAreas, Movement, denominator, movement, reconcile, together, total
from plans.models import Partnership

YEAR = Period.financial_year(2010)
BEFORE = Period.financial_year(2009)


def numbers(**values: int | None) -> dict[str, Decimal | None]:
    return {key: None if value is None else Decimal(value) for key, value in values.items()}


def test_three_wards_make_one_sector_and_two_sectors_lie_in_one_ward():
    wards = numbers(park=1000, north=613, central=4713)
    sectors = numbers(east=1613, city=3154, edge=1559)
    links = [("park", "east"), ("north", "east"), ("city", "central"), ("edge", "central")]
    assert reconcile(wards, sectors, links) == [
        MatchingAreas(("park", "north"), ("east",), Decimal(1613), Decimal(1613)),
        MatchingAreas(("central",), ("city", "edge"), Decimal(4713), Decimal(4713)),
    ]


def test_equal_sums_agree():
    (group,) = reconcile(numbers(a=1000, b=2000), numbers(x=3000), [("a", "x"), ("x", "b")])
    assert group.agrees is True


def test_a_sum_with_a_figure_missing_is_not_known():
    assert total([Decimal(1), Decimal(2)]) == 3
    assert total([Decimal(1), None]) is None
    assert total([None]) is None
    assert total([]) is None


def test_wards_that_come_to_more_than_their_sector_do_not_agree():
    (group,) = reconcile(numbers(a=3, b=2), numbers(x=4), [("a", "x"), ("b", "x")])
    assert group.agrees is False


def test_an_area_of_neither_set_joins_no_groups():
    links = [("a", "x"), ("b", "y"), ("a", "else"), ("b", "else"), ("other", "a"), ("other", "b")]
    groups = reconcile(numbers(a=1, b=2), numbers(x=1, y=2), links)
    assert [(group.smaller, group.larger) for group in groups] == [(("a",), ("x",)), (("b",), ("y",))]


def test_sums_that_differ_or_are_not_known_are_said():
    links = [("a", "x"), ("b", "x"), ("c", "y"), ("d", "z")]
    groups = reconcile(numbers(a=1, b=2, c=3, d=None, alone=9), numbers(x=4, y=None, z=1), links)
    assert [(group.smaller_sum, group.larger_sum, group.agrees) for group in groups] == [
        (Decimal(3), Decimal(4), False),
        (Decimal(3), None, None),
        (None, Decimal(1), None),
    ]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("UVWX")), max_size=12), st.randoms())
def test_groups_do_not_depend_on_the_order_or_the_direction_of_links(pairs, random):
    wards, larger = numbers(a=1, b=2, c=3, d=4, e=5, f=6), numbers(U=1, V=2, W=3, X=4)
    turned = [random.choice([pair, pair[::-1]]) for pair in pairs]
    random.shuffle(turned)
    groups = reconcile(wards, larger, pairs)
    assert reconcile(wards, larger, turned) == groups
    assert sum(len(group.smaller) for group in groups) == len({ward for ward, _larger in pairs})


def test_a_movement_starts_from_the_latest_earlier_period_of_the_same_length():
    series = {
        Period.financial_year(2008): Decimal(90),
        BEFORE: Decimal(100),
        Period.of_months(2010, 3, 1): Decimal(8),
        YEAR: Decimal(60),
    }
    found = movement(series, YEAR)
    assert found == Movement(Decimal(100), Decimal(60), BEFORE)
    assert found.words == "−40 (−40.0%)"
    assert movement({YEAR: Decimal(80)}, YEAR) is None
    assert movement({BEFORE: None, YEAR: Decimal(80)}, YEAR) is None


def test_a_movement_that_may_be_chance_is_called_no_clear_change():
    assert Movement(Decimal(100), Decimal(80), BEFORE).words == "no significant change: −20 (−20.0%)"
    assert Movement(Decimal(100), Decimal(80), BEFORE, counted=False).words == "−20 (−20.0%)"


def test_a_quarter_does_not_move_from_another_quarter():
    spring, summer = Period.of_months(2010, 4, 3), Period.of_months(2010, 7, 3)
    assert movement({spring: Decimal(400), summer: Decimal(100)}, summer) is None


def test_a_movement_from_few_has_no_percentage():
    assert Movement(Decimal(4), Decimal(16), BEFORE).words == "+12"
    assert Movement(Decimal(0), Decimal(6), BEFORE).words == "+6"
    assert Movement(Decimal(19), Decimal(60), BEFORE).words == "+41"
    assert Movement(Decimal(20), Decimal(60), BEFORE).words == "+40 (+200.0%)"


def test_areas_move_together_only_from_the_same_period():
    one = Movement(Decimal(100), Decimal(80), BEFORE)
    assert together([one, one]) == Movement(Decimal(200), Decimal(160), BEFORE)
    assert together([one, None]) is None
    assert together([one, Movement(Decimal(1), Decimal(2), Period.financial_year(2008))]) is None
    assert together([]) is None
    shares = Movement(Decimal(10), Decimal(12), BEFORE, counted=False)
    assert together([shares]) == shares


def test_what_is_not_counted_moves_as_soon_as_it_differs():
    assert movement({BEFORE: Decimal(10), YEAR: Decimal(11)}, YEAR, counted=False).clear
    assert not movement({BEFORE: Decimal(10), YEAR: Decimal(10)}, YEAR, counted=False).clear
    assert not movement({BEFORE: Decimal(10), YEAR: Decimal(11)}, YEAR).clear


def test_the_denominator_is_the_one_nearest_in_time():
    census = {Period(dt.date(y, 3, 27), dt.date(y, 3, 27)): Decimal(100 * y) for y in (2001, 2011)}
    assert denominator(census, YEAR) == (Decimal(201_100), 2011)
    assert denominator(census, Period.financial_year(2003)) == (Decimal(200_100), 2001)
    assert denominator({}, YEAR) is None
    assert denominator(dict.fromkeys(census), YEAR) is None


def ranking_of_peterborough() -> RankingPage:
    partnership = Partnership.objects.get(slug="peterborough")
    sets = {}
    for area in areas(partnership):
        sets.setdefault(area.area_set, []).append(area)
    wards = next(area_set for area_set in sets if area_set.kind == "ward")
    known = AreaFigures(figures(partnership))
    return RankingPage("peterborough", wards, sets, relations(partnership).links, known, known.measures(wards.pk)[0])


def test_the_wards_of_peterborough_add_up_to_its_sectors_and_committees(demo, db):
    sectors, committees = ranking_of_peterborough().reconciliations
    assert [(line.group.smaller_sum, line.group.larger_sum) for line in sectors.lines] == [
        (number, number) for number in map(Decimal, (3265, 2289, 1792, 2939, 2506, 1568, 4713))
    ]
    assert sectors.agrees is True
    assert (sectors.smaller_sum, sectors.movement.words) == (Decimal(19072), "−2,229 (−10.5%)")
    assert [line.group.smaller_sum for line in committees.lines] == list(
        map(Decimal, (879, 1795, 2880, 5326, 3461, 1876, 2855))
    )
    assert (committees.smaller_sum, committees.agrees, committees.left_out) == (Decimal(19072), None, [])


def test_the_ranks_of_peterborough_are_those_printed(demo, db):
    page = replace(ranking_of_peterborough(), by="count")
    assert [(row.rank, row.of) for row in page.rows] == [(rank, 24) for rank in range(1, 25)]
    assert page.ranks_differ is False
    assert page.answer == (
        "All recorded crime, 2010/11. Of 24 wards, Central is highest (4,713) and Northborough lowest (50). "
        "Total: 19,072 crimes."
    )


def test_the_legend_of_the_map_holds_every_ward(demo, db):
    assert sum(one.count for one in ranking_of_peterborough().map.legend) == 24
