"""A target as one sentence: every kind, with and without its baseline and due period; on its form and for readers."""

from html import unescape

import pytest

from performance.rules.targets.words import sentence
from plans.documents.document import plan_document
from plans.models import Plan
from tests import builders
from tests.performance.rules.test_outturns import target
from tests.plans.editing.test_editing import fields_of

FROM = {"baseline_period": "2024/25", "due_period": "2027/28"}
BARE = {"baseline_period": "", "due_period": ""}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": "-10"}, "Reduce domestic burglary by 10% from 2024/25 by 2027/28"),
        ({"value": "2.5"}, "Increase domestic burglary by 2.5% from 2024/25 by 2027/28"),
        ({"value": "-10"} | BARE, "Reduce domestic burglary by 10%"),
        ({"value": "0"}, "Keep domestic burglary at its level in 2024/25 by 2027/28"),
        ({"kind": "change", "value": "-1200"}, "Reduce domestic burglary by 1,200 from 2024/25 by 2027/28"),
        ({"kind": "points", "unit": "%", "value": "1"},
         "Increase domestic burglary by 1 percentage point from 2024/25 by 2027/28"),
        ({"kind": "points", "unit": "%", "value": "-2"},
         "Reduce domestic burglary by 2 percentage points from 2024/25 by 2027/28"),
        ({"kind": "at most", "value": "1130"}, "Bring domestic burglary to 1,130 or less by 2027/28"),
        ({"kind": "at least", "unit": "%", "value": "90"}, "Bring domestic burglary to 90% or more by 2027/28"),
        ({"kind": "keep", "value": "130"}, "Keep domestic burglary at 130 by 2027/28"),
        ({"kind": "keep", "value": None}, "Keep domestic burglary at its level in 2024/25 by 2027/28"),
        ({"kind": "keep", "value": None} | BARE, "Keep domestic burglary at its level at the baseline"),
        ({"kind": "below baseline", "value": None}, "Bring domestic burglary below its level in 2024/25 by 2027/28"),
        ({"kind": "above baseline", "value": None}, "Bring domestic burglary above its level in 2024/25 by 2027/28"),
        ({"kind": "better than group", "value": None},
         "Do better on domestic burglary than the average of similar areas by 2027/28"),
        ({"kind": "words", "value": None}, ""),
        ({"kind": "at most", "value": None}, ""),
        ({"kind": "percent change", "value": None}, ""),
        ({"state": "to be confirmed", "value": None}, "The target for domestic burglary is to be confirmed"),
        ({"state": "not applicable", "value": None}, ""),
    ],
)  # fmt: skip
def test_every_kind_in_a_sentence(changes, words):
    assert sentence(target(**(FROM | changes)), "Domestic burglary", "Norwich") == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ASB calls", "Reduce ASB calls by 10%"),
        ("Norwich thefts", "Reduce Norwich thefts by 10%"),
        ("Violent crime", "Reduce violent crime by 10%"),
    ],
)
def test_abbreviations_and_the_name_of_the_area_keep_their_capital(name, words):
    assert sentence(target(value="-10", **BARE), name, "Norwich") == words


@pytest.fixture
def plan(db) -> Plan:
    made = builders.plan()
    area = builders.area_set(made.partnership, ["North"]).areas.get()
    burglary = builders.indicator("burglary", better="lower")
    made.targets.create(
        name="Safe homes", kind="percent change", indicator=burglary, area=area, value=-10,
        baseline_start="2024-04-01", baseline_end="2025-03-31", due_start="2027-04-01", due_end="2028-03-31",
    )  # fmt: skip
    return made


def test_the_form_says_it_before_anything_is_stored_and_beside_an_error(plan, client):
    client.force_login(builders.person("officer", plan.partnership, "officer"))
    row = plan.targets.get()
    address = f"/desk/anytown/plans/{plan.slug}/rows/targets/{row.pk}/"
    sent = fields_of(client, address) | {"value": "-12"}
    page = unescape(client.post(address, sent | {"check": "yes"}).content.decode())
    assert "Readers will see: “Reduce burglary by 12% from 2024/25 by 2027/28.”" in page
    assert plan.targets.get().value == -10
    wrong = unescape(client.post(address, sent | {"value": "12"}).content.decode())
    assert "Write −12, or correct the indicator." in wrong
    assert "Readers will see: “Increase burglary by 12% from 2024/25 by 2027/28.”" in wrong
    empty = f"/desk/anytown/plans/{plan.slug}/targets/add/"
    assert client.post(empty, {"check": "yes"}).status_code in (200, 422)
    assert client.post(address, sent).status_code == 302
    assert plan.targets.get().value == -12


def test_the_document_has_the_sentence(plan):
    assert plan_document(plan)["targets"][0]["sentence"] == "Reduce burglary by 10% from 2024/25 by 2027/28"
