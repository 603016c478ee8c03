"""What a source says in words, its tables and legends, and what a crime costs: kept like every other row."""

import pytest
from django.utils import timezone

from performance.models import FigureTable, LegendEntry, Source, Statement, UnitCost
from plans.models import Change
from tests import builders

pytestmark = pytest.mark.django_db
DESK = "/desk/anytown/about"


@pytest.fixture
def source(client) -> Source:
    """A published source with a table of one figure, and an officer who is signed in."""
    owner = builders.partnership()
    north = builders.area_set(owner, ["North"]).areas.get()
    source = builders.source(owner, published_at=timezone.now())
    thefts = builders.indicator("thefts", partnership=owner)
    builders.observation(source, thefts, north, 2010, 7, table=builders.table(source))
    builders.sign_in(client, builders.person("officer", owner, "officer"))
    return source


def test_a_source_is_named_anew_and_readers_see_it(source, client):
    page = f"{DESK}/rows/sources/{source.pk}/"
    assert client.get(page).status_code == 200
    answer = client.post(page, {"title": "Crime figures, second print", "row_version": "1"})
    assert answer.status_code == 302
    assert "Crime figures, second print" in client.get("/anytown/sources/crime-figures/").content.decode()
    assert Change.objects.filter(row_kind="sources", field="title", new="Crime figures, second print").exists()


def test_a_source_of_one_partnership_is_out_of_reach_of_another(source, client):
    other = builders.partnership("othertown")
    builders.sign_in(client, builders.person("stranger", other, "officer"))
    assert client.get(f"{DESK}/rows/sources/{source.pk}/").status_code in (403, 404)
    assert client.get(f"/desk/othertown/about/rows/sources/{source.pk}/").status_code == 404


def test_what_a_source_says_in_words_is_written_down(source, client):
    add = f"{DESK}/rows/sources/{source.pk}/statements/add/"
    wrong = client.post(add, {"kind": "reference", "locator": "line 9"})
    assert "Say what this is about." in wrong.content.decode()
    assert not Statement.objects.exists()
    assert client.post(add, {"kind": "reference", "locator": "line 9", "subject": "Appendix 7"}).status_code == 302
    (found,) = Statement.objects.all()
    assert (found.source, found.subject) == (source, "Appendix 7")
    page = client.get("/anytown/figures-check/").content.decode()
    assert "The text refers to Appendix 7, and there is none." in page


def test_a_table_and_its_legend_are_kept(source, client):
    add = f"{DESK}/rows/sources/{source.pk}/figure-tables/add/"
    assert client.post(add, {"title": "Table 9", "columns": "2010/11\n2011/12"}).status_code == 302
    table = FigureTable.objects.get(title="Table 9")
    assert (table.slug, table.columns) == ("table-9", ["2010/11", "2011/12"])
    add = f"{DESK}/rows/figure-tables/{table.pk}/legends/add/"
    assert client.post(add, {"symbol": "😊", "meaning": "Target met"}).status_code == 302
    assert str(LegendEntry.objects.get()) == "😊 Target met"


def test_what_a_crime_costs_is_kept_with_its_indicator(source, client):
    thefts = builders.Indicator.objects.get(slug="thefts")
    add = f"{DESK}/rows/indicators/{thefts.pk}/unit-costs/add/"
    refused = client.post(add, {"pounds": "0", "prices": "2003", "estimate": "Home Office"})
    assert "A cost must be more than £0." in refused.content.decode()
    assert client.post(add, {"pounds": "844", "prices": "2003", "estimate": "Home Office"}).status_code == 302
    assert UnitCost.objects.get().indicator == thefts


def test_a_source_and_a_table_with_figures_are_not_removed(source, client):
    for kind, row in (("figure-tables", source.tables.get()), ("sources", source)):
        answer = client.post(f"{DESK}/rows/{kind}/{row.pk}/remove/", {"row_version": "1"}, follow=True)
        assert "cannot be removed, because others refer to it" in answer.content.decode()
    assert source.observations.count() == 1


def test_a_lead_reads_and_does_not_write(source, client):
    builders.sign_in(client, builders.person("lead", source.partnership, "lead"))
    assert client.get(f"{DESK}/sources/").status_code == 200
    assert client.post(f"{DESK}/rows/sources/{source.pk}/", {"title": "x", "row_version": "1"}).status_code == 403
