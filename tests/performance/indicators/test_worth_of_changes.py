"""The desk's page of what changes would be worth, and the unit costs that a partnership enters."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from performance.models import UnitCost
from tests import builders

pytestmark = pytest.mark.django_db
PAGE = "/desk/anytown/figures/worth/"


def counted(counts: dict[int, int | None], **source):
    """Thefts in a town in published years, with a unit cost that the partnership noted for a shared indicator."""
    owner = builders.partnership()
    town = builders.area_set(owner, ["Town"], slug="town", kind="district").areas.get()
    crime = builders.indicator("thefts", better="lower")
    paper = builders.source(owner, published_at=timezone.now(), **source)
    for year, count in counts.items():
        builders.observation(paper, crime, town, year, count)
    cost = {"pounds": 1000, "prices": "2015/16", "estimate": "Home Office"}
    return owner, owner.unit_costs.create(indicator=crime, **cost)


def page(client, owner) -> str:
    builders.sign_in(client, builders.person("officer", owner, "officer"))
    return " ".join(client.get(PAGE).content.decode().split())


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({2024: 400, 2025: 300}, "100 fewer crimes than a year ago would be a saving of £100,000."),
        ({2024: 300, 2025: 400}, "100 more crimes than a year ago would be an extra cost of £100,000."),
        ({2024: 400, 2025: 395}, "No value is worked out: there is no statistically significant change"),
        ({2025: 400}, "No value is worked out: there is no earlier figure to compare with."),
        ({2024: 400, 2025: None}, "No value is worked out: counts are rounded, hidden, missing or differ"),
        ({}, "No published source gives a figure for the whole area."),
    ],
)
def test_the_page_says_what_a_change_would_be_worth_or_why_nothing(client, counts, words):
    owner, _cost = counted(counts)
    text = page(client, owner)
    assert words in text
    assert ("in prices of 2015/16 (Home Office)" in text) == ("would be" in words or "significant" in words)


def test_rounded_counts_are_worth_nothing_that_can_be_said(client):
    owner, _cost = counted({2024: 400, 2025: 300}, disclosure="protected")
    text = page(client, owner)
    assert "No value is worked out: counts are rounded, hidden, missing or differ between sources." in text
    assert "£100,000" not in text


def test_without_unit_costs_the_page_says_what_to_do(client):
    assert "No unit costs are known yet." in page(client, builders.partnership())


def test_a_cost_of_another_partnership_is_not_used(client):
    owner, cost = counted({2024: 400, 2025: 300})
    UnitCost.objects.filter(pk=cost.pk).update(partnership=builders.partnership("elsewhere"))
    assert "No unit costs are known yet." in page(client, owner)


def test_the_page_costs_the_same_for_many_unit_costs(client):
    owner, _cost = counted({2024: 400, 2025: 300})
    builders.sign_in(client, builders.person("officer", owner, "officer"))
    client.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        client.get(PAGE)
    for number in range(5):
        owner.unit_costs.create(indicator=builders.indicator(f"i{number}"), pounds=1, prices="2003", estimate="X")
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) == len(one)


def test_an_officer_enters_a_unit_cost_for_a_shared_indicator(client):
    owner, cost = counted({})
    builders.sign_in(client, builders.person("officer", owner, "officer"))
    sent = {
        "indicator": cost.indicator_id, "pounds": "5930", "lowest": "5000", "highest": "7000", "prices": "2015/16",
        "estimate": "Home Office Research Report 99",
    }  # fmt: skip
    assert client.post("/desk/anytown/about/costs-of-crime/add/", sent).status_code == 302
    made = UnitCost.objects.get(pounds=5930)
    assert (made.partnership, made.lowest, made.highest) == (owner, 5000, 7000)


@pytest.mark.parametrize(("lowest", "highest"), [(6000, 7000), (5000, 5900), (0, 7000), (5000, None)])
def test_a_range_has_both_ends_and_holds_the_cost(lowest, highest):
    crime = builders.indicator("thefts")
    cost = UnitCost(indicator=crime, pounds=5930, lowest=lowest, highest=highest, prices="2015/16", estimate="X")
    with pytest.raises(ValidationError):
        cost.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        cost.save()
