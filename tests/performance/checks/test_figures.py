"""K1 to K5 and K11 to K13: a right table gives nothing, a wrong one gives exactly one finding."""

import dataclasses
import random
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from csp_portal.formats.numbers import rounded
from csp_portal.formats.periods import Period
from performance.checks.facts.types import IndicatorFact, QuestionFact, UnitCostFact
from performance.checks.registry import run
from performance.figures.breaks import PublishedBreak
from performance.rules.agreement import agree, fits
from tests.performance.checks.made import DUE, NOW, THEN, area, facts, figure, indicator, keys, only, plan


def change_row(what: str, then: int, now: int, change: object, percent: object, row: int = 0, **given) -> list:
    return [
        figure(what, then, period=THEN, row=row, column=0, **given),
        figure(what, now, row=row, column=1, **given),
        figure(what, change, "change", against=THEN, row=row, column=2, **given),
        figure(what, percent, "percent change", against=THEN, row=row, column=3, **given),
    ]


# K1


def test_one_fact_with_two_figures_is_found_once_with_both_places():
    given = facts([figure("theft", 984), figure("theft", 688, source="report")])
    one = only(given)
    assert (one.check, one.printed, one.computed) == ("K1", "984 (Plan); 688 (Report)", "a difference of 296")
    assert [place.source for place in one.places] == ["plan", "report"]


@pytest.mark.parametrize(
    "other",
    [
        figure("theft", 984, source="report"),
        figure("theft", 688, source="report", period=THEN),
        figure("theft", 688, source="report", area="elsewhere"),
        figure("burglary", 688, source="report"),
        figure("theft", None, source="report"),
        figure("theft", 900, source="report", qualifier="over"),
        figure("theft", 1000, source="report", qualifier="around"),
    ],
)
def test_other_facts_and_vaguer_words_do_not_disagree(other):
    assert keys(facts([figure("theft", 984), other])) == []


def test_three_printings_of_a_fact_make_one_finding():
    given = facts(figure("theft", value, table=name) for value, name in ((1, "a"), (2, "b"), (2, "c")))
    assert only(given).printed.count("Plan") == 3


def test_one_number_for_two_periods_is_found_where_a_period_is_open():
    hub = [
        figure("supported", 6000, period=None, period_as_printed="over the last year", table="", row=1),
        figure("supported", 6000, period=None, period_as_printed="since October", table="", row=2, qualifier="over"),
    ]
    assert only(facts(hub)).computed == "one figure for 2 periods"
    assert keys(facts([figure("supported", 6000, period=THEN), figure("supported", 6000, row=1)])) == []


def test_a_target_is_the_same_with_and_without_the_sign_of_a_fall():
    signs = [figure("theft", value, "target", unit="%", against=THEN, table="", row=value) for value in (21, -21)]
    assert keys(facts(signs)) == []
    signs[1] = figure("theft", -20, "target", unit="%", against=THEN, table="", row=1)
    assert only(facts(signs)).check == "K1"


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=6))
def test_whole_numbers_agree_when_they_are_one_number(values):
    assert agree(figure("theft", value) for value in values) == (len(set(values)) == 1)


@given(st.decimals(-1000, 1000, places=4), st.integers(0, 3))
def test_a_number_fits_what_it_is_rounded_to(number, decimals):
    printed = rounded(number, decimals)
    assert fits(figure("theft", printed), number)
    assert not fits(figure("theft", printed + Decimal(1).scaleb(-decimals)), number)


# K2


def columns(plan_values: list[int], report_values: list[int], names=("a", "b", "c", "d")) -> list:
    both = [("plan", plan_values), ("report", report_values)]
    return [
        figure(name, value, source=source, row=row)
        for source, values in both
        for row, (name, value) in enumerate(zip(names, values, strict=True))
    ]


def test_the_same_figures_beside_other_rows_are_named_with_their_owner():
    found = run(facts(columns([1, 3, 2, 4], [1, 2, 3, 4])))
    assert [one.check for one in found] == ["K1", "K1", "K2"]
    assert found[-1].printed.startswith("b: 2, which is printed next to “c” in the other, where this row has 3")


@pytest.mark.parametrize("values", [[1, 2, 3, 4], [5, 5, 5, 5]])
def test_the_same_figures_beside_the_same_rows_are_right(values):
    assert keys(facts(columns(values, values))) == []


def test_other_figures_are_not_a_permutation():
    assert {key.split()[0] for key in keys(facts(columns([1, 2, 3, 4], [1, 2, 3, 9])))} == {"K1"}


def test_that_the_names_moved_and_not_the_figures_is_seen():
    cells = columns([1, 2, 3, 4], [1, 2, 3, 4])
    names = dict(zip("abcd", "acbd", strict=True))
    moved = [figure(names[one.label], one.value, row=one.row) if one.source.slug == "plan" else one for one in cells]
    assert "the names of the rows moved" in run(facts(moved))[-1].arithmetic


# K3


RIGHT = [*change_row("theft", 424, 313, -111, "-26.2"), *change_row("fraud", 1005, 1000, -5, "-0.5", row=1)]


def test_right_changes_give_nothing():
    assert keys(facts(RIGHT)) == []


@pytest.mark.parametrize(("place", "wrong"), [(2, "-112"), (3, "-26.1"), (3, "26.2"), (3, "-26.0")])
def test_a_wrong_change_is_found_once_with_its_arithmetic(place, wrong):
    cells = list(RIGHT)
    cells[place] = dataclasses.replace(cells[place], value=Decimal(wrong), as_printed=wrong)
    one = only(facts(cells))
    assert (one.check, one.printed, one.places[0].anchor) == ("K3", wrong, f"table-1-{place + 1}")
    assert one.computed in ("−111", "−26.2%")


def test_a_change_is_compared_to_the_precision_it_is_printed_with():
    cells = [*RIGHT[:3], dataclasses.replace(RIGHT[3], value=Decimal(-26), decimals=0)]
    assert keys(facts(cells)) == []


def test_a_fall_without_its_sign_is_right_under_a_heading_that_says_so():
    cells = [*RIGHT[:3], dataclasses.replace(RIGHT[3], value=Decimal("26.2"), label="Reduction in theft")]
    assert keys(facts(cells)) == []


def test_a_change_between_percentages_is_in_points():
    cells = change_row("view", 38, 23, -15, "-15", indicator_unit="%")
    assert keys(facts(cells)) == []


def test_a_change_from_nothing_is_not_checked():
    assert keys(facts(change_row("theft", 0, 5, 5, "100"))) == []


def test_a_rise_printed_as_a_fall_is_found_by_the_other_source():
    cells = [*change_row("theft", 984, 831, -153, -16), figure("theft", 688, period=THEN, source="report")]
    assert keys(facts(cells)) == ["K1 value", "K3 direction"]
    assert run(facts(cells))[1].computed == "+20.78% using the baseline from Report"


def test_a_fall_printed_as_a_rise_flatters_nobody_and_is_left_to_k1():
    cells = [*change_row("theft", 688, 831, 143, 21), figure("theft", 984, period=THEN, source="report")]
    assert keys(facts(cells)) == ["K1 value"]


def ranking(values: list[int], ranks: list[int]) -> list:
    return [
        cell
        for row, (value, rank) in enumerate(zip(values, ranks, strict=True))
        for cell in (
            figure("theft", value, area=f"ward-{row}", row=row),
            figure("theft", rank, "rank", area=f"ward-{row}", row=row, column=1),
        )
    ]


@pytest.mark.parametrize("ranks", [[1, 2, 2, 4], [4, 2, 2, 1]])
def test_a_ranking_with_ties_is_right_from_either_end(ranks):
    assert keys(facts(ranking([9, 5, 5, 1], ranks))) == []


def test_a_wrong_rank_is_found():
    one = only(facts(ranking([9, 5, 5, 1], [1, 2, 3, 4])))
    assert (one.printed, one.computed) == ("3", "2 of 4")


def totals(parts: list[int], total: int, other: tuple[list[int], int] | None = None) -> list:
    cells = []
    for column, (numbers, whole) in enumerate([(parts, total), *([other] if other else [])]):
        period = (THEN, NOW)[column]
        for row, value in enumerate(numbers):
            cells.append(figure(f"part-{row}", value, row=row, column=column, part_of="all", period=period))
        cells.append(figure("all", whole, row=9, column=column, period=period))
    return cells


def test_a_total_that_is_the_sum_of_its_parts_is_right():
    assert keys(facts(totals([1, 2, 3], 6))) == []


@pytest.mark.parametrize("total", [5, 7])
def test_a_total_that_is_not_the_sum_of_all_known_parts_is_found(total):
    one = only(facts(totals([1, 2, 3], total)))
    assert (one.check, one.printed, one.computed, one.arithmetic) == ("K3", str(total), "6", "1 + 2 + 3 = 6")


def test_parts_that_are_left_out_make_no_wrong_total():
    unlisted = IndicatorFact(indicator("part-9"), "part-9", "Part", "crimes", indicator("all"), None, None, "")
    assert keys(facts(totals([1, 2, 3], 10), [unlisted])) == []
    assert only(facts(totals([1, 2, 3], 10, ([4, 5, 6], 15)), [unlisted])).printed == "10"


def test_a_part_counted_twice_in_its_subtotal_is_named():
    cells = totals([1, 2, 4], 11)
    cells.append(figure("below", 4, row=5, part_of="part-2", period=THEN))
    assert only(facts(cells)).advice == "The total counts these twice, once in their own subtotal: below."


def test_a_target_says_the_same_as_a_level_and_in_per_cent():
    cells = [
        figure("theft", 17890, period=THEN),
        figure("theft", 16414, "target", column=1),
        figure("theft", -8.25, "target", unit="%", against=THEN, table="", row=1),
    ]
    assert keys(facts(cells)) == []
    assert only(facts([*cells[:2], dataclasses.replace(cells[2], value=Decimal("-8.35"))])).computed == "−8.25%"


def test_the_answers_add_up_to_the_people_who_were_asked():
    asked = [plan(questions=(QuestionFact("Agree?", 58, answers),)) for answers in (58, 57)]
    assert keys(facts(plans=(asked[0],))) == []
    assert only(facts(plans=(asked[1],))).computed == "57"


# K4


WARDS = {code: area(code) for code in ("north", "south", "east")}
SECTORS = {code: area(code, 2) for code in ("left", "right")}
LINKS = (("north", "left"), ("south", "left"), ("east", "right"))


def by_area(**values: int) -> list:
    return [figure("theft", value, area=code, row=row) for row, (code, value) in enumerate(values.items())]


def test_areas_that_cover_the_larger_ones_and_add_up_are_right():
    cells = by_area(north=1, south=2, east=3, left=3, right=3)
    assert keys(facts(cells, areas=WARDS | SECTORS, links=LINKS)) == []


def test_a_sum_that_is_not_that_of_the_smaller_areas_is_found():
    one = only(facts(by_area(north=1, south=2, east=3, left=4, right=3), areas=WARDS | SECTORS, links=LINKS))
    assert (one.check, one.printed, one.computed, one.arithmetic) == ("K4", "4", "3", "1 + 2 = 3")


def test_rates_are_not_added_up():
    counts = by_area(north=1, south=2, left=9)
    cells = [dataclasses.replace(one, indicator=one.indicator._replace(unit="per 1,000")) for one in counts]
    assert keys(facts(cells, areas=WARDS | SECTORS, links=LINKS)) == []


@pytest.mark.parametrize(
    ("links", "found"),
    [
        (LINKS[:2], ["K4 left-out", "K4 empty"]),
        ((*LINKS, ("east", "left")), ["K4 overlap"]),
        ((("north", "left"), ("south", "left"), ("east", "left")), ["K4 empty"]),
    ],
)
def test_gaps_and_overlaps_are_found(links, found):
    assert keys(facts(areas=WARDS | SECTORS, links=links)) == found


def test_a_ward_that_holds_two_sectors_is_covered_by_them():
    sectors = SECTORS | {"far": area("far", 2)}
    links = (("north", "left"), ("south", "left"), ("right", "east"), ("far", "east"))
    assert keys(facts(by_area(east=3, right=1, far=2), areas=WARDS | sectors, links=links)) == []
    assert only(facts(by_area(east=4, right=1, far=2), areas=WARDS | sectors, links=links)).check == "K4"


def test_sets_without_links_say_nothing():
    assert keys(facts(areas=WARDS | SECTORS)) == []


# K5


def saving(pounds: int, claim: int | None) -> list:
    cells = [figure("damage", pounds, "saving", against=THEN, table="", row=1, unit="£", printed=f"£{pounds}")]
    return [*cells, figure("damage", claim, "change", against=THEN, table="", row=2)] if claim is not None else cells


@pytest.mark.parametrize(
    ("pounds", "claim", "computed"),
    [
        (977_714, -1_129, None),
        (977_714, None, None),
        (977_714, -1_126, "1,129 crimes"),
        (977_715, None, "1,129.00 crimes"),
        (978_000, -1_129, "1,129.33 crimes"),
    ],
)
def test_a_saving_is_a_whole_number_of_crimes_and_the_number_claimed(pounds, claim, computed):
    cells = saving(pounds, claim)
    costs = {cells[0].indicator.pk: (UnitCostFact(Decimal(866), "2003", "An estimate"),)}
    assert [one.computed for one in run(facts(cells, unit_costs=costs))] == ([computed] if computed else [])


def test_a_saving_without_a_known_cost_is_not_checked():
    assert keys(facts(saving(977_714, -1))) == []


# K11


def aims(*rows: tuple[str, int, int, str]) -> list:
    return [
        cell
        for row, (name, baseline, percent, whole) in enumerate(rows)
        for cell in (
            figure(name, baseline, period=THEN, row=row, part_of=whole),
            figure(name, percent, "target", period=DUE, against=THEN, unit="%", row=row, column=1, part_of=whole),
        )
    ]


def test_targets_of_parts_that_make_up_the_whole_are_right():
    assert keys(facts(aims(("a", 100, 10, "all"), ("b", 100, 20, "all"), ("all", 200, 15, "")))) == []


def test_targets_of_parts_that_ask_for_more_than_the_whole_are_found():
    one = only(facts(aims(("a", 100, 10, "all"), ("b", 100, 30, "all"), ("all", 200, 15, ""))))
    assert (one.check, one.printed, one.computed) == ("K11", "15", "−20.00%")


def test_parts_whose_baselines_are_not_the_whole_are_not_compared():
    assert keys(facts([one for one in aims(("a", 90, 10, "all"), ("b", 100, 30, "all")) if one])) == []


def test_levels_add_up_too():
    def levels(total):
        rows = [("a", 5, "all"), ("b", 7, "all"), ("all", total, "")]
        return [figure(name, value, "target", row=row, part_of=whole) for row, (name, value, whole) in enumerate(rows)]

    assert keys(facts(levels(12))) == []
    assert only(facts(levels(13))).computed == "12"


# K12


def test_a_change_across_a_change_of_recording_is_found():
    moved = figure("theft", 6, "percent change", against=THEN, table="")
    broken = PublishedBreak("theft", "town", NOW.start, "Recording changed.")
    assert only(facts([moved], breaks=(broken,))).computed == "counting changed on 1 April 2019"
    for other in ({"area": "elsewhere"}, {"starts_on": THEN.start}, {"indicator": "fraud"}):
        assert keys(facts([moved], breaks=(broken._replace(**other),))) == []


def test_two_definitions_of_one_thing_are_found_where_they_differ():
    def counted(value):
        cells = [figure("damage", 4285), figure("damage-59", value, row=1)]
        pk, root = cells[1].indicator.pk, cells[0].indicator.pk
        return facts(cells, [IndicatorFact(pk, "damage-59", "With 59", "crimes", None, root, None, "")])

    assert only(counted(4294)).arithmetic == "4,294 − 4,285 = 9"
    assert keys(counted(4285)) == []


# K13


@pytest.mark.parametrize(("value", "found"), [(5, False), (24, False), (1, False), (50, True), ("0.5", True)])
def test_a_figure_of_another_order_of_magnitude_is_found(value, found):
    usual = IndicatorFact(indicator("deaths"), "deaths", "Deaths", "per day", None, None, Decimal("4.9"), "A source")
    assert [one.check for one in run(facts([figure("deaths", value)], [usual]))] == (["K13"] if found else [])


# All of them


@given(st.randoms(use_true_random=False), st.integers(0, 400))
def test_the_order_of_figures_changes_no_finding(shuffle: random.Random, wrong: int):
    cells = [
        *change_row("theft", 424, 313, -111 + wrong, "-26.2"),
        *change_row("fraud", 1005, 1000, -5, "-0.5", row=1),
        *columns([1, 3, 2, 4], [1, 2, 3, 4]),
        *by_area(north=1, south=2, east=3, left=3 + wrong, right=3),
    ]
    again = list(cells)
    shuffle.shuffle(again)
    shared = {"areas": WARDS | SECTORS, "links": LINKS}

    def found(given):
        return sorted(one.key for one in run(facts(given, **shared)))

    assert found(again) == found(cells)


def test_the_same_figures_a_year_later_are_other_facts():
    later = Period.financial_year(2021)
    assert keys(facts([*RIGHT, *(figure("theft", 313, period=later, row=3, source="report"),)])) == []
