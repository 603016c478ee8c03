"""Protected sources: what the public reads, in every form, is what the publication worked out."""

import datetime as dt

import pytest
from django.utils import timezone

from performance.figures.protection import counted, sums
from performance.figures.publishing import publish_source
from performance.models import Observation, Printed, Source
from plans.documents.versions import NotPublishable
from plans.models import AreaLink
from plans.publishing.versions import publish
from tests import builders

COUNTS = {"North": 3, "South": 4, "East": 5058, "West": 11113}
SECRET = ["5058", "5,058", "11113", "11,113", "16178", "16,178"]  # counts that are rounded, in every way to write them


def protected_source(owner=None, **fields):
    """Four wards of a town, with their sum and a printed change, in one table of a plan's own source."""
    plan = builders.plan(owner)
    owner = plan.partnership
    wards = builders.area_set(owner, list(COUNTS))
    town = builders.area_set(owner, ["Town"], slug="town", kind="district").areas.get()
    owner.areas.add(town)
    source = builders.source(owner, plan=plan, disclosure="protected", **fields)
    table = builders.table(source, chart="bars", unit="people")
    crime = builders.indicator("hidden-harm", unit="people")
    for row, area in enumerate([*wards.areas.all(), town]):
        count = COUNTS.get(area.name, sum(COUNTS.values()))
        builders.observation(
            source, crime, area, 2020, count, table=table, row=row, label=area.name, note="was 11113 before"
        )
    run = source.import_runs.first()
    Printed.objects.create(
        source=source, import_run=run, indicator=crime, area=town, kind="change", as_printed="−5,058", value=-5058,
        locator="line 9", period_start=dt.date(2020, 4, 1), period_end=dt.date(2021, 3, 31),
    )  # fmt: skip
    return source


def public(source: Source) -> dict[str, str]:
    rows = Observation.objects.filter(source=source).select_related("area").order_by("row")
    return {row.area.name: row.as_public(source).shown for row in rows}


def test_what_is_published_is_hidden_or_rounded_and_hidden_cells_have_company(db):
    source = protected_source()
    assert set(public(source).values()) == {"hidden"}  # before it is published nothing can be read
    publish_source(source)
    assert public(source) == {
        "North": "hidden",
        "South": "hidden",
        "East": "5,060",
        "West": "11,115",
        "Town": "16,180",
    }


def test_no_page_chart_or_download_holds_a_protected_count(db, client):
    source = protected_source()
    publish_source(source)
    publish(source.plan, kind="final")
    addresses = [
        "/anytown/",
        "/anytown/performance/",
        "/anytown/performance/hidden-harm/",
        "/anytown/areas/",
        "/anytown/areas/chart.json",
        "/anytown/areas/anytown-west/",
        "/anytown/areas/anytown-town/",
        "/anytown/sources/crime-figures/",
        "/anytown/plans/2020-2023/",
        "/anytown/plans/2020-2023/v1/",
        "/anytown/plans/2020-2023/v1/plan.json",
    ]
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200, address
        text = page.content.decode()
        assert [secret for secret in SECRET if secret in text] == [], address
        assert "0000000000" not in text, address  # the checksum of the file would let a guess be proved
    assert "16,180" in client.get("/anytown/plans/2020-2023/").content.decode()


def test_a_figure_that_comes_later_is_hidden_until_the_source_is_published_again(db):
    source = protected_source()
    publish_source(source)
    area = source.partnership.area_sets.get(kind="ward").areas.get(name="West")
    later = builders.observation(source, Observation.objects.first().indicator, area, 2021, 77)
    assert later.as_public(source).shown == "hidden"
    publish_source(source)
    later.refresh_from_db()
    assert later.as_public(source).shown == "75"


def test_what_was_hidden_stays_hidden_and_editions_are_remembered_once(db):
    source = protected_source()
    publish_source(source)
    publish_source(source)
    assert len(source.editions) == 1
    source.observations.filter(area__name="South").update(value=12)
    source.observations.filter(area__name="Town").update(value=16186)
    publish_source(source)
    assert len(source.editions) == 2
    assert public(source)["North"] == "hidden"


def test_a_publication_that_would_give_a_count_away_is_refused(db):
    source = protected_source(threshold=5, round_to=1)
    Observation.objects.filter(area__name__in=["North", "South"]).delete()
    Observation.objects.filter(area__name="Town").update(value=16178)
    publish_source(source)  # 5,058 + 11,113 = 16,171; the town has 16,178
    north = source.partnership.area_sets.get(kind="ward").areas.get(name="North")
    builders.observation(source, Observation.objects.first().indicator, north, 2020, 3)
    before = list(source.editions)
    with pytest.raises(NotPublishable, match="give a hidden count away"):
        publish_source(source)
    source.refresh_from_db()
    assert source.editions == before


def test_sums_come_from_links_parts_and_periods(db):
    owner = builders.partnership()
    wards = builders.area_set(owner, ["North", "South"])
    sector = builders.area_set(owner, ["All"], slug="sectors", kind="sector").areas.get()
    for ward in wards.areas.all():
        AreaLink.objects.create(smaller=ward, larger=sector, basis="printed")
    whole = builders.indicator("theft")
    part = builders.indicator("bicycle-theft", part_of=whole)
    source = builders.source(owner, disclosure="protected")
    for indicator, year_counts in ((whole, (9, 20)), (part, (2, 8))):
        for area, count in zip(wards.areas.all(), year_counts, strict=True):
            builders.observation(source, indicator, area, 2020, count)
        builders.observation(source, indicator, sector, 2020, sum(year_counts))
    north = wards.areas.get(name="North")
    for month, count in ((4, 2), (7, 4), (10, 0), (1, 3)):
        start = dt.date(2020 if month > 3 else 2021, month, 1)
        end = (start + dt.timedelta(days=95)).replace(day=1) - dt.timedelta(days=1)
        builders.observation(source, whole, north, 2020, count, period_start=start, period_end=end)
    counts = counted(source.observations.select_related("indicator"))
    found = [(counts[one.total], [counts[part] for part in one.parts]) for one in sums(source, counts)]
    assert sorted(found) == [
        (9, [2]),
        (9, [2, 4, 0, 3]),
        (10, [2, 8]),
        (20, [8]),
        (29, [9, 20]),
        (29, [10]),
    ]


def test_open_sources_are_shown_as_given(db):
    source = builders.source(builders.partnership(), disclosure="open", published_at=timezone.now())
    wards = builders.area_set(source.partnership, ["North"])
    one = builders.observation(source, builders.indicator(), wards.areas.get(), 2020, 3)
    one.refresh_from_db()
    assert one.as_public(source).shown == "3"


def test_a_protected_figure_says_nothing_of_its_place_in_the_file(db, client):
    """A place such as “counted from 3 rows” would be the count itself."""
    source = protected_source()
    Observation.objects.update(locator="counted from 3 rows", table=None, qualifier="exactly")
    publish_source(source)
    for address in ("/anytown/sources/crime-figures/", "/anytown/performance/hidden-harm/"):
        text = client.get(address).content.decode()
        assert "16,180" in text
        assert "counted from" not in text
        assert "line 9" not in text
        assert "exactly" not in text
        assert ".0000" not in text
    source_page = client.get("/anytown/sources/crime-figures/").content.decode()
    assert "As printed" not in source_page
    assert "shown as printed" not in source_page


def test_the_order_of_a_file_is_forgotten_before_anybody_reads_it(db):
    """A file sorted by count would tell which of two hidden counts is the larger."""
    source = protected_source()
    Printed.objects.all().delete()
    Observation.objects.update(table=None)
    for row, one in enumerate(Observation.objects.order_by("-value")):
        Observation.objects.filter(pk=one.pk).update(row=row)
    publish_source(source)
    in_order = list(Observation.objects.order_by("row").values_list("area__name", "row"))
    assert in_order == [("East", 0), ("North", 1), ("South", 2), ("Town", 3), ("West", 4)]
    late = builders.observation(
        source, Observation.objects.first().indicator, Observation.objects.get(row=0).area, 2021, 9, row=5
    )
    publish_source(source)
    late.refresh_from_db()
    assert late.row == 5
    assert list(Observation.objects.order_by("row").values_list("area__name", "row"))[:5] == in_order


def test_no_sum_is_made_twice_or_of_periods_that_do_not_follow_each_other(db):
    owner = builders.partnership()
    wards = builders.area_set(owner, ["North", "South"])
    town = builders.area_set(owner, ["Town"], slug="districts", kind="district").areas.get()
    owner.areas.add(town)
    for ward in wards.areas.all():
        AreaLink.objects.create(smaller=ward, larger=town, basis="printed")
    theft, source = builders.indicator("theft"), builders.source(owner, disclosure="protected")
    for area, count in ((town, 7), *zip(wards.areas.all(), (3, 4), strict=True)):
        builders.observation(source, theft, area, 2020, count)
    undated = {"period_start": None, "period_end": None, "period_as_printed": "last year"}
    builders.observation(source, theft, town, 2020, 9, **undated)
    for month in (4, 6):
        start, end = dt.date(2020, month, 1), dt.date(2020, month, 30)
        builders.observation(source, theft, town, 2020, month, period_start=start, period_end=end)
    counts = counted(source.observations.select_related("indicator"))
    found = [(counts[one.total], [counts[part] for part in one.parts]) for one in sums(source, counts)]
    assert [one for one in found if one[1] != [one[0]]] == [(7, [3, 4])]  # a town is the sum of itself
