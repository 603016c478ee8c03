"""A target against its own direction is refused, with what it would print; per cent of a percentage is asked about."""

from html import unescape

import pytest
from django.core.exceptions import ValidationError

from performance.rules.targets.outturns import outcome
from performance.rules.targets.sense import against_itself, points_meant
from plans.documents.document import plan_document
from plans.models import Plan
from plans.publishing.checklist.checklist import problems
from tests import builders
from tests.performance.rules.test_outturns import seen, target
from tests.plans.editing.test_editing import fields_of
from tests.plans.editing.test_grid import opened


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"value": "-20"}, ""),
        ({"value": "10"}, "“Burglary” would read “up 10%”, but lower is better. Write −10, or correct the indicator."),
        (
            {"value": "-10", "better": "higher"},
            "“Burglary” would read “down 10%”, but higher is better. Write +10, or correct the indicator.",
        ),
        ({"value": "-0.5"}, ""),
        (
            {"value": "0.5"},
            "“Burglary” would read “up 0.5%”, but lower is better. Write −0.5, or correct the indicator.",
        ),
        (
            {"value": "-1", "better": "higher"},
            "“Burglary” would read “down 1%”, but higher is better. Write +1, or correct the indicator.",
        ),
        ({"value": "0"}, ""),
        ({"value": None}, ""),
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


CHOICE = "Choose a change in percentage points, or confirm “A per cent change is intended, not percentage points”."
ASKED = f"“Trust” would read “up 2%”, in per cent of a percentage; in points, “up 2 points”. {CHOICE}"


def test_per_cent_of_a_percentage_is_asked_about_with_what_both_readings_print():
    plus_two = target(unit="%", better="higher", baseline="38", value="2")
    assert points_meant(plus_two) == (
        "“Burglary” would read “up 2%”, from 38% to 38.76%; in points, “up 2 points”, from 38% to 40%. " + CHOICE
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"unit": "crimes"},
        {"kind": "points"},
        {"kind": "at most"},
        {"per_cent_meant": True},
        {"value": "0"},
        {"value": "-38.5"},  # in points it would be less than nothing
        {"value": "62.5"},
    ],
)
def test_nothing_is_asked_where_one_reading_is_meant_for_certain(changes):
    assert points_meant(target(**{"unit": "%", "baseline": "38", "value": "2"} | changes)) == ""


@pytest.mark.parametrize(("value", "meant"), [("-38", "0%"), ("-37.5", "0.5%"), ("61.5", "99.5%"), ("62", "100%")])
def test_points_may_lead_to_nothing_and_to_all(value, meant):
    assert f"from 38% to {meant}. {CHOICE}" in points_meant(target(unit="%", baseline="38", value=value))


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
        ("Trust", {}, "per_cent_meant", ASKED),
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
    assert found["Trust"] == ("warning", ASKED)
    plan.targets.filter(name="Trust").update(per_cent_meant=True)
    assert ASKED not in {one.sentence for one in problems(plan_document(Plan.objects.get()))}


def test_the_form_of_a_target_asks_once_and_stores_nothing_until_it_is_answered(plan, client):
    client.force_login(builders.person("officer", plan.partnership, "officer"))
    row = plan.targets.get(name="Trust")
    plan.targets.filter(pk=row.pk).update(value=3)
    address = f"/desk/anytown/plans/{plan.slug}/rows/targets/{row.pk}/"
    sent = fields_of(client, address)
    assert "per_cent_meant" not in sent
    page = unescape(client.post(address, sent | {"value": "2"}).content.decode())
    assert ASKED in page
    assert plan.targets.get(pk=row.pk).value == 3
    assert client.post(address, sent | {"value": "2", "per_cent_meant": "on"}).status_code == 302
    assert plan.targets.get(pk=row.pk).value == 2
    sent = fields_of(client, address)
    assert sent["per_cent_meant"] == "on"
    points = {name: text for name, text in sent.items() if name != "per_cent_meant"}
    assert client.post(address, points | {"kind": "points"}).status_code == 302
    assert plan.targets.get(pk=row.pk).kind == "points"


def test_a_table_of_targets_asks_the_same(plan, client):
    client.force_login(builders.person("officer", plan.partnership, "officer"))
    row = plan.targets.get(name="Trust")
    address = f"/desk/anytown/plans/{plan.slug}/targets/table/"
    sent = opened(client, address) | {f"r{row.pk}-value": "2.5", "save": "yes"}
    page = unescape(client.post(address, sent).content.decode())
    assert ASKED.replace("2%", "2.5%").replace("2 points", "2.5 points") in page
    assert plan.targets.get(pk=row.pk).value == 2
    client.post(address, sent | {f"r{row.pk}-per_cent_meant": "yes"})
    stored = plan.targets.get(pk=row.pk)
    assert (str(stored.value), stored.per_cent_meant) == ("2.5000", True)
