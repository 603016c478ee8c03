"""Rows of a force without a place stand beside the change of a ward: with more of them, a ward only seems to fall."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from csp_portal.formats.periods import Period
from performance.areas.figures import AreaFigures
from performance.areas.unplaced import UnplacedNote, UnplacedRows, unplaced_rows
from performance.figures.publishing import publish_source
from performance.figures.series import figures
from performance.models import Disclosure, Observation, Source
from plans.models import Partnership
from tests.performance.imports.test_cases import CASES
from tests.performance.indicators.test_pages import words

MARCH = (Period.of_months(2017, 3, 1), Period.of_months(2018, 3, 1))
CASE = ("2017-03-all-placed-street.csv", "2018-03-two-fifths-without-place-street.csv")
SOURCE = "police-uk-cambridgeshire-constabulary"


@pytest.fixture
def ward(demo, db, client):
    """The page of a ward with burglaries in both months, after the two files were loaded and published."""
    for name in CASE:
        call_command("import_figures", CASES / name, partnership="peterborough", commit=True, stdout=StringIO())
    source = Source.objects.get(slug=SOURCE)
    publish_source(source)
    code = Observation.objects.filter(
        source=source, value__gt=0, area__area_set__kind="ward", period_start="2018-03-01"
    ).values_list("area__code", flat=True)[0]

    def page(disclosure: str = Disclosure.OPEN) -> str:
        Source.objects.filter(pk=source.pk).update(disclosure=disclosure)
        publish_source(Source.objects.get(pk=source.pk), timezone.now())
        return words(client.get(f"/peterborough/areas/{code}/"))

    return page


def test_the_rows_without_a_place_of_both_months_stand_beside_the_change_of_a_ward(ward):
    said = ward()
    assert "Rows of the police force without a place: 0 of 40 (0%) in March 2017, 16 of 40 (40%) in March 2018." in said
    assert "Take care: more rows have no place than before, so a ward may only seem to have fallen." in said


def test_of_a_protected_source_only_the_shares_are_said(ward):
    said = ward(Disclosure.PROTECTED)
    assert "16 of 40" not in said


def test_they_are_those_of_the_last_import_of_the_month_and_cost_one_query(ward):
    owner = Partnership.objects.get(slug="peterborough")
    known = AreaFigures(figures(owner))
    with CaptureQueriesContext(connection) as queries:
        found = unplaced_rows(owner, known)
    assert len(queries) == 1
    assert found == {(SOURCE, MARCH[0]): UnplacedRows(0, 40), (SOURCE, MARCH[1]): UnplacedRows(16, 40)}
    Source.objects.filter(slug=SOURCE).update(published_at=None)
    assert unplaced_rows(owner, known) == {}


@pytest.mark.parametrize(
    ("then", "now", "caution"),
    [
        (0, 5, "Take care: more rows have no place than before, so a ward may only seem to have fallen."),
        (9, 3, "Take care: fewer rows have no place than before, so a ward may only seem to have risen."),
        (4, 8, ""),
    ],
)
def test_a_caution_stands_where_the_shares_differ_by_five_points_or_more(then, now, caution):
    note = UnplacedNote(UnplacedRows(then, 100), UnplacedRows(now, 100), *MARCH)
    assert note.caution == caution
    assert UnplacedRows(1, 8).share == Decimal("12.5")
    assert UnplacedRows(1, 8, exact=False).words == "13%"


def test_they_stand_below_the_ranking_of_the_wards_too(ward, client):
    ward()
    page = client.get("/peterborough/areas/?measure=police-uk-burglary&period=2018-03-01_2018-03-31")
    assert "0 of 40 (0%) in March 2017, 16 of 40 (40%) in March 2018. Take care:" in words(page)
