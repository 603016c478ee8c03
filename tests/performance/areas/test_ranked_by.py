"""Areas are ranked, drawn and described by rate where it is known what to divide by, or by count where chosen."""

import re

import pytest

from performance.figures.publishing import publish_source
from tests import builders
from tests.performance.areas.test_protected_areas import square
from tests.performance.indicators.test_pages import rows, words


@pytest.fixture
def wards(db):
    """North has most thefts, South most for each resident; North was last counted in 2011."""
    owner = builders.partnership()
    made = builders.area_set(owner, ["North", "South", "West"])
    source, thefts = builders.source(owner), builders.indicator("thefts")
    residents = builders.indicator("residents", unit="people", type="denominator")
    for area, count, people in zip(made.areas.all(), (90, 60, 10), (9000, 1000, 2000), strict=True):
        made.areas.filter(pk=area.pk).update(outline=square(area.position))
        builders.observation(source, thefts, area, 2020, count)
        builders.observation(source, residents, area, 2010, people)
    publish_source(source)
    return owner


def ranking(page) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in rows(page, "list")]


def test_the_rank_order_and_words_follow_the_choice(wards, client):
    by_rate, by_count = client.get("/anytown/areas/"), client.get("/anytown/areas/?measure=thefts&by=count")
    assert ranking(by_rate) == [("South", "1st"), ("North", "2nd"), ("West", "3rd")]
    assert ranking(by_count) == [("North", "1st"), ("South", "2nd"), ("West", "3rd")]
    assert (
        "Of 3 wards, South is highest (60.0 per 1,000 residents) and West lowest (5.0 per 1,000 residents)."
        in words(by_rate)
    )
    assert "Rank 1 has the highest rate of 3 areas." in words(by_rate)
    assert "Of 3 wards, North is highest (90) and West lowest (10)." in words(by_count)
    assert "Rank 1 has the highest count of 3 areas." in words(by_count)


def test_each_choice_leads_to_the_other(wards, client):
    by_rate = client.get("/anytown/areas/").content.decode()
    address = re.search(
        r'<p id="ranked-by">Ranked by rate per 1,000 residents. <a href="([^"]+)">Rank by count', by_rate
    )
    by_count = client.get("/anytown/areas/" + address[1].replace("&amp;", "&")).content.decode()
    assert "Ranked by count." in by_count
    assert "Rank by rate</a>" in by_count


def test_the_page_of_an_area_follows_the_same_choice(wards, client):
    assert "ranked 2nd of 3 wards by rate, 10.0 per 1,000 residents" in words(
        client.get("/anytown/areas/anytown-north/")
    )
    by_count = client.get("/anytown/areas/anytown-north/?by=count")
    assert "ranked 1st of 3 wards, 10.0 per 1,000 residents" in words(by_count)
    assert rows(by_count, "area-figures")[0][3] == "1st of 3"


def test_the_map_is_shaded_by_rate_and_says_how_its_classes_are_made(wards, client):
    page = client.get("/anytown/areas/").content.decode()
    assert "<title>South: 60.0 per 1,000 residents, ranked 1st of 3</title>" in page
    assert "The darker an area, the higher its rate." in page
    assert re.search(r"The classes (are equally wide|widen towards the high end)", page)
    count = client.get("/anytown/areas/?measure=thefts&by=count").content.decode()
    assert "<title>South: 60 crimes, ranked 2nd of 3</title>" in count


def test_the_keyboard_passes_the_map_by_and_visits_the_table(wards, client):
    page = client.get("/anytown/areas/").content.decode()
    drawn = page.split('class="c-map"')[1].split("</svg>")[0]
    assert drawn.count("<a ") == drawn.count('tabindex="-1"') == 3
    table = page.split('id="ranks"')[1].split("</table>")[0]
    assert [f'href="/anytown/areas/anytown-{name}/"' in table for name in ("north", "south", "west")] == [True] * 3


def test_the_gap_between_the_years_is_said(wards, client):
    said = "Take care: people were counted in 2011, but these figures are for 2020/21."
    assert said in words(client.get("/anytown/areas/"))
    source, residents = wards.sources.get(), builders.Indicator.objects.get(slug="residents")
    for area in wards.area_sets.get().areas.all():
        builders.observation(source, residents, area, 2019, 1000)
    publish_source(source)
    assert "Take care" not in words(client.get("/anytown/areas/"))


def test_an_area_without_residents_has_a_count_but_no_rank_by_rate(wards, client):
    wards.sources.get().observations.filter(area__name="West", indicator__slug="residents").delete()
    publish_source(wards.sources.get())
    assert ranking(client.get("/anytown/areas/")) == [("South", "1st"), ("North", "2nd"), ("West", "not ranked")]
    assert ranking(client.get("/anytown/areas/?measure=thefts&by=count"))[2] == ("West", "3rd")


def test_without_denominators_there_is_no_choice(wards, client):
    wards.sources.get().observations.filter(indicator__slug="residents").delete()
    publish_source(wards.sources.get())
    page = client.get("/anytown/areas/").content.decode()
    assert 'id="ranked-by"' not in page
    assert ranking(client.get("/anytown/areas/"))[0] == ("North", "1st")


def test_a_hidden_count_has_no_rate_and_its_rank_by_rate_is_as_uncertain_as_by_count(wards, client):
    source = wards.sources.get()
    for area in wards.area_sets.get().areas.all():
        source.observations.filter(area=area, indicator__slug="residents").update(value=1000)
    source.observations.filter(area__name="West", indicator__slug="thefts").update(value=2)
    source.disclosure, source.threshold, source.round_to = "protected", 5, 5
    source.save()
    publish_source(source)
    for asked in ("?measure=thefts", "?measure=thefts&by=count"):
        row = next(row for row in rows(client.get(f"/anytown/areas/{asked}"), "list") if row[0] == "West")
        assert row[1:4] == ["1st to 3rd", "hidden", "not available"], asked
