"""An indicator leads to the priorities and actions that are about what it counts."""

import datetime as dt

import pytest

from performance.figures.planned import KINDS, planned_about
from plans.documents.document import plan_document
from tests import builders


@pytest.fixture
def content(db):
    plan = builders.plan(
        builders.partnership("anytown"),
        slug="2030-2033",
        period_start=dt.date(2030, 4, 1),
        period_end=dt.date(2033, 3, 31),
    )
    first = builders.priority(plan, "1", title="Confidence", lead="Chief Inspector")
    builders.action(first, 1, title="Visits after distraction burglaries")
    builders.action(first, 2, title="More lamps")
    builders.priority(plan, "2", title="Fewer Burglaries of homes", lead="")
    builders.priority(plan, "3", title="Less vehicle crime")
    return plan_document(plan)


@pytest.mark.parametrize(
    ("name", "addresses"),
    [
        ("Domestic burglary", ["priorities/1/#action-1.1", "priorities/2/"]),
        ("Theft from a vehicle", ["priorities/3/"]),
        ("Theft of cycles", []),
        ("All recorded crime", []),
    ],
)
def test_what_names_the_same_kind_of_crime_is_found(content, name, addresses):
    path = "/anytown/plans/2030-2033/"
    assert [one.address for one in planned_about("any", name, [content])] == [path + one for one in addresses]


def test_a_priority_with_a_target_for_it_is_found_and_its_lead_named(content):
    content["priorities"][0]["targets"] = [{"indicator": "confidence"}]
    (found,) = planned_about("confidence", "Confidence in the police", [content])
    assert (found.title, found.lead) == ("Priority 1: Confidence (2030 to 2033)", "Chief Inspector")


@pytest.mark.parametrize("words", ["Drinking and driving", "Cars for carers", "Robertson Road", "Motorcyclists"])
def test_other_words_name_no_kind_of_crime(words):
    assert [kind.pattern for kind in KINDS if kind.search(words)] == []
