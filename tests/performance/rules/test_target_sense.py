"""A target against its own direction is refused, with what it would print; per cent of a percentage is asked about."""

import pytest
from django.core.exceptions import ValidationError

from performance.rules.targets.outturns import outcome
from performance.rules.targets.sense import against_itself, points_meant
from plans.documents.document import plan_document
from plans.publishing.checklist.checklist import problems
from tests import builders
from tests.performance.rules.test_outturns import seen, target


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"value": "-20"}, ""),
        ({"value": "10"}, "“Burglary” would read “up 10%”, but lower is better. Write −10, or correct the indicator."),
        (
            {"value": "-10", "better": "higher"},
            "“Burglary” would read “down 10%”, but higher is better. Write +10, or correct the indicator.",
        ),
        ({"value": "10", "better": "neither"}, ""),
        ({"value": "10", "state": "to be confirmed"}, ""),
        (
            {"kind": "points", "unit": "%", "value": "2"},
            "“Burglary” would read “up 2 points”, but lower is better. Write −2, or correct the indicator.",
        ),
        (
            {"kind": "at most", "value": "1100"},
            "“Burglary” would read “at most 1,100” from a baseline of 1,000, but lower is better. Correct the number.",
        ),
        ({"kind": "at most", "value": "900"}, ""),
        ({"kind": "at most", "value": "1000"}, ""),
        (
            {"kind": "at least", "value": "900", "better": "higher"},
            "“Burglary” would read “at least 900” from a baseline of 1,000, but higher is better. Correct the number.",
        ),
        ({"kind": "at most", "value": "1100", "baseline": None}, ""),
        (
            {"kind": "above baseline", "value": None},
            "“Burglary” would read “higher than the baseline”, but lower is better. Choose the other kind of target.",
        ),
        ({"kind": "below baseline", "value": None}, ""),
    ],
)
def test_a_target_does_not_go_against_its_own_direction(changes, wrong):
    assert against_itself(target(**changes)) == wrong


def test_per_cent_of_a_percentage_is_asked_about():
    plus_two = target(unit="%", better="higher", baseline="38", value="2")
    assert points_meant(plus_two) == ("“Burglary” would read “up 2%”: from 38% to 38.76%. Are points meant, to 40%?")
    assert points_meant(target(**plus_two | {"kind": "points"})) == ""
    assert points_meant(target()) == ""


def test_points_are_a_kind_of_their_own():
    points = outcome(target(unit="%", baseline="38", kind="points", value="-10"), [seen(2007, 23)])
    assert (points["target"], points["status"]) == ("down 10 points", "met")
    assert points["result"] == (
        "Met by 5 percentage points: −15 percentage points in 2007/08; the target was −10 percentage points."
    )
    percent = outcome(target(unit="%", baseline="38", value="-50"), [seen(2007, 23)])
    assert (percent["target"], percent["status"]) == ("down 50%", "missed")


@pytest.fixture
def plan(db):
    made = builders.plan()
    area = builders.area_set(made.partnership, ["Town"]).areas.get()
    thefts, trust = builders.indicator("thefts", better="lower"), builders.indicator("trust", unit="%", better="higher")
    fields = {"area": area, "state": "value"}
    made.targets.create(name="Thefts", indicator=thefts, kind="percent change", value=-10, **fields)
    made.targets.create(name="Trust", indicator=trust, kind="percent change", value=2, **fields)
    return made


@pytest.mark.parametrize(
    ("name", "changes", "field", "words"),
    [
        ("Thefts", {"value": 10}, "value", "“Thefts” would read “up 10%”, but lower is better."),
        ("Thefts", {"kind": "above baseline", "value": None}, "kind", "would read “higher than the baseline”"),
        ("Thefts", {"kind": "points"}, "kind", "This indicator is not in per cent"),
        ("Trust", {"kind": "change"}, "kind", "This indicator is in per cent"),
    ],
)
def test_the_form_refuses_it_with_the_sentence_it_would_print(plan, name, changes, field, words):
    row = plan.targets.get(name=name)
    vars(row).update(changes)
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert words in refused.value.message_dict[field][0]


def test_the_checklist_finds_it_in_a_plan_that_was_stored_before(plan):
    plan.targets.filter(name="Thefts").update(value=10)
    found = {one.place.ref: (one.severity, one.sentence) for one in problems(plan_document(plan)) if one.place.ref}
    assert found["Thefts"] == (
        "error",
        "“Thefts” would read “up 10%”, but lower is better. Write −10, or correct the indicator.",
    )
    assert found["Trust"] == (
        "warning",
        "“Trust” would read “up 2%”, in per cent of a percentage. Are points meant?",
    )
