"""K9 and K16 to K20 with small facts: what is found, and what is let pass."""

import pytest

from csp_portal.formats.periods import Period
from performance.checks.facts.types import MemberFact, PartFact, PriorityFact, TextFact
from tests.performance.checks.made import facts, figure, keys, only, plan, said

APRIL, MAY, JUNE = (Period.of_months(2019, month, 1) for month in (4, 5, 6))
QUARTER, HALF = Period.of_months(2019, 4, 3), Period.of_months(2019, 4, 6)


def counts(*given: tuple[Period, int]) -> list:
    return [figure("theft", value, period=period, row=row) for row, (period, value) in enumerate(given)]


def test_months_that_add_up_to_their_quarter_are_let_pass():
    assert keys(facts(counts((APRIL, 5), (MAY, 6), (JUNE, 7), (QUARTER, 18)))) == []
    one = only(facts(counts((APRIL, 5), (MAY, 6), (JUNE, 7), (QUARTER, 81))))
    assert (one.check, one.printed, one.arithmetic) == ("K16", "81", "5 + 6 + 7 = 18")


def test_a_running_count_that_falls_is_found_and_one_that_stands_still_is_not():
    assert keys(facts(counts((APRIL, 8), (QUARTER, 8), (HALF, 20)))) == []
    assert only(facts(counts((APRIL, 8), (QUARTER, 19), (HALF, 12)))).sentence.endswith("it can only rise.")


def test_percentages_of_parts_need_not_add_up():
    cells = [figure("fear", n, period=period, indicator_unit="%", row=n) for n, period in ((40, APRIL), (30, QUARTER))]
    assert keys(facts(cells)) == []


PRIORITIES = (PriorityFact("1", "Reduce theft", (), "p. 1"), PriorityFact("2", "Reduce arson", (), "p. 2"))


def test_priorities_in_the_same_words_are_found_unless_the_plan_was_rolled_forward():
    before = plan("2016-2019", 2016, priorities=PRIORITIES)
    assert keys(facts(plans=(before, plan(priorities=PRIORITIES)))) == ["K19 reprinted"]
    assert keys(facts(plans=(before, plan(priorities=PRIORITIES, rolled_from="2016-2019")))) == []
    assert keys(facts(plans=(before, plan(priorities=PRIORITIES[:1])))) == []


def test_a_plan_that_rolls_another_forward_does_not_contradict_it():
    assert keys(facts(plans=(plan(), plan("2020-2023", 2020)))) == ["K9 overlap"]
    assert keys(facts(plans=(plan(), plan("2020-2023", 2020, rolled_from="2019-2022")))) == []


def test_indicators_are_compared_with_the_county_plan_of_the_same_time_only():
    county = plan("county", indicators=frozenset({"NI 21", "NI 30"}))
    own = plan(indicators=frozenset({"NI 21", "PSA 23"}))
    one = only(facts(plans=(own,), county_plans=(county,)))
    assert one.arithmetic == "Only in the county's plan: NI 30. Only in this plan: none."
    assert keys(facts(plans=(own,), county_plans=(plan("county", 2010, indicators=county.indicators),))) == []


def test_an_organisation_with_two_names_is_found_and_two_organisations_in_one_part_are_not():
    parts = [PartFact(name, ("Fire Service",), "actions", "1.1") for name in ("CFRS", "cfrs ", "Fire")]
    one = only(facts(plans=(plan(parts=tuple(parts)),)))
    assert (one.check, one.printed) == ("K18", "“CFRS”, “Fire”")
    both = PartFact("Fire/Police", ("Fire Service", "Police"), "actions", "1.2")
    assert keys(facts(plans=(plan(parts=(parts[0], both)),))) == []


def test_a_seat_listed_twice_is_found_and_two_people_of_one_organisation_are_not():
    ann, bob = (MemberFact("Council", name, "", "p. 1") for name in ("Ann", "Bob"))
    assert keys(facts(plans=(plan(members=(ann, bob)),))) == []
    assert only(facts(plans=(plan(members=(ann, ann)),))).sentence == "Council is listed as a member 2 times."


@pytest.mark.parametrize(
    ("text", "note"),
    [("Talks were given [insert date].", "[insert date]"), ("It reached how many attended", "how many attended"),
     ("We met XXX people.", "XXX"), ("Was it right??", "??")],
)  # fmt: skip
def test_a_note_to_the_writer_is_found(text, note):
    one = only(facts(plans=(plan(texts=(TextFact("sections", "intro", text),)),)))
    assert (one.check, one.printed) == ("K20", note)


def test_plain_words_are_no_notes():
    text = "Check your locks. How many people were helped? Add your voice, and see [the list](/list/)."
    assert keys(facts(plans=(plan(texts=(TextFact("sections", "intro", text),)),))) == []


def test_a_column_with_two_headings_is_found():
    headings = [said("heading", "lead", as_printed=words) for words in ("Lead", "Lead agency", "Lead")]
    assert only(facts(statements=tuple(headings))).printed == "“Lead”; “Lead agency”"
    assert keys(facts(statements=tuple(headings[::2]))) == []
