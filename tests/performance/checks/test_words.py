"""K6 to K10, K14 and K15: symbols, claims, references, periods, meetings, legends and names."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from csp_portal.formats.periods import Period
from performance.checks.facts.matching import stem_list
from performance.checks.facts.types import GroupFact, IndicatorFact, LegendFact, PriorityFact, TargetFact, TextFact
from performance.checks.registry import run
from performance.checks.texts.k10_frequency import every_months
from performance.checks.texts.k15_names import exchanged
from tests.performance.checks.made import DUE, NOW, THEN, area, facts, figure, indicator, keys, only, plan, said

SYMBOL = LegendFact("Target met", "😊", None, None, "line 9"), LegendFact("Target not met", "☹️", None, None, "line 9")


def judged(change: int, symbol: str, target: int = 10, row: int = 0, name: str = "theft") -> list:
    """From 1,000 to a number, with a target for a fall by the year after."""
    return [
        figure(name, 1000, period=THEN, row=row),
        figure(name, 1000 + change, row=row, column=1),
        figure(name, target, "target", period=DUE, against=THEN, unit="%", row=row, column=2),
        figure(name, None, "status", row=row, column=3, printed=symbol, against=THEN),
    ]


def with_symbols(figures: list, rule: str = "final-exact@1", *claims):
    ruled = said("symbol rule", rule, table="table", as_printed="at or above target")
    return facts(figures, statements=(ruled, *claims), legends={("plan", "table"): SYMBOL})


# K6


@pytest.mark.parametrize(("change", "symbol"), [(-100, "😊"), (-99, "☹️"), (50, "☹️"), (-300, "😊")])
def test_a_symbol_that_follows_its_rule_is_right(change, symbol):
    assert keys(with_symbols(judged(change, symbol))) == []


def test_a_symbol_that_does_not_is_found_with_the_rules_it_would_fit():
    one = only(with_symbols(judged(-96, "😊")))
    assert (one.check, one.printed, one.computed) == (
        "K6",
        "😊, target met",
        "off target (target reached without rounding)",
    )
    assert one.arithmetic.startswith("−9.60% against a target of −10%.")
    assert one.arithmetic.endswith("The symbol fits: target reached after rounding, on course for the target.")


def test_under_the_rule_it_follows_nothing_is_found():
    assert keys(with_symbols(judged(-60, "😊"), "trajectory@1")) == []


# K7


def reached(value: int):
    return said("reached", "achieving", value=Decimal(value), period=NOW, indicator=indicator("theft"), area="town")


@pytest.mark.parametrize(
    ("change", "words"),
    [(-210, None), (-206, "only after rounding"), (-190, "is not reached"), (30, "is not reached")],
)
def test_a_claim_that_a_target_is_reached_is_held_against_the_unrounded_change(change, words):
    found = [one.sentence for one in run(facts(judged(change, "", 21)[:3], statements=(reached(-21),)))]
    assert [sentence for sentence in found if words is None or words not in sentence] == []
    assert len(found) == (words is not None)


def test_most_is_more_than_half():
    outcomes = [(-100, "😊"), (-99, "☹️")]
    rows = [judged(change, symbol, row=n, name=f"crime-{n}") for n, (change, symbol) in enumerate(outcomes)]
    claim = said("most reached", "the majority", table="table")
    assert only(with_symbols([*rows[0], *rows[1]], "final-exact@1", claim)).computed == "1 of 2"
    third = judged(-150, "😊", row=2, name="crime-2")
    assert keys(with_symbols([*rows[0], *rows[1], *third], "final-exact@1", claim)) == []


def test_a_number_in_words_is_held_against_its_figure():
    claim = said("value", "seven others", value=Decimal(8), indicator=indicator("groups"), area="town")
    assert only(facts([figure("groups", 7)], statements=(claim,))).arithmetic == "The text says 8, the figure 7."
    assert keys(facts([figure("groups", 8)], statements=(claim,))) == []


def test_the_baseline_of_the_text_is_that_of_the_targets():
    def target(start: Period):
        return TargetFact("Less", "theft", "town", "at most", None, None, start, None, "line 2")

    claim = said("baseline", period=THEN, as_printed="2018/19")
    assert keys(facts(plans=(plan(targets=(target(THEN),)),), statements=(claim,))) == []
    assert only(facts(plans=(plan(targets=(target(NOW),)),), statements=(claim,))).computed == "2019/20"


@pytest.mark.parametrize(("printed", "found"), [(-10, []), (-12, ["K7 sum"])])
def test_a_change_in_the_text_is_that_of_all_areas_together(printed, found):
    cells = [
        figure("theft", value, period=period, area=code, row=row, column=column)
        for column, (period, values) in enumerate(((THEN, (700, 300)), (NOW, (600, 296))))
        for row, (code, value) in enumerate(zip(("north", "south"), values, strict=True))
    ]
    claim = figure("theft", printed, "percent change", against=THEN, table="", row=9)
    areas = {"north": area("north"), "south": area("south"), "town": area("town", 2, own=False)}
    links = (("north", "town"), ("south", "town"))
    assert keys(facts([*cells, claim], areas=areas, links=links)) == found


@pytest.mark.parametrize(
    ("period", "value", "found"),
    [
        (Period.of_months(2019, 2, 12), -10, True),
        (Period.of_months(2019, 2, 12), -18, False),
        (Period.financial_year(2021), -10, False),
    ],
)
def test_two_changes_for_nearly_one_period_are_not_far_apart(period, value, found):
    changes = [figure("theft", -22, "percent change", table="", row=1)]
    changes.append(figure("theft", value, "percent change", period=period, table="", row=2))
    assert [one.check for one in run(facts(changes))] == (["K7"] if found else [])


# K8


PARTS = (said("part", "Section 1", about="Introduction"), said("part", "Section 2", about="Progress of the Plan"))


@pytest.mark.parametrize(
    ("refers", "found"),
    [
        (said("reference", "section 1"), None),
        (said("reference", "Section 2", about="progress"), None),
        (said("reference", "Section 1", about="progress"), "What the text means is Section 2, “Progress of the Plan”."),
        (said("reference", "Section 1", about="the money"), "No part of the document has this name."),
        (said("reference", "Appendix C"), "The document has no part of this name."),
        (said("reference", "Section 1", source="report"), "The document has no part of this name."),
        (said("reference", "Action 1.2"), None),
        (said("reference", "Action 1.10"), "The plan has no action 1.10."),
    ],
)
def test_a_reference_leads_to_what_it_says(refers, found):
    given = facts(statements=(*PARTS, refers), plans=(plan(actions=frozenset({"1.1", "1.2"})),))
    assert [one.arithmetic for one in run(given)] == ([found] if found else [])


def test_two_parts_with_one_number_are_found():
    again = said("part", "Section 2", about="Money", locator="line 5")
    assert only(facts(statements=(*PARTS, again))).printed == "“Progress of the Plan”; “Money”"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See action 1.1 and see also Action 1.2.", []),
        ("see action 1.3", ["action 1.3"]),
        ("See priority 2, see priority 1", ["priority 2"]),
        ("See action 1.3 of the old plan", []),
    ],
)
def test_words_of_a_plan_refer_to_rows_that_are_there(text, found):
    written = plan(
        actions=frozenset({"1.1", "1.2"}),
        priorities=(PriorityFact("1", "Less crime", (), ""),),
        texts=(TextFact("sections", "about", text),),
    )
    assert [one.printed for one in run(facts(plans=(written,)))] == found


# K9


def test_plans_that_follow_each_other_are_right():
    assert keys(facts(plans=(plan("2019-2022"), plan("2022-2025", 2022)))) == []


def test_plans_that_share_a_year_are_found():
    one = only(facts(plans=(plan("2021-2024", 2021), plan("2019-2022"))))
    assert (one.check, one.computed) == ("K9", "both run in 2021/22")


def test_two_editions_for_one_period_do_not_overlap():
    assert keys(facts(plans=(plan("2019-2022"), plan("2019-2022-update")))) == []


def test_a_plan_that_a_source_speaks_of_counts_too():
    named = said("runs", "The plan of 2017", period=Period.of_months(2017, 4, 36))
    assert only(facts(plans=(plan(),), statements=(named,))).arithmetic == "12 months belong to both."


@pytest.mark.parametrize(("years", "found"), [(3, []), (4, ["K9 length"])])
def test_a_plan_runs_as_long_as_its_text_says(years, found):
    length = said("runs", value=Decimal(years), as_printed=f"{years} years")
    assert keys(facts(plans=(plan(),), statements=(length,))) == found


# K10


@pytest.mark.parametrize(
    ("words", "months"),
    [
        ("monthly", 1),
        ("on a monthly basis", 1),
        ("bi-monthly", 2),
        ("every other month", 2),
        ("every 2 months", 2),
        ("Meeting held every three months", 3),
        ("on a quarterly basis", 3),
        ("fortnightly", Decimal("0.5")),
        ("an annual seminar in the Autumn", 12),
        ("when needed", None),
        ("", None),
    ],
)
def test_how_often_is_read_from_words(words, months):
    assert every_months(words) == months


@pytest.mark.parametrize(("words", "found"), [("every 2 months", []), ("quarterly", ["K10 2019-2022"]), ("often", [])])
def test_a_group_meets_in_one_rhythm(words, found):
    met = plan(groups=(GroupFact("Board", "every other month", "line 1"), GroupFact("Team", "weekly", "line 2")))
    assert keys(facts(plans=(met,), statements=(said("meets", "board", as_printed=words),))) == found


# K14


CLASSES = (
    LegendFact("10 to 19", "", Decimal(10), Decimal(19), "line 3"),
    LegendFact("20 plus", "", Decimal(20), None, "line 3"),
)


@pytest.mark.parametrize(("values", "found"), [((10, 19, 20, 500), None), ((9, 10, 20), "9"), ((9, 5, 20), "5 to 9")])
def test_the_classes_of_a_legend_cover_every_figure(values, found):
    cells = [figure("theft", value, row=row, area=f"ward-{row}") for row, value in enumerate(values)]
    outside = [one.computed for one in run(facts(cells, legends={("plan", "table"): CLASSES}))]
    low_high = found.split(" to ") if found else []
    assert outside == ([f"from {low_high[0]} to {low_high[-1]}"] if found else [])


def test_every_symbol_has_a_meaning_of_its_own():
    symbols = judged(-100, "😊")
    assert keys(facts(symbols, legends={("plan", "table"): SYMBOL})) == []
    one = only(facts(symbols, legends={("plan", "table"): (LegendFact("Target met", "", None, None, "line 9"),)}))
    assert one.computed == "symbols: 1; meanings: 1; symbols without a meaning of their own: 1"
    assert only(facts(symbols)).printed == "no legend"


# K15


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ("Reducing anti-social behaviour", False),
        ("Anti-social behaviour", False),
        ("REDUCE ANTI-SOCIAL BEHAVIOUR in the city centre", False),
        ("Reduce antisocial behaviours", False),
        ("Reduce anti-social incidents", True),
        ("Cut anti-social behaviour", True),
    ],
)
def test_a_priority_has_one_name(other, found):
    named = plan(priorities=(PriorityFact("1", "To reduce anti-social behaviour", (other,), "line 1"),))
    assert [one.check for one in run(facts(plans=(named,)))] == (["K15"] if found else [])


@pytest.mark.parametrize(("order", "found"), [("1, 2, 3", []), ("1, 3", []), ("2, 1, 3", ["K15 order"])])
def test_priorities_stand_in_one_order(order, found):
    numbered = plan(priorities=tuple(PriorityFact(ref, f"Priority {ref}", (), "") for ref in "123"))
    assert keys(facts(plans=(numbered,), statements=(said("order", about=order),))) == found


@given(st.text())
def test_a_name_is_the_same_as_itself_in_any_case(name):
    assert exchanged(name, name) == []
    assert exchanged(name.casefold(), name) == []


def test_years_are_one_however_they_are_written():
    assert stem_list("Report 2006/7") == stem_list("report 2006-07") == stem_list("Reports 2006–2007")
    assert stem_list("Report 2006/7") != stem_list("Report 2007/8")


def test_an_indicator_that_is_not_known_to_any_figure_does_no_harm():
    alone = IndicatorFact(indicator("quiet"), "quiet", "Quiet", "crimes", None, None, Decimal(5), "A source")
    assert keys(facts(indicators=[alone])) == []
