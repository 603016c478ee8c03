"""A table that is loaded stays a table: each figure knows its column and row, also after a corrected file."""

import pytest
from django.urls import reverse

from performance.figures.publishing import publish_source
from performance.models import FigureTable, ImportRun, Observation, Printed, Revision, RunState, Source
from tests import builders
from tests.performance.imports.test_columns import send
from tests.performance.indicators.test_pages import rows

WARDS = "Ward\tBurglary 2018/19\tBurglary 2019/20\t% change\nNorth\t50\t40\t-20%\nSouth\t20\t13\t-35%\n"


@pytest.fixture
def desk(at_once, officer):
    builders.indicator("burglary", name="Burglary")
    return officer


def load(client, text: str) -> ImportRun:
    """What an officer does: paste, look, store, as open data of one source."""
    known = Source.objects.filter(slug="council-counts").exists()
    new = {"source_title": "Council counts", "disclosure": "open", "confirmed": "on"}
    run = send(client, text, **({"source": "council-counts", "source_title": ""} if known else new))
    assert (run.state, run.report["refused"]) == (RunState.READ, [])
    client.post(reverse("import-store", args=["anytown", run.pk]))
    run.refresh_from_db()
    assert run.state == RunState.STORED
    return run


def cells() -> list[tuple]:
    """Every cell of the one table there is: row, column, the name of the row, as printed."""
    (table,) = FigureTable.objects.all()
    found = [*table.observations.all(), *table.printeds.all()]
    return sorted((one.row, one.column, one.label, one.as_printed) for one in found)


def test_every_figure_knows_its_table_its_row_and_its_column(desk):
    load(desk, WARDS)
    table = FigureTable.objects.get()
    assert (table.label_heading, table.columns) == ("Ward", ["Burglary 2018/19", "Burglary 2019/20", "% change"])
    assert cells() == [
        *((0, 0, "North", "50"), (0, 1, "North", "40"), (0, 2, "North", "-20%")),
        *((1, 0, "South", "20"), (1, 1, "South", "13"), (1, 2, "South", "-35%")),
    ]


def test_the_page_of_the_source_shows_the_table_as_it_was_printed(desk):
    publish_source(load(desk, WARDS).source)
    page = desk.get("/anytown/sources/council-counts/")
    assert [row[:4] for row in rows(page, "table-1")] == [["North", "50", "40", "-20%"], ["South", "20", "13", "-35%"]]


def test_a_corrected_file_takes_the_same_places_whatever_the_order_of_its_rows(desk):
    load(desk, WARDS)
    heading = WARDS.splitlines()[0]
    load(desk, f"{heading}\nSouth\t20\t15\t-25%\nNorth\t50\t40\t-20%\n")
    assert cells() == [
        *((0, 0, "North", "50"), (0, 1, "North", "40"), (0, 2, "North", "-20%")),
        *((1, 0, "South", "20"), (1, 1, "South", "15"), (1, 2, "South", "-25%")),
    ]
    assert sorted(Revision.objects.values_list("kind", "as_printed")) == [("percent change", "-35%"), ("value", "13")]


def test_undo_gives_back_what_the_corrected_file_replaced_also_what_was_worked_out(desk):
    first = load(desk, WARDS)
    before = cells()
    second = load(desk, WARDS.replace("13\t-35%", "15\t-25%"))
    assert "Undo" in desk.get(reverse("import-undo", args=["anytown", first.pk])).content.decode()
    for run in (second, first):
        desk.post(reverse("import-undo", args=["anytown", run.pk]))
        assert cells() == before if run == second else not FigureTable.objects.exists()
    assert Observation.objects.count() == Printed.objects.count() == Source.objects.count() == 0


def test_other_headings_are_another_table(desk):
    load(desk, WARDS)
    load(desk, "Ward\tBurglary 2017/18\nNorth\t70\nSouth\t30\n")
    assert [(one.slug, one.columns) for one in FigureTable.objects.order_by("position")] == [
        ("table-1", ["Burglary 2018/19", "Burglary 2019/20", "% change"]),
        ("table-2", ["Burglary 2017/18"]),
    ]


def test_a_table_that_is_too_long_to_be_shown_stays_a_list(desk):
    years = range(1890, 2099)
    lines = "".join(f"North\t{year}/{(year + 1) % 100:02d}\t5\n" for year in years if year >= 1900)
    extra = "".join(f"South\t{year}/{(year + 1) % 100:02d}\t5\n" for year in range(1900, 1905))
    load(desk, f"Ward\tPeriod\tBurglary\n{lines}{extra}")
    assert not FigureTable.objects.exists()
    assert Observation.objects.count() == 204


def test_the_page_of_performance_does_not_repeat_loaded_tables(desk):
    publish_source(load(desk, WARDS).source)
    assert "Tables in the sources" not in desk.get("/anytown/performance/").content.decode()
