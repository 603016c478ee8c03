"""Older wards on newer ones, and areas among similar ones: the rules, and the pages that show them."""

import datetime as dt
from decimal import Decimal
from html import unescape

from django.utils import timezone
from hypothesis import given, strategies as st

from performance.checks.methods_page import METHODS
from performance.figures.relations import SimilarAreas, relations
from performance.models import Observation, SimilarGroup
from performance.rules.areas.shares import Estimate, Share, estimates
from performance.rules.areas.similar import SimilarRank, rank_among_similar
from plans.models import Area, AreaLink, Partnership
from tests import builders
from tests.performance.indicators.test_pages import rows, words
from tests.public_pages import STORING

SHARES = [
    Share("west", "riverside", Decimal("0.25")),
    Share("west", "hilltop", Decimal("0.75")),
    Share("east", "hilltop", Decimal(1)),
    Share("north", "park", Decimal(1)),
]


def test_counts_are_shared_out_by_residents():
    counts = {"west": Decimal(100), "east": Decimal(10), "north": Decimal(7)}
    assert estimates(counts, SHARES) == {
        "riverside": Estimate(Decimal(25), ("west",), False),
        "hilltop": Estimate(Decimal(85), ("west", "east"), False),
        "park": Estimate(Decimal(7), ("north",), True),
    }


def test_nothing_is_estimated_from_a_missing_count_or_from_part_of_an_area():
    assert set(estimates({"west": Decimal(100), "east": None, "north": Decimal(7)}, SHARES)) == {"riverside", "park"}
    assert set(estimates({"west": Decimal(1), "east": Decimal(1), "north": Decimal(7)}, SHARES[1:])) == {"park"}


def test_shares_that_were_rounded_may_miss_the_whole_by_a_ten_thousandth():
    def found(*shares: str) -> set[str]:
        parts = [Share("west", f"part-{number}", Decimal(share)) for number, share in enumerate(shares)]
        return set(estimates({"west": Decimal(100)}, parts))

    assert found("0.3333", "0.3333", "0.3333") == found("0.5001", "0.5", "0") == {"part-0", "part-1", "part-2"}
    assert found("0.333", "0.333", "0.333") == found("0.5002", "0.5") == set()


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 999).map(Decimal), min_size=1),
    st.lists(st.integers(1, 9), min_size=8, max_size=8),
)
def test_estimates_add_up_to_what_they_are_made_from(counts, weights):
    shares = []
    for at, older in enumerate(counts):
        one, other = weights[at * 2], weights[at * 2 + 1]
        part = (Decimal(one) / (one + other)).quantize(Decimal("0.000001"))
        shares += [Share(older, "x", part), Share(older, "y", 1 - part)]
    found = estimates(counts, shares)
    assert sum(one.value for one in found.values()) == sum(counts.values())


def two_ward_sets():
    owner = builders.partnership()
    older = builders.area_set(owner, ["West", "East"], slug="old", starts_on=dt.date(2004, 1, 1))
    newer = builders.area_set(owner, ["Riverside", "Hilltop"], slug="new", starts_on=dt.date(2016, 5, 5))
    at = {area.name: area for area in Area.objects.filter(area_set__partnership=owner)}
    for one, other, share in (("West", "Riverside", "0.25"), ("West", "Hilltop", "0.75"), ("East", "Hilltop", "1")):
        AreaLink.objects.create(smaller=at[one], larger=at[other], share=Decimal(share), basis="best fit")
    source = builders.source(owner, published_at=timezone.now())
    thefts = builders.indicator("thefts")
    for name, count in (("West", 100), ("East", 10)):
        builders.observation(source, thefts, at[name], 2010, count)
    return older, newer


def test_figures_of_older_wards_are_shown_on_newer_ones_as_estimates_and_never_stored(
    db, client, django_assert_max_num_queries
):
    two_ward_sets()
    with django_assert_max_num_queries(5 + STORING):
        page = client.get("/anytown/areas/")
    assert rows(page, "estimates-anytown-new") == [
        ["Riverside", "about 25", "West"],
        ["Hilltop", "about 85", "West , East"],
    ]
    assert "On newer areas: estimated from population shares" in words(page)
    assert "No source prints these figures." in words(page)
    with django_assert_max_num_queries(5 + STORING):
        page = client.get("/anytown/areas/anytown-hilltop/")
    assert rows(page, "estimates") == [["Thefts", "2010/11", "about 85", "West , East"]]
    assert "Part of East" not in words(page)
    assert Observation.objects.filter(source__partnership__slug="anytown").count() == 2
    assert "about" not in client.get("/anytown/performance/thefts/").content.decode()


def test_an_older_ward_keeps_its_own_figure_and_has_no_estimate(db, client):
    two_ward_sets()
    page = client.get("/anytown/areas/anytown-west/")
    assert "estimated" not in words(page).lower()
    assert rows(page, "area-figures")[0][2] == "100"


def sure(rates):
    """Rates that are exact: the least and the most that each can be are the same."""
    return {code: None if rate is None else (rate, rate) for code, rate in rates.items()}


def test_the_mean_of_a_group_includes_the_area_itself_and_equal_rates_share_a_rank():
    rates = {"own": Decimal(80), "a": Decimal(100), "b": Decimal(80), "c": None, "stranger": Decimal(900)}
    assert rank_among_similar("own", frozenset("abc"), sure(rates)) == SimilarRank(2, 2, 3, Decimal(260) / 3, 1)
    assert rank_among_similar("own", frozenset("c"), sure(rates)) is None
    assert rank_among_similar("own", frozenset("ab"), sure(rates | {"own": None})) is None


def test_a_standing_that_rounding_or_hiding_leaves_open_is_a_range_without_a_mean():
    rates = sure({"own": Decimal(80), "a": Decimal(100)}) | {"b": (Decimal(78), Decimal(82)), "c": (Decimal(1), None)}
    assert rank_among_similar("own", frozenset("ab"), rates) == SimilarRank(2, 3, 3, Decimal(260) / 3, 0)
    assert rank_among_similar("own", frozenset("abc"), rates) == SimilarRank(2, 4, 4, None, 0)


def test_an_area_about_which_sources_differ_is_ranked_and_left_out_of_the_mean():
    rates = sure({"own": Decimal(80), "a": Decimal(100)}) | {"b": (Decimal(70), Decimal(90))}
    assert rank_among_similar("own", frozenset("ab"), rates, {"b"}) == SimilarRank(2, 3, 3, Decimal(90), 0, 1)
    assert rank_among_similar("b", frozenset({"own"}), rates, {"b"}) == SimilarRank(1, 2, 2, None, 0, 1)


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 50).map(Decimal), min_size=2), st.randoms())
def test_a_standing_does_not_depend_on_the_order(rates, random):
    own, members = sorted(rates)[0], frozenset(rates)
    shuffled = list(sure(rates).items())
    random.shuffle(shuffled)
    found = rank_among_similar(own, members, sure(rates))
    assert rank_among_similar(own, members, dict(shuffled)) == found
    assert found.rank == 1 + sum(rate > rates[own] for rate in rates.values())
    assert min(rates.values()) <= found.mean <= max(rates.values())


def test_the_newest_group_holds(db):
    owner = builders.partnership()
    areas = list(builders.area_set(owner, ["Own", "A", "B"], slug="towns", kind="district").areas.all())
    owner.areas.add(areas[0])
    for year, member in ((2015, areas[1]), (2025, areas[2])):
        group = SimilarGroup.objects.create(area=areas[0], name="Groups", starts_on=dt.date(year, 10, 1))
        group.members.add(member)
    assert relations(owner).groups == {
        areas[0].code: SimilarAreas("Groups", dt.date(2025, 10, 1), frozenset({areas[2].code}))
    }


def test_a_district_stands_among_similar_ones_and_beside_its_force(demo, db, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(6 + STORING):
        page = client.get("/south-cambridgeshire/areas/E07000012/")
    assert rows(page, "beside-1") == [
        ["Cambridgeshire police area", "police force or division", "67,942", "79.0"],
        ["Huntingdonshire", "similar area", "10,480", "58.6"],
        ["South Cambridgeshire", "this area", "7,461", "46.4"],
        ["South Norfolk", "similar area", "6,312", "44.1"],
    ]
    assert (
        "Ranked 2nd of 3, highest first, among similar areas (ONS statistical nearest neighbours, 1 October 2025). "
        "Their mean, with this area, is 49.7 per 1,000 residents. 13 of the 15 similar areas have no figure here."
        in words(page)
    )


def test_a_count_of_residents_is_not_set_beside_itself(demo, db, client):
    assert 'id="beside-2"' not in client.get("/south-cambridgeshire/areas/E07000012/").content.decode()


def test_the_page_of_methods_gives_every_rule_with_its_formula(demo, db, client):
    text = client.get("/data/methods/").content.decode()
    slugs = ["change", "seasons", "forecast", "limits", "average", "similar", "shares", "disclosure", "status"]
    assert [slug for slug in slugs if f'id="{slug}"' not in text] == []
    assert [one.formula for one in METHODS if one.formula not in unescape(text)] == []


def test_every_group_of_the_demonstration_has_fifteen_others(demo, db):
    groups = SimilarGroup.objects.all()
    assert [(group.members.count(), group.area in group.members.all()) for group in groups] == [(15, False)] * 4
    assert Partnership.objects.filter(areas__similar_groups__isnull=False).count() == 4
